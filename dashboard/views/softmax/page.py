"""Softmax: from logits to probabilities step by step, and how each answers to each."""

import numpy as np
import streamlit as st

from core.symbols import symbol
from dashboard.components.figure import draw_figure
from dashboard.controls.example.controls import TEMPERATURE, draw_example_controls
from dashboard.controls.example.words import draw_table
from dashboard.controls.links import try_this
from dashboard.controls.refused import draw_refused
from dashboard.figures import simplex
from dashboard.text import number, translate
from dashboard.views.softmax.controls import SHIFT
from dashboard.views.softmax.figure import ShiftWords, prepare_softmax, shift_figure, step_figure
from dashboard.views.softmax.formulas import shares_formula, shift_formula, steps_formula
from dashboard.views.softmax.jacobian import draw_column_to_gradient, draw_jacobian
from dashboard.views.softmax.tables import jacobian_with_sums, shift_table, softmax_table
from dashboard.views.softmax.words import (
    shift_in_words,
    simplex_in_words,
    step_bars,
    step_in_words,
    temperature_in_words,
    temperature_words,
)

example = draw_example_controls(st.container())
logits, targets, temperature = np.array(example.logits), example.targets, example.temperature

st.title(translate("Softmax"))
st.markdown(
    translate(
        r"Softmax turns any K numbers, the logits z, into K probabilities $\hat y_k = e^{z_k/T} / "
        r"\sum_j e^{z_j/T}$ that add up to 1. The temperature T is a positive number, set in the "
        "sidebar; the sum runs over all classes j. Read the four charts in order. Then drag the "
        "shift t: the first two charts change, E and ŷ do not."
    )
)
draw_refused()
pictures = st.container()
shift = round(SHIFT.draw(st.container()), 6)
softmax = prepare_softmax(logits, shift, temperature)
steps = softmax.steps
for index, (column, (heading, step)) in enumerate(
    zip(pictures.columns(4), step_bars(softmax, shift), strict=True)
):
    with column:
        st.markdown(f"**{heading}**")
        draw_figure(
            step_figure(step), key=f"step_{index}", alternative=step_in_words(heading, step)
        )
as_before = translate("With T = 1 the second chart equals the first.") if temperature == 1 else ""
pictures.markdown(
    translate(
        r"The page computes $E = e^{{u - m}}$ with $m = \max u$ = {maximum}, so the largest E is "
        "1 and none is too large for a computer. Without subtracting $m$, every exponential and "
        "their sum would be $e^m$ = {factor} times as large; the quotient ŷ is the same.",
        maximum=number(float(steps.maximum)),
        factor=number(float(np.exp(steps.maximum))),
    )
    + f" {as_before}"
)

st.subheader(translate("The formulas with the current values"))
left, right = st.columns(2)
left.latex(steps_formula(steps, shift, temperature))
right.latex(shares_formula(steps))

st.subheader(translate("Temperature"))
if example.classes == simplex.CLASSES:
    curve = simplex.prepare_temperature_curve(logits, TEMPERATURE.minimum, TEMPERATURE.maximum)
    left, right = st.columns([3, 2])
    with left:
        draw_figure(
            simplex.temperature_figure(curve, steps.probabilities, targets, temperature_words()),
            key="simplex",
            alternative=simplex_in_words(steps.probabilities, targets),
        )
    right.markdown(temperature_in_words(steps, temperature))
else:
    st.markdown(temperature_in_words(steps, temperature))
    try_this(translate("three classes, with ŷ as a point in a triangle"), "softmax", K=3)

st.subheader(translate("Adding a constant to every logit"))
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
    )
with right:
    st.markdown(shift_in_words(softmax, shift, temperature))
    st.latex(shift_formula(softmax.unshifted, steps, shift, temperature, int(logits.argmax())))

i = draw_jacobian(example, softmax)
draw_column_to_gradient(example, steps, i)

with st.expander(translate("Numbers"), key="softmax_numbers", on_change="rerun") as numbers:
    if numbers.open:
        draw_table(softmax_table(softmax))
        st.markdown(translate("The Jacobian, row k and column i:"))
        draw_table(jacobian_with_sums(softmax.jacobian))
        st.markdown(translate("Along the shift t:"))
        draw_table(shift_table(softmax))

try_this(
    translate(
        "T = 0.1, where leaving out the factor 1/T makes every derivative ten times too small"
    ),
    "softmax",
    z1=1.2,
    z2=1,
    T=0.1,
    shift=5,
    jk=1,
    ji=1,
)
