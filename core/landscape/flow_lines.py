"""Lines of steepest descent over the plane of two logits: where the flow ż = −∇L leads."""

from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from core.losses.cross_entropy import cross_entropy_with_gradient
from core.losses.loss import Loss
from core.losses.softmax import widened
from core.validation import (
    as_count,
    as_finite,
    as_one_example,
    as_positive,
    as_targets,
    as_two_classes,
)

HALVINGS = 4  # of a stride, before a line that still turns within it is at rest


def flow_lines(
    logits: ArrayLike,
    targets: ArrayLike,
    first: int,
    second: int,
    starts: ArrayLike,
    *,
    stride: float,
    points: int,
    temperature: float = 1.0,
    loss: Loss = cross_entropy_with_gradient,
) -> NDArray[Any]:
    """Follow −∇L from each start; the points are evenly spaced, but for where a line turns.

    Parameters
    ----------
    logits, targets, first, second, temperature, loss : as in `core.loss_plane`.
    starts : (lines, 2), the values of logits `first` and `second`.
    stride : from a point to the next along the line, in nats, greater than 0; less in a bend.
    points : of each line, the start included, at least 1.

    Returns
    -------
    (lines, points, 2). A line that has come to a minimum, or to where the gradient is 0 in floating
    point, stays there.

    Raises
    ------
    ValueError : as `core.loss_plane`, and for starts that are not finite pairs, a stride that is
        not positive, or fewer points than 1.

    Notes
    -----
    The midpoint method on dz/ds = −∇L/‖∇L‖; s is the length of the line. Where the direction turns
    by a right angle or more within a stride, the stride has crossed a minimum, the floor of a
    valley or a sharp bend: it is halved, up to `HALVINGS` times. A line that turns even within the
    shortest stride is at rest there.

    Examples
    --------
    >>> flow_lines([0.0, 0.0], 0, 0, 1, [[0.0, 0.0]], stride=1.0, points=3).round(4)
    array([[[ 0.    ,  0.    ],
            [ 0.7071, -0.7071],
            [ 1.4142, -1.4142]]])
    """
    held = as_one_example(logits)
    two = list(as_two_classes(first, second, len(held)))
    at = as_finite(starts, "starts").astype(widened(held).dtype)
    if at.ndim != 2 or at.shape[1] != 2:
        raise ValueError(f"starts must have shape (lines, 2), got shape {at.shape}")
    stride = as_positive(stride, "stride")
    points = as_count(points, "points", least=1)
    target = as_targets(targets, held)
    everywhere = np.broadcast_to(target, (len(at), *target.shape))
    everything = np.tile(widened(held), (len(at), 1))

    def direction(points: NDArray[Any]) -> NDArray[Any]:
        everything[:, two] = points
        gradient = loss(everything, everywhere, temperature=temperature).gradient[:, two]
        norm = np.sqrt((gradient * gradient).sum(axis=1, keepdims=True))
        return np.asarray(np.divide(-gradient, norm, out=np.zeros_like(gradient), where=norm > 0))

    lines = np.empty((len(at), points, 2), dtype=at.dtype)
    lines[:, 0] = at
    here = direction(at)
    for point in range(1, points):
        length = np.full_like(at[:, :1], stride)
        for _ in range(HALVINGS + 1):
            middle = direction(at + length / 2 * here)
            ahead = at + length * middle
            onward = direction(ahead)
            agreement = np.minimum((here * middle).sum(axis=1), (here * onward).sum(axis=1))
            turned = agreement[:, None] <= 0
            if not turned.any():
                break
            length = np.where(turned, length / 2, length)
        at, here = np.where(turned, at, ahead), np.where(turned, here, onward)
        lines[:, point] = at
    return lines
