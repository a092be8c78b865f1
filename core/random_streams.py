"""One seed for a whole run, and an independent random stream for each purpose."""

from __future__ import annotations

from core.sentence import SentenceError
from core.validation import WHOLE, brief

SEEDS = 2**32  # seeds are 0 … 2³² − 1: one word of NumPy's seed sequence

# The word after the seed.
TOY_STREAM, SPLIT_STREAM, UNITS_STREAM, BATCHES_STREAM, WEIGHTS_STREAM, BUG_STREAM = range(1, 7)


def checked_seed(seed: int) -> int:
    """`seed` as a Python int.

    Raises
    ------
    ValueError : not a whole number in 0 … 2³² − 1.

    Examples
    --------
    >>> checked_seed(-1)
    Traceback (most recent call last):
    core.sentence.SentenceError: seed must be a whole number in 0 … 4294967295, got -1
    """
    if not (isinstance(seed, WHOLE) and 0 <= seed < SEEDS):
        raise SentenceError(
            "seed must be a whole number in 0 … {most}, got {seed}",
            most=SEEDS - 1,
            seed=brief(seed),
        )
    return int(seed)
