"""A plane through the space of all weights, laid where a run has moved most, and the loss on it."""

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from core.sentence import SentenceError
from core.training.objective import Objective
from core.validation import as_finite


class PathPlane(NamedTuple):
    """The plane through a path's last state along its first two principal components."""

    origin: NDArray[np.float64]  # (...), the last state
    directions: NDArray[np.float64]  # (2, ...), orthonormal, of the shape of a state each
    coordinates: NDArray[np.float64]  # (states, 2), of each state laid on the plane; ends at 0, 0
    explained_variance: NDArray[np.float64]  # (2,), the fraction that each direction holds


def path_plane(path: ArrayLike) -> PathPlane:
    """The plane that shows most of a path's movement.

    Parameters
    ----------
    path : (states, ...), at least two states, not all the same.

    Returns
    -------
    PathPlane. The path comes from the left: its first state has no positive first coordinate; and
    it lies above, not below: its second coordinates have no negative sum. A path along a line
    leaves its second direction open; then one is drawn, always the same.

    Raises
    ------
    ValueError : for a path that is not finite or does not move.

    Notes
    -----
    Li, Xu, Taylor, Studer & Goldstein (2018), "Visualizing the loss landscape of neural nets",
    section 7: principal components of a run's states.

    Examples
    --------
    >>> plane = path_plane([[0.0, 0.0, 1.0], [2.0, 0.0, 1.0], [4.0, 1.0, 1.0]])
    >>> plane.coordinates[-1], round(float(plane.explained_variance.sum()), 12)
    (array([0., 0.]), 1.0)
    """
    states = as_finite(path, "path").astype(np.float64)
    if states.ndim < 2 or len(states) < 2:
        raise ValueError(
            f"path must have shape (states, ...) with at least two states, got {states.shape}"
        )
    flat = states.reshape(len(states), -1)
    from_last = flat - flat[-1]  # exactly 0 where nothing moves: the mean of equal states is not
    if not from_last.any():
        raise SentenceError("The run has not changed any weight yet: play some steps first.")
    _, lengths, components = np.linalg.svd(from_last - from_last.mean(axis=0), full_matrices=False)
    first = components[0]
    is_line = len(lengths) < 2 or lengths[1] <= 1e-12 * lengths[0]
    second = _vector_beside(first) if is_line else components[1]
    directions = np.stack([first, second])
    coordinates = from_last @ directions.T
    signs = np.array(
        [-1.0 if coordinates[0, 0] > 0 else 1.0, -1.0 if coordinates[:, 1].sum() < 0 else 1.0]
    )
    explained_variance = np.zeros(2)
    explained_variance[: len(lengths)] = (lengths**2 / (lengths**2).sum())[:2]
    return PathPlane(
        origin=states[-1].copy(),
        directions=(directions * signs[:, None]).reshape(2, *states.shape[1:]),
        coordinates=coordinates * signs + 0.0,
        explained_variance=explained_variance,
    )


def loss_over_plane(
    plane: PathPlane,
    first_values: NDArray[np.float64],
    second_values: NDArray[np.float64],
    activations: NDArray[Any],
    targets: NDArray[Any],
    objective: Objective,
) -> NDArray[np.float64]:
    """Mean loss plus penalty of the layer at every point of a grid on the plane.

    Parameters
    ----------
    plane : of states (inputs + 1, classes), the weights with the bias as last row.
    first_values, second_values : (columns,) and (rows,), coordinates along the two directions.
    activations : (n, inputs).
    targets : labels (n,) or distributions (n, classes), as `objective.targets` makes them.
    objective : what the run minimises.

    Returns
    -------
    (rows, columns), nats for cross-entropy.

    Raises
    ------
    ValueError : where a logit overflows.

    Notes
    -----
    The logits are linear in the weights, so on the plane they are Z₀ + αZ₁ + βZ₂: three products
    with the activations serve the whole grid.

    Examples
    --------
    >>> plane = path_plane(np.stack([np.ones((2, 2)), np.zeros((2, 2))]))
    >>> zero, labels = np.zeros(1), np.array([0])
    >>> loss_over_plane(plane, zero, zero, np.ones((1, 1)), labels, Objective()).round(4)
    array([[0.6931]])
    """
    at_origin, along_first, along_second = (
        activations @ parameters[:-1] + parameters[-1]
        for parameters in (plane.origin, *plane.directions)
    )
    examples, classes = at_origin.shape
    columns = len(first_values)
    repeated = np.tile(targets, (columns,) + (1,) * (targets.ndim - 1))
    row_of_logits = at_origin + first_values[:, None, None] * along_first
    losses = np.empty((len(second_values), columns))
    for row, second in enumerate(second_values):
        logits = (row_of_logits + second * along_second).reshape(-1, classes)
        found = objective.losses_and_gradient(logits, repeated).losses
        losses[row] = found.reshape(columns, examples).mean(axis=1)
        if objective.l2:
            base = plane.origin + second * plane.directions[1]
            losses[row] += [
                objective.penalty(base + first * plane.directions[0]) for first in first_values
            ]
    return losses


def _vector_beside(direction: NDArray[np.float64]) -> NDArray[np.float64]:
    """A unit vector at right angles to a unit vector; 0 in a space of one dimension."""
    drawn = np.random.default_rng(0).standard_normal(direction.shape)
    for _ in range(2):  # once more takes off what rounding left
        drawn -= (drawn @ direction) * direction
    length = np.linalg.norm(drawn)
    return drawn / length if len(direction) > 1 else np.zeros_like(direction)
