"""What a hand moves in a figure, while the browser computes what follows (see hand.js)."""

import math
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

Limits = tuple[float, float, float]  # the least value, the most, and the step between two


class Live(NamedTuple):
    """Values that a hand moves, and how a figure draws them.

    All live figures of a page are given the same values, limits and the rest; the view is their
    own.

    Attributes
    ----------
    values : by the keys of their controls.
    limits : of each value that may be moved; the others stay.
    given : what the formulas need beside the values.
    view : which of the browser's views draws the figure, its `kind`, and what that one needs.
    on_move : called, before the page runs again, with values that the hand has left; they are
        numbers, but may be any.
    """

    values: Mapping[str, float]
    limits: Mapping[str, Limits]
    given: Mapping[str, Any]
    view: Mapping[str, Any]
    on_move: Callable[[Mapping[str, float]], None]

    def message(self) -> dict[str, Any]:
        """What the browser is told."""
        told = self._asdict()
        del told["on_move"]
        return told


def is_number(value: Any) -> bool:
    """Whether what a browser has sent is a finite number: any client can send anything."""
    is_real = isinstance(value, int | float) and not isinstance(value, bool)
    return is_real and abs(value) < math.inf


def are_numbers(values: Any) -> bool:
    """Whether it is numbers by their names."""
    return isinstance(values, dict) and all(map(is_number, values.values()))
