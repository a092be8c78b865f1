"""Numbers as they are typed: written in full, and read within their limits."""

import numpy as np

from dashboard.text.markdown import shortened
from dashboard.written_numbers import MINUS, whole_number


def as_typed(value: float) -> str:
    """A bound or a value as one would type it.

    >>> as_typed(1e-5), as_typed(200_000)
    ('0.00001', '200\u202f000')
    """
    if isinstance(value, int):
        return shortened(whole_number(value))
    return shortened(np.format_float_positional(value, trim="-").replace("-", MINUS))


def number_from_text(text: str, least: float, most: float) -> float | None:
    """The number that was typed, if it lies from `least` to `most`; None otherwise.

    >>> number_from_text("−0.5", -1, 1), number_from_text("2", -1, 1), number_from_text("a", -1, 1)
    (-0.5, None, None)
    """
    try:
        value = float(text.replace(MINUS, "-"))
    except ValueError:
        return None
    return value + 0.0 if least <= value <= most else None
