"""Which mean? Three micro-batches of unequal size, and what the usual mistake makes of them."""

from typing import NamedTuple

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from core.examination.reductions import LIBRARY_NAMES, Reductions, reduce_losses
from core.losses.cross_entropy import cross_entropy_with_gradient
from dashboard import palette
from dashboard.components.figure import draw_figure
from dashboard.figures.axes import axis, flat_layout
from dashboard.figures.figure import Picture
from dashboard.text import english, number, translate
from dashboard.text.markdown import markdown_table, scrolled
from dashboard.views.your_model.controls import WITH_IGNORED, WITH_WEIGHTS
from dashboard.views.your_model.examined import Examined

# Seven examples of three classes, in micro-batches of 4, 2 and 1.
LOGITS = np.array(
    [[2, 0, 0], [1, 0, -1], [0, 1, 0], [0, -2, 0], [0, 2, 0], [1, 1, 0], [1, 1, -1]], float
)
LABELS = np.array([0, 0, 1, 1, 1, 0, 2])
MICRO_BATCHES = (slice(0, 4), slice(4, 6), slice(6, 7))
CLASS_WEIGHTS = np.array([1.0, 1.0, 5.0])
IGNORED = 3

NAMES = {
    "mean": english("mean: Σ l / n"),
    "weighted_mean": english("weighted mean: Σ w l / Σ w"),
    "weighted_sum_over_n": english("weighted sum over n: Σ w l / n"),
    "sum": english("sum: Σ l"),
}


class Accumulated(NamedTuple):
    """Seven losses, and the gradient in the bias that their micro-batches add up to."""

    losses: NDArray[np.float64]  # (7,), nats
    weights: NDArray[np.float64]  # (7,), 0 for the one that is ignored
    means: NDArray[np.float64]  # the weighted mean of each micro-batch, (3,)
    reductions: Reductions  # of all that count
    gradient: NDArray[np.float64]  # ∂L/∂b of the weighted mean, (classes,)
    mean_of_means: NDArray[np.float64]  # the mean of the micro-batches' gradients, (classes,)


def accumulated(*, weighted: bool, ignoring: bool) -> Accumulated:
    """The micro-batches with or without class weights and an example to ignore.

    >>> found = accumulated(weighted=False, ignoring=False)
    >>> round(found.reductions.mean, 4), round(float(found.means.mean()), 4)
    (1.1168, 1.4329)
    """
    losses, errors = cross_entropy_with_gradient(LOGITS, LABELS)
    weights = CLASS_WEIGHTS[LABELS] if weighted else np.ones(len(LABELS))
    counted = np.arange(len(LABELS)) != IGNORED if ignoring else np.full(len(LABELS), True)
    weights = weights * counted
    parts = [weights[rows] @ errors[rows] / weights[rows].sum() for rows in MICRO_BATCHES]
    return Accumulated(
        losses,
        weights,
        np.array(
            [reduce_losses(losses[rows], weights[rows]).weighted_mean for rows in MICRO_BATCHES]
        ),
        reduce_losses(losses[counted], weights[counted]),
        weights @ errors / weights.sum(),
        np.mean(parts, axis=0),
    )


def draw_means(model: Examined) -> None:
    """The four means of your examples and of seven small ones, and their gradients."""
    switches, picture = st.columns([2, 3])
    weighted, ignoring = WITH_WEIGHTS.draw(switches), WITH_IGNORED.draw(switches)
    found = accumulated(weighted=weighted, ignoring=ignoring)
    switches.markdown(
        translate(
            "Three micro-batches hold 4, 2 and 1 examples. Their weighted mean is **{right}**. The "
            "mean of their means is **{wrong}**: the last example counts too much.",
            right=number(found.reductions.weighted_mean),
            wrong=number(float(found.means.mean())),
        )
    )
    switches.markdown(translate("Right: add up Σ w l and Σ w, then divide once."))
    with picture:
        draw_figure(
            gradients_figure(found),
            key="own_gradients",
            alternative=translate(
                "Bars: the gradient in each bias is {right} over all examples, but {wrong} as a "
                "mean of means.",
                right=", ".join(map(number, found.gradient)),
                wrong=", ".join(map(number, found.mean_of_means)),
            ),
            aspect=0.8,
            share=0.35,
        )
    st.markdown(scrolled(means_table(model, found)), unsafe_allow_html=True)


def means_table(model: Examined, found: Accumulated) -> str:
    """The four means side by side, and what libraries call them."""
    rows = []
    for name, words in NAMES.items():
        libraries = (f"`{each}`" if each else "–" for each in LIBRARY_NAMES[name])
        values = getattr(found.reductions, name), getattr(model.found.reductions, name)
        rows.append([translate(words), *map(number, values), *libraries])
    head = ["", translate("the seven"), translate("yours")]
    return markdown_table([*head, "PyTorch", "Keras", "scikit-learn"], rows)


def gradients_figure(found: Accumulated) -> Picture:
    """Both gradients in the bias, a pair of bars for each class."""
    classes = [f"∂L/∂b{sign}" for sign in "₁₂₃"]
    bars = [
        {"type": "bar", "x": classes, "y": values.astype(np.float32), "name": name,
         "marker": {"color": colour, "pattern": {"shape": pattern}}}
        for values, name, colour, pattern in (
            (found.gradient, translate("over all examples"), palette.TEXT, ""),
            (found.mean_of_means, translate("mean of means"), palette.ACCENT, "/"),
        )
    ]  # fmt: skip
    layout = flat_layout("means", axis(""), axis(translate("gradient")), barmode="group")
    return Picture(bars, layout)
