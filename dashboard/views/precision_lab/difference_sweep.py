"""The finite difference against its step: where a check of a gradient is best made."""

from collections.abc import Mapping

import numpy as np
import streamlit as st

from core.precision.difference_sweep import DifferenceSweep, central_differences
from dashboard.components.figure import draw_figure
from dashboard.text import number, translate
from dashboard.text.markdown import markdown_table
from dashboard.views.precision_lab.controls import LOG_STEP, SWEPT_LOGIT
from dashboard.views.precision_lab.difference_sweep_figure import (
    SweepWords,
    difference_sweep_figure,
)
from dashboard.views.precision_lab.formulas import difference_formula
from dashboard.views.precision_lab.results import SWEPT_REST, sweeps
from dashboard.written_numbers import number_or_zero


def draw_difference_sweep(dtype: str) -> None:
    """The V of each dtype, its sweet spot beside the foretold one, and the error at a chosen h."""
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


def sweep_in_words(sweeps: Mapping[str, DifferenceSweep], dtype: str) -> str:
    """Why a smaller step is no better one: facts, item 9."""
    own = sweeps[dtype]
    shape = translate(
        "**“The smaller h, the better the check”?** Only up to a point. Read from right to left. "
        "First the error falls like h²: over a shorter distance L bends less. Then it rises like "
        "1/h: L is only accurate to about r = {rounding} in {dtype}, and that rounding error is "
        "divided by h. Below about h = {half_gap}, adding h no longer changes z₁.",
        rounding=number(own.rounding),
        dtype=dtype,
        half_gap=number(own.gap / 2),
    )
    best = translate(
        "Best h in {dtype}: **{best}** measured (diamond), {foretold} predicted (dashed). So a "
        "float32 check agrees reliably only to about {single}, a float64 check to {double}, even "
        "if the gradient is correct.",
        dtype=dtype,
        best=number(own.best_step),
        foretold=number(own.foretold_step),
        single=number(sweeps["float32"].best_error),
        double=number(sweeps["float64"].best_error),
    )
    return f"{shape}\n\n{best}"


def sweeps_table(sweeps: Mapping[str, DifferenceSweep], errors_at_h: Mapping[str, float]) -> str:
    """The sweet spot of every dtype, measured and foretold, and the error at the chosen h."""
    columns = list(sweeps.values())
    rows = [
        [translate("best h, measured"), *(number(one.best_step) for one in columns)],
        [translate("predicted h*"), *(number(one.foretold_step) for one in columns)],
        ["∛eps · max(1, \\|z₁\\|)", *(number(one.usual_step) for one in columns)],
        [translate("worst error near it"), *(number_or_zero(one.best_error) for one in columns)],
        [
            translate("error at your h"),
            *(
                translate("z + h = z − h") if np.isnan(error) else number_or_zero(error)
                for error in errors_at_h.values()
            ),
        ],
    ]
    return markdown_table(["", *sweeps], rows)


def sweep_alternative(sweeps: Mapping[str, DifferenceSweep], dtype: str, step: float) -> str:
    """The alternative text of the sweep."""
    parts = "; ".join(
        translate(
            "{dtype}: best near h = {best}, with an error of at most {error} there",
            dtype=name,
            best=number(sweep.best_step),
            error=number(sweep.best_error),
        )
        for name, sweep in sweeps.items()
    )
    return translate(
        "Error of the finite difference against h on logarithmic axes, a V for each number "
        "format, {dtype} in front. {parts}. Predicted best h for {dtype}: {foretold}; your h: "
        "{step}.",
        dtype=dtype,
        parts=parts,
        foretold=number(sweeps[dtype].foretold_step),
        step=number(step),
    )
