"""The traces that most figures are made of. Their `options` are Plotly's own, under its names."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from dashboard import palette
from dashboard.figures.figure import Trace


def line(colour: str, width: float, dash: str | None = None, **options: Any) -> Trace:
    """A line through the points of `x` and `y`."""
    stroke = {"color": colour, "width": width} | ({} if dash is None else {"dash": dash})
    return {"type": "scatter", "mode": "lines", "line": stroke} | options


def named_line(x: NDArray[Any], y: NDArray[Any], name: str, reading: str, look: Trace) -> Trace:
    """A line that the legend names; `reading` is what its points tell, `look` is from `line`."""
    x, y = x.astype(np.float32), y.astype(np.float32)
    return {"x": x, "y": y, "name": name, "hovertemplate": reading} | look


def strokes(
    way: NDArray[np.float32], colour: str, width: float, dash: str | None = None, **options: Any
) -> Trace:
    """What a pen has drawn, (points, 2), where NaN lifts it; the pointer passes through it."""
    silent = {"hoverinfo": "skip", "showlegend": False}
    return line(colour, width, dash, x=way[:, 0], y=way[:, 1]) | silent | options


def points(x: Any, y: Any, marker: dict[str, Any], **options: Any) -> Trace:
    """Points with one marker, as Plotly describes it."""
    return {"type": "scatter", "x": x, "y": y, "mode": "markers", "marker": marker} | options


def marker(
    symbol: str, size: float, colour: Any, edge: str | None = "white", edge_width: float = 2
) -> dict[str, Any]:
    """A sign with an edge, which sets it apart from what lies below; None: of its own colour."""
    edge_line = {"width": edge_width} | ({} if edge is None else {"color": edge})
    return {"symbol": symbol, "size": size, "color": colour, "line": edge_line}


def cross(size: float, colour: str, width: float = 3) -> dict[str, Any]:
    """The marker of where something broke."""
    return {"symbol": "x-thin", "size": size, "line": {"color": colour, "width": width}}


EXAMPLE_MARKER = marker(palette.EXAMPLE_MARK, 14, palette.EXAMPLE)
END_MARKER = marker(palette.END_MARK, 11, palette.EXAMPLE)


def contours(x: Any, y: Any, losses: NDArray[np.float32], **options: Any) -> Trace:
    """The level lines of a loss, [y, x]."""
    reading = "%{x:number}, %{y:number}<br>L = %{z:number}<extra></extra>"
    return {"type": "contour", "x": x, "y": y, "z": losses, "hovertemplate": reading} | options


def loss_map(
    x: Any, y: Any, losses: NDArray[np.float32], most_lines: int, bar: dict[str, Any]
) -> Trace:
    """A loss, [y, x], in colours that `bar` explains, with level lines between them."""
    lines = {"color": "rgba(255,255,255,0.5)", "width": 0.7}
    look = {"colorscale": palette.MAGNITUDE, "line": lines, "ncontours": most_lines}
    # In bands of one colour the bar would reach half a band beyond the losses that there are.
    return contours(x, y, losses, colorbar=bar, contours={"coloring": "heatmap"}, **look)


def colour_bar(title: str, **options: Any) -> dict[str, Any]:
    """What the colours stand for, above the picture."""
    level = {"orientation": "h", "thickness": 10, "outlinewidth": 0, "y": 1.02}
    return level | {"title": {"text": title, "side": "top"}} | options
