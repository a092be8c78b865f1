"""The softmax's Jacobian, one entry of it at a time, and the way from a column to the gradient."""

import numpy as np
import streamlit as st

from core.softmax_steps import SoftmaxSteps
from core.symbols import symbol
from core.usual_mistakes import gradient_entry, jacobian_entry
from dashboard.components.figure import draw_figure
from dashboard.controls.example import Example
from dashboard.controls.softmax import choose_clicked_entry, draw_entry_controls
from dashboard.figures.jacobian import jacobian_figure
from dashboard.figures.softmax import SoftmaxPicture
from dashboard.text import number, translate
from dashboard.text.example_words import target_in_words
from dashboard.text.softmax_formulas import entry_formula, gradient_entry_formula, sums_formula
from dashboard.text.softmax_tables import entry_table, gradient_table
from dashboard.text.softmax_words import entry_in_words, jacobian_in_words, jacobian_words


def draw_jacobian(example: Example, softmax: SoftmaxPicture) -> int:
    """The heat map and the entry that is chosen in it; its column is returned."""
    logits, temperature = np.array(example.logits), example.temperature
    st.subheader(translate("How each ŷ answers to each logit"))
    st.markdown(
        translate(
            "Choose an entry of the Jacobian, by a click or from the lists: row k is the "
            "probability that answers, column i the logit that is moved; j only counts inside the "
            "sum S. The colours end at ±1/(4T) = ±{most}, which no entry exceeds.",
            most=number(0.25 / temperature),
        )
    )
    left, right = st.columns(2)
    with right:
        k, i = draw_entry_controls(st.container(), example.classes)
    entry = jacobian_entry(logits, k, i, temperature=temperature)
    words = jacobian_words(softmax.jacobian)
    with left:
        draw_figure(
            jacobian_figure(softmax.jacobian, temperature, (k, i), words),
            key="jacobian",
            alternative=jacobian_in_words(softmax.jacobian, k, i),
            on_click=lambda click: choose_clicked_entry(click, example.classes),
        )
    with right:
        st.markdown(entry_in_words(k, i, entry.value))
        st.latex(entry_formula(softmax.steps, temperature, k, i, entry.value))
        st.markdown(entry_table(entry, temperature, k, i))
    st.markdown(
        translate(
            "Row {share} sums to 0 because all logits moved together move nothing; column {logit} "
            "sums to 0 because the shares always sum to 1:",
            share=symbol("ŷ", k),
            logit=symbol("z", i),
        )
    )
    st.latex(sums_formula(softmax.jacobian, k, i))
    return i


def draw_column_to_gradient(example: Example, steps: SoftmaxSteps, i: int) -> None:
    """∂L/∂z_i as the sum over column i, beside what the usual mistakes make of it."""
    targets, temperature = example.targets, example.temperature
    logit = symbol("z", i)
    st.subheader(translate("From the Jacobian to the gradient in {logit}", logit=logit))
    heard = translate("The loss hears of {logit} through every ŷₖ: a whole column.", logit=logit)
    st.markdown(f"{heard} {target_in_words(example)}")
    slope = gradient_entry(np.array(example.logits), targets, i, temperature=temperature)
    left, right = st.columns(2)
    left.latex(gradient_entry_formula(slope, steps, targets, temperature, i))
    right.markdown(gradient_table(slope, float(targets[i]), temperature, i))
