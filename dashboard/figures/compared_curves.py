"""The curves of several runs on one chart, each with its own colour, dash and mark."""

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from dashboard.figures.axes import axis, flat_layout, log_axis
from dashboard.figures.figure import Picture, Trace
from dashboard.figures.traces import cross, line, named_line, points
from dashboard.palette import CLASSES
from dashboard.written_numbers import whole_number

HEIGHT = 320
LEGEND_LINE = 20  # a line of its legend, of which a narrow chart has one for each run
COLOURS = tuple(CLASSES[index] for index in (0, 6, 4, 2, 8, 1))
DASHES = ("solid", "dash", "dot", "dashdot", "longdash", "longdashdot")
MARKS = ("circle", "square", "diamond", "x", "triangle-up", "cross")
MARKS_ON_A_CURVE = 8


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
) -> Picture:
    """A measure of every run against the step; a cross ends a run that diverged.

    Parameters
    ----------
    curves : at most six.
    field : of `Evaluation`: which measure.
    """
    if field.endswith("accuracy"):
        scale: dict[str, Any] = {"tickformat": ".0%"}
    elif logarithmic:
        scale = log_axis(min((_least(curve.evaluations[field]) for curve in curves), default=1.0))
    else:
        scale = {"rangemode": "tozero"}
    traces = [
        trace for index, curve in enumerate(curves) for trace in _traces(curve, field, index, words)
    ]
    layout = flat_layout(
        f"{field} {logarithmic}",
        axis(words.step, tickformat=",d"),
        axis(words.measure, **scale),
        height=HEIGHT + LEGEND_LINE * max(0, len(curves) - 2),
        hovermode="x unified",
    )
    return Picture(traces, layout)


def _least(values: NDArray[np.float64]) -> float:
    return float(values[values > 0].min(initial=np.inf))


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
        showlegend=False,
        hovertemplate=reading,
    )
    return [drawn, end]
