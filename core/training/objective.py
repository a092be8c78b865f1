"""What a run minimises: the mean loss of its examples, and a penalty on its weights."""

from typing import Any, NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from core.layer.output_layer import MeanLossAndGradient, mean_loss_and_gradients
from core.losses.cross_entropy import LossAndGradient, losses_and_gradient
from core.losses.squared_error import squared_errors_and_gradient
from core.losses.targets import one_hot, smooth_labels

KERNELS = {"cross-entropy": losses_and_gradient, "squared error": squared_errors_and_gradient}


class RunObjective(Protocol):
    """The methods that a run needs of what it minimises; `Objective` documents their results."""

    def targets(self, labels: NDArray[np.intp], classes: int) -> NDArray[Any]:
        """What the loss compares ŷ with, for labels (n,)."""

    def losses_and_gradient(self, logits: NDArray[Any], targets: NDArray[Any]) -> LossAndGradient:
        """Loss of each example and ∂L/∂z, by which the run is measured."""

    def penalty(self, parameters: NDArray[Any]) -> float:
        """What the parameters themselves add to the mean loss."""

    def with_penalty(self, gradient: NDArray[Any], parameters: NDArray[Any]) -> NDArray[Any]:
        """The sum of `gradient`, which may be overwritten, and the gradient of the penalty."""

    def mean_loss_and_gradients(
        self, activations: NDArray[Any], parameters: NDArray[Any], targets: NDArray[Any]
    ) -> MeanLossAndGradient:
        """The mean loss of a batch and the gradient that the run steps by."""


class Objective(NamedTuple):
    """The mean of a loss over examples, and ½ λ Σ w² over the weights, not the bias.

    Attributes
    ----------
    loss : a key of `KERNELS`.
    label_smoothing : ε, of `smooth_labels`.
    l2 : λ, the weight of the penalty.

    Notes
    -----
    Goodfellow, Bengio & Courville (2016), section 7.1.1: ∂/∂w (½ λ Σ w²) = λ w.

    Examples
    --------
    >>> objective = Objective(l2=0.1)
    >>> parameters = np.array([[1.0, -1.0], [0.0, 0.0]])
    >>> objective.penalty(parameters)
    0.1
    """

    loss: str = "cross-entropy"
    label_smoothing: float = 0.0
    l2: float = 0.0

    def targets(self, labels: NDArray[np.intp], classes: int) -> NDArray[Any]:
        """What the loss compares ŷ with: labels (n,) where they suffice, or (n, classes)."""
        if self.loss == "cross-entropy" and self.label_smoothing == 0:
            return labels
        return smooth_labels(one_hot(labels, classes), self.label_smoothing)

    def losses_and_gradient(self, logits: NDArray[Any], targets: NDArray[Any]) -> LossAndGradient:
        """Loss of each example (n,), without the penalty, and ∂L/∂z (n, classes)."""
        return KERNELS[self.loss](logits, targets, 1.0)

    def penalty(self, parameters: NDArray[Any]) -> float:
        """½ λ Σ w² of parameters (inputs + 1, classes), whose last row is the bias."""
        if self.l2 == 0:
            return 0.0
        weights = parameters[:-1]
        return float(self.l2 / 2 * np.vdot(weights, weights))

    def with_penalty(self, gradient: NDArray[Any], parameters: NDArray[Any]) -> NDArray[Any]:
        """The gradient of the mean loss plus that of the penalty; `gradient` may be reused."""
        if self.l2 != 0:
            gradient[:-1] += self.l2 * parameters[:-1]
        return gradient

    def mean_loss_and_gradients(
        self, activations: NDArray[Any], parameters: NDArray[Any], targets: NDArray[Any]
    ) -> MeanLossAndGradient:
        """The mean loss of a batch, without the penalty, and the gradient with it."""
        loss, gradient = mean_loss_and_gradients(
            activations, parameters, targets, kernel=KERNELS[self.loss]
        )
        return MeanLossAndGradient(loss, self.with_penalty(gradient, parameters))
