"""What several worked solutions have in common, line by line, as LaTeX."""

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from core.exercises import Given
from core.layer.output_layer import layer_gradients
from core.losses.cross_entropy import cross_entropy_gradient
from core.losses.softmax import softmax
from dashboard.text.solution_numbers import as_given, computed, computed_row, factor, signed

Array = NDArray[np.float64]


def exponentials_of(given: Given) -> Array:
    """e^(z/T) of the first example, (classes,)."""
    return np.asarray(np.exp(np.array(given.logits[0]) / given.temperature))


def shares_of(given: Given) -> Array:
    """ŷ of the first example, (classes,)."""
    return np.asarray(softmax(given.logits[0], temperature=given.temperature))


def slopes_of(given: Given) -> Array:
    """∂L/∂z of each example by itself, (examples, classes)."""
    return np.asarray(
        cross_entropy_gradient(
            np.array(given.logits), given.smoothed, temperature=given.temperature
        )
    )


def slope_of(name: str, example: int | str = "") -> str:
    """∂L/∂name; of one example of a batch, ∂L_n/∂name."""
    loss = f"L_{example}" if example else "L"
    return rf"\frac{{\partial {loss}}}{{\partial {name}}}"


def weight_name(given: Given) -> str:
    """The weight that is asked for."""
    return f"w_{{{given.row + 1}{given.column + 1}}}"


def exponential_lines(given: Given) -> list[str]:
    """The exponentials and their sum."""
    exponentials = exponentials_of(given)
    exponent = "z_k" if given.temperature == 1 else f"z_k/{as_given(given.temperature)}"
    return [
        rf"e^{{{exponent}}} &= {computed_row(exponentials)}",
        rf"S &= \textstyle\sum_k e^{{{exponent}}} = {computed(exponentials.sum())}",
    ]


def slope_lines(given: Given, i: int) -> list[str]:
    """∂L/∂z_i from ŷ_i, with the smoothing of y_i before it."""
    share, target = float(shares_of(given)[i]), float(given.smoothed[0, i])
    slope = computed(float(slopes_of(given)[0, i]))
    lines = [smoothed_line(given, i)] if given.smoothing else []
    short = rf"\hat y_{i + 1} - y_{i + 1}"
    number = f"{computed(share)} - {computed(target) if given.smoothing else as_given(target)}"
    if given.temperature != 1:
        short = rf"\frac{{{short}}}{{T}}"
        number = rf"\frac{{{number}}}{{{as_given(given.temperature)}}}"
    return [*lines, rf"{slope_of(f'z_{i + 1}')} &= {short}", rf"&= {number} = {slope}"]


def smoothed_line(given: Given, i: int) -> str:
    """y_i after smoothing."""
    hard, classes = given.targets[0][i], len(given.targets[0])
    epsilon = as_given(given.smoothing)
    return (
        rf"y_{i + 1} &\to (1 - {epsilon}) \cdot {as_given(hard)} + \frac{{{epsilon}}}{{{classes}}} "
        rf"= {computed(float(given.smoothed[0, i]))}"
    )


def jacobian_lines(shares: Array, given: Given) -> list[str]:
    """∂ŷ_k/∂z_i from ŷ, by the rule for k = i or that for k ≠ i."""
    k, i = given.row, given.column
    name = rf"\frac{{\partial \hat y_{k + 1}}}{{\partial z_{i + 1}}}"
    short = rf"\hat y_{k + 1} (1 - \hat y_{k + 1})" if k == i else rf"\hat y_{k + 1} \hat y_{i + 1}"
    number = rf"{factor(shares[k])} \cdot " + (
        rf"(1 - {factor(shares[k])})" if k == i else factor(shares[i])
    )
    if given.temperature != 1:
        short, number = (
            rf"\frac{{{text}}}{{{over}}}"
            for text, over in ((short, "T"), (number, as_given(given.temperature)))
        )
    sign = "" if k == i else "-"
    value = shares[k] * ((k == i) - shares[i]) / given.temperature
    return [rf"{name} &= {sign}{short}", rf"&= {sign}{number} = {computed(value)}"]


def example_lines(given: Given) -> list[str]:
    """The loss of a batch of two; then ŷ and ∂L_n/∂z of each example n."""
    slopes = slopes_of(given)
    lines = [r"L &= \tfrac12 (L_1 + L_2)"]
    for place, logits in enumerate(given.logits):
        lines.append(rf"\hat y^{{({place + 1})}} &= {computed_row(softmax(logits))}")
        lines.append(
            rf"{slope_of('z', place + 1)} &= \hat y^{{({place + 1})}} - y^{{({place + 1})}} \\ "
            rf"&= {computed_row(slopes[place])}"
        )
    return lines


def layer_lines(given: Given) -> list[str]:
    """z, ŷ and ∂L/∂z of a layer with one example."""
    layer = layer_gradients(given.activations, given.weights, given.bias, given.smoothed)
    lines = []
    for k, (bias, logit) in enumerate(zip(given.bias, layer.logits[0], strict=True)):
        terms = " + ".join(
            rf"{factor(activation)} \cdot {factor(row[k])}"
            for activation, row in zip(given.activations[0], given.weights, strict=True)
        )
        lines.append(rf"z_{k + 1} &= {terms} \\ &\quad {signed(bias)} = {computed(logit)}")
    return [
        *lines,
        rf"\hat y &= {computed_row(layer.probabilities[0])}",
        rf"{slope_of('z')} &= \hat y - y = {computed_row(layer.bias)}",
    ]


def loss_terms(shares: Iterable[str], targets: Iterable[float]) -> str:
    """−(y_1 log ŷ_1 + …), without the terms with y_k = 0, one to a line."""
    terms = [
        (rf"{factor(target)} " if target != 1 else "") + rf"\log {share}"
        for share, target in zip(shares, targets, strict=True)
        if target
    ]
    if len(terms) == 1:
        return f"-{terms[0]}"
    return r"-\bigl(" + r" \\ &\quad + ".join(terms) + r"\bigr)"
