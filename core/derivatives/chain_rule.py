"""The chain rule on a small graph of elementary functions, path by path."""

from collections.abc import Mapping
from typing import Any, NamedTuple

import numpy as np

from core.derivatives.elementary_functions import ELEMENTARY_FUNCTIONS, Rule
from core.derivatives.numerical_gradient import numerical_gradient
from core.validation import as_finite

REACH = 2.0  # inputs from −2 to 2 keep every graph of three of these functions small
DIFFERENCE_STEP = 1e-5  # h of `numerical_derivative`
NEAR_A_KINK = 1e-4  # so near, the finite difference may reach across it


class Operation(NamedTuple):
    """One node of a graph: a function's name and the nodes it is computed from."""

    function: str
    arguments: tuple[str, ...]


class Path(NamedTuple):
    """One way from an input to the output."""

    nodes: tuple[str, ...]  # from the input to the output
    derivatives: tuple[float, ...]  # ∂target/∂source of each edge on the way, one fewer than nodes
    product: float  # of the derivatives

    @property
    def edges(self) -> tuple[tuple[str, str], ...]:
        """The (source, target) of each edge on the way."""
        return tuple(zip(self.nodes[:-1], self.nodes[1:], strict=True))


class DerivativeByPaths(NamedTuple):
    """A graph evaluated, and the derivative of its output in one input taken apart into paths."""

    values: dict[str, float]  # of every node, in the order of computation
    derivatives: dict[tuple[str, str], float]  # by (source, target), ∂target/∂source of every edge
    paths: tuple[Path, ...]  # every one from the chosen input to the output
    total: float  # the sum of their products, the derivative
    kinks: tuple[str, ...]  # the nodes whose function has a kink where it is evaluated


def derivative_by_paths(
    operations: Mapping[str, Operation], inputs: Mapping[str, float], wrt: str
) -> DerivativeByPaths:
    """The derivative of a graph's output in one input, as the sum over all paths between them.

    Parameters
    ----------
    operations : by the name of the node, in an order in which each can be computed; the last one
        is the output.
    inputs : the values of the nodes that are given, finite.
    wrt : the input in which the derivative is taken.

    Returns
    -------
    A `DerivativeByPaths`, in float64.

    Raises
    ------
    ValueError : for a graph that cannot be computed in its order, an unknown function, an input
        that is not finite or not there, and where the value or derivative of a node overflows.

    Notes
    -----
    seed.md, "Chain rule": ∂p/∂x = Σ_k ∂p/∂z_k · ∂z_k/∂x. That every path counts once, with the
    product of its edges, is that rule applied again at every node (F. L. Bauer, "Computational
    graphs and rounding error", SIAM J. Numer. Anal. 11, 1974).

    Examples
    --------
    >>> graph = {
    ...     "z1": Operation("product", ("x1", "x2")),
    ...     "z2": Operation("sum", ("x1", "x2")),
    ...     "p": Operation("product", ("z1", "z2")),
    ... }
    >>> rule = derivative_by_paths(graph, {"x1": 1.0, "x2": 2.0}, "x1")
    >>> [(path.nodes, path.product) for path in rule.paths]
    [(('x1', 'z1', 'p'), 6.0), (('x1', 'z2', 'p'), 2.0)]
    >>> rule.total
    8.0
    """
    _refuse_what_is_no_graph(operations, inputs, wrt)
    values = _values(operations, inputs)
    derivatives, kinks = {}, []
    for node, (name, arguments) in operations.items():
        function, numbers = ELEMENTARY_FUNCTIONS[name], [values[source] for source in arguments]
        for source, rule in zip(arguments, function.derivatives, strict=True):
            derivatives[source, node] = _number(rule, numbers, f"the derivative of node {node!r}")
        if function.kink is not None and abs(numbers[0] - function.kink) < NEAR_A_KINK:
            kinks.append(node)
    paths = _paths(derivatives, wrt, tuple(operations)[-1])
    total = sum(path.product for path in paths)
    return DerivativeByPaths(values, derivatives, paths, total + 0.0, tuple(kinks))


def numerical_derivative(
    operations: Mapping[str, Operation],
    inputs: Mapping[str, float],
    wrt: str,
    *,
    step: float = DIFFERENCE_STEP,
) -> float:
    """The same derivative from values of the output alone: (p(x + h) − p(x − h)) / 2h.

    Arguments are those of `derivative_by_paths`, and h > 0 is the step; errors are those of it and
    of `core.numerical_gradient`.

    Examples
    --------
    >>> round(numerical_derivative({"y": Operation("square", ("x",))}, {"x": 3.0}, "x"), 6)
    6.0
    """
    _refuse_what_is_no_graph(operations, inputs, wrt)
    output = tuple(operations)[-1]

    def value_of_output(moved: Any) -> float:
        return _values(operations, {**inputs, wrt: float(moved)})[output]

    return float(numerical_gradient(value_of_output, float(inputs[wrt]), step=step)) + 0.0


def _refuse_what_is_no_graph(
    operations: Mapping[str, Operation], inputs: Mapping[str, float], wrt: str
) -> None:
    if wrt not in inputs:
        raise ValueError(f"wrt must be an input, one of {list(inputs)}, got {wrt!r}")
    for name, value in inputs.items():
        shape = as_finite(value, name).shape
        if shape:
            raise ValueError(f"{name} must be a single number, got shape {shape}")
    if not operations:
        raise ValueError("operations must hold at least one node, got none")
    known = set(inputs)
    for node, (name, arguments) in operations.items():
        if name not in ELEMENTARY_FUNCTIONS:
            raise ValueError(
                f"the function of node {node!r} must be one of {list(ELEMENTARY_FUNCTIONS)}, "
                f"got {name!r}"
            )
        if node in known:
            raise ValueError(f"node {node!r} must be given or computed once, got it twice")
        arity = ELEMENTARY_FUNCTIONS[name].arity
        different = known.intersection(arguments)
        if not len(different) == len(arguments) == arity:
            raise ValueError(
                f"the arguments of node {node!r} must be {arity} different nodes of "
                f"{sorted(known)}, got {list(arguments)}"
            )
        known.add(node)


def _values(operations: Mapping[str, Operation], inputs: Mapping[str, float]) -> dict[str, float]:
    values = {name: float(value) + 0.0 for name, value in inputs.items()}
    for node, (name, arguments) in operations.items():
        numbers = [values[source] for source in arguments]
        values[node] = _number(ELEMENTARY_FUNCTIONS[name].forward, numbers, f"node {node!r}")
    return values


def _number(rule: Rule, arguments: list[float], what: str) -> float:
    try:
        with np.errstate(all="ignore"):
            value = float(rule.of(*arguments))
    except OverflowError:  # Python's own powers raise where NumPy's become infinite
        value = float("inf")
    if not np.isfinite(value):
        raise ValueError(f"{what} must be finite, got {value} at {arguments}")
    return value + 0.0  # 0, where a rule made −0


def _paths(
    derivatives: Mapping[tuple[str, str], float], start: str, output: str
) -> tuple[Path, ...]:
    """Every path, depth first, in the order in which the graph was written."""
    if start == output:
        return (Path((output,), (), 1.0),)
    paths = []
    for (source, target), derivative in derivatives.items():
        if source == start:
            for rest in _paths(derivatives, target, output):
                product = derivative * rest.product + 0.0
                paths.append(Path((start, *rest.nodes), (derivative, *rest.derivatives), product))
    return tuple(paths)
