r"""Elementary functions, each with its derivative in every argument side by side.

Both as values and as LaTeX, in which the arguments are u and v: `{u}` is the argument as it is,
`(u)` the argument in brackets where it needs them (a negative number does, a symbol does not).
"""

# ruff: noqa: ARG005 (a rule takes every argument of its function, whether it depends on it or not)

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

import numpy as np


class Rule(NamedTuple):
    """How a number follows from the arguments: in LaTeX and as a function."""

    latex: str
    of: Callable[..., Any]


class ElementaryFunction(NamedTuple):
    """A function of one or two numbers with its derivative in each of them."""

    forward: Rule
    derivatives: tuple[Rule, ...]
    kink: float | None = None  # where the derivative is a convention

    @property
    def arity(self) -> int:
        """The number of arguments."""
        return len(self.derivatives)


def _sigmoid(u: float) -> Any:
    return np.exp(-np.logaddexp(0, -u))


_SIGMOID = r"\frac{1}{1 + e^{-(u)}}"
_BELOW_ONE = r"\left(1 + (v)^2\right)"

FUNCTIONS_OF_ONE: Mapping[str, ElementaryFunction] = {
    "square": ElementaryFunction(
        Rule(r"(u)^2", lambda u: u**2),
        (Rule(r"2 \cdot (u)", lambda u: 2 * u),),
    ),
    "cube": ElementaryFunction(
        Rule(r"(u)^3", lambda u: u**3),
        (Rule(r"3 \cdot (u)^2", lambda u: 3 * u**2),),
    ),
    "exp": ElementaryFunction(
        Rule(r"e^{u}", np.exp),
        (Rule(r"e^{u}", np.exp),),
    ),
    "sin": ElementaryFunction(
        Rule(r"\sin (u)", np.sin),
        (Rule(r"\cos (u)", np.cos),),
    ),
    "tanh": ElementaryFunction(
        Rule(r"\tanh (u)", np.tanh),
        (Rule(r"1 - \tanh^2 (u)", lambda u: 1 - np.tanh(u) ** 2),),
    ),
    "sigmoid": ElementaryFunction(
        Rule(_SIGMOID, _sigmoid),
        (Rule(rf"{_SIGMOID} \left(1 - {_SIGMOID}\right)", lambda u: _sigmoid(u) * _sigmoid(-u)),),
    ),
    "softplus": ElementaryFunction(
        Rule(r"\ln\left(1 + e^{u}\right)", lambda u: np.logaddexp(0, u)),
        (Rule(_SIGMOID, _sigmoid),),
    ),
    "relu": ElementaryFunction(
        Rule(r"\max\left(0, {u}\right)", lambda u: max(u, 0.0)),
        (Rule(r"\left[{u} > 0\right]", lambda u: float(u > 0)),),
        kink=0.0,
    ),
}

FUNCTIONS_OF_TWO: Mapping[str, ElementaryFunction] = {
    "sum": ElementaryFunction(
        Rule(r"{u} + (v)", lambda u, v: u + v),
        (Rule("1", lambda u, v: 1.0), Rule("1", lambda u, v: 1.0)),
    ),
    "difference": ElementaryFunction(
        Rule(r"{u} - (v)", lambda u, v: u - v),
        (Rule("1", lambda u, v: 1.0), Rule("-1", lambda u, v: -1.0)),
    ),
    "product": ElementaryFunction(
        Rule(r"(u) \cdot (v)", lambda u, v: u * v),
        (Rule(r"{v}", lambda u, v: v), Rule(r"{u}", lambda u, v: u)),
    ),
    "square-sum": ElementaryFunction(
        Rule(r"(u)^2 + (v)^2", lambda u, v: u**2 + v**2),
        (Rule(r"2 \cdot (u)", lambda u, v: 2 * u), Rule(r"2 \cdot (v)", lambda u, v: 2 * v)),
    ),
    "ratio": ElementaryFunction(
        Rule(r"\frac{u}{1 + (v)^2}", lambda u, v: u / (1 + v**2)),
        (
            Rule(r"\frac{1}{1 + (v)^2}", lambda u, v: 1 / (1 + v**2)),
            Rule(
                rf"-\frac{{2 \cdot (u) \cdot (v)}}{{{_BELOW_ONE}^2}}",
                lambda u, v: -2 * u * v / (1 + v**2) ** 2,
            ),
        ),
    ),
    "sine": ElementaryFunction(
        Rule(r"(u) \cdot \sin (v)", lambda u, v: u * np.sin(v)),
        (
            Rule(r"\sin (v)", lambda u, v: np.sin(v)),
            Rule(r"(u) \cdot \cos (v)", lambda u, v: u * np.cos(v)),
        ),
    ),
    "sum-exp": ElementaryFunction(
        Rule(r"{u} + e^{v}", lambda u, v: u + np.exp(v)),
        (Rule("1", lambda u, v: 1.0), Rule(r"e^{v}", lambda u, v: np.exp(v))),
    ),
    "log-sum-exp": ElementaryFunction(
        Rule(r"\ln\left(e^{u} + e^{v}\right)", np.logaddexp),
        (
            Rule(r"\frac{e^{u}}{e^{u} + e^{v}}", lambda u, v: _sigmoid(u - v)),
            Rule(r"\frac{e^{v}}{e^{u} + e^{v}}", lambda u, v: _sigmoid(v - u)),
        ),
    ),
    "first": ElementaryFunction(
        Rule(r"{u}", lambda u, v: u),
        (Rule("1", lambda u, v: 1.0), Rule("0", lambda u, v: 0.0)),
    ),
}

ELEMENTARY_FUNCTIONS: Mapping[str, ElementaryFunction] = {**FUNCTIONS_OF_ONE, **FUNCTIONS_OF_TWO}
