"""The gradients of many runs' mean losses at once, in passes that the runs share."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from core.cross_entropy import SAFE_EXPONENT
from core.training.objective import Objective

SAFE = SAFE_EXPONENT[np.float64]


class SharedBatch(NamedTuple):
    """A mini-batch, and the runs of a stack that learn from it."""

    runs: slice
    activations: NDArray[Any]  # (batch, inputs)
    targets: NDArray[Any]  # labels (batch,), or distributions (batch, classes)


class NotFiniteRunsError(ArithmeticError):
    """Some runs of a stack overflowed: which, and their `Divergence.reason`."""

    def __init__(self, runs: NDArray[np.bool_], reason: str) -> None:
        super().__init__(reason)
        self.runs = runs  # (runs,), true where one did
        self.reason = reason


def stacked_gradients(
    objective: Objective, parameters: NDArray[Any], batches: Sequence[SharedBatch]
) -> NDArray[Any]:
    """The gradient of each run's mean loss and penalty, bit for bit as of one run alone.

    Parameters
    ----------
    objective : what all the runs minimise.
    parameters : (runs, inputs + 1, classes), float64: each run's weights over its bias.
    batches : at least one; their runs follow on one another, from the first to the last.

    Returns
    -------
    (runs, inputs + 1, classes).

    Raises
    ------
    NotFiniteRunsError : for the runs whose logits or mean loss are not finite.

    Notes
    -----
    `Objective.mean_loss_and_gradients` of every run. Only the products with the activations are
    taken batch by batch. The loss knows rows of logits alone, so those of all runs make one pool,
    run after run, that passes through it at once.

    Examples
    --------
    >>> batch = SharedBatch(slice(0, 2), np.array([[2.0]]), np.array([0]))
    >>> stacked_gradients(Objective(), np.zeros((2, 2, 2)), [batch])[1]
    array([[-1. ,  1. ],
           [-0.5,  0.5]])
    """
    examples = sum(_runs(batch) * len(batch.targets) for batch in batches)
    some_targets = batches[0].targets
    logits = np.empty((examples, parameters.shape[-1]))
    targets = np.empty((examples, *some_targets.shape[1:]), dtype=some_targets.dtype)
    for batch, own_logits, own_targets in zip(
        batches, _of_each(batches, logits), _of_each(batches, targets), strict=True
    ):
        np.matmul(batch.activations, parameters[batch.runs, :-1], out=own_logits)
        own_logits += parameters[batch.runs, -1:]
        own_targets[:] = batch.targets
    if logits.max() <= SAFE and logits.min() >= -SAFE:
        logit_gradient = objective.losses_and_gradient(logits, targets).gradient
    else:
        logit_gradient = _gradient_in_large_logits(objective, logits, targets, batches)
    gradient = np.empty_like(parameters)
    for batch, own_gradient in zip(batches, _of_each(batches, logit_gradient), strict=True):
        own_gradient /= len(batch.targets)
        np.matmul(batch.activations.T, own_gradient, out=gradient[batch.runs, :-1])
        # Adds one by one, as `add.reduce` does over the examples of a run alone.
        np.einsum("rnk->rk", own_gradient, out=gradient[batch.runs, -1])
    if objective.l2 != 0:
        gradient[:, :-1] += objective.l2 * parameters[:, :-1]
    return gradient


def _gradient_in_large_logits(
    objective: Objective,
    logits: NDArray[Any],
    targets: NDArray[Any],
    batches: Sequence[SharedBatch],
) -> NDArray[Any]:
    """∂L/∂z where some logits are large or not finite.

    Beside labels the kernel shifts all its logits or none: it does so when any is above `SAFE`, or
    one at a label below −`SAFE`. Runs that it would shift are handed to it apart, so that each is
    rounded as if it were alone; zeros stand in for them in the pool.
    """
    examples = np.repeat([len(batch.targets) for batch in batches], [*map(_runs, batches)])
    runs = len(examples)
    run_of_row = np.repeat(np.arange(runs), examples)
    first_rows = np.cumsum(examples) - examples
    largest = np.maximum.reduceat(logits.reshape(-1), first_rows * logits.shape[1])
    at_labels = (
        logits[np.arange(len(targets)), targets] if targets.ndim == 1 else logits.min(axis=-1)
    )
    unshifted = (largest <= SAFE) & (np.minimum.reduceat(at_labels, first_rows) >= -SAFE)
    shifted = ~unshifted[run_of_row]
    large, owners = logits[shifted], run_of_row[shifted]
    logits[shifted] = 0
    gradient = objective.losses_and_gradient(logits, targets).gradient
    if len(large):
        not_finite = ~np.isfinite(large.max(axis=-1))  # what the kernel refuses
        _refuse(np.bincount(owners, not_finite, runs) > 0, "logits")
        losses, gradient[shifted] = objective.losses_and_gradient(large, targets[shifted])
        _refuse(~np.isfinite(np.bincount(owners, losses, runs)), "loss")
    return gradient


def _refuse(runs: NDArray[np.bool_], reason: str) -> None:
    if runs.any():
        raise NotFiniteRunsError(runs, reason)


def _runs(batch: SharedBatch) -> int:
    return int(batch.runs.stop - batch.runs.start)


def _of_each(batches: Sequence[SharedBatch], pool: NDArray[Any]) -> Iterator[NDArray[Any]]:
    """The rows of a pool that belong to each batch, as a view (runs, batch, …)."""
    stop = 0
    for batch in batches:
        runs, examples = _runs(batch), len(batch.targets)
        start, stop = stop, stop + runs * examples
        yield pool[start:stop].reshape(runs, examples, *pool.shape[1:])
