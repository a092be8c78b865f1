"""A number as one would type it: in full, neither rounded nor with an exponent."""

import numpy as np

from dashboard.text.markdown import shortened
from dashboard.text.numbers import MINUS, whole_number


def as_typed(value: float) -> str:
    """A bound or a value as one would type it.

    >>> as_typed(1e-5), as_typed(200_000)
    ('0.00001', '200\u202f000')
    """
    if isinstance(value, int):
        return shortened(whole_number(value))
    return shortened(np.format_float_positional(value, trim="-").replace("-", MINUS))
