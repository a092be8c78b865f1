"""The worked solutions of the practice page: each exercise with its own numbers, as LaTeX.

Given numbers stand as short as they are given; what is computed has four significant digits.
"""

from collections.abc import Callable, Iterable, Mapping
from types import MappingProxyType
from typing import SupportsFloat

import numpy as np
from numpy.typing import NDArray

from core.cross_entropy import cross_entropy, cross_entropy_gradient
from core.exercises import Exercise, Given
from core.exercises.signs import ALONG, SHIFT
from core.output_layer import layer_gradients
from core.softmax import softmax
from dashboard.text.formulas import aligned, latex_number

Array = NDArray[np.float64]

_LONG_ROW = 24  # in digits and signs: more are wider than a phone


def solution_formula(exercise: Exercise) -> str:
    """The way to the key, line by line."""
    return aligned(*_SOLUTIONS[exercise.kind](exercise.given))


def _logit_sign(given: Given) -> list[str]:
    i = given.column
    slope = given.probabilities[0][i] - given.targets[0][i]
    return [
        rf"{_slope(f'z_{i + 1}')} &= \hat y_{i + 1} - y_{i + 1}",
        rf"&= {_g(given.probabilities[0][i])} - {_g(given.targets[0][i])} = {_n(slope)}",
    ]


def _moving_logit(given: Given) -> list[str]:
    moves = np.array(given.targets[0]) - given.probabilities[0]
    return [
        rf"\Delta z &= -\eta \, {_slope('z')} = \eta \, (y - \hat y)",
        rf"y - \hat y &= {_given_vector(moves)}",
    ]


def _weight_sign(given: Given) -> list[str]:
    p, q = given.row, given.column
    activation, share, target = (
        given.activations[0][p],
        given.probabilities[0][q],
        given.targets[0][q],
    )
    return [
        rf"{_slope(_weight(given))} &= a_{p + 1} (\hat y_{q + 1} - y_{q + 1})",
        rf"&= {_f(activation)} \cdot ({_g(share)} - {_g(target)})",
        rf"&= {_n(activation * (share - target))}",
    ]


def _jacobian_sign(given: Given) -> list[str]:
    return _jacobian_lines(np.array(given.probabilities[0]), given)


def _larger_loss(given: Given) -> list[str]:
    losses = cross_entropy(np.log(given.probabilities), np.array(given.targets))
    lines = [r"L &= -\sum_k y_k \log \hat y_k"]
    for name, shares, loss in zip("ABC", given.probabilities, losses, strict=True):
        lines.append(rf"L_{name} &= {_loss_terms(map(_g, shares), given.targets[0])} = {_n(loss)}")
    return lines


def _true_class(given: Given) -> list[str]:
    c = given.column
    target, share = float(given.smoothed[0, c]), given.probabilities[0][c]
    return [
        _smoothed_line(given, c),
        rf"-{_slope(f'z_{c + 1}')} &= y_{c + 1} - \hat y_{c + 1}",
        rf"&= {_n(target)} - {_g(share)} = {_n(target - share)}",
    ]


def _step_outcome(given: Given) -> list[str]:
    logits, target = np.array(given.logits[0]), np.array(given.targets[0])
    if given.update == SHIFT:
        moved = logits + given.step_size
        lines = [rf"z &\to z {_signed(given.step_size)}"]
    else:
        sign = "+" if given.update == ALONG else "-"
        slopes = cross_entropy_gradient(logits, target)
        moved = logits + (given.step_size if sign == "+" else -given.step_size) * slopes
        lines = [
            rf"\hat y &= {_vector(softmax(logits))}",
            rf"{_slope('z')} &= \hat y - y = {_vector(slopes)}",
            rf"z &\to z {sign} \eta \, {_slope('z')}",
        ]
    return [
        *lines,
        rf"&= {_vector(moved)}",
        rf"L &: {_n(cross_entropy(logits, target))} \to {_n(cross_entropy(moved, target))}",
    ]


def _temperature_direction(given: Given) -> list[str]:
    lines, logits = [], np.array(given.logits[0])
    for temperature in (given.temperature, given.new_temperature):
        lines.append(rf"T &= {_g(temperature)}")
        lines.append(rf"z/T &= {_vector(logits / temperature)}")
        lines.append(rf"\hat y &= {_vector(softmax(logits, temperature=temperature))}")
    return lines


def _probability(given: Given) -> list[str]:
    k = given.column
    exponentials = _exponentials(given)
    return [
        *_exponential_lines(given),
        rf"\hat y_{k + 1} &= \frac{{{_n(exponentials[k])}}}{{{_n(exponentials.sum())}}} "
        rf"= {_n(_shares(given)[k])}",
    ]


def _logit_gradient(given: Given) -> list[str]:
    i = given.column
    return [*_probability(given), *_slope_lines(given, i)]


def _jacobian(given: Given) -> list[str]:
    shares = _shares(given)
    return [
        *_exponential_lines(given),
        rf"\hat y &= {_vector(shares)}",
        *_jacobian_lines(shares, given),
    ]


def _weight_gradient(given: Given) -> list[str]:
    p, q = given.row, given.column
    slope = float(_slopes(given)[0, q])
    activation = given.activations[0][p]
    return [
        *_logit_gradient(given),
        rf"{_slope(_weight(given))} &= a_{p + 1} \, {_slope(f'z_{q + 1}')}",
        rf"&= {_f(activation)} \cdot {_f(slope)} = {_n(activation * slope)}",
    ]


def _bias_gradient(given: Given) -> list[str]:
    q = given.column
    slopes = _slopes(given)[:, q]
    return [
        *_example_lines(given),
        rf"{_slope(f'b_{q + 1}')} &= \tfrac12 \, \bigl(\delta_{q + 1}^{{(1)}} + "
        rf"\delta_{q + 1}^{{(2)}}\bigr)",
        rf"&= \tfrac12 \, \bigl({_n(slopes[0])} + {_f(slopes[1])}\bigr)",
        rf"&= {_n(slopes.mean())}",
    ]


def _loss(given: Given) -> list[str]:
    target = given.smoothed[0]
    lines = [*_exponential_lines(given), rf"\hat y &= {_vector(_shares(given))}"]
    if given.smoothing:
        lines.append(rf"y &\to {_vector(target)}")
    loss = cross_entropy(np.array(given.logits[0]), target, temperature=given.temperature)
    return [
        *lines,
        r"L &= -\sum_k y_k \log \hat y_k",
        rf"&= {_loss_terms(map(_n, _shares(given)), target)}",
        rf"&= {_n(loss)}",
    ]


def _gradient_row(given: Given) -> list[str]:
    p = given.row
    slopes = _slopes(given)[0]
    over = r"(\hat y - y)/T" if given.temperature != 1 else r"\hat y - y"
    lines = [*_exponential_lines(given), rf"\hat y &= {_vector(_shares(given))}"]
    if given.smoothing:
        lines.append(rf"y &\to {_vector(given.smoothed[0])}")
    return [
        *lines,
        rf"{_slope('z')} &= {over}",
        rf"&= {_vector(slopes)}",
        rf"a_{p + 1} \, {_slope('z')} &= {_f(given.activations[0][p])} \cdot {_slope('z')} \\ "
        rf"&= {_vector(given.activations[0][p] * slopes)}",
    ]


def _new_weights(given: Given) -> list[str]:
    p = given.row
    gradient = layer_gradients(given.activations, given.weights, given.bias, given.smoothed)
    row = np.array(given.weights[p])
    return [
        *_layer_lines(given),
        rf"a_{p + 1} \, {_slope('z')} &= {_vector(gradient.weights[p])}",
        rf"w_{{{p + 1}\cdot}} &\to {_given_vector(row)} \\ &\quad - {_g(given.step_size)} \cdot "
        rf"{_vector(gradient.weights[p])}",
        rf"&= {_vector(row - given.step_size * gradient.weights[p])}",
    ]


def _new_loss(given: Given) -> list[str]:
    logits, target, temperature = np.array(given.logits[0]), given.smoothed[0], given.temperature
    slopes = _slopes(given)[0]
    moved = logits - given.step_size * slopes
    over = r"(\hat y - y)/T" if temperature != 1 else r"\hat y - y"
    label = given.targets[0].index(1.0)
    shares = softmax(moved, temperature=temperature)
    return [
        *_exponential_lines(given),
        rf"\hat y &= {_vector(_shares(given))}",
        rf"{_slope('z')} &= {over}",
        rf"&= {_vector(slopes)}",
        rf"z &\to {_given_vector(logits)} \\ &\quad - {_g(given.step_size)} \cdot "
        rf"{_vector(slopes)}",
        rf"&= {_vector(moved)}",
        rf"\hat y &\to {_vector(shares)}",
        rf"L &= -\log {_n(shares[label])} "
        rf"= {_n(cross_entropy(moved, target, temperature=temperature))}",
    ]


def _batch_row(given: Given) -> list[str]:
    p = given.row
    slopes = _slopes(given)
    activations = [row[p] for row in given.activations]
    rows = np.array(activations)[:, None] * slopes
    lines = _example_lines(given)
    for place, (activation, row) in enumerate(zip(activations, rows, strict=True), 1):
        lines.append(
            rf"a_{p + 1}^{{({place})}} \delta^{{({place})}} &= {_f(activation)} \cdot "
            rf"\delta^{{({place})}} \\ &= {_vector(row)}"
        )
    mean = rf"\tfrac12 \textstyle\sum_n a_{p + 1}^{{(n)}} \delta^{{(n)}}"
    name = _slope(rf"w_{{{p + 1}\cdot}}")
    return [*lines, rf"{name} &= {mean} \\ &= {_vector(rows.mean(axis=0))}"]


def _new_bias(given: Given) -> list[str]:
    mean, bias = _slopes(given).mean(axis=0), np.array(given.bias)
    return [
        *_example_lines(given),
        rf"{_slope('b')} &= \tfrac12 \textstyle\sum_n \delta^{{(n)}} \\ &= {_vector(mean)}",
        rf"b &\to {_given_vector(bias)} \\ &\quad - {_g(given.step_size)} \cdot {_vector(mean)}",
        rf"&= {_vector(bias - given.step_size * mean)}",
    ]


def _layer_below(given: Given) -> list[str]:
    layer = layer_gradients(given.activations, given.weights, given.bias, given.smoothed)
    lines = _layer_lines(given)
    lines.append(rf"{_slope('a_p')} &= \sum_k w_{{pk}} \, {_slope('z_k')}")
    for p, (row, slope) in enumerate(zip(given.weights, layer.activations[0], strict=True), 1):
        terms = r" \\ &\quad + ".join(
            rf"{_f(weight)} \cdot {_f(own)}"
            for weight, own in zip(row, layer.bias, strict=True)  # of one example ∂L/∂b is ∂L/∂z
        )
        lines.append(rf"{_slope(f'a_{p}')} &= {terms} = {_n(slope)}")
    return lines


_SOLUTIONS: Mapping[str, Callable[[Given], list[str]]] = MappingProxyType(
    {
        "logit_sign": _logit_sign,
        "moving_logit": _moving_logit,
        "weight_sign": _weight_sign,
        "jacobian_sign": _jacobian_sign,
        "larger_loss": _larger_loss,
        "true_class": _true_class,
        "step_outcome": _step_outcome,
        "temperature_direction": _temperature_direction,
        "probability": _probability,
        "logit_gradient": _logit_gradient,
        "jacobian": _jacobian,
        "weight_gradient": _weight_gradient,
        "bias_gradient": _bias_gradient,
        "loss": _loss,
        "gradient_row": _gradient_row,
        "new_weights": _new_weights,
        "new_loss": _new_loss,
        "batch_row": _batch_row,
        "new_bias": _new_bias,
        "layer_below": _layer_below,
    }
)


def _exponentials(given: Given) -> Array:
    return np.asarray(np.exp(np.array(given.logits[0]) / given.temperature))


def _shares(given: Given) -> Array:
    return np.asarray(softmax(given.logits[0], temperature=given.temperature))


def _slopes(given: Given) -> Array:
    """∂L/∂z of each example by itself, (examples, classes)."""
    return np.asarray(
        cross_entropy_gradient(
            np.array(given.logits), given.smoothed, temperature=given.temperature
        )
    )


def _exponential_lines(given: Given) -> list[str]:
    exponentials = _exponentials(given)
    exponent = "z_k" if given.temperature == 1 else f"z_k/{_g(given.temperature)}"
    return [
        rf"e^{{{exponent}}} &= {_vector(exponentials)}",
        rf"S &= \textstyle\sum_k e^{{{exponent}}} = {_n(exponentials.sum())}",
    ]


def _slope_lines(given: Given, i: int) -> list[str]:
    """∂L/∂z_i from ŷ_i, with the smoothing of y_i before it."""
    share, target = float(_shares(given)[i]), float(given.smoothed[0, i])
    slope = _n(float(_slopes(given)[0, i]))
    lines = [_smoothed_line(given, i)] if given.smoothing else []
    short = rf"\hat y_{i + 1} - y_{i + 1}"
    number = f"{_n(share)} - {_n(target) if given.smoothing else _g(target)}"
    if given.temperature != 1:
        short = rf"\frac{{{short}}}{{T}}"
        number = rf"\frac{{{number}}}{{{_g(given.temperature)}}}"
    return [*lines, rf"{_slope(f'z_{i + 1}')} &= {short}", rf"&= {number} = {slope}"]


def _smoothed_line(given: Given, i: int) -> str:
    hard, classes = given.targets[0][i], len(given.targets[0])
    epsilon = _g(given.smoothing)
    return (
        rf"y_{i + 1} &\to (1 - {epsilon}) \cdot {_g(hard)} + \frac{{{epsilon}}}{{{classes}}} "
        rf"= {_n(float(given.smoothed[0, i]))}"
    )


def _jacobian_lines(shares: Array, given: Given) -> list[str]:
    k, i = given.row, given.column
    name = rf"\frac{{\partial \hat y_{k + 1}}}{{\partial z_{i + 1}}}"
    short = rf"\hat y_{k + 1} (1 - \hat y_{k + 1})" if k == i else rf"\hat y_{k + 1} \hat y_{i + 1}"
    number = rf"{_f(shares[k])} \cdot " + (rf"(1 - {_f(shares[k])})" if k == i else _f(shares[i]))
    if given.temperature != 1:
        short, number = (
            rf"\frac{{{text}}}{{{over}}}"
            for text, over in ((short, "T"), (number, _g(given.temperature)))
        )
    sign = "" if k == i else "-"
    value = shares[k] * ((k == i) - shares[i]) / given.temperature
    return [rf"{name} &= {sign}{short}", rf"&= {sign}{number} = {_n(value)}"]


def _example_lines(given: Given) -> list[str]:
    """ŷ and δ = ∂L/∂z of every example of a batch."""
    slopes = _slopes(given)
    lines = []
    for place, logits in enumerate(given.logits):
        lines.append(rf"\hat y^{{({place + 1})}} &= {_vector(softmax(logits))}")
        lines.append(
            rf"\delta^{{({place + 1})}} &= \hat y^{{({place + 1})}} - y^{{({place + 1})}} \\ "
            rf"&= {_vector(slopes[place])}"
        )
    return lines


def _layer_lines(given: Given) -> list[str]:
    """z, ŷ and ∂L/∂z of a layer with one example."""
    layer = layer_gradients(given.activations, given.weights, given.bias, given.smoothed)
    lines = []
    for k, (bias, logit) in enumerate(zip(given.bias, layer.logits[0], strict=True)):
        terms = " + ".join(
            rf"{_f(activation)} \cdot {_f(row[k])}"
            for activation, row in zip(given.activations[0], given.weights, strict=True)
        )
        lines.append(rf"z_{k + 1} &= {terms} \\ &\quad {_signed(bias)} = {_n(logit)}")
    return [
        *lines,
        rf"\hat y &= {_vector(layer.probabilities[0])}",
        rf"{_slope('z')} &= \hat y - y = {_vector(layer.bias)}",
    ]


def _loss_terms(shares: Iterable[str], targets: Iterable[float]) -> str:
    """−(y_1 log ŷ_1 + …), without the terms with y_k = 0, one to a line."""
    terms = [
        (rf"{_f(target)} " if target != 1 else "") + rf"\log {share}"
        for share, target in zip(shares, targets, strict=True)
        if target
    ]
    if len(terms) == 1:
        return f"-{terms[0]}"
    return r"-\bigl(" + r" \\ &\quad + ".join(terms) + r"\bigr)"


def _slope(name: str) -> str:
    return rf"\frac{{\partial L}}{{\partial {name}}}"


def _weight(given: Given) -> str:
    return f"w_{{{given.row + 1}{given.column + 1}}}"


def _vector(values: Iterable[float]) -> str:
    """Computed numbers as a row, the second half of a long one in a line of its own."""
    numbers = [_n(value) for value in values]
    middle = (len(numbers) + 1) // 2
    halves = [r",\; ".join(part) for part in (numbers[:middle], numbers[middle:])]
    is_long = sum(map(len, numbers)) > _LONG_ROW
    between = r", \\ &\quad\; " if is_long else r",\; "
    return f"({between.join(halves)})"


def _given_vector(values: Iterable[float]) -> str:
    entries = r",\; ".join(map(_g, values))
    return f"({entries})"


def _n(value: SupportsFloat) -> str:
    """A computed number; one that rounding alone keeps from 0 is 0."""
    return "0" if abs(float(value)) < 1e-12 else latex_number(float(value))


def _g(value: float) -> str:
    """A given number, as short as it is."""
    return f"{value:g}"


def _f(value: float) -> str:
    """A factor: negative ones in brackets; given ones short, computed ones to four digits."""
    text = _g(value) if round(value, 2) == value else _n(value)
    return f"({text})" if value < 0 else text


def _signed(value: float) -> str:
    return f"- {_g(-value)}" if value < 0 else f"+ {_g(value)}"
