"""The formulas of a step with the numbers of this one."""

import streamlit as st

from dashboard.views.training.step import StepInView
from dashboard.views.training.terms import draw_terms
from dashboard.views.training.update_rules import gradient_formula, symbols_in_words, update_formula


def draw_formulas(view: StepInView) -> None:
    """The gradient of the next update's batch, and what the optimiser makes of it."""
    run, step = view.run, view.state.step
    settings = run.settings.at(step)
    st.latex(gradient_formula(len(run.batch_rows(step)), settings.loss, settings.l2))
    st.latex(update_formula(settings.optimizer, settings.learning_rates()(step)))
    st.caption(symbols_in_words(settings.optimizer, settings.loss))
    draw_terms(view)
