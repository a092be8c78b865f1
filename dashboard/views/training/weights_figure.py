"""What has an entry for every weight, as a picture: an image per class, or the whole matrix."""

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from dashboard import palette
from dashboard.figures.axes import flat_layout
from dashboard.figures.cells import NAMES_ABOVE, matrix_axis, matrix_cells
from dashboard.figures.figure import Picture
from dashboard.figures.foreign_name import as_label, as_text

TILES_ACROSS = 5
MOST_NAMED_ROWS = 24  # of more, the names of the activations would overlap


class ParameterWords(NamedTuple):
    """The translated words of the pictures, and the names of rows and columns."""

    entry: str  # what an entry is, such as "w"
    activations: Sequence[str]  # (inputs,)
    classes: Sequence[str]  # (classes,)
    bias: str
    activation: str  # title of the rows of a matrix
    output: str  # title of its columns


class Tiles(NamedTuple):
    """Images laid out side by side in one grid of cells, with gaps of NaN between them."""

    cells: NDArray[np.float64]  # (rows, columns)
    sources: NDArray[np.intp]  # (rows, columns, 2): activation and class of a cell; −1 in a gap
    centres: NDArray[np.float64]  # (classes, 2): the middle of the gap above each image, (x, y)


def tiles(weights: NDArray[np.float64], image_shape: tuple[int, int]) -> Tiles:
    """The column of each class as an image, `TILES_ACROSS` to a row, a gap above and beside each.

    Parameters
    ----------
    weights : (pixels, classes).
    image_shape : (rows, columns) with rows · columns = pixels.
    """
    height, width = image_shape
    classes = weights.shape[1]
    across = min(TILES_ACROSS, classes)
    down = -(-classes // across)
    shape = down * (height + 2), across * (width + 1) - 1
    cells = np.full(shape, np.nan)
    sources = np.full((*shape, 2), -1, dtype=np.intp)
    centres = np.empty((classes, 2))
    pixels = np.arange(height * width).reshape(image_shape)
    for index in range(classes):
        top = index // across * (height + 2) + 2
        left = index % across * (width + 1)
        image = np.s_[top : top + height, left : left + width]
        cells[image] = weights[:, index].reshape(image_shape)
        sources[image] = np.stack([pixels, np.full(image_shape, index)], axis=-1)
        centres[index] = left + (width - 1) / 2, top - 1.5
    return Tiles(cells, sources, centres)


def parameter_figure(
    parameters: NDArray[np.float64],
    scale: float,
    image_shape: tuple[int, int] | None,
    words: ParameterWords,
) -> Picture:
    """A picture of (inputs + 1, classes), whose last row belongs to the bias.

    Parameters
    ----------
    scale : the size of entry at the ends of the colours; 0 is in their middle.
    image_shape : draw an image for each class, without the bias; None draws the matrix, with it.
    """
    end = scale if scale > 0 else 1.0
    colours = {
        "colorscale": palette.SIGNED,
        "zmin": -end,
        "zmax": end,
        "colorbar": {"orientation": "h", "thickness": 10, "outlinewidth": 0, "y": -0.02}
        | {"yanchor": "top", "nticks": 5},
    }
    if image_shape is None:
        return _matrix(parameters, colours, words)
    return _images(tiles(parameters[:-1], image_shape), image_shape, colours, words)


def _images(
    laid_out: Tiles, image_shape: tuple[int, int], colours: dict[str, Any], words: ParameterWords
) -> Picture:
    readings = [
        [
            "" if activation < 0 else _reading(words.classes[output], words.activations[activation])
            for activation, output in row
        ]
        for row in laid_out.sources.tolist()
    ]
    cells = {
        "type": "heatmap",
        "z": laid_out.cells.astype(np.float32),
        "customdata": readings,
        "hovertemplate": _hover(words),
        "hoverongaps": False,
    } | colours
    rows, columns = laid_out.cells.shape
    bare = {"visible": False, "fixedrange": True, "constrain": "domain"}
    annotations = [
        {"x": x, "y": y, "text": as_label(name), "showarrow": False}
        for (x, y), name in zip(laid_out.centres.tolist(), words.classes, strict=True)
    ]
    height, width = image_shape  # an image begins one cell below the middle of the gap
    if not np.nansum(np.abs(laid_out.cells)):
        annotations += [
            {"x": x, "y": y + 1 + height / 2, "text": f"{words.entry} = 0", "showarrow": False}
            | {"font": {"color": palette.FADED}}
            for x, y in laid_out.centres.tolist()
        ]
    frames = [
        {"type": "rect", "x0": x - width / 2, "x1": x + width / 2, "y0": y + 1}
        | {"y1": y + 1 + height, "line": {"color": palette.GRID, "width": 1}}
        for x, y in laid_out.centres.tolist()
    ]
    layout = flat_layout(
        f"{words.entry} {rows} {columns}",
        bare | {"range": [-0.5, columns - 0.5]},
        bare | {"range": [rows - 0.5, -0.5], "scaleanchor": "x"},
        margin={"t": 0, "l": 4, "r": 4, "b": 8},
        annotations=annotations,
        shapes=frames,
    )
    return Picture([cells], layout)


def _matrix(
    parameters: NDArray[np.float64], colours: dict[str, Any], words: ParameterWords
) -> Picture:
    names = [*words.activations, words.bias]
    rows, columns = parameters.shape
    positions = np.arange(rows)
    shown = positions if rows <= MOST_NAMED_ROWS else positions[[0, -1]]
    gap = 1 if rows <= MOST_NAMED_ROWS else 0
    cells = matrix_cells(
        parameters,
        ygap=gap,
        customdata=[[_reading(row, column) for column in words.classes] for row in names],
        hovertemplate=_hover(words),
        **colours,
    )
    labels = [as_label(names[index]) for index in shown]
    layout = flat_layout(
        f"{words.entry} {rows} {columns}",
        matrix_axis(words.output, [as_label(name) for name in words.classes], side="top"),
        matrix_axis(words.activation, labels, range=[rows - 0.5, -0.5], tickvals=shown),
        margin=NAMES_ABOVE,
    )
    return Picture([cells], layout)


def _hover(words: ParameterWords) -> str:
    return f"{words.entry} (%{{customdata}}) = %{{z:number}}<extra></extra>"


def _reading(first: str, second: str) -> str:
    """What an entry leads from and to, as hovering tells it."""
    return f"{as_text(first)}, {as_text(second)}"
