"""The chain rule over a graph: its paths, their sum, and three independent ways to the same."""

import math
from itertools import product

import numpy as np
import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose

from core import (
    ELEMENTARY_FUNCTIONS,
    FUNCTIONS_OF_ONE,
    FUNCTIONS_OF_TWO,
    Operation,
    derivative_by_paths,
    numerical_derivative,
    numerical_gradient,
)
from core.derivatives.chain_rule import NEAR_A_KINK, REACH
from tests.core.complex_step import OF_COMPLEX, by_complex_step

numbers = st.floats(-REACH, REACH, allow_subnormal=False)

every_combination = settings(max_examples=5)  # each example goes through up to 81 graphs


def two_paths(first: str, second: str, outer: str) -> dict[str, Operation]:
    return {
        "z1": Operation(first, ("x1", "x2")),
        "z2": Operation(second, ("x1", "x2")),
        "p": Operation(outer, ("z1", "z2")),
    }


def composition(outer: str, inner: str) -> dict[str, Operation]:
    return {"u": Operation(inner, ("x",)), "y": Operation(outer, ("u",))}


def product_of(first: str, second: str) -> dict[str, Operation]:
    return {
        "f": Operation(first, ("x",)),
        "g": Operation(second, ("x",)),
        "h": Operation("product", ("f", "g")),
    }


def assert_three_ways_agree(graph: dict[str, Operation], inputs: dict[str, float], wrt: str):
    rule = derivative_by_paths(graph, inputs, wrt)
    value, derivative = by_complex_step(graph, inputs, wrt)
    output = list(graph)[-1]
    scale = max(1.0, *map(abs, rule.values.values()), *map(abs, rule.derivatives.values()))
    # Tens of thousands of times, so not by NumPy, whose comparison costs as much as the rule.
    assert math.isclose(rule.values[output], value, rel_tol=1e-12, abs_tol=1e-14), graph
    assert math.isclose(rule.total, derivative, rel_tol=1e-10, abs_tol=1e-13 * scale**2), graph
    if not rule.kinks:
        difference = numerical_derivative(graph, inputs, wrt)
        assert math.isclose(rule.total, difference, rel_tol=1e-6, abs_tol=1e-7 * scale), graph


def test_every_function_has_its_independent_double():
    assert OF_COMPLEX.keys() == ELEMENTARY_FUNCTIONS.keys()
    assert {f.arity for f in FUNCTIONS_OF_ONE.values()} == {1}
    assert {f.arity for f in FUNCTIONS_OF_TWO.values()} == {2}


@pytest.mark.parametrize("name", ELEMENTARY_FUNCTIONS)
@settings(max_examples=25)  # of each of 17 functions, which have no more than one kink
@given(point=st.tuples(numbers, numbers))
def test_each_derivative_is_that_of_its_function(name: str, point: tuple[float, float]):
    function = ELEMENTARY_FUNCTIONS[name]
    point = point[: function.arity]
    assume(function.kink is None or abs(point[0] - function.kink) > NEAR_A_KINK)
    assert_allclose(function.forward.of(*point), OF_COMPLEX[name](*map(complex, point)).real)
    slopes = [float(rule.of(*point)) for rule in function.derivatives]
    numerical = numerical_gradient(lambda x: function.forward.of(*x), np.array(point))
    assert_allclose(slopes, numerical, rtol=1e-7, atol=1e-8)


@pytest.mark.parametrize("outer", FUNCTIONS_OF_TWO)
@every_combination
@given(point=st.tuples(numbers, numbers), wrt=st.sampled_from(["x1", "x2"]))
@example(point=(REACH, REACH), wrt="x1")  # the ends of the range, where the numbers are largest
@example(point=(REACH, REACH), wrt="x2")
@example(point=(-REACH, 0.0), wrt="x1")
@example(point=(0.0, -REACH), wrt="x2")
def test_two_paths_sum_to_the_derivative_for_every_choice_of_functions(outer, point, wrt):
    inputs = dict(zip(("x1", "x2"), point, strict=True))
    for first, second in product(FUNCTIONS_OF_TWO, repeat=2):
        assert_three_ways_agree(two_paths(first, second, outer), inputs, wrt)


@every_combination
@given(numbers)
@example(REACH)
@example(-REACH)
def test_a_composition_multiplies_for_every_choice_of_functions(x):
    for outer, inner in product(FUNCTIONS_OF_ONE, repeat=2):
        graph = composition(outer, inner)
        assert_three_ways_agree(graph, {"x": x}, "x")
        (path,) = derivative_by_paths(graph, {"x": x}, "x").paths
        assert path.nodes == ("x", "u", "y")


@every_combination
@given(numbers)
@example(REACH)
@example(-REACH)
def test_the_product_rule_is_a_chain_rule_of_two_paths(x):
    for first, second in product(FUNCTIONS_OF_ONE, repeat=2):
        assert_three_ways_agree(product_of(first, second), {"x": x}, "x")


@given(numbers)
def test_the_short_form_of_the_product_rule(x):
    """(x² sin x)' = 2x sin x + x² cos x, by hand."""
    rule = derivative_by_paths(product_of("square", "sin"), {"x": x}, "x")
    by_f, by_g = (path.product for path in rule.paths)
    assert_allclose([by_f, by_g], [2 * x * math.sin(x), x**2 * math.cos(x)], atol=1e-15)


@given(st.tuples(numbers, numbers), st.sampled_from(["x1", "x2"]))
def test_a_path_is_the_product_of_its_edges_and_the_total_their_sum(point, wrt):
    inputs = dict(zip(("x1", "x2"), point, strict=True))
    rule = derivative_by_paths(two_paths("product", "ratio", "sine"), inputs, wrt)
    assert [path.nodes for path in rule.paths] == [(wrt, "z1", "p"), (wrt, "z2", "p")]
    for path in rule.paths:
        assert path.derivatives == tuple(rule.derivatives[edge] for edge in path.edges)
        assert_allclose(path.product, math.prod(path.derivatives))
    assert rule.total == rule.paths[0].product + rule.paths[1].product


def test_the_warm_ups_of_the_seed():
    square = derivative_by_paths({"y": Operation("square", ("x",))}, {"x": 3.0}, "x")
    assert (square.values["y"], square.total) == (9.0, 6.0)
    exponential = derivative_by_paths({"y": Operation("exp", ("x",))}, {"x": 1.5}, "x")
    assert exponential.total == exponential.values["y"] == math.exp(1.5)


def test_cross_entropy_of_two_logits_is_a_graph_of_two_paths():
    """ln(e^z1 + e^z2) − z1 has the derivatives ŷ1 − 1 and ŷ2."""
    graph = two_paths("log-sum-exp", "first", "difference")
    inputs = {"x1": 0.3, "x2": -1.1}
    share = 1 / (1 + math.exp(-1.4))
    assert_allclose(derivative_by_paths(graph, inputs, "x1").total, share - 1)
    assert_allclose(derivative_by_paths(graph, inputs, "x2").total, 1 - share)


def test_a_longer_graph_has_all_its_paths():
    """Three steps, each with two ways on: eight paths."""
    graph = {}
    for layer in range(1, 4):
        below = (f"a{layer - 1}", f"b{layer - 1}")
        graph[f"a{layer}"] = Operation("product", below)
        graph[f"b{layer}"] = Operation("sine", below)
    graph["p"] = Operation("sum", ("a3", "b3"))
    rule = derivative_by_paths(graph, {"a0": 0.7, "b0": -1.2}, "a0")
    assert len(rule.paths) == 8
    _, derivative = by_complex_step(graph, {"a0": 0.7, "b0": -1.2}, "a0")
    assert_allclose(rule.total, derivative, rtol=1e-12)


def test_a_kink_is_named_and_its_derivative_is_the_stated_one():
    rule = derivative_by_paths(composition("relu", "sin"), {"x": 0.0}, "x")
    assert rule.kinks == ("y",)
    assert rule.derivatives["u", "y"] == 0
    assert_allclose(numerical_derivative(composition("relu", "sin"), {"x": 0.0}, "x"), 0.5)


def test_no_zero_has_a_sign():
    rule = derivative_by_paths(two_paths("ratio", "product", "sine"), {"x1": 0, "x2": -0.0}, "x2")
    shown = [*rule.values.values(), *rule.derivatives.values(), rule.total]
    shown += [path.product for path in rule.paths]
    assert not any(value == 0 and math.copysign(1, value) < 0 for value in shown)


ONE = {"y": Operation("square", ("x",))}


@pytest.mark.parametrize("function", [derivative_by_paths, numerical_derivative])
@pytest.mark.parametrize(
    ("graph", "inputs", "wrt", "message"),
    [
        ({}, {"x": 1.0}, "x", "operations must hold at least one node"),
        (ONE, {"x": 1.0}, "y", r"wrt must be an input, one of \['x'\], got 'y'"),
        (ONE, {"x": math.nan}, "x", "x must be finite, got nan"),
        (ONE, {"x": [1.0, 2.0]}, "x", r"x must be a single number, got shape \(2,\)"),
        ({"y": Operation("root", ("x",))}, {"x": 1.0}, "x", "must be one of .*, got 'root'"),
        ({"x": Operation("square", ("x",))}, {"x": 1.0}, "x", "given or computed once"),
        ({"y": Operation("sum", ("x",))}, {"x": 1.0}, "x", "must be 2 different nodes"),
        ({"y": Operation("sum", ("x", "x"))}, {"x": 1.0}, "x", "must be 2 different nodes"),
        ({"y": Operation("square", ("z",))}, {"x": 1.0}, "x", r"1 different nodes of \['x'\]"),
    ],
)
def test_what_is_refused(function, graph, inputs, wrt, message):
    with pytest.raises(ValueError, match=message):
        function(graph, inputs, wrt)


def test_a_node_that_overflows_is_named():
    with pytest.raises(ValueError, match="node 'y' must be finite, got inf"):
        derivative_by_paths(ONE, {"x": 1e200}, "x")
