"""The loss on a plane through the weights, with the run's path on it."""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from core.landscape.weight_slice import PathPlane
from dashboard import palette
from dashboard.figures.figure import Picture, Trace

GRID_POINTS = 25
_MARGIN = 0.25  # of the path's extent, on each side
_LEAST_EXTENT = 0.1  # of the longer extent, for a path that is almost a line


class WeightSlice(NamedTuple):
    """Every number of the picture."""

    plane: PathPlane
    steps: NDArray[np.int64]  # (states,), of the path's states
    first_values: NDArray[np.float64]  # (columns,)
    second_values: NDArray[np.float64]  # (rows,)
    losses: NDArray[np.float64]  # (rows, columns)
    loss: float  # at the step in view, over the same examples
    examples: int  # that the losses are the mean of


@dataclass(frozen=True)
class SliceWords:
    """The translated words of the picture."""

    first: str
    second: str
    loss: str
    path: str
    start: str
    now: str
    step: str


def slice_axes(plane: PathPlane) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """The grid's values along both directions: the path's extent with room around it."""
    low, high = plane.coordinates.min(axis=0), plane.coordinates.max(axis=0)
    extents = np.maximum(high - low, _LEAST_EXTENT * (high - low).max())
    middle, half = (low + high) / 2, extents * (0.5 + _MARGIN)
    first, second = np.linspace(middle - half, middle + half, GRID_POINTS).T
    return first, second


def slice_figure(found: WeightSlice, words: SliceWords) -> Picture:
    """A map of the loss; the path leads from the circle to the diamond."""
    path = found.plane.coordinates.astype(np.float32)
    bare = {"showgrid": False, "zeroline": False}
    layout = {
        "template": palette.TEMPLATE,
        "uirevision": "slice",
        "showlegend": False,
        "margin": {"t": 8},
        "annotations": [
            {
                "x": float(path[index, 0]),
                "y": float(path[index, 1]),
                "text": name,
                "showarrow": False,
                "yshift": shift,
                "bgcolor": palette.BACKGROUND,
                "borderpad": 2,
            }
            for index, name, shift in ((0, words.start, -18), (-1, words.now, 18))
        ],
        "xaxis": bare | {"title": {"text": words.first}},
        "yaxis": bare | {"title": {"text": words.second}},
    }
    line = {
        "type": "scatter",
        "x": path[:, 0],
        "y": path[:, 1],
        "mode": "lines",
        "line": {"color": palette.EXAMPLE, "width": 2.5},
        "customdata": found.steps,
        "hovertemplate": f"{words.step} %{{customdata}}<br>%{{x:number}}, %{{y:number}}",
        "name": words.path,
    }
    start = _end(path[:1], palette.STEP_MARK, words.start)
    now = _end(path[-1:], palette.EXAMPLE_MARK, words.now)
    return Picture([_loss_map(found, words), line, start, now], layout)


def _loss_map(found: WeightSlice, words: SliceWords) -> Trace:
    return {
        "type": "contour",
        "x": found.first_values.astype(np.float32),
        "y": found.second_values.astype(np.float32),
        "z": found.losses.astype(np.float32),
        "colorscale": palette.MAGNITUDE,
        "ncontours": 20,
        "line": {"color": "rgba(255,255,255,0.5)", "width": 0.7},
        "colorbar": {"orientation": "h", "thickness": 10, "outlinewidth": 0, "y": 1.02}
        | {"title": {"text": words.loss, "side": "top"}, "nticks": 5},
        "hovertemplate": "%{x:number}, %{y:number}<br>L = %{z:number}<extra></extra>",
    }


def _end(point: NDArray[np.float32], symbol: str, name: str) -> Trace:
    return {
        "type": "scatter",
        "x": point[:, 0],
        "y": point[:, 1],
        "mode": "markers",
        "marker": {
            "symbol": symbol,
            "size": 12,
            "color": palette.EXAMPLE,
            "line": {"color": "white", "width": 1.5},
        },
        "name": name,
        "hovertemplate": "%{x:number}, %{y:number}",
    }
