"""Seeded points in the plane, for classes that can be seen.

Each figure is built on a radius of 1 about the origin, classes as equal in number as they can be;
`noise` is the standard deviation of a normal displacement of each coordinate, in that radius.
"""

from collections.abc import Callable, Mapping
from typing import NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

from core.random_streams import TOY_STREAM

Floats: TypeAlias = NDArray[np.float64]
Labels: TypeAlias = NDArray[np.int64]
# A class's place is (label + 1) / classes, a point's position along its class's curve is in [0, 1).
Curve: TypeAlias = Callable[[Floats, Floats], Floats]

SPIRAL_START = 0.1  # radius at which the arms begin, so that they do not all meet in one point
SPIRAL_TURNS = 0.75


class LabelledInputs(NamedTuple):
    """A table of examples and the class of each."""

    inputs: Floats  # (n, inputs)
    labels: Labels  # (n,), 0 … classes − 1


def draw_toy(name: str, *, samples: int, classes: int, noise: float, seed: int) -> LabelledInputs:
    """Points of a toy set: each class's curve, sampled evenly at random, plus noise.

    Parameters
    ----------
    name : "blobs", "spirals", "moons" or "circles".
    samples, classes, noise, seed : trusted; `load` checks them.

    Returns
    -------
    LabelledInputs : inputs (samples, 2), and labels that count round 0, 1, …, classes − 1.

    Notes
    -----
    The same seed gives the same random numbers whatever the noise and the classes, so a change of
    noise moves the very points that were there.

    Examples
    --------
    >>> points = draw_toy("circles", samples=4, classes=2, noise=0.0, seed=0)
    >>> np.hypot(*points.inputs.T), points.labels
    (array([0.5, 1. , 0.5, 1. ]), array([0, 1, 0, 1]))
    """
    random = np.random.default_rng((seed, TOY_STREAM))
    labels = np.arange(samples, dtype=np.int64) % classes
    positions = random.uniform(size=samples)
    displacements = noise * random.normal(size=(samples, 2))
    curve = CURVES[name]((labels + 1) / classes, positions)
    return LabelledInputs(curve + displacements, labels)


def _blobs(places: Floats, positions: Floats) -> Floats:
    """Centres evenly round the unit circle: some softmax layer always tells them apart."""
    return _polar(np.ones_like(positions), places)


def _spirals(places: Floats, positions: Floats) -> Floats:
    """Arms that wind outwards together, evenly turned against one another."""
    return _polar(SPIRAL_START + (1 - SPIRAL_START) * positions, SPIRAL_TURNS * positions + places)


def _moons(places: Floats, positions: Floats) -> Floats:
    """Two half circles, each with an end inside the other: one is the other turned half round."""
    angle = np.pi * positions
    side = np.where(places < 1, 1.0, -1.0)
    return np.column_stack([side * (np.cos(angle) - 0.5), side * (np.sin(angle) - 0.25)])


def _circles(places: Floats, positions: Floats) -> Floats:
    """Rings about the origin, the last class on the outermost."""
    return _polar(places, positions)


def _polar(radius: Floats, turns: Floats) -> Floats:
    angle = 2 * np.pi * turns
    return np.column_stack([radius * np.cos(angle), radius * np.sin(angle)])


CURVES: Mapping[str, Curve] = {
    "blobs": _blobs,
    "spirals": _spirals,
    "moons": _moons,
    "circles": _circles,
}
