"""Images of the layer as it learns, a byte a cell, with the palette that the bytes point into."""

from functools import cache

import numpy as np
from numpy.typing import NDArray

from core.datasets import Examples
from core.predictions.input_plane import DecisionRegions
from dashboard.palette import CLASSES, NEGATIVE, POSITIVE

COLOURS = 256
MIDDLE = 128  # the colour of a weight of 0
LEVELS = COLOURS // len(CLASSES)  # shades of one class, from 1/K sure to certain


def weight_pictures(
    weights: NDArray[np.float64], image_shape: tuple[int, int]
) -> NDArray[np.uint8]:
    """The weights into each class as an image, on a scale that is symmetric about 0.

    Parameters
    ----------
    weights : (..., pixels, classes).
    image_shape : (rows, columns) with rows · columns = pixels.

    Returns
    -------
    (..., classes, rows, columns): 128 for a weight of 0, 1 and 255 for the weights of the largest
    size in their set; all the images of a set share one scale.
    """
    largest = np.abs(weights).max(axis=(-2, -1), keepdims=True)
    fraction = np.divide(weights, largest, out=np.zeros_like(weights), where=largest > 0)
    levels = np.round(MIDDLE + 127 * fraction).astype(np.uint8)
    images: NDArray[np.uint8] = np.swapaxes(levels, -2, -1)
    return images.reshape(*images.shape[:-1], *image_shape)


def sample_pictures(examples: Examples, image_shape: tuple[int, ...]) -> NDArray[np.uint8]:
    """The ink of the first example of each class, (classes, rows, columns); 255 is the blackest."""
    _, first = np.unique(examples.labels, return_index=True)
    inputs = examples.inputs[first]
    ink: NDArray[np.uint8] = np.round(255 * inputs / inputs.max()).astype(np.uint8)
    return ink.reshape(-1, *image_shape)


@cache
def weight_palette() -> NDArray[np.uint8]:
    """(256, 4): the colours of a sign, the stronger the larger the weight, and clear at 0."""
    palette = np.zeros((COLOURS, 4), dtype=np.uint8)
    palette[:MIDDLE, :3], palette[MIDDLE:, :3] = _channels(NEGATIVE), _channels(POSITIVE)
    sizes = np.abs(np.arange(COLOURS) - MIDDLE) / (MIDDLE - 1)
    palette[:, 3] = np.round(255 * np.minimum(sizes, 1))
    palette.setflags(write=False)
    return palette


def region_pictures(regions: DecisionRegions, classes: int) -> NDArray[np.uint8]:
    """The chosen class of every grid point as a colour, the stronger the surer.

    Returns
    -------
    (..., 1, rows, columns), the row of the greatest second input on top.
    """
    certainty = (regions.probabilities - 1 / classes) / (1 - 1 / classes)
    levels = np.clip(np.round(certainty * (LEVELS - 1)), 0, LEVELS - 1)
    cells = regions.classes * LEVELS + levels
    return cells.astype(np.uint8)[..., np.newaxis, ::-1, :]


@cache
def region_palette() -> NDArray[np.uint8]:
    """(256, 4): each class's colour, from nearly clear to strong."""
    palette = np.zeros((COLOURS, 4), dtype=np.uint8)
    opacity = np.linspace(30, 170, LEVELS)
    for index, colour in enumerate(CLASSES):
        rows = slice(index * LEVELS, (index + 1) * LEVELS)
        palette[rows, :3] = _channels(colour)
        palette[rows, 3] = opacity
    palette.setflags(write=False)
    return palette


def _channels(colour: str) -> list[int]:
    """Red, green and blue of "#rrggbb"."""
    return [int(colour[start : start + 2], 16) for start in (1, 3, 5)]
