"""The smoothed line through the losses of the mini-batches."""

import numpy as np
from numpy.typing import ArrayLike, NDArray

from core.validation import REAL, as_count, as_floating, brief


def exponential_moving_average(
    values: ArrayLike, *, span: float, previous: float = 0.0, count: int = 0
) -> NDArray[np.float64]:
    """Each value's running average: sₜ = sₜ₋₁ + αₜ (vₜ − sₜ₋₁) with αₜ = max(1/t, 2/(span + 1)).

    Until t reaches half the span it is the plain mean of all values so far, so the first value
    has no more weight than the others; from then on it forgets exponentially. It looks back only:
    a point never changes once it is drawn.

    Parameters
    ----------
    values : (n,), in the unit of the result.
    span : at least 1; in the long run the weights have the same centre of mass as a plain mean
        over so many values.
    previous, count : the average just before the first value and the number of values behind it,
        to go on where an earlier call stopped.

    Returns
    -------
    (n,) float64.

    Raises
    ------
    ValueError : values that are no numbers of shape (n,), a span below 1 or a negative count.

    Examples
    --------
    >>> exponential_moving_average([4.0, 0.0, 0.0], span=3)
    array([4., 2., 1.])
    >>> exponential_moving_average([0.0], span=3, previous=2.0, count=2)
    array([1.])
    """
    if not isinstance(span, REAL) or not span >= 1:
        raise ValueError(f"span must be a number of at least 1, got {brief(span)}")
    count = as_count(count, "count", least=0)
    sequence = as_floating(values, "values").astype(np.float64, copy=False)
    if sequence.ndim != 1:
        raise ValueError(f"values must have shape (n,), got shape {sequence.shape}")
    weight = 2 / (span + 1)
    smoothed = np.empty_like(sequence)
    average = previous
    for index, value in enumerate(sequence.tolist()):
        average += max(1 / (count + index + 1), weight) * (value - average)
        smoothed[index] = average
    return smoothed
