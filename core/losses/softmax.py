"""Softmax, its logarithm and its Jacobian.

ŷ_k = e^{z_k/T} / Σ_j e^{z_j/T}, for logits z and a temperature T.
"""

from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from core.validation import as_distribution, as_logits, as_temperature, refuse_rows_without_softmax

# e^x is safe without a shift up to this |x|: the largest quotient of sums of such exponentials,
# K e^{2|x|} over K classes, stays inside the dtype's range for every K below 10¹⁰.
SAFE_EXPONENT = {np.float32: 32.0, np.float64: 340.0}


def softmax(logits: ArrayLike, *, temperature: float = 1.0) -> NDArray[Any]:
    """Probabilities ŷ_k = e^{z_k/T} / Σ_j e^{z_j/T} over the last axis.

    Parameters
    ----------
    logits : (..., classes), in nats. −inf is allowed beside a finite entry and gets
        probability 0. float16, float32 and float64 are kept; integers become float64.
    temperature : T > 0, dimensionless; above 1 flattens, below 1 sharpens.

    Returns
    -------
    Probabilities, (..., classes), in the dtype of the logits; every row sums to 1.

    Raises
    ------
    ValueError : for NaN, +inf or a row that is all −inf, no last axis of classes, or a
        temperature that is not a positive finite number.

    Notes
    -----
    Bridle (1990), "Probabilistic interpretation of feedforward classification network
    outputs"; the shift by the maximum is in Blanchard, Higham & Higham (2021),
    "Accurately computing the log-sum-exp and softmax functions".

    Examples
    --------
    >>> softmax([0.0, 1.0, 2.0, 3.0]).round(4)
    array([0.0321, 0.0871, 0.2369, 0.6439])
    >>> softmax([1000.0, 0.0])
    array([1., 0.])
    """
    logits = as_logits(logits)
    wide = widened(logits)
    unnormalized = np.exp(shifted_logits(wide, as_temperature(temperature, wide.dtype)))
    probabilities = unnormalized / unnormalized.sum(axis=-1, keepdims=True)
    return narrowed(probabilities, logits.dtype)


def log_softmax(logits: ArrayLike, *, temperature: float = 1.0) -> NDArray[Any]:
    """Log-probabilities log ŷ_k = z_k/T − log Σ_j e^{z_j/T}, never through ŷ itself.

    The logarithm of a softmax that has underflowed is −inf; this difference keeps its digits.

    Its arguments, shape, errors and source are those of `softmax`; the result is in nats.

    Examples
    --------
    >>> log_softmax([1000.0, 1.0])
    array([   0., -999.])
    """
    logits = as_logits(logits)
    wide = widened(logits)
    shifted = shifted_logits(wide, as_temperature(temperature, wide.dtype))
    return narrowed(shifted - log_sum(shifted)[..., None], logits.dtype)


def softmax_jacobian(probabilities: ArrayLike, *, temperature: float = 1.0) -> NDArray[Any]:
    """Jacobian J[..., k, i] = ∂ŷ_k/∂z_i = ŷ_k(δ_ki − ŷ_i)/T of the softmax, from its output.

    Parameters
    ----------
    probabilities : ŷ, (..., classes): non-negative, each row summing to 1.
    temperature : the T with which ŷ was made.

    Returns
    -------
    (..., classes, classes), symmetric, positive semi-definite, rows and columns summing
    to 0, in the dtype of the probabilities.

    Raises
    ------
    ValueError : for probabilities that are negative or do not sum to 1, or a temperature
        that is not a positive finite number.

    Notes
    -----
    seed.md, ∂ŷ_k/∂z_i = ŷ_k(δ_ki − ŷ_i).

    Examples
    --------
    >>> softmax_jacobian([0.5, 0.5])
    array([[ 0.25, -0.25],
           [-0.25,  0.25]])
    """
    probabilities = as_distribution(probabilities, "probabilities")
    wide = widened(probabilities)
    temperature = as_temperature(temperature, wide.dtype)
    # ŷ_k(δ_ki − ŷ_i): −ŷ_k ŷ_i off the diagonal. On it ŷ_k(1 − ŷ_k) = ŷ_k Σ_{i≠k} ŷ_i, the other
    # entries of the row with their sign turned: 1 − ŷ_k itself loses its digits as ŷ_k → 1.
    jacobian = -wide[..., :, None] * wide[..., None, :]
    diagonal = np.arange(wide.shape[-1])
    jacobian[..., diagonal, diagonal] = 0
    jacobian[..., diagonal, diagonal] = -jacobian.sum(axis=-1)
    return narrowed(jacobian / temperature, probabilities.dtype)


@np.errstate(over="ignore")  # two logits at opposite ends of the range: −inf, whose e^ is 0
def shifted_logits(
    logits: NDArray[Any], temperature: float, *, out: NDArray[Any] | None = None
) -> NDArray[Any]:
    """(z − max_j z_j)/T for trusted logits: what softmax may exponentiate without overflow.

    Subtracting before dividing keeps the largest entry at exactly 0 for every T. The result is
    written into `out` when one is given. NaN, +inf and a row that is all −inf are a ValueError.

    Examples
    --------
    >>> shifted_logits(np.array([1000.0, 1001.0]), 0.5)
    array([-2.,  0.])
    """
    # The maximum by way of its position: NumPy's argmax over a short last axis is several times
    # faster than its max, and it too answers NaN when there is one.
    if logits.ndim == 1:
        row_maxima = logits[logits.argmax()][None]
    else:
        row_starts = np.arange(0, logits.size, logits.shape[-1]).reshape(logits.shape[:-1])
        row_maxima = logits.reshape(-1)[row_starts + logits.argmax(axis=-1)][..., None]
    refuse_rows_without_softmax(logits, row_maxima)
    shifted: NDArray[Any] = np.subtract(logits, row_maxima, out=out)
    if temperature != 1:
        shifted /= temperature
    return shifted


def log_sum(shifted: NDArray[Any]) -> NDArray[Any]:
    """Log Σ_j e^{s_j} over the last axis, for logits from `shifted_logits`.

    The largest of them is 0, so the sum is 1 + what the other classes add. `log1p` takes that
    alone: added to 1 first, it would lose its digits, and all of them from a gap of 37 on.

    Examples
    --------
    >>> float(log_sum(np.array([0.0, -40.0])))
    4.248354255291589e-18
    """
    exponentials = np.exp(shifted)
    np.put_along_axis(exponentials, shifted.argmax(axis=-1, keepdims=True), 0, axis=-1)
    return np.asarray(np.log1p(exponentials.sum(axis=-1)))


def widened(values: NDArray[Any]) -> NDArray[Any]:
    """float16 as float32, in which its sums and exponentials are taken; others as they are.

    >>> widened(np.float16([1.0])).dtype, widened(np.array([1.0])).dtype
    (dtype('float32'), dtype('float64'))
    """
    return values.astype(np.float32) if values.dtype == np.float16 else values


def narrowed(values: NDArray[Any], dtype: np.dtype[Any]) -> NDArray[Any]:
    """Widened results back in `dtype`; what lies beyond its range becomes infinite.

    >>> narrowed(np.float32([-1e5, 1.0]), np.dtype(np.float16))
    array([-inf,   1.], dtype=float16)
    """
    if values.dtype == dtype:
        return values
    with np.errstate(over="ignore"):
        return values.astype(dtype)
