"""How the numbers of a column are written, and what they are."""

import re
from collections import Counter
from collections.abc import Mapping
from typing import NamedTuple

NUMBER = re.compile(r"[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]+)?")
_SIGNS = str.maketrans(dict.fromkeys("−–﹣－", "-") | {"’": "'"})
_CURRENCY = "(?:[A-Z]{1,2}[$]|[$¢£¤¥֏؋৳฿៛₠-⃀]|R[sp][.]?|EUR|USD|GBP|JPY|CHF|CNY|INR|VND|AUD|CAD)"
_DRESSED = re.compile(
    rf"(?P<open>[(]?)(?P<sign>[+-]?) ?(?P<prefix>{_CURRENCY}?) ?(?P<inner>[+-]?)"
    r"(?P<digits>[0-9](?:[0-9.,' ]*[0-9])?[.,]?|[.,][0-9]+)(?P<exponent>(?:[eE][+-]?[0-9]+)?)"
    r" ?(?P<suffix>(?:[^0-9\s.,;:/'()+-][^0-9()]{0,11})?)(?P<close>[)]?)"
)
_LONE_SIGN = re.compile(r"([1-9][0-9]{0,2})([.,])[0-9]{3}")  # 1.234: a decimal or a thousand


class NumberFormat(NamedTuple):
    """What the cells of a column put around and between their digits.

    Attributes
    ----------
    decimal : "." or ",".
    prefix, suffix : a currency, a per cent sign, a unit; "" for none.
    is_guess : the cells have one sign each, before three digits: it may mark decimals or thousands.
    """

    decimal: str = "."
    prefix: str = ""
    suffix: str = ""
    is_guess: bool = False

    def read(self, cell: str) -> float | None:
        """The number that a cell holds, None where it holds none in this format.

        >>> NumberFormat(",", "€").read("(€1.234,5)"), NumberFormat().read("1.2.3")
        (-1234.5, None)
        """
        cell = cell.translate(_SIGNS)
        if not (self.prefix or self.suffix) and NUMBER.fullmatch(cell):
            thousands = self.decimal == "," and _LONE_SIGN.fullmatch(cell.lstrip("+-"))
            return float(cell.replace(".", "") if thousands else cell)
        found = _dressed(cell)
        if found is None or _around(found) != (self.prefix, self.suffix):
            return None
        digits = _with_point(found["digits"], self.decimal)
        if digits is None:
            return None
        negative = bool(found["open"]) or "-" in (found["sign"], found["inner"])
        return float(digits + found["exponent"]) * (-1 if negative else 1)


PLAIN = NumberFormat()


class NumberSigns(NamedTuple):
    """What the cells of a column tell of their format.

    Attributes
    ----------
    prefix, suffix : what is around the digits of at least half of them.
    decimal : the sign that must be the decimal one; "" if none must.
    lone : the sign that stands once, before three digits; "" if none does.
    """

    prefix: str = ""
    suffix: str = ""
    decimal: str = ""
    lone: str = ""

    def settled(self, delimiter: str, of_file: str, chosen: str | None = None) -> NumberFormat:
        """The format, where other columns of the file have shown this decimal sign, or "".

        Where the sign can only be guessed, the chosen one holds.

        >>> NumberSigns(lone=".").settled(";", ","), NumberSigns(lone=".").settled(",", "").decimal
        (NumberFormat(decimal=',', prefix='', suffix='', is_guess=True), '.')
        """
        usual = "." if delimiter == "," else self.lone
        decimal = self.decimal or of_file or usual or "."
        as_usual = (delimiter == "," and self.lone == decimal == ".") or self.lone == of_file
        is_guess = bool(self.lone) and not self.decimal and not as_usual
        settled = chosen if chosen and is_guess else decimal
        return NumberFormat(settled, self.prefix, self.suffix, is_guess)


def signs_of(values: Mapping[str, int], delimiter: str) -> NumberSigns:
    """What the cells of a column tell of their format, from how often each occurs.

    In files that separate cells by commas, a decimal comma must stand in half of the cells.

    >>> signs_of({"1.234,5 kg": 1, "0,5 kg": 1}, ";")
    NumberSigns(prefix='', suffix='kg', decimal=',', lone='')
    """
    around: Counter[tuple[str, str]] = Counter()
    decimals: Counter[str] = Counter()
    lone: Counter[str] = Counter()
    for value, count in values.items():
        found = _dressed(value.translate(_SIGNS))
        if found is None:
            continue
        around[_around(found)] += count
        if single := _LONE_SIGN.fullmatch(found["digits"]):
            lone[single[2]] += count
        elif sign := decimal_sign(found["digits"]):
            decimals[sign] += count
    half = sum(values.values()) / 2
    (prefix, suffix), most = around.most_common(1)[0] if around else (("", ""), 0)
    if most < half:
        prefix = suffix = ""
    if delimiter == "," and decimals[","] < half:
        del decimals[","]
    return NumberSigns(
        prefix,
        suffix,
        max(decimals, key=lambda sign: decimals[sign], default=""),
        max(lone, key=lambda sign: lone[sign], default=""),
    )


def decimal_sign(digits: str) -> str:
    """Which of its signs must be the decimal one, "" where that cannot be told.

    >>> decimal_sign("1.234,5"), decimal_sign("0,5"), decimal_sign("1.234"), decimal_sign("1,2,3")
    (',', ',', '', '')
    """
    as_point, as_comma = _with_point(digits, "."), _with_point(digits, ",")
    if as_point == as_comma or (as_point and as_comma):
        return ""
    return "." if as_point else ","


def _dressed(cell: str) -> re.Match[str] | None:
    """A number and what is around it: brackets that match, one sign, digits that make a number."""
    found = _DRESSED.fullmatch(cell)
    if found is None or bool(found["open"]) != bool(found["close"]):
        return None
    if found["sign"] and (found["inner"] or found["open"]):
        return None
    digits = found["digits"]
    is_number = _with_point(digits, ".") or _with_point(digits, ",")
    return found if is_number else None


def _around(found: re.Match[str]) -> tuple[str, str]:
    return found["prefix"], found["suffix"].strip()


def _with_point(digits: str, decimal: str) -> str | None:
    """Digits as Python reads them, None if what stands between them makes no groups of three."""
    whole, sign, rest = digits.partition(decimal)
    if rest and not rest.isdecimal():
        return None
    signs = set(whole) - set("0123456789")
    if len(signs) > 1 or decimal in signs:
        return None
    if signs and not _is_grouped(whole, signs.pop()):
        return None
    return re.sub("[^0-9]", "", whole) + ("." + rest if sign else "")


def _is_grouped(whole: str, sign: str) -> bool:
    first, *middle, last = whole.split(sign)
    thousands = all(len(group) == 3 for group in middle)
    lakhs = sign == "," and all(len(group) == 2 for group in middle)  # 12,34,567 in India
    return 1 <= len(first) <= 3 and len(last) == 3 and (thousands or lakhs)
