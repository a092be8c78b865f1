"""What a loss is, for the functions that take any: per-example losses with their gradient."""

from typing import Protocol

from numpy.typing import ArrayLike

from core.cross_entropy import LossAndGradient


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
