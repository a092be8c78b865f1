"""Newton's step on the cross-entropy of one example, by the pseudo-inverse of its Hessian."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from core.landscape.hessian_axes import HessianAxes, hessian_axes
from core.losses.cross_entropy import cross_entropy_with_gradient
from core.losses.softmax import softmax
from core.validation import as_one_example

# A probability below this leaves no curvature: its 1/ŷ would leave the range of float64.
LEAST_PROBABILITY = float(np.finfo(np.float64).tiny / np.finfo(np.float64).eps)


class NewtonStep(NamedTuple):
    """Where the quadratic model of the loss at one example has its minimum, seen from there."""

    step: NDArray[np.float64]  # (classes,), −H⁺∇L; 0 for what does not move
    predicted_loss: float  # nats, what the quadratic model promises at its end
    axes_used: int  # how many of the Hessian's axes have a curvature to divide by
    axes: HessianAxes  # of the logits that move


def newton_step(
    logits: ArrayLike,
    targets: ArrayLike,
    *,
    temperature: float = 1.0,
    moved: Sequence[int] | None = None,
) -> NewtonStep:
    """The shortest step to the minimum of L + ∇L·s + ½ s·Hs, in the logits `moved`.

    The Hessian of all logits is singular: (1, …, 1) is flat. So the step is −H⁺∇L with the
    pseudo-inverse H⁺: along each axis of the Hessian the gradient over the curvature, and nothing
    along an axis whose curvature is 0. Of all minima of the model it is the nearest. Nothing makes
    the step safe: where the softmax saturates the curvature is nearly 0 and the step is immense.

    Parameters
    ----------
    logits, temperature, moved : as in `hessian_axes`.
    targets : a label, or a distribution (classes,).

    Returns
    -------
    NewtonStep(step (classes,), predicted_loss, axes_used, axes), float64.

    Raises
    ------
    ValueError : as `hessian_axes`, and for what `core.cross_entropy` refuses.

    Notes
    -----
    Nocedal & Wright (2006), "Numerical optimization", section 2.2; the pseudo-inverse: Penrose
    (1955). H is (diag ŷ − ŷŷᵀ)/T², whose inverse is known (Sherman & Morrison, 1950), so none of
    its digits are lost where the curvatures are of very different sizes.

    Examples
    --------
    From even odds a single step on two classes moves their difference by 1/ŷ = 2:

    >>> newton = newton_step([0.0, 0.0], 0)
    >>> newton.step.round(12), newton.axes_used
    (array([ 1., -1.]), 1)
    >>> round(newton.predicted_loss, 4)
    0.1931
    """
    start = as_one_example(logits).astype(np.float64)
    axes = hessian_axes(start, temperature=temperature, moved=moved)
    loss, gradient = cross_entropy_with_gradient(start, targets, temperature=temperature)
    probabilities = softmax(start, temperature=temperature)
    curved = probabilities > LEAST_PROBABILITY
    moves = curved & np.isin(np.arange(len(start)), range(len(start)) if moved is None else moved)
    held = probabilities[curved & ~moves].sum()
    # With g of the logits that move and h = Σ ŷ of those held, H s = −g has the solution
    # s_k = −T(T g_k/ŷ_k + T Σ g/h); and Σ g is minus the sum over all others.
    own, others = gradient[moves], gradient[~moves].sum()
    step = np.zeros_like(start)
    if held > 0:
        step[moves] = -(temperature**2) * (own / probabilities[moves] - others / held)
    elif moves.any():
        # What is flat is taken off: of the gradient its mean, which is 0 when none is left out,
        # and of the step its own.
        lengths = (own + others / len(own)) / probabilities[moves]
        step[moves] = -(temperature**2) * (lengths - lengths.mean())
    axes_used = max(0, int(moves.sum()) - int(held == 0))
    return NewtonStep(step, float(loss + gradient @ step / 2), axes_used, axes)
