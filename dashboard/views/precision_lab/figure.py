"""How far a formula is off, over logit size and number of classes: as a map, and along a row."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from core.precision.formula_errors import Errors, FormulaErrors, Outcome
from dashboard import palette
from dashboard.figures.axes import axis, flat_layout, upright
from dashboard.figures.cells import matrix_axis
from dashboard.figures.figure import Picture, Trace
from dashboard.figures.traces import colour_bar, line, marker, points
from dashboard.written_numbers import short_number, whole_number

SMALLEST_SIZE, LARGEST_SIZE = 0.1, 10_000.0
MAP_SIZES = np.logspace(-1, 4, 26)
CURVE_SIZES = np.logspace(-1, 4, 61)
CLASS_COUNTS = tuple(2**power for power in range(1, 13))
_LOG_SIZES, _LOG_COUNTS = np.log10(MAP_SIZES), np.log2(CLASS_COUNTS)

# Where colours and axes end, as powers of ten: a little below float64's rounding, and 100%.
LEAST, MOST = -17.0, 0.0

MARKS = {Outcome.VANISHED: "0", Outcome.INFINITE: "∞", Outcome.NOT_A_NUMBER: "✕"}

_DECADES = (-1, 0, 1, 2, 3, 4)
_SYMBOLS = {Outcome.INFINITE: "triangle-up-open", Outcome.NOT_A_NUMBER: "x-thin"}
_ABOVE = 1.5  # where the curve's marks of what is not finite stand, above 100%
# Plotly tells y as its tick does, which is K. Texts of the cells would weigh more than the map.
_WHERE = "log₁₀ s = %{x:number}, K = %{y}"
_SIZE_RANGE = [-1.1, 4.1]  # log₁₀ s


class ErrorWords(NamedTuple):
    """The translated words of both pictures."""

    size: str
    size_and_overflow: str
    classes: str
    error: str
    log_error: str
    outcomes: Mapping[Outcome, str]
    naive: str
    stable: str
    epsilon: str


class MapPoint(NamedTuple):
    """The place that is looked at, and where e^z overflows."""

    size: float
    classes: int
    overflow: float


def error_map_figure(
    errors: Errors, values: NDArray[np.float64], point: MapPoint, words: ErrorWords
) -> Picture:
    """One formula's errors, [K, size], by colour; what is no number is blank but for its mark.

    Parameters
    ----------
    errors : of `CLASS_COUNTS` × `MAP_SIZES`.
    values : which of its errors, relative or absolute.
    point : gets a diamond, and the overflow of e^z a dashed line.
    words : in the user's language.
    """
    heights = _log_errors(values)
    marks = np.array([[MARKS.get(Outcome(code), "") for code in row] for row in errors.outcome])
    layout = flat_layout(
        "error map",
        matrix_axis("", (), range=_SIZE_RANGE, ticklabelstandoff=4, **_size_ticks(_DECADES))
        | {"title": {"text": words.size_and_overflow, "font": {"size": 14}}},
        matrix_axis(
            words.classes,
            [whole_number(count) for count in CLASS_COUNTS],
            tickvals=_LOG_COUNTS.tolist(),
            range=[0.5, 12.5],
            ticklabelstandoff=4,
        ),
        height=332,
        # The bar stands above; the last size is written beyond the end of its axis.
        # Plotly would make more room for the bar than it takes.
        margin={"t": 66, "l": 74, "r": 26, "b": 62, "autoexpand": False},
        shapes=[_upright(float(np.log10(point.overflow)))],
    )
    traces = [_map_cells(heights, marks, words), _map_gaps(heights, marks), _map_mark(point)]
    return Picture(traces, layout)


def _map_cells(heights: NDArray[np.float64], marks: NDArray[np.str_], words: ErrorWords) -> Trace:
    return {
        "type": "heatmap",
        "x": _LOG_SIZES.astype(np.float32),
        "y": _LOG_COUNTS.astype(np.float32),
        "z": heights.astype(np.float32),
        "zmin": LEAST,
        "zmax": MOST,
        "colorscale": palette.MAGNITUDE,
        "colorbar": colour_bar(words.log_error, ypad=0),
        "text": np.where(np.isnan(heights), "", marks).tolist(),
        "texttemplate": "%{text}",
        "textfont": {"size": 14},
        "hovertemplate": f"{_WHERE}<br>{words.log_error}: %{{z:number}}<extra></extra>",
    }


def _map_gaps(heights: NDArray[np.float64], marks: NDArray[np.str_]) -> Trace:
    """The marks of what is no number, where a heat map writes none.

    Every second cell of a row has its mark: on a phone those of all cells would touch.
    """
    rows, columns = np.nonzero(np.isnan(heights))
    return {
        "type": "scatter",
        "x": _LOG_SIZES[columns].astype(np.float32),
        "y": _LOG_COUNTS[rows].astype(np.float32),
        "mode": "text",
        "text": np.where((rows + columns) % 2, marks[rows, columns], "").tolist(),
        "customdata": marks[rows, columns].tolist(),
        "textfont": {"size": 14, "color": palette.TEXT},
        "hovertemplate": f"{_WHERE}<br>%{{customdata}}<extra></extra>",
        "showlegend": False,
    }


def _map_mark(point: MapPoint) -> Trace:
    sign = marker(f"{palette.EXAMPLE_MARK}-open", 15, palette.EXAMPLE, None, 3)
    x, y = [float(np.log10(point.size))], [float(np.log2(point.classes))]
    return points(x, y, sign, hoverinfo="skip", showlegend=False)


def error_curve_figure(
    errors: FormulaErrors,
    values: tuple[NDArray[np.float64], NDArray[np.float64]],
    point: MapPoint,
    epsilon: float,
    words: ErrorWords,
) -> Picture:
    """Both formulas' errors against the logit size, one K; what is no number stands at the top.

    Parameters
    ----------
    errors : of `CURVE_SIZES`.
    values : which of their errors, naive and stable.
    point : as in `error_map_figure`.
    epsilon : of the dtype, drawn as a level line.
    words : in the user's language.
    """
    traces = [
        line(
            palette.FADED,
            1.5,
            "dot",
            x=CURVE_SIZES[[0, -1]].astype(np.float32),
            y=np.full(2, epsilon),
            name=words.epsilon,
            hovertemplate="%{y:number}",
        ),
        *_curve(errors.naive, values[0], words.naive, palette.TEXT, "dash", words),
        *_curve(errors.stable, values[1], words.stable, palette.ACCENT, "solid", words),
    ]
    ticks = _size_ticks([10.0**power for power in _DECADES])
    layout = flat_layout(
        "error curve",
        axis(words.size, type="log", range=_SIZE_RANGE, **ticks),
        axis(words.error, type="log", range=[LEAST - 1, MOST + 2.5], dtick=4),
        height=360,
        margin={"l": 74, "r": 26, "t": 50, "b": 56},
        shapes=[_upright(point.overflow), _upright(point.size, "solid")],
    )
    return Picture(traces, layout)


def _curve(
    errors: Errors,
    values: NDArray[np.float64],
    name: str,
    colour: str,
    dash: str,
    words: ErrorWords,
) -> list[Trace]:
    traces = [
        line(
            colour,
            2.5,
            dash,
            x=CURVE_SIZES.astype(np.float32),
            y=10.0 ** _log_errors(values),
            name=name,
            hovertemplate="s = %{x:number}<br>%{y:number}",
        )
    ]
    for code, symbol in _SYMBOLS.items():
        there = errors.outcome == code
        if there.any():
            marks = points(
                CURVE_SIZES[there].astype(np.float32),
                np.full(int(there.sum()), 10.0**_ABOVE),
                marker(symbol, 8, colour, colour, 1.5),
                name=f"{name}: {words.outcomes[code]}",
                hovertemplate="s = %{x:number}",
            )
            traces.append(marks)
    return traces


def _log_errors(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """log₁₀ of the errors, no less than `LEAST`, where an error of 0 stands too; NaN stays NaN."""
    heights: NDArray[np.float64] = np.log10(np.maximum(values, 10.0**LEAST))
    return heights


def _size_ticks(powers: Sequence[float]) -> dict[str, Any]:
    return {"tickvals": list(powers), "ticktext": [short_number(10.0**power) for power in _DECADES]}


def _upright(x: float, dash: str = "dash") -> dict[str, Any]:
    return upright(x, palette.EXAMPLE, 1.5, dash)
