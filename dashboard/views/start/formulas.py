"""The gradient and the next step of the layer with its current values, as LaTeX."""

import numpy as np

from dashboard.controls.layer.controls import stacked_gradient
from dashboard.controls.layer.formulas import latex_parameter
from dashboard.figures.network_numbers import Network, Parameter
from dashboard.text.formulas import (
    aligned,
    latex_factor,
    latex_probability,
    latex_value,
    partial,
    result,
)


def backward_formula(network: Network) -> str:
    """∂L/∂z_i = ŷ_i − y_i, a line for each logit."""
    rows = zip(network.log_probabilities, network.targets, network.computed.bias, strict=True)
    return aligned(
        partial("L", "z_i") + r" &= \hat y_i - y_i",
        *(
            rf"{partial('L', f'z_{{{i}}}')} &= {latex_probability(log_probability)} "
            rf"- {latex_value(target)} = {latex_value(gradient)}"
            for i, (log_probability, target, gradient) in enumerate(rows, start=1)
        ),
    )


def step_formula(network: Network, parameter: Parameter, step_size: float) -> str:
    """The gradient of one weight or bias, and the step that it takes against it."""
    p, q = parameter
    name, k = latex_parameter(parameter), q + 1
    error = network.computed.bias[q]
    value, gradient, factor, number = network.bias[q], error, "", ""
    if p is not None:
        value, gradient = network.weights[p, q], network.computed.weights[p, q]
        factor, number = f"a_{{{p + 1}}}", rf"{latex_factor(network.activations[p])} \cdot "
    return aligned(
        rf"{partial('L', name)} &= {factor} (\hat y_{{{k}}} - y_{{{k}}})",
        rf"&= {number} {latex_factor(error)} {_result(gradient)}",
        rf"{name} &\leftarrow {name} - \eta \, {partial('L', name)}",
        rf"&= {latex_value(value)} - {latex_value(step_size)} \cdot {latex_factor(gradient)} "
        + _result(value - step_size * gradient, gradient),
    )


def steepest_parameter(network: Network) -> Parameter:
    """The weight or bias with the largest derivative, the first of several."""
    return network.parameters[int(np.abs(stacked_gradient(network)).argmax())]


def _result(value: float, *beside: float) -> str:
    return "= 0" if value == 0 else result(value, *beside)
