"""Temperature scaling: the T at which the probabilities of given logits have the least loss."""

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from core.losses.cross_entropy import cross_entropy
from core.losses.softmax import softmax
from core.validation import as_finite, as_labels_of_rows

LEAST_TEMPERATURE, MOST_TEMPERATURE = 0.01, 100.0
_MOST_ITERATIONS = 200  # bisection alone would need 60


class FittedTemperature(NamedTuple):
    """T* and what it does to the mean loss."""

    temperature: float  # T*, in LEAST_TEMPERATURE … MOST_TEMPERATURE
    loss: float  # mean cross-entropy of z/T*, nats
    loss_before: float  # of z, nats
    at_limit: bool  # whether the loss would still fall beyond the limit


def fit_temperature(logits: ArrayLike, labels: ArrayLike) -> FittedTemperature:
    """The T that minimises the mean cross-entropy of softmax(z/T).

    Parameters
    ----------
    logits : z, (n, classes), finite, n at least 1.
    labels : the true classes, (n,), below classes.

    Returns
    -------
    FittedTemperature. Where every T is as good as any other (all z of a row equal) T* is 1. Where
    all classes are right by their logits, the loss falls down to T = 0, and where the logits are
    worse than none, up to T = ∞: then T* is the limit, and `at_limit` says so.

    Raises
    ------
    ValueError : for logits that are not finite, labels out of range, or shapes that disagree.

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
    rows = as_finite(logits, "logits").astype(np.float64)
    if rows.ndim != 2 or not rows.size:
        raise ValueError(
            f"logits must have shape (n, classes) with at least one row, got shape {rows.shape}"
        )
    truth = as_labels_of_rows(labels, rows, "logits")
    # Only differences of logits matter, and without their common part none of them is rounded off.
    rows = rows - rows.max(axis=1, keepdims=True)
    beta, at_limit = _best_sharpness(rows, truth)
    return FittedTemperature(
        temperature=1 / beta,
        loss=float(cross_entropy(rows * beta, truth).mean()),
        loss_before=float(cross_entropy(rows, truth).mean()),
        at_limit=at_limit,
    )


def _best_sharpness(logits: NDArray[Any], labels: NDArray[np.intp]) -> tuple[float, bool]:
    """The β = 1/T at which the derivative of the mean loss is 0, or the limit it lies beyond."""
    low, high = 1 / MOST_TEMPERATURE, 1 / LEAST_TEMPERATURE
    if not logits.any():
        return 1.0, False
    if _derivatives_in_beta(logits, labels, low)[0] >= 0:
        return low, True
    if _derivatives_in_beta(logits, labels, high)[0] <= 0:
        return high, True
    beta = 1.0
    for _ in range(_MOST_ITERATIONS):
        derivative, curvature = _derivatives_in_beta(logits, labels, beta)
        low, high = (beta, high) if derivative < 0 else (low, beta)
        with np.errstate(divide="ignore", invalid="ignore"):
            following = float(beta - np.float64(derivative) / curvature)
        if not low < following < high:
            following = float(np.sqrt(low * high))
        if abs(following - beta) <= 1e-14 * beta:
            break
        beta = following
    return beta, False


def _derivatives_in_beta(
    logits: NDArray[Any], labels: NDArray[np.intp], beta: float
) -> tuple[float, float]:
    """d/dβ and d²/dβ² of the mean loss at β."""
    probabilities = softmax(logits * beta)
    expected = (probabilities * logits).sum(axis=1)
    variance = (probabilities * (logits - expected[:, None]) ** 2).sum(axis=1)
    return float((expected - logits[np.arange(len(labels)), labels]).mean()), float(variance.mean())
