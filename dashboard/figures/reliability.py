"""Accuracy against confidence, also after a temperature, over how many examples there are."""

from typing import NamedTuple

import numpy as np

from core.predictions.calibration import Reliability
from dashboard import palette
from dashboard.figures.axes import axis, flat_layout
from dashboard.figures.figure import Picture, Trace
from dashboard.figures.traces import line, named_line

_GAP = 0.06  # of the height, between the two pictures
_BARS = 0.2  # of the height


class ReliabilityWords(NamedTuple):
    """The translated words of the picture."""

    confidence: str
    accuracy: str
    fraction: str
    before: str
    after: str
    perfect: str


def reliability_figure(
    before: Reliability,
    after: Reliability | None,
    words: ReliabilityWords,
    *,
    brushed: bool = False,
    chosen: int | None = None,
) -> Picture:
    """The curves over the diagonal on which they should lie; below, the share of each bin.

    If it is brushed, a bin is clicked anywhere in its column; the chosen one, counted from 0, is
    coloured.
    """
    stroke = line(palette.FADED, 1.5, "dot")
    traces = [stroke | {"x": [0, 1], "y": [0, 1], "name": words.perfect, "hoverinfo": "skip"}]
    for found, name, colour, symbol, dash in (
        (before, words.before, palette.TEXT, "circle", "solid"),
        (after, words.after, palette.ACCENT, "square", "dash"),
    ):
        if found is not None:
            traces += [_curve(found, name, colour, symbol, dash), _bars(found, name, colour)]
    if brushed:
        traces.insert(0, _columns(before, chosen))
    fractions = {
        "domain": [0, _BARS],
        "rangemode": "tozero",
        "nticks": 3,
        "gridcolor": palette.GRID,
        "automargin": True,
    }
    share = {"tickformat": ".0%"}
    layout = flat_layout(
        "reliability",
        axis(words.confidence, range=[0, 1.02], anchor="y2", ticklabelstandoff=4, **share),
        axis(words.accuracy, range=[-0.02, 1.03], domain=[_BARS + _GAP, 1], **share),
        yaxis2=axis(words.fraction, **fractions, **share),
        barmode="group",
        margin={"l": 70, "r": 20, "t": 54, "b": 56},
        bargap=0.15,
    )
    return Picture(traces, layout)


def _columns(found: Reliability, chosen: int | None) -> Trace:
    """What a click falls on, and what the pointer reads: a column for each bin with examples."""
    filled = np.flatnonzero(found.counts)
    return {
        "type": "bar",
        "x": (found.edges[filled] + found.edges[filled + 1]).astype(np.float32) / 2,
        "y": np.ones(len(filled), np.float32),
        "width": found.edges[1] - found.edges[0],
        "marker": {"color": palette.EXAMPLE, "opacity": [0.18 * (m == chosen) for m in filled]},
        "customdata": np.stack([found.confidence, found.accuracy, found.counts], axis=1)[filled],
        "hovertemplate": "%{customdata[0]:.1%} → %{customdata[1]:.1%}, n = %{customdata[2]}"
        "<extra></extra>",
        "showlegend": False,
    }


def _curve(found: Reliability, name: str, colour: str, symbol: str, dash: str) -> Trace:
    filled = found.counts > 0
    sign = {"symbol": symbol, "size": 9, "color": colour}
    counts = found.counts[filled]
    look = line(colour, 2, dash, mode="lines+markers", marker=sign, customdata=counts)
    reading = "%{x:.1%} → %{y:.1%}, n = %{customdata}"
    return named_line(found.confidence[filled], found.accuracy[filled], name, reading, look)


def _bars(found: Reliability, name: str, colour: str) -> Trace:
    return {
        "type": "bar",
        "x": ((found.edges[1:] + found.edges[:-1]) / 2).astype(np.float32),
        "y": (found.counts / max(found.counts.sum(), 1)).astype(np.float32),
        "marker": {"color": colour},
        "opacity": 0.7,
        "yaxis": "y2",
        "name": name,
        "showlegend": False,
        "hovertemplate": "%{y:.1%}",
    }
