"""What can be set on the softmax page: the shift of the logits, and an entry of the Jacobian."""

import math

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from dashboard.controls.control import Choice, Slider
from dashboard.figures.softmax import SHIFT_REACH
from dashboard.text import english

SHIFT = Slider(
    "shift", english("Shift t, added to every logit"), 0.0, -SHIFT_REACH, SHIFT_REACH, 0.1
)
_ROW_KEY, _COLUMN_KEY = "jk", "ji"


def draw_entry_controls(place: DeltaGenerator, classes: int) -> tuple[int, int]:
    """Draw the two lists that choose ∂ŷ_k/∂z_i and return (k, i), counted from 0."""
    numbers = [str(number) for number in range(1, classes + 1)]
    left, right = place.columns(2)
    k = int(Choice(_ROW_KEY, english("Probability ŷₖ, k"), numbers, "1").draw(left)) - 1
    i = int(Choice(_COLUMN_KEY, english("Logit zᵢ, i"), numbers, "2").draw(right)) - 1
    return k, i


def choose_clicked_entry(click: dict[str, float], classes: int) -> None:
    """Choose the entry of the Jacobian that was clicked; what is no entry chooses nothing."""
    row, column = click["y"], click["x"]
    if all(math.isfinite(place) and place in range(1, classes + 1) for place in (row, column)):
        st.session_state[_ROW_KEY] = str(int(row))
        st.session_state[_COLUMN_KEY] = str(int(column))
