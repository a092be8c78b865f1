"""The names of marks beside them, where they cover neither each other nor the path."""

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from dashboard.figures.figure import Trace

SIZE = 14  # px
# As shares of a picture's width, for one that is 380 px wide.
LETTER, LINE, MARK = 0.021, 0.048, 0.026  # MARK is half of a mark's width
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


class Box:
    """A rectangle about its centre, (2,), of a size, (2,), in shares of the picture's width."""

    def __init__(
        self, centre: Sequence[float] | NDArray[np.float64], size: Sequence[float]
    ) -> None:
        half = np.array(size) / 2
        self.low, self.high = centre - half, centre + half

    def meets(self, other: "Box") -> bool:
        return bool((self.low < other.high).all() and (other.low < self.high).all())

    def leaves_the_picture(self) -> bool:
        return bool((self.low < 0).any() or (self.high > 1).any())

    def points_inside(self, points: NDArray[np.float64]) -> int:
        return int(((points > self.low) & (points < self.high)).all(axis=1).sum())


def labelled(
    marks: Sequence[Trace],
    places: Sequence[NDArray[np.float64]],
    way: NDArray[np.float64],
    flow: NDArray[np.float64],
    taken: Sequence[Box] = (),
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
    between = np.linspace(0, 1, 4, endpoint=False)[:, None, None]
    points = np.concatenate([*(way[:-1] + between * np.diff(way, axis=0)), way[-1:]])
    signs = [*taken, *(Box(place, (2 * MARK, 2 * MARK)) for place in places)]
    labels: list[Box] = []

    def cost(box: Box) -> float:
        met = sum(map(box.meets, signs)) + 3 * sum(map(box.meets, labels))
        crossed = 5 * box.points_inside(points) + box.points_inside(flow)
        return 1000 * (met + box.leaves_the_picture()) + crossed

    for number, (mark, place) in enumerate(zip(marks, places, strict=True)):
        is_outside = (place < 0).any() or (place > 1).any()
        if is_outside or any(np.abs(place - over).max() < SAME for over in places[number + 1 :]):
            yield mark
            continue
        size = LETTER * len(mark["name"]), LINE
        boxes = {
            side: Box(place + np.array(towards) * (MARK + np.array(size) / 2), size)
            for side, towards in SIDES.items()
        }
        side = min(boxes, key=lambda side: cost(boxes[side]))
        labels.append(boxes[side])
        yield mark | {
            "mode": f"{mark['mode']}+text",
            "text": [*[""] * (len(mark["x" if "x" in mark else "a"]) - 1), mark["name"]],
            "textposition": side,
            "textfont": {"size": SIZE, "shadow": HALO},
        }
