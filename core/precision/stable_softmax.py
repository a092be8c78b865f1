"""The stable formulas, with every operation rounded to the dtype of the logits.

The maximum is subtracted before the exponentials, and the logarithm is taken of their sum, never of
ŷ. Each function has the arguments, shapes, units, errors and source of the function of the same
name in `naive_softmax.py`; NaN stands only where a logit is infinite or NaN.

`core.softmax` and `core.cross_entropy` use the same formulas, but widen float16 to float32 on the
way, which would hide what the precision lab shows.
"""

from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from core.precision.naive_softmax import are_labels, at_labels
from core.precision.sequential_sum import sequential_sum
from core.validation import as_logits


@np.errstate(over="ignore", under="ignore", invalid="ignore")
def stable_softmax(logits: ArrayLike) -> NDArray[Any]:
    """ŷ_k = e^{z_k − m} / Σ_j e^{z_j − m} with m = max z, in the dtype of the logits.

    Notes
    -----
    Blanchard, Higham & Higham (2021), "Accurately computing the log-sum-exp and softmax
    functions".

    Examples
    --------
    >>> stable_softmax(np.float16([1000.0, 0.0]))
    array([1., 0.], dtype=float16)
    """
    unnormalized = np.exp(_shifted(logits))
    return np.asarray(unnormalized / sequential_sum(unnormalized)[..., None])


@np.errstate(under="ignore", invalid="ignore")
def stable_softmax_gradient(logits: ArrayLike, labels: ArrayLike) -> NDArray[Any]:
    """∂ŷ_y/∂z_i = ŷ_y (δ_yi − ŷ_i), the diagonal as ŷ_y Σ_{i≠y} ŷ_i, which loses no digits.

    It is a row of `core.softmax_jacobian`.

    Examples
    --------
    >>> stable_softmax_gradient([0.0, 0.0], 0)
    array([ 0.25, -0.25])
    """
    probabilities = stable_softmax(logits)
    is_label = are_labels(probabilities, labels)
    others = np.where(is_label, probabilities.dtype.type(0), probabilities)
    rest = sequential_sum(others)[..., None]
    return np.asarray(at_labels(probabilities, labels) * np.where(is_label, rest, -others))


@np.errstate(over="ignore", under="ignore", invalid="ignore")
def stable_log_softmax(logits: ArrayLike) -> NDArray[Any]:
    """Log ŷ_k = (z_k − m) − log Σ_j e^{z_j − m}, in the dtype of the logits.

    The logarithm is log1p of the sum without its largest term, which is 1.

    Examples
    --------
    >>> stable_log_softmax(np.float32([0.0, -104.0]))
    array([   0., -104.], dtype=float32)
    """
    shifted = _shifted(logits)
    return np.asarray(shifted - _log_sum(shifted)[..., None])


@np.errstate(invalid="ignore")
def stable_log_softmax_gradient(logits: ArrayLike, labels: ArrayLike) -> NDArray[Any]:
    """∂log ŷ_y/∂z_i = δ_yi − ŷ_i: the factors of the chain rule multiplied out beforehand.

    It is minus `stable_cross_entropy_gradient`.

    Examples
    --------
    >>> stable_log_softmax_gradient(np.float32([0.0, -104.0]), 1)
    array([-1.,  1.], dtype=float32)
    """
    return 0 - stable_cross_entropy_gradient(logits, labels)  # without −0


@np.errstate(over="ignore", under="ignore", invalid="ignore")
def stable_cross_entropy(logits: ArrayLike, labels: ArrayLike) -> NDArray[Any]:
    """L = log Σ_j e^{z_j − m} − (z_y − m), in the dtype of the logits.

    The logarithm is taken as in `stable_log_softmax`.

    Examples
    --------
    >>> stable_cross_entropy(np.float16([200.0, 0.0]), 1)
    array(200., dtype=float16)
    """
    shifted = _shifted(logits)
    return np.asarray(_log_sum(shifted) - at_labels(shifted, labels)[..., 0])


@np.errstate(invalid="ignore")
def stable_cross_entropy_gradient(logits: ArrayLike, labels: ArrayLike) -> NDArray[Any]:
    """∂L/∂z = ŷ − y with the stable ŷ, in the dtype of the logits.

    Where ŷ_y is above ½, ŷ_y − 1 is minus the sum of the other probabilities: it loses no digits.

    Examples
    --------
    >>> stable_cross_entropy_gradient(np.float16([200.0, 0.0]), 1)
    array([ 1., -1.], dtype=float16)
    """
    probabilities = stable_softmax(logits)
    is_label = are_labels(probabilities, labels)
    others = np.where(is_label, probabilities.dtype.type(0), probabilities)
    own = np.where(probabilities > 0.5, 0 - sequential_sum(others)[..., None], probabilities - 1)
    return np.where(is_label, own, others)


def _log_sum(shifted: NDArray[Any]) -> NDArray[Any]:
    """Log Σ_j e^{s_j}, of which the largest s is 0, as log1p of the other terms."""
    exponentials = np.exp(shifted)
    np.put_along_axis(exponentials, shifted.argmax(axis=-1, keepdims=True), 0, axis=-1)
    return np.asarray(np.log1p(sequential_sum(exponentials)))


def _shifted(logits: ArrayLike) -> NDArray[Any]:
    checked = as_logits(logits)
    return np.asarray(checked - checked.max(axis=-1, keepdims=True))
