"""The formulas of a step with the numbers of this one, and everything in the player's picture."""

import streamlit as st

from dashboard.sections.training_step import StepInView
from dashboard.sections.training_terms import draw_terms
from dashboard.tables import evaluation_table, parameter_table
from dashboard.text import translate
from dashboard.text.update_rules import gradient_formula, update_formula


def draw_formulas(view: StepInView) -> None:
    """The gradient of the next update's batch, what the optimiser makes of it, and the numbers."""
    run, state = view.run, view.state
    settings = run.settings.at(state.step)
    st.latex(gradient_formula(len(run.batch_rows(state.step)), settings.loss, settings.l2))
    st.latex(update_formula(settings.optimizer, settings.learning_rates()(state.step)))
    draw_terms(view)
    with st.expander(translate("Numbers at step {step}", step=f"{state.step:,}")):
        for table in (
            evaluation_table(run.evaluate(state), settings.loss),
            parameter_table(run.data, state),
        ):
            numbers = st.column_config.Column(alignment="right")
            st.dataframe(table, column_config=dict.fromkeys(table.columns, numbers))
