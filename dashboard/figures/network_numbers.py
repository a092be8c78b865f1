"""The output layer of one example as a network: its numbers and the names of its parameters."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from core.layer.output_layer import LayerGradients, layer_gradients
from core.layer.path_contributions import loss_derivatives
from core.losses.softmax import log_softmax
from core.symbols import SUBSCRIPTS


class Parameter(NamedTuple):
    """A weight w_pq, or the bias b_q where p is None; counted from 0."""

    p: int | None
    q: int

    @property
    def name(self) -> str:
        """As in a URL, counted from 1.

        >>> Parameter(1, 0).name, Parameter(None, 1).name
        ('w21', 'b2')
        """
        return f"b{self.q + 1}" if self.p is None else f"w{self.p + 1}{self.q + 1}"

    @property
    def symbol(self) -> str:
        """As on screen, counted from 1.

        >>> Parameter(1, 0).symbol
        'w₂₁'
        """
        return self.name.translate(SUBSCRIPTS)


class Network(NamedTuple):
    """Every number of the layer, forward and back."""

    activations: NDArray[np.float64]  # (inputs,)
    weights: NDArray[np.float64]  # (inputs, classes)
    bias: NDArray[np.float64]  # (classes,)
    targets: NDArray[np.float64]  # (classes,)
    computed: LayerGradients
    loss_derivatives: NDArray[np.float64]  # (classes,), ∂L/∂ŷ
    log_probabilities: NDArray[np.float64]  # (classes,), log ŷ

    @property
    def parameters(self) -> list[Parameter]:
        """Every weight, row by row, and then every bias."""
        return parameters_of(*self.weights.shape)


def prepare_network(
    activations: Sequence[float],
    weights: Sequence[Sequence[float]],
    bias: Sequence[float],
    targets: Sequence[float],
) -> Network:
    """One pass through the layer, forward and back: a, W, b and y as in `Network`."""
    given = (activations, weights, bias, targets)
    a, w, b, y = (np.asarray(part, np.float64) for part in given)
    computed = layer_gradients(a, w, b, y)
    derivatives = loss_derivatives(computed.probabilities, y)
    return Network(a, w, b, y, computed, derivatives, log_softmax(computed.logits))


def parameters_of(inputs: int, classes: int) -> list[Parameter]:
    """Every weight of a layer, row by row, and then every bias.

    >>> [parameter.name for parameter in parameters_of(1, 2)]
    ['w11', 'w12', 'b1', 'b2']
    """
    return [Parameter(p, q) for p in (*range(inputs), None) for q in range(classes)]
