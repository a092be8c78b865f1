"""The gradient check: a gradient that a program claims, beside central differences of the loss."""

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from core.derivatives.numerical_gradient import numerical_gradient
from core.validation import as_count, as_finite

MOST_CHECKED = 30  # parameters; each costs two losses
TOLERANCE = 1e-4  # far above what rounding leaves, far below what a bug does
# A derivative smaller than this fraction of the loss (or of 1) is measured against it instead: of a
# loss L a central difference keeps an error of about ε·L/∛ε.
SMALLEST = 1e-3


class GradientCheck(NamedTuple):
    """Some parameters of a layer, the worst first."""

    rows: NDArray[np.intp]  # (n,), p of w_pq; the number of inputs for b_q
    columns: NDArray[np.intp]  # (n,), q
    analytic: NDArray[np.float64]  # (n,), what the program claims; NaN where it overflowed
    numeric: NDArray[np.float64]  # (n,), the central difference
    relative_errors: NDArray[np.float64]  # (n,), falling; ∞ where the claim is not finite

    @property
    def failures(self) -> int:
        """The number of parameters whose relative error exceeds `TOLERANCE`."""
        return int((self.relative_errors > TOLERANCE).sum())

    @property
    def passes(self) -> bool:
        """Whether no relative error exceeds `TOLERANCE`."""
        return self.failures == 0


def check_gradient(
    loss: Callable[[NDArray[Any]], Any],
    parameters: ArrayLike,
    gradient: ArrayLike,
    *,
    most: int = MOST_CHECKED,
) -> GradientCheck:
    """Compare a claimed gradient with central differences, at so many parameters at most.

    Parameters
    ----------
    loss : takes parameters, returns one number.
    parameters : (inputs + 1, classes): the weights, and the bias as last row.
    gradient : the claim, in the same shape; NaN and infinities are allowed, and fail.
    most : parameters checked, evenly spread where there are more.

    Raises
    ------
    ValueError : parameters that are not finite, a claim of another shape, `most` below 1, and
        what `core.numerical_gradient` refuses.

    Examples
    --------
    >>> check = check_gradient(lambda w: (w**2).sum(), [[1.0], [3.0]], [[2.0], [5.0]])
    >>> check.rows, check.numeric.round(6), check.passes
    (array([1, 0]), array([6., 2.]), False)
    >>> check.relative_errors.round(4)
    array([0.1667, 0.    ])
    """
    parameters = as_finite(parameters, "parameters").astype(np.float64)
    claimed = np.asarray(gradient, dtype=np.float64)
    if claimed.shape != parameters.shape:
        raise ValueError(
            f"gradient must have the shape of the parameters, {parameters.shape}, "
            f"got shape {claimed.shape}"
        )
    count = min(parameters.size, as_count(most, "most", least=1))
    indices = np.linspace(0, parameters.size - 1, count).round().astype(np.intp)

    def loss_at(chosen: NDArray[Any]) -> Any:
        moved = parameters.copy()
        moved.flat[indices] = chosen
        return loss(moved)

    analytic = claimed.ravel()[indices]
    numeric = numerical_gradient(loss_at, parameters.ravel()[indices])
    errors = relative_errors(analytic, numeric, float(loss(parameters)))
    order = np.argsort(-errors, kind="stable")
    rows, columns = np.unravel_index(indices[order], parameters.shape)
    return GradientCheck(rows, columns, analytic[order], numeric[order], errors[order])


def relative_errors(
    one: NDArray[np.float64], other: NDArray[np.float64], loss: float
) -> NDArray[np.float64]:
    """|a − b| / max(|a|, |b|, 10⁻³·max(1, L)), ∞ where one of the two alone is not finite.

    >>> relative_errors(np.array([1.0, np.nan, np.nan]), np.array([2.0, 1.0, np.nan]), 0.5)
    array([0.5, inf, 0. ])
    """
    finite, other_finite = np.isfinite(one), np.isfinite(other)
    both = finite & other_finite
    left, right = np.where(both, one, 0.0), np.where(both, other, 0.0)
    size = np.maximum(np.maximum(np.abs(left), np.abs(right)), SMALLEST * max(1.0, loss))
    errors: NDArray[np.float64] = np.abs(left - right) / size
    return np.where(finite == other_finite, errors, np.inf)
