"""A picture: what plotly.js draws, before anything has checked or copied it."""

from typing import Any, NamedTuple

Trace = dict[str, Any]


class Picture(NamedTuple):
    """The traces and the layout of a figure.

    `go.Figure(*picture)` is the figure, whose properties Plotly checks. A page does not ask for
    that: it draws the same pictures at every touch of a slider, with other numbers in them, and the
    check takes seven times as long as the rest. Tests ask for it, once for each picture.
    """

    traces: list[Trace]
    layout: dict[str, Any]
