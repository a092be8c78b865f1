"""The plane in which the loss is drawn: which two logits, and how far it reaches."""

import math
from collections.abc import Mapping, Sequence

import streamlit as st

from core.symbols import symbol
from dashboard.controls.control import Choice, Slider
from dashboard.controls.declaration import Declaration, each
from dashboard.controls.example.controls import (
    LOGITS,
    class_choice,
    example_controls,
)
from dashboard.controls.restrictions import set_by_click
from dashboard.figures.logit_plane import Plane
from dashboard.text import english, translate
from dashboard.text.errors import draw_error

REACH = Slider(
    "half",
    english("Axis range ±"),
    6.0,
    2.0,
    12.0,
    1.0,
    "%.0f",
    help=english("The range grows automatically when the current example would be outside."),
)


def move_example(click: Mapping[str, float], plane: Plane) -> None:
    """Set the sliders of the plane's two logits to where it was clicked, as near as they can be."""
    wanted = {plane.first: click["x"], plane.second: click["y"]}
    if all(math.isfinite(value) for value in wanted.values()):
        for index, value in wanted.items():
            set_by_click(LOGITS[index].key, LOGITS[index].held(value))


def draw_plane_controls(logits: Sequence[float]) -> Plane:
    """Draw the plane's controls in the sidebar and return the plane."""
    container = st.sidebar
    container.subheader(translate("Axes of the map"))
    first, second = (int(choice.draw(container)) - 1 for choice in axis_choices(len(logits)))
    if first == second:
        wanted, second = second, 0 if first else 1
        draw_error(
            translate(
                "Both axes show {wanted}. Choose a different logit for one of them; until then "
                "{shown} is on the vertical axis.",
                wanted=symbol("z", wanted),
                shown=symbol("z", second),
            ),
            container,
        )
    chosen = REACH.draw(container)
    farthest = max(abs(logits[first]), abs(logits[second]))
    reach = max(chosen, float(math.ceil(farthest + 1)))
    return Plane(first, second, reach, chosen)


def axis_choices(classes: int) -> tuple[Choice, Choice]:
    """The lists of the logits across and upwards."""
    return (
        class_choice("i", english("Logit on the horizontal axis"), classes, "1", "z"),
        class_choice("j", english("Logit on the vertical axis"), classes, "2", "z"),
    )


def example_and_plane_controls() -> Declaration[None]:
    """Declare the controls of the example and of the plane: all that Loss surface has."""
    example = yield from example_controls()
    yield from each(*axis_choices(example.classes), REACH)
