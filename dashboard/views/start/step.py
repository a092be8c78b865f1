"""One gradient step of the shared layer."""

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from core.optimizers import sgd
from dashboard.controls.layer.controls import DECIMALS, LIMIT, Layer, stacked_gradient


def layer_step(layer: Layer, step_size: float) -> Layer:
    """W ← W − η ∂L/∂W and b ← b − η ∂L/∂b, each entry rounded and held as the layer keeps it.

    >>> layer = Layer((1.0,), ((0.0, 0.0),), (0.0, 0.0), (1.0, 0.0))
    >>> layer_step(layer, 0.5).weights
    ((0.25, -0.25),)
    """
    gradient, parameters = stacked_gradient(layer.network), np.vstack([layer.weights, layer.bias])
    optimizer = sgd()
    moved, _ = optimizer.update(gradient, optimizer.init(parameters), parameters, step_size)
    rows = tuple(_kept(row) for row in moved)
    return replace(layer, weights=rows[:-1], bias=rows[-1])


def _kept(row: NDArray[np.float64]) -> tuple[float, ...]:
    held = np.clip(row, -LIMIT, LIMIT)
    return tuple(round(value, DECIMALS) + 0.0 for value in held.tolist())
