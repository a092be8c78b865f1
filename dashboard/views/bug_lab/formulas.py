"""The formula that a bug breaks, right and wrong, and the check of one parameter, as LaTeX."""

import math

from core.bugs.gradient_bugs import NO_BUG
from core.derivatives.gradient_check import SMALLEST
from dashboard.palette import EXAMPLE
from dashboard.text.formulas import aligned, latex_number
from dashboard.text.translation import translate
from dashboard.views.bug_lab.bugs import DESCRIBED_BUGS
from dashboard.written_numbers import is_noise


def bug_formula(bug: str) -> str:
    r"""The right line above the wrong one, whose wrong term is boxed; without a bug the right one.

    Examples
    --------
    >>> bug_formula("sign").count(r"\boxed"), bug_formula("no bug").count(r"\boxed")
    (1, 0)
    """
    right, wrong = bug_lines(bug)
    if bug == NO_BUG:
        return aligned(right, wrong)
    return aligned(
        rf"\text{{{translate('correct:')}}} \quad {right}",
        rf"\text{{{translate('wrong:')}}} \quad {wrong}",
    )


def bug_lines(bug: str) -> tuple[str, str]:
    r"""The right line and the wrong one, whose wrong term is boxed.

    Examples
    --------
    >>> [r"\boxed" in line for line in bug_lines("sign")]
    [False, True]
    """
    right, wrong = DESCRIBED_BUGS[bug].lines
    # In a box, and in the colour of what is looked at.
    return right, wrong.replace("[[", rf"\textcolor{{{EXAMPLE}}}{{\boxed{{").replace("]]", "}}")


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
