"""What several worked solutions have in common, line by line and number by number, as LaTeX.

Given numbers stand as short as they are given; what is computed has four significant digits.
"""

from collections.abc import Iterable
from typing import SupportsFloat

import numpy as np
from numpy.typing import NDArray

from core.exercises import Given
from core.layer.output_layer import layer_gradients
from core.losses.cross_entropy import cross_entropy_gradient
from core.losses.softmax import softmax
from dashboard.text.formulas import latex_number, latex_short_number

Array = NDArray[np.float64]
_LONG_ROW = 24  # in digits and signs: more are wider than a phone


def exponentials_of(given: Given) -> Array:
    """e^(z/T) of the first example, (classes,)."""
    return np.asarray(np.exp(np.array(given.logits[0]) / given.temperature))


def probabilities_of(given: Given) -> Array:
    """ŷ of the first example, given or from its logits, (classes,)."""
    if given.probabilities:
        return np.array(given.probabilities[0])
    return np.asarray(softmax(given.logits[0], temperature=given.temperature))


def logit_gradients_of(given: Given) -> Array:
    """∂L/∂z of each example by itself, (examples, classes)."""
    return np.asarray(
        cross_entropy_gradient(
            np.array(given.logits), given.smoothed, temperature=given.temperature
        )
    )


def derivative(name: str, example: int | str = "") -> str:
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


def probability_lines(given: Given) -> list[str]:
    """The exponentials and ŷ."""
    return [*exponential_lines(given), rf"\hat y &= {computed_row(probabilities_of(given))}"]


def smoothed_row_lines(given: Given) -> list[str]:
    """Y after smoothing, where there is any."""
    return [rf"y &\to {computed_row(given.smoothed[0])}"] if given.smoothing else []


def logit_gradient_row_lines(given: Given) -> list[str]:
    """∂L/∂z from z."""
    short = r"(\hat y - y)/T" if given.temperature != 1 else r"\hat y - y"
    return [
        *probability_lines(given),
        *smoothed_row_lines(given),
        rf"{derivative('z')} &= {short}",
        rf"&= {computed_row(logit_gradients_of(given)[0])}",
    ]


def logit_gradient_lines(given: Given) -> list[str]:
    """∂L/∂z_i from ŷ_i, with the smoothing of y_i before it."""
    i = given.column
    probability, target = float(probabilities_of(given)[i]), float(given.smoothed[0, i])
    gradient = computed(float(logit_gradients_of(given)[0, i]))
    lines = [smoothed_line(given)] if given.smoothing else []
    short = rf"\hat y_{i + 1} - y_{i + 1}"
    written_target = computed(target) if given.smoothing else as_given(target)
    number = f"{computed(probability)} - {written_target}"
    if given.temperature != 1:
        short = rf"\frac{{{short}}}{{T}}"
        number = rf"\frac{{{number}}}{{{as_given(given.temperature)}}}"
    return [*lines, rf"{derivative(f'z_{i + 1}')} &= {short}", rf"&= {number} = {gradient}"]


def smoothed_line(given: Given) -> str:
    """y_i after smoothing."""
    i, classes = given.column, len(given.targets[0])
    target, epsilon = as_given(given.targets[0][i]), as_given(given.smoothing)
    return (
        rf"y_{i + 1} &\to (1 - {epsilon}) \cdot {target} + \frac{{{epsilon}}}{{{classes}}} "
        rf"= {computed(float(given.smoothed[0, i]))}"
    )


def jacobian_lines(given: Given) -> list[str]:
    """∂ŷ_k/∂z_i from ŷ, by the rule for k = i or that for k ≠ i."""
    probabilities, k, i = probabilities_of(given), given.row, given.column
    name = rf"\frac{{\partial \hat y_{k + 1}}}{{\partial z_{i + 1}}}"
    short = rf"\hat y_{k + 1} (1 - \hat y_{k + 1})" if k == i else rf"\hat y_{k + 1} \hat y_{i + 1}"
    number = rf"{factor(probabilities[k])} \cdot " + (
        rf"(1 - {factor(probabilities[k])})" if k == i else factor(probabilities[i])
    )
    if given.temperature != 1:
        short, number = (
            rf"\frac{{{text}}}{{{over}}}"
            for text, over in ((short, "T"), (number, as_given(given.temperature)))
        )
    sign = "" if k == i else "-"
    value = probabilities[k] * ((k == i) - probabilities[i]) / given.temperature
    return [rf"{name} &= {sign}{short}", rf"&= {sign}{number} = {computed(value)}"]


def step_lines(name: str, before: Array, gradient: Array, step_size: float) -> list[str]:
    """What a step of gradient descent makes of given numbers."""
    return [
        rf"{name} &\to {given_row(before)} \\ &\quad - {as_given(step_size)} \cdot "
        rf"{computed_row(gradient)}",
        rf"&= {computed_row(before - step_size * gradient)}",
    ]


def example_lines(given: Given) -> list[str]:
    """The loss of a batch of two; then ŷ and ∂L_n/∂z of each example n."""
    gradients = logit_gradients_of(given)
    lines = [r"L &= \tfrac12 (L_1 + L_2)"]
    for number, logits in enumerate(given.logits, 1):
        lines.append(rf"\hat y^{{({number})}} &= {computed_row(softmax(logits))}")
        lines.append(
            rf"{derivative('z', number)} &= \hat y^{{({number})}} - y^{{({number})}} \\ "
            rf"&= {computed_row(gradients[number - 1])}"
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
        rf"{derivative('z')} &= \hat y - y = {computed_row(layer.bias)}",
    ]


def loss_terms(probabilities: Iterable[str], targets: Iterable[float]) -> str:
    """−(y_1 log ŷ_1 + …), without the terms with y_k = 0, one to a line."""
    terms = [
        (rf"{factor(target)} " if target != 1 else "") + rf"\log {probability}"
        for probability, target in zip(probabilities, targets, strict=True)
        if target
    ]
    if len(terms) == 1:
        return f"-{terms[0]}"
    return r"-\bigl(" + r" \\ &\quad + ".join(terms) + r"\bigr)"


def computed(value: SupportsFloat) -> str:
    """A computed number; one that rounding alone keeps from 0 is 0."""
    return "0" if abs(float(value)) < 1e-12 else latex_number(float(value))


def as_given(value: float) -> str:
    """A given number, as short as it is."""
    return latex_short_number(value)


def factor(value: float) -> str:
    """A factor: negative ones in brackets; given ones short, computed ones to four digits."""
    text = as_given(value) if round(value, 2) == value else computed(value)
    return f"({text})" if value < 0 else text


def signed(value: float) -> str:
    """A given number to be added, with its sign."""
    return f"- {as_given(-value)}" if value < 0 else f"+ {as_given(value)}"


def computed_row(values: Iterable[float]) -> str:
    """Computed numbers as a row, the second half of a long one in a line of its own."""
    numbers = [computed(value) for value in values]
    middle = (len(numbers) + 1) // 2
    halves = [r",\; ".join(part) for part in (numbers[:middle], numbers[middle:])]
    is_long = sum(map(len, numbers)) > _LONG_ROW
    between = r", \\ &\quad\; " if is_long else r",\; "
    return f"({between.join(halves)})"


def given_row(values: Iterable[float]) -> str:
    """Given numbers as a row."""
    entries = r",\; ".join(map(as_given, values))
    return f"({entries})"
