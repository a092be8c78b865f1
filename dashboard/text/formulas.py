"""Formulas of the output layer with today's numbers in them, as LaTeX."""

import numpy as np
from numpy.typing import NDArray

from dashboard.text.translation import translate
from dashboard.written_numbers import MINUS, THIN_SPACE, mantissa_and_exponent, short_number

_SIGN_AND_DIGITS = len("-0.2500")
NEARLY_ONE = 0.999  # from here on, four digits of ŷ would hide how far it is from 1


def latex_number(value: float) -> str:
    r"""The value to four significant digits, with its power of ten spelled out.

    >>> latex_number(-0.25), latex_number(1.5e-7)
    ('-0.2500', '1.500 \\times 10^{-7}')
    """
    mantissa, exponent = mantissa_and_exponent(value)
    latex = _latex_signs(mantissa)
    return latex if exponent is None else rf"{latex} \times 10^{{{exponent}}}"


def latex_short_number(value: float) -> str:
    r"""A number that is given, as short as it is.

    >>> latex_short_number(-0.5), latex_short_number(2.0)
    ('-0.5', '2')
    """
    return _latex_signs(short_number(value))


def _latex_signs(text: str) -> str:
    return text.replace(MINUS, "-").replace(THIN_SPACE, r"\,").replace("∞", r"\infty")


def latex_value(value: float) -> str:
    """As `latex_number`, but for an exact 0, which needs no digits.

    >>> latex_value(0.0), latex_value(-0.25)
    ('0', '-0.2500')
    """
    return "0" if value == 0 else latex_number(float(value))


def in_brackets(number: str) -> str:
    """A written number, in brackets where it is negative.

    >>> in_brackets("-0.2500"), in_brackets("0.2500")
    ('(-0.2500)', '0.2500')
    """
    return f"({number})" if number.startswith(("-", MINUS)) else number


def latex_factor(value: float) -> str:
    """As `latex_value`, to stand in a product."""
    return in_brackets(latex_value(value))


def product(*factors: float) -> str:
    r"""Numbers with dots between them.

    >>> product(2.0, -0.25)
    '2.000 \\cdot (-0.2500)'
    """
    return r" \cdot ".join(map(latex_factor, factors))


def partial(of: str, by: str) -> str:
    r"""A partial derivative.

    >>> partial("L", "z_1")
    '\\frac{\\partial L}{\\partial z_1}'
    """
    return rf"\frac{{\partial {of}}}{{\partial {by}}}"


def minus(number: str) -> str:
    """A number that is not negative with a minus; 0 has none."""
    return number if number == "0" else f"-{number}"


def is_long(value: float) -> bool:
    """Whether it takes more room than a sign and four digits: leading zeros, or a power of ten."""
    return len(latex_number(value)) > _SIGN_AND_DIGITS


def result(value: float, *beside: float) -> str:
    r"""What a line comes to, in a line of its own where long numbers make the first one long.

    Parameters
    ----------
    value : of the result.
    beside : the numbers that it is made of.

    Examples
    --------
    >>> result(-0.25), result(0.25, 1.5e-7)
    ('= -0.2500', '\\\\ &= 0.2500')
    """
    equals = r"\\ &=" if any(map(is_long, (value, *beside))) else "="
    return f"{equals} {latex_number(value)}"


def loss_formula(
    log_probabilities: NDArray[np.float64],
    targets: NDArray[np.float64],
    loss: float,
    temperature: float,
) -> str:
    """ŷ, and L = −Σ y_k log ŷ_k of one example."""
    return aligned(
        rf"\hat y_k &= \frac{{e^{{z_k / T}}}}{{\sum_j e^{{z_j / T}}}}, \qquad "
        rf"T = {latex_number(temperature)}",
        *loss_lines(log_probabilities, targets, latex_number(loss), r" \\ &\qquad + "),
    )


def loss_lines(
    log_probabilities: NDArray[np.float64], targets: NDArray[np.float64], loss: str, plus: str
) -> list[str]:
    """L = −Σ y_k log ŷ_k of one example; terms with y_k = 0 add nothing and are left out."""
    terms = [
        rf"{latex_number(target)} \log {latex_probability(log_probability)}"
        for target, log_probability in zip(targets, log_probabilities, strict=True)
        if target > 0
    ]
    return [
        r"L &= -\sum_k y_k \log \hat y_k",
        rf"&= -\bigl({plus.join(terms)}\bigr)",
        rf"&= {loss} \text{{ {translate('nats')}}}",
    ]


def gradient_formula(
    log_probabilities: NDArray[np.float64],
    targets: NDArray[np.float64],
    gradient: NDArray[np.float64],
    temperature: float,
) -> str:
    """∂L/∂z_k = (ŷ_k − y_k)/T of one example, a line for each class."""
    lines = [partial("L", "z_k") + r" &= \frac{\hat y_k - y_k}{T}"]
    rows = zip(log_probabilities, targets, gradient, strict=True)
    for position, (log_probability, target, entry) in enumerate(rows, start=1):
        probability = latex_probability(log_probability)
        equals = r"\\ &=" if " - " in probability else "="  # 1 − … leaves no room on a phone
        lines.append(
            partial("L", f"z_{{{position}}}")
            + rf" &= \frac{{{probability} - {latex_value(target)}}}"
            rf"{{{latex_number(temperature)}}} {equals} {latex_value(entry)}"
        )
    return aligned(*lines)


def latex_probability(log_probability: float) -> str:
    r"""ŷ from its logarithm, so that neither its distance from 1 nor its size is rounded away.

    >>> latex_probability(-1e-5), latex_probability(-1000.0)
    ('\\left(1 - 1.000 \\times 10^{-5}\\right)', '5.076 \\times 10^{-435}')
    >>> latex_probability(-1e-20)
    '\\left(1 - 1.000 \\times 10^{-20}\\right)'
    """
    probability = float(np.exp(log_probability))
    if probability > NEARLY_ONE and log_probability < 0:
        return rf"\left(1 - {latex_number(float(-np.expm1(log_probability)))}\right)"
    if probability == 0 and np.isfinite(log_probability):  # it has underflowed
        mantissa, exponent = np.modf(log_probability / np.log(10))
        return rf"{latex_number(float(10 ** (mantissa + 1)))} \times 10^{{{int(exponent) - 1}}}"
    return latex_number(probability)


def aligned(*lines: str, gap: int = 6) -> str:
    """The lines below each other, aligned at their `&`, so many points apart."""
    return r"\small \begin{aligned} " + rf" \\[{gap}pt] ".join(lines) + r" \end{aligned}"
