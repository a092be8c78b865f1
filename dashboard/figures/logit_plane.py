"""What every picture of the plane of two logits shares: its axes and the example's mark."""

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from core.symbols import symbol
from dashboard.figures.axes import axis, flat_layout
from dashboard.figures.figure import Trace
from dashboard.figures.traces import EXAMPLE_MARKER, points

ASPECT = 1.3  # height over width of a square with a title or a legend above it


class PlaneWords(NamedTuple):
    """The translated words of a picture of the plane."""

    first: str  # title of the axis across
    second: str  # title of the axis upwards
    loss: str
    example: str


class Plane(NamedTuple):
    """Which two logits are drawn, counted from 0, each from −reach to +reach.

    `chosen_reach` is what the user asked for: a zoom is dropped when that changes, and kept when
    the picture widens by itself.
    """

    first: int
    second: int
    reach: float
    chosen_reach: float

    def axis(self, points: int) -> NDArray[np.float32]:
        """Evenly spaced values of either logit, (points,)."""
        return np.linspace(-self.reach, self.reach, points, dtype=np.float32)

    def reading(self, measured: str) -> str:
        """What the pointer tells of a place: both logits, and what is measured there."""
        first, second = symbol("z", self.first), symbol("z", self.second)
        return f"{first} = %{{x:number}}<br>{second} = %{{y:number}}<br>{measured}"


def plane_layout(plane: Plane, words: PlaneWords, **margin: int) -> dict[str, Any]:
    """The layout of a flat picture: both axes to one scale, zoom kept while they stay the same.

    Its height follows from its width: draw it with `ASPECT`.
    """
    bounds = [-plane.reach, plane.reach]
    zoom = f"{plane.first}-{plane.second}-{plane.chosen_reach}"
    ticks = {"range": bounds, "constrain": "domain", "zeroline": False, "nticks": 8}
    square = {"scaleanchor": "x", "constraintoward": "top"}
    return flat_layout(
        zoom,
        axis(words.first, uirevision=zoom, **ticks),
        axis(words.second, uirevision=zoom, **ticks, **square),
        margin={"l": 60, "r": 16, "b": 60} | margin,
    )


def example_mark(
    example: NDArray[np.float32],
    loss: float,
    name: str,
    reading: str = "%{x:number}, %{y:number}<br>L = %{customdata:number}",
    **options: Any,
) -> Trace:
    """The example's place in a picture, marked as everywhere; `reading` is what its point tells."""
    return points(
        example[:1],
        example[1:],
        EXAMPLE_MARKER,
        customdata=[loss],
        hovertemplate=reading,
        name=name,
        **options,
    )
