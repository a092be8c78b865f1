"""The simplex of three probabilities as a triangle: its frame, and the marks and ways on it."""

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from core.losses.softmax import softmax
from core.symbols import symbol
from dashboard import palette
from dashboard.figures.figure import Picture, Trace
from dashboard.figures.logit_plane import Plane
from dashboard.figures.traces import EXAMPLE_MARKER, line, marker

CLASSES = 3  # what a triangle has corners for
CURVE_POINTS = 81
LEAST_STROKE = 0.01  # of a share: some two pixels


class TemperatureCurve(NamedTuple):
    """The way of ŷ through the simplex as T changes, the logits held."""

    temperatures: NDArray[np.float64]  # (points,), evenly spaced in log T
    probabilities: NDArray[np.float64]  # (points, 3)


def prepare_temperature_curve(
    logits: NDArray[np.float64], coldest: float, hottest: float
) -> TemperatureCurve:
    """ŷ at every T from the coldest to the hottest, for the three logits of one example."""
    temperatures = np.geomspace(coldest, hottest, CURVE_POINTS)
    return TemperatureCurve(temperatures, softmax(logits / temperatures[:, None]))


class TemperatureWords(NamedTuple):
    """The translated words of the picture of the temperature."""

    corners: Sequence[str]
    curve: str
    target: str
    example: str


def temperature_figure(
    curve: TemperatureCurve,
    probabilities: NDArray[np.float64],
    targets: NDArray[np.float64],
    words: TemperatureWords,
) -> Picture:
    """ŷ in the simplex, (3,), the curve that T moves it along, and the target, (3,)."""
    way = simplex_way(
        curve.probabilities,
        name=words.curve,
        parameter="T",
        values=curve.temperatures,
        line={"color": palette.TEXT, "width": 2.5},
        ends=True,
    )
    target = simplex_target(targets, name=words.target)
    example = simplex_example(probabilities, name=words.example)
    return simplex_figure([way, target, example], words.corners)


def simplex_figure(
    traces: Sequence[Trace], corners: Sequence[str], *, height: int = 420
) -> Picture:
    """The triangle with class 1 at the top, 2 at the left and 3 at the right, and what lies on it.

    Parameters
    ----------
    traces : from `simplex_way` and `simplex_mark`, or any scatterternary with a, b, c = ŷ₁, ŷ₂, ŷ₃.
    corners : what the three corners are called.
    """
    axes = {
        axis: {
            # The letters in the text's colour: some class's is too pale in either theme.
            "title": {"text": f'<span style="color: {colour}">●</span> {name}'},
            "min": 0,
            "tickvals": [0.2, 0.4, 0.6, 0.8],
            "gridcolor": palette.GRID,
            "linecolor": palette.LINE,
        }
        for axis, name, colour in zip(
            ("aaxis", "baxis", "caxis"), corners, palette.CLASSES[:CLASSES], strict=True
        )
    }
    layout = {
        "template": palette.TEMPLATE,
        "height": height,
        "uirevision": "simplex",
        "margin": {"l": 40, "r": 40, "t": 36, "b": 96},
        "legend": {"yref": "container", "y": 0, "yanchor": "bottom"},
        "ternary": {"sum": 1, "bgcolor": "rgba(0,0,0,0)", "uirevision": "simplex"} | axes,
    }
    return Picture(list(traces), layout)


def simplex_way(
    probabilities: NDArray[np.float64],
    *,
    name: str,
    parameter: str,
    values: NDArray[np.float64],
    line: dict[str, Any],
    ends: bool = False,
) -> Trace:
    """A line through the simplex, along a parameter that can be read at each of its points.

    Parameters
    ----------
    probabilities : (points, 3), two points or more.
    name : for the legend.
    parameter, values : its symbol, and what it is at each point, (points,).
    line : its options as Plotly names them.
    ends : whether the first point is marked with a full circle and the last with an open one.
    """
    between = len(probabilities) - 2
    marker = {
        "symbol": ["circle", *["circle"] * between, "circle-open"],
        "size": [9, *[0] * between, 9],
        "opacity": 1,
        "color": line["color"],
        "line": {"width": 2},
    }
    way = {
        "type": "scatterternary",
        "mode": "lines+markers" if ends else "lines",
        "line": line,
        "cliponaxis": False,
        "customdata": values.astype(np.float32),
        "name": name,
        "hovertemplate": f"{parameter} = %{{customdata:number}}<br>{_reading('ŷ')}",
    }
    return way | ({"marker": marker} if ends else {}) | _corner_values(probabilities)


def simplex_flow(
    flow: Trace, plane: Plane, logits: NDArray[np.float64], temperature: float
) -> Trace:
    """The strokes of a flow over two logits, each point at its ŷ, the third logit held.

    Strokes too short to be seen, in the corners, are left out.

    Parameters
    ----------
    flow : from `arrows_trace` or `streamlines_trace`; NaN lifts the pen here too.
    plane : the two logits.
    logits : z, (3,).
    temperature : T > 0.
    """
    strokes = np.stack([flow["x"], flow["y"]], axis=1)
    lifted = np.isnan(strokes).any(axis=1)
    moved = np.tile(logits, (len(strokes), 1))
    moved[:, [plane.first, plane.second]] = np.where(lifted[:, None], 0, strokes)
    probabilities = softmax(moved, temperature=temperature).astype(np.float32)
    probabilities[lifted] = np.nan
    probabilities = probabilities[_is_seen(probabilities, lifted)]
    return line(
        palette.TEXT,
        1,
        type="scatterternary",
        a=probabilities[:, 0],
        b=probabilities[:, 1],  # and c is what they leave of 1
        opacity=0.5,
        hoverinfo="skip",
        showlegend=False,
    )


def _is_seen(probabilities: NDArray[np.float32], lifted: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Which points, (points,), belong to a stroke, up to its NaN, that can be seen."""
    starts = np.append(0, np.flatnonzero(lifted)[:-1] + 1)
    extents = np.fmax.reduceat(probabilities, starts) - np.fmin.reduceat(probabilities, starts)
    is_long = (extents > LEAST_STROKE).any(axis=1)
    return np.repeat(is_long, np.diff(np.append(starts, len(probabilities))))


def simplex_example(probabilities: NDArray[np.float64], *, name: str) -> Trace:
    """The example's ŷ, (3,), marked as everywhere."""
    return simplex_mark(probabilities, name, EXAMPLE_MARKER)


def simplex_target(targets: NDArray[np.float64], *, name: str) -> Trace:
    """The target y, (3,), as a ring, so that ŷ can be seen to reach it."""
    ring = marker("circle-open", 20, palette.TEXT, None, 3)
    return simplex_mark(targets, name, ring, letter="y")


def simplex_mark(
    probabilities: NDArray[np.float64], name: str, marker: dict[str, Any], *, letter: str = "ŷ"
) -> Trace:
    """A point of the simplex, (3,), with a marker as Plotly names its options."""
    return {
        "type": "scatterternary",
        "mode": "markers",
        "marker": marker,
        "cliponaxis": False,
        "name": name,
        "hovertemplate": _reading(letter),
    } | _corner_values(probabilities[None])


def _reading(letter: str) -> str:
    """What the pointer tells of a place: the three numbers with their names."""
    return "<br>".join(f"{symbol(letter, k)} = %{{{axis}:number}}" for k, axis in enumerate("abc"))


def _corner_values(probabilities: NDArray[np.float64]) -> dict[str, Any]:
    # In float64, for the numbers under the pointer: float32 ends at 1e-38, a cold ŷ does not.
    return dict(zip("abc", probabilities.T, strict=True))
