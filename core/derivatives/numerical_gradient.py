"""Central differences: the gradient of a function that is only known by its values."""

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from core.validation import as_finite, as_positive, as_vector


def numerical_gradient(
    function: Callable[[NDArray[Any]], Any], point: ArrayLike, *, step: float | None = None
) -> NDArray[Any]:
    """Estimate ∂f/∂x_j ≈ (f(x + h e_j) − f(x − h e_j)) / 2h at every entry j of the point.

    Parameters
    ----------
    function : takes an array like `point` and returns one number; called twice for each entry.
    point : x, any shape. float16, float32 and float64 are kept; integers become float64.
    step : h > 0, the same for every entry, in the unit of the point. By default
        ∛ε·max(1, |x_j|) with the ε of the dtype: the truncation error falls as h², the rounding
        error grows as ε/h, and their sum is least where h is about ∛ε.

    Returns
    -------
    The gradient, in the shape and dtype of the point.

    Raises
    ------
    ValueError : for a point with NaN or infinities, a step that is not a positive finite
        number or too small to move the point, or a function that does not return one number.

    Notes
    -----
    Press et al., "Numerical Recipes", 3rd edition (2007), section 5.7.

    Examples
    --------
    >>> numerical_gradient(lambda x: (x**2).sum(), [[1.0, -2.0]]).round(6)
    array([[ 2., -4.]])
    """
    point = as_finite(point, "point")
    if step is None:
        steps = np.cbrt(np.finfo(point.dtype).eps) * np.maximum(1, np.abs(point))
    else:
        steps = np.full(point.shape, as_positive(step, "step"))
    gradient = np.empty(point.shape, dtype=point.dtype)
    for index in np.ndindex(point.shape):
        above, below = point.copy(), point.copy()
        with np.errstate(over="ignore"):  # a step out of the dtype is refused by name
            above[index] += steps[index]
            below[index] -= steps[index]
        # What was really added to x: x + h is rounded, and that would be an error of ε·|x|/h.
        distance = float(above[index]) - float(below[index])
        if not 0 < distance < np.inf:
            raise ValueError(
                f"step must move the point within {point.dtype}, got {steps[index]} "
                f"at {point[index]}"
            )
        rise = _one_number(function(above)) - _one_number(function(below))
        with np.errstate(over="ignore"):  # beyond the dtype it is infinite
            gradient[index] = rise / distance
    return gradient


def numerical_gradient_in_rows(
    function: Callable[[NDArray[Any]], NDArray[Any]], point: ArrayLike
) -> NDArray[Any]:
    """`numerical_gradient` of a vector, from one call of a function that takes many points.

    Parameters
    ----------
    function : takes points, (points, entries), and returns one number for each, (points,).
    point : x, (entries,); its dtype is kept, integers become float64.

    Returns
    -------
    The gradient, (entries,), in the dtype of the point.

    Raises
    ------
    ValueError : for a point that is no vector or holds NaN or infinities, or a function that
        does not return one number for each of its points.

    Notes
    -----
    As `numerical_gradient`, with its default step.

    Examples
    --------
    >>> numerical_gradient_in_rows(lambda rows: (rows**2).sum(axis=1), [1.0, -2.0]).round(6)
    array([ 2., -4.])
    """
    point = as_vector(point, "point")
    steps = np.diag(np.cbrt(np.finfo(point.dtype).eps) * np.maximum(1, np.abs(point)))
    above, below = (point + steps).astype(point.dtype), (point - steps).astype(point.dtype)
    values = np.asarray(function(np.concatenate([above, below])))
    if values.shape != (2 * len(point),):
        raise ValueError(
            f"function must return one number for each of {2 * len(point)} points, got shape "
            f"{values.shape}"
        )
    rises = values[: len(point)] - values[len(point) :]
    return np.asarray(rises / np.diagonal(above - below), dtype=point.dtype)


def _one_number(value: object) -> float:
    array = np.asarray(value)
    if array.size != 1 or array.dtype.kind not in "iuf":
        raise ValueError(
            f"function must return one real number, got {array.dtype} of shape {array.shape}"
        )
    return float(array.reshape(()))
