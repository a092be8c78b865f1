"""Gradient descent on the logits of one example, all of them or the two of a plane."""

from itertools import pairwise
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from core.landscape.held_logits import DERIVATIVES_IN_TWO_LOGITS, Derivatives, held_logits
from core.losses.cross_entropy import cross_entropy_with_gradient
from core.losses.loss import Loss
from core.losses.softmax import narrowed, widened
from core.losses.targets import as_distributions
from core.validation import (
    as_count,
    as_one_example,
    as_positive,
    as_targets,
    as_temperature,
    as_two_classes,
)


class DescentPath(NamedTuple):
    """Gradient descent on the logits of one example, from its start."""

    logits: NDArray[Any]  # (steps + 1, classes)
    losses: NDArray[Any]  # (steps + 1,), cross-entropy in nats


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
    step_size : η > 0, in nats of logit for a gradient of 1.
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
    derivatives = DERIVATIVES_IN_TWO_LOGITS.get(loss)
    with np.errstate(over="ignore", invalid="ignore"):  # the losses refuse what is not finite
        if two is not None and derivatives is not None:
            distribution = as_distributions(target, start)
            _descend_in_plane(path, distribution, two, step_size, temperature, derivatives)
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
    derivatives: Derivatives,
) -> None:
    """Move two logits of each row of `path` after the first, all of which hold the start."""
    held = held_logits(path[0], targets, *two, temperature)
    first, second = path[0, list(two)].tolist()
    points = [(first, second)]
    for _ in path[1:]:
        by_first, by_second = derivatives(first, second, held)
        first -= step_size * by_first
        second -= step_size * by_second
        points.append((first, second))
    path[:, list(two)] = points
