"""The slope of a loss in two logits of one example while the others are held.

Of the logits that are held softmax needs only the sum of their exponentials, and that is the same
wherever the other two go. So a slope is a matter of three exponentials of plain numbers, a fifth
of what NumPy takes to be called for arrays so short.
"""

from math import exp
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray


class HeldLogits(NamedTuple):
    """What the slopes in two logits need to know of all others, of T and of the two's targets."""

    largest: float  # z of the largest that is held, in nats; −inf where none is
    weight: float  # Σ e^{(z − largest)/T} over what is held
    squares: float  # Σ q², where q are the shares of what is held, among themselves
    overlap: float  # Σ q·y
    targets: tuple[float, float]  # y of the two that move
    temperature: float


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
    if not np.isfinite(largest):  # nothing, or nothing with a share
        return HeldLogits(-np.inf, 0.0, 0.0, 0.0, moving, temperature)
    shares = np.exp((held - largest) / temperature)
    weight = float(shares.sum())
    shares /= weight
    overlap = float(shares @ np.delete(targets, two))
    return HeldLogits(largest, weight, float(shares @ shares), overlap, moving, temperature)


def cross_entropy_slopes(first: float, second: float, held: HeldLogits) -> tuple[float, float]:
    """∂L/∂z = (ŷ − y)/T of the two logits that move, seed.md (4).

    >>> held = held_logits(np.zeros(2), np.array([1.0, 0.0]), 0, 1, 1.0)
    >>> cross_entropy_slopes(0.0, 0.0, held)
    (-0.5, 0.5)
    """
    own, other, _ = _shares(first, second, held)
    own_target, other_target = held.targets
    return (own - own_target) / held.temperature, (other - other_target) / held.temperature


def squared_error_slopes(first: float, second: float, held: HeldLogits) -> tuple[float, float]:
    """∂L/∂z_k = ŷ_k[(ŷ_k − y_k) − Σ_i ŷ_i(ŷ_i − y_i)]/T of the two, as in `core.squared_error`.

    >>> held = held_logits(np.zeros(2), np.array([1.0, 0.0]), 0, 1, 1.0)
    >>> squared_error_slopes(0.0, 0.0, held)
    (-0.25, 0.25)
    """
    own, other, rest = _shares(first, second, held)
    own_error, other_error = own - held.targets[0], other - held.targets[1]
    # What is held has ŷ = s·q with its whole share s: Σ ŷ(ŷ − y) = s(s Σ q² − Σ q·y).
    mean_error = own * own_error + other * other_error
    mean_error += rest * (rest * held.squares - held.overlap)
    return (
        own * (own_error - mean_error) / held.temperature,
        other * (other_error - mean_error) / held.temperature,
    )


def _shares(first: float, second: float, held: HeldLogits) -> tuple[float, float, float]:
    """ŷ of the two, and of all that is held together; NaN where a logit is NaN or +inf."""
    largest, temperature = max(first, second, held.largest), held.temperature
    own, other = exp((first - largest) / temperature), exp((second - largest) / temperature)
    rest = held.weight * exp((held.largest - largest) / temperature)
    total = own + other + rest
    return own / total, other / total, rest / total
