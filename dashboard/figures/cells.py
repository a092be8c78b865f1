"""A matrix as a heat map. `options` are Plotly's own, under its names."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dashboard.figures.axes import axis
from dashboard.figures.figure import Trace
from dashboard.palette import EXAMPLE

NAMES_ABOVE = {"t": 58, "b": 8}  # the margin of a matrix whose columns are named above it


def matrix_cells(
    values: NDArray[np.float64], *, start: int = 0, gap: float = 1, **options: Any
) -> Trace:
    """A cell for each entry of a matrix, whose rows and columns are counted from `start`."""
    rows, columns = values.shape
    return {
        "type": "heatmap",
        "x": np.arange(start, start + columns),
        "y": np.arange(start, start + rows),
        "z": values.astype(np.float32),
        "xgap": gap,
        "ygap": gap,
    } | options


def matrix_axis(
    title: str, names: Sequence[str], *, start: int = 0, **options: Any
) -> dict[str, Any]:
    """The names of a matrix's rows or columns, at the middle of each."""
    ticks = {"tickvals": np.arange(start, start + len(names)), "ticktext": list(names)}
    bare = {"showgrid": False, "zeroline": False, "fixedrange": True}
    return axis(title) | ticks | bare | options


def outline(rows: tuple[int, int], columns: tuple[int, int], width: float = 4) -> dict[str, Any]:
    """A frame around the cells from the first to the last of these rows and columns."""
    return {
        "type": "rect",
        "x0": columns[0] - 0.5,
        "x1": columns[1] + 0.5,
        "y0": rows[0] - 0.5,
        "y1": rows[1] + 0.5,
        "line": {"color": EXAMPLE, "width": width},
    }
