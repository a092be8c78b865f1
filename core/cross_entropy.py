"""Softmax cross-entropy in the logits: loss, gradient and Hessian, per example.

L = −Σ_k y_k log ŷ_k with ŷ = softmax(z/T). Nothing here averages over the batch; the caller does,
in one visible place.
"""

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from core.softmax import (
    narrowed,
    shifted_logits,
    softmax,
    softmax_jacobian,
    widened,
)
from core.validation import (
    as_logits,
    as_targets,
    as_temperature,
    refuse_rows_without_softmax,
)

# Rows are worked on in blocks of about this many entries, so that every pass after the first finds
# its block in the cache (measured: 2¹⁷ is best from 1 MB of level-2 cache on).
BLOCK_ENTRIES = 1 << 17

# e^x is safe without a shift up to this |x|: the largest quotient of sums of such exponentials,
# K e^{2|x|} over K classes, stays inside the dtype's range for every K below 10¹⁰.
SAFE_EXPONENT = {np.float32: 32.0, np.float64: 340.0}


class LossAndGradient(NamedTuple):
    """Per-example losses and their gradient in the logits."""

    losses: NDArray[Any]  # (...,), nats
    gradient: NDArray[Any]  # (..., classes), ∂L/∂z


def cross_entropy(
    logits: ArrayLike, targets: ArrayLike, *, temperature: float = 1.0
) -> NDArray[Any]:
    """Per-example loss L = −Σ_k y_k log ŷ_k, with ŷ = softmax(z/T) and 0·(−∞) = 0.

    Parameters
    ----------
    logits : z, (..., classes), in nats. −inf is allowed beside a finite entry. float16,
        float32 and float64 are kept; integers become float64.
    targets : labels, (...,), whole numbers below classes; or distributions, (..., classes).
    temperature : T > 0.

    Returns
    -------
    Losses in nats, (...,), in the dtype of the logits; inf where a target has a share in a
    class of logit −inf.

    Raises
    ------
    ValueError : for logits with NaN, +inf or a row that is all −inf; labels that are
        negative, too large or not whole; distributions that are negative or do not sum to
        1; shapes that disagree; a temperature that is not a positive finite number.

    Notes
    -----
    seed.md, L = −Σ y_i log ŷ_i; Goodfellow, Bengio & Courville (2016), section 6.2.2.3.

    Examples
    --------
    >>> cross_entropy([[10.0, 1.0, -2.0], [1.0, 4.0, 0.2]], [1, 0]).round(4)
    array([9.0001, 3.0697])
    """
    return cross_entropy_with_gradient(logits, targets, temperature=temperature).losses


def cross_entropy_gradient(
    logits: ArrayLike, targets: ArrayLike, *, temperature: float = 1.0
) -> NDArray[Any]:
    """Per-example gradient ∂L/∂z = (ŷ − y)/T of `cross_entropy`.

    Parameters
    ----------
    logits, targets, temperature : as in `cross_entropy`.

    Returns
    -------
    (..., classes), in the dtype of the logits; every row sums to 0.

    Raises
    ------
    ValueError : as `cross_entropy`.

    Notes
    -----
    seed.md, equation (4).

    Examples
    --------
    >>> cross_entropy_gradient([[1.0, 1.0, 1.0, 1.0]], [3])
    array([[ 0.25,  0.25,  0.25, -0.75]])
    """
    return cross_entropy_with_gradient(logits, targets, temperature=temperature).gradient


def cross_entropy_hessian(logits: ArrayLike, *, temperature: float = 1.0) -> NDArray[Any]:
    """Per-example Hessian H[..., k, i] = ∂²L/∂z_k∂z_i = ŷ_k(δ_ki − ŷ_i)/T²; no target enters it.

    Parameters
    ----------
    logits, temperature : as in `cross_entropy`.

    Returns
    -------
    (..., classes, classes), symmetric, positive semi-definite and singular: the direction
    (1, …, 1) is flat. In the dtype of the logits.

    Raises
    ------
    ValueError : for logits with NaN, +inf or a row that is all −inf, or a temperature that
        is not a positive finite number.

    Notes
    -----
    Differentiating seed.md (4): ∂/∂z_i (ŷ_k − y_k)/T = (∂ŷ_k/∂z_i)/T. Boyd & Vandenberghe
    (2004), section 3.1.5, for its sign.

    Examples
    --------
    >>> cross_entropy_hessian([0.0, 0.0])
    array([[ 0.25, -0.25],
           [-0.25,  0.25]])
    """
    jacobian = softmax_jacobian(softmax(logits, temperature=temperature), temperature=temperature)
    with np.errstate(over="ignore"):  # beyond the dtype it is infinite
        return narrowed(widened(jacobian) / temperature, jacobian.dtype)


def cross_entropy_with_gradient(
    logits: ArrayLike, targets: ArrayLike, *, temperature: float = 1.0
) -> LossAndGradient:
    """`cross_entropy` and `cross_entropy_gradient` from a single pass of exponentials.

    Parameters
    ----------
    logits, targets, temperature : as in `cross_entropy`.

    Returns
    -------
    LossAndGradient(losses (...,), gradient (..., classes)), in the dtype of the logits.

    Raises
    ------
    ValueError : as `cross_entropy`.

    Notes
    -----
    As `cross_entropy` and `cross_entropy_gradient`.

    Examples
    --------
    >>> losses, gradient = cross_entropy_with_gradient([0.0, 0.0], 1)
    >>> float(losses), gradient
    (0.6931471805599453, array([ 0.5, -0.5]))
    """
    logits = as_logits(logits)
    targets = as_targets(targets, logits)
    classes = logits.shape[-1]
    rows = widened(logits).reshape(-1, classes)
    target_rows = targets.reshape(-1, classes) if targets.ndim == logits.ndim else targets.ravel()
    temperature = as_temperature(temperature, rows.dtype)
    try:
        losses, gradient = losses_and_gradient(rows, target_rows, temperature)
    except ValueError:  # at an index within a block of rows; the caller knows their own shape
        refuse_rows_without_softmax(logits, logits.max(axis=-1))
        raise
    if rows.dtype != logits.dtype:
        losses, gradient = narrowed(losses, logits.dtype), narrowed(gradient, logits.dtype)
    return LossAndGradient(losses.reshape(logits.shape[:-1])[()], gradient.reshape(logits.shape))


def losses_and_gradient(
    logits: NDArray[Any], targets: NDArray[Any], temperature: float
) -> LossAndGradient:
    """What `cross_entropy_with_gradient` and training share: trusted rows of float32 or float64.

    Parameters
    ----------
    logits : (batch, classes), float32 or float64.
    targets : labels (batch,), valid and of dtype intp; or distributions (batch, classes).
    temperature : T > 0.

    Raises
    ------
    ValueError : for logits with NaN, +inf or a row that is all −inf: this falls out of the
        computation, so even a training loop that trusts everything else learns of it.

    Examples
    --------
    >>> losses_and_gradient(np.zeros((1, 2)), np.array([0]), 1.0).gradient
    array([[-0.5,  0.5]])
    """
    if targets.ndim == 2:
        return _from_distributions(logits, targets, temperature)
    batch, classes = logits.shape
    losses = np.empty(batch, dtype=logits.dtype)
    gradient = np.empty((batch, classes), dtype=logits.dtype)
    rows = max(1, BLOCK_ENTRIES // classes)
    for start in range(0, batch, rows):
        block = slice(start, start + rows)
        _from_labels(logits[block], targets[block], temperature, losses[block], gradient[block])
    return LossAndGradient(losses, gradient)


def gradient_at_labels(logits: NDArray[Any], at_labels: NDArray[np.intp]) -> NDArray[Any]:
    """The gradient of `losses_and_gradient` beside labels at T = 1, where no loss is wanted.

    Parameters
    ----------
    logits : (batch, classes), contiguous, moderate or already shifted: no e^z overflows, and in no
        row do all vanish. They are overwritten.
    at_labels : (batch,), where the logit of each label stands among all of them.

    Returns
    -------
    The array that held the logits.

    Examples
    --------
    >>> gradient_at_labels(np.zeros((2, 2)), np.array([0, 3]))
    array([[-0.5,  0.5],
           [ 0.5, -0.5]])
    """
    entries = np.exp(logits, out=logits).reshape(-1)
    # Repeated here, since NumPy takes longer to spread a divisor over short rows.
    entries /= _row_sums(logits).repeat(logits.shape[1])
    entries[at_labels] -= 1
    return logits


def _from_labels(
    logits: NDArray[Any],
    labels: NDArray[np.intp],
    temperature: float,
    losses: NDArray[Any],
    gradient: NDArray[Any],
) -> None:
    """Write −log ŷ_label into `losses` and (ŷ − y)/T into `gradient`, which is contiguous.

    Softmax does not care about a shift of the logits, so the usual shift by the row maximum
    serves only to keep e^z in range. Finding every maximum and subtracting it cost as much as the
    exponentials themselves; where all logits are moderate anyway it is left out. An e^z that
    underflows is then lost only in a ŷ_k below 1e-24 (float32) or 1e-159 (float64).
    """
    entries, logit_entries = gradient.reshape(-1), logits.reshape(-1)
    at_labels = np.arange(0, gradient.size, gradient.shape[1]) + labels
    logits_at_labels = logit_entries[at_labels]
    safe = SAFE_EXPONENT[logits.dtype.type]
    # The extremes by way of their positions, which NumPy finds faster. NaN and +inf fail the
    # comparison, and are found by the shift; −inf may stand anywhere but at a label.
    if (
        temperature == 1
        and logit_entries[logit_entries.argmax()] <= safe
        and logits_at_labels[logits_at_labels.argmin()] >= -safe
    ):
        normalizer = _row_sums(np.exp(logits, out=gradient))
        np.divide(normalizer, entries[at_labels], out=losses)
        np.log(losses, out=losses)
    else:
        shifted = shifted_logits(logits, temperature, out=gradient)
        losses[:] = -shifted.reshape(-1)[at_labels]
        normalizer = _row_sums(np.exp(shifted, out=gradient))
        losses += np.log(normalizer)
    gradient /= normalizer[:, None]
    entries[at_labels] -= 1
    if temperature != 1:
        gradient /= temperature


def _from_distributions(
    logits: NDArray[Any], targets: NDArray[Any], temperature: float
) -> LossAndGradient:
    shifted = shifted_logits(logits, temperature)
    gradient = np.exp(shifted)
    normalizer = _row_sums(gradient)
    targets = targets.astype(logits.dtype, copy=False)
    # −log ŷ_k = log Σ_j e^{z_j} − z_k, both shifted; where y_k = 0 the term is 0 even if it is ∞.
    surprise = np.log(normalizer)[:, None] - shifted
    terms = np.zeros(shifted.shape, shifted.dtype)
    np.multiply(targets, surprise, out=terms, where=targets != 0)
    gradient /= normalizer[:, None]
    gradient -= targets
    if temperature != 1:
        gradient /= temperature
    return LossAndGradient(_row_sums(terms), gradient)


def _row_sums(rows: NDArray[Any]) -> NDArray[Any]:
    """Sums over the last axis; einsum is much faster there than `sum`, and as deterministic."""
    return np.asarray(np.einsum("nk->n", rows))
