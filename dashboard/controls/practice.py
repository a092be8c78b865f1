"""What can be set on the practice page: the set, its level, the exercise; and typed answers."""

import math
import re
import secrets

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from core.exercises import KINDS, MOST_SEEDS, SET_SIZE
from dashboard.controls.buttons import Buttons
from dashboard.controls.control import NumberField
from dashboard.controls.restrictions import is_locked, set_by_click
from dashboard.text import english, translate
from dashboard.text.markdown import shortened
from dashboard.text.numbers import MINUS

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
LONGEST_ANSWER = 30

_NUMBER = r"(?:[0-9]+(?:[.,][0-9]*)?|[.,][0-9]+)(?:[eE][+-]?[0-9]{1,3})?"
_ANSWER = re.compile(rf"([+-]?)\s*({_NUMBER})(?:\s*/\s*({_NUMBER})|\s*(%))?")


def draw_new_set_button(place: DeltaGenerator) -> None:
    """Draw the button that draws another set by lot and opens its first exercise."""
    place.button(
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


def parse_answer(text: str, name: str) -> float:
    """The number that was typed for what `name` calls: a decimal, a fraction or a percentage.

    Raises
    ------
    ValueError : one sentence for the user that names what was typed and what is allowed.

    Examples
    --------
    >>> parse_answer("−0,25", "L"), parse_answer("-1/4", "L"), parse_answer("25%", "L")
    (-0.25, -0.25, 0.25)
    >>> parse_answer("a lot", "L")  # doctest: +ELLIPSIS
    Traceback (most recent call last):
    ValueError: “a lot” for L is not a number. Type one like 0.25, −1/4, 0,25 or 25%. ...
    """
    typed = text.strip()
    if not typed:
        raise ValueError(
            translate(
                "{name} is empty. Type a number like 0.25, −1/4, 0,25 or 25%. This did not "
                "count as a try.",
                name=name,
            )
        )
    parts = _ANSWER.fullmatch(typed[:LONGEST_ANSWER].replace(MINUS, "-"))
    value = math.nan
    if parts and len(typed) <= LONGEST_ANSWER:
        sign, numerator, denominator, percent = parts.groups()
        divisor = _decimal(denominator) if denominator else 100.0 if percent else 1.0
        if divisor:
            value = _decimal(numerator) / divisor * (-1 if sign == "-" else 1)
    if not math.isfinite(value):
        raise ValueError(
            translate(
                "“{text}” for {name} is not a number. Type one like 0.25, −1/4, 0,25 or 25%. "
                "This did not count as a try.",
                text=shortened(typed),
                name=name,
            )
        )
    return value


def _decimal(text: str) -> float:
    return float(text.replace(",", "."))
