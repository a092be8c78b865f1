"""Symbols with small numbers beside them: z₃, x₁²."""

from __future__ import annotations

SUBSCRIPTS = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")
SUPERSCRIPTS = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")


def symbol(letter: str, index: int) -> str:
    """A letter and its index, counted from 0; on screen it is counted from 1.

    Examples
    --------
    >>> symbol("z", 0)
    'z₁'
    """
    return letter + str(index + 1).translate(SUBSCRIPTS)


def input_symbols(count: int) -> tuple[str, ...]:
    """The names x₁, x₂, … of inputs that have no other.

    Examples
    --------
    >>> input_symbols(2)
    ('x₁', 'x₂')
    """
    return tuple(symbol("x", index) for index in range(count))
