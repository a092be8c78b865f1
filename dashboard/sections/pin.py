"""Runs pinned on the Training page wait here until Compare is opened."""

from dataclasses import replace

import streamlit as st

from dashboard.controls.compare import (
    MAXIMUM_RUNS,
    PREFIX,
    RUNS,
    settings_from_text,
    text_of_settings,
)
from dashboard.controls.run_address import data_state
from dashboard.controls.training import RunChoice
from dashboard.text import translate

_PINS = "_pins"


@st.fragment
def draw_pin(choice: RunChoice) -> None:
    """A button that puts this run beside others on the page Compare."""
    if st.button(translate("Pin this run to Compare"), key="_pin", icon=":material/keep:"):
        pins: list[RunChoice] = st.session_state.setdefault(_PINS, [])
        st.session_state[_PINS] = [*(pin for pin in pins if pin != choice), choice][-MAXIMUM_RUNS:]
        st.toast(translate("Pinned: the page Compare shows it beside others."))


def take_pins() -> None:
    """Put the pinned runs into the controls of Compare, before these are drawn.

    All share the data of the run pinned last. Beyond six, those pinned first make way.
    """
    pins: list[RunChoice] = st.session_state.pop(_PINS, [])
    if not pins:
        return
    try:
        runs = list(settings_from_text(st.session_state.get(RUNS.key, "")))
    except ValueError:
        runs = []
    for pin in pins:
        own = replace(pin.settings, seed=0)
        runs = [*(run for run in runs if run != own), own]
    st.session_state[RUNS.key] = text_of_settings(runs[-MAXIMUM_RUNS:])
    for key, value in data_state(pins[-1].data, prefix=PREFIX).items():
        st.session_state[key] = value
