"""The compared runs as a table, each with a link that opens it in Training."""

import math
from collections.abc import Sequence

import pandas as pd
import streamlit as st

from core.training import TrainingRun
from core.training.run_summary import run_summary, train_loss_target
from dashboard.controls.links import address
from dashboard.controls.run.address import training_state
from dashboard.controls.run.settings import OPTIMIZER
from dashboard.text import number, translate
from dashboard.text.number_columns import number_columns
from dashboard.views.compare.controls import Comparison, loss_and_targets
from dashboard.written_numbers import percent, short_number, whole_number

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
    for choice, name, run, rows in zip(comparison.choices, names, runs, evaluations, strict=True):
        settings = run.settings
        least = lowest[loss_and_targets(settings)]
        came_to = run_summary(rows, train_loss_target(float(rows["train_loss"][0]), least, SHARE))
        diverged = run.divergence is not None and run.divergence.step <= comparison.steps
        records.append(
            {
                translate("run"): name,
                translate("training loss"): number(came_to.train_loss),
                translate("test loss"): number(came_to.test_loss),
                translate("test accuracy"): percent(came_to.test_accuracy),
                translate("best test loss"): number(came_to.best_test_loss),
                translate("best at step"): whole_number(came_to.best_step),
                translate("90% at step"): translate("not reached")
                if came_to.reached is None
                else whole_number(came_to.reached),
                translate("diverged at step"): whole_number(run.divergence.step)
                if diverged and run.divergence
                else "–",
                translate("in Training"): address(
                    "training",
                    training_state(choice) | {"step": min(comparison.steps, run.last_step)},
                ),
                translate("optimiser"): OPTIMIZER.name_of(settings.optimizer),
                "η": short_number(settings.learning_rate),
                "B": str(settings.batch_size),
                "λ": short_number(settings.l2),
            }
        )
    return pd.DataFrame(records)


def draw_outcomes(table: pd.DataFrame) -> None:
    """The table, the run's name kept in sight, its link as a word."""
    name, *measures = table.columns[: -len(("link", "optimiser", "η", "B", "λ"))]
    link, _optimizer, *settings = table.columns[1 + len(measures) :]
    st.dataframe(
        table,
        hide_index=True,
        column_config={
            name: st.column_config.TextColumn(pinned=True),
            **number_columns([*measures, *settings]),
            link: st.column_config.LinkColumn(display_text=translate("open")),
        },
    )
