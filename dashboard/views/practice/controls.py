"""Moving to another set or to another exercise."""

import secrets

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from core.exercises import MOST_SEEDS
from dashboard.controls.practice import EXERCISE, SET
from dashboard.controls.restrictions import is_locked, set_by_click
from dashboard.text import translate


def draw_new_set_button(container: DeltaGenerator) -> None:
    """Draw the button that opens the first exercise of a random set."""
    container.button(
        translate("New set"),
        key="_new_set",
        icon=":material/casino:",
        disabled=is_locked(SET.key),
        on_click=_draw_new_set,
    )


def _draw_new_set() -> None:
    st.session_state[SET.key] = secrets.randbelow(MOST_SEEDS)
    st.session_state[EXERCISE.key] = EXERCISE.default


def go_to_exercise(number: int) -> None:
    """Open another exercise of the set; from a callback only."""
    set_by_click(EXERCISE.key, str(number))
