"""The few numbers by which runs are compared."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray


class RunSummary(NamedTuple):
    """The last evaluation of a run, and its best one."""

    step: int  # of its last evaluation
    train_loss: float  # there
    test_loss: float
    test_accuracy: float
    best_test_loss: float  # over all evaluations
    best_step: int  # the first with that loss
    reached: int | None  # the first step whose train loss is at most the target; None: never


def run_summary(evaluations: NDArray[np.void], target: float) -> RunSummary:
    """The summary of a run's evaluations.

    Parameters
    ----------
    evaluations : as in `History`, at least one.
    target : a train loss, as from `train_loss_target`.

    Examples
    --------
    >>> from core.training.history import EVALUATION_DTYPE
    >>> rows = [(0, 1.0, 1.2, 0, 0, 0, 0), (10, 0.4, 0.7, 0, 0, 0, 0), (20, 0.2, 0.9, 0, 0, 0, 0)]
    >>> run_summary(np.array(rows, EVALUATION_DTYPE), target=0.4)[-3:]
    (0.7, 10, 10)
    """
    best = int(evaluations["test_loss"].argmin())
    low_enough = np.flatnonzero(evaluations["train_loss"] <= target)
    last = evaluations[-1]
    return RunSummary(
        step=int(last["step"]),
        train_loss=float(last["train_loss"]),
        test_loss=float(last["test_loss"]),
        test_accuracy=float(last["test_accuracy"]),
        best_test_loss=float(evaluations["test_loss"][best]),
        best_step=int(evaluations["step"][best]),
        reached=int(evaluations["step"][low_enough[0]]) if low_enough.size else None,
    )


def train_loss_target(first: float, lowest: float, fraction: float = 0.9) -> float:
    """The train loss after that fraction of the fall from `first` to `lowest`.

    >>> round(train_loss_target(2.0, 1.0), 9)
    1.1
    """
    return first - fraction * (first - lowest)
