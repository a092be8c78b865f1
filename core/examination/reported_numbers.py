"""A number that somebody's program reported, and how far its digits and float32 let it be off."""

from decimal import Decimal, InvalidOperation
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from core.sentence import SentenceError
from core.validation import REAL, brief

HALF_ULP = 2.0**-24  # the relative error of one rounding to float32
_DIGITS_OF_FLOAT32 = 7
_MOST_DECIMALS = 7


class ReportedNumber(NamedTuple):
    """A number as it was written."""

    value: float
    half_unit: float  # half of one unit of the last digit
    few_digits: bool  # at most seven: then float32 has nothing to do with what is not written

    def allows(self, value: float, float32_error: float) -> bool:
        """Whether a program that computes `value` in float32 may report this number."""
        unwritten = self.half_unit if self.few_digits else 0.0
        return abs(value - self.value) <= unwritten + float32_error

    def agrees(self, value: float) -> bool:
        """Whether `value` agrees in all the digits that are written, as far as float64 has them."""
        return abs(value - self.value) <= self.half_unit + 1e-12 * abs(value)

    @property
    def unwritten(self) -> float:
        """How far the digits alone let the number be off."""
        return self.half_unit if self.few_digits else 0.0


def reported_number(reported: object, name: str) -> ReportedNumber:
    """The number of a text, or of a float by the digits that Python writes of it.

    Parameters
    ----------
    reported : a text such as "4.60" or "1e-3" (a minus sign may be −), a real number, or an array
        that holds one.
    name : of the argument, for the error.

    Raises
    ------
    ValueError : for anything else, NaN and infinities.

    Examples
    --------
    >>> reported_number("4.60", "reported_loss")
    ReportedNumber(value=4.6, half_unit=0.005, few_digits=True)
    >>> reported_number(np.float32(2.302585), "reported_loss").half_unit
    5e-07
    """
    if isinstance(reported, np.ndarray) and reported.size == 1:
        reported = reported.reshape(())[()]
    if isinstance(reported, str):
        text = reported.strip().replace("−", "-")
    elif isinstance(reported, REAL) and not isinstance(reported, bool):
        text = str(reported)
    else:
        text = ""
    try:
        number = Decimal(text)
    except InvalidOperation:
        number = Decimal("NaN")
    if not (number.is_finite() and np.isfinite(float(number))):
        raise SentenceError(
            "{name} must be a finite number, got {value}", name=name, value=brief(reported)
        )
    _, digits, exponent = number.as_tuple()
    assert isinstance(exponent, int)  # it is a letter for NaN and infinities only
    written = len("".join(map(str, digits)).lstrip("0"))
    half_unit = float(Decimal("0.5").scaleb(exponent))
    return ReportedNumber(float(number), half_unit, written <= _DIGITS_OF_FLOAT32)


def half_unit_of_decimals(values: NDArray[Any]) -> float:
    """Half of one unit of the last decimal, where all entries are rounded to few; otherwise 0.

    Examples
    --------
    >>> half_unit_of_decimals(np.array([0.25, -0.1234])), half_unit_of_decimals(np.array([1 / 3]))
    (5e-05, 0.0)
    """
    for decimals in range(1, _MOST_DECIMALS + 1):
        if _are_rounded(values[:100], decimals) and _are_rounded(values, decimals):
            return float(f"0.5e-{decimals}")
    return 0.0


def _are_rounded(values: NDArray[Any], decimals: int) -> bool:
    wide = values.astype(np.float64)
    # What float32 makes of a rounded number is off by a rounding of its own.
    return bool((np.abs(wide - wide.round(decimals)) <= HALF_ULP * np.abs(wide)).all())


def roundest(low: float, high: float) -> tuple[float, int]:
    """The positive number of fewest digits within low … high, and how many digits it has.

    Examples
    --------
    >>> roundest(0.0996, 0.1003), roundest(1.998, 2.0013), roundest(1 / 3, 1 / 3)[1]
    ((0.1, 1), (2.0, 1), 16)
    """
    middle = (low + high) / 2
    for digits in range(1, 18):
        rounded = float(f"{middle:.{digits - 1}e}")
        if low <= rounded <= high:
            return rounded, digits
    return middle, 17
