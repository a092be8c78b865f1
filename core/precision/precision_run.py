"""Gradient descent with every number of one dtype, until it breaks or stands still."""

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

from core.datasets import DataSet
from core.limits import Limits, checked_choice
from core.optimizers import sgd
from core.precision.dtypes import dtype_of
from core.precision.naive_softmax import naive_cross_entropy, naive_cross_entropy_gradient
from core.precision.stable_softmax import stable_cross_entropy, stable_cross_entropy_gradient
from core.training.initialisation import initial_parameters
from core.training.limits import LEARNING_RATE

LOGIT_SCALE = Limits(1.0, 0.01, 1000.0)
PRECISION_STEPS = Limits(1000, 1, 1000)


# Cross-entropy and its gradient in the logits, for logits (n, classes) and labels (n,).
Formula: TypeAlias = Callable[[NDArray[Any], NDArray[Any]], NDArray[Any]]
LOSS_FORMULAS: Mapping[str, tuple[Formula, Formula]] = {
    "naive": (naive_cross_entropy, naive_cross_entropy_gradient),
    "stable": (stable_cross_entropy, stable_cross_entropy_gradient),
}

# Why a run goes no further. "zero gradient": every entry is 0, though none should be; "still
# weights": the step is lost beside every weight. These two are for ever, since the same weights
# have the same gradient on the same batch.
REASONS = (
    "logits",  # one is beyond the range
    "infinite loss",
    "undefined loss",
    "gradient",  # not finite
    "weights",  # one is beyond the range
    "zero gradient",
    "still weights",
)


class Break(NamedTuple):
    """Where a run stopped, and why."""

    step: int  # the update that failed, counted from 1
    reason: str  # one of `REASONS`


class PrecisionRun(NamedTuple):
    """The losses of a run, and where and why it broke."""

    losses: NDArray[np.float64]  # (n,), nats: the mean loss before each update, ∞ and NaN too
    broke: Break | None
    largest_logit: float  # the largest |z| that the run has seen


def precision_run(
    data: DataSet,
    dtype: str,
    formulas: str,
    *,
    learning_rate: float = LEARNING_RATE.default,
    logit_scale: float = LOGIT_SCALE.default,
    steps: int = PRECISION_STEPS.default,
) -> PrecisionRun:
    """Train the layer z = c (a W + b) from zero weights, on the whole train part at every step.

    Parameters
    ----------
    data : its activations are rounded to the dtype.
    dtype : a key of `DTYPES`.
    formulas : a key of `LOSS_FORMULAS`.
    learning_rate : η of plain gradient descent.
    logit_scale : c, by which all logits are multiplied; it stands for 1/T.
    steps : updates, at most.

    Returns
    -------
    PrecisionRun; the mean of the losses, which the run does not use, is taken in float64.

    Raises
    ------
    ValueError : an argument outside its limits, naming the value and the rule.

    Notes
    -----
    Rounded to the dtype after every operation, but for the products a W and aᵀ(ŷ − y): NumPy adds
    those of float16 in float32 and rounds the sum, as the matrix units of graphics cards do.
    Micikevicius et al. (2018), "Mixed precision training", has both failures of float16.

    Examples
    --------
    >>> from core.datasets import load
    >>> run = precision_run(load("iris"), "float16", "naive", learning_rate=10.0, steps=50)
    >>> run.broke is not None
    True
    """
    kind = dtype_of(dtype)
    checked_choice("formulas", formulas, tuple(LOSS_FORMULAS))
    rate = LEARNING_RATE.checked("learning_rate", learning_rate)
    scale = LOGIT_SCALE.checked("logit_scale", logit_scale)
    steps = PRECISION_STEPS.checked("steps", steps)
    loss_of, gradient_of = LOSS_FORMULAS[formulas]
    activations, labels = data.train.activations, data.train.labels
    batch, inputs = activations.shape
    with_ones = np.hstack([activations, np.ones((batch, 1))]).astype(kind)
    parameters = initial_parameters("zero", inputs, len(data.class_names), seed=0).astype(kind)
    optimizer = sgd()
    state = optimizer.init(parameters)
    means: list[float] = []
    largest = 0.0
    with np.errstate(over="ignore", under="ignore", invalid="ignore"):
        for step in range(1, steps + 1):
            logits = (with_ones @ parameters) * kind(scale)
            losses = loss_of(logits, labels)
            # The mean before the scale: a sum over the batch lies nearer to the end of the range.
            mean_gradient = (with_ones.T @ gradient_of(logits, labels)) / kind(batch)
            gradient = mean_gradient * kind(scale)
            updated, state = optimizer.update(gradient, state, parameters, rate)
            means.append(float(losses.mean(dtype=np.float64)))
            largest = max(largest, float(np.abs(logits).max()))
            reason = _reason(logits, losses, gradient, parameters, updated)
            if reason is not None:
                return PrecisionRun(np.array(means), Break(step, reason), largest)
            parameters = updated
    return PrecisionRun(np.array(means), None, largest)


def _reason(
    logits: NDArray[Any],
    losses: NDArray[Any],
    gradient: NDArray[Any],
    parameters: NDArray[Any],
    updated: NDArray[Any],
) -> str | None:
    """Why a run ends with a step, in the order in which the step computes; None if it goes on."""
    stops = {
        "logits": not np.isfinite(logits).all(),
        "undefined loss": np.isnan(losses).any(),
        "infinite loss": np.isinf(losses).any(),
        "gradient": not np.isfinite(gradient).all(),
        "zero gradient": not gradient.any(),
        "weights": not np.isfinite(updated).all(),
        "still weights": np.array_equal(updated, parameters),
    }
    return next((reason for reason, holds in stops.items() if holds), None)
