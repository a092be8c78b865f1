"""The whole loop of the layer with its current values, as LaTeX: forward, back, and the step."""

import numpy as np

from dashboard.figures.network_numbers import Network, Parameter
from dashboard.text import translate
from dashboard.text.backprop_formulas import latex_parameter
from dashboard.text.formulas import aligned, latex_factor, latex_probability, latex_value, result


def forward_formula(network: Network) -> str:
    """Z = aW + b, a line for each logit; then ŷ, likewise, and the loss without the
    terms with y_k = 0.
    """
    rows = zip(network.weights.T, network.bias, network.computed.logits, strict=True)
    lines = [r"z_i &= \sum_p a_p w_{pi} + b_i"]
    for i, (column, bias, logit) in enumerate(rows, start=1):
        terms = [
            rf"{latex_factor(activation)} \cdot {latex_factor(weight)}"
            for activation, weight in zip(network.activations, column, strict=True)
        ]
        # Two products to a line, as many as a phone is wide.
        pairs = [" + ".join(terms[first : first + 2]) for first in range(0, len(terms), 2)]
        lines.append(
            rf"z_{{{i}}} &= "
            + r" \\ &\quad + ".join([*pairs, latex_factor(bias)])
            + rf" = {latex_value(logit)}"
        )
    terms = [
        rf"{latex_value(target)} \log {latex_probability(float(log_probability))}"
        for target, log_probability in zip(network.targets, network.log_probabilities, strict=True)
        if target > 0
    ]
    return aligned(
        *lines,
        r"\hat y_k &= \frac{e^{z_k}}{\sum_j e^{z_j}}",
        *_probability_lines(network),
        r"L &= -\sum_k y_k \log \hat y_k",
        r"&= -\bigl(" + r" \\ &\quad + ".join(terms) + r"\bigr)",
        rf"&= {latex_value(float(network.computed.loss))} \text{{ {translate('nats')}}}",
    )


def _probability_lines(network: Network) -> list[str]:
    """ŷ_k = e^{z_k}/(e^{z_1} + …) in numbers, a line for each class."""
    exponentials = [rf"e^{{{latex_value(logit)}}}" for logit in network.computed.logits]
    total = " + ".join(exponentials)
    equals = "=" if len(exponentials) == 2 else r"\\ &="  # more do not leave room on a phone
    return [
        rf"\hat y_{{{k}}} &= \frac{{{exponential}}}{{{total}}} {equals} "
        + latex_probability(float(log_probability))
        for k, (exponential, log_probability) in enumerate(
            zip(exponentials, network.log_probabilities, strict=True), start=1
        )
    ]


def backward_formula(network: Network) -> str:
    """∂L/∂z_i = ŷ_i − y_i, a line for each logit."""
    rows = zip(network.log_probabilities, network.targets, network.computed.bias, strict=True)
    return aligned(
        r"\frac{\partial L}{\partial z_i} &= \hat y_i - y_i",
        *(
            rf"\frac{{\partial L}}{{\partial z_{{{i}}}}} &= "
            rf"{latex_probability(float(log_probability))} - {latex_value(target)} "
            rf"= {latex_value(gradient)}"
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
        rf"\frac{{\partial L}}{{\partial {name}}} &= {factor} (\hat y_{{{k}}} - y_{{{k}}})",
        rf"&= {number} {latex_factor(error)} {_result(gradient)}",
        rf"{name} &\leftarrow {name} - \eta \, \frac{{\partial L}}{{\partial {name}}}",
        rf"&= {latex_value(value)} - {latex_value(step_size)} \cdot {latex_factor(gradient)} "
        + _result(value - step_size * gradient, gradient),
    )


def steepest_parameter(network: Network) -> Parameter:
    """The weight or bias with the largest derivative, the first of several."""
    gradient = np.vstack([network.computed.weights, network.computed.bias])
    return network.parameters[int(np.abs(gradient).argmax())]


def _result(value: float, *beside: float) -> str:
    return "= 0" if value == 0 else result(float(value), *beside)
