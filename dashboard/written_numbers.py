"""The one way to write a number on screen; `dashboard/components/numbers.js` writes the same.

Four significant digits, a minus sign that is a minus sign and never stands before a zero, × 10ⁿ
where a number is very small or large, a thin space between thousands, and no space before %. A
number stays on one line.
"""

import math
from collections.abc import Sequence

MINUS = "\N{MINUS SIGN}"
THIN_SPACE = "\N{NARROW NO-BREAK SPACE}"
TIMES = "\N{NO-BREAK SPACE}×\N{NO-BREAK SPACE}"  # before a power of ten
NOISE = "≈ 0"
# Sums of a few terms of size 1 miss 0 by some units of the last place (2.2 × 10⁻¹⁶).
_NOISE_OF_ONE = 1e-14
_RAISED = str.maketrans(f"0123456789{MINUS}", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻")


def number(value: float, digits: int = 4) -> str:
    r"""The value to so many significant digits.

    >>> number(0.0320586), number(2), number(-0.0), number(float("inf"))
    ('0.03206', '2.000', '0.000', '∞')
    >>> number(-1234567.0), number(4.441e-11)
    ('−1.235\xa0×\xa010⁶', '4.441\xa0×\xa010⁻¹¹')
    """
    return as_written(_formatted(value, f"#,.{digits}g"))


def mantissa_and_exponent(value: float, digits: int = 4) -> tuple[str, int | None]:
    """The two numbers that a value is written with; without the second it is not × 10ⁿ.

    >>> mantissa_and_exponent(-0.25), mantissa_and_exponent(1.5e-7)
    (('−0.2500', None), ('1.500', -7))
    """
    return _parts(_formatted(value, f"#,.{digits}g"))


def signed_number(value: float, digits: int = 4) -> str:
    """As `number`, with the sign of a positive value shown too.

    >>> signed_number(0.25), signed_number(-0.25), signed_number(-0.0)
    ('+0.2500', '−0.2500', '0.000')
    """
    return ("+" if value > 0 else "") + number(value, digits)


def number_or_zero(value: float) -> str:
    """The value, and "0" for what is exactly that.

    >>> number_or_zero(0.0), number_or_zero(0.5)
    ('0', '0.5000')
    """
    return "0" if value == 0 else number(value)


def number_or_noise(value: float, *made_of: float) -> str:
    r"""A value that is 0 but for rounding where it is tiny beside what it is made of.

    For sums and differences of numbers that cancel; a small loss is no noise, and has its digits.

    >>> number_or_noise(5.551e-17, 0.31, -0.31), number_or_noise(1e-6, 0.31)
    ('≈ 0', '1.000\xa0×\xa010⁻⁶')
    """
    return NOISE if is_noise(value, *made_of) else number(value)


def is_noise(value: float, *made_of: float) -> bool:
    """Whether rounding alone can have kept a value from 0.

    Parameters
    ----------
    made_of : the numbers that it is the sum or difference of; 1 where there are none.

    >>> is_noise(0.0), is_noise(5.551e-17), is_noise(5.551e-17, 1e-17)
    (False, True, False)
    """
    return 0 < abs(value) <= _NOISE_OF_ONE * max(map(abs, made_of), default=1.0)


def short_number(value: float, digits: int = 6) -> str:
    """A number that someone has chosen, as short as it is.

    >>> short_number(-0.5), short_number(2.0), short_number(1e-5)
    ('−0.5', '2', '10⁻⁵')
    """
    return as_written(_formatted(value, f",.{digits}g"))


def fixed_number(value: float, decimals: int) -> str:
    """The value to so many decimals.

    >>> fixed_number(-0.0004, 3), fixed_number(-12.5, 1)
    ('0.000', '−12.5')
    """
    text = _formatted(value, f",.{decimals}f")
    return _with_signs(text if text.strip("-0.") else text.removeprefix("-"))


def whole_number(value: int) -> str:
    """A count.

    >>> print(whole_number(1438))
    1 438
    """
    return _with_signs(f"{value:,}")


def percent(fraction: float, decimals: int = 2) -> str:
    """A share of 1 in hundredths.

    >>> percent(0.1003), percent(-1e-9), percent(0.75, 0)
    ('10.03%', '0.00%', '75%')
    """
    return fixed_number(100 * fraction, decimals) + "%" * math.isfinite(fraction)


def row_of_numbers(values: Sequence[float]) -> str:
    """Numbers that were typed, as a list.

    >>> row_of_numbers([0.0, 5.0, -0.3])
    '0, 5, −0.3'
    """
    return ", ".join(short_number(value, 10) for value in values)


def as_written(text: str) -> str:
    r"""A number that Python has formatted, with the signs of this module.

    >>> as_written("-1.5e-07"), as_written("1e+06")
    ('−1.5\xa0×\xa010⁻⁷', '10⁶')
    """
    mantissa, exponent = _parts(text)
    if exponent is None:
        return mantissa
    power = power_of_ten(exponent)
    is_one = mantissa.strip(MINUS) == "1"
    return mantissa.replace("1", power) if is_one else f"{mantissa}{TIMES}{power}"


def _formatted(value: float, spec: str) -> str:
    text = f"{value + 0.0:{spec}}"  # −0.0 + 0.0 is 0.0
    return text.replace("inf", "∞").replace("nan", "NaN")


def _parts(text: str) -> tuple[str, int | None]:
    mantissa, _, exponent = text.partition("e")
    return _with_signs(mantissa.removesuffix(".")), int(exponent) if exponent else None


def _with_signs(text: str) -> str:
    return text.replace("-", MINUS).replace(",", THIN_SPACE)


def power_of_ten(exponent: int) -> str:
    """10ⁿ.

    >>> power_of_ten(-11)
    '10⁻¹¹'
    """
    return "10" + str(exponent).replace("-", MINUS).translate(_RAISED)
