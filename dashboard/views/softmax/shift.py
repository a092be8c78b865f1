"""The tab of the shift: what a constant added to every logit moves, and what it does not."""

import streamlit as st

from core.symbols import symbol
from dashboard.components.figure import draw_figure
from dashboard.controls.example.controls import Example
from dashboard.text import number, translate
from dashboard.views.softmax.figure import ShiftWords, SoftmaxPicture, shift_figure
from dashboard.views.softmax.formulas import shift_formula
from dashboard.views.softmax.in_hand import shift_in_hand
from dashboard.views.softmax.words import shift_in_words


def draw_shift(example: Example, softmax: SoftmaxPicture, shift: float) -> None:
    """Every u and log Σ e^u along t, and why no ŷ changes."""
    steps, temperature = softmax.steps, example.temperature
    left, right = st.columns([3, 2])
    with left:
        draw_figure(
            shift_figure(
                softmax,
                shift,
                ShiftWords(
                    shift=translate("shift t (added to every logit)"),
                    exponent="u, log Σ eᵘ",
                    log_normalizer="log Σ eᵘ",
                    classes=[symbol("u", index) for index in range(example.classes)],
                ),
            ),
            key="softmax_shift",
            alternative=translate(
                "Parallel lines over the shift: each u and, above them, log Σ e^u, now at {value}.",
                value=number(float(steps.log_normalizer)),
            ),
            live=shift_in_hand(example, shift),
        )
    with right:
        st.markdown(shift_in_words(softmax, shift, temperature))
        k = int(steps.probabilities.argmax())
        st.latex(shift_formula(softmax.unshifted, steps, shift, temperature, k))
