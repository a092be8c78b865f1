"""The tab of the temperature: where T has put ŷ, and where it would go."""

import numpy as np
import streamlit as st

from core.losses.softmax_steps import SoftmaxSteps
from core.symbols import symbol
from dashboard.components.figure import draw_figure
from dashboard.controls.example.controls import TEMPERATURE, Example
from dashboard.controls.example.words import values_in_words
from dashboard.controls.links import try_this
from dashboard.figures import simplex
from dashboard.text import number, translate
from dashboard.views.softmax.in_hand import temperature_in_hand
from dashboard.views.softmax.temperature_figure import temperature_lines
from dashboard.views.softmax.words import temperature_in_words


def draw_temperature(example: Example, steps: SoftmaxSteps, shift: float) -> None:
    """Every ŷ along T, and the limits in words."""
    curve = simplex.prepare_temperature_curve(
        np.array(example.logits), TEMPERATURE.minimum, TEMPERATURE.maximum
    )
    probabilities, temperature = steps.probabilities, example.temperature
    names = [symbol("ŷ", index) for index in range(example.classes)]
    left, right = st.columns([3, 2])
    with left:
        draw_figure(
            temperature_lines(curve, probabilities, temperature, translate("Temperature T"), names),
            key="temperature",
            alternative=translate(
                "A line over the temperature T for each probability; at T = {temperature}: "
                "{probabilities}.",
                temperature=number(temperature),
                probabilities=values_in_words("ŷ", dict(enumerate(probabilities))),
            ),
            live=temperature_in_hand(example, shift),
        )
    with right:
        st.markdown(temperature_in_words(steps, temperature))
        if example.classes != simplex.CLASSES:
            try_this(translate("three classes, with ŷ as a point in a triangle"), "softmax", K=3)
