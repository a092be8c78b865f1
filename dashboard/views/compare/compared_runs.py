"""The compared runs as a table, each with a link that opens it in Training."""

import math
from collections.abc import Sequence

import pandas as pd
import streamlit as st

from core.training import TrainingRun
from core.training.run_summary import run_summary, train_loss_target
from dashboard.controls.links import address
from dashboard.controls.run.choice import training_state
from dashboard.controls.run.settings import OPTIMIZER
from dashboard.figures.compared_curves import Curve
from dashboard.text import number, translate
from dashboard.text.number_table import number_columns
from dashboard.views.compare.controls import Comparison, loss_and_targets
from dashboard.written_numbers import percent, short_number, whole_number

SHARE = 0.9  # of the fall of the train loss, whose step is told


def draw_outcomes(
    comparison: Comparison, curves: Sequence[Curve], runs: Sequence[TrainingRun]
) -> None:
    """Settings and outcomes, a row for each run; its name kept in sight, its link as a word."""
    lowest: dict[tuple[str, float], float] = {}  # of the runs whose losses can be compared
    for run, curve in zip(runs, curves, strict=True):
        kind = loss_and_targets(run.settings)
        least = float(curve.evaluations["train_loss"].min())
        lowest[kind] = min(least, lowest.get(kind, math.inf))
    records: list[dict[str, str]] = []
    for choice, curve, run in zip(comparison.choices, curves, runs, strict=True):
        settings, rows = run.settings, curve.evaluations
        least = lowest[loss_and_targets(settings)]
        came_to = run_summary(rows, train_loss_target(float(rows["train_loss"][0]), least, SHARE))
        state = training_state(choice) | {"step": min(comparison.steps, run.last_step)}
        records.append(
            {
                translate("run"): curve.name,
                translate("training loss"): number(came_to.train_loss),
                translate("test loss"): number(came_to.test_loss),
                translate("test accuracy"): percent(came_to.test_accuracy),
                translate("best test loss"): number(came_to.best_test_loss),
                translate("best at step"): whole_number(came_to.best_step),
                translate("90% at step"): translate("not reached")
                if came_to.reached is None
                else whole_number(came_to.reached),
                translate("diverged at step"): "–"
                if curve.diverged is None
                else whole_number(curve.diverged),
                translate("in Training"): address("training", state),
                translate("optimiser"): OPTIMIZER.name_of(settings.optimizer),
                "η": short_number(settings.learning_rate),
                "B": str(settings.batch_size),
                "λ": short_number(settings.l2),
            }
        )
    table = pd.DataFrame(records)
    name, link, optimizer = translate("run"), translate("in Training"), translate("optimiser")
    st.dataframe(
        table,
        hide_index=True,
        column_config={
            name: st.column_config.TextColumn(pinned=True),
            **number_columns(table.columns.drop([name, link, optimizer])),
            link: st.column_config.LinkColumn(display_text=translate("open")),
        },
    )
