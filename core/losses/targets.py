"""Targets y: integer labels as one-hot rows, and label smoothing."""

from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from core.losses.softmax import narrowed, widened
from core.validation import as_count, as_distribution, as_epsilon, as_labels, as_targets


def one_hot(labels: ArrayLike, classes: int) -> NDArray[np.float64]:
    """Rows with 1 at the label and 0 elsewhere.

    Parameters
    ----------
    labels : whole numbers from 0 to classes − 1, any shape.
    classes : how many classes there are, at least 1.

    Returns
    -------
    Distributions of shape labels.shape + (classes,), float64.

    Raises
    ------
    ValueError : for labels that are negative, too large or not whole, or classes < 1.

    Notes
    -----
    The indicator y_k = δ_{k, label} of seed.md.

    Examples
    --------
    >>> one_hot([2, 0], 3)
    array([[0., 0., 1.],
           [1., 0., 0.]])
    """
    classes = as_count(classes, "classes", least=1)
    whole = as_labels(labels, classes, "labels")
    return np.asarray(whole[..., None] == np.arange(classes), dtype=np.float64)


def as_distributions(targets: ArrayLike, logits: NDArray[Any]) -> NDArray[Any]:
    """The targets of checked logits as distributions, (..., classes): labels become one-hot rows.

    Errors are those of `as_targets`.

    Examples
    --------
    >>> as_distributions(1, np.zeros(2)), as_distributions([0.25, 0.75], np.zeros(2))
    (array([0., 1.]), array([0.25, 0.75]))
    """
    checked = as_targets(targets, logits)
    return checked if checked.ndim == logits.ndim else one_hot(checked, logits.shape[-1])


def smooth_labels(targets: ArrayLike, epsilon: float) -> NDArray[Any]:
    """Mix the targets with the uniform distribution: y·(1 − ε) + ε/K.

    This is the ε/K convention: the target class itself receives ε/K. (The other
    one, `smooth_labels_over_others`, spreads ε over the K − 1 other classes.)

    Parameters
    ----------
    targets : distributions, (..., classes); see `one_hot` for labels.
    epsilon : ε, the weight of the uniform distribution, from 0 to 1.

    Returns
    -------
    Distributions, (..., classes), in the dtype of the targets.

    Raises
    ------
    ValueError : for targets that are negative or do not sum to 1, or epsilon outside [0, 1].

    Notes
    -----
    Szegedy et al. (2016), "Rethinking the Inception architecture", section 7.

    Examples
    --------
    >>> smooth_labels([1.0, 0.0, 0.0, 0.0], 0.2)
    array([0.85, 0.05, 0.05, 0.05])
    """
    distribution = as_distribution(targets)
    epsilon = as_epsilon(epsilon)
    smoothed = widened(distribution) * (1 - epsilon) + epsilon / distribution.shape[-1]
    return narrowed(smoothed, distribution.dtype)


def smooth_labels_over_others(targets: ArrayLike, epsilon: float) -> NDArray[Any]:
    """Each class hands the fraction ε of its target to the others: y(1 − ε) + (1 − y)·ε/(K − 1).

    This is the ε/(K − 1) convention. It is `smooth_labels` with ε·K/(K − 1) for its ε; arguments,
    shape and errors are the same, but for a single class: it is refused.

    Notes
    -----
    With μ = ε·K/(K − 1): y(1 − μ) + μ/K = y(1 − ε) − y·ε/(K − 1) + ε/(K − 1), the same.

    Examples
    --------
    >>> smooth_labels_over_others([1.0, 0.0, 0.0, 0.0], 0.3)
    array([0.7, 0.1, 0.1, 0.1])
    """
    distribution = as_distribution(targets)
    epsilon = as_epsilon(epsilon)
    others = distribution.shape[-1] - 1
    if others == 0:
        raise ValueError("targets must have at least two classes to share with, got 1")
    wide = widened(distribution)
    return narrowed(wide * (1 - epsilon) + (1 - wide) * epsilon / others, distribution.dtype)
