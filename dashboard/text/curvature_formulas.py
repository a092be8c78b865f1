"""Second derivatives, Newton's step and the squared error's gradient, with today's numbers."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from dashboard.text.formulas import aligned, is_long, latex_number, partial, result
from dashboard.written_numbers import is_noise


def hessian_formula(
    probabilities: NDArray[np.float64],
    hessian: NDArray[np.float64],
    temperature: float,
    moved: Sequence[int],
) -> str:
    """(∇²L)_ki = ŷ_k(δ_ki − ŷ_i)/T² in the logits that move.

    Parameters
    ----------
    probabilities : ŷ, (classes,).
    hessian : of all logits, (classes, classes).
    temperature : T > 0.
    moved : the classes whose logits move, counted from 0.
    """
    k, i = moved[:2]
    return aligned(
        r"&(\nabla^2 L)_{ki} = \frac{\partial^2 L}{\partial z_k \partial z_i} = "
        r"\frac{\hat y_k (\delta_{ki} - \hat y_i)}{T^2}",
        rf"&(\nabla^2 L)_{{{k + 1},{i + 1}}} = -\frac{{{latex_number(probabilities[k])} \cdot "
        rf"{latex_number(probabilities[i])}}}{{{latex_number(temperature)}^2}} "
        + result(hessian[k, i], probabilities[k], probabilities[i]),
        rf"&\nabla^2 L = {_matrix(hessian[np.ix_(moved, moved)])}",
    )


def newton_formula(
    hessian: NDArray[np.float64],
    gradient: NDArray[np.float64],
    step: NDArray[np.float64],
    moved: Sequence[int],
) -> str:
    """Δz = −(∇²L)⁺∇L in the logits that move; all three given for all classes."""
    indices = list(moved)
    return aligned(
        r"\Delta z &= -(\nabla^2 L)^{+}\, \nabla L",
        rf"&= -{_matrix(hessian[np.ix_(indices, indices)])}^{{\!+}}",
        rf"&\quad \cdot {_column(gradient[indices])}",
        rf"&= {_column(step[indices])}",
    )


def squared_error_gradient_formula(
    probabilities: NDArray[np.float64],
    errors: NDArray[np.float64],
    gradient: NDArray[np.float64],
    temperature: float,
) -> str:
    """∂L/∂z_i = Σ_k (ŷ_k − y_k) ∂ŷ_k/∂z_i, its Jacobian written out: a line for each class.

    Parameters
    ----------
    probabilities, errors : ŷ and ŷ − y, (classes,).
    gradient : ∂L/∂z, (classes,).
    temperature : T > 0.
    """
    mean_error = float(probabilities @ errors)
    if is_noise(mean_error, *(probabilities * errors)):
        mean_error = 0.0
    lines = [
        rf"{partial('L', f'z_{{{i + 1}}}')} &= "
        + _through_jacobian(probabilities[i], errors[i], mean_error, temperature, gradient[i])
        for i in range(len(probabilities))
    ]
    return aligned(
        partial("L", "z_i") + r" &= \sum_k (\hat y_k - y_k)\, " + partial(r"\hat y_k", "z_i"),
        r"&= \frac{\hat y_i \left((\hat y_i - y_i) - \sum_k \hat y_k (\hat y_k - y_k)\right)}{T}",
        *lines,
    )


def _through_jacobian(
    probability: float, error: float, mean_error: float, temperature: float, gradient: float
) -> str:
    """ŷ (ŷ − y − mean)/T in numbers; over three lines where they are long."""
    bracket = rf"\left({latex_number(error)} - ({latex_number(mean_error)})\right)"
    over = latex_number(temperature)
    numbers = (gradient, probability, error, mean_error)
    if not any(map(is_long, numbers)):
        return rf"\frac{{{latex_number(probability)} {bracket}}}{{{over}}} {result(gradient)}"
    fraction = rf"\frac{{{latex_number(probability)}}}{{{over}}}"
    return rf"{fraction} \\ &\quad \cdot {bracket} {result(*numbers)}"


def _matrix(entries: NDArray[np.float64]) -> str:
    rows = [" & ".join(latex_number(float(entry)) for entry in row) for row in entries]
    return r"\begin{pmatrix} " + r" \\ ".join(rows) + r" \end{pmatrix}"


def _column(entries: NDArray[np.float64]) -> str:
    size = float(np.abs(entries).max())
    return _matrix(np.array([0.0 if is_noise(one, size) else one for one in entries])[:, None])
