"""The formula of the loss with today's numbers."""

import numpy as np
import streamlit as st

from core.losses.softmax import log_softmax
from dashboard.controls.example.controls import Example
from dashboard.controls.example.words import target_in_words, unit_of_loss_in_words
from dashboard.text import translate
from dashboard.text.formulas import loss_formula


def draw_formula(example: Example, loss: float) -> None:
    """What L is, in words and in numbers."""
    about = translate(
        "The loss L, the *cross-entropy*, says how badly the probabilities ŷ fit the target y."
    )
    st.markdown(f"{about} {target_in_words(example)} {unit_of_loss_in_words()}")
    logits, temperature = np.array(example.logits), example.temperature
    log_probabilities = log_softmax(logits, temperature=temperature)
    st.latex(loss_formula(log_probabilities, example.targets, loss, temperature))
