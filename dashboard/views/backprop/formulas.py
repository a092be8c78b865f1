"""The seed's worked example with the current values in it, as LaTeX, for any weight or bias."""

import numpy as np

from core.layer.parameter_entry import ParameterEntry
from dashboard.controls.layer.formulas import NEXT_TERM, latex_parameter, two_a_line
from dashboard.figures.network_numbers import Network, Parameter
from dashboard.text.formulas import (
    aligned,
    latex_factor,
    latex_probability,
    latex_value,
    minus,
    partial,
    product,
)


def path_formula(network: Network, parameter: Parameter, entry: ParameterEntry) -> str:
    """The general formula, and the product of each path in symbols and in numbers."""
    p, q = parameter
    name, column = latex_parameter(parameter), q + 1
    activation, activation_number = _times_activation(network, p)
    logs = network.log_probabilities
    # 1 − ŷ_q as the sum of the others: where ŷ_q is nearly 1, the difference would be lost.
    others = latex_probability(np.logaddexp.reduce(np.delete(logs, q)))
    lines = [
        partial("L", name) + r" &= \sum_k \sum_i " + _factors("k", "i", name),
        rf"&= \sum_k {_factors('k', str(column), name)}",
    ]
    for row, (log_probability, target) in enumerate(zip(logs, network.targets, strict=True), 1):
        probability = latex_probability(log_probability)
        jacobian = rf"\bigl(-\hat y_{{{row}}} \hat y_{{{column}}}\bigr)"
        numbers = rf"\bigl(-{probability} \cdot {latex_probability(logs[q])}\bigr)"
        if row == column:
            jacobian = rf"\hat y_{{{row}}} (1 - \hat y_{{{column}}})"
            numbers = rf"{probability} \cdot {others}"
        line_break = r"\\ &\quad " if r"\times" in numbers else ""
        lines += [
            rf"k = {row}: \quad &\phantom{{+}} \frac{{-y_{{{row}}}}}{{\hat y_{{{row}}}}}\, "
            + jacobian
            + activation,
            rf"&= \frac{{{minus(latex_value(target))}}}{{{probability}}} "
            rf"{line_break}\cdot {numbers}",
            rf"&\quad {activation_number} = "
            + latex_value(entry.factors.contributions[row - 1, q]),
        ]
    return aligned(*lines)


def logit_path_formula(network: Network, parameter: Parameter) -> str:
    """The seed's (5), why the parameter moves z_q alone; and the gradient by way of (4) and (5)."""
    p, q = parameter
    name, column = latex_parameter(parameter), q + 1
    sensitivity = partial("z_i", name)
    delta = rf"\delta_{{i{column}}}"
    factor, number = _times_activation(network, p)
    lines, gradient = [rf"{sensitivity} &= {delta}"], network.computed.bias[q]
    if p is not None:
        gradient = network.computed.weights[p, q]
        in_numbers = [
            rf"{latex_factor(activation)} \cdot {int(index == p)}"
            for index, activation in enumerate(network.activations)
        ]
        lines = [
            rf"{sensitivity} &= \sum_p a_p {partial('w_{pi}', name)} "
            rf"= \sum_p a_p \, \delta_{{p{p + 1}}} \, {delta}",
            rf"&= {delta}{factor}",
            rf"{partial(f'z_{{{column}}}', name)} &= {two_a_line(in_numbers)}",
            rf"&= {latex_value(network.activations[p])}",
        ]
    terms = [
        rf"{latex_factor(error)} \cdot {int(i == q)}{number}"
        for i, error in enumerate(network.computed.bias)  # ∂L/∂b is ∂L/∂z here
    ]
    return aligned(
        *lines,
        rf"{partial('L', name)} &= \sum_i {partial('L', 'z_i')}\,{sensitivity}",
        rf"&= \sum_i (\hat y_i - y_i) \, {delta}{factor}",
        f"&= {NEXT_TERM.join(terms)}",
        rf"&= {latex_value(gradient)}",
    )


def short_formula(network: Network, parameter: Parameter, entry: ParameterEntry) -> str:
    """The sum of the paths and its collapse to a_p(ŷ_q − y_q), or to ŷ_q − y_q for a bias."""
    p, q = parameter
    column, classes = q + 1, len(network.targets)
    total = " + ".join(f"y_{{{index}}}" for index in range(1, classes + 1))
    factor = rf"a_{{{p + 1}}}" if p is not None else ""
    number = rf"{latex_value(network.activations[p])} \cdot " if p is not None else ""
    contributions = map(latex_factor, entry.factors.contributions[:, q])
    return aligned(
        rf"{partial('L', latex_parameter(parameter))} &= {two_a_line(list(contributions))}",
        rf"&= {latex_value(entry.path_sum)}",
        rf"&= {factor} \bigl(\hat y_{{{column}}} ({total}) - y_{{{column}}}\bigr)",
        rf"&= {factor} (\hat y_{{{column}}} - y_{{{column}}})",
        rf"&= {number} \bigl({latex_probability(network.log_probabilities[q])} - "
        rf"{latex_value(network.targets[q])}\bigr)",
        rf"&= {latex_value(entry.value)}",
    )


def handed_down_formula(network: Network, p: int) -> str:
    """∂L/∂a_p, passed back to the previous layer: a sum over every weight that leaves unit p."""
    unit = f"a_{{{p + 1}}}"
    # ∂L/∂b is ∂L/∂z here.
    terms = map(product, network.weights[p], network.computed.bias)
    return aligned(
        rf"{partial('L', unit)} &= \sum_i {partial('L', 'z_i')}\,{partial('z_i', unit)} "
        rf"= \sum_i w_{{{p + 1}i}} (\hat y_i - y_i)",
        f"&= {NEXT_TERM.join(terms)}",
        rf"&= {latex_value(network.computed.activations[p])}",
    )


def _factors(k: str, i: str, name: str) -> str:
    probability, logit = rf"\hat y_{{{k}}}", f"z_{{{i}}}"
    return r"\,".join(
        [partial("L", probability), partial(probability, logit), partial(logit, name)]
    )


def _times_activation(network: Network, p: int | None) -> tuple[str, str]:
    """What a weight has behind its path, in symbols and in numbers; of a bias it is nothing."""
    if p is None:
        return "", ""
    return rf"\, a_{{{p + 1}}}", rf" \cdot {latex_factor(network.activations[p])}"
