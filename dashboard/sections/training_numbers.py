"""Everything in the player's picture as numbers."""

import streamlit as st

from dashboard.sections.training_step import StepInView
from dashboard.tables import evaluation_table, parameter_table
from dashboard.text import translate


def draw_numbers(view: StepInView) -> None:
    """What is measured at the step, and its weights and bias; made only while unfolded."""
    run, state = view.run, view.state
    with st.expander(translate("Numbers"), key="training_numbers", on_change="rerun") as numbers:
        if not numbers.open:
            return
        for table in (
            evaluation_table(run.evaluate(state), run.settings.loss),
            parameter_table(run.data, state),
        ):
            right = st.column_config.Column(alignment="right")
            st.dataframe(table, column_config=dict.fromkeys(table.columns, right))
