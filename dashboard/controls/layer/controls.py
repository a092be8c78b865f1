"""The layer that the pages of one layer share: a, W, b and its target."""

from dataclasses import dataclass, replace

from core.losses.targets import one_hot

LIMIT = 10.0  # entries of a, W and b lie from −LIMIT to LIMIT
DECIMALS = 6  # to which they are kept
INPUTS = (1, 4)  # least and most
OUTPUTS = (2, 4)

# What a layer has before anyone sets it, and what it grows by.
_FIRST_ACTIVATIONS = (1.0, 0.5, -1.0, 2.0)
_FIRST_WEIGHTS = (
    (0.5, -0.3, 0.2, 0.3),
    (-0.4, 0.8, 0.1, -0.2),
    (0.2, 0.6, -0.5, 0.3),
    (0.1, -0.2, 0.3, -0.4),
)
_FIRST_BIAS = (0.1, -0.1, 0.2, 0.0)

Row = tuple[float, ...]


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

    def resized(self, inputs: int, outputs: int) -> "Layer":
        """The layer with units and outputs cut off at the end, or added with their first values.

        >>> FIRST_LAYER.resized(1, 2).weights
        ((0.5, -0.3),)
        """
        kept = self.target[:outputs]
        grown = (*kept, *[0.0] * (outputs - len(kept)))
        return Layer(
            (*self.activations, *_FIRST_ACTIVATIONS[self.inputs :])[:inputs],
            tuple(
                (*row, *first[len(row) :])[:outputs]
                for row, first in zip(
                    (*self.weights, *[()] * (inputs - self.inputs)), _FIRST_WEIGHTS, strict=False
                )
            )[:inputs],
            (*self.bias, *_FIRST_BIAS[self.outputs :])[:outputs],
            # What was cut off may have held a share: then the first class is the true one.
            grown if abs(sum(grown) - 1) < 1e-6 else one_hot_row(0, outputs),
        )


def one_hot_row(index: int, outputs: int) -> Row:
    """A target that is wholly of one class."""
    return tuple(float(probability) for probability in one_hot(index, outputs))


FIRST_LAYER = Layer(
    _FIRST_ACTIVATIONS[:3],
    tuple(row[:2] for row in _FIRST_WEIGHTS[:3]),
    _FIRST_BIAS[:2],
    one_hot_row(1, 2),
)
LARGEST_LAYER = replace(FIRST_LAYER.resized(INPUTS[1], OUTPUTS[1]), target=(0.4, 0.3, 0.2, 0.1))
