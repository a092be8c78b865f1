"""Temperature scaling: the T at which the probabilities of given logits have the least loss."""

from collections.abc import Callable
from functools import cached_property
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from core.losses.cross_entropy import row_blocks
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


class BestBeta(NamedTuple):
    """The β = 1/T of least loss."""

    beta: float
    loss: float  # nats
    at_limit: bool  # whether the loss would still fall beyond the limit


class Root(NamedTuple):
    """Where a function is 0, and the last point at which it was computed."""

    position: float
    slope: float  # at `last`
    last: float


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
    loss = LossInBeta(rows, truth)
    return fitted_temperature(loss, loss.at(1.0).loss)


def fitted_temperature(loss: "LossInBeta", loss_before: float) -> FittedTemperature:
    """`fit_temperature` of trusted logits whose mean loss is known.

    >>> loss = LossInBeta(np.array([[2.0, 0.0]] * 3), np.array([0, 0, 1]))
    >>> round(fitted_temperature(loss, loss.at(1.0).loss).loss, 4)
    0.6365
    """
    best = loss.best
    return FittedTemperature(1 / best.beta, best.loss, loss_before, best.at_limit)


class LossInBeta:
    """The mean cross-entropy of βz as a function of β = 1/T, computed in blocks of rows.

    Parameters
    ----------
    logits : z, (n, classes), trusted; −inf is allowed, but not at a label.
    labels : (n,), of dtype intp.
    weights : (n,), summing to 1, for a weighted mean; None for the mean.
    dtype : in which every row is computed; sums over rows are float64.

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
        *,
        dtype: type[np.floating[Any]] = np.float64,
    ) -> None:
        self.logits, self.labels, self.dtype = logits, labels, dtype
        self.weights = np.full(len(labels), 1 / len(labels)) if weights is None else weights
        self._found: dict[float, LossAndDerivatives] = {}

    def at(self, beta: float) -> LossAndDerivatives:
        """The loss at β > 0, and its first two derivatives; computed once for each β."""
        if beta not in self._found:
            sums = np.zeros(3)
            for block in row_blocks(*self.logits.shape):
                logits = self.logits[block].astype(self.dtype)
                sums += self.weights[block] @ _of_rows(logits, self.labels[block], beta)
            self._found[beta] = LossAndDerivatives(*(float(total) for total in sums))
        return self._found[beta]

    @cached_property
    def best(self) -> BestBeta:
        """The β of least loss, from 1/MOST_TEMPERATURE to 1/LEAST_TEMPERATURE."""
        low, high = 1 / MOST_TEMPERATURE, 1 / LEAST_TEMPERATURE
        start = self.rougher.best if self.rougher else None
        if start is None or start.at_limit:
            at_low = self.at(low)
            if at_low.derivative == 0 == at_low.curvature:  # every β is as good as any other
                return BestBeta(1.0, at_low.loss, at_limit=False)
            if at_low.derivative >= 0:
                return BestBeta(low, at_low.loss, at_limit=True)
            at_high = self.at(high)
            if at_high.derivative <= 0:
                return BestBeta(high, at_high.loss, at_limit=True)

        def derivatives(beta: float) -> tuple[float, float]:
            return self.at(beta)[1:]

        root = root_between(
            derivatives, low, high, start=start.beta if start else 1.0, rising=True, step=self.step
        )
        # At the least loss a step as small as the last changes nothing.
        return BestBeta(root.position, self.at(root.last).loss, at_limit=False)

    @cached_property
    def rougher(self) -> "LossInBeta | None":
        """What is like this one but faster, to start from: in float32, or with fewer rows."""
        stride = len(self.labels) // _ROWS_TO_START_FROM
        if stride < 2:
            return None
        if self.dtype == np.float64 and self.logits.dtype == np.float32:
            return LossInBeta(self.logits, self.labels, self.weights, dtype=np.float32)
        weights = self.weights[::stride]
        if not weights.any():
            return None
        return LossInBeta(
            self.logits[::stride],
            self.labels[::stride],
            weights / weights.sum(),
            dtype=self.dtype,
        )

    @property
    def step(self) -> float:
        """The step of Newton's method, relative to β, after which nothing of the error is left."""
        return 1e-7 if self.dtype == np.float64 else 1e-4


def _of_rows(logits: NDArray[Any], labels: NDArray[np.intp], beta: float) -> NDArray[np.float64]:
    """Loss, derivative and curvature of each row, (rows, 3); overwrites the logits."""
    own = np.arange(len(labels))
    # Only differences of logits matter, and without their common part none of them is rounded off.
    shifted, largest = logits, logits.argmax(axis=1)
    shifted -= shifted[own, largest][:, None]
    distances = -shifted[own, labels].astype(np.float64)
    with np.errstate(over="ignore"):  # −∞, whose e^ is 0
        exponentials = np.exp(shifted * logits.dtype.type(beta))
    masked = np.isneginf(shifted)
    if masked.any():
        shifted[masked] = 0
    exponentials[own, largest] = 0  # it is 1; `log1p` takes what the others add alone
    rest = np.einsum("nk->n", exponentials).astype(np.float64)
    exponentials *= shifted
    first = np.einsum("nk->n", exponentials) / (1 + rest)
    second = np.einsum("nk,nk->n", exponentials, shifted) / (1 + rest)
    return np.stack(
        [np.log1p(rest) + beta * distances, first + distances, second - first * first], axis=1
    )


def root_between(
    function: Callable[[float], tuple[float, float]],
    low: float,
    high: float,
    *,
    start: float,
    rising: bool,
    step: float = 1e-7,
) -> Root:
    """Where a monotonic function is 0, by Newton's method within a bracket of positive numbers.

    Parameters
    ----------
    function : gives its value and its slope.
    low, high : where its values have different signs.
    start : the first guess.
    rising : whether the function rises from low to high.
    step : of Newton's, relative to its guess: one this small is the last. Since each squares the
        error of the one before, about step² is left.

    Examples
    --------
    >>> root_between(lambda x: (x * x - 2, 2 * x), 1.0, 2.0, start=1.5, rising=True).position
    1.4142135623730951
    """
    guess, slope = start if low < start < high else float(np.sqrt(low * high)), np.nan
    for _ in range(_MOST_ITERATIONS):
        value, slope = function(guess)
        if value == 0:
            break
        low, high = (guess, high) if (value < 0) == rising else (low, guess)
        with np.errstate(divide="ignore", invalid="ignore"):
            following = float(guess - np.float64(value) / slope)
        if low < following < high:
            if abs(following - guess) <= step * guess:
                return Root(following, slope, guess)
        else:
            following = float(np.sqrt(low * high))
            if abs(following - guess) <= 1e-15 * guess:
                break
        guess = following
    return Root(guess, slope, guess)
