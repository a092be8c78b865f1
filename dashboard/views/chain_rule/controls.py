"""What can be set on the chain rule page, and the frozen record it is read into."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from core.derivatives.chain_rule import REACH, Operation
from core.derivatives.elementary_functions import FUNCTIONS_OF_ONE, FUNCTIONS_OF_TWO
from dashboard.controls.control import Buttons, Choice, Slider
from dashboard.controls.declaration import Declaration, read_controls
from dashboard.controls.restrictions import set_by_click
from dashboard.controls.tabs import Tabs
from dashboard.text import english, translate
from dashboard.views.chain_rule.formulas import filled, latex_symbol

SQUARE, EXPONENTIAL = "x²", "eˣ"
COMPOSITION, TWO_PATHS, PRODUCT = "f(g(x))", "p(z₁,z₂)", "f·g"
BOTH_PATHS = "1+2"

DEMO = Buttons(
    "demo",
    english("Function"),
    (SQUARE, EXPONENTIAL, COMPOSITION, TWO_PATHS, PRODUCT),
    TWO_PATHS,
)
WRT = Buttons(
    "wrt",
    english("Differentiate with respect to"),
    ("1", "2"),
    "1",
    {"1": english("x₁"), "2": english("x₂")},
)
PATH = Buttons(
    "path",
    english("Highlight path"),
    (BOTH_PATHS, "1", "2"),
    BOTH_PATHS,
    {BOTH_PATHS: english("both"), "1": english("path 1"), "2": english("path 2")},
)
TABS = Tabs.of(
    {
        "paths": english("The sum over paths"),
        "derivatives": english("Every derivative"),
        "matrix": english("As a matrix"),
        "numbers": english("All the numbers"),
    }
)

_INPUTS = {
    "x": Slider("x", "x", 0.8, -REACH, REACH, 0.1),
    "x1": Slider("x1", "x₁", 1.5, -REACH, REACH, 0.1),
    "x2": Slider("x2", "x₂", 0.5, -REACH, REACH, 0.1),
}


@dataclass(frozen=True)
class WarmUp:
    """One of the seed's warm-ups at a point.

    Attributes
    ----------
    demo : which of them.
    operations, inputs : the graph, as `core.derivative_by_paths` takes it.
    wrt : the input in which the derivative is taken.
    lit_path : which path lights up, counted from 0; None for all of them.
    """

    demo: str
    operations: Mapping[str, Operation]
    inputs: Mapping[str, float]
    wrt: str
    lit_path: int | None

    @property
    def output(self) -> str:
        """The node at the end."""
        return tuple(self.operations)[-1]

    @property
    def between(self) -> tuple[str, ...]:
        """The nodes between inputs and output; where there are two, each is on one path."""
        return tuple(self.operations)[:-1]

    @property
    def has_two_paths(self) -> bool:
        """Whether the derivative is a sum."""
        return len(self.between) == 2

    @property
    def sign(self) -> str:
        """∂ where a node has several arguments, as in the seed; d where each has one."""
        return "∂" if self.has_two_paths else "d"


def draw_warm_up(hand: DeltaGenerator) -> WarmUp:
    """Draw the controls: the graph, its inputs and paths in hand, its functions in the sidebar."""
    demo = DEMO.draw(hand)
    if any(key for _, _, key in _NODES[demo]):
        st.sidebar.subheader(translate("Functions on the nodes"))
    in_hand = {WRT.key, PATH.key, *_INPUTS}
    return read_controls(
        warm_up_controls(demo),
        lambda control: control.draw(hand if control.key in in_hand else st.sidebar),
    )


def warm_up_controls(demo: str) -> Declaration[WarmUp]:
    """Declare the controls of a warm-up: the point, the input, the path and the functions."""
    inputs: dict[str, float] = {}
    for slider in input_sliders(demo):
        inputs[slider.key] = round(float((yield slider)), 6)
    wrt, lit_path = "x", None
    if demo == TWO_PATHS:
        wrt = f"x{(yield WRT)}"
    if demo in (TWO_PATHS, PRODUCT):
        lit = str((yield PATH))
        lit_path = None if lit == BOTH_PATHS else int(lit) - 1
    operations = {}
    for node, operation, key in _NODES[demo]:
        chosen = str((yield _function_choice(key, node, operation))) if key else operation.function
        operations[node] = operation._replace(function=chosen)
    return WarmUp(demo, operations, inputs, wrt, lit_path)


_LABELS = {
    "f": english("Function f"),
    "g": english("Function g"),
    "fz1": english("Function z₁"),
    "fz2": english("Function z₂"),
    "fp": english("Function p"),
}
FUNCTION_NAMES = {
    "square": english("square"),
    "cube": english("cube"),
    "exp": english("exp"),
    "sin": english("sin"),
    "tanh": english("tanh"),
    "sigmoid": english("sigmoid"),
    "softplus": english("softplus"),
    "relu": english("ReLU"),
    "sum": english("sum"),
    "difference": english("first minus second"),
    "product": english("product"),
    "square-sum": english("sum of squares"),
    "ratio": english("first over 1 + second²"),
    "sine": english("first times sine of second"),
    "sum-exp": english("first plus exponential of second"),
    "log-sum-exp": english("log-sum-exp"),
    "first": english("first input only"),
}
# The nodes that a warm-up computes, with what is at first in them, and the key of the control that
# chooses another function.
_NODES: Mapping[str, Sequence[tuple[str, Operation, str]]] = {
    SQUARE: [("y", Operation("square", ("x",)), "")],
    EXPONENTIAL: [("y", Operation("exp", ("x",)), "")],
    COMPOSITION: [
        ("u", Operation("square", ("x",)), "g"),
        ("y", Operation("exp", ("u",)), "f"),
    ],
    TWO_PATHS: [
        ("z1", Operation("product", ("x1", "x2")), "fz1"),
        ("z2", Operation("square-sum", ("x1", "x2")), "fz2"),
        ("p", Operation("product", ("z1", "z2")), "fp"),
    ],
    PRODUCT: [
        ("f", Operation("exp", ("x",)), "f"),
        ("g", Operation("square", ("x",)), "g"),
        ("p", Operation("product", ("f", "g")), ""),
    ],
}


def input_sliders(demo: str) -> list[Slider]:
    """The inputs of a warm-up."""
    return [_INPUTS[name] for name in (("x1", "x2") if demo == TWO_PATHS else ("x",))]


def _function_choice(key: str, node: str, operation: Operation) -> Choice:
    default, arguments = operation
    functions = FUNCTIONS_OF_ONE if len(arguments) == 1 else FUNCTIONS_OF_TWO
    symbols = [latex_symbol(name) for name in arguments]
    meanings = [
        f"${latex_symbol(node)} = {filled(function.forward.latex, *symbols)}$"
        for function in functions.values()
    ]
    return Choice(key, _LABELS[key], tuple(functions), default, FUNCTION_NAMES, meanings)


def light(warm_up: WarmUp, parts: Iterable[str]) -> None:
    """Choose the input and the path that these nodes name; called before the page runs again.

    Parameters
    ----------
    parts : a node's name, or both ends of an edge.
    """
    named = set(parts)
    if warm_up.demo == TWO_PATHS:
        for name in named & warm_up.inputs.keys():
            set_by_click(WRT.key, name.removeprefix("x"))
    if not warm_up.has_two_paths:
        return
    for position, name in enumerate(warm_up.between, start=1):
        if name in named:
            set_by_click(PATH.key, str(position))
    if named == {warm_up.output}:
        set_by_click(PATH.key, BOTH_PATHS)


def page_controls() -> Declaration[None]:
    """Declare all controls of the page."""
    yield from warm_up_controls(str((yield DEMO)))
    yield TABS
