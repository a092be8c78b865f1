"""What a cell of text holds: a number, nothing, or words."""

from __future__ import annotations

import math
import re

from core.datasets.text_table import shortened
from core.sentence import Sentence, SentenceError

LARGEST_NUMBER = 1e100  # squares and sums of larger ones would overflow
NUMBER = re.compile(r"[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]+)?")
MISSING_WORDS = frozenset({"", "na", "n/a", "nan", "null", "?"})
INFINITE_WORDS = frozenset({"inf", "infinity", "∞"})


def is_missing(cell: str) -> bool:
    """Whether a cell holds nothing, or a word for it.

    >>> is_missing(""), is_missing("NA"), is_missing("0")
    (True, True, False)
    """
    return cell.lower() in MISSING_WORDS


def looks_like_number(cell: str, delimiter: str) -> bool:
    """Whether a cell is written as a number; a comma is a decimal sign unless it separates cells.

    >>> looks_like_number("1,5", ";"), looks_like_number("1,5", ",")
    (True, False)
    """
    return _is_infinite(cell) or NUMBER.fullmatch(_with_point(cell, delimiter)) is not None


def number_in(cell: str, delimiter: str, where: Sentence) -> float:
    """The number that a cell holds, NaN where it is missing.

    Raises
    ------
    ValueError : a sentence that begins with `where`: no number, or one beyond 1e100.

    Examples
    --------
    >>> number_in("−1,5", ";", Sentence("row 2"))
    -1.5
    """
    if is_missing(cell):
        return math.nan
    written = _with_point(cell, delimiter)
    is_number = NUMBER.fullmatch(written) is not None
    if is_number and abs(float(written)) < LARGEST_NUMBER:
        return float(written)
    if is_number or _is_infinite(cell):
        raise SentenceError(
            "{where}: “{cell}” is too large; numbers must be finite and below 1e100",
            where=where,
            cell=shortened(cell),
        )
    raise SentenceError(
        "{where}: “{cell}” is not a number, as most values of this column are",
        where=where,
        cell=shortened(cell),
    )


def _is_infinite(cell: str) -> bool:
    return cell.lower().lstrip("+-−") in INFINITE_WORDS


def _with_point(cell: str, delimiter: str) -> str:
    """A number as Python reads it: its own minus sign, and a point for a decimal comma."""
    if delimiter != "," and cell.count(",") == 1 and "." not in cell:
        cell = cell.replace(",", ".")
    return cell.replace("−", "-")
