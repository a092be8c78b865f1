"""The numbers of a worked solution, as LaTeX.

Given numbers stand as short as they are given; what is computed has four significant digits.
"""

from collections.abc import Iterable
from typing import SupportsFloat

from dashboard.text.formulas import latex_number, latex_short_number

_LONG_ROW = 24  # in digits and signs: more are wider than a phone


def computed(value: SupportsFloat) -> str:
    """A computed number; one that rounding alone keeps from 0 is 0."""
    return "0" if abs(float(value)) < 1e-12 else latex_number(float(value))


def as_given(value: float) -> str:
    """A given number, as short as it is."""
    return latex_short_number(value)


def factor(value: float) -> str:
    """A factor: negative ones in brackets; given ones short, computed ones to four digits."""
    text = as_given(value) if round(value, 2) == value else computed(value)
    return f"({text})" if value < 0 else text


def signed(value: float) -> str:
    """A given number to be added, with its sign."""
    return f"- {as_given(-value)}" if value < 0 else f"+ {as_given(value)}"


def computed_row(values: Iterable[float]) -> str:
    """Computed numbers as a row, the second half of a long one in a line of its own."""
    numbers = [computed(value) for value in values]
    middle = (len(numbers) + 1) // 2
    halves = [r",\; ".join(part) for part in (numbers[:middle], numbers[middle:])]
    is_long = sum(map(len, numbers)) > _LONG_ROW
    between = r", \\ &\quad\; " if is_long else r",\; "
    return f"({between.join(halves)})"


def given_row(values: Iterable[float]) -> str:
    """Given numbers as a row."""
    entries = r",\; ".join(map(as_given, values))
    return f"({entries})"
