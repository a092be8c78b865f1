"""What a link can set on the Practice page: the level, the set and the exercise."""

import secrets

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from core.exercises import KINDS, MOST_SEEDS, SET_SIZE
from dashboard.controls.control import Buttons, NumberField
from dashboard.controls.declaration import Declaration, each
from dashboard.controls.restrictions import is_locked, set_by_click
from dashboard.controls.tabs import Tabs
from dashboard.text import english, translate

LEVEL = Buttons("level", english("Level"), tuple(map(str, KINDS)), "1")
SET = NumberField(
    "set",
    english("Set number"),
    1,
    0,
    MOST_SEEDS - 1,
    1,
    help=english("The same number gives everyone the same ten exercises at each level."),
)
EXERCISE = Buttons("exercise", english("Exercise"), tuple(map(str, range(1, SET_SIZE + 1))), "1")

TABS = Tabs.of({"levels": english("Levels and letters"), "results": english("Results")})


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


def page_controls() -> Declaration[None]:
    """Declare all controls of the page."""
    yield from each(LEVEL, EXERCISE, SET, TABS)
