"""The pictures above the tabs: the four steps as bars, and ŷ in the triangle of three classes."""

import numpy as np
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from dashboard.components.figure import draw_figure
from dashboard.controls.example.controls import TEMPERATURE, Example
from dashboard.figures import simplex
from dashboard.text import translate
from dashboard.views.softmax.figure import SoftmaxPicture, step_figure
from dashboard.views.softmax.in_hand import bars_in_hand, triangle_in_hand
from dashboard.views.softmax.words import (
    simplex_in_words,
    step_bars,
    step_in_words,
    temperature_words,
)

_TRIANGLE_HEIGHT = 400


def draw_steps(
    container: DeltaGenerator, example: Example, softmax: SoftmaxPicture, shift: float
) -> None:
    """Two rows of two steps; beside them the triangle, where there are three classes."""
    bars = container
    if example.classes == simplex.CLASSES:
        bars, beside = container.columns([2, 1])
        with beside:
            _draw_triangle(example, shift)
    steps = step_bars(softmax, shift)
    bars = bars.container(key="side_by_side")  # also on a phone (page.css)
    places = [*bars.columns(2), *bars.columns(2)]
    for index, (place, (heading, step)) in enumerate(zip(places, steps, strict=True)):
        with place:
            place.markdown(f"**{heading}**")
            draw_figure(
                step_figure(step),
                key=f"step_{index}",
                alternative=step_in_words(heading, step),
                live=bars_in_hand(example, shift, index, has_sum=step.total is not None),
            )


def _draw_triangle(example: Example, shift: float) -> None:
    probabilities, logits = example.probabilities, np.array(example.logits)
    curve = simplex.prepare_temperature_curve(logits, TEMPERATURE.minimum, TEMPERATURE.maximum)
    picture = simplex.temperature_figure(curve, probabilities, example.targets, temperature_words())
    picture.layout["height"] = _TRIANGLE_HEIGHT
    st.markdown(translate("**ŷ as a point**: the nearer a corner, the larger its probability"))
    draw_figure(
        picture,
        key="simplex",
        alternative=simplex_in_words(probabilities, example.targets),
        live=triangle_in_hand(example, shift, curve=0, mark=2),
    )
