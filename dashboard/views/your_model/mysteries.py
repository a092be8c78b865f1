"""Three small sets of logits with a printed loss that asks for an explanation."""

from collections.abc import Callable
from functools import cache
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from core.datasets.model_output import ModelOutput, output_of_arrays
from core.examination.reductions import reduce_losses
from core.losses.cross_entropy import cross_entropy_with_gradient
from core.losses.softmax import softmax
from dashboard.text import English, english


class Mystery(NamedTuple):
    """A model's output, what its program printed, and the question."""

    output: ModelOutput  # with the gradient that the program computed
    printed: str
    class_weights: str
    ignored_label: str
    question: English


@cache
def mystery(name: str) -> Mystery:
    """One of `MYSTERIES`; every call makes the same numbers."""
    return MYSTERIES[name]()


def _learnt(
    random: np.random.Generator, labels: NDArray[Any], classes: int, size: float
) -> NDArray[np.float64]:
    """Logits that point to the labels, with noise."""
    clues = np.eye(classes)[labels] * 2 + random.normal(size=(len(labels), classes))
    logits: NDArray[np.float64] = (size * clues).round(4)
    return logits


def _twice() -> Mystery:
    random = np.random.default_rng(1)
    labels = random.integers(4, size=500)
    logits = _learnt(random, labels, 4, 3.5)
    probabilities = softmax(logits)
    losses, errors = cross_entropy_with_gradient(probabilities, labels)
    # Back through the softmax that nobody asked for, with its Jacobian diag(ŷ) − ŷŷᵀ.
    along = (errors * probabilities).sum(axis=1, keepdims=True)
    gradient = probabilities * (errors - along) / len(labels)
    return Mystery(
        output_of_arrays(logits, labels, gradient),
        f"{losses.mean():.4f}",
        "",
        "",
        english("Most predictions are right, but the printed loss does not fall. Why?"),
    )


def _sum() -> Mystery:
    random = np.random.default_rng(2)
    labels = random.integers(10, size=64)
    logits = random.normal(scale=0.05, size=(64, 10)).round(4)
    losses, gradient = cross_entropy_with_gradient(logits, labels)
    return Mystery(
        output_of_arrays(logits, labels, gradient),
        f"{losses.sum():.4f}",
        "",
        "",
        english("A layer before its first step prints a loss above 100. Is that a bug?"),
    )


def _weights() -> Mystery:
    random = np.random.default_rng(3)
    class_weights = np.array([1.0, 3.0, 9.0])
    labels = random.choice(3, p=[0.7, 0.22, 0.08], size=300)
    logits = _learnt(random, labels, 3, 0.8)
    losses, gradient = cross_entropy_with_gradient(logits, labels)
    labels[::15] = -100
    kept = labels >= 0
    weights = np.where(kept, class_weights[labels * kept], 0.0)
    gradient *= (weights / weights.sum())[:, None]
    return Mystery(
        output_of_arrays(logits, labels, gradient),
        f"{reduce_losses(losses, weights).weighted_mean:.4f}",
        "1, 3, 9",
        "-100",
        english("Two libraries, the same class weights, two losses. What was this one divided by?"),
    )


MYSTERIES: dict[str, Callable[[], Mystery]] = {"twice": _twice, "sum": _sum, "weights": _weights}
