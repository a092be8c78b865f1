"""Softmax cross-entropy in the logits: loss, gradient and Hessian, per example.

L = −Σ_k y_k log ŷ_k with ŷ = softmax(z/T). Nothing here averages over the batch; the caller does,
in one visible place. The public functions share the arguments and errors of `cross_entropy`, and
return arrays in the dtype of the logits.
"""

from collections.abc import Iterator
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from core.losses.parted_softmax import parted_softmax
from core.losses.softmax import (
    SAFE_EXPONENT,
    narrowed,
    shifted_logits,
    softmax,
    softmax_jacobian,
    widened,
)
from core.losses.targets import one_hot
from core.validation import as_logits, as_targets, as_temperature, refuse_rows_without_softmax

# Rows are worked on in blocks of about this many entries, so that every pass after the first finds
# its block in the cache (measured: 2¹⁷ is best from 1 MB of level-2 cache on).
BLOCK_ENTRIES = 1 << 17


def row_blocks(rows: int, classes: int) -> Iterator[slice]:
    """The rows of an array (rows, classes), a block at a time.

    >>> [block.start for block in row_blocks(300, 1000)]
    [0, 131, 262]
    """
    size = max(1, BLOCK_ENTRIES // classes)
    return (slice(start, start + size) for start in range(0, rows, size))


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
    Losses in nats, (...,), in the dtype of the logits; inf where a target is positive for a
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
    """Per-example gradient ∂L/∂z = (ŷ − y)/T, (..., classes); every row sums to 0.

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

    It is (..., classes, classes), symmetric, positive semi-definite and singular: the direction
    (1, …, 1) is flat.

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
    """The inner loop of `cross_entropy_with_gradient` and of training, from trusted rows.

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
    batch, classes = logits.shape
    if targets.ndim == 2:
        return _from_distributions(logits, targets, temperature)
    if temperature != 1:
        return _from_distributions(logits, one_hot(targets, classes), temperature)
    losses = np.empty(batch, dtype=logits.dtype)
    gradient = np.empty((batch, classes), dtype=logits.dtype)
    for block in row_blocks(batch, classes):
        _from_labels(logits[block], targets[block], losses[block], gradient[block])
    return LossAndGradient(losses, gradient)


def gradient_at_labels(logits: NDArray[Any], at_labels: NDArray[np.intp]) -> NDArray[Any]:
    """The gradient of `losses_and_gradient` for labels at T = 1, without the losses.

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
    normalizer, rest = _set_apart(logits, entries, at_labels)
    normalizer += rest
    # Repeated here, since NumPy takes longer to spread a divisor over short rows.
    entries /= normalizer.repeat(logits.shape[1])
    return logits


def _from_labels(
    logits: NDArray[Any], labels: NDArray[np.intp], losses: NDArray[Any], gradient: NDArray[Any]
) -> None:
    """Write −log ŷ_label into `losses` and ŷ − y into `gradient`, which is contiguous; T is 1.

    Softmax does not care about a shift of the logits, so the usual shift by the row maximum
    serves only to keep e^z in range. Finding every maximum and subtracting it cost as much as the
    exponentials themselves; where all logits are moderate anyway it is left out.
    """
    entries, logit_entries = gradient.reshape(-1), logits.reshape(-1)
    at_labels = np.arange(0, gradient.size, gradient.shape[1]) + labels
    safe = SAFE_EXPONENT[logits.dtype.type]
    # The extremes by way of their positions, which NumPy finds faster. NaN fails the comparison.
    if (
        logit_entries[logit_entries.argmax()] <= safe
        and logit_entries[logit_entries.argmin()] >= -safe
    ):
        normalizer, rest = _set_apart(np.exp(logits, out=gradient), entries, at_labels)
        # −log ŷ_y = log(Σ_j e^{z_j} / e^{z_y}) = log1p(Σ_{j≠y} e^{z_j} / e^{z_y})
        np.divide(rest, normalizer, out=losses)
        np.log1p(losses, out=losses)
    else:
        shifted = shifted_logits(logits, 1, out=gradient)
        distances = -shifted.reshape(-1)[at_labels]
        normalizer, rest = _set_apart(np.exp(shifted, out=gradient), entries, at_labels)
        # e^{z_y} is 1 where the label has the largest logit; then `rest` alone is left.
        np.log1p(rest + (normalizer - 1), out=losses)
        losses += distances
    normalizer += rest
    gradient /= normalizer[:, None]


def _set_apart(
    exponentials: NDArray[Any], entries: NDArray[Any], at_labels: NDArray[np.intp]
) -> tuple[NDArray[Any], NDArray[Any]]:
    """e^z of the labels, and the sum over the other classes, which replaces it with a minus.

    Over Σ e^z, the rows are then ŷ − y: ŷ_y − 1 is minus the sum of the other probabilities, and
    where ŷ_y is near 1 the difference itself would lose its digits.
    """
    own = entries[at_labels]
    entries[at_labels] = 0
    rest = _row_sums(exponentials)
    entries[at_labels] = 0 - rest  # a rest of 0 leaves no −0
    return own, rest


def _from_distributions(
    logits: NDArray[Any], targets: NDArray[Any], temperature: float
) -> LossAndGradient:
    parts = parted_softmax(logits, temperature)
    targets = targets.astype(np.float64, copy=False)
    surprise = np.abs(parts.log_probabilities())  # −log ŷ, of which none is −0
    # Where y_k = 0 the term is 0 even if −log ŷ_k is ∞.
    terms = np.zeros_like(surprise)
    np.multiply(targets, surprise, out=terms, where=targets != 0)
    gradient = parts.errors(targets)
    if temperature != 1:
        gradient /= temperature
    return LossAndGradient(
        narrowed(_row_sums(terms), logits.dtype), narrowed(gradient, logits.dtype)
    )


def _row_sums(rows: NDArray[Any]) -> NDArray[Any]:
    """Sums over the last axis; einsum is much faster there than `sum`, and as deterministic."""
    return np.asarray(np.einsum("nk->n", rows))
