"""Calibration: whether predictions of 80% confidence are right 80% of the time."""

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from core.validation import as_count, as_distribution, as_labels_of_rows


class Reliability(NamedTuple):
    """Examples by their confidence max ŷ, in bins of equal width; NaN where a bin is empty."""

    edges: NDArray[np.float64]  # (bins + 1,), from 0 to 1
    counts: NDArray[np.int64]  # (bins,), examples with edge[m] < max ŷ ≤ edge[m + 1]
    confidence: NDArray[np.float64]  # (bins,), the mean of their max ŷ
    accuracy: NDArray[np.float64]  # (bins,), the fraction of them whose class is right
    expected_calibration_error: float  # Σ counts/n · |accuracy − confidence|; NaN for no example


def reliability(probabilities: ArrayLike, labels: ArrayLike, *, bins: int = 10) -> Reliability:
    """Accuracy against confidence, and the mean gap between the two.

    Parameters
    ----------
    probabilities : ŷ, (n, classes).
    labels : the true classes, (n,), below classes.
    bins : how many bins of equal width cover 0 … 1, at least 1.

    Returns
    -------
    Reliability, with arrays of (bins,). Of classes with equal ŷ the lowest is the one chosen.

    Raises
    ------
    ValueError : for rows that are no distributions, labels out of range, shapes that disagree, or
        bins below 1.

    Notes
    -----
    Guo, Pleiss, Sun & Weinberger (2017), "On calibration of modern neural networks", equations
    (2), (3) and (5).

    Examples
    --------
    >>> found = reliability([[0.75, 0.25], [0.75, 0.25], [0.1, 0.9]], [0, 1, 1], bins=2)
    >>> found.accuracy, round(found.expected_calibration_error, 4)
    (array([       nan, 0.66666667]), 0.1333)
    """
    bins = as_count(bins, "bins", least=1)
    distributions = as_distribution(probabilities, "probabilities").astype(np.float64)
    if distributions.ndim != 2:
        raise ValueError(
            f"probabilities must have shape (n, classes), got shape {distributions.shape}"
        )
    truth = as_labels_of_rows(labels, distributions, "probabilities")
    right = distributions.argmax(axis=1) == truth
    return reliability_of_predictions(distributions.max(axis=1), right, bins)


def reliability_of_predictions(
    confidence: NDArray[Any], right: NDArray[np.bool_], bins: int
) -> Reliability:
    """`reliability` from trusted arrays (n,): max ŷ, and whether its class is the true one.

    Examples
    --------
    >>> found = reliability_of_predictions(np.array([0.75, 0.9]), np.array([True, False]), 2)
    >>> found.accuracy, round(found.expected_calibration_error, 4)
    (array([nan, 0.5]), 0.325)
    """
    edges = np.linspace(0, 1, bins + 1)
    bins_of_examples = bins_of(confidence, edges)
    counts = np.bincount(bins_of_examples, minlength=bins)

    def bin_means(values: NDArray[Any]) -> NDArray[np.float64]:
        sums = np.bincount(bins_of_examples, weights=values, minlength=bins)
        means: NDArray[np.float64] = np.full(bins, np.nan)
        return np.divide(sums, counts, out=means, where=counts > 0)

    mean_confidence, accuracy = bin_means(confidence), bin_means(right)
    gaps = np.abs(np.nan_to_num(accuracy) - np.nan_to_num(mean_confidence))
    error = float(counts @ gaps / len(right)) if len(right) else np.nan
    return Reliability(edges, counts.astype(np.int64), mean_confidence, accuracy, error)


def bins_of(probabilities: NDArray[Any], edges: NDArray[np.float64]) -> NDArray[np.intp]:
    """The m with edge[m] < ŷ ≤ edge[m + 1], of the same shape; 0 lies in the first bin.

    >>> bins_of(np.array([0.0, 0.5, 0.6]), np.array([0.0, 0.5, 1.0]))
    array([0, 0, 1])
    """
    return np.searchsorted(edges[1:-1], probabilities, side="left")
