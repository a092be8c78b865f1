"""The button on the Training page that puts its run beside others on the page Compare."""

from dataclasses import replace

import streamlit as st

from core.training import TrainingSettings
from dashboard.controls.restrictions import is_locked
from dashboard.controls.run.choice import RunChoice
from dashboard.controls.run.data import DataChoice, data_state
from dashboard.controls.run.named_runs import (
    MAXIMUM_RUNS,
    PREFIX,
    RUNS,
    compared_runs,
    named_runs,
    show_runs,
)
from dashboard.text import translate

_WANTED = "_pin_wanted"


@st.fragment
def draw_pin(choice: RunChoice) -> None:
    """A button that adds this run to those that Compare shows, or why there is none."""
    if not isinstance(choice.data, DataChoice):
        st.caption(
            translate(
                "Runs on your own data cannot be pinned: Compare finds a run by its link, and "
                "your data are not in the link."
            )
        )
        return
    st.button(
        translate("Pin this run to Compare"),
        key="_pin",
        icon=":material/keep:",
        disabled=is_locked(RUNS.key, *data_state(choice.data, prefix=PREFIX)),
        on_click=_want_pin,
    )
    if st.session_state.get(_WANTED):
        _pin(choice.settings, choice.data)
        del st.session_state[_WANTED]


def _want_pin() -> None:
    """Pin where the button is drawn next: the controls may have moved on since it was last."""
    st.session_state[_WANTED] = True


def _pin(settings: TrainingSettings, data: DataChoice) -> None:
    """Set the controls of Compare, which stand on another page, so that its link has the run too.

    The first one stands beside the sample runs. All share the data of the one pinned last. Beyond
    six, those pinned first make way. Both are said where they happen.
    """
    pinned = replace(settings, seed=0)  # the seed is the data's
    is_first = not named_runs()
    runs = (*(run for run in compared_runs() if run != pinned), pinned)
    show_runs(runs[-MAXIMUM_RUNS:])
    state = data_state(data, prefix=PREFIX)
    others_move = not is_first and any(st.session_state.get(key) != state[key] for key in state)
    st.session_state.update(state)
    told = [translate("Pinned: the page Compare shows it next to the others.")]
    if others_move:
        told.append(
            translate("All compared runs use one data set: earlier pinned runs now use this one.")
        )
    if len(runs) > MAXIMUM_RUNS:
        told.append(translate("At most six runs: the oldest one was removed."))
    st.toast(" ".join(told))
