"""The worked solutions of the practice page: each exercise with its own numbers, as LaTeX."""

from collections.abc import Callable, Mapping
from types import MappingProxyType

import numpy as np

from core.exercises import Exercise, Given
from core.exercises.signs import ALONG, SHIFT
from core.layer.output_layer import layer_gradients
from core.losses.cross_entropy import cross_entropy, cross_entropy_gradient
from core.losses.softmax import softmax
from dashboard.text.formulas import aligned
from dashboard.text.solution_lines import (
    example_lines,
    exponential_lines,
    exponentials_of,
    jacobian_lines,
    layer_lines,
    loss_terms,
    shares_of,
    slope_lines,
    slope_of,
    slopes_of,
    smoothed_line,
    weight_name,
)
from dashboard.text.solution_numbers import (
    as_given,
    computed,
    computed_row,
    factor,
    given_row,
    signed,
)


def solution_formula(exercise: Exercise) -> str:
    """The way to the key, line by line."""
    return aligned(*_SOLUTIONS[exercise.kind](exercise.given))


def _logit_sign(given: Given) -> list[str]:
    i = given.column
    share, target = given.probabilities[0][i], given.targets[0][i]
    return [
        rf"{slope_of(f'z_{i + 1}')} &= \hat y_{i + 1} - y_{i + 1}",
        rf"&= {as_given(share)} - {as_given(target)} = {computed(share - target)}",
    ]


def _moving_logit(given: Given) -> list[str]:
    moves = np.array(given.targets[0]) - given.probabilities[0]
    return [
        rf"\Delta z &= -\eta \, {slope_of('z')} = \eta \, (y - \hat y)",
        rf"y - \hat y &= {given_row(moves)}",
    ]


def _weight_sign(given: Given) -> list[str]:
    p, q = given.row, given.column
    activation, share, target = (
        given.activations[0][p],
        given.probabilities[0][q],
        given.targets[0][q],
    )
    return [
        rf"{slope_of(weight_name(given))} &= a_{p + 1} (\hat y_{q + 1} - y_{q + 1})",
        rf"&= {factor(activation)} \cdot ({as_given(share)} - {as_given(target)})",
        rf"&= {computed(activation * (share - target))}",
    ]


def _jacobian_sign(given: Given) -> list[str]:
    return jacobian_lines(np.array(given.probabilities[0]), given)


def _larger_loss(given: Given) -> list[str]:
    losses = cross_entropy(np.log(given.probabilities), np.array(given.targets))
    lines = [r"L &= -\sum_k y_k \log \hat y_k"]
    for name, shares, loss in zip("ABC", given.probabilities, losses, strict=True):
        terms = loss_terms(map(as_given, shares), given.targets[0])
        lines.append(rf"L_{name} &= {terms} = {computed(loss)}")
    return lines


def _true_class(given: Given) -> list[str]:
    c = given.column
    target, share = float(given.smoothed[0, c]), given.probabilities[0][c]
    return [
        smoothed_line(given, c),
        rf"-{slope_of(f'z_{c + 1}')} &= y_{c + 1} - \hat y_{c + 1}",
        rf"&= {computed(target)} - {as_given(share)} = {computed(target - share)}",
    ]


def _step_outcome(given: Given) -> list[str]:
    logits, target = np.array(given.logits[0]), np.array(given.targets[0])
    if given.update == SHIFT:
        moved = logits + given.step_size
        lines = [rf"z &\to z {signed(given.step_size)}"]
    else:
        sign = "+" if given.update == ALONG else "-"
        slopes = cross_entropy_gradient(logits, target)
        moved = logits + (given.step_size if sign == "+" else -given.step_size) * slopes
        lines = [
            rf"\hat y &= {computed_row(softmax(logits))}",
            rf"{slope_of('z')} &= \hat y - y = {computed_row(slopes)}",
            rf"z &\to z {sign} \eta \, {slope_of('z')}",
        ]
    return [
        *lines,
        rf"&= {computed_row(moved)}",
        rf"L &: {computed(cross_entropy(logits, target))} "
        rf"\to {computed(cross_entropy(moved, target))}",
    ]


def _temperature_direction(given: Given) -> list[str]:
    lines, logits = [], np.array(given.logits[0])
    for temperature in (given.temperature, given.new_temperature):
        lines.append(rf"T &= {as_given(temperature)}")
        lines.append(rf"z/T &= {computed_row(logits / temperature)}")
        lines.append(rf"\hat y &= {computed_row(softmax(logits, temperature=temperature))}")
    return lines


def _probability(given: Given) -> list[str]:
    k = given.column
    exponentials = exponentials_of(given)
    return [
        *exponential_lines(given),
        rf"\hat y_{k + 1} &= \frac{{{computed(exponentials[k])}}}"
        rf"{{{computed(exponentials.sum())}}} = {computed(shares_of(given)[k])}",
    ]


def _logit_gradient(given: Given) -> list[str]:
    i = given.column
    return [*_probability(given), *slope_lines(given, i)]


def _jacobian(given: Given) -> list[str]:
    shares = shares_of(given)
    return [
        *exponential_lines(given),
        rf"\hat y &= {computed_row(shares)}",
        *jacobian_lines(shares, given),
    ]


def _weight_gradient(given: Given) -> list[str]:
    p, q = given.row, given.column
    slope = float(slopes_of(given)[0, q])
    activation = given.activations[0][p]
    return [
        *_logit_gradient(given),
        rf"{slope_of(weight_name(given))} &= a_{p + 1} \, {slope_of(f'z_{q + 1}')}",
        rf"&= {factor(activation)} \cdot {factor(slope)} = {computed(activation * slope)}",
    ]


def _bias_gradient(given: Given) -> list[str]:
    q = given.column
    slopes = slopes_of(given)[:, q]
    return [
        *example_lines(given),
        rf"{slope_of(f'b_{q + 1}')} &= \tfrac12 \, \Bigl({slope_of(f'z_{q + 1}', 1)} + "
        rf"{slope_of(f'z_{q + 1}', 2)}\Bigr)",
        rf"&= \tfrac12 \, \bigl({computed(slopes[0])} + {factor(slopes[1])}\bigr)",
        rf"&= {computed(slopes.mean())}",
    ]


def _loss(given: Given) -> list[str]:
    target = given.smoothed[0]
    lines = [*exponential_lines(given), rf"\hat y &= {computed_row(shares_of(given))}"]
    if given.smoothing:
        lines.append(rf"y &\to {computed_row(target)}")
    loss = cross_entropy(np.array(given.logits[0]), target, temperature=given.temperature)
    return [
        *lines,
        r"L &= -\sum_k y_k \log \hat y_k",
        rf"&= {loss_terms(map(computed, shares_of(given)), target)}",
        rf"&= {computed(loss)}",
    ]


def _gradient_row(given: Given) -> list[str]:
    p = given.row
    slopes = slopes_of(given)[0]
    over = r"(\hat y - y)/T" if given.temperature != 1 else r"\hat y - y"
    lines = [*exponential_lines(given), rf"\hat y &= {computed_row(shares_of(given))}"]
    if given.smoothing:
        lines.append(rf"y &\to {computed_row(given.smoothed[0])}")
    return [
        *lines,
        rf"{slope_of('z')} &= {over}",
        rf"&= {computed_row(slopes)}",
        rf"a_{p + 1} \, {slope_of('z')} "
        rf"&= {factor(given.activations[0][p])} \cdot {slope_of('z')} \\ "
        rf"&= {computed_row(given.activations[0][p] * slopes)}",
    ]


def _new_weights(given: Given) -> list[str]:
    p = given.row
    gradient = layer_gradients(given.activations, given.weights, given.bias, given.smoothed)
    row = np.array(given.weights[p])
    return [
        *layer_lines(given),
        rf"a_{p + 1} \, {slope_of('z')} &= {computed_row(gradient.weights[p])}",
        rf"w_{{{p + 1}\cdot}} &\to {given_row(row)} \\ &\quad - {as_given(given.step_size)} \cdot "
        rf"{computed_row(gradient.weights[p])}",
        rf"&= {computed_row(row - given.step_size * gradient.weights[p])}",
    ]


def _new_loss(given: Given) -> list[str]:
    logits, target, temperature = np.array(given.logits[0]), given.smoothed[0], given.temperature
    slopes = slopes_of(given)[0]
    moved = logits - given.step_size * slopes
    over = r"(\hat y - y)/T" if temperature != 1 else r"\hat y - y"
    label = given.targets[0].index(1.0)
    shares = softmax(moved, temperature=temperature)
    return [
        *exponential_lines(given),
        rf"\hat y &= {computed_row(shares_of(given))}",
        rf"{slope_of('z')} &= {over}",
        rf"&= {computed_row(slopes)}",
        rf"z &\to {given_row(logits)} \\ &\quad - {as_given(given.step_size)} \cdot "
        rf"{computed_row(slopes)}",
        rf"&= {computed_row(moved)}",
        rf"\hat y &\to {computed_row(shares)}",
        rf"L &= -\log {computed(shares[label])} "
        rf"= {computed(cross_entropy(moved, target, temperature=temperature))}",
    ]


def _batch_row(given: Given) -> list[str]:
    p = given.row
    slopes = slopes_of(given)
    activations = [row[p] for row in given.activations]
    rows = np.array(activations)[:, None] * slopes
    lines = example_lines(given)
    for place, (activation, row) in enumerate(zip(activations, rows, strict=True), 1):
        lines.append(
            rf"a_{p + 1}^{{({place})}} {slope_of('z', place)} &= {factor(activation)} \cdot "
            rf"{slope_of('z', place)} \\ &= {computed_row(row)}"
        )
    mean = rf"\tfrac12 \sum_n a_{p + 1}^{{(n)}} {slope_of('z', 'n')}"
    name = slope_of(rf"w_{{{p + 1}\cdot}}")
    return [*lines, rf"{name} &= {mean} \\ &= {computed_row(rows.mean(axis=0))}"]


def _new_bias(given: Given) -> list[str]:
    mean, bias = slopes_of(given).mean(axis=0), np.array(given.bias)
    return [
        *example_lines(given),
        rf"{slope_of('b')} &= \tfrac12 \sum_n {slope_of('z', 'n')} \\ &= {computed_row(mean)}",
        rf"b &\to {given_row(bias)} \\ &\quad - {as_given(given.step_size)} \cdot "
        rf"{computed_row(mean)}",
        rf"&= {computed_row(bias - given.step_size * mean)}",
    ]


def _layer_below(given: Given) -> list[str]:
    layer = layer_gradients(given.activations, given.weights, given.bias, given.smoothed)
    lines = layer_lines(given)
    lines.append(rf"{slope_of('a_p')} &= \sum_q w_{{pq}} \, {slope_of('z_q')}")
    for p, (row, slope) in enumerate(zip(given.weights, layer.activations[0], strict=True), 1):
        terms = r" \\ &\quad + ".join(
            rf"{factor(weight)} \cdot {factor(own)}"
            for weight, own in zip(row, layer.bias, strict=True)  # of one example ∂L/∂b is ∂L/∂z
        )
        lines.append(rf"{slope_of(f'a_{p}')} &= {terms} = {computed(slope)}")
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
