"""A figure from traces and a layout that its builder vouches for, and back.

Plotly documents no way without its checks and copies: this is the only place that goes around them.
"""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import plotly.graph_objects as go

# A trace as a plain mapping: as a graph object it would be copied and checked on its own.
Trace = dict[str, Any]


class Picture(NamedTuple):
    """A figure before it is one, for a page that draws several: Plotly copies all of it.

    `go.Figure(*picture)` is the figure, and checks it.
    """

    traces: list[Trace]
    layout: dict[str, Any]


def figure_of(traces: Sequence[Trace], layout: Mapping[str, Any]) -> go.Figure:
    """A `go.Figure` whose properties are not checked: that costs seven times the rest.

    A page builds the same figures at every touch of a slider, with other numbers in them. That
    Plotly knows each property and accepts its values is a matter for a test, once.
    """
    return go.Figure(list(traces), dict(layout), _validate=False)


def picture_of(figure: go.Figure) -> Picture:
    """What a figure consists of, without the deep copy that `to_plotly_json` makes of it.

    >>> figure = go.Figure({"type": "scatter", "y": [1, 2]}, {"height": 300})
    >>> parts = picture_of(figure)
    >>> {"data": parts.traces, "layout": parts.layout} == figure.to_plotly_json()
    True
    """
    return Picture(figure._data, figure._layout)
