"""Temperature scaling: the T at which the probabilities of given logits have the least loss."""

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from core.losses.cross_entropy import BLOCK_ENTRIES
from core.validation import as_labels_of_rows, as_logits, refuse_rows_without_softmax

LEAST_TEMPERATURE, MOST_TEMPERATURE = 0.01, 100.0
_MOST_ITERATIONS = 200  # bisection alone would need 60
_ROWS_TO_START_FROM = 4096


class FittedTemperature(NamedTuple):
    """T* and what it does to the mean loss."""

    temperature: float  # T*, in LEAST_TEMPERATURE … MOST_TEMPERATURE
    loss: float  # mean cross-entropy of z/T*, nats
    loss_before: float  # of z, nats
    at_limit: bool  # whether the loss would still fall beyond the limit


class LossAndDerivatives(NamedTuple):
    """The mean loss at some β = 1/T, and its derivatives in β."""

    loss: float  # nats
    derivative: float
    curvature: float  # ≥ 0: in β the loss is convex


def fit_temperature(logits: ArrayLike, labels: ArrayLike) -> FittedTemperature:
    """The T that minimises the mean cross-entropy of softmax(z/T).

    Parameters
    ----------
    logits : z, (n, classes), n at least 1. −inf is allowed beside a finite entry, but not at a
        label: there the loss is infinite at every T.
    labels : the true classes, (n,), below classes.

    Returns
    -------
    FittedTemperature. Where every T is as good as any other (all z of a row equal) T* is 1. Where
    all classes are right by their logits, the loss falls down to T = 0, and where the logits are
    worse than none, up to T = ∞: then T* is the limit, and `at_limit` says so.

    Raises
    ------
    ValueError : for NaN, +inf, a row that is all −inf, −inf at a label, labels out of range, or
        shapes that disagree.

    Notes
    -----
    Guo, Pleiss, Sun & Weinberger (2017), section 4.2. In β = 1/T the loss is convex: a mean of
    logsumexp(βz) − βz_y, with the derivatives mean Σ_k ŷ_k z_k − z_y and mean Var_ŷ(z).
    Newton's method finds where the derivative is 0; a step that would leave the bracket of the two
    signs of the derivative halves it instead.

    Examples
    --------
    >>> fitted = fit_temperature([[2.0, 0.0], [2.0, 0.0], [2.0, 0.0]], [0, 0, 1])
    >>> round(fitted.temperature, 4)  # ŷ = 2/3: z/T = ln 2
    2.8854
    """
    rows = as_logits(logits)
    if rows.ndim != 2 or not rows.size:
        raise ValueError(
            f"logits must have shape (n, classes) with at least one row, got shape {rows.shape}"
        )
    refuse_rows_without_softmax(rows, rows.max(axis=1))
    truth = as_labels_of_rows(labels, rows, "logits")
    at_labels = rows[np.arange(len(rows)), truth]
    if not np.isfinite(at_labels).all():
        row = int(np.argmin(at_labels))
        raise ValueError(f"logits must be finite at the labels, got -inf in row {row}")
    return fitted_temperature(LossInBeta(rows, truth))


def fitted_temperature(loss: "LossInBeta") -> FittedTemperature:
    """`fit_temperature` of trusted logits.

    >>> loss = LossInBeta(np.array([[2.0, 0.0]] * 3), np.array([0, 0, 1]))
    >>> round(fitted_temperature(loss).loss, 4)
    0.6365
    """
    beta, at_limit = best_beta(loss, 1 / MOST_TEMPERATURE, 1 / LEAST_TEMPERATURE)
    return FittedTemperature(1 / beta, loss.at(beta).loss, loss.at(1.0).loss, at_limit)


class LossInBeta:
    """The mean cross-entropy of βz as a function of β = 1/T, computed in blocks of rows.

    Parameters
    ----------
    logits : z, (n, classes), trusted; −inf is allowed, but not at a label.
    labels : (n,), of dtype intp.
    weights : (n,), summing to 1, for a weighted mean; None for the mean.

    Examples
    --------
    >>> loss = LossInBeta(np.array([[2.0, 0.0]]), np.array([0]))
    >>> round(loss.at(1.0).loss, 4), round(loss.at(1.0).derivative, 4)
    (0.1269, -0.2384)
    """

    def __init__(
        self,
        logits: NDArray[Any],
        labels: NDArray[np.intp],
        weights: NDArray[np.float64] | None = None,
    ) -> None:
        self.logits, self.labels = logits, labels
        self.weights = np.full(len(labels), 1 / len(labels)) if weights is None else weights

    def at(self, beta: float) -> LossAndDerivatives:
        """The loss at β > 0, and its first two derivatives."""
        sums = np.zeros(3)
        rows = max(1, BLOCK_ENTRIES // self.logits.shape[1])
        for start in range(0, len(self.labels), rows):
            block = slice(start, start + rows)
            sums += self.weights[block] @ _of_rows(self.logits[block], self.labels[block], beta)
        return LossAndDerivatives(*(float(total) for total in sums))

    def of_fewer_rows(self) -> "LossInBeta | None":
        """The same for rows spread over all of them: where to start. None where rows are few."""
        stride = len(self.labels) // _ROWS_TO_START_FROM
        if stride < 2:
            return None
        weights = self.weights[::stride]
        if not weights.any():
            return None
        return LossInBeta(self.logits[::stride], self.labels[::stride], weights / weights.sum())


def _of_rows(logits: NDArray[Any], labels: NDArray[np.intp], beta: float) -> NDArray[np.float64]:
    """Loss, derivative and curvature of each row, (rows, 3)."""
    own = np.arange(len(labels))
    # Only differences of logits matter, and without their common part none of them is rounded off.
    shifted = logits.astype(np.float64)
    largest = shifted.argmax(axis=1)
    shifted -= shifted[own, largest][:, None]
    distances = -shifted[own, labels]
    with np.errstate(over="ignore"):  # −∞, whose e^ is 0
        exponentials = np.exp(shifted * beta)
    masked = np.isneginf(shifted)
    if masked.any():
        shifted[masked] = 0
    exponentials[own, largest] = 0  # it is 1; `log1p` takes what the others add alone
    rest = np.einsum("nk->n", exponentials)
    first = np.einsum("nk,nk->n", exponentials, shifted) / (1 + rest)
    shifted *= shifted
    second = np.einsum("nk,nk->n", exponentials, shifted) / (1 + rest)
    return np.stack(
        [np.log1p(rest) + beta * distances, first + distances, second - first * first], axis=1
    )


def best_beta(loss: LossInBeta, low: float, high: float) -> tuple[float, bool]:
    """The β in low … high of least loss, and whether the loss would still fall beyond."""

    def derivatives(beta: float) -> tuple[float, float]:
        found = loss.at(beta)
        return found.derivative, found.curvature

    at_low = loss.at(low)
    if at_low.derivative >= 0:
        return (1.0, False) if at_low.curvature == 0 == at_low.derivative else (low, True)
    if loss.at(high).derivative <= 0:
        return high, True
    fewer = loss.of_fewer_rows()
    start = best_beta(fewer, low, high)[0] if fewer else 1.0
    return root_between(derivatives, low, high, start=start, rising=True), False


def root_between(
    function: Callable[[float], tuple[float, float]],
    low: float,
    high: float,
    *,
    start: float,
    rising: bool,
) -> float:
    """Where a monotonic function is 0, by Newton's method within a bracket of positive numbers.

    Parameters
    ----------
    function : gives its value and its slope.
    low, high : where its values have different signs.
    start : the first guess.
    rising : whether the function rises from low to high.

    Examples
    --------
    >>> root_between(lambda x: (x * x - 2, 2 * x), 1.0, 2.0, start=1.5, rising=True)
    1.4142135623730951
    """
    guess = start if low < start < high else float(np.sqrt(low * high))
    for _ in range(_MOST_ITERATIONS):
        value, slope = function(guess)
        if value == 0:
            break
        low, high = (guess, high) if (value < 0) == rising else (low, guess)
        with np.errstate(divide="ignore", invalid="ignore"):
            following = float(guess - np.float64(value) / slope)
        if low < following < high:
            # Newton's steps square the error: after one this small nothing is left of it.
            if abs(following - guess) <= 1e-9 * guess:
                return following
        else:
            following = float(np.sqrt(low * high))
            if abs(following - guess) <= 1e-15 * guess:
                break
        guess = following
    return guess
