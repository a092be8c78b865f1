"""The form that adds a run to those that are compared, and removes one."""

from collections.abc import Sequence
from dataclasses import replace

import streamlit as st

from core.optimizers import OPTIMIZERS
from core.training import TrainingSettings
from core.training.limits import BATCH_SIZE, L2, LEARNING_RATE
from dashboard.controls.compare import MAXIMUM_RUNS, RUNS, show_runs, text_of_settings
from dashboard.controls.restrictions import is_locked
from dashboard.text import translate


def draw_run_form(runs: Sequence[TrainingSettings], names: Sequence[str]) -> None:
    """Add a run that differs from the last one; let others go."""
    st.markdown(f"**{translate('Add a run')}**")
    # Another last run: the form begins with its settings.
    suffix = f"_{text_of_settings(runs[-1:])}"
    wanted = _drawn_settings(runs[-1], suffix)
    full, known = len(runs) == MAXIMUM_RUNS, wanted in runs
    st.button(
        translate("Add this run"),
        key="_add_run",
        type="primary",
        disabled=full or known or is_locked(RUNS.key),
        on_click=show_runs,
        args=([*runs, wanted],),
    )
    if full:
        st.caption(translate("Six runs are the most that can be told apart: remove one first."))
    elif known:
        st.caption(translate("This run is shown already: change one of its settings."))
    if len(runs) > 1:
        _draw_removal(runs, names, suffix)


def _drawn_settings(like: TrainingSettings, suffix: str) -> TrainingSettings:
    left, right = st.columns(2)
    optimizers = tuple(OPTIMIZERS)
    optimizer = left.selectbox(
        translate("Optimiser"),
        optimizers,
        optimizers.index(like.optimizer),
        key="_add_opt" + suffix,
    )
    learning_rate = right.number_input(
        translate("Learning rate η"),
        LEARNING_RATE.minimum,
        LEARNING_RATE.maximum,
        like.learning_rate,
        0.01,
        format="%.5g",
        key="_add_lr" + suffix,
    )
    batch_size = left.number_input(
        translate("Batch size"),
        BATCH_SIZE.minimum,
        BATCH_SIZE.maximum,
        like.batch_size,
        key="_add_batch" + suffix,
    )
    l2 = right.number_input(
        translate("Penalty λ"),
        L2.minimum,
        L2.maximum,
        like.l2,
        0.001,
        format="%.5g",
        key="_add_l2" + suffix,
    )
    return replace(
        like,
        optimizer=optimizer,
        learning_rate=learning_rate,
        batch_size=int(batch_size),
        l2=l2,
    )


def _draw_removal(runs: Sequence[TrainingSettings], names: Sequence[str], suffix: str) -> None:
    removed = st.selectbox(
        translate("Remove a run"),
        range(len(runs)),
        names.index(names[-1]),
        format_func=lambda one: names[one],
        key="_remove_which" + suffix,
    )
    kept = [run for place, run in enumerate(runs) if place != removed]
    st.button(
        translate("Remove this run"),
        key="_remove_run",
        disabled=is_locked(RUNS.key),
        on_click=show_runs,
        args=(kept,),
    )
