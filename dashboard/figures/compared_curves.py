"""The curves of several runs on one chart, each with its own colour, dash and mark."""

from base64 import b64encode
from collections.abc import Sequence
from html import escape
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from dashboard.figures.axes import axis, flat_layout, log_axis
from dashboard.figures.figure import Picture, Trace
from dashboard.figures.traces import cross, line, named_line, points
from dashboard.palette import CLASSES
from dashboard.written_numbers import whole_number

HEIGHT = 250
TEXT_SIZE = 14  # of titles too: three charts stand in a row
COLOURS = tuple(CLASSES[index] for index in (0, 6, 4, 2, 8, 1))
DASHES = ("solid", "dash", "dot", "dashdot", "longdash", "longdashdot")
MARKS = ("circle", "square", "diamond", "x", "triangle-up", "cross")
MARKS_ON_A_CURVE = 8
MOST_LABELLED_DECADES = 2  # of a logarithmic axis with three labels in each

# The same looks in the legend's SVG, by their names in Plotly.
_STROKES = {
    "solid": "none",
    "dash": "6 4",
    "dot": "2 3",
    "dashdot": "6 3 2 3",
    "longdash": "10 4",
    "longdashdot": "10 3 2 3",
}
_OUTLINES = {
    "circle": '<circle cx="18" cy="7" r="4"/>',
    "square": '<path d="M14 3h8v8h-8z"/>',
    "diamond": '<path d="M18 2l5 5-5 5-5-5z"/>',
    "x": '<path d="M14 1l4 4 4-4 2 2-4 4 4 4-2 2-4-4-4 4-2-2 4-4-4-4z"/>',
    "triangle-up": '<path d="M18 2l5 9h-10z"/>',
    "cross": '<path d="M16 2h4v3h3v4h-3v3h-4v-3h-3v-4h3z"/>',
}


class Curve(NamedTuple):
    """One measure of one run."""

    name: str
    evaluations: NDArray[np.void]  # as in `History`
    diverged: int | None  # the step at which the run could go no further


class CurveWords(NamedTuple):
    """The translated words of a chart."""

    step: str
    measure: str
    diverged: str


def comparison_figure(
    curves: Sequence[Curve],
    field: str,
    words: CurveWords,
    *,
    logarithmic: bool = False,
    height: int = HEIGHT,
) -> Picture:
    """A measure of every run against the step; a cross ends a run that diverged.

    The measure stands above the chart, and `legend` names the curves of all charts in a row.

    Parameters
    ----------
    curves : at most six.
    field : of `Evaluation`: which measure.
    """
    if field.endswith("accuracy"):
        scale: dict[str, Any] = {"tickformat": ".0%"}
    elif logarithmic:
        scale = _log_scale(np.concatenate([curve.evaluations[field] for curve in curves]))
    else:
        scale = {"rangemode": "tozero"}
    traces = [
        trace for index, curve in enumerate(curves) for trace in _traces(curve, field, index, words)
    ]
    steps = axis(words.step, tickformat=",d", nticks=5)
    steps["title"] |= {"font": {"size": TEXT_SIZE}}
    steps["unifiedhovertitle"] = {"text": f"{words.step} %{{x:,d}}"}
    place = {"x": 0, "y": 1, "yanchor": "top", "pad": {"t": 6, "l": 8}}
    layout = flat_layout(
        f"{field} {logarithmic}",
        steps,
        scale,
        height=height,
        margin={"l": 46, "t": 32},
        hovermode="x unified",
        showlegend=False,
        title={"text": words.measure, "font": {"size": TEXT_SIZE}, **place},
    )
    return Picture(traces, layout)


def _log_scale(values: NDArray[np.float64]) -> dict[str, Any]:
    """A logarithmic axis, whose labels do not touch on a low chart."""
    values = values[np.isfinite(values) & (values > 0)]
    least, most = float(values.min(initial=1.0)), float(values.max(initial=1.0))
    scale = log_axis(least)
    is_long = np.log10(most) - np.log10(least) > MOST_LABELLED_DECADES
    return scale | {"dtick": 1} if is_long and "dtick" in scale else scale


def _traces(curve: Curve, field: str, index: int, words: CurveWords) -> list[Trace]:
    """The curve and, where the run diverged, a cross at its end."""
    colour, steps = COLOURS[index], curve.evaluations["step"]
    values, reading = curve.evaluations[field], "%{y:number}"
    look = {"symbol": MARKS[index], "size": 7, "color": colour, "maxdisplayed": MARKS_ON_A_CURVE}
    marked = line(colour, 2, DASHES[index], mode="lines+markers", marker=look)
    drawn = named_line(steps, values, curve.name, reading, marked)
    if curve.diverged is None:
        return [drawn]
    end = points(
        drawn["x"][-1:],
        drawn["y"][-1:],
        cross(14, colour),
        name=f"{curve.name}: {words.diverged} {whole_number(curve.diverged)}",
        hovertemplate=reading,
    )
    return [drawn, end]


def legend(names: Sequence[str]) -> str:
    """The names of the curves in a row, each beside how it is drawn, as HTML."""
    entries = (
        f'<span style="white-space: nowrap">{sample(index)} {escape(name)}</span>'
        for index, name in enumerate(names)
    )
    return f'<div style="display: flex; flex-wrap: wrap; gap: 0 1.5rem">{"".join(entries)}</div>'


def sample(index: int) -> str:
    """How the curve of a run is drawn, as an image in HTML.

    >>> sample(0)[:33]
    '<img alt="" src="data:image/svg+x'
    """
    colour = COLOURS[index]
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="36" height="14" fill="{colour}">'
        f'<path d="M0 7h36" stroke="{colour}" stroke-width="2"'
        f' stroke-dasharray="{_STROKES[DASHES[index]]}"/>{_OUTLINES[MARKS[index]]}</svg>'
    )
    return f'<img alt="" src="data:image/svg+xml;base64,{b64encode(svg.encode()).decode()}">'
