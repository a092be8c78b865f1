"""The smoothed line through the losses of the mini-batches."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray


def exponential_moving_average(
    values: ArrayLike, *, span: float, previous: float | None = None
) -> NDArray[np.float64]:
    """Each value's running average: sₜ = sₜ₋₁ + α (vₜ − sₜ₋₁) with α = 2 / (span + 1).

    It looks back only, so a point never changes once it is drawn.

    Parameters
    ----------
    values : (n,), in the unit of the result.
    span : at least 1; the weights of the average have the same centre of mass as a plain mean
        over so many values.
    previous : the average just before the first value, to go on where an earlier call stopped;
        None starts at the first value.

    Returns
    -------
    (n,) float64.

    Raises
    ------
    ValueError : a span below 1.

    Examples
    --------
    >>> exponential_moving_average([4.0, 0.0, 0.0], span=3)
    array([4., 2., 1.])
    >>> exponential_moving_average([0.0], span=3, previous=2.0)
    array([1.])
    """
    if not span >= 1:
        raise ValueError(f"span must be at least 1, got {span!r}")
    share = 2 / (span + 1)
    sequence = np.asarray(values, dtype=np.float64)
    smoothed = np.empty_like(sequence)
    average = previous
    for place, value in enumerate(sequence.tolist()):
        average = value if average is None else average + share * (value - average)
        smoothed[place] = average
    return smoothed
