"""The gradient of cross-entropy at a step of the descent: its formula, and a check beside it."""

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from core.derivatives.numerical_gradient import numerical_gradient_in_rows
from core.losses.cross_entropy import cross_entropy, cross_entropy_gradient
from core.losses.softmax import log_softmax
from core.symbols import symbol
from dashboard.controls.example.controls import Example
from dashboard.controls.example.words import difference_in_words, unit_of_loss_in_words
from dashboard.text import translate
from dashboard.text.formulas import gradient_formula
from dashboard.text.number_table import NumberTable


def draw_gradient_check(example: Example, point: NDArray[np.float64], shown: int) -> None:
    """(ŷ − y)/T at z, (classes,), the step shown; beside it finite differences of L."""
    targets, temperature = example.targets, example.temperature
    gradient = cross_entropy_gradient(point, targets, temperature=temperature)
    estimate = numerical_gradient_in_rows(
        lambda rows: cross_entropy(
            rows, np.broadcast_to(targets, rows.shape), temperature=temperature
        ),
        point,
    )
    left, right = st.columns(2)
    left.markdown(translate("The gradient at step {shown}, with the current values:", shown=shown))
    log_probabilities = log_softmax(point, temperature=temperature)
    left.latex(gradient_formula(log_probabilities, targets, gradient, temperature))
    table = NumberTable(
        [f"∂L/∂{symbol('z', index)}" for index in range(len(point))],
        {
            "(ŷ − y)/T": gradient,
            translate("finite difference of L"): estimate,
            translate("difference"): estimate - gradient,
        },
    )
    right.markdown(table.written())
    right.markdown(difference_in_words())
    left.markdown(
        translate(
            "The ∂L/∂zₖ of all K logits add up to 0, because the ŷₖ and the yₖ each add up to 1."
        )
    )
    left.markdown(unit_of_loss_in_words())
