"""Squared error through the softmax, L = ½ Σ_i (ŷ_i − y_i)²: the loss cross-entropy is compared to.

Its gradient in the logits is not ŷ − y: it carries the Jacobian of the softmax, and vanishes where
the softmax saturates, however wrong the prediction is. The public functions take the arguments of
`core.cross_entropy`, raise its errors, and return arrays in the dtype of the logits.
"""

from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from core.losses.cross_entropy import LossAndGradient
from core.losses.parted_softmax import parted_softmax
from core.losses.softmax import narrowed, widened
from core.losses.targets import as_distributions
from core.validation import as_logits, as_temperature, refuse_rows_without_softmax


def squared_error(
    logits: ArrayLike, targets: ArrayLike, *, temperature: float = 1.0
) -> NDArray[Any]:
    """Per-example loss L = ½ Σ_i (ŷ_i − y_i)², (...,), with ŷ = softmax(z/T); from 0 to 1, no unit.

    Notes
    -----
    Brier (1950), halved so that the factor 2 leaves the gradient.

    Examples
    --------
    >>> float(squared_error([0.0, 0.0], 0))
    0.25
    """
    return squared_error_with_gradient(logits, targets, temperature=temperature).losses


def squared_error_gradient(
    logits: ArrayLike, targets: ArrayLike, *, temperature: float = 1.0
) -> NDArray[Any]:
    """Per-example gradient ∂L/∂z, (..., classes): ŷ − y through the Jacobian; rows sum to 0.

    Notes
    -----
    The chain rule with seed.md's ∂ŷ_i/∂z_k = ŷ_i(δ_ik − ŷ_k).

    Examples
    --------
    >>> squared_error_gradient([0.0, 0.0], 0)
    array([-0.25,  0.25])
    """
    return squared_error_with_gradient(logits, targets, temperature=temperature).gradient


def squared_error_with_gradient(
    logits: ArrayLike, targets: ArrayLike, *, temperature: float = 1.0
) -> LossAndGradient:
    """`squared_error` and `squared_error_gradient` from a single softmax.

    Examples
    --------
    >>> losses, gradient = squared_error_with_gradient([0.0, 0.0], 1)
    >>> float(losses), gradient
    (0.25, array([ 0.25, -0.25]))
    """
    logits = as_logits(logits)
    wide = widened(logits)
    temperature = as_temperature(temperature, wide.dtype)
    classes = logits.shape[-1]
    distributions = as_distributions(targets, logits)
    refuse_rows_without_softmax(logits, logits.max(axis=-1))  # at their own index, not a row's
    losses, gradient = squared_errors_and_gradient(
        wide.reshape(-1, classes), distributions.reshape(-1, classes), temperature
    )
    return LossAndGradient(
        narrowed(losses, logits.dtype).reshape(logits.shape[:-1])[()],
        narrowed(gradient, logits.dtype).reshape(logits.shape),
    )


def squared_errors_and_gradient(
    logits: NDArray[Any], targets: NDArray[Any], temperature: float
) -> LossAndGradient:
    """The inner loop of `squared_error_with_gradient`, from trusted rows.

    Arguments and errors are those of `core.losses.cross_entropy.losses_and_gradient`, but for
    labels: the targets are distributions (batch, classes).

    Examples
    --------
    >>> squared_errors_and_gradient(np.zeros((1, 2)), np.array([[0.0, 1.0]]), 1.0).losses
    array([0.25])
    """
    parts = parted_softmax(logits, temperature)
    probabilities, errors = parts.probabilities(), parts.errors(targets)
    # ∂L/∂z_k = Σ_i (ŷ_i − y_i) ŷ_i(δ_ik − ŷ_k)/T = ŷ_k[(ŷ_k − y_k) − Σ_i ŷ_i(ŷ_i − y_i)]/T:
    # each error less their mean under ŷ, so the Jacobian need not be built. All may be counted from
    # the error of the largest class: the mean is then a sum over the other classes alone, and keeps
    # its digits where ŷ saturates. Not so where that error itself is the largest of them.
    is_origin = (parts.own > parts.rest) | (targets.reshape(-1)[parts.largest] < 0.5)
    origin = np.where(is_origin, errors.reshape(-1)[parts.largest], 0)
    moved = errors - origin[:, None]
    mean = (probabilities * moved).sum(axis=-1)
    gradient = probabilities * (moved - mean[:, None]) / temperature
    losses = (errors * errors).sum(axis=-1) / 2
    return LossAndGradient(narrowed(losses, logits.dtype), narrowed(gradient, logits.dtype))
