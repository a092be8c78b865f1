"""A sum as a simple loop takes it: one term after the other, rounded after each."""

from typing import Any

import numpy as np
from numpy.typing import NDArray


@np.errstate(over="ignore", invalid="ignore")
def sequential_sum(values: NDArray[Any]) -> NDArray[Any]:
    """Σ over the last axis, every partial sum rounded to the dtype of the values.

    `np.sum` adds float16 in float32 inside, and the others in pairs. This sum does neither, and so
    shows what a dtype itself can hold: once the sum is 2/ε times a term, adding the term does
    nothing, and in float16 that is at 2,048.

    The values are (..., terms), at least one term, and the sums (...,).

    Notes
    -----
    Higham (2002), "Accuracy and Stability of Numerical Algorithms", section 4.1: recursive
    summation, and an error that grows with the number of terms.

    Examples
    --------
    >>> ones = np.ones(4096, dtype=np.float16)
    >>> float(sequential_sum(ones)), float(ones.sum())
    (2048.0, 4096.0)
    """
    # An accumulation stores each partial sum, and so rounds it.
    return np.asarray(np.add.accumulate(values, axis=-1)[..., -1])
