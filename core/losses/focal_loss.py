"""Focal loss: cross-entropy of which an example counts the less, the surer the model is of it."""

import numpy as np
from numpy.typing import ArrayLike

from core.losses.cross_entropy import LossAndGradient, cross_entropy_with_gradient
from core.validation import as_labels, as_logits, as_real


def focal_loss_with_gradient(
    logits: ArrayLike, labels: ArrayLike, gamma: float = 2.0
) -> LossAndGradient:
    """Per-example L = −(1 − p)^γ log p with p = ŷ_y, in nats, and its gradient ∂L/∂z.

    Logits z (..., classes), errors and dtypes are those of `core.cross_entropy`. Labels y (...,)
    are whole numbers below classes. γ is a number from 0 on; at 0 it is cross-entropy.

    Notes
    -----
    Lin et al. (2017), equation (4). With ∂p/∂z_k = p (y_k − ŷ_k) and y one-hot,
    ∂L/∂z_k = (1 − p)^γ (1 − γ p log p / (1 − p)) (ŷ_k − y_k).

    Examples
    --------
    >>> found = focal_loss_with_gradient([2.0, 0.0, -1.0], 0)
    >>> round(float(found.losses), 7), found.gradient.round(7)
    (0.0041443, array([-0.0108052,  0.0078993,  0.002906 ]))
    """
    gamma = as_real(gamma, "gamma", "be a number from 0 on", lambda number: 0 <= number < np.inf)
    checked = as_logits(logits)
    truth = as_labels(labels, checked.shape[-1], "labels")
    if truth.shape != checked.shape[:-1]:
        raise ValueError(f"labels must have shape {checked.shape[:-1]}, got shape {truth.shape}")
    losses, errors = cross_entropy_with_gradient(checked, truth)
    missing = -np.take_along_axis(errors, truth[..., None], axis=-1)[
        ..., 0
    ]  # 1 − p, all its digits
    ratio = np.ones_like(missing)  # −log p / (1 − p), which goes to 1; with p = 0 it counts nothing
    np.divide(losses, missing, out=ratio, where=(missing > 0) & np.isfinite(losses))
    weights = missing**gamma
    slopes = weights * (1 + gamma * np.exp(-losses) * ratio)
    return LossAndGradient(weights * losses, slopes[..., None] * errors)
