"""The seed's worked example with the current values in it, as LaTeX, for any weight or bias."""

import numpy as np
from numpy.typing import NDArray

from core.layer.parameter_entry import ParameterEntry
from dashboard.figures.network_numbers import Network, Parameter
from dashboard.text.formulas import (
    aligned,
    latex_factor,
    latex_probability,
    latex_value,
    minus,
)


def latex_parameter(parameter: Parameter) -> str:
    """The chosen weight or bias, counted from 1.

    >>> latex_parameter(Parameter(1, 0)), latex_parameter(Parameter(None, 1))
    ('w_{21}', 'b_{2}')
    """
    return f"{parameter.name[0]}_{{{parameter.name[1:]}}}"


def path_formula(network: Network, parameter: Parameter, entry: ParameterEntry) -> str:
    """The general formula, and the product of each path in symbols and in numbers."""
    p, q = parameter
    name, column = latex_parameter(parameter), q + 1
    log_probabilities = network.log_probabilities
    lines = [
        _derivative(name) + r" &= \sum_k \sum_i " + _factors("k", "i", name),
        rf"&= \sum_k {_factors('k', str(column), name)}",
    ]
    for k, (log_probability, target) in enumerate(
        zip(log_probabilities, network.targets, strict=True)
    ):
        row = k + 1
        inner = (
            rf"\hat y_{{{row}}} (1 - \hat y_{{{column}}})"
            if k == q
            else rf"\bigl(-\hat y_{{{row}}} \hat y_{{{column}}}\bigr)"
        )
        ending = rf"\, a_{{{p + 1}}}" if p is not None else ""
        lines += [
            rf"k = {row}: \quad &\phantom{{+}} \frac{{-y_{{{row}}}}}{{\hat y_{{{row}}}}}\, "
            rf"{inner}{ending}",
            rf"&= \frac{{{minus(latex_value(target))}}}{{{latex_probability(log_probability)}}} "
            + _times_jacobian(log_probabilities, k, q),
            rf"&\quad {_times_activation(network, p)} = "
            + latex_value(entry.factors.contributions[k, q]),
        ]
    return aligned(*lines)


def logit_path_formula(network: Network, parameter: Parameter) -> str:
    """The seed's (5), why the parameter moves z_q alone; and the gradient by way of (4) and (5)."""
    p, q = parameter
    name, column = latex_parameter(parameter), q + 1
    sensitivity = rf"\frac{{\partial z_i}}{{\partial {name}}}"
    delta = rf"\delta_{{i{column}}}"
    own = _derivative("z_i") + rf"\,{sensitivity}"
    lines = [rf"{sensitivity} &= {delta}"]
    factor, number = "", ""
    if p is not None:
        unit = p + 1
        factor, number = rf"\, a_{{{unit}}}", rf" \cdot {latex_factor(network.activations[p])}"
        in_numbers = [
            rf"{latex_factor(activation)} \cdot {int(index == p)}"
            for index, activation in enumerate(network.activations)
        ]
        lines = [
            rf"{sensitivity} &= \sum_p a_p \frac{{\partial w_{{pi}}}}{{\partial {name}}} "
            rf"= \sum_p a_p \, \delta_{{p{unit}}} \, {delta}",
            rf"&= {delta}{factor}",
            rf"\frac{{\partial z_{{{column}}}}}{{\partial {name}}} &= {_two_a_line(in_numbers)}",
            rf"&= {latex_value(network.activations[p])}",
        ]
    terms = [
        rf"{latex_factor(gradient)} \cdot {int(i == q)}{number}"
        for i, gradient in enumerate(network.computed.bias)  # ∂L/∂b is ∂L/∂z here
    ]
    return aligned(
        *lines,
        _derivative(name) + rf" &= \sum_i {own}",
        rf"&= \sum_i (\hat y_i - y_i) \, {delta}{factor}",
        "&= " + r" \\ &\quad + ".join(terms),
        rf"&= {latex_value(_value(network, parameter))}",
    )


def short_formula(network: Network, parameter: Parameter, entry: ParameterEntry) -> str:
    """The sum of the paths and its collapse to a_p(ŷ_q − y_q), or to ŷ_q − y_q for a bias."""
    p, q = parameter
    column, classes = q + 1, len(network.targets)
    log_probability = float(network.log_probabilities[q])
    total = " + ".join(f"y_{{{index}}}" for index in range(1, classes + 1))
    factor = rf"a_{{{p + 1}}}" if p is not None else ""
    number = rf"{latex_value(network.activations[p])} \cdot " if p is not None else ""
    contributions = entry.factors.contributions[:, q]
    return aligned(
        _derivative(latex_parameter(parameter)) + rf" &= {_sum(contributions)}",
        rf"&= {latex_value(entry.path_sum)}",
        rf"&= {factor} \bigl(\hat y_{{{column}}} ({total}) - y_{{{column}}}\bigr)",
        rf"&= {factor} (\hat y_{{{column}}} - y_{{{column}}})",
        rf"&= {number} \bigl({latex_probability(log_probability)} - "
        rf"{latex_value(network.targets[q])}\bigr)",
        rf"&= {latex_value(entry.value)}",
    )


def handed_down_formula(network: Network, p: int) -> str:
    """∂L/∂a_p, passed back to the previous layer: a sum over every weight that leaves unit p."""
    unit = p + 1
    rows = zip(network.weights[p], network.computed.bias, strict=True)  # ∂L/∂b is ∂L/∂z here
    terms = [rf"{latex_factor(weight)} \cdot {latex_factor(gradient)}" for weight, gradient in rows]
    return aligned(
        rf"{_derivative(f'a_{{{unit}}}')} &= \sum_i \frac{{\partial L}}{{\partial z_i}}\,"
        rf"\frac{{\partial z_i}}{{\partial a_{{{unit}}}}} "
        rf"= \sum_i w_{{{unit}i}} (\hat y_i - y_i)",
        r"&= " + r" \\ &\quad + ".join(terms),
        rf"&= {latex_value(network.computed.activations[p])}",
    )


def _derivative(of: str) -> str:
    return rf"\frac{{\partial L}}{{\partial {of}}}"


def _factors(k: str, i: str, name: str) -> str:
    return (
        rf"\frac{{\partial L}}{{\partial \hat y_{{{k}}}}}\,"
        rf"\frac{{\partial \hat y_{{{k}}}}}{{\partial z_{{{i}}}}}\,"
        rf"\frac{{\partial z_{{{i}}}}}{{\partial {name}}}"
    )


def _times_jacobian(log_probabilities: NDArray[np.float64], k: int, q: int) -> str:
    """· ∂ŷ_k/∂z_q in the numbers it is made of; on a line of its own where those are long."""
    numbers = _jacobian_numbers(log_probabilities, k, q)
    is_long = r"\times" in numbers
    return (r"\\ &\quad " if is_long else "") + rf"\cdot {numbers}"


def _jacobian_numbers(log_probabilities: NDArray[np.float64], k: int, q: int) -> str:
    """∂ŷ_k/∂z_q in the numbers it is made of."""
    own, other = (latex_probability(float(log_probabilities[index])) for index in (k, q))
    if k != q:
        return rf"\bigl(-{own} \cdot {other}\bigr)"
    rest = np.delete(log_probabilities, q)
    # 1 − ŷ_q as the sum of the others: where ŷ_q is nearly 1, the difference would be lost.
    return rf"{own} \cdot {latex_probability(float(np.logaddexp.reduce(rest)))}"


def _times_activation(network: Network, p: int | None) -> str:
    return "" if p is None else rf" \cdot {latex_factor(network.activations[p])}"


def _sum(values: NDArray[np.float64]) -> str:
    """The terms two to a line, as many as a phone is wide."""
    return _two_a_line([latex_factor(value) for value in values])


def _two_a_line(terms: list[str]) -> str:
    pairs = [" + ".join(terms[start : start + 2]) for start in range(0, len(terms), 2)]
    return r" \\ &\quad + ".join(pairs)


def _value(network: Network, parameter: Parameter) -> float:
    p, q = parameter
    return float(network.computed.bias[q] if p is None else network.computed.weights[p, q])
