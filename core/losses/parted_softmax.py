"""Softmax with the largest class of each row set apart from the others.

Where one class has nearly all the probability, what is left for the others is what a loss and a
gradient are made of. 1 − ŷ of that class, or the logarithm of a ŷ near 1, has lost it; the sum over
the other classes has every digit.
"""

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from core.losses.softmax import SAFE_EXPONENT, shifted_logits


class PartedSoftmax(NamedTuple):
    """Rows of logits on their way to ŷ_k = e_k / Σ_j e_j."""

    shifted: NDArray[np.float64]  # (rows, classes), (z − m)/T with m the largest logit of its row
    largest: NDArray[np.intp]  # (rows,), where that logit stands among the entries of all rows
    own: NDArray[np.float64]  # (rows,), e of the largest
    others: NDArray[np.float64]  # (rows, classes), e of the other classes, 0 at the largest
    rest: NDArray[np.float64]  # (rows,), Σ over the other classes

    def log_probabilities(self) -> NDArray[np.float64]:
        """Log ŷ, (rows, classes)."""
        return np.asarray(self.shifted - np.log1p(self.rest / self.own)[:, None])

    def probabilities(self) -> NDArray[np.float64]:
        """ŷ, (rows, classes)."""
        total = self.own + self.rest
        probabilities: NDArray[np.float64] = self.others / total[:, None]
        probabilities.reshape(-1)[self.largest] = self.own / total
        return probabilities

    def errors(self, targets: NDArray[Any]) -> NDArray[np.float64]:
        """ŷ − y for distributions (rows, classes)."""
        total = self.own + self.rest
        errors: NDArray[np.float64] = self.others / total[:, None] - targets
        # own/total − y, where 1 − y is exact from y = ½ on; for y = 1 it is −rest/total.
        target = targets.reshape(-1)[self.largest]
        errors.reshape(-1)[self.largest] = ((1 - target) * self.own - target * self.rest) / total
        return errors

    def complements(self) -> NDArray[np.float64]:
        """1 − ŷ, (rows, classes)."""
        total = self.own + self.rest
        complements: NDArray[np.float64] = 1 - self.others / total[:, None]
        complements.reshape(-1)[self.largest] = self.rest / total
        return complements


def parted_softmax(logits: NDArray[Any], temperature: float) -> PartedSoftmax:
    """The parts of ŷ = softmax(z/T), in float64, from trusted rows z (rows, classes) and T > 0.

    Errors are those of `shifted_logits`.

    Examples
    --------
    >>> parts = parted_softmax(np.array([[0.0, -40.0]]), 1.0)
    >>> parts.probabilities()[0, 0], parts.log_probabilities()[0, 0], parts.complements()[0, 0]
    (np.float64(1.0), np.float64(-4.248354255291589e-18), np.float64(4.248354255291589e-18))
    """
    rows = np.ascontiguousarray(logits, dtype=np.float64)
    shifted = shifted_logits(rows, temperature)
    largest = shifted.argmax(axis=-1) + np.arange(0, rows.size, rows.shape[1])
    others = _exponentials(rows, rows.reshape(-1)[largest], temperature)
    own = others.reshape(-1)[largest]
    others.reshape(-1)[largest] = 0
    return PartedSoftmax(shifted, largest, own, others, others.sum(axis=-1))


def _exponentials(
    logits: NDArray[np.float64], maxima: NDArray[np.float64], temperature: float
) -> NDArray[np.float64]:
    """e^{z/T}, or e^{(z − m)/T} in the rows whose e^{z/T} would leave the range.

    A rounding of the exponent is a relative error of the exponential, the larger the farther z is
    from 0. At T = 1, moderate logits need none. Elsewhere the exponent is taken in `np.longdouble`,
    and what float64 rounds off it is brought back as a factor. Which way a row goes is for itself
    alone to decide: a run in a sweep has the bits of the run alone.
    """
    limit = SAFE_EXPONENT[np.float64] * temperature
    if temperature == 1 and np.abs(logits).max(initial=0) <= limit:
        return np.exp(logits)
    moderate = (maxima <= limit) & (logits.min(axis=-1) >= -limit)
    with np.errstate(over="ignore", invalid="ignore"):  # −∞, whose e^ is 0
        exact = logits.astype(np.longdouble) - np.where(moderate, 0, maxima)[:, None]
        exact /= temperature
        exponents = exact.astype(np.float64)
        lost = np.where(np.isfinite(exponents), exact - exponents, 0).astype(np.float64)
    exponentials: NDArray[np.float64] = np.exp(exponents)
    exponentials += exponentials * lost
    return exponentials
