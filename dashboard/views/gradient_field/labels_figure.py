"""The names of marks beside them, where they cover neither each other nor the path."""

from collections.abc import Iterator, Sequence
from itertools import combinations
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from dashboard.figures.figure import Trace

SIZE = 14  # px
# As shares of a picture's width, for the 300 px of a phone.
LETTER, LINE, MARK = 0.026, 0.058, 0.032  # MARK is half of a mark's width
HALO = ", ".join(
    f"{offset} var(--st-background-color)"
    for offset in ("2px 0", "-2px 0", "0 2px", "0 -2px", "0 0 4px", "0 0 4px")
)
SAME = 0.002  # two places not as far apart as this, likewise, are one
SIDES = {
    "middle right": (1, 0),
    "middle left": (-1, 0),
    "top center": (0, 1),
    "bottom center": (0, -1),
    "top right": (1, 1),
    "top left": (-1, 1),
    "bottom right": (1, -1),
    "bottom left": (-1, -1),
}


class Boxes(NamedTuple):
    """Rectangles, in shares of the picture's width: their lower left and upper right corners."""

    low: NDArray[np.float64]  # (..., 2)
    high: NDArray[np.float64]  # (..., 2)

    @classmethod
    def around(cls, centres: ArrayLike, sizes: ArrayLike) -> "Boxes":
        """The rectangles about their centres, (..., 2), of these sizes, (..., 2)."""
        half = np.asarray(sizes) / 2
        return cls(np.asarray(centres) - half, np.asarray(centres) + half)

    def meets(self, other: "Boxes") -> NDArray[np.bool_]:
        """Whether each meets each of the others."""
        low, high = (
            corner.reshape(*corner.shape[:-1], *[1] * (other.low.ndim - 1), 2) for corner in self
        )
        return np.asarray((low < other.high).all(axis=-1) & (other.low < high).all(axis=-1))


def labelled(
    marks: Sequence[Trace],
    places: Sequence[NDArray[np.float64]],
    way: NDArray[np.float64],
    flow: NDArray[np.float64],
    taken: Boxes | None = None,
) -> Iterator[Trace]:
    """The marks, each with its name beside its last point.

    Of marks on the same place the last one is labelled, and none outside the picture.

    Parameters
    ----------
    marks : scatter traces with a name.
    places : (2,) of the last point of each, as shares of the picture's width.
    way : (points, 2), likewise; the lines that labels keep off, parted by NaN.
    flow : (points, 2), likewise; what they keep off where they can.
    taken : where they never lie.
    """
    shown = [
        number
        for number, place in enumerate(places)
        if ((place >= 0) & (place <= 1)).all()
        and all(np.abs(place - over).max() >= SAME for over in places[number + 1 :])
    ]
    at = np.array([places[number] for number in shown]).reshape(-1, 1, 2)
    letters = [len(marks[number]["name"]) for number in shown]
    sizes = np.array([(LETTER * count, LINE) for count in letters]).reshape(-1, 1, 2)
    boxes = Boxes.around(at + np.array([*SIDES.values()]) * (MARK + sizes / 2), sizes)
    between = np.linspace(0, 1, 4, endpoint=False)[:, None, None]
    lines = (way[:-1] + between * np.diff(way, axis=0)).reshape(-1, 2)
    costs = 5 * boxes.meets(Boxes(lines, lines)).sum(axis=-1)
    costs += boxes.meets(Boxes(flow[::3], flow[::3])).sum(axis=-1)
    costs += 1000 * ((boxes.low < 0) | (boxes.high > 1)).any(axis=-1)
    # Marks count as a little smaller than they are: a label may touch the mark beside it.
    for solid in filter(None, (Boxes.around(at[:, 0], (1.9 * MARK, 1.9 * MARK)), taken)):
        costs += 1000 * boxes.meets(solid).sum(axis=-1)
    sides = dict(zip(shown, _cheapest(costs, 3000 * boxes.meets(boxes)), strict=True))
    for number, mark in enumerate(marks):
        yield mark | (_label(mark, [*SIDES][sides[number]]) if number in sides else {})


def _cheapest(costs: NDArray[np.int_], together: NDArray[np.int_]) -> list[int]:
    """The side of each label, of all ways to choose them.

    `costs` are those of each label and side alone; `together`, (label, side, label, side), those
    that come with each pair.
    """
    labels, sides = costs.shape
    total = np.zeros([sides] * labels)
    for one in range(labels):
        total += np.expand_dims(costs[one], [k for k in range(labels) if k != one])
    for one, other in combinations(range(labels), 2):
        others = [k for k in range(labels) if k not in (one, other)]
        total += np.expand_dims(together[one, :, other], others)
    return [int(side) for side in np.unravel_index(total.argmin(), total.shape)]


def _label(mark: Trace, side: str) -> Trace:
    points = len(mark["x" if "x" in mark else "a"])
    return {
        "mode": f"{mark['mode']}+text",
        "text": [*[""] * (points - 1), mark["name"]],
        "textposition": side,
        "textfont": {"size": SIZE, "shadow": HALO},
    }
