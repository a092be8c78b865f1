"""The gradient of the cross-entropy in the logits, unsummed: one term for each probability."""

from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from core.losses.softmax import narrowed, softmax, widened
from core.losses.targets import as_distributions
from core.validation import as_logits


def gradient_terms(
    logits: ArrayLike, targets: ArrayLike, *, temperature: float = 1.0
) -> NDArray[Any]:
    """What each path z_i → ŷ_k → L adds to ∂L/∂z_i: the terms ∂L/∂ŷ_k · ∂ŷ_k/∂z_i.

    Their sum over k is `cross_entropy_gradient`; the term k = i alone is what is left of it when
    the off-diagonal entries of the Jacobian are forgotten.

    They are (..., classes, classes), entry [..., k, i], in the dtype of the logits; arguments and
    errors as in `cross_entropy`.

    Notes
    -----
    seed.md, ∂L/∂z_i = −Σ_k y_k · 1/ŷ_k · ŷ_k(δ_ki − ŷ_i), here with its 1/T. ŷ_k is cancelled on
    paper: where it has underflowed to 0, the product would be ∞·0.

    Examples
    --------
    >>> gradient_terms([0.0, 0.0], [0.25, 0.75])
    array([[-0.125,  0.125],
           [ 0.375, -0.375]])
    """
    logits = as_logits(logits)
    probabilities = softmax(widened(logits), temperature=temperature)
    distributions = as_distributions(targets, logits)
    terms = distributions[..., :, None] * minus_identity(probabilities) / temperature
    # Adding 0 turns the −0 of a term that adds nothing into 0.
    return narrowed(terms + 0.0, logits.dtype)


def minus_identity(probabilities: NDArray[Any]) -> NDArray[Any]:
    """ŷ_i − δ_ki, (..., classes, classes), for distributions ŷ (..., classes).

    ŷ_k − 1 is minus the sum of the other probabilities: near 1, the difference loses its digits.

    Examples
    --------
    >>> minus_identity(np.array([1.0, 1e-18]))
    array([[-1.e-18,  1.e-18],
           [ 1.e+00, -1.e+00]])
    """
    classes = probabilities.shape[-1]
    differences: NDArray[Any] = np.repeat(probabilities[..., None, :], classes, axis=-2)
    diagonal = np.arange(classes)
    differences[..., diagonal, diagonal] = 0
    differences[..., diagonal, diagonal] = -differences.sum(axis=-1)
    return differences
