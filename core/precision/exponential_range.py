"""Where e^x begins and ends in a floating-point dtype, found by trying."""

from collections.abc import Callable
from functools import cache
from typing import Any, NamedTuple

import numpy as np

from core.precision.dtypes import dtype_of


class ExponentialRange(NamedTuple):
    """The limits of a dtype that a softmax meets, as Python floats."""

    overflow: float  # the logarithm of the largest number: above it e^x is ∞
    largest: float  # the last x of the dtype whose e^x is finite
    last_normal: float  # the lowest x of the dtype whose e^x still has all its digits
    lowest: float  # the lowest x of the dtype whose e^x is not 0
    epsilon: float  # the gap between 1 and the next number
    lost_beside_one: float  # the highest x of the dtype with 1 + e^x = 1
    longest_sum: float  # a sequential sum of ones ends here: adding 1 does nothing


@cache
def exponential_range(dtype: str) -> ExponentialRange:
    """The limits of one dtype, a key of `DTYPES`; another name is a ValueError.

    Notes
    -----
    Found by bisection over the numbers of the dtype with NumPy's own `exp` in it. A naive softmax
    overflows beyond `overflow`; in a stable one a class with z − m < `lowest` has ŷ = 0.

    Examples
    --------
    >>> half = exponential_range("float16")
    >>> round(half.overflow, 4), half.largest, half.longest_sum
    (11.0899, 11.0859375, 2048.0)
    """
    kind = dtype_of(dtype)
    limits = np.finfo(kind)
    top = float(np.log(np.float64(limits.max)))
    smallest = float(np.log(np.float64(limits.smallest_subnormal)))
    one = kind(1)
    with np.errstate(over="ignore", under="ignore"):
        return ExponentialRange(
            overflow=top,
            largest=_last(kind, 0.0, 2 * top, lambda x: np.isfinite(np.exp(x))),
            last_normal=_last(kind, 0.0, 2 * smallest, lambda x: np.exp(x) >= limits.tiny),
            lowest=_last(kind, 0.0, 2 * smallest, lambda x: np.exp(x) > 0),
            epsilon=float(limits.eps),
            lost_beside_one=_last(kind, 2 * smallest, 0.0, lambda x: one + np.exp(x) == one),
            longest_sum=2 / float(limits.eps),
        )


def _last(kind: type[Any], good: float, bad: float, holds: Callable[[Any], Any]) -> float:
    """The number of a dtype nearest to `bad` for which a predicate that ends somewhere holds."""
    inside, outside = kind(good), kind(bad)
    while True:
        middle = kind((float(inside) + float(outside)) / 2)
        if middle in (inside, outside):
            return float(inside)
        if holds(middle):
            inside = middle
        else:
            outside = middle
