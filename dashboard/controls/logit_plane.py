"""The plane in which the loss is drawn: which two logits, and how far it reaches."""

import math
from collections.abc import Mapping

import streamlit as st

from core.symbols import symbol
from dashboard.controls.control import Choice, Slider
from dashboard.controls.example import LOGITS, shared_example
from dashboard.controls.restrictions import set_by_click
from dashboard.figures.logit_plane import Plane
from dashboard.text import english, translate
from dashboard.text.errors import draw_error

REACH = Slider(
    "half",
    english("Reach of the axes ±"),
    6.0,
    2.0,
    12.0,
    1.0,
    "%.0f",
    help=english("The picture widens by itself where the example would fall outside."),
)
_SESSION_KEY = "_logit_plane"


def shared_plane() -> Plane:
    """The plane as the sidebar has it, for the pages that draw the loss over it."""
    plane: Plane = st.session_state[_SESSION_KEY]
    return plane


def move_example(click: Mapping[str, float], plane: Plane) -> None:
    """Set the sliders of the plane's two logits to where it was clicked, as near as they can be."""
    wanted = {plane.first: click["x"], plane.second: click["y"]}
    if all(math.isfinite(value) for value in wanted.values()):
        for place, value in wanted.items():
            set_by_click(LOGITS[place].key, LOGITS[place].held(value))


def draw_plane_controls() -> None:
    """Draw the plane's controls in the sidebar; the pages read them by `shared_plane`."""
    place = st.sidebar
    logits = shared_example().logits
    place.subheader(translate("The plane"))
    across, upwards = axis_choices(len(logits))
    first, second = int(across.draw(place)) - 1, int(upwards.draw(place)) - 1
    if first == second:
        wanted, second = second, 0 if first else 1
        draw_error(
            translate(
                "Both axes ask for {wanted}; they must be two different logits. "
                "{shown} is drawn upwards meanwhile.",
                wanted=symbol("z", wanted),
                shown=symbol("z", second),
            ),
            place,
        )
    chosen = REACH.draw(place)
    farthest = max(abs(logits[first]), abs(logits[second]))
    reach = max(chosen, float(math.ceil(farthest + 1)))
    st.session_state[_SESSION_KEY] = Plane(first, second, reach, chosen)


def axis_choices(classes: int) -> tuple[Choice, Choice]:
    """The lists of the logits across and upwards."""
    places = [str(number) for number in range(1, classes + 1)]
    return Choice("i", english("Logit across, i"), places, "1"), Choice(
        "j", english("Logit upwards, j"), places, "2"
    )
