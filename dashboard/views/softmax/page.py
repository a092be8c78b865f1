"""Softmax: from logits to probabilities step by step, and how each answers to each."""

from functools import partial

import numpy as np
import streamlit as st

from dashboard.controls.example.controls import (
    IN_HAND_WIDTH,
    LOGIT_KEYS,
    TEMPERATURE,
    draw_example_controls,
)
from dashboard.controls.example.words import draw_table
from dashboard.controls.in_hand import told_at_rest
from dashboard.controls.links import try_this
from dashboard.controls.refused import draw_refused
from dashboard.text import translate
from dashboard.views.softmax.controls import SHIFT, TABS, entry_choices
from dashboard.views.softmax.figure import prepare_softmax
from dashboard.views.softmax.formulas import shares_formula, steps_formula
from dashboard.views.softmax.jacobian import draw_column_to_gradient, draw_jacobian
from dashboard.views.softmax.shift import draw_shift
from dashboard.views.softmax.steps import draw_steps
from dashboard.views.softmax.tables import jacobian_with_sums, shift_table, softmax_table
from dashboard.views.softmax.temperature import draw_temperature
from dashboard.views.softmax.words import overflow_in_words, result_in_words

st.title(translate("Softmax"))
st.markdown(
    translate(
        "Softmax turns any numbers, the logits z, into probabilities ŷ that add up to 1: drag the "
        "end of a bar and follow its colour to ŷ."
    )
)
refused, hand = st.container(), st.container(horizontal=True)
example = draw_example_controls(hand, (*LOGIT_KEYS, TEMPERATURE.key))
shift = round(SHIFT.draw(hand.container(width=IN_HAND_WIDTH)), 6)
with refused:
    draw_refused()
softmax = prepare_softmax(np.array(example.logits), shift, example.temperature)
steps = softmax.steps
draw_steps(st.container(), example, softmax, shift)
told_at_rest().markdown(result_in_words(steps, shift))


def draw_formula() -> None:
    left, right = st.columns(2)
    left.latex(steps_formula(steps, shift, example.temperature))
    right.latex(shares_formula(steps))
    right.markdown(overflow_in_words(steps))


def draw_numbers() -> None:
    draw_table(softmax_table(softmax))
    st.markdown(translate("The Jacobian, row k and column i:"))
    draw_table(jacobian_with_sums(softmax.jacobian))
    st.markdown(translate("Along the shift t:"))
    draw_table(shift_table(softmax))


row, column = entry_choices(example.classes)
TABS.draw_open(
    st.container(),
    {
        "formula": draw_formula,
        "temperature": partial(draw_temperature, example, steps, shift),
        "shift": partial(draw_shift, example, softmax, shift),
        "jacobian": partial(draw_jacobian, example, softmax),
        "gradient": partial(draw_column_to_gradient, example, steps),
        "numbers": draw_numbers,
    },
    {"jacobian": (row, column), "gradient": (column,)},
)
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
    tab="jacobian",
)
