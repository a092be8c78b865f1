"""The gradients of many runs' mean losses at once, in passes that the runs share."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.losses.cross_entropy import gradient_at_labels
from core.losses.softmax import SAFE_EXPONENT
from core.sweeps.pool_layout import PoolLayout
from core.training.objective import Objective

SAFE = SAFE_EXPONENT[np.float64]


class NotFiniteRunsError(ArithmeticError):
    """Some runs of a stack overflowed: which, and their `Divergence.reason`."""

    def __init__(self, runs: NDArray[np.bool_], reason: str) -> None:
        super().__init__(reason)
        self.runs = runs  # (runs,), true where one did
        self.reason = reason


def stacked_gradients(
    objective: Objective,
    parameters: NDArray[Any],
    activations: NDArray[Any],
    targets: NDArray[Any],
    layout: PoolLayout,
) -> NDArray[Any]:
    """The gradient of each run's mean loss and penalty, bit for bit as of one run alone.

    Parameters
    ----------
    objective : what all the runs minimise.
    parameters : (runs, inputs + 1, classes), float64: each run's weights over its bias.
    activations : (examples, inputs), of one mini-batch after the other.
    targets : their labels (examples,), or distributions (examples, classes).
    layout : which examples make a mini-batch, and which runs learn from it.

    Returns
    -------
    (runs, inputs + 1, classes).

    Raises
    ------
    NotFiniteRunsError : for the runs whose logits or mean loss are not finite.

    Notes
    -----
    `Objective.mean_loss_and_gradients` of every run. Only the products with the activations are
    taken batch by batch. The loss knows rows of logits alone, so those of all runs make one pool
    that passes through it at once.

    Examples
    --------
    >>> from core.sweeps.pool_layout import pool_layout
    >>> one_batch, two_runs = (1,), (2,)
    >>> layout = pool_layout(two_runs, one_batch)
    >>> activations, labels = np.array([[2.0]]), np.array([0])
    >>> stacked_gradients(Objective(), np.zeros((2, 2, 2)), activations, labels, layout)[1]
    array([[-1. ,  1. ],
           [-0.5,  0.5]])
    """
    logits = _pooled_logits(parameters, activations, layout)
    logit_gradient = _logit_gradient(objective, logits, targets.repeat(layout.copies, 0), layout)
    gradient = np.empty_like(parameters)
    bias_gradient = np.empty_like(parameters[:, -1])
    for part, own_gradient in layout.views(logit_gradient):
        _divide(own_gradient, part.batch)
        own_activations = activations[part.examples]
        np.matmul(own_activations.T, _runs_first(own_gradient), out=gradient[part.runs, :-1])
        # Adds one by one, as over the examples of a run alone.
        np.add.reduce(own_gradient, axis=0, out=bias_gradient[part.runs])
    gradient[:, -1] = bias_gradient
    if objective.l2 != 0:
        gradient[:, :-1] += objective.l2 * parameters[:, :-1]
    return gradient


def _pooled_logits(
    parameters: NDArray[Any], activations: NDArray[Any], layout: PoolLayout
) -> NDArray[Any]:
    """The logits of every run for every example of its batch, (rows, classes)."""
    logits = np.empty((layout.rows, parameters.shape[-1]))
    bias = parameters[:, -1].copy()  # of all runs in one piece
    for part, own_logits in layout.views(logits):
        weights = parameters[part.runs, :-1]
        np.matmul(activations[part.examples], weights, out=_runs_first(own_logits))
        own_logits += bias[part.runs]
    return logits


def _logit_gradient(
    objective: Objective, logits: NDArray[Any], targets: NDArray[Any], layout: PoolLayout
) -> NDArray[Any]:
    """∂L/∂z of every row; the logits may be overwritten."""
    moderate = logits.max() <= SAFE and logits.min() >= -SAFE
    if targets.ndim == 1:  # only the cross-entropy is content with labels
        at_labels = np.arange(0, logits.size, logits.shape[1]) + targets
        if not moderate:
            _shift_as_alone(logits, at_labels, layout)
        return gradient_at_labels(logits, at_labels)
    if not moderate:
        without_softmax = ~np.isfinite(logits.max(axis=-1))
        _refuse(layout.sums_by_run(without_softmax) > 0, "logits")
    losses, gradient = objective.losses_and_gradient(logits, targets)
    if not moderate:
        _refuse(~np.isfinite(layout.sums_by_run(losses)), "loss")
    return gradient


def _shift_as_alone(logits: NDArray[Any], at_labels: NDArray[np.intp], layout: PoolLayout) -> None:
    """Shift the logits of the runs whose logits the kernel would shift if they were alone.

    Beside labels it shifts all the logits it is given or none: it does so when any is beyond
    ±`SAFE`.

    A run's loss is not finite where its logit at some label lies infinitely far below the largest,
    or so far that the sum overflows; log Σ e^z, at most ln K, has no say in that.
    """
    # Over a first axis, in rows as long as can be, NumPy finds maxima many times faster.
    columns = logits.T.copy()
    shifts, least = columns.max(axis=0), columns.min(axis=0)
    logits_at_labels = logits.reshape(-1)[at_labels]
    without_softmax, without_loss = np.zeros((2, layout.runs), dtype=bool)
    for (part, own_shifts), (_, own_least), (_, own_at_labels) in zip(
        layout.views(shifts), layout.views(least), layout.views(logits_at_labels), strict=True
    ):
        moderate = (own_shifts.max(axis=0) <= SAFE) & (own_least.min(axis=0) >= -SAFE)
        own_shifts *= ~moderate  # NaN is not moderate
        distances = (own_shifts - own_at_labels).sum(axis=0)
        if not np.isfinite(distances).all():
            without_softmax[part.runs] = ~np.isfinite(own_shifts).all(axis=0)
            without_loss[part.runs] = ~np.isfinite(distances)
    _refuse(without_softmax, "logits")
    _refuse(without_loss, "loss")
    entries = logits.reshape(-1)
    entries -= shifts.repeat(logits.shape[1])


def _divide(values: NDArray[Any], count: int) -> None:
    """Divide in place; by a product, which is quicker, where the reciprocal is exact."""
    if count & (count - 1) == 0:
        values *= 1 / count
    else:
        values /= count


def _refuse(runs: NDArray[np.bool_], reason: str) -> None:
    if runs.any():
        raise NotFiniteRunsError(runs, reason)


def _runs_first(rows: NDArray[Any]) -> NDArray[Any]:
    """(batch, runs, classes) seen as (runs, batch, classes)."""
    return rows.transpose(1, 0, 2)
