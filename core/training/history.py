"""What a run remembers of every step, and of both parts of its data every few steps."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray


class Evaluation(NamedTuple):
    """The layer measured on all examples, after `step` updates."""

    step: int
    train_loss: float  # mean loss, without the penalty; nats for the cross-entropy
    test_loss: float
    train_accuracy: float  # fraction of examples whose largest probability is the true class's
    test_accuracy: float
    gradient_norm: float  # Euclidean, of train_loss + penalty in all weights and biases
    penalty: float  # ½ λ Σ w²


class History(NamedTuple):
    """The record of some consecutive updates; every array is a copy.

    Attributes
    ----------
    first : the step before the first of these updates; 0 for a record from the beginning.
    batch_losses : (n,), nats; entry i is the mean loss of the mini-batch that update
        first + i + 1 used, before that update.
    evaluations : structured array with the fields of `Evaluation`, one row for every multiple of
        `evaluate_every` from step `first` to step first + n; step 0 is one of them.
    """

    first: int
    batch_losses: NDArray[np.float64]
    evaluations: NDArray[np.void]


EVALUATION_DTYPE = np.dtype(
    [("step", np.int64), *((name, np.float64) for name in Evaluation._fields[1:])]
)
