"""What a grid of settings led to, as a heat map: learning rates across, the other setting up."""

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from dashboard import palette
from dashboard.figures.axes import flat_layout
from dashboard.figures.cells import matrix_axis, matrix_cells, outline
from dashboard.figures.figure import Picture, Trace
from dashboard.figures.traces import cross, points
from dashboard.written_numbers import number, percent, power_of_ten, whole_number

ROW_HEIGHT = 38
ABOVE_AND_BELOW = 70


class SweepGrid(NamedTuple):
    """A measure of every cell, [row, column]; NaN and the step where a run diverged."""

    values: NDArray[np.float64]
    diverged: NDArray[np.int64]  # the step; 0 where the run did not
    rates: Sequence[str]
    rows: Sequence[str]


class SweepWords(NamedTuple):
    """The translated words of the picture."""

    rate: str
    other: str
    measure: str
    diverged: str  # … at step


def best_cell(grid: SweepGrid, *, accuracy: bool) -> tuple[int, int] | None:
    """Row and column of the lowest loss, or highest accuracy; None where every run diverged.

    >>> grid = SweepGrid(np.array([[2.0, np.nan, 1.0]]), np.array([[0, 7, 0]]), "abc", "d")
    >>> best_cell(grid, accuracy=False)
    (0, 2)
    """
    if np.isnan(grid.values).all():
        return None
    index = np.nanargmax(grid.values) if accuracy else np.nanargmin(grid.values)
    row, column = np.unravel_index(index, grid.values.shape)
    return int(row), int(column)


def sweep_figure(
    grid: SweepGrid, words: SweepWords, *, accuracy: bool, chosen: tuple[int, int] | None
) -> Picture:
    """The cells with their values; a diverged one is blank but for a cross.

    Losses are coloured by their logarithm, since they differ by powers of ten. The chosen cell has
    an outline.
    """
    rows, columns = grid.values.shape
    outlines = []
    if chosen is not None:
        row, column = chosen
        outlines.append(outline((row, row), (column, column), 3))
    layout = flat_layout(
        f"sweep {rows} {columns}",
        matrix_axis(words.rate, grid.rates, range=[-0.5, columns - 0.5]),
        matrix_axis(words.other, grid.rows, range=[-0.5, rows - 0.5]),
        height=ABOVE_AND_BELOW + ROW_HEIGHT * rows,
        shapes=outlines,
    )
    traces = [_cells(grid, words, accuracy=accuracy)]
    if grid.diverged.any():
        traces.append(_crosses(grid, words))
    return Picture(traces, layout)


def _cells(grid: SweepGrid, words: SweepWords, *, accuracy: bool) -> Trace:
    with np.errstate(divide="ignore"):
        heights = grid.values if accuracy else np.log10(grid.values)
    readings = [
        [
            f"{words.diverged} {whole_number(step)}"
            if step
            else f"{words.measure}: " + (percent(value) if accuracy else number(value))
            for value, step in zip(*row, strict=True)
        ]
        for row in zip(grid.values, grid.diverged, strict=True)
    ]
    return matrix_cells(
        heights,
        **_colour_range(heights),
        colorscale=palette.SHARE_RIGHT if accuracy else palette.MAGNITUDE,
        text=[[_short(value, accuracy=accuracy) for value in row] for row in grid.values],
        texttemplate="%{text}",
        textfont={"color": palette.TEXT} if accuracy else {},
        customdata=readings,
        hovertemplate=_hover(words, "customdata"),
        hoverongaps=False,
        showscale=False,
    )


def _crosses(grid: SweepGrid, words: SweepWords) -> Trace:
    rows, columns = np.nonzero(grid.diverged)
    steps = grid.diverged[rows, columns]
    return points(
        columns,
        rows,
        cross(14, palette.TEXT, 2),
        text=[f"{words.diverged} {whole_number(step)}" for step in steps],
        hovertemplate=_hover(words, "text"),
        showlegend=False,
    )


def _hover(words: SweepWords, told: str) -> str:
    return f"{words.rate}: %{{x}}<br>{words.other}: %{{y}}<br>%{{{told}}}<extra></extra>"


def _colour_range(heights: NDArray[np.float64]) -> dict[str, Any]:
    """Where the colours end: a few cells far from all others keep these told apart."""
    finite = heights[np.isfinite(heights)]
    if not finite.size:
        return {}
    lowest, highest = np.percentile(finite, [5, 95])
    return {"zmin": float(lowest), "zmax": float(max(highest, lowest + 1e-9))}


def _short(value: float, *, accuracy: bool) -> str:
    """At most four characters, which fit into a cell of a phone; hovering tells more.

    >>> [_short(value, accuracy=False) for value in (0.000671, 0.0691, 1.85, 15.2, 3e17)]
    ['10⁻³', '.07', '1.9', '15', '10¹⁷']
    >>> _short(0.975, accuracy=True)
    '98'
    """
    if np.isnan(value):
        return ""
    if accuracy:
        return f"{100 * value:.0f}"
    if 0.0095 <= value < 0.995:
        return f"{value:.2f}".removeprefix("0")
    if 0.995 <= value < 999.5:
        return f"{value:.1f}" if value < 9.95 else f"{value:.0f}"
    return power_of_ten(round(float(np.log10(value)))) if value > 0 else "0"
