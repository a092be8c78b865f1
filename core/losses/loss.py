"""What a loss is, for the functions that take any: per-example losses with their gradient."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Protocol, TypeAlias

from numpy.typing import ArrayLike

from core.landscape.held_logits import HeldLogits, cross_entropy_slopes, squared_error_slopes
from core.losses.cross_entropy import LossAndGradient, cross_entropy_with_gradient
from core.losses.squared_error import squared_error_with_gradient

# ∂L/∂z of two logits at their values, the others being held.
PlaneSlopes: TypeAlias = Callable[[float, float, HeldLogits], tuple[float, float]]


class Loss(Protocol):
    """`cross_entropy_with_gradient`, `squared_error_with_gradient`, or a function like them."""

    def __call__(
        self, logits: ArrayLike, targets: ArrayLike, *, temperature: float
    ) -> LossAndGradient:
        """Losses (...,) and ∂L/∂z (..., classes) of logits (..., classes)."""
        ...

    def __hash__(self) -> int:
        """As every function has it, so that a cache may tell one loss from the other."""
        ...


_PLANE_SLOPES: Mapping[Loss, PlaneSlopes] = MappingProxyType(
    {
        cross_entropy_with_gradient: cross_entropy_slopes,
        squared_error_with_gradient: squared_error_slopes,
    }
)


def plane_slopes_of(loss: Loss) -> PlaneSlopes | None:
    """The slopes of a loss in two logits, for a loop over one example; None if it is not of `core`.

    >>> plane_slopes_of(cross_entropy_with_gradient) is cross_entropy_slopes
    True
    """
    return _PLANE_SLOPES.get(loss)
