"""Sliders that a hand moves in a picture: what it may move, and what it has moved."""

import math
from collections.abc import Iterable, Mapping

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from dashboard.components.live import Limits
from dashboard.controls.control import Slider
from dashboard.controls.restrictions import is_restricted


def limits_in_hand(sliders: Iterable[Slider], reach: float = math.inf) -> dict[str, Limits]:
    """The limits of those that a lesson leaves free, within a picture from −reach to reach."""
    return {
        slider.key: (max(slider.minimum, -reach), min(slider.maximum, reach), slider.step)
        for slider in sliders
        if not is_restricted(slider.key)
    }


def move_by_hand(moved: Mapping[str, float], sliders: Iterable[Slider]) -> None:
    """Set sliders, if a lesson leaves them free, to the stops nearest to where a hand left them.

    Parameters
    ----------
    moved : numbers by the sliders' keys; a client may have sent any, of any name.
    sliders : those that the picture lets the hand move.
    """
    for slider in sliders:
        if slider.key in moved and not is_restricted(slider.key):
            st.session_state[slider.key] = slider.held(moved[slider.key])


def told_at_rest() -> DeltaGenerator:
    """A container for today's result: faint while a hand is ahead of it (page.css)."""
    return st.container(key="_told_at_rest")
