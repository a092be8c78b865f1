"""Entropy of a target distribution: the floor under its cross-entropy."""

from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from core.losses.softmax import widened
from core.validation import as_distribution


def entropy(distribution: ArrayLike) -> NDArray[Any]:
    """H(y) = −Σ_k y_k log y_k, with 0·log 0 = 0: the least cross-entropy any logits can reach.

    Parameters
    ----------
    distribution : y, (..., classes): non-negative, each row summing to 1.

    Returns
    -------
    Nats, shape distribution.shape[:-1], in the dtype of the distribution: 0 for a one-hot
    row, log K for the uniform one.

    Raises
    ------
    ValueError : for entries that are negative or rows that do not sum to 1.

    Notes
    -----
    Shannon (1948). L(y, ŷ) = H(y) + KL(y‖ŷ) ≥ H(y), with equality where ŷ = y.

    Examples
    --------
    >>> entropy([[0.0, 1.0], [0.5, 0.5]]).round(4)
    array([0.    , 0.6931])
    """
    kept = as_distribution(distribution, "distribution")
    wide = widened(kept)
    # log 1 = 0 stands in for log 0, so that 0·log 0 is 0.
    logarithms = np.log(np.where(wide > 0, wide, 1))
    # Every term is ≤ 0, so the absolute value is the negation, without the sign of −0.
    return np.asarray(np.abs((wide * logarithms).sum(axis=-1)), dtype=kept.dtype)[()]
