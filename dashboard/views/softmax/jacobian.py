"""The softmax's Jacobian, one entry of it at a time, and the way from a column to the gradient."""

import numpy as np
import streamlit as st

from core.losses.softmax_steps import SoftmaxSteps
from core.losses.usual_mistakes import gradient_entry, jacobian_entry
from core.symbols import symbol
from dashboard.components.figure import draw_figure
from dashboard.controls.example.controls import Example
from dashboard.controls.example.words import delta_in_words, difference_in_words, target_in_words
from dashboard.text import number, translate
from dashboard.views.softmax.controls import choose_clicked_entry, entry_choices
from dashboard.views.softmax.figure import SoftmaxPicture
from dashboard.views.softmax.formulas import entry_formula, gradient_entry_formula, sums_formula
from dashboard.views.softmax.jacobian_figure import JacobianWords, jacobian_figure
from dashboard.views.softmax.tables import entry_table, gradient_table
from dashboard.views.softmax.words import entry_in_words

CHOICE_WIDTH = 320  # pixels


def draw_jacobian(example: Example, softmax: SoftmaxPicture) -> None:
    """The heat map and the entry that is chosen in it."""
    logits, temperature = np.array(example.logits), example.temperature
    st.markdown(
        translate(
            "The Jacobian is the table of all derivatives ∂ŷₖ/∂zᵢ: row k is the probability, "
            "column i the logit you change. Click a cell or choose k and i. Every entry lies "
            "between −1/(4T) and 1/(4T) = {most}, where the colours end.",
            most=number(0.25 / temperature),
        )
    )
    left, right = st.columns(2)
    with right:
        choices = zip(entry_choices(example.classes), st.columns(2), strict=True)
        k, i = (int(choice.draw(place)) - 1 for choice, place in choices)
    entry = jacobian_entry(logits, k, i, temperature=temperature)
    classes = range(example.classes)
    words = JacobianWords(
        logit=translate("column i: logit zᵢ"),
        probability=translate("row k: probability ŷₖ"),
        logits=[symbol("z", index) for index in classes],
        probabilities=[symbol("ŷ", index) for index in classes],
        numbers=np.array([list(map(number, row)) for row in softmax.jacobian]),
    )
    with left:
        draw_figure(
            jacobian_figure(softmax.jacobian, temperature, (k, i), words),
            key="jacobian",
            alternative=translate(
                "The Jacobian as a heat map of {classes} by {classes} entries, positive on the "
                "diagonal and negative off it. Chosen: ∂{share}/∂{logit} = {value}.",
                classes=example.classes,
                share=symbol("ŷ", k),
                logit=symbol("z", i),
                value=number(softmax.jacobian[k, i]),
            ),
            on_click=lambda click: choose_clicked_entry(click, example.classes),
        )
    with right:
        st.markdown(entry_in_words(k, i, entry.value))
        st.latex(entry_formula(softmax.steps, temperature, k, i, entry.value))
        st.markdown(entry_table(entry, temperature, k, i))
        st.markdown(f"{delta_in_words()} {difference_in_words()}")
    st.markdown(
        translate(
            "Up to rounding, row {share} sums to 0: raising all logits by the same amount "
            "changes no probability. Column {logit} also sums to 0: the probabilities always add "
            "up to 1.",
            share=symbol("ŷ", k),
            logit=symbol("z", i),
        )
    )
    st.latex(sums_formula(softmax.jacobian, k, i))


def draw_column_to_gradient(example: Example, steps: SoftmaxSteps) -> None:
    """∂L/∂z_i as the sum over column i, beside what the usual mistakes make of it."""
    targets, temperature = example.targets, example.temperature
    _row, column = entry_choices(example.classes)
    i = int(column.draw(st.container(width=CHOICE_WIDTH))) - 1
    logit = symbol("z", i)
    dependence = translate(
        "Changing {logit} changes every ŷₖ, and L = −Σ yₖ log ŷₖ (y is the target) depends on "
        "the ŷₖ. So add up the column, each entry weighted by ∂L/∂ŷₖ, which is 0 where yₖ = 0. "
        "From T ∂L/∂{logit} on, both sides are multiplied by T.",
        logit=logit,
    )
    st.markdown(f"{dependence} {target_in_words(example)}")
    entry = gradient_entry(np.array(example.logits), targets, i, temperature=temperature)
    left, right = st.columns(2)
    left.latex(gradient_entry_formula(entry, steps, targets, temperature, i))
    right.markdown(gradient_table(entry, float(targets[i]), temperature, i))
