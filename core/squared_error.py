"""Squared error through the softmax, L = ½ Σ_i (ŷ_i − y_i)²: the loss cross-entropy is compared to.

Its gradient in the logits is not ŷ − y: it carries the Jacobian of the softmax, and vanishes where
the softmax saturates, however wrong the prediction is.
"""

from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from core.cross_entropy import LossAndGradient
from core.softmax import narrowed, shifted_logits, widened
from core.validation import as_logits, as_targets, as_temperature


def squared_error(
    logits: ArrayLike, targets: ArrayLike, *, temperature: float = 1.0
) -> NDArray[Any]:
    """Per-example loss L = ½ Σ_i (ŷ_i − y_i)², with ŷ = softmax(z/T).

    Parameters
    ----------
    logits : z, (..., classes), in nats. −inf is allowed beside a finite entry. float16,
        float32 and float64 are kept; integers become float64.
    targets : labels, (...,), whole numbers below classes; or distributions, (..., classes).
    temperature : T > 0.

    Returns
    -------
    Losses, dimensionless, from 0 to 1, (...,), in the dtype of the logits.

    Raises
    ------
    ValueError : as `core.cross_entropy`.

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
    """Per-example gradient ∂L/∂z of `squared_error`, the errors carried through the Jacobian.

    Parameters
    ----------
    logits, targets, temperature : as in `squared_error`.

    Returns
    -------
    (..., classes), in the dtype of the logits; every row sums to 0.

    Raises
    ------
    ValueError : as `core.cross_entropy`.

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

    Parameters
    ----------
    logits, targets, temperature : as in `squared_error`.

    Returns
    -------
    LossAndGradient(losses (...,), gradient (..., classes)), in the dtype of the logits.

    Raises
    ------
    ValueError : as `core.cross_entropy`.

    Notes
    -----
    As `squared_error` and `squared_error_gradient`.

    Examples
    --------
    >>> losses, gradient = squared_error_with_gradient([0.0, 0.0], 1)
    >>> float(losses), gradient
    (0.25, array([ 0.25, -0.25]))
    """
    logits = as_logits(logits)
    wide = widened(logits)
    temperature = as_temperature(temperature, wide.dtype)
    distribution = as_targets(targets, logits)
    if distribution.ndim < logits.ndim:
        distribution = distribution[..., None] == np.arange(logits.shape[-1])
    losses, gradient = squared_errors_and_gradient(
        wide, distribution.astype(wide.dtype), temperature
    )
    return LossAndGradient(
        np.asarray(losses, dtype=logits.dtype)[()], narrowed(gradient, logits.dtype)
    )


def squared_errors_and_gradient(
    logits: NDArray[Any], targets: NDArray[Any], temperature: float
) -> LossAndGradient:
    """The inner loop of `squared_error_with_gradient`, from trusted arrays.

    Parameters
    ----------
    logits : (..., classes), float32 or float64.
    targets : distributions, (..., classes), of the same dtype.
    temperature : T > 0.

    Raises
    ------
    ValueError : when a row of logits has no softmax.

    Examples
    --------
    >>> squared_errors_and_gradient(np.zeros((1, 2)), np.array([[0.0, 1.0]]), 1.0).losses
    array([0.25])
    """
    unnormalized = np.exp(shifted_logits(logits, temperature))
    probabilities = unnormalized / unnormalized.sum(axis=-1, keepdims=True)
    errors = probabilities - targets
    # ∂L/∂z_k = Σ_i (ŷ_i − y_i) ŷ_i(δ_ik − ŷ_k)/T = ŷ_k[(ŷ_k − y_k) − Σ_i ŷ_i(ŷ_i − y_i)]/T:
    # each error less their mean under ŷ, so the Jacobian need not be built.
    mean_error = (probabilities * errors).sum(axis=-1, keepdims=True)
    gradient = probabilities * (errors - mean_error) / temperature
    return LossAndGradient((errors * errors).sum(axis=-1) / 2, gradient)
