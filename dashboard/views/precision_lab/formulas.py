"""The formulas of the precision lab with the numbers that a dtype made of them, as LaTeX."""

import math

import numpy as np

from core.precision.difference_sweep import DifferenceSweep
from core.precision.formula_steps import FormulaSteps
from dashboard.text import translate
from dashboard.text.formulas import aligned, latex_number


def naive_formula(
    steps: FormulaSteps, lowest: float, highest: float, quantity: str, part: str
) -> str:
    """The naive way to a quantity of class 1; class K has the highest logit."""
    probability = _value(steps.probability)
    lines = [
        rf"e^{{z_K}} &= e^{{{latex_number(highest)}}} = {_value(steps.highest)}",
        rf"e^{{z_1}} &= e^{{{latex_number(lowest)}}} = {_value(steps.lowest)}",
        rf"S &= \textstyle\sum_j e^{{z_j}} = {_value(steps.normalizer)}",
        rf"\hat y_1 &= e^{{z_1}} / S = {probability}",
    ]
    ends = {
        ("softmax", "value"): [],
        ("softmax", "gradient"): [
            r"\frac{\partial \hat y_1}{\partial z_1} &= \hat y_1 (1 - \hat y_1)",
            rf"&= {_value(steps.probability_gradient)}",
        ],
        ("log-softmax", "value"): [rf"\log(\hat y_1) &= {_value(steps.log_probability)}"],
        ("log-softmax", "gradient"): [
            r"\frac{\partial \log \hat y_1}{\partial z_1} &= "
            r"\frac{1}{\hat y_1} \cdot \hat y_1 (1 - \hat y_1)",
            rf"&= {_value(steps.log_probability_gradient)}",
        ],
        ("cross-entropy", "value"): [rf"L &= -\log(\hat y_1) = {_value(steps.loss)}"],
        ("cross-entropy", "gradient"): [
            rf"\frac{{\partial L}}{{\partial z_1}} &= \hat y_1 - 1 = {_value(steps.loss_gradient)}"
        ],
    }
    return aligned(*lines, *ends[quantity, part])


def stable_formula(
    steps: FormulaSteps, lowest: float, highest: float, quantity: str, part: str
) -> str:
    """The stable way: m is the highest logit."""
    lines = [
        rf"e^{{z_K - m}} &= e^{{0}} = {_value(steps.highest)}, \quad m = {latex_number(highest)}",
        rf"e^{{z_1 - m}} &= e^{{{latex_number(lowest - highest)}}} = {_value(steps.lowest)}",
        rf"S &= \textstyle\sum_j e^{{z_j - m}} = {_value(steps.normalizer)}",
    ]
    probability = rf"\hat y_1 &= e^{{z_1 - m}} / S = {_value(steps.probability)}"
    ends = {
        ("softmax", "value"): [probability],
        ("softmax", "gradient"): [
            probability,
            r"\frac{\partial \hat y_1}{\partial z_1} &= \hat y_1 \textstyle\sum_{k \ne 1} \hat y_k",
            rf"&= {_value(steps.probability_gradient)}",
        ],
        ("log-softmax", "value"): [
            rf"\log \hat y_1 &= (z_1 - m) - \log S = {_value(steps.log_probability)}"
        ],
        ("log-softmax", "gradient"): [
            probability,
            r"\frac{\partial \log \hat y_1}{\partial z_1} &= 1 - \hat y_1 = "
            rf"{_value(steps.log_probability_gradient)}",
        ],
        ("cross-entropy", "value"): [rf"L &= \log S - (z_1 - m) = {_value(steps.loss)}"],
        ("cross-entropy", "gradient"): [
            probability,
            rf"\frac{{\partial L}}{{\partial z_1}} &= \hat y_1 - 1 = {_value(steps.loss_gradient)}",
        ],
    }
    return aligned(*lines, *ends[quantity, part])


def difference_formula(sweep: DifferenceSweep, step: float, estimate: float) -> str:
    """The central difference at h, and where its two errors together are least."""
    left = r"\frac{\partial L}{\partial z_1}"
    lines = [
        rf"{left} &\approx \frac{{L(z_1 + h) - L(z_1 - h)}}{{(z_1 + h) - (z_1 - h)}}, "
        rf"\quad h = {latex_number(step)}",
        rf"&= {_value(estimate)}, "
        rf"\quad \text{{{translate('exact')}: }} {latex_number(sweep.exact)}",
        rf"|\text{{{translate('error')}}}| &\approx "
        r"\frac{r}{h} + \frac{h^2}{6} |L'''|",
        rf"r &= \frac{{\mathrm{{eps}}}}{{2}} L = {latex_number(sweep.rounding)}",
        r"L''' &= \hat y_1 (1 - \hat y_1)(1 - 2 \hat y_1) = "
        rf"{latex_number(sweep.third_derivative)}",
        rf"h^* &= \sqrt[3]{{3 r / |L'''|}} = {_value(sweep.foretold_step)}",
    ]
    return aligned(*lines)


def _value(value: float) -> str:
    if math.isnan(value):
        return r"\text{NaN}"
    return "0" if value == 0 else latex_number(float(np.float64(value)))
