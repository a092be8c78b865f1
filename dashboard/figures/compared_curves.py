"""The curves of several runs on one chart, each with its own colour, dash and mark."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dashboard.figures.figure import Picture, Trace
from dashboard.figures.log_axis import log_axis
from dashboard.palette import CLASSES, TEMPLATE
from dashboard.written_numbers import whole_number

HEIGHT = 320
LEGEND_LINE = 20  # a line of its legend, of which a narrow chart has one for each run
COLOURS = tuple(CLASSES[index] for index in (0, 6, 4, 2, 8, 1))
DASHES = ("solid", "dash", "dot", "dashdot", "longdash", "longdashdot")
MARKS = ("circle", "square", "diamond", "x", "triangle-up", "cross")
MARKS_ON_A_CURVE = 8


@dataclass(frozen=True)
class Curve:
    """One measure of one run."""

    name: str
    evaluations: NDArray[np.void]  # as in `History`
    diverged: int | None  # the step at which the run could go no further


@dataclass(frozen=True)
class CurveWords:
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
    traces: list[Trace] = []
    for index, curve in enumerate(curves):
        traces.append(_line(curve, field, index))
        if curve.diverged is not None:
            traces.append(_cross(curve, field, index, words, curve.diverged))
    accuracy = field.endswith("accuracy")
    vertical: dict[str, Any] = {"title": {"text": words.measure}}
    if accuracy:
        vertical |= {"tickformat": ".0%"}
    elif logarithmic:
        least = min((_least(curve.evaluations[field]) for curve in curves), default=1.0)
        vertical |= log_axis(least)
    else:
        vertical |= {"rangemode": "tozero"}
    layout = {
        "template": TEMPLATE,
        "height": HEIGHT + LEGEND_LINE * max(0, len(curves) - 2),
        "hovermode": "x unified",
        "uirevision": f"{field} {logarithmic}",
        "xaxis": {"title": {"text": words.step}, "tickformat": ",d"},
        "yaxis": vertical,
    }
    return Picture(traces, layout)


def _least(values: NDArray[np.float64]) -> float:
    return float(values[values > 0].min(initial=np.inf))


def _line(curve: Curve, field: str, index: int) -> Trace:
    look = {"color": COLOURS[index]}
    return {
        "type": "scatter",
        "name": curve.name,
        "x": curve.evaluations["step"].astype(np.float32),
        "y": curve.evaluations[field].astype(np.float32),
        "mode": "lines+markers",
        "line": look | {"width": 2, "dash": DASHES[index]},
        "marker": look | {"symbol": MARKS[index], "size": 7, "maxdisplayed": MARKS_ON_A_CURVE},
        "hovertemplate": "%{y:number}",
    }


def _cross(curve: Curve, field: str, index: int, words: CurveWords, step: int) -> Trace:
    """Where a run that diverged ends."""
    end = curve.evaluations[-1:]
    return {
        "type": "scatter",
        "name": f"{curve.name}: {words.diverged} {whole_number(step)}",
        "x": end["step"].astype(np.float32),
        "y": end[field].astype(np.float32),
        "mode": "markers",
        "marker": {
            "symbol": "x-thin",
            "size": 14,
            "line": {"color": COLOURS[index], "width": 3},
        },
        "showlegend": False,
        "hovertemplate": "%{y:number}",
    }
