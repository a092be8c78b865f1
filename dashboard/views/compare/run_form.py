"""The form that adds a run to those that are compared, and removes one."""

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import replace
from typing import Literal

import streamlit as st

from core.training import TrainingSettings
from core.training.limits import LEARNING_RATE
from dashboard.controls.restrictions import is_locked
from dashboard.controls.run.named_runs import MAXIMUM_RUNS, RUNS, text_of_settings
from dashboard.controls.run.settings import CHANGEABLE, OPTIMIZER, OPTIMIZER_MEANINGS, SettingsForm
from dashboard.text import translate
from dashboard.views.compare.controls import add_run, remove_run


def draw_run_form(runs: Sequence[TrainingSettings], names: Sequence[str]) -> None:
    """Add a run that differs from the last one; let others go.

    The buttons take what is set at the click: the form may not have been drawn since.
    """
    # Another last run: the form begins with its settings and another learning rate.
    suffix = f"_{text_of_settings(runs[-1:])}"
    form = SettingsForm((*CHANGEABLE, "l2"), "_add_", suffix)
    left, right = st.columns([2, 1], gap="large")
    with left:
        _draw_addition(runs, form)
    if len(runs) > 1:
        with right:
            _draw_removal(runs, names, f"_remove_which{suffix}")


def _draw_addition(runs: Sequence[TrainingSettings], form: SettingsForm) -> None:
    st.markdown(f"**{translate('Add a run')}**")
    _draw_settings(runs, form)
    run = replace(runs[-1], **form.values())

    def add() -> None:
        with suppress(ValueError):  # said where the form is drawn
            add_run(replace(runs[-1], **form.values()))

    draw_add_button(translate("Add this run"), "_add_run", run, runs, add, "primary")
    if run in runs and len(runs) < MAXIMUM_RUNS:
        st.caption(translate("This run is already shown: change one of its settings."))


def draw_add_button(
    label: str,
    key: str,
    run: TrainingSettings,
    runs: Sequence[TrainingSettings],
    on_click: Callable[[], None],
    kind: Literal["primary", "secondary"] = "secondary",
) -> None:
    """A button that adds a run, where it is not there and there is room."""
    full = len(runs) == MAXIMUM_RUNS
    disabled = full or run in runs or is_locked(RUNS.key)
    st.button(label, key=key, type=kind, disabled=disabled, on_click=on_click)
    if full:
        st.caption(translate("At most six runs can be compared: remove one first."))


def _another_rate(like: TrainingSettings, runs: Sequence[TrainingSettings]) -> float:
    """A learning rate with which a run like this one is not there yet, so that it can be added."""
    factors = (2.0**power for step in range(1, MAXIMUM_RUNS + 1) for power in (step, -step))
    for factor in factors:
        rate = like.learning_rate * factor
        allowed = LEARNING_RATE.minimum <= rate <= LEARNING_RATE.maximum
        if allowed and replace(like, learning_rate=rate) not in runs:
            return rate
    return like.learning_rate


def _draw_settings(runs: Sequence[TrainingSettings], form: SettingsForm) -> None:
    left, right = st.columns(2)
    rate = _another_rate(runs[-1], runs)
    form.draw((left, right, left, right), replace(runs[-1], learning_rate=rate))
    chosen = OPTIMIZER.held(form.values()["optimizer"])
    st.caption(f"{OPTIMIZER.name_of(chosen)}: {translate(OPTIMIZER_MEANINGS[chosen])}")


def _draw_removal(runs: Sequence[TrainingSettings], names: Sequence[str], key: str) -> None:
    """Let one of the runs go, by its place in the list."""

    def remove() -> None:
        which = st.session_state[key]
        if which in range(len(runs)):
            remove_run(runs[which])

    st.selectbox(
        translate("Remove a run"),
        range(len(runs)),
        names.index(names[-1]),
        format_func=lambda one: names[one],
        key=key,
    )
    st.button(
        translate("Remove this run"),
        key="_remove_run",
        disabled=is_locked(RUNS.key),
        on_click=remove,
    )
