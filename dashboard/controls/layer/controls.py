"""The layer that the pages of one layer share: a, W, b and its target."""

from dataclasses import dataclass, replace
from functools import cached_property
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from core.losses.targets import one_hot
from dashboard.figures.network_numbers import Network, prepare_network

LIMIT = 10.0  # entries of a, W and b lie from −LIMIT to LIMIT
DECIMALS = 6  # to which they are kept
INPUTS = range(1, 5)  # how many units a may have
OUTPUTS = range(2, 5)

Row = tuple[float, ...]
Entry = TypeVar("Entry")


@dataclass(frozen=True)
class Layer:
    """One example through the output layer.

    Attributes
    ----------
    activations : a, one per unit of the layer below.
    weights : W; weights[p][q] leads from unit p to output q.
    bias : b, one per output.
    target : y, one probability per output.
    """

    activations: Row
    weights: tuple[Row, ...]
    bias: Row
    target: Row

    @property
    def inputs(self) -> int:
        """The number of units of the layer below."""
        return len(self.weights)

    @property
    def outputs(self) -> int:
        """The number of outputs, one per class."""
        return len(self.bias)

    @cached_property
    def network(self) -> Network:
        """Every number of the layer, forward and back."""
        return prepare_network(self.activations, self.weights, self.bias, self.target)

    def resized(self, inputs: int, outputs: int) -> "Layer":
        """The layer with units and outputs cut off at the end, or added with their first values.

        >>> FIRST_LAYER.resized(1, 2).weights
        ((0.5, -0.3),)
        """
        rows = _fitted(self.weights, LARGEST_LAYER.weights, inputs)
        target = _fitted(self.target, (0.0,) * outputs, outputs)
        return Layer(
            _fitted(self.activations, LARGEST_LAYER.activations, inputs),
            tuple(
                _fitted(row, first, outputs)
                for row, first in zip(rows, LARGEST_LAYER.weights, strict=False)
            ),
            _fitted(self.bias, LARGEST_LAYER.bias, outputs),
            # What was cut off may have held a share: then the first class is the true one.
            target if abs(sum(target) - 1) < 1e-6 else one_hot_row(0, outputs),
        )

    def with_weights(self, weights: tuple[Row, ...]) -> "Layer":
        """The layer with this W, `resized` to it."""
        return replace(self.resized(len(weights), len(weights[0])), weights=weights)


def _fitted(entries: tuple[Entry, ...], first: tuple[Entry, ...], size: int) -> tuple[Entry, ...]:
    return (*entries, *first[len(entries) :])[:size]


def stacked_gradient(network: Network) -> NDArray[np.float64]:
    """∂L/∂W over ∂L/∂b, (inputs + 1, classes)."""
    return np.vstack([network.computed.weights, network.computed.bias]) + 0.0  # no −0


def one_hot_row(index: int, outputs: int) -> Row:
    """A target that is wholly of one class."""
    return tuple(one_hot(index, outputs).tolist())


LARGEST_LAYER = Layer(  # what a layer grows by
    (1.0, 0.5, -1.0, 2.0),
    (
        (0.5, -0.3, 0.2, 0.3),
        (-0.4, 0.8, 0.1, -0.2),
        (0.2, 0.6, -0.5, 0.3),
        (0.1, -0.2, 0.3, -0.4),
    ),
    (0.1, -0.1, 0.2, 0.0),
    (0.4, 0.3, 0.2, 0.1),
)
FIRST_LAYER = replace(LARGEST_LAYER.resized(3, 2), target=one_hot_row(1, 2))
