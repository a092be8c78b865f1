"""Formulas of the softmax and its derivatives with today's numbers in them, as LaTeX.

On the page and here u = (z + t)/T, m = max u, E = e^(u − m) and S = ΣE, so that ŷ = E/S.
"""

import numpy as np
from numpy.typing import NDArray

from core.losses.softmax_steps import SoftmaxSteps
from core.losses.usual_mistakes import GradientEntry
from dashboard.text.formulas import (
    NEARLY_ONE,
    aligned,
    in_brackets,
    latex_number,
    latex_value,
    minus,
    partial,
    result,
)
from dashboard.written_numbers import is_noise

# How much of a line a term takes, about in digits; a line is as wide as a phone.
_LINE, _OPERATOR, _WITH_POWER = 26, 2, 12


def steps_formula(steps: SoftmaxSteps, shift: float, temperature: float) -> str:
    """ŷ from u; then u, m, E and S of one example."""
    numerator = r"z_k" if shift == 0 else rf"z_k + {in_brackets(latex_number(shift))}"
    return aligned(
        r"\hat y_k &= \frac{e^{u_k}}{\sum_j e^{u_j}}",
        rf"u_k &= \frac{{{numerator}}}{{{latex_number(temperature)}}}",
        rf"m &= \max_k u_k = {latex_number(float(steps.maximum))}",
        r"E_k &= e^{u_k - m}",
        rf"S &= \sum_j E_j = {_sum(steps.unnormalized)}",
        rf"&= {latex_number(float(steps.normalizer))}",
        gap=10,
    )


def shares_formula(steps: SoftmaxSteps) -> str:
    """How each ŷ_k comes out of u, m and S, a line for each class."""
    maximum = in_brackets(latex_number(float(steps.maximum)))
    normalizer = latex_number(float(steps.normalizer))
    lines = zip(steps.scaled, steps.unnormalized, steps.probabilities, strict=True)
    return aligned(
        r"\hat y_k &= \frac{E_k}{S}",
        *(
            rf"\hat y_{{{k}}} &= \frac{{e^{{{latex_number(exponent)} - {maximum}}}}}"
            rf"{{{normalizer}}} = \frac{{{latex_number(unnormalized)}}}{{{normalizer}}} "
            + result(probability)
            for k, (exponent, unnormalized, probability) in enumerate(lines, start=1)
        ),
    )


def shift_formula(
    unshifted: SoftmaxSteps, steps: SoftmaxSteps, shift: float, temperature: float, k: int
) -> str:
    """What t does to log Σ e^u, and why ŷ_k does not see it; k from 0."""
    index, moved, over = k + 1, latex_number(shift), latex_number(temperature)
    return aligned(
        r"\log \sum_j e^{(z_j + t)/T} &= \log \sum_j e^{z_j/T} + \frac{t}{T}",
        rf"{latex_number(float(steps.log_normalizer))} &= "
        rf"{latex_number(float(unshifted.log_normalizer))} + \frac{{{moved}}}{{{over}}}",
        rf"\hat y_{{{index}}} &= \frac{{e^{{t/T}}\, e^{{z_{{{index}}}/T}}}}"
        r"{e^{t/T} \sum_j e^{z_j/T}} = " + latex_number(steps.probabilities[k]),
    )


def entry_formula(steps: SoftmaxSteps, temperature: float, k: int, i: int, value: float) -> str:
    """∂ŷ_k/∂z_i by the quotient rule, k and i from 0, in symbols and then in numbers."""
    row, column = k + 1, i + 1
    over, normalizer = latex_number(temperature), latex_number(float(steps.normalizer))
    own, other = (latex_number(steps.unnormalized[index]) for index in (k, i))
    delta, probability = rf"\delta_{{{row},{column}}}", rf"\hat y_{{{row}}}"
    if k == i:
        derivative, derivative_number = rf"E_{{{row}}}", normalizer
        short = rf"\frac{{{probability} (1 - {probability})}}{{T}}"
        numbers = rf"\frac{{{_probability(steps, k)} \cdot {_rest(steps, k)}}}{{{over}}}"
    else:
        derivative = derivative_number = "0"
        short = rf"-\frac{{{probability} \, \hat y_{{{column}}}}}{{T}}"
        numbers = rf"-\frac{{{_probability(steps, k)} \cdot {_probability(steps, i)}}}{{{over}}}"
    return aligned(
        rf"{partial(probability, f'z_{{{column}}}')} &= "
        rf"\frac{{1}}{{T}} \cdot \frac{{{derivative} \cdot S - E_{{{row}}} E_{{{column}}}}}{{S^2}}",
        rf"&= \frac{{E_{{{row}}} ({delta} S - E_{{{column}}})}}{{T \cdot S^2}}",
        rf"&= \frac{{{own} \cdot ({derivative_number} - {other})}}"
        rf"{{{over} \cdot {normalizer}^2}}",
        rf"&= \frac{{{probability} ({delta} - \hat y_{{{column}}})}}{{T}}, "
        rf"\quad {delta} = {int(k == i)}",
        rf"&= {short}",
        rf"&= {numbers}",
        rf"&= {latex_number(value)}",
    )


def sums_formula(jacobian: NDArray[np.float64], k: int, i: int) -> str:
    """Row k and column i of the Jacobian, k and i from 0, each summed to 0 up to rounding."""
    row, column = jacobian[k], jacobian[:, i]
    probability, probability_k = rf"\hat y_{{{k + 1}}}", r"\hat y_k"
    return aligned(
        rf"\sum_i {partial(probability, 'z_i')} &= {_sum(row)}",
        rf"&{_zero(row)}",
        rf"\sum_k {partial(probability_k, f'z_{{{i + 1}}}')} &= {_sum(column)}",
        rf"&{_zero(column)}",
    )


def gradient_entry_formula(
    entry: GradientEntry,
    steps: SoftmaxSteps,
    targets: NDArray[np.float64],
    temperature: float,
    i: int,
) -> str:
    """∂L/∂z_i through every ŷ_k, i from 0; the sum taken apart, and the short form it comes to."""
    column = i + 1
    logit, own, every = f"z_{{{column}}}", rf"\hat y_{{{column}}}", r"\hat y_k"
    left = partial("L", logit)
    probability, target = _probability(steps, i), latex_value(targets[i])
    others = latex_value(np.delete(targets, i).sum())
    return aligned(
        rf"{left} &= -\sum_k y_k " + partial(r"\log \hat y_k", logit),
        rf"&= \sum_k {partial('L', every)} {partial(every, logit)}",
        rf"&= \sum_k -\frac{{y_k}}{{{every}}} \cdot "
        rf"\frac{{{every} (\delta_{{k,{column}}} - {own})}}{{T}}",
        rf"&= {_sum(entry.terms)}",
        rf"&= {latex_number(entry.terms.sum())}",
        rf"T \, {left} &= -y_{{{column}}} (1 - {own}) + \sum_{{k \neq {column}}} y_k \, {own}",
        rf"&= {minus(target)} \cdot {_rest(steps, i)} \\ &\qquad + {others} \cdot {probability}",
        rf"&= -y_{{{column}}} + {own} "
        rf"\Bigl(y_{{{column}}} + \sum_{{k \neq {column}}} y_k\Bigr)",
        rf"&= {minus(target)} + {probability} \cdot ({target} + {others})",
        rf"\sum_k y_k &= {_sum(targets)} = {latex_number(targets.sum())}",
        rf"{left} &= \frac{{{own} - y_{{{column}}}}}{{T}}",
        rf"&= \frac{{{probability} - {target}}}{{{latex_number(temperature)}}} "
        + result(entry.value),
    )


def _probability(steps: SoftmaxSteps, index: int) -> str:
    """ŷ; where four digits would hide how far it is from 1, the difference is written out."""
    if steps.probabilities[index] > NEARLY_ONE and _others(steps, index):
        return rf"\left(1 - {latex_number(_others(steps, index))}\right)"
    return latex_number(steps.probabilities[index])


def _rest(steps: SoftmaxSteps, index: int) -> str:
    """1 − ŷ; where the subtraction would lose digits, the share of the others as one number."""
    if steps.probabilities[index] > NEARLY_ONE:
        return latex_number(_others(steps, index))
    return rf"(1 - {latex_number(steps.probabilities[index])})"


def _others(steps: SoftmaxSteps, index: int) -> float:
    return float(np.delete(steps.unnormalized, index).sum() / steps.normalizer)


def _sum(values: NDArray[np.float64]) -> str:
    """The values as one sum, broken into lines that fit a phone."""
    lines, room = [latex_number(values[0])], _LINE - _width(values[0])
    for value in values[1:]:
        term = rf"{'-' if value < 0 else '+'} {latex_number(abs(value))}"
        if _width(value) <= room:
            lines[-1] += f" {term}"
        else:
            lines.append(term)
            room = _LINE
        room -= _width(value)
    return r" \\ &\qquad ".join(lines)


def _width(value: float) -> int:
    text = latex_number(abs(value))
    return _WITH_POWER if r"\times" in text else _OPERATOR + len(text)


def _zero(terms: NDArray[np.float64]) -> str:
    """What terms come to that cancel, up to rounding."""
    total = float(terms.sum())
    return r" \approx 0" if is_noise(total, *terms) else f"= {latex_value(total)}"
