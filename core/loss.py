"""What a loss is, for the functions that take any: per-example losses with their gradient."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any, Protocol, TypeAlias

from numpy.typing import ArrayLike, NDArray

from core.cross_entropy import (
    LossAndGradient,
    cross_entropy_row_gradient,
    cross_entropy_with_gradient,
)
from core.squared_error import squared_error_row_gradient, squared_error_with_gradient

# ∂L/∂z of trusted logits (classes,), their distribution (classes,), and T.
RowGradient: TypeAlias = Callable[[NDArray[Any], NDArray[Any], float], NDArray[Any]]


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


_ROW_GRADIENTS: Mapping[Loss, RowGradient] = MappingProxyType(
    {
        cross_entropy_with_gradient: cross_entropy_row_gradient,
        squared_error_with_gradient: squared_error_row_gradient,
    }
)


def row_gradient_of(loss: Loss) -> RowGradient:
    """The slope of a loss at one example, for a loop that has checked its arrays once.

    A loss that is not of `core` checks them every time.

    >>> row_gradient_of(cross_entropy_with_gradient) is cross_entropy_row_gradient
    True
    """

    def checked(logits: NDArray[Any], targets: NDArray[Any], temperature: float) -> NDArray[Any]:
        return loss(logits, targets, temperature=temperature).gradient

    return _ROW_GRADIENTS.get(loss, checked)
