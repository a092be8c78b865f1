"""The output layer of one example as a network: its numbers, and the paths that are lit in it."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from core.layer.output_layer import LayerGradients, layer_gradients
from core.layer.path_contributions import PathFactors, loss_derivatives
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
    """Every number of the picture."""

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


class LitPaths(NamedTuple):
    """The paths of one parameter, lit, with the derivatives along them.

    Where `diagonal_only`, those through ∂ŷ_k/∂z_i with i ≠ k are drawn as dropped.
    """

    parameter: Parameter
    factors: PathFactors
    diagonal_only: bool = False


class EdgeNumbers(NamedTuple):
    """What the labels of the weights and biases say in place of their values.

    Attributes
    ----------
    header : stands over the weights, instead of W.
    letter : stands before each symbol.
    values : (inputs + 1, classes), one for each weight, and as last row one for each bias.
    """

    header: str
    letter: str
    values: NDArray[np.float64]


def prepare_network(
    activations: Sequence[float],
    weights: Sequence[Sequence[float]],
    bias: Sequence[float],
    targets: Sequence[float],
) -> Network:
    """One pass through the layer, forward and back.

    Parameters
    ----------
    activations : a, (inputs,).
    weights : W, (inputs, classes).
    bias : b, (classes,).
    targets : y, a distribution (classes,).
    """
    arrays = (
        np.asarray(activations, np.float64),
        np.asarray(weights, np.float64),
        np.asarray(bias, np.float64),
        np.asarray(targets, np.float64),
    )
    computed = layer_gradients(*arrays)
    return Network(
        *arrays,
        computed,
        loss_derivatives(computed.probabilities, arrays[-1]),
        log_softmax(computed.logits),
    )


def parameters_of(inputs: int, classes: int) -> list[Parameter]:
    """Every weight of a layer, row by row, and then every bias.

    >>> [parameter.name for parameter in parameters_of(1, 2)]
    ['w11', 'w12', 'b1', 'b2']
    """
    return [Parameter(p, q) for p in (*range(inputs), None) for q in range(classes)]
