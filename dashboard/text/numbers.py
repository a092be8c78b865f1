"""How numbers look: four significant digits, and a minus sign that is a minus sign."""

import math

MINUS = "\N{MINUS SIGN}"


def number(value: float, digits: int = 4) -> str:
    """The value to so many significant digits.

    Examples
    --------
    >>> number(0.0320586), number(-1234567.0), number(2), number(float("inf"))
    ('0.03206', '−1.235e+06', '2.000', '∞')
    """
    if math.isnan(value):
        return "NaN"
    if math.isinf(value):
        return "∞" if value > 0 else f"{MINUS}∞"
    text = f"{value:#.{digits}g}".removesuffix(".")
    return text.replace("-", MINUS)


def signed_number(value: float, digits: int = 4) -> str:
    """As `number`, with the sign of a positive value shown too.

    Examples
    --------
    >>> signed_number(0.25), signed_number(-0.25)
    ('+0.2500', '−0.2500')
    """
    return ("+" if value > 0 else "") + number(value, digits)


def number_or_zero(value: float) -> str:
    """The value, and "0" for what is exactly that.

    >>> number_or_zero(0.0), number_or_zero(0.5)
    ('0', '0.5000')
    """
    return "0" if value == 0 else number(value)
