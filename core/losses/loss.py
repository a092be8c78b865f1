"""The type of a loss function: losses per example, and their gradient in the logits."""

from typing import Protocol

from numpy.typing import ArrayLike

from core.losses.cross_entropy import LossAndGradient


class Loss(Protocol):
    """`cross_entropy_with_gradient`, `squared_error_with_gradient`, or a function like them."""

    def __call__(
        self, logits: ArrayLike, targets: ArrayLike, *, temperature: float
    ) -> LossAndGradient:
        """Losses (...,) and ∂L/∂z (..., classes) of logits (..., classes)."""
        ...

    def __hash__(self) -> int:
        """The function's own hash, for caches that use a loss as a key."""
        ...
