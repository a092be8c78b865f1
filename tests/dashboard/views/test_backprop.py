"""Backprop: the network, tables and formulas drawn, and the page that draws them."""

import math
import re
from itertools import pairwise
from types import SimpleNamespace
from typing import NamedTuple

import numpy as np
import pandas as pd
import pytest

from core import bias_entry, gradient_terms, squared_error_gradient, weight_entry
from dashboard.controls.layer.controls import FIRST_LAYER, Layer
from dashboard.controls.layer.in_hand import layer_values
from dashboard.controls.layer.line_text import layer_texts
from dashboard.figures.network_numbers import Parameter, parameters_of
from dashboard.text import number
from dashboard.views.backprop import controls
from dashboard.views.backprop.controls import TABS
from dashboard.views.backprop.formulas import (
    handed_down_formula,
    logit_path_formula,
    path_formula,
    short_formula,
)
from dashboard.views.backprop.words import (
    activation_gradient_table,
    agreement_table,
    logit_table,
    parameter_gradient_table,
    path_table,
)
from tests.dashboard.controls.test_layer import random_layer
from tests.dashboard.opened_page import errors, opened, pictures, sent_bytes, words
from tests.number_on_screen import read_number


class Slow(NamedTuple):
    """The layer by hand, in plain Python: nothing here is shared with the code under test."""

    logits: list[float]
    probabilities: list[float]
    loss: float
    contributions: list[list[float]]  # [k][i], the seed's product, factor by factor
    factors: list[list[tuple[float, float, float]]]  # [k][i]: probability, logit


def slowly(layer: Layer, parameter: Parameter) -> Slow:
    logits = [
        sum(a * row[k] for a, row in zip(layer.activations, layer.weights, strict=True)) + bias
        for k, bias in enumerate(layer.bias)
    ]
    exponentials = [math.exp(logit - max(logits)) for logit in logits]
    probabilities = [exponential / sum(exponentials) for exponential in exponentials]
    loss = -sum(y * math.log(p) for y, p in zip(layer.target, probabilities, strict=True) if y)
    outputs = range(layer.outputs)
    p, q = parameter

    def factors(k: int, i: int) -> tuple[float, float, float]:
        outer = -layer.target[k] / probabilities[k]
        inner = probabilities[k] * ((k == i) - probabilities[i])
        own = (1.0 if p is None else layer.activations[p]) if i == q else 0.0
        return outer, inner, own

    all_factors = [[factors(k, i) for i in outputs] for k in outputs]
    contributions = [[math.prod(factor) for factor in row] for row in all_factors]
    return Slow(logits, probabilities, loss, contributions, all_factors)


class State(NamedTuple):
    layer: Layer
    parameter: Parameter
    diagonal_only: bool


def random_state(seed: int) -> State:
    """A layer of any size with entries small enough that no probability underflows."""
    random = np.random.default_rng(1000 + seed)
    layer = random_layer(seed)

    def smaller(row: tuple[float, ...]) -> tuple[float, ...]:
        return tuple(round(value / 4, 4) for value in row)

    layer = Layer(
        smaller(layer.activations),
        tuple(smaller(row) for row in layer.weights),
        smaller(layer.bias),
        layer.target,
    )
    parameters = parameters_of(layer.inputs, layer.outputs)
    return State(layer, parameters[random.integers(len(parameters))], bool(seed % 3 == 0))


fifty_states = pytest.mark.parametrize("state", [random_state(seed) for seed in range(50)])


def entry_of(layer: Layer, parameter: Parameter):
    one_example = layer.activations, layer.weights, layer.bias, layer.target
    p, q = parameter
    return bias_entry(*one_example, q) if p is None else weight_entry(*one_example, p, q)


def evaluated(latex: str) -> float:
    """The value of numbers in LaTeX, read as a calculator would."""
    text = re.sub(r"\\times 10\^\{(-?\d+)\}", r"* 10.0**\1", latex)
    text = re.sub(r"\\(end\{aligned\}|bigl|bigr|left|right|quad|\\)|&=?", "", text)
    text = re.sub(r"\\frac\{([^{}]*)\}\{([^{}]*)\}", r"((\1)/(\2))", text)
    return float(eval(text.replace(r"\cdot", "*").strip(), {"__builtins__": {}}))


def test_the_calculator_of_these_tests_reads_what_the_page_writes():
    assert evaluated(r"&= \frac{-1.000}{0.5000} \cdot \bigl(-0.5000 \cdot 0.2500\bigr)") == 0.25
    assert evaluated(r"2.000 \cdot \left(1.500 \times 10^{-3} - 0\right)") == 0.003


def both_sides(line: str) -> tuple[float, float]:
    """What stands left and right of the last = of a line of numbers."""
    product, result = line.removeprefix(" &=").rsplit("=", 1)
    return evaluated(product), evaluated(result)


@fifty_states
def test_the_table_holds_every_factor_and_every_product(state: State):
    (layer, parameter, diagonal_only), slow = state, slowly(state.layer, state.parameter)
    table = path_table(entry_of(layer, parameter).factors, parameter, diagonal_only).frame()
    assert len(table) == layer.outputs**2
    seen = set()
    for name, row in table.iterrows():
        i, k = (int(index) - 1 for index in re.findall(r"[ik] = (\d)", str(name)))  # logit, ŷ
        seen.add((i, k))
        np.testing.assert_allclose(
            row.to_numpy(), [*slow.factors[k][i], slow.contributions[k][i]], rtol=1e-9, atol=1e-12
        )
        assert ("→ z" in str(name)) == (i == parameter.q)
        assert ("✗" in str(name)) == (diagonal_only and i != k)
    assert len(seen) == layer.outputs**2


@fifty_states
def test_sum_short_form_and_finite_difference_agree_and_the_mistake_is_the_diagonal(state: State):
    (layer, parameter, _), slow = state, slowly(state.layer, state.parameter)
    p, q = parameter
    short = slow.probabilities[q] - layer.target[q]
    short *= 1.0 if p is None else layer.activations[p]
    diagonal = sum(slow.contributions[i][i] for i in range(layer.outputs))
    shown = [
        [cell.strip(" *") for cell in line.split("|")[1:4]]
        for line in agreement_table(entry_of(layer, parameter), parameter).splitlines()[2:]
    ]
    values = [read_number(value) for _, value, _ in shown]
    differences = [read_number(difference) for _, _, difference in shown]
    assert values == pytest.approx([short, short, short, diagonal], rel=1e-3, abs=1e-9)
    assert differences[:3] == pytest.approx([0, 0, 0], abs=1e-7)
    assert differences[3] == pytest.approx(diagonal - short, rel=1e-3, abs=1e-9)


@fifty_states
def test_the_formula_multiplies_and_adds_up_to_the_gradient(state: State):
    """Every line of numbers is read back and worked out: it must come to what it says."""
    (layer, parameter, _), slow = state, slowly(state.layer, state.parameter)
    network, entry = layer.network, entry_of(layer, parameter)
    lines = path_formula(network, parameter, entry).split(r"\\[6pt]")
    products = [
        both_sides(line + rest)
        for line, rest in pairwise(lines)
        if line.startswith((r" &= \frac{-", r" &= \frac{0"))
    ]
    expected = [(row[parameter.q],) * 2 for row in slow.contributions]
    np.testing.assert_allclose(products, expected, rtol=4e-3, atol=1e-9)

    closing = short_formula(network, parameter, entry).split(r"\\[6pt]")
    total = sum(row[parameter.q] for row in slow.contributions)
    assert evaluated(closing[0].split("&=")[1]) == pytest.approx(total, rel=1e-2, abs=3e-3)
    for line in (closing[1], closing[5]):
        assert evaluated(line) == pytest.approx(total, rel=1e-3, abs=1e-9)
    assert evaluated(closing[4]) == pytest.approx(total, rel=1e-2, abs=3e-3)


@fifty_states
def test_the_way_through_the_logits_picks_one_activation_and_one_logit(state: State):
    """The seed's (5), Σ a_p′ δ_p′p δ_iq = δ_iq a_p, and Σ_i (ŷ_i − y_i) δ_iq a_p."""
    (layer, (p, q), _), slow = state, slowly(state.layer, state.parameter)
    lines = logit_path_formula(layer.network, state.parameter).split(r"\\[6pt]")
    own = 1.0 if p is None else layer.activations[p]
    delta = rf"\delta_{{i{q + 1}}}"
    if p is None:
        assert lines[0].endswith(rf"&= {delta} ")
    else:
        assert rf"\sum_p a_p \, \delta_{{p{p + 1}}} \, {delta}" in lines[0]
        assert lines[1].strip() == rf"&= {delta}\, a_{{{p + 1}}}"
        for line in lines[2:4]:
            assert evaluated(line.split("&=")[1]) == pytest.approx(own, rel=1e-3)
    assert rf"\sum_i (\hat y_i - y_i) \, {delta}" in lines[-3]
    total = sum(row[q] for row in slow.contributions)
    for line in lines[-2:]:
        assert evaluated(line.split("&=", 1)[1]) == pytest.approx(total, rel=2e-3, abs=1e-6)


@fifty_states
def test_every_gradient_of_the_layer_is_shown(state: State):
    layer, network = state.layer, state.layer.network
    slow = slowly(layer, state.parameter)
    slopes = [p - y for p, y in zip(slow.probabilities, layer.target, strict=True)]
    parameters = parameter_gradient_table(network).frame()
    expected = [[a * slope for slope in slopes] for a in layer.activations] + [slopes]
    np.testing.assert_allclose(parameters.to_numpy()[:, :-1], expected, atol=1e-12)
    np.testing.assert_allclose(parameters["Σ"], 0, atol=1e-12)
    handed = [sum(w * s for w, s in zip(row, slopes, strict=True)) for row in layer.weights]
    handed_down = activation_gradient_table(network).frame()
    shown = handed_down["∂L/∂a"].tolist()
    assert handed_down["finite difference of L"].tolist() == pytest.approx(
        shown, rel=1e-6, abs=1e-8
    )
    np.testing.assert_allclose(shown, handed, atol=1e-12)
    for p, value in enumerate(handed):
        formula = handed_down_formula(network, p).split(r"\\[6pt]")
        assert evaluated(formula[1]) == pytest.approx(value, rel=1e-2, abs=2e-2)
        assert evaluated(formula[2]) == pytest.approx(value, rel=1e-3, abs=1e-9)


@fifty_states
def test_the_logits_table_tells_four_gradients_apart(state: State):
    layer, network = state.layer, state.layer.network
    slow = slowly(layer, state.parameter)
    errors = [p - y for p, y in zip(slow.probabilities, layer.target, strict=True)]
    squared = [
        sum(
            errors[i] * slow.probabilities[i] * ((i == k) - slow.probabilities[k])
            for i in range(layer.outputs)
        )
        for k in range(layer.outputs)
    ]
    logits = network.computed.logits
    np.testing.assert_allclose(squared_error_gradient(logits, layer.target), squared, atol=1e-12)
    table = logit_table(network).frame().to_numpy()
    through_jacobian = gradient_terms(logits, layer.target).sum(axis=0)
    expected = [
        slow.probabilities,
        layer.target,
        errors,
        through_jacobian,
        [p - 1 for p in slow.probabilities],
        squared,
    ]
    np.testing.assert_allclose(table.T, expected, atol=1e-9)
    np.testing.assert_allclose(through_jacobian, errors, atol=1e-9)


def test_the_page_opens_on_the_seeds_example():
    page = words(opened("backprop"))
    assert "w₂₁ changes one logit, z₁ (the score of a class)," in page
    assert "add the paths: ∂L/∂w₂₁ = a₂(ŷ₁ − y₁)." in page
    assert "| short formula a₂(ŷ₁ − y₁) | **0.3450** | 0.000 |" in page


@pytest.mark.parametrize("state", [random_state(seed) for seed in (1, 2, 3, 5, 8, 13)])
def test_a_link_opens_the_state_it_names(state: State):
    layer, parameter, diagonal_only = state
    query = layer_texts(layer) | {"parameter": parameter.name}
    app = opened("backprop", **query, diagonal_only=str(diagonal_only).lower())
    slow = slowly(layer, parameter)
    total = sum(row[parameter.q] for row in slow.contributions)
    assert f"| **{number(total)}** |" in words(app)
    assert ("✗ i = " in words(app)) == diagonal_only
    (network,) = pictures(app)
    assert network["live"]["values"] == layer_values(layer)
    assert network["paths"] == {
        "parameter": parameter.name,
        "isFree": True,
        "isMistaken": diagonal_only,
    }
    table = path_table(entry_of(layer, parameter).factors, parameter, diagonal_only)
    assert table.written() in words(app)


@pytest.mark.parametrize("name", ["w13", "w51", "b0", "", "__proto__", "W", "true"])
def test_no_other_name_is_chosen(monkeypatch: pytest.MonkeyPatch, name: str):
    state = dict[str, str]()
    monkeypatch.setattr(controls, "st", SimpleNamespace(session_state=state))
    monkeypatch.setattr(controls, "is_restricted", lambda _: False)
    controls.choose_parameter("w32", FIRST_LAYER)
    controls.choose_parameter(name, FIRST_LAYER)
    assert state == {"parameter": "w32"}


def test_a_lesson_keeps_its_parameter(monkeypatch: pytest.MonkeyPatch):
    state = dict[str, str]()
    monkeypatch.setattr(controls, "st", SimpleNamespace(session_state=state))
    monkeypatch.setattr(controls, "is_restricted", lambda key: key == "parameter")
    controls.choose_parameter("w32", FIRST_LAYER)
    assert state == {}
    (network,) = pictures(opened("backprop", lock="parameter,W", hide="b"))
    assert network["paths"]["isFree"] is False
    assert network["live"]["limits"].keys() == {"a1", "a2", "a3", "target"}


def test_the_wrong_answer_stands_beside_the_right_one_and_its_paths_can_be_dropped():
    app = opened("backprop")
    assert "| ✗ only i = k: wrong | **0.000** | −0.3450 |" in words(app)
    assert "leaving out the paths with i ≠ k, gives 0 instead of 0.3450.**" in words(app)
    assert "✗ i = 1, k = 2" not in words(app)
    app.toggle[0].set_value(True).run()
    assert "✗ i = 1, k = 2" in words(app)
    alternative = pictures(app)[0]["texts"]["alternative"]
    assert "All are dropped except the one through {own}." in alternative


def test_where_the_mistake_changes_nothing_the_page_says_so():
    assert "Here the paths with i ≠ k are exactly 0" in words(
        opened("backprop", parameter="w22", diagonal_only="true")
    )
    far_apart = {
        "a": "10,-10,10,-10",
        "W": "10,-10,10,-10;-10,10,-10,10;10,10,-10,-10;-10,-10,10,10",
        "b": "10,-10,10,-10",
        "target": "0.25,0.25,0.25,0.25",
    }
    little = words(opened("backprop", **far_apart, parameter="w32", diagonal_only="true"))
    assert "Here the paths with i ≠ k are almost 0" in little


def test_a_chosen_weight_that_is_cut_off_gives_way_to_one_that_is_there():
    app = opened("backprop", parameter="w32")
    app.text_input(key="W").set_value("1,2").run()
    assert not app.exception
    assert app.selectbox(key="parameter").value == "w11"


_EXTREMES = {
    "saturated": {"a": "10,10", "W": "10,-10;10,-10", "b": "10,-10", "target": "2"},
    "saturated, soft": {"a": "10,10", "W": "10,-10;10,-10", "b": "0,0", "target": "0.5,0.5"},
    "saturated, right": {"a": "10,10", "W": "10,-10;10,-10", "b": "10,-10", "target": "1"},
    "nothing": {"a": "0", "W": "0,0", "b": "0,0", "target": "0.5,0.5"},
    "tiny": {"a": "0.000001", "W": "0.000001,-0.000001", "b": "0,0"},
    "large": {
        "a": "10,-10,10,-10",
        "W": ";".join(["10,-10,9.9999,-9.9999"] * 4),
        "b": "10,-10,10,-10",
        "target": "0.1,0.2,0.3,0.4",
    },
}


@pytest.mark.parametrize("name", _EXTREMES)
@pytest.mark.parametrize("parameter", ["w11", "b2"])
@pytest.mark.parametrize(
    ("tab", "diagonal_only"), [("paths", "false"), *((tab, "true") for tab in TABS.options)]
)
def test_an_extreme_layer_is_no_obstacle(name: str, parameter: str, tab: str, diagonal_only: str):
    query = _EXTREMES[name] | {"parameter": parameter, "tab": tab}
    query["diagonal_only"] = diagonal_only
    app = opened("backprop", **query)
    assert not app.error
    shown = words(app) + "".join(formula.value for formula in app.latex)
    assert "nan" not in shown.lower()


def test_a_number_too_large_for_the_browsers_table_is_shown_as_text():
    table = opened("backprop", **_EXTREMES["saturated"], tab="numbers").dataframe[0].value
    assert table["∂L/∂ŷₖ"].tolist() == ["0.000", "−2.533\xa0×\xa010¹⁸²"] * 2
    assert table["product"].tolist()[1] == 10


def test_a_probability_that_underflows_is_explained_and_its_path_is_right():
    weights = ";".join(["10,-10"] * 4)
    app = opened("backprop", a="10,10,10,10", W=weights, target="2", parameter="w11")
    assert "too small for the computer" in words(app)
    assert "| −∞ | 0.000 | 10.00 | 10.00 |" in words(app)


def test_a_bad_line_is_answered_and_the_page_goes_on():
    app = opened("backprop", W="1,2;3,oops")
    assert errors(app) == [
        "“oops” is not valid in W, so the old W stays. Enter numbers from −10 to 10."
    ]
    assert "**0.3450**" in words(app)


def test_the_numbers_are_sent_once_their_tab_is_open():
    assert not opened("backprop").dataframe
    app = opened("backprop", tab="numbers")
    *read_above, forward, jacobian = (table.value for table in app.dataframe)
    assert [table.shape for table in read_above] == [(4, 4), (2, 6), (4, 3), (3, 3)]
    assert list(forward.index) == ["W: a₁ →", "W: a₂ →", "W: a₃ →", "b", "z", "ŷ", "y", "∂L/∂ŷ"]
    assert isinstance(jacobian, pd.DataFrame)


def test_an_interaction_sends_little():
    assert sent_bytes(opened("backprop", **_EXTREMES["large"])) < 6_000
