"""A graph of numbers: circles with a value in each, and what can be clicked between them."""

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np

from dashboard.figures.axes import flat_layout
from dashboard.figures.figure import Trace
from dashboard.figures.traces import points
from dashboard.palette import BACKGROUND
from dashboard.written_numbers import TIMES

# On a picture narrower than this (pixels), figure.js draws letters and circles so much smaller.
_NARROW = {"below": 500, "scale": 12 / 14}


class Circle(NamedTuple):
    """A node: its place, what is written in it, and its outline."""

    x: float
    y: float
    symbol: str
    value: str
    colour: str
    width: float


def circles_trace(circles: Sequence[Circle], diameter: float, font: dict[str, Any]) -> Trace:
    """The circles; their diameter and letters are in pixels, however wide the screen."""
    outlines = {
        "color": [circle.colour for circle in circles],
        "width": [circle.width for circle in circles],
    }
    return points(
        np.array([circle.x for circle in circles], np.float32),
        np.array([circle.y for circle in circles], np.float32),
        {"size": diameter, "color": BACKGROUND, "opacity": 1, "line": outlines},
        mode="markers+text",
        text=[f"<b>{circle.symbol}</b><br>{_in_a_circle(circle.value)}" for circle in circles],
        textfont=font,
        customdata=[f"{circle.symbol} = {circle.value}" for circle in circles],
        hovertemplate="%{customdata}<extra></extra>",
        cliponaxis=False,
    )


def _in_a_circle(number: str) -> str:
    """A power of ten has a line of its own: beside its factor it would be wider than the circle."""
    return number.replace(TIMES, "<br>× ")


def sensitive_points(places: Sequence[tuple[float, float, str]]) -> Trace:
    """Invisible points, to be pointed at and clicked: each at x and y, with what it tells."""
    return points(
        np.array([x for x, _, _ in places], np.float32),
        np.array([y for _, y, _ in places], np.float32),
        {"size": 18, "opacity": 0},
        customdata=[text for _, _, text in places],
        hovertemplate="%{customdata}<extra></extra>",
    )


def graph_layout(
    view: str, x_range: list[float], y_range: list[float], *, margin: int, **options: Any
) -> dict[str, Any]:
    """The layout of a graph, which has no axes and no legend, and which nobody drags."""
    meta = {"narrow": _NARROW}
    hidden = {"visible": False, "fixedrange": True}
    across, upwards = hidden | {"range": x_range}, hidden | {"range": y_range}
    still = {"showlegend": False, "dragmode": False, "hovermode": "closest"}
    margins = dict.fromkeys("lrtb", margin)
    return flat_layout(view, across, upwards, margin=margins, meta=meta, **still, **options)
