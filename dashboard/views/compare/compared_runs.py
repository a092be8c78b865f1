"""The compared runs: their curves and what they came to, as a table and with all settings."""

import math
from typing import NamedTuple

import pandas as pd
import streamlit as st

from core.training import TrainingRun, TrainingSettings
from core.training.run_summary import RunSummary, run_summary, train_loss_target
from dashboard.controls.links import address
from dashboard.controls.run.choice import training_state
from dashboard.controls.run.settings import OPTIMIZER
from dashboard.figures.compared_curves import Curve, sample
from dashboard.runs.shared_run import shared_run
from dashboard.text import number, plain, translate
from dashboard.text.markdown import markdown_table, scrolled
from dashboard.text.number_table import number_columns
from dashboard.views.compare.controls import Comparison, loss_and_targets, run_names
from dashboard.written_numbers import percent, short_number, whole_number

_NAME = '<div style="min-width: 10.5rem">'  # most names then stand in one line
SHARE = 0.9  # of the fall of the train loss, whose step is told


class ComparedRun(NamedTuple):
    """A run, its curves, and what they came to."""

    settings: TrainingSettings
    curve: Curve
    summary: RunSummary
    link: str  # opens it in Training at its last step


def compared_runs(comparison: Comparison) -> list[ComparedRun]:
    """Compute the runs of a comparison, as far as others have not."""
    runs = [shared_run(choice).up_to(comparison.steps) for choice in comparison.choices]
    names = run_names(comparison.settings)
    curves = [_curve(name, run, comparison.steps) for name, run in zip(names, runs, strict=True)]
    lowest: dict[tuple[str, float], float] = {}  # of the runs whose losses can be compared
    for run, curve in zip(runs, curves, strict=True):
        kind = loss_and_targets(run.settings)
        least = float(curve.evaluations["train_loss"].min())
        lowest[kind] = min(least, lowest.get(kind, math.inf))
    compared = []
    for choice, curve, run in zip(comparison.choices, curves, runs, strict=True):
        rows, least = curve.evaluations, lowest[loss_and_targets(run.settings)]
        summary = run_summary(rows, train_loss_target(float(rows["train_loss"][0]), least, SHARE))
        state = training_state(choice) | {"step": min(comparison.steps, run.last_step)}
        link = address("training", state)
        compared.append(ComparedRun(run.settings, curve, summary, link))
    return compared


def _curve(name: str, run: TrainingRun, steps: int) -> Curve:
    """What one run has to show up to a step, or to where it diverged."""
    end = run.divergence
    diverged = end.step if end is not None and end.step <= steps else None
    return Curve(name, run.history(0, min(steps, run.step)).evaluations, diverged)


def draw_outcomes(runs: list[ComparedRun]) -> None:
    """What each run came to; a table of HTML, whose heads break into lines instead of being cut."""
    records = [
        {
            translate("run"): f"{_NAME}{sample(index)} {plain(run.curve.name, 500)}</div>",
            **_outcome(run),
            translate("in Training"): f"[{translate('open')}]({run.link})",
        }
        for index, run in enumerate(runs)
    ]
    if not any(run.curve.diverged for run in runs):
        for record in records:
            del record[translate("diverged at step")]
    table = markdown_table(list(records[0]), [list(record.values()) for record in records])
    st.markdown(scrolled(table, wrapped=True), unsafe_allow_html=True)


def draw_settings_and_outcomes(runs: list[ComparedRun]) -> None:
    """As `draw_outcomes`, with the settings, to be sorted and downloaded."""
    settings = [
        {
            translate("optimiser"): OPTIMIZER.name_of(run.settings.optimizer),
            "η": short_number(run.settings.learning_rate),
            "B": str(run.settings.batch_size),
            "λ": short_number(run.settings.l2),
        }
        for run in runs
    ]
    table = pd.DataFrame(
        {translate("run"): run.curve.name, **own, **_outcome(run)}
        for own, run in zip(settings, runs, strict=True)
    )
    numbers = table.columns.drop([translate("run"), translate("optimiser")])
    name = st.column_config.TextColumn(pinned=True)
    st.dataframe(
        table,
        hide_index=True,
        column_config={translate("run"): name, **number_columns(numbers)},
    )


def _outcome(run: ComparedRun) -> dict[str, str]:
    came_to, diverged = run.summary, run.curve.diverged
    return {
        translate("training loss"): number(came_to.train_loss),
        translate("test loss"): number(came_to.test_loss),
        translate("test accuracy"): percent(came_to.test_accuracy),
        translate("best test loss"): number(came_to.best_test_loss),
        translate("best at step"): whole_number(came_to.best_step),
        translate("90% at step"): translate("not reached")
        if came_to.reached is None
        else whole_number(came_to.reached),
        translate("diverged at step"): "–" if diverged is None else whole_number(diverged),
    }
