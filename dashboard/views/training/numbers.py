"""Everything in the player's picture as numbers."""

import streamlit as st

from dashboard.runs.shared_run import shared_run
from dashboard.text import translate
from dashboard.text.number_table import number_columns
from dashboard.views.training.step import StepInView
from dashboard.views.training.tables import evaluation_table, parameter_table


def draw_numbers(view: StepInView) -> None:
    """What is measured at the step, and its weights and bias; made only while unfolded."""
    run, state = view.run, view.state
    with st.expander(translate("Numbers"), key="training_numbers", on_change="rerun") as numbers:
        if not numbers.open:
            return
        for table in (
            evaluation_table(run.evaluate(state), run.settings, _last_batch(view)),
            parameter_table(run.data, state),
        ):
            st.dataframe(table, column_config=number_columns(table.columns))


def _last_batch(view: StepInView) -> tuple[float, float] | None:
    """The loss of the mini-batch that led to the step, and the running average with it."""
    step = view.state.step
    if step == 0:
        return None
    losses = view.run.history(step - 1, step).batch_losses
    return float(losses[0]), float(shared_run(view.choice).smoothed_losses(step - 1, step)[0])
