"""Accuracy against confidence, before and after a temperature, over how many examples there are."""

from dataclasses import dataclass

import numpy as np

from core.predictions.calibration import Reliability
from dashboard import palette
from dashboard.figures.figure import Picture, Trace

_GAP = 0.06  # of the height, between the two pictures
_BARS = 0.2  # of the height


@dataclass(frozen=True)
class ReliabilityWords:
    """The translated words of the picture."""

    confidence: str
    accuracy: str
    fraction: str
    before: str
    after: str
    perfect: str


def reliability_figure(before: Reliability, after: Reliability, words: ReliabilityWords) -> Picture:
    """Both curves over the diagonal on which they should lie; below, the share of each bin."""
    diagonal = {
        "type": "scatter",
        "x": [0, 1],
        "y": [0, 1],
        "mode": "lines",
        "line": {"color": palette.FADED, "width": 1.5, "dash": "dot"},
        "name": words.perfect,
        "hoverinfo": "skip",
    }
    sides = (
        (before, words.before, palette.TEXT, "circle", "solid"),
        (after, words.after, palette.ACCENT, "square", "dash"),
    )
    layout = {
        "template": palette.TEMPLATE,
        "uirevision": "reliability",
        "barmode": "group",
        "bargap": 0.15,
        "xaxis": {
            "title": {"text": words.confidence},
            "range": [0, 1.02],
            "anchor": "y2",
            "tickformat": ".0%",
            "ticklabelstandoff": 4,
        },
        "yaxis": {
            "title": {"text": words.accuracy},
            "range": [-0.02, 1.03],
            "domain": [_BARS + _GAP, 1],
            "tickformat": ".0%",
        },
        "yaxis2": {
            "title": {"text": words.fraction},
            "domain": [0, _BARS],
            "rangemode": "tozero",
            "tickformat": ".0%",
            "nticks": 3,
            "gridcolor": palette.GRID,
            "automargin": True,
        },
    }
    traces = [diagonal]
    for found, name, colour, symbol, dash in sides:
        traces += [_curve(found, name, colour, symbol, dash), _bars(found, name, colour)]
    return Picture(traces, layout)


def _curve(found: Reliability, name: str, colour: str, symbol: str, dash: str) -> Trace:
    filled = found.counts > 0
    return {
        "type": "scatter",
        "x": found.confidence[filled].astype(np.float32),
        "y": found.accuracy[filled].astype(np.float32),
        "mode": "lines+markers",
        "line": {"color": colour, "width": 2, "dash": dash},
        "marker": {"symbol": symbol, "size": 9, "color": colour},
        "name": name,
        "customdata": found.counts[filled],
        "hovertemplate": "%{x:.1%} → %{y:.1%}, n = %{customdata}",
    }


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
