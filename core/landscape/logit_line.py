"""A loss along a straight line through the logits of one example."""

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from core.losses.cross_entropy import LossAndGradient, cross_entropy_with_gradient
from core.losses.loss import Loss
from core.validation import as_finite, as_one_example, as_positive, as_targets, as_vector


class SecondDifference(NamedTuple):
    """Curvatures known from values of the loss alone."""

    estimate: NDArray[np.float64]  # (...), one for each direction, in nats per nat²
    rounding: float  # about what rounding may have added to any of them or taken from it


def loss_along_line(
    logits: ArrayLike,
    targets: ArrayLike,
    direction: ArrayLike,
    distances: ArrayLike,
    *,
    temperature: float = 1.0,
    loss: Loss = cross_entropy_with_gradient,
) -> LossAndGradient:
    """The loss and its gradient at z + t·d, for each distance t along the direction d.

    Parameters
    ----------
    logits : z, (classes,), where the line passes at t = 0.
    targets : a label, or a distribution (classes,).
    direction : d, (classes,); the unit vector of a logit gives the cross section along it,
        (1, …, 1) the line on which softmax does not change.
    distances : t, (points,), in nats of logit for a direction of length 1.
    temperature : T > 0.
    loss : which loss.

    Returns
    -------
    LossAndGradient(losses (points,), gradient (points, classes)), in the dtype of the logits.

    Raises
    ------
    ValueError : for more than one example, a direction of another shape, directions or distances
        that are not finite, and what `core.cross_entropy` refuses.

    Notes
    -----
    L of seed.md as a function of t alone.

    Examples
    --------
    >>> loss_along_line([0.0, 0.0], 0, [1.0, 0.0], [0.0, 1.0]).losses.round(4)
    array([0.6931, 0.3133])
    >>> loss_along_line([0.0, 0.0], 0, [1.0, 1.0], [-5.0, 5.0]).losses.round(4)
    array([0.6931, 0.6931])
    """
    start = as_one_example(logits)
    along = as_vector(direction, "direction")
    if along.shape != start.shape:
        raise ValueError(f"direction must have shape {start.shape}, got shape {along.shape}")
    points = start + as_vector(distances, "distances")[:, None] * along
    checked = as_targets(targets, start)
    everywhere = np.broadcast_to(checked, (len(points), *checked.shape))
    return loss(points.astype(start.dtype, copy=False), everywhere, temperature=temperature)


def second_difference(
    logits: ArrayLike,
    targets: ArrayLike,
    directions: ArrayLike,
    step: float,
    *,
    temperature: float = 1.0,
) -> SecondDifference:
    """[L(z + hd) − 2L(z) + L(z − hd)]/h² of cross-entropy: d·Hd, without the Hessian's formula.

    Parameters
    ----------
    logits, targets, temperature : as in `loss_along_line`.
    directions : d, (..., classes).
    step : h > 0, in nats. The truncation error falls as h², the rounding error grows as 1/h².

    Returns
    -------
    SecondDifference(estimate (...), rounding), as float64 has them.

    Raises
    ------
    ValueError : for more than one example, directions of other classes or that are not finite, a
        step that is not a positive finite number, and what `core.cross_entropy` refuses.

    Notes
    -----
    Press et al., "Numerical Recipes", 3rd edition (2007), section 5.7. Each of L, counted four
    times, is rounded itself, and changes as the logits are rounded, by Σ |∂L/∂z_k| |z_k|.

    Examples
    --------
    >>> second = second_difference([0.0, 0.0], 0, [1.0, -1.0], 1e-3)
    >>> second.estimate.round(6), second.rounding < 1e-8
    (np.float64(1.0), True)
    """
    start = as_one_example(logits).astype(np.float64)
    step = as_positive(step, "step")
    along = as_finite(directions, "directions")
    if along.shape[-1:] != start.shape:
        raise ValueError(f"directions must have shape (..., {len(start)}), got shape {along.shape}")
    points = start + np.stack([-step * along, np.zeros_like(along), step * along])
    checked = as_targets(targets, start)
    everywhere = np.broadcast_to(checked, points.shape[:-1] + checked.shape)
    losses, gradient = cross_entropy_with_gradient(points, everywhere, temperature=temperature)
    before, here, after = losses
    rounded = losses + np.abs(gradient) @ np.abs(start)
    return SecondDifference(
        estimate=(before - 2 * here + after) / step**2,
        rounding=float(4 * np.finfo(np.float64).eps * rounded.max(initial=0) / step**2),
    )
