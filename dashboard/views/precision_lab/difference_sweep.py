"""The finite difference against its step: where a check of a gradient is best made."""

import numpy as np
import streamlit as st

from core.precision.difference_sweep import central_differences
from dashboard.components.figure import draw_figure
from dashboard.text import number, translate
from dashboard.views.precision_lab.controls import LOG_STEP, SWEPT_LOGIT
from dashboard.views.precision_lab.difference_sweep_figure import (
    SweepWords,
    difference_sweep_figure,
)
from dashboard.views.precision_lab.difference_sweep_words import (
    sweep_alternative,
    sweep_in_words,
    sweeps_table,
)
from dashboard.views.precision_lab.formulas import difference_formula
from dashboard.views.precision_lab.numbers import draw_sweep_numbers
from dashboard.views.precision_lab.results import SWEPT_REST, sweeps


def draw_difference_sweep(dtype: str) -> None:
    """The V of each dtype, its sweet spot beside the foretold one, and the error at a chosen h."""
    st.subheader(translate("How small should the step h of a finite difference be?"))
    st.markdown(
        translate(
            "A finite difference estimates the slope ∂L/∂z₁ from two values of L: (L(z₁ + h) − "
            "L(z₁ − h))/(2h). It serves to check a gradient."
        )
    )
    picture = st.container()
    left, right = st.columns(2)
    step = float(10.0 ** LOG_STEP.draw(left))
    logit = float(SWEPT_LOGIT.draw(right))
    found = sweeps(logit)
    with picture:
        draw_figure(
            difference_sweep_figure(
                found,
                dtype,
                step,
                SweepWords(
                    step=translate("step h"),
                    error=translate("|finite difference − exact| of ∂L/∂z₁"),
                    best=translate("best h, measured (worst of nine neighbours)"),
                    theory=translate("predicted error, {dtype}", dtype=dtype),
                ),
            ),
            key="difference_sweep",
            alternative=sweep_alternative(found, dtype, step),
        )
    logits = np.array([logit, *SWEPT_REST])
    here = {name: float(central_differences(logits, 0, 0, name, [step])[0]) for name in found}
    errors = {name: abs(here[name] - sweep.exact) for name, sweep in found.items()}
    st.markdown(sweep_in_words(found, dtype))
    if found[dtype].foretold_step > 1:
        st.markdown(
            translate(
                "Here L‴, the third derivative of L, is so small that the formula gives a step "
                "above 1, where it no longer applies."
            )
        )
    left, right = st.columns(2)
    left.markdown(sweeps_table(found, errors))
    right.latex(difference_formula(found[dtype], step, here[dtype]))
    st.caption(
        translate(
            "L: stable cross-entropy of z = ({logit}, {others}), true class 1, computed in each "
            "number format. Diamond: the h that is reliably best, as the worst error of the nine h "
            "around it is smallest. A single h may do better by luck. Vertical lines: your h "
            "(solid), predicted h* (dashed). Where a curve is missing, z₁ + h and z₁ − h are "
            "rounded to the same number.",
            logit=number(logit),
            others=", ".join(map(number, SWEPT_REST)),
        )
    )
    draw_sweep_numbers(found)
