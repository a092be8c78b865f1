"""The textbook formulas, computed as they are written: e^z with nothing subtracted first.

Only the precision lab uses them. Every operation is rounded to the dtype of the logits, as in
`stable_softmax.py`; the rest of the project uses `core.softmax` and `core.cross_entropy`.

All functions take the logits and raise the errors of `naive_softmax`. Those that take labels y, one
class for all rows or one for each, (...,), refuse labels that are no class. A gradient is
(..., classes): the row y of the Jacobian. The formulas are those of seed.md: the softmax as it is
defined, ∂ŷ_k/∂z_i = ŷ_k(δ_ki − ŷ_i), and equation (4), ∂L/∂z = ŷ − y.
"""

from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from core.precision.sequential_sum import sequential_sum
from core.validation import as_labels, as_logits


@np.errstate(over="ignore", under="ignore", invalid="ignore")
def naive_softmax(logits: ArrayLike) -> NDArray[Any]:
    """ŷ_k = e^{z_k} / Σ_j e^{z_j}, e^z and Σ in the dtype of the logits.

    Parameters
    ----------
    logits : z, (..., classes), float16, float32 or float64; integers become float64.

    Returns
    -------
    (..., classes): 0 and NaN (∞/∞) where an exponential overflows, NaN (0/0) where all underflow.

    Raises
    ------
    ValueError : no last axis of classes, or no real numbers.

    Examples
    --------
    >>> naive_softmax([0.0, 0.0]), naive_softmax([1000.0, 0.0])
    (array([0.5, 0.5]), array([nan,  0.]))
    """
    unnormalized = np.exp(as_logits(logits))
    return np.asarray(unnormalized / sequential_sum(unnormalized)[..., None])


@np.errstate(over="ignore", under="ignore", invalid="ignore")
def naive_softmax_gradient(logits: ArrayLike, labels: ArrayLike) -> NDArray[Any]:
    """∂ŷ_y/∂z_i = ŷ_y (δ_yi − ŷ_i) with the naive ŷ: on the diagonal 1 − ŷ_y loses digits too.

    Examples
    --------
    >>> naive_softmax_gradient([0.0, 0.0], 0)
    array([ 0.25, -0.25])
    """
    probabilities = naive_softmax(logits)
    differences = are_labels(probabilities, labels) - probabilities
    return np.asarray(at_labels(probabilities, labels) * differences)


@np.errstate(divide="ignore", invalid="ignore")
def naive_log_softmax(logits: ArrayLike) -> NDArray[Any]:
    """log(ŷ) of the naive ŷ: −∞ as soon as a probability has underflowed to 0.

    The result is in nats, (..., classes).

    Examples
    --------
    >>> naive_log_softmax(np.float32([0.0, -104.0]))
    array([  0., -inf], dtype=float32)
    """
    return np.asarray(np.log(naive_softmax(logits)))


@np.errstate(over="ignore", under="ignore", divide="ignore", invalid="ignore")
def naive_log_softmax_gradient(logits: ArrayLike, labels: ArrayLike) -> NDArray[Any]:
    """∂log ŷ_y/∂z_i = 1/ŷ_y · ŷ_y (δ_yi − ŷ_i), as the derivative of log(softmax(z)).

    An automatic derivative multiplies these factors as they come. Where ŷ_y has underflowed they
    are ∞ · 0, which is NaN, though the product should be δ_yi − ŷ_i.

    Examples
    --------
    >>> naive_log_softmax_gradient([0.0, 0.0], 0)
    array([ 0.5, -0.5])
    >>> naive_log_softmax_gradient(np.float32([0.0, -104.0]), 1)
    array([nan, nan], dtype=float32)
    """
    probability = at_labels(naive_softmax(logits), labels)
    return np.asarray(np.reciprocal(probability) * naive_softmax_gradient(logits, labels))


@np.errstate(divide="ignore", invalid="ignore")
def naive_cross_entropy(logits: ArrayLike, labels: ArrayLike) -> NDArray[Any]:
    """L = −log ŷ_y with the naive ŷ: ∞ for a confident mistake, where L itself is moderate.

    The losses are in nats, (...,).

    Examples
    --------
    >>> naive_cross_entropy(np.float32([200.0, 0.0]), 1)
    array(inf, dtype=float32)
    """
    return np.asarray(-np.log(at_labels(naive_softmax(logits), labels)[..., 0]))


@np.errstate(invalid="ignore")
def naive_cross_entropy_gradient(logits: ArrayLike, labels: ArrayLike) -> NDArray[Any]:
    """∂L/∂z = ŷ − y with the naive ŷ: right past the underflow of ŷ_y, lost at the overflow.

    Examples
    --------
    >>> naive_cross_entropy_gradient([0.0, 0.0], 1)
    array([ 0.5, -0.5])
    """
    probabilities = naive_softmax(logits)
    return np.asarray(probabilities - are_labels(probabilities, labels))


def are_labels(values: NDArray[Any], labels: ArrayLike) -> NDArray[np.bool_]:
    """δ_yi, true at the label of each row, (..., classes).

    >>> are_labels(np.zeros(3), 1)
    array([False,  True, False])
    """
    return np.asarray(_columns(values, labels) == np.arange(values.shape[-1]))


def at_labels(values: NDArray[Any], labels: ArrayLike) -> NDArray[Any]:
    """The entry of each row's label, (..., 1).

    >>> at_labels(np.array([3.0, 4.0]), 1)
    array([4.])
    """
    return np.take_along_axis(values, _columns(values, labels), axis=-1)


def _columns(values: NDArray[Any], labels: ArrayLike) -> NDArray[np.intp]:
    checked = as_labels(labels, values.shape[-1], "labels")
    return np.broadcast_to(checked, values.shape[:-1])[..., None]
