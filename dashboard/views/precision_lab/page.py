"""Precision lab: naive and stable formulas in float16, 32 and 64, and where each of them breaks."""

import math

import numpy as np
import streamlit as st

from core.precision.exponential_range import exponential_range
from core.precision.formula_errors import LABEL, formula_errors, spread_logits
from core.precision.formula_steps import naive_steps, stable_steps
from core.precision.reference_softmax import reference_softmax
from dashboard.components.figure import draw_figure
from dashboard.controls.links import try_this
from dashboard.text import number, translate
from dashboard.text.markdown import scrolled
from dashboard.views.precision_lab.controls import choose_clicked_point, lab_from_controls
from dashboard.views.precision_lab.difference_sweep import draw_difference_sweep
from dashboard.views.precision_lab.figure import (
    CURVE_SIZES,
    MapPoint,
    error_curve_figure,
    error_map_figure,
)
from dashboard.views.precision_lab.formulas import naive_formula, stable_formula
from dashboard.views.precision_lab.numbers import draw_precision_numbers
from dashboard.views.precision_lab.results import curve_errors, map_errors
from dashboard.views.precision_lab.runs import draw_precision_runs
from dashboard.views.precision_lab.words import (
    curve_in_words,
    error_words,
    exact_numbers,
    few_digits_in_words,
    limits_table,
    map_in_words,
    overflow_in_words,
    point_in_words,
    quantity_in_words,
    reference_in_words,
    steps_table,
    values_of,
)

st.title(translate("Precision lab"))
introduction = st.container()
pictures = st.container()
lab = lab_from_controls(st.container())
words = error_words(lab)
limits = exponential_range(lab.dtype)
introduction.markdown(
    translate(
        "Each cell is one softmax in {dtype} (about {digits} digits); its colour is the error of "
        "{quantity}. Its K logits run evenly from −s to s; the true class, 1, has the lowest. "
        "Click a cell to look at it. The textbook formula fails where it gives ∞ or ✕ (NaN, “not a "
        "number”). There are two causes. *Overflow*: an $e^z$ or their sum becomes ∞. *Underflow*: "
        "ŷ₁ is rounded to 0, so log ŷ₁ is −∞ and 1/ŷ₁ is ∞. The stable formula first subtracts max "
        "z, the largest logit, so no exponential exceeds 1. It computes log ŷ₁ without ŷ₁ and "
        "stays finite.",
        dtype=lab.dtype,
        digits=round(-math.log10(limits.epsilon)),
        quantity=quantity_in_words(lab),
    )
)
point = MapPoint(lab.size, lab.classes, limits.overflow)
errors = map_errors(lab.dtype, lab.quantity, lab.part)
sides = zip(
    pictures.columns(2), ("naive", "stable"), (words.naive, words.stable), errors, strict=True
)
for column, key, name, side in sides:
    with column:
        st.markdown(f"**{name}, {lab.dtype}**")
        draw_figure(
            error_map_figure(side, values_of(side, lab), point, words),
            key=f"error_map_{key}",
            alternative=map_in_words(side, lab, name),
            on_click=choose_clicked_point,
        )

logits = spread_logits(lab.size, lab.classes, lab.dtype)
here = formula_errors(logits, lab.quantity, lab.part)
naive, stable = naive_steps(logits), stable_steps(logits)
exact = reference_softmax(logits, LABEL)
pictures.markdown(point_in_words(lab, here, naive, exact_numbers(exact)))
pictures.caption(
    translate(
        "Brighter: larger error; an error of 0 is drawn as −17. The mark 0: a value too small for "
        "{dtype} was rounded to 0. Dashed line: s = {overflow}; to its right $e^s$, the largest "
        "exponential, overflows. An ∞ or ✕ to its left comes from a ŷ₁ that is 0 or too close to "
        "0.",
        dtype=lab.dtype,
        overflow=number(limits.overflow, 6),
    )
)

st.subheader(translate("The formulas with the current values"))
ends = float(logits[0]), float(logits[-1])
left, right = st.columns(2)
with left:
    st.markdown(f"**{words.naive}, {lab.dtype}**")
    st.latex(naive_formula(naive, *ends, lab.quantity, lab.part))
with right:
    st.markdown(f"**{words.stable}, {lab.dtype}**")
    st.latex(stable_formula(stable, *ends, lab.quantity, lab.part))
if few_digits := few_digits_in_words(lab, logits, (naive, stable)):
    st.caption(few_digits)
st.markdown(steps_table(naive, stable, exact_numbers(exact)))
if np.isnan(naive.log_probability_gradient):
    st.caption(
        translate(
            "Textbook formula: ∂log ŷ₁/∂z₁ is 1/ŷ₁ · ŷ₁(1 − ŷ₁) = ∞ · 0, which is NaN; ∂L/∂z₁ "
            "is ŷ₁ − 1, without a division."
        )
    )
st.markdown(overflow_in_words(lab, stable, float(exact.loss)))

st.subheader(translate("Error for growing logits"))
curve = curve_errors(lab.dtype, lab.quantity, lab.part, lab.classes)
curves = (values_of(curve.naive, lab), values_of(curve.stable, lab))
draw_figure(
    error_curve_figure(curve, curves, point, limits.epsilon, words),
    key="error_curve",
    alternative=curve_in_words((curve.naive, curve.stable), lab, np.asarray(CURVE_SIZES)),
)
st.caption(
    translate(
        "Vertical lines: your s (solid); where $e^z$ overflows (dashed). Marks at the top: ∞ "
        "or NaN, off the scale."
    )
)
left, right = st.columns([2, 1])
left.markdown(scrolled(limits_table()), unsafe_allow_html=True)
with right:
    st.markdown(reference_in_words(lab))

draw_precision_runs(lab.dtype)
draw_difference_sweep(lab.dtype)
draw_precision_numbers(lab, curve, errors)

try_this(
    translate("float16 with 4 096 classes: the sum stops growing at 2 048"),
    "precision_lab",
    dtype="float16",
    quantity="softmax",
    class_count=4096,
    logit_size=0.1,
)
