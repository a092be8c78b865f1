"""The derivatives of a loss in two logits of one example while the other logits are held.

Of the held logits softmax needs only the sum of their exponentials, which does not change while
the two others move. So both derivatives take three exponentials of plain numbers: a fifth of the
time that NumPy's calls take for arrays so short.
"""

from collections.abc import Callable, Mapping
from math import exp
from typing import Any, NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

from core.losses.cross_entropy import cross_entropy_with_gradient
from core.losses.loss import Loss
from core.losses.parted_softmax import parted_softmax
from core.losses.squared_error import squared_error_with_gradient


class HeldLogits(NamedTuple):
    """What the derivatives in two logits need of the held logits, of T and of the targets."""

    largest: float  # z of the largest that is held, in nats; −inf where none is
    weight: float  # Σ e^{(z − largest)/T} over what is held
    squares: float  # Σ q², where q is the softmax of the held logits alone
    overlap: float  # Σ q·y
    excess: float  # Σ q(q − y), which is squares − overlap
    targets: tuple[float, float]  # y of the two that move
    temperature: float


# ∂L/∂z of the two logits at their values.
Derivatives: TypeAlias = Callable[[float, float, HeldLogits], tuple[float, float]]


def held_logits(
    logits: NDArray[Any], targets: NDArray[Any], first: int, second: int, temperature: float
) -> HeldLogits:
    """Sum up what is held, from trusted arrays.

    Parameters
    ----------
    logits : z, (classes,).
    targets : a distribution, (classes,).
    first, second : the two that move, different ones.
    temperature : T > 0.

    Examples
    --------
    >>> held = held_logits(np.zeros(4), np.array([1.0, 0.0, 0.0, 0.0]), 0, 1, 1.0)
    >>> held.weight, held.squares, held.targets
    (2.0, 0.5, (1.0, 0.0))
    """
    two = [first, second]
    moving = (float(targets[first]), float(targets[second]))
    held = np.delete(logits, two).astype(np.float64)
    largest = float(held.max(initial=-np.inf))
    if not np.isfinite(largest):  # none is held, or only logits of −inf
        return HeldLogits(-np.inf, 0.0, 0.0, 0.0, 0.0, moving, temperature)
    weight = float(np.exp((held - largest) / temperature).sum())
    held_targets = np.delete(targets, two)[None]
    parts = parted_softmax(held[None], temperature)
    (probabilities,), (errors,) = parts.probabilities(), parts.errors(held_targets)
    return HeldLogits(
        largest,
        weight,
        squares=float(probabilities @ probabilities),
        overlap=float(probabilities @ held_targets[0]),
        excess=float(probabilities @ errors),
        targets=moving,
        temperature=temperature,
    )


def cross_entropy_derivatives(first: float, second: float, held: HeldLogits) -> tuple[float, float]:
    """∂L/∂z = (ŷ − y)/T of the two logits that move, seed.md (4).

    >>> held = held_logits(np.zeros(2), np.array([1.0, 0.0]), 0, 1, 1.0)
    >>> cross_entropy_derivatives(0.0, 0.0, held)
    (-0.5, 0.5)
    """
    own, other, rest, total = _exponentials(first, second, held)
    own_error = _error(own, other + rest, held.targets[0]) / total
    other_error = _error(other, own + rest, held.targets[1]) / total
    return own_error / held.temperature, other_error / held.temperature


def squared_error_derivatives(first: float, second: float, held: HeldLogits) -> tuple[float, float]:
    """∂L/∂z_k = ŷ_k[(ŷ_k − y_k) − Σ_i ŷ_i(ŷ_i − y_i)]/T of the two, as in `core.squared_error`.

    >>> held = held_logits(np.zeros(2), np.array([1.0, 0.0]), 0, 1, 1.0)
    >>> squared_error_derivatives(0.0, 0.0, held)
    (-0.25, 0.25)
    """
    own, other, rest, total = _exponentials(first, second, held)
    own_error = _error(own, other + rest, held.targets[0]) / total
    other_error = _error(other, own + rest, held.targets[1]) / total
    # For the held logits ŷ = s·q with s = Σ ŷ over them, so the mean of their errors is
    # s Σ q² − Σ q·y. Where the true class is held, s is computed as 1 minus the other two ŷ.
    if held.overlap < 0.5:
        rest_error = rest / total * held.squares - held.overlap
    else:
        rest_error = held.excess - (own + other) / total * held.squares
    # As in `core.squared_error`, but from differences: Σ_i ŷ_i = 1, so the bracket is
    # Σ_i ŷ_i[(ŷ_k − y_k) − (ŷ_i − y_i)], which is without a ŷ_k near 1.
    own_sum = other * (own_error - other_error) + rest * (own_error - rest_error)
    other_sum = own * (other_error - own_error) + rest * (other_error - rest_error)
    return (
        own / total * (own_sum / total) / held.temperature,
        other / total * (other_sum / total) / held.temperature,
    )


# By loss; others have none.
DERIVATIVES_IN_TWO_LOGITS: Mapping[Loss, Derivatives] = {
    cross_entropy_with_gradient: cross_entropy_derivatives,
    squared_error_with_gradient: squared_error_derivatives,
}


def _exponentials(
    first: float, second: float, held: HeldLogits
) -> tuple[float, float, float, float]:
    """e^{(z − m)/T} of the two, Σ of it over what is held, and over all; NaN for NaN or +inf."""
    largest, temperature = max(first, second, held.largest), held.temperature
    own, other = exp((first - largest) / temperature), exp((second - largest) / temperature)
    rest = held.weight * exp((held.largest - largest) / temperature)
    return own, other, rest, own + other + rest


def _error(own: float, others: float, target: float) -> float:
    """own/(own + others) − y, times (own + others); for y = 1 that is −others, near 1 or not."""
    return (1 - target) * own - target * others
