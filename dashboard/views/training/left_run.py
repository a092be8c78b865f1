"""Another optimiser, rate or batch size begins a new run; the one left may go on instead."""

from collections.abc import Callable
from typing import NamedTuple

import streamlit as st

from core.training import Change, TrainingSettings
from core.training.limits import MAXIMUM_CHANGES, MAXIMUM_STEPS
from dashboard.controls.restrictions import is_locked
from dashboard.controls.run.changes import CHANGES, text_of_changes, with_change
from dashboard.controls.run.choice import RunChoice
from dashboard.controls.run.session_data import kept_in_session
from dashboard.controls.run.settings import CHANGEABLE, SETTINGS
from dashboard.controls.whole_page import want_whole_page
from dashboard.runs.shared_run import run_identity
from dashboard.text import translate
from dashboard.written_numbers import whole_number

_SHOWN, _LEAVING, _LEFT = "_shown_run", "_leaving_runs", "_left_run"
KEPT_LEAVING = 8  # runs, of which the player may still tell where they were left


class LeftRun(NamedTuple):
    """A run that a change in the sidebar has put an end to."""

    settings: TrainingSettings
    step: int  # at which it was left


def remember_shown_run(choice: RunChoice) -> None:
    """Keep the run on screen, for the callback of a control that is about to change it."""
    st.session_state[_SHOWN] = run_identity(choice), choice.settings


def leave_run(step: int) -> None:
    """Remember the run on screen, left at a step as far as is known here.

    The player may know better, and tells (`left_at`): while a run plays, nobody here is told.
    """
    if _SHOWN not in st.session_state:
        return
    run, settings = st.session_state[_SHOWN]
    kept_in_session(_LEAVING, run, lambda: settings, KEPT_LEAVING)
    left_at(run, step)


def left_at(run: str, step: int) -> None:
    """Remember that a run was left at a step, unless one is remembered that had come further.

    So it is if one change quickly follows another: the run between them has hardly begun.
    """
    settings = st.session_state.get(_LEAVING, {}).get(run)
    kept: LeftRun | None = st.session_state.get(_LEFT)
    if settings is None or not 0 < step < MAXIMUM_STEPS:
        return
    if kept is None or kept.step <= step:
        st.session_state[_LEFT] = LeftRun(settings, step)


def forget_left_run() -> None:
    """The run that was left can no longer be gone on with, or need no longer be."""
    for kept in (_LEAVING, _LEFT):
        st.session_state.pop(kept, None)


def draw_way_back(settings: TrainingSettings, go_to: Callable[[int], None]) -> bool:
    """Say that a new run has begun, and offer to make of it a change of the one that was left.

    `go_to` is called with the step at which that run goes on. Return whether there is such a run.
    """
    left: LeftRun | None = st.session_state.get(_LEFT)
    changes = None if left is None else _changes_of(left, settings)
    if left is None or changes is None:
        return False

    def go_on() -> None:
        for name in CHANGEABLE:
            st.session_state[SETTINGS[name].key] = getattr(left.settings, name)
        st.session_state[CHANGES.key] = text_of_changes(changes)
        want_whole_page()  # the sidebar is to be redrawn
        forget_left_run()
        go_to(left.step)

    st.info(translate("The settings changed, so a new run starts at step 0."))
    st.button(
        translate(
            "Continue the old run from step {step} with the new settings",
            step=whole_number(left.step),
        ),
        key="_go_on",
        disabled=is_locked(CHANGES.key),
        on_click=go_on,
    )
    return True


def _changes_of(left: LeftRun, settings: TrainingSettings) -> tuple[Change, ...] | None:
    """The changes of the run that was left, with one to what is set now; None where there is none.

    >>> _changes_of(LeftRun(TrainingSettings(), 40), TrainingSettings(learning_rate=0.5))
    (Change(step=40, optimizer=None, learning_rate=0.5, batch_size=None),)
    """
    mine, theirs = vars(settings), vars(left.settings)
    changed = {name: value for name, value in mine.items() if value != theirs[name]}
    if not changed or not changed.keys() <= set(CHANGEABLE):
        return None
    changes = with_change(left.settings.changes, Change(left.step, **changed))
    return changes if len(changes) <= MAXIMUM_CHANGES else None
