"""The loss on a plane through the weights, with the run's path on it."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from core.landscape.weight_slice import PathPlane
from dashboard import palette
from dashboard.figures.axes import axis, flat_layout
from dashboard.figures.figure import Picture, Trace
from dashboard.figures.traces import colour_bar, line, loss_map, marker, named_line, points

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


class SliceWords(NamedTuple):
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
    annotations = [
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
    ]
    bare = {"showgrid": False, "zeroline": False}
    layout = flat_layout(
        "slice",
        axis(words.first, **bare),
        axis(words.second, **bare),
        showlegend=False,
        margin={"t": 8},
        annotations=annotations,
    )
    axes_and_losses = (found.first_values, found.second_values, found.losses)
    first, second, losses = (values.astype(np.float32) for values in axes_and_losses)
    heights = loss_map(first, second, losses, 20, colour_bar(words.loss, nticks=5))
    reading = f"{words.step} %{{customdata}}<br>%{{x:number}}, %{{y:number}}"
    look = line(palette.EXAMPLE, 2.5, customdata=found.steps)
    drawn = named_line(path[:, 0], path[:, 1], words.path, reading, look)
    start = _end(path[:1], palette.STEP_MARK, words.start)
    now = _end(path[-1:], palette.EXAMPLE_MARK, words.now)
    return Picture([heights, drawn, start, now], layout)


def _end(point: NDArray[np.float32], symbol: str, name: str) -> Trace:
    sign = marker(symbol, 12, palette.EXAMPLE, edge_width=1.5)
    reading = "%{x:number}, %{y:number}"
    return points(point[:, 0], point[:, 1], sign, name=name, hovertemplate=reading)
