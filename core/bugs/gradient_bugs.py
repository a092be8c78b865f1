"""The bugs that people write into the gradient of a softmax layer, each beside the right one.

Each bug is a separate function, so that the right code
(`core.layer.output_layer.mean_loss_and_gradients`) has no switch for it. A bug computes the forward
pass, the loss that the program reports, and the wrong gradient.
"""

from collections.abc import Callable
from functools import partial
from typing import Any, NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

from core.layer.output_layer import Kernel, MeanLossAndGradient, mean_loss_and_gradients
from core.losses.cross_entropy import LossAndGradient, losses_and_gradient
from core.losses.parted_softmax import parted_softmax
from core.random_streams import BUG_STREAM

# (activations (batch, inputs), parameters (inputs + 1, classes), targets (batch, classes), T)
BatchGradient: TypeAlias = Callable[
    [NDArray[Any], NDArray[Any], NDArray[Any], float], MeanLossAndGradient
]

NO_BUG = "no bug"


class GradientBug(NamedTuple):
    """One bug of the list."""

    name: str  # in a link
    broken_step: str  # the step of the formula that it breaks, one of `GRADIENT_STEPS`
    gradient: BatchGradient  # from trusted arrays as in `mean_loss_and_gradients`


# The steps of ∂L/∂W, as they follow on one another from the logits on.
GRADIENT_STEPS = ("z → ŷ", "ŷ → ∂L/∂z", "∂L/∂z → batch mean", "batch mean → ∂L/∂b")


def turned_sign(logits: NDArray[Any], targets: NDArray[Any], temperature: float) -> LossAndGradient:
    """(y − ŷ)/T: the step −η times this climbs.

    >>> turned_sign(np.zeros((1, 2)), np.array([[1.0, 0.0]]), 1.0).gradient
    array([[ 0.5, -0.5]])
    """
    losses, gradient = losses_and_gradient(logits, targets, temperature)
    return LossAndGradient(losses, -gradient)


def without_temperature(
    logits: NDArray[Any], targets: NDArray[Any], temperature: float
) -> LossAndGradient:
    """ŷ − y, with ŷ = softmax(z/T) but without the inner derivative 1/T.

    >>> without_temperature(np.zeros((1, 2)), np.array([[1.0, 0.0]]), 2.0).gradient
    array([[-0.5,  0.5]])
    """
    losses, gradient = losses_and_gradient(logits, targets, temperature)
    return LossAndGradient(losses, gradient * temperature)


def softmax_twice(
    logits: NDArray[Any], targets: NDArray[Any], temperature: float
) -> LossAndGradient:
    """Loss and (ŷ − y)/T with ŷ = softmax(softmax(z/T)): the probabilities taken for logits.

    >>> losses, _ = softmax_twice(np.array([[1e3, 0.0]]), np.array([[1.0, 0.0]]), 1.0)
    >>> losses.round(4)  # its floor, log(1 + 1/e)
    array([0.3133])
    """
    probabilities = parted_softmax(logits, temperature).probabilities()
    losses, gradient = losses_and_gradient(probabilities, targets, 1.0)
    return LossAndGradient(losses, gradient / temperature)


def diagonal_only(
    logits: NDArray[Any], targets: NDArray[Any], temperature: float
) -> LossAndGradient:
    """∂L/∂ŷ_k · ∂ŷ_k/∂z_k = −y_k(1 − ŷ_k)/T: the terms through the other ŷ are dropped.

    Notes
    -----
    https://stats.stackexchange.com/questions/235528.

    Examples
    --------
    >>> diagonal_only(np.zeros((1, 2)), np.array([[1.0, 0.0]]), 1.0).gradient
    array([[-0.5, -0. ]])
    """
    losses = losses_and_gradient(logits, targets, temperature).losses
    complements = parted_softmax(logits, temperature).complements()
    return LossAndGradient(losses, -targets * complements / temperature)


@np.errstate(over="ignore", invalid="ignore", divide="ignore")  # the NaN and ∞ are what it shows
def naive_exponentials(
    logits: NDArray[Any], targets: NDArray[Any], temperature: float
) -> LossAndGradient:
    """e^{z/T} without the shift by the maximum: ∞/∞ from z/T = 709.8 on in float64.

    >>> naive_exponentials(np.array([[800.0, 0.0]]), np.array([[1.0, 0.0]]), 1.0).gradient
    array([[nan,  0.]])
    """
    exponentials = np.exp(logits / temperature)
    probabilities = exponentials / exponentials.sum(axis=-1, keepdims=True)
    surprise = -np.log(probabilities)
    terms = np.multiply(targets, surprise, out=np.zeros_like(surprise), where=targets != 0)
    return LossAndGradient(terms.sum(axis=-1), (probabilities - targets) / temperature)


def summed_over_the_batch(
    activations: NDArray[Any], parameters: NDArray[Any], targets: NDArray[Any], temperature: float
) -> MeanLossAndGradient:
    """Σ_n where (1/n) Σ_n belongs: n times the gradient of the mean loss that is reported.

    >>> summed_over_the_batch(
    ...     np.ones((4, 1)), np.zeros((2, 2)), np.array([[1.0, 0.0]] * 4), 1.0
    ... ).gradient
    array([[-2.,  2.],
           [-2.,  2.]])
    """
    loss, gradient = mean_loss_and_gradients(activations, parameters, targets, temperature)
    return MeanLossAndGradient(loss, gradient * len(targets))


def bias_summed_over_classes(
    activations: NDArray[Any], parameters: NDArray[Any], targets: NDArray[Any], temperature: float
) -> MeanLossAndGradient:
    """Σ_q ∂L/∂b_q for every ∂L/∂b_q: always 0, since ŷ and y both sum to 1.

    >>> bias_summed_over_classes(
    ...     np.ones((1, 1)), np.zeros((2, 2)), np.array([[1.0, 0.0]]), 1.0
    ... ).gradient
    array([[-0.5,  0.5],
           [ 0. ,  0. ]])
    """
    loss, gradient = mean_loss_and_gradients(activations, parameters, targets, temperature)
    gradient[-1] = gradient[-1].sum()
    return MeanLossAndGradient(loss, gradient)


def _with_loss(kernel: Kernel) -> BatchGradient:
    return partial(mean_loss_and_gradients, kernel=kernel)


BUGS = {
    bug.name: bug
    for bug in (
        GradientBug("sign", GRADIENT_STEPS[1], _with_loss(turned_sign)),
        GradientBug("sum for mean", GRADIENT_STEPS[2], summed_over_the_batch),
        GradientBug("bias over classes", GRADIENT_STEPS[3], bias_summed_over_classes),
        GradientBug("softmax twice", GRADIENT_STEPS[0], _with_loss(softmax_twice)),
        GradientBug("missing 1/T", GRADIENT_STEPS[1], _with_loss(without_temperature)),
        GradientBug("diagonal only", GRADIENT_STEPS[1], _with_loss(diagonal_only)),
        GradientBug("naive exp", GRADIENT_STEPS[0], _with_loss(naive_exponentials)),
    )
}
POSSIBLE_BUGS = (NO_BUG, *BUGS)  # what a program may have


def gradient_of(bug: str) -> BatchGradient:
    """The gradient of a program with this bug, or with none.

    >>> gradient_of("no bug") is mean_loss_and_gradients
    True
    """
    return mean_loss_and_gradients if bug == NO_BUG else BUGS[bug].gradient


def mystery_bug(seed: int) -> str:
    """Which of `POSSIBLE_BUGS` a seed hides; over all seeds each is about equally likely.

    >>> mystery_bug(5) == mystery_bug(5)
    True
    """
    drawn = np.random.default_rng((seed, BUG_STREAM)).integers(len(POSSIBLE_BUGS))
    return POSSIBLE_BUGS[int(drawn)]
