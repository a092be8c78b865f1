"""A loss and its gradient over the plane of two logits, kept.

Moving one of the two logits changes neither: a drag over the picture computes the picture once.
"""

from collections.abc import Callable
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.landscape.logit_plane import gradient_plane, loss_plane
from core.losses.loss import Loss
from dashboard.figures.logit_plane import Plane

KEPT = 256  # each some 15 kB


def losses_on_plane(
    logits: NDArray[np.float64],
    targets: NDArray[np.float64],
    temperature: float,
    plane: Plane,
    points: int,
    loss: Loss,
) -> NDArray[np.float32]:
    """The loss at so many places of either axis, [second, first]; never to be written to."""
    at = tuple(plane.axis(points))
    held = _held(logits, plane)
    return _kept(loss_plane, np.float32, held, tuple(targets), temperature, plane, at, loss)


def gradient_on_plane(
    logits: NDArray[np.float64],
    targets: NDArray[np.float64],
    temperature: float,
    plane: Plane,
    at: NDArray[np.float64],
    loss: Loss,
) -> NDArray[np.float64]:
    """∂L/∂z of the two logits at these places of either axis, as `core.gradient_plane`."""
    held, places = _held(logits, plane), tuple(at)
    return _kept(gradient_plane, np.float64, held, tuple(targets), temperature, plane, places, loss)


def _held(logits: NDArray[np.float64], plane: Plane) -> tuple[float, ...]:
    """The logits, of which the two that vary say nothing."""
    held = logits.copy()
    held[[plane.first, plane.second]] = 0
    return tuple(held)


@lru_cache(KEPT)
def _kept(
    function: Callable[..., NDArray[Any]],
    dtype: type[np.floating[Any]],
    held: tuple[float, ...],
    targets: tuple[float, ...],
    temperature: float,
    plane: Plane,
    at: tuple[float, ...],
    loss: Loss,
) -> NDArray[Any]:
    """What a function of core says of the plane, with the same values along either axis."""
    example, axis = (np.array(held), np.array(targets)), np.array(at)
    found = function(
        *example, plane.first, plane.second, axis, axis, temperature=temperature, loss=loss
    ).astype(dtype)
    found.setflags(write=False)
    return found
