"""The plane in which the loss is drawn: which two logits, and how far it reaches."""

import math
from collections.abc import Mapping, Sequence
from typing import Any

import streamlit as st

from core.symbols import symbol
from dashboard.components.live import Live
from dashboard.controls.control import Choice, Slider
from dashboard.controls.declaration import Declaration, each
from dashboard.controls.example.controls import (
    LOGITS,
    Example,
    class_choice,
    example_controls,
)
from dashboard.controls.example.in_hand import example_in_hand
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


def plane_in_hand(example: Example, plane: Plane, kind: str, trace: int, **view: Any) -> Live:
    """What a hand moves in a picture of the plane: the example's two logits.

    Parameters
    ----------
    kind : the view of the browser's that draws the picture (figure.js).
    trace : the trace of the example's mark.
    view : what that view needs beside these.
    """
    sliders = [LOGITS[index] for index in (plane.first, plane.second)]
    across, upwards = (slider.key for slider in sliders)
    told = {"kind": kind, "trace": trace, "across": across, "upwards": upwards} | view
    return example_in_hand(example, sliders, told, reach=plane.reach)


def map_in_hand(example: Example, plane: Plane, trace: int, kind: str = "map", **view: Any) -> Live:
    """As `plane_in_hand`, in a picture where the hand takes hold of the example's mark."""
    true_class = example.true_class
    symbols = {LOGITS[index].key: symbol("z", index) for index in (plane.first, plane.second)}
    if true_class is not None:
        symbols["probability"] = symbol("ŷ", true_class)
    label = translate("current example")
    told = {"label": label, "symbols": symbols, "trueClass": true_class}
    return plane_in_hand(example, plane, kind, trace, **(told | view))


def section_in_hand(
    example: Example, plane: Plane, index: int, traces: Mapping[str, int], aside: float
) -> Live:
    """As `map_in_hand`, in a cut along one logit of the plane, at whose mark the hand moves it.

    Parameters
    ----------
    index : of the logit.
    traces : the numbers of the traces that the logits move, by the names that live_section.js has.
    aside : how far the tangents go to either side.
    """
    moved = {"across": LOGITS[index].key, "aside": aside, "traces": dict(traces)}
    return map_in_hand(example, plane, traces["example"], "section", **moved)


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
