"""The error along the logit size, for one number of classes, and the limits of the dtypes."""

import numpy as np
import streamlit as st

from core.precision.exponential_range import exponential_range
from dashboard.components.figure import draw_figure
from dashboard.text import translate
from dashboard.text.markdown import scrolled
from dashboard.views.precision_lab.controls import Lab
from dashboard.views.precision_lab.figure import CURVE_SIZES, ErrorWords, error_curve_figure
from dashboard.views.precision_lab.point import ComputedPoint
from dashboard.views.precision_lab.results import curve_errors
from dashboard.views.precision_lab.words import (
    curve_in_words,
    failures_in_words,
    limits_table,
    overflow_in_words,
    reference_in_words,
    values_of,
)


def draw_along_size(lab: Lab, point: ComputedPoint, words: ErrorWords) -> None:
    """The curves of both formulas; whose fault an overflow is; what the error is measured by."""
    curve = curve_errors(lab.dtype, lab.quantity, lab.part, lab.classes)
    curves = (values_of(curve.naive, lab), values_of(curve.stable, lab))
    epsilon = exponential_range(lab.dtype).epsilon
    draw_figure(
        error_curve_figure(curve, curves, point.place, epsilon, words),
        key="error_curve",
        alternative=curve_in_words((curve.naive, curve.stable), lab, np.asarray(CURVE_SIZES)),
    )
    st.caption(
        translate(
            "Vertical lines: your s (solid); where $e^z$ overflows (dashed). Marks at the top: ∞ "
            "or NaN, off the scale."
        )
    )
    st.markdown(failures_in_words(lab))
    st.markdown(overflow_in_words(lab, point.stable, float(point.exact.loss)))
    left, right = st.columns([2, 1])
    left.markdown(scrolled(limits_table()), unsafe_allow_html=True)
    right.markdown(reference_in_words(lab))
