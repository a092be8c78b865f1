"""The formula that each bug breaks, right and wrong, and the check of one parameter, as LaTeX."""

import math

from core.bugs.gradient_bugs import NO_BUG
from core.derivatives.gradient_check import SMALLEST
from dashboard.palette import EXAMPLE
from dashboard.text.formulas import aligned, latex_number
from dashboard.text.numbers import is_noise
from dashboard.text.translation import translate

_ERROR = r"\frac{\hat y_{nq} - y_{nq}}{T}"
_WEIGHT = r"\frac{\partial L}{\partial w_{pq}} &= "
_BIAS = r"\frac{\partial L}{\partial b_q} &= "
_LOGIT = r"\frac{\partial L}{\partial z_q} &= "
_MEAN = r"\frac{1}{B} \sum_{n=1}^{B} "
_RIGHT_WEIGHT = _WEIGHT + _MEAN + r"a_{np}\, " + _ERROR
_RIGHT_BIAS = _BIAS + _MEAN + _ERROR

# The right line, and the wrong one with its wrong terms in double brackets.
_LINES = {
    "sign": (
        _RIGHT_WEIGHT,
        _WEIGHT + _MEAN + r"a_{np}\, [[\frac{y_{nq} - \hat y_{nq}}{T}]]",
    ),
    "sum for mean": (
        _RIGHT_WEIGHT,
        _WEIGHT + r"[[\sum_{n=1}^{B}]]\, a_{np}\, " + _ERROR,
    ),
    "bias over classes": (
        _RIGHT_BIAS,
        _BIAS + _MEAN + r"[[\sum_k]]\, \frac{\hat y_{nk} - y_{nk}}{T} = 0",
    ),
    "softmax twice": (
        r"\hat y_n &= \operatorname{softmax}(z_n / T)",
        r"\hat y_n &= [[\operatorname{softmax}]]\bigl(\operatorname{softmax}(z_n / T)\bigr)",
    ),
    "missing 1/T": (
        _RIGHT_WEIGHT,
        _WEIGHT + _MEAN + r"a_{np}\, [[(\hat y_{nq} - y_{nq})]]",
    ),
    "diagonal only": (
        _LOGIT + r"\sum_k \frac{\partial L}{\partial \hat y_k}\, "
        r"\frac{\partial \hat y_k}{\partial z_q} = \frac{\hat y_q - y_q}{T}",
        _LOGIT + r"[[\frac{\partial L}{\partial \hat y_q}\, "
        r"\frac{\partial \hat y_q}{\partial z_q}]] = -\frac{y_q (1 - \hat y_q)}{T}",
    ),
    "naive exp": (
        r"\hat y_k &= \frac{e^{(z_k - m)/T}}{\sum_j e^{(z_j - m)/T}}, \quad m = \max_j z_j",
        r"\hat y_k &= \frac{e^{[[z_k]]/T}}{\sum_j e^{[[z_j]]/T}}",
    ),
}


def bug_formula(bug: str) -> str:
    r"""The right line above the wrong one, whose wrong term is boxed; without a bug the right one.

    Examples
    --------
    >>> bug_formula("sign").count(r"\boxed"), bug_formula("no bug").count(r"\boxed")
    (1, 0)
    """
    if bug == NO_BUG:
        return aligned(_RIGHT_WEIGHT, _RIGHT_BIAS)
    right, wrong = _LINES[bug]
    # In a box, and in the colour of what is looked at.
    boxed = wrong.replace("[[", rf"\textcolor{{{EXAMPLE}}}{{\boxed{{").replace("]]", "}}")
    return aligned(
        rf"\text{{{translate('correct:')}}} \quad {right}",
        rf"\text{{{translate('wrong:')}}} \quad {boxed}",
    )


def check_formula(letter: str, indices: str, analytic: float, numeric: float, error: float) -> str:
    r"""The relative error of one parameter, of that letter and indices, in its numbers.

    Examples
    --------
    >>> r"= 2.000" in check_formula("w", "11", 0.5, -0.5, 2.0)
    True
    """
    claim = r"= \text{NaN}" if math.isnan(analytic) else f"= {latex_number(analytic)}"
    if is_noise(analytic, numeric):
        claim = r"\approx 0"
    smallest = rf"10^{{{math.log10(SMALLEST):.0f}}}"
    return aligned(
        rf"\theta &= {letter}_{{{indices}}}, \quad g {claim} \; "
        rf"\text{{({translate('program')})}}",
        r"\tilde g &= \frac{L(\theta + h) - L(\theta - h)}{2h} = " + latex_number(numeric),
        rf"&\frac{{|g - \tilde g|}}{{\max\bigl(|g|, |\tilde g|, {smallest} \max(1, L)\bigr)}} = "
        + latex_number(error),
    )
