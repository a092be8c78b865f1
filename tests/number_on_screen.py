"""Reads the numbers that the app writes."""

_LOWERED = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻−", "0123456789--")


def read_number(text: str) -> float:
    """The number that a text of the app stands for.

    >>> read_number("−1.235 × 10⁻⁷"), read_number("10⁶"), read_number("25.00%")
    (-1.235e-07, 1000000.0, 0.25)
    >>> read_number("≈ 0")
    0.0
    """
    plain = text.removeprefix("≈ ").replace("\u202f", "").replace("∞", "inf")
    if plain.endswith("%"):
        return read_number(plain[:-1]) / 100
    if plain[-1] not in "⁰¹²³⁴⁵⁶⁷⁸⁹":
        return float(plain.translate(_LOWERED))
    mantissa, _, power = plain.rpartition("10")
    digits = mantissa.rstrip("\xa0 ×").translate(_LOWERED)
    return float(f"{digits + '1' if digits in ('', '-') else digits}e{power.translate(_LOWERED)}")
