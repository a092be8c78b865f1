"""The compared runs as a table, and the form that adds, removes and opens them."""

import math
from collections.abc import Sequence
from dataclasses import replace

import pandas as pd
import streamlit as st

from core.optimizers import OPTIMIZERS
from core.training import TrainingRun, TrainingSettings
from core.training.limits import BATCH_SIZE, L2, LEARNING_RATE
from core.training.outcome import outcome, train_loss_target
from dashboard.controls.compare import (
    MAXIMUM_RUNS,
    RUNS,
    Comparison,
    loss_and_targets,
    text_of_settings,
)
from dashboard.controls.restrictions import is_locked
from dashboard.controls.run_address import training_state
from dashboard.text import number, translate
from dashboard.text.links import address

SHARE = 0.9  # of the fall of the train loss, whose step is told


def outcome_table(
    comparison: Comparison, names: Sequence[str], runs: Sequence[TrainingRun]
) -> pd.DataFrame:
    """Settings and outcomes, a row for each run."""
    evaluations = [run.history(0, min(run.step, comparison.steps)).evaluations for run in runs]
    lowest: dict[tuple[str, float], float] = {}  # of the runs whose losses can be compared
    for run, rows in zip(runs, evaluations, strict=True):
        kind = loss_and_targets(run.settings)
        lowest[kind] = min(float(rows["train_loss"].min()), lowest.get(kind, math.inf))
    records: list[dict[str, str]] = []
    for name, run, rows in zip(names, runs, evaluations, strict=True):
        settings = run.settings
        least = lowest[loss_and_targets(settings)]
        came_to = outcome(rows, train_loss_target(float(rows["train_loss"][0]), least, SHARE))
        diverged = run.divergence is not None and run.divergence.step <= comparison.steps
        records.append(
            {
                translate("run"): name,
                translate("optimiser"): settings.optimizer,
                "η": f"{settings.learning_rate:g}",
                "B": str(settings.batch_size),
                "λ": f"{settings.l2:g}",
                translate("train loss"): number(came_to.train_loss),
                translate("test loss"): number(came_to.test_loss),
                translate("test accuracy"): f"{came_to.test_accuracy:.2%}",
                translate("best test loss"): number(came_to.best_test_loss),
                translate("… at step"): f"{came_to.best_step:,}",
                translate("90 % of the fall by step"): translate("not reached")
                if came_to.reached is None
                else f"{came_to.reached:,}",
                translate("diverged at step"): f"{run.divergence.step:,}"
                if diverged and run.divergence
                else "–",
                translate("in Training"): address(
                    "training",
                    training_state(comparison.choices[len(records)])
                    | {"step": min(comparison.steps, run.last_step)},
                ),
            }
        )
    return pd.DataFrame(records)


def draw_outcomes(table: pd.DataFrame) -> None:
    """The table, the run's name kept in sight, its link as a word."""
    link = translate("in Training")
    st.dataframe(
        table,
        hide_index=True,
        column_config={
            translate("run"): st.column_config.TextColumn(pinned=True),
            link: st.column_config.LinkColumn(display_text=translate("open")),
        },
    )


def draw_run_form(runs: Sequence[TrainingSettings], names: Sequence[str]) -> None:
    """Add a run that differs from the last one; let others go."""
    st.markdown(f"**{translate('Add a run')}**")
    like = runs[-1]
    place = names.index(names[-1])
    left, right = st.columns(2)
    optimizers = tuple(OPTIMIZERS)
    # Another last run: the form begins with its settings.
    suffix = f"_{text_of_settings([like])}"
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
    wanted = replace(
        like,
        optimizer=optimizer,
        learning_rate=learning_rate,
        batch_size=int(batch_size),
        l2=l2,
    )
    full, known = len(runs) == MAXIMUM_RUNS, wanted in runs
    st.button(
        translate("Add this run"),
        key="_add_run",
        type="primary",
        disabled=full or known or is_locked(RUNS.key),
        on_click=_set_runs,
        args=(text_of_settings([*runs, wanted]),),
    )
    if full:
        st.caption(translate("Six runs are the most that can be told apart: remove one first."))
    elif known:
        st.caption(translate("This run is shown already: change one of its settings."))
    if len(runs) > 1:
        removed = st.selectbox(
            translate("Remove a run"),
            range(len(runs)),
            place,
            format_func=lambda one: names[one],
            key="_remove_which" + suffix,
        )
        kept = [run for place, run in enumerate(runs) if place != removed]
        st.button(
            translate("Remove this run"),
            key="_remove_run",
            disabled=is_locked(RUNS.key),
            on_click=_set_runs,
            args=(text_of_settings(kept),),
        )


def _set_runs(text: str) -> None:
    st.session_state[RUNS.key] = text
