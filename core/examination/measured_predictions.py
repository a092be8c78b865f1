"""What one pass over the logits measures: losses, predictions and calibration."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from core.examination.labelled_logits import LabelledLogits, blocks_of_rows
from core.predictions.calibration import bins_of


class ClassReliability(NamedTuple):
    """Each class against all others: examples by their ŷ_k, in bins of equal width.

    NaN where a bin is empty.
    """

    edges: NDArray[np.float64]  # (bins + 1,), from 0 to 1
    counts: NDArray[np.int64]  # (classes, bins), examples with edge[m] < ŷ_k ≤ edge[m + 1]
    confidence: NDArray[np.float64]  # (classes, bins), the mean of their ŷ_k
    frequency: NDArray[np.float64]  # (classes, bins), the fraction of them that is of class k
    expected_calibration_errors: NDArray[np.float64]  # (classes,)


class Predictions(NamedTuple):
    """The softmax of each example."""

    losses: NDArray[np.float64]  # −log ŷ_y, (n,), nats
    predicted: NDArray[np.intp]  # (n,), the class of the largest logit, the lowest at a tie
    confidence: NDArray[np.float64]  # max ŷ, (n,)
    class_reliability: ClassReliability


def predictions_of(examples: LabelledLogits, bins: int) -> Predictions:
    """Losses, predictions and the calibration of each class, in a single pass.

    Notes
    -----
    Kull et al. (2019), "Beyond temperature scaling", section 2: classwise calibration; the mean of
    the errors over the classes is their classwise ECE.

    Examples
    --------
    >>> from core.examination.labelled_logits import labelled_logits
    >>> found = predictions_of(labelled_logits([[0.0, 0.0]], [1], None, None, None), 10)
    >>> found.predicted, found.confidence, found.class_reliability.expected_calibration_errors
    (array([0]), array([0.5]), array([0.5, 0.5]))
    """
    number, classes = examples.logits.shape
    edges = np.linspace(0, 1, bins + 1)
    losses, confidence, at_labels = np.empty(number), np.empty(number), np.empty(number)
    predicted = np.empty(number, dtype=np.intp)
    counts, sums = np.zeros(classes * bins, dtype=np.int64), np.zeros(classes * bins)
    low_sums = np.zeros(classes)
    for block in blocks_of_rows(examples):
        rows, entries = block.rows, block.probabilities.reshape(-1)
        starts = np.arange(0, len(entries), classes)
        losses[rows] = block.losses
        predicted[rows] = examples.logits[rows].argmax(axis=1)
        confidence[rows] = entries[starts + predicted[rows]]
        at_labels[rows] = entries[starts + examples.labels[rows]]
        # Most entries lie in the first bin: those of the others are counted one by one, and put
        # to 0, so that a sum over the rows is that of the first bin.
        above = np.flatnonzero(entries > edges[1])
        cells = above % classes * bins + bins_of(entries[above], edges)
        np.add.at(counts, cells, 1)
        np.add.at(sums, cells, entries[above])
        entries[above] = 0
        low_sums += block.probabilities.sum(axis=0)
    counts, sums = counts.reshape(classes, bins), sums.reshape(classes, bins)
    counts[:, 0] = number - counts.sum(axis=1)
    sums[:, 0] = low_sums
    cells = examples.labels * bins + bins_of(at_labels, edges)
    of_class = np.bincount(cells, minlength=classes * bins).reshape(classes, bins)
    return Predictions(
        losses, predicted, confidence, _class_reliability(edges, counts, sums, of_class)
    )


def _class_reliability(
    edges: NDArray[np.float64],
    counts: NDArray[np.int64],
    sums: NDArray[np.float64],
    of_class: NDArray[np.int64],
) -> ClassReliability:
    filled = counts > 0
    confidence, frequency = np.full(counts.shape, np.nan), np.full(counts.shape, np.nan)
    np.divide(sums, counts, out=confidence, where=filled)
    np.divide(of_class, counts, out=frequency, where=filled)
    # counts/n · |frequency − confidence|, added over the bins
    errors = np.abs(of_class - sums).sum(axis=1) / counts.sum(axis=1)
    return ClassReliability(edges, counts, confidence, frequency, errors)
