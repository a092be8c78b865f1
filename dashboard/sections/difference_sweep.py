"""The finite difference against its step: where a check of a gradient is best made."""

import numpy as np
import streamlit as st

from core.difference_sweep import central_differences
from dashboard.components.figure import draw_figure
from dashboard.controls.precision_lab import LOG_STEP, SWEPT_LOGIT
from dashboard.figures.difference_sweep import SweepWords, difference_sweep_figure
from dashboard.precision_results import SWEPT_REST, sweeps
from dashboard.sections.precision_numbers import draw_sweep_numbers
from dashboard.text import number, translate
from dashboard.text.difference_sweep_words import sweep_alternative, sweep_in_words, sweeps_table
from dashboard.text.precision_formulas import difference_formula


def draw_difference_sweep(dtype: str) -> None:
    """The V of each dtype, its sweet spot beside the foretold one, and the error at a chosen h."""
    st.subheader(translate("How small should the step of a finite difference be?"))
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
                    step=translate("step h (nats)"),
                    error=translate("|estimate − exact| of ∂L/∂z₁"),
                    best=translate("least, measured"),
                    theory=translate("theory, {dtype}", dtype=dtype),
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
                "Here L‴ is so small that theory asks for a step of more than 1, and over so wide "
                "a step the third derivative alone no longer tells how L bends."
            )
        )
    left, right = st.columns(2)
    left.markdown(sweeps_table(found, errors))
    right.latex(difference_formula(found[dtype], step, here[dtype]))
    st.caption(
        translate(
            "L is the stable cross-entropy of z = ({logit}, {others}), class 1 true, every "
            "operation in the dtype. The diamond stands where the worst of nine neighbouring steps "
            "is least, so that no lucky zero counts. Upright lines: solid, your h; dashed, the h* "
            "of theory. Where a curve is missing, h moves nothing.",
            logit=number(logit),
            others=", ".join(map(number, SWEPT_REST)),
        )
    )
    draw_sweep_numbers(found)
