"""The formulas step by step: what each makes of the chosen point, and why."""

import numpy as np
import streamlit as st

from dashboard.text import translate
from dashboard.views.precision_lab.controls import Lab
from dashboard.views.precision_lab.formulas import naive_formula, stable_formula
from dashboard.views.precision_lab.point import ComputedPoint
from dashboard.views.precision_lab.words import (
    cause_in_words,
    exact_numbers,
    few_digits_in_words,
    steps_table,
)


def draw_formula_steps(lab: Lab, point: ComputedPoint) -> None:
    """Both formulas with their numbers side by side, and a table of every quantity."""
    lowest, highest = float(point.logits[0]), float(point.logits[-1])
    left, right = st.columns(2)
    left.latex(naive_formula(point.naive, lowest, highest, lab.quantity, lab.part))
    right.latex(stable_formula(point.stable, lowest, highest, lab.quantity, lab.part))
    st.markdown(cause_in_words(lab, point.naive))
    if few_digits := few_digits_in_words(lab, point):
        st.caption(few_digits)
    st.markdown(steps_table(point.naive, point.stable, exact_numbers(point.exact)))
    if np.isnan(point.naive.log_probability_gradient):
        st.caption(
            translate(
                "Textbook formula: ∂log ŷ₁/∂z₁ is 1/ŷ₁ · ŷ₁(1 − ŷ₁) = ∞ · 0, which is NaN; ∂L/∂z₁ "
                "is ŷ₁ − 1, without a division."
            )
        )
