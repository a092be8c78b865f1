"""A loss over the plane of two chosen logits, the others held: surface, slopes, descent."""

from itertools import pairwise
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from core.cross_entropy import cross_entropy_with_gradient
from core.held_logits import held_logits
from core.loss import Loss, PlaneSlopes, plane_slopes_of
from core.softmax import narrowed, widened
from core.validation import (
    as_count,
    as_finite,
    as_index,
    as_logits,
    as_positive,
    as_targets,
    as_temperature,
)


class DescentPath(NamedTuple):
    """Gradient descent on the logits of one example, from its start."""

    logits: NDArray[Any]  # (steps + 1, classes)
    losses: NDArray[Any]  # (steps + 1,), cross-entropy in nats


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
    logits = as_one_example(logits)
    first, second = as_two_classes(first, second, len(logits))
    points = _plane(logits, first, second, first_values, second_values)
    return loss(points, _everywhere(targets, logits, points), temperature=temperature).losses


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

    Parameters
    ----------
    logits, targets, first, second, first_values, second_values, temperature, loss : as in
        `loss_plane`.

    Returns
    -------
    (rows, columns, 2): ∂L/∂z_first and ∂L/∂z_second, in the dtype of the logits. Uphill;
    descent goes against it.

    Raises
    ------
    ValueError : as `loss_plane`.

    Notes
    -----
    seed.md, equation (4).

    Examples
    --------
    >>> gradient_plane([0.0, 0.0], 0, 0, 1, [0.0], [0.0])
    array([[[-0.5,  0.5]]])
    """
    logits = as_one_example(logits)
    first, second = as_two_classes(first, second, len(logits))
    points = _plane(logits, first, second, first_values, second_values)
    gradient = loss(points, _everywhere(targets, logits, points), temperature=temperature).gradient
    return gradient[..., [first, second]]


def descent_path(
    logits: ArrayLike,
    targets: ArrayLike,
    *,
    step_size: float,
    steps: int,
    temperature: float = 1.0,
    first: int | None = None,
    second: int | None = None,
    loss: Loss = cross_entropy_with_gradient,
) -> DescentPath:
    """Plain gradient descent on the logits of one example: z ← z − η ∂L/∂z.

    Parameters
    ----------
    logits : z, (classes,), where the path starts.
    targets : a label, or a distribution (classes,).
    step_size : η > 0, in nats of logit for a unit of slope.
    steps : how many steps, at least 0.
    temperature : T > 0.
    first, second : with both given, only these two logits move, so that the path lies in the
        plane of `loss_plane`; with neither, all do.
    loss : which loss.

    Returns
    -------
    DescentPath(logits (steps + 1, classes), losses (steps + 1,)), the start included, in the
    dtype of the logits.

    Raises
    ------
    ValueError : for more than one example, a step size that is not positive and finite, steps
        that are negative or not whole, one of first and second alone, classes that do not
        exist or are the same, and what `core.cross_entropy` refuses.

    Notes
    -----
    Cauchy (1847), with the gradient of seed.md (4).

    Examples
    --------
    >>> path = descent_path([0.0, 0.0], 0, step_size=1.0, steps=1)
    >>> path.logits
    array([[ 0. ,  0. ],
           [ 0.5, -0.5]])
    >>> path.losses.round(4)
    array([0.6931, 0.3133])
    """
    start = as_one_example(logits)
    step_size = as_positive(step_size, "step_size")
    steps = as_count(steps, "steps", least=0)
    if (first is None) != (second is None):
        raise ValueError(f"first and second must be given together, got {first!r} and {second!r}")
    two = None
    if first is not None and second is not None:
        two = as_two_classes(first, second, len(start))
    target = as_targets(targets, start)
    path = np.empty((steps + 1, len(start)), dtype=widened(start).dtype)
    path[:] = start
    temperature = as_temperature(temperature, path.dtype)
    slopes = plane_slopes_of(loss)
    with np.errstate(over="ignore", invalid="ignore"):  # the losses refuse what is not finite
        if two is not None and slopes is not None:
            shares = target if target.ndim == 1 else target == np.arange(len(start))
            _descend_in_plane(path, shares, two, step_size, temperature, slopes)
        else:
            moving = slice(None) if two is None else list(two)
            for point, onward in pairwise(path):
                gradient = loss(point, target, temperature=temperature).gradient[moving]
                onward[moving] = point[moving] - step_size * gradient
    everywhere = np.broadcast_to(target, (len(path), *target.shape))
    losses = loss(path, everywhere, temperature=temperature).losses
    return DescentPath(narrowed(path, start.dtype), narrowed(losses, start.dtype))


def _descend_in_plane(
    path: NDArray[Any],
    targets: NDArray[Any],
    two: tuple[int, int],
    step_size: float,
    temperature: float,
    slopes: PlaneSlopes,
) -> None:
    """Move two logits of each row of `path` after the first, all of which hold the start."""
    held = held_logits(path[0], targets, *two, temperature)
    first, second = path[0, list(two)].tolist()
    places = [(first, second)]
    for _ in path[1:]:
        first_slope, second_slope = slopes(first, second, held)
        first -= step_size * first_slope
        second -= step_size * second_slope
        places.append((first, second))
    path[:, list(two)] = places


def as_one_example(logits: ArrayLike) -> NDArray[Any]:
    """Checked logits of a single example, (classes,).

    >>> as_one_example([[1.0, 2.0]])
    Traceback (most recent call last):
    ValueError: logits must be one example of shape (classes,), got shape (1, 2)
    """
    checked = as_logits(logits)
    if checked.ndim != 1:
        raise ValueError(
            f"logits must be one example of shape (classes,), got shape {checked.shape}"
        )
    return checked


def as_two_classes(first: int, second: int, classes: int) -> tuple[int, int]:
    """Two different classes, counted from 0.

    >>> as_two_classes(1, 1, 3)
    Traceback (most recent call last):
    ValueError: second must be another class than first, got 1 for both
    """
    first, second = as_index(first, "first", classes), as_index(second, "second", classes)
    if first == second:
        raise ValueError(f"second must be another class than first, got {second} for both")
    return first, second


def _plane(
    logits: NDArray[Any],
    first: int,
    second: int,
    first_values: ArrayLike,
    second_values: ArrayLike,
) -> NDArray[Any]:
    """The logits at each point of the grid, (rows, columns, classes)."""
    columns = _as_axis(first_values, "first_values")
    rows = _as_axis(second_values, "second_values")
    points = np.empty((len(rows), len(columns), len(logits)), dtype=logits.dtype)
    points[:] = logits
    points[..., first] = columns
    points[..., second] = rows[:, None]
    return points


def _as_axis(values: ArrayLike, name: str) -> NDArray[Any]:
    checked = as_finite(values, name)
    if checked.ndim != 1:
        raise ValueError(f"{name} must have one axis, got shape {checked.shape}")
    return checked


def _everywhere(targets: ArrayLike, logits: NDArray[Any], points: NDArray[Any]) -> NDArray[Any]:
    """The example's target at each of the points."""
    checked = as_targets(targets, logits)
    return np.broadcast_to(checked, points.shape[:-1] + checked.shape)
