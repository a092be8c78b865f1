"""A loss and its gradient over the plane of two logits, kept.

Moving one of the two logits changes neither: a drag over the picture computes the picture once.
"""

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from core.landscape.logit_plane import gradient_plane, loss_plane
from core.losses.loss import Loss
from dashboard.figures.logit_plane import Plane

KEPT = 128  # each some 15 kB


def losses_on_plane(
    logits: NDArray[np.float64],
    targets: NDArray[np.float64],
    temperature: float,
    plane: Plane,
    points: int,
    loss: Loss,
) -> NDArray[np.float32]:
    """The loss at so many places of either axis, [second, first]; never to be written to."""
    return _losses(_held(logits, plane), tuple(targets), temperature, plane, points, loss)


def gradient_on_plane(
    logits: NDArray[np.float64],
    targets: NDArray[np.float64],
    temperature: float,
    plane: Plane,
    at: NDArray[np.float64],
    loss: Loss,
) -> NDArray[np.float64]:
    """∂L/∂z of the two logits at these places of either axis, as `core.gradient_plane`."""
    return _gradient(_held(logits, plane), tuple(targets), temperature, plane, tuple(at), loss)


def _held(logits: NDArray[np.float64], plane: Plane) -> tuple[float, ...]:
    """The logits, of which the two that vary say nothing."""
    held = logits.copy()
    held[[plane.first, plane.second]] = 0
    return tuple(held)


@lru_cache(KEPT)
def _losses(
    held: tuple[float, ...],
    targets: tuple[float, ...],
    temperature: float,
    plane: Plane,
    points: int,
    loss: Loss,
) -> NDArray[np.float32]:
    axis = plane.axis(points)
    losses = loss_plane(
        np.array(held),
        np.array(targets),
        plane.first,
        plane.second,
        axis,
        axis,
        temperature=temperature,
        loss=loss,
    ).astype(np.float32)
    losses.setflags(write=False)
    return losses


@lru_cache(KEPT)
def _gradient(
    held: tuple[float, ...],
    targets: tuple[float, ...],
    temperature: float,
    plane: Plane,
    at: tuple[float, ...],
    loss: Loss,
) -> NDArray[np.float64]:
    gradient = gradient_plane(
        np.array(held),
        np.array(targets),
        plane.first,
        plane.second,
        np.array(at),
        np.array(at),
        temperature=temperature,
        loss=loss,
    )
    gradient.setflags(write=False)
    return gradient
