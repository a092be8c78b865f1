"""Which class the output layer chooses at every point of a plane of inputs, and how surely."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from core.layer.feature_maps import FeatureMap
from core.losses.softmax import softmax


class PlaneGrid(NamedTuple):
    """A grid over a plane of inputs, already sent through the frozen layer."""

    first_values: NDArray[np.float64]  # (columns,), of the first input
    second_values: NDArray[np.float64]  # (rows,), of the second input
    activations: NDArray[np.float64]  # (rows, columns, units)


class DecisionRegions(NamedTuple):
    """The chosen class and its probability at every grid point."""

    classes: NDArray[np.intp]  # (..., rows, columns), 0 … classes − 1
    probabilities: NDArray[np.float64]  # (..., rows, columns), in [1 / classes, 1]


def plane_grid(
    inputs: NDArray[np.float64], feature_map: FeatureMap, *, resolution: int, margin: float = 0.1
) -> PlaneGrid:
    """A square grid that holds all the points given, with a margin on every side.

    Parameters
    ----------
    inputs : (n, 2), the points to be held; n at least 1.
    feature_map : from points of the plane to activations.
    resolution : grid points along each axis, at least 2.
    margin : fraction of the extent added on each side.

    Raises
    ------
    ValueError : inputs that are not points of a plane, or a resolution below 2.

    Examples
    --------
    >>> from core.datasets import load
    >>> moons = load("moons")
    >>> plane_grid(moons.train.inputs, moons.feature_map, resolution=20).activations.shape
    (20, 20, 2)
    """
    if inputs.ndim != 2 or inputs.shape[1] != 2 or not len(inputs):
        raise ValueError(f"inputs must be points of a plane, shape (n, 2), got {inputs.shape}")
    if resolution < 2:
        raise ValueError(f"resolution must be at least 2, got {resolution!r}")
    low, high = inputs.min(axis=0), inputs.max(axis=0)
    border = margin * (high - low)
    first_values = np.linspace(low[0] - border[0], high[0] + border[0], resolution)
    second_values = np.linspace(low[1] - border[1], high[1] + border[1], resolution)
    points = np.stack(np.meshgrid(first_values, second_values), axis=-1)
    return PlaneGrid(first_values, second_values, feature_map(points))


def decision_regions(
    grid: PlaneGrid, weights: NDArray[np.float64], bias: NDArray[np.float64]
) -> DecisionRegions:
    """The class with the largest probability at every grid point; the lowest index wins a tie.

    Parameters
    ----------
    grid : as `plane_grid` made it.
    weights : (..., units, classes).
    bias : (..., classes), with the same leading shape: that of the result.

    Examples
    --------
    >>> from core.datasets import load
    >>> blobs = load("blobs", classes=3)
    >>> grid = plane_grid(blobs.train.inputs, blobs.feature_map, resolution=20)
    >>> regions = decision_regions(grid, np.zeros((2, 3)), np.zeros(3))
    >>> regions.classes.max(), round(float(regions.probabilities[0, 0]), 4)
    (np.int64(0), 0.3333)
    """
    rows, columns, units = grid.activations.shape
    points = grid.activations.reshape(rows * columns, units)
    probabilities = softmax(points @ weights + bias[..., np.newaxis, :])
    shape = (*probabilities.shape[:-2], rows, columns)
    return DecisionRegions(
        probabilities.argmax(axis=-1).reshape(shape), probabilities.max(axis=-1).reshape(shape)
    )
