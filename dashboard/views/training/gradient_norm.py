"""How long the gradient on the training set has been, up to a step."""

from typing import Any

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from dashboard.components.figure import draw_figure
from dashboard.components.player_message import Chart
from dashboard.figures.figure import Picture
from dashboard.text import translate
from dashboard.views.training.step import StepInView

MOST_POINTS = 1000


def draw_gradient_norm(view: StepInView, chart: Chart) -> None:
    """The chart of the gradient norm with its curve in it."""
    evaluations = view.run.history(0, view.state.step).evaluations
    steps, norms = thinned(evaluations["step"], evaluations["gradient_norm"])
    (trace,), layout = chart.figure
    curve = {"x": steps.astype("float32"), "y": norms.astype("float32")}
    look: dict[str, object] = {"mode": "lines"}
    if len(steps) == 1:  # around one point Plotly would have steps below 0, and parts of steps
        look = {"mode": "markers", "cliponaxis": False}
        layout = layout | {"xaxis": layout["xaxis"] | {"rangemode": "tozero", "dtick": 1}}
    figure = Picture([trace | look | curve], layout | {"uirevision": "norm"})
    draw_figure(figure, key="gradient_norm", alternative=chart.alternative)
    st.caption(norm_defined())


def norm_defined() -> str:
    """What the gradient norm is."""
    return translate(
        "Gradient norm: the length of ∂L/∂θ over the training set (θ: all weights W and biases b)."
    )


def thinned(
    steps: NDArray[Any], values: NDArray[np.float64]
) -> tuple[NDArray[Any], NDArray[np.float64]]:
    """A curve, a long one by the least and the greatest value of each interval: no spike is lost.

    >>> steps, values = thinned(np.arange(5000), np.eye(5000)[1234])
    >>> len(steps) <= MOST_POINTS, 1234 in steps
    (True, True)
    """
    if len(values) <= MOST_POINTS:
        return steps, values
    parts = np.array_split(np.arange(len(values)), MOST_POINTS // 2)
    extremes = [part[pick(values[part])] for part in parts for pick in (np.argmin, np.argmax)]
    kept = np.unique(extremes)
    return steps[kept], values[kept]
