"""A loss over the plane of two chosen logits, the others held: its surface and its gradient."""

from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from core.losses.cross_entropy import LossAndGradient, cross_entropy_with_gradient
from core.losses.loss import Loss
from core.validation import as_one_example, as_targets, as_two_classes, as_vector


def loss_plane(
    logits: ArrayLike,
    targets: ArrayLike,
    first: int,
    second: int,
    first_values: ArrayLike,
    second_values: ArrayLike,
    *,
    temperature: float = 1.0,
    loss: Loss = cross_entropy_with_gradient,
) -> NDArray[Any]:
    """The loss of one example where logits `first` and `second` take the given values.

    Parameters
    ----------
    logits : z, (classes,); the entries other than `first` and `second` are held.
    targets : a label, or a distribution (classes,).
    first, second : two different classes, counted from 0.
    first_values : (columns,), the values of logit `first`, in nats.
    second_values : (rows,), the values of logit `second`, in nats.
    temperature : T > 0.
    loss : which loss.

    Returns
    -------
    Losses, cross-entropy in nats, (rows, columns): row by value of `second`, as a surface plot
    wants them, in the dtype of the logits.

    Raises
    ------
    ValueError : for more than one example, classes that do not exist or are the same, values
        that are not finite or not in one axis, and what `core.cross_entropy` refuses.

    Notes
    -----
    L of seed.md, as a function of two of its logits.

    Examples
    --------
    >>> loss_plane([0.0, 0.0], 0, 0, 1, [0.0, 1.0, 2.0], [0.0, 1.0]).round(3)
    array([[0.693, 0.313, 0.127],
           [1.313, 0.693, 0.313]])
    """
    plane = _over_plane(
        logits, targets, first, second, first_values, second_values, temperature, loss
    )
    return plane.losses


def gradient_plane(
    logits: ArrayLike,
    targets: ArrayLike,
    first: int,
    second: int,
    first_values: ArrayLike,
    second_values: ArrayLike,
    *,
    temperature: float = 1.0,
    loss: Loss = cross_entropy_with_gradient,
) -> NDArray[Any]:
    """The two components of ∂L/∂z that lie in the plane, at each of its points.

    Arguments and errors are those of `loss_plane`; seed.md, equation (4).

    Returns
    -------
    (rows, columns, 2): ∂L/∂z_first and ∂L/∂z_second, in the dtype of the logits. Uphill;
    descent goes against it.

    Examples
    --------
    >>> gradient_plane([0.0, 0.0], 0, 0, 1, [0.0], [0.0])
    array([[[-0.5,  0.5]]])
    """
    plane = _over_plane(
        logits, targets, first, second, first_values, second_values, temperature, loss
    )
    return plane.gradient[..., [int(first), int(second)]]


def _over_plane(
    logits: ArrayLike,
    targets: ArrayLike,
    first: int,
    second: int,
    first_values: ArrayLike,
    second_values: ArrayLike,
    temperature: float,
    loss: Loss,
) -> LossAndGradient:
    """The loss and its gradient at each point of the grid, (rows, columns, classes)."""
    held = as_one_example(logits)
    first, second = as_two_classes(first, second, len(held))
    columns = as_vector(first_values, "first_values")
    rows = as_vector(second_values, "second_values")
    points = np.empty((len(rows), len(columns), len(held)), dtype=held.dtype)
    points[:] = held
    points[..., first] = columns
    points[..., second] = rows[:, None]
    checked = as_targets(targets, held)
    everywhere = np.broadcast_to(checked, points.shape[:-1] + checked.shape)
    return loss(points, everywhere, temperature=temperature)
