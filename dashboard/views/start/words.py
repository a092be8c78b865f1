"""The start page's tables: every number of the layer."""

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from core.symbols import symbol
from dashboard.controls.layer.controls import stacked_gradient
from dashboard.figures.network_numbers import Network
from dashboard.text import translate


def parameter_table(now: Network, following: Network) -> pd.DataFrame:
    """Every weight and bias: now, its gradient, and after the next step."""
    columns = {
        translate("now"): _stacked(now),
        "∂L/∂": stacked_gradient(now).ravel(),
        translate("after next step"): _stacked(following),
    }
    return pd.DataFrame(columns, index=[parameter.symbol for parameter in now.parameters])


def _stacked(network: Network) -> NDArray[np.float64]:
    return np.vstack([network.weights, network.bias]).ravel()


def unit_table(network: Network) -> pd.DataFrame:
    """What each unit of the previous layer passes on, and what gradient is passed back to it."""
    return pd.DataFrame(
        {"a": network.activations, "∂L/∂a": network.computed.activations},
        index=[symbol("a", p) for p in range(len(network.activations))],
    )


def class_table(network: Network) -> pd.DataFrame:
    """A row for each class: z, ŷ, y, ∂L/∂ŷ and ∂L/∂z = ŷ − y."""
    return pd.DataFrame(
        {
            "z": network.computed.logits,
            "ŷ": network.computed.probabilities,
            "y": network.targets,
            "∂L/∂ŷ": network.loss_derivatives + 0.0,
            "∂L/∂z = ŷ − y": network.computed.bias,
        },
        index=[str(k + 1) for k in range(len(network.bias))],
    )
