"""The results of the output layer for each example: its logits, probabilities, loss and errors."""

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from core.layer.output_layer import Kernel
from core.losses.cross_entropy import losses_and_gradient
from core.losses.softmax import softmax
from core.losses.targets import one_hot


class ExampleResults(NamedTuple):
    """The results of some examples, a row each."""

    labels: NDArray[np.intp]  # (n,)
    predicted: NDArray[np.intp]  # (n,), the class of the largest logit, the lowest index at a tie
    logits: NDArray[Any]  # z, (n, classes)
    probabilities: NDArray[Any]  # ŷ, (n, classes)
    targets: NDArray[Any]  # y, (n, classes)
    losses: NDArray[Any]  # L, (n,), without a penalty
    logit_gradient: NDArray[Any]  # ∂L/∂z, (n, classes): ŷ − y for cross-entropy
    errors: NDArray[Any]  # ŷ − y, (n, classes)

    def hardest(self, count: int, among: NDArray[np.bool_] | None = None) -> NDArray[np.intp]:
        """Up to `count` rows, those of largest loss first; only rows where `among` (n,) is true.

        At equal losses the lower row comes first.

        >>> results = measure_examples(np.eye(2), np.zeros((3, 2)), np.array([0, 1]))
        >>> results.hardest(1), results.hardest(5, among=results.labels == 1)
        (array([0]), array([1]))
        """
        rows = np.arange(len(self.losses)) if among is None else np.flatnonzero(among)
        return rows[np.argsort(-self.losses[rows], kind="stable")[:count]]


def measure_examples(
    activations: NDArray[Any],
    parameters: NDArray[Any],
    labels: NDArray[np.intp],
    *,
    targets: NDArray[Any] | None = None,
    kernel: Kernel = losses_and_gradient,
) -> ExampleResults:
    """The layer z = aW + b and its loss for each example, from trusted arrays.

    Parameters
    ----------
    activations : a, (n, inputs).
    parameters : (inputs + 1, classes): the weights W, and the bias b as last row.
    labels : the true classes, (n,), below classes.
    targets : what the loss compares ŷ with: labels (n,), or distributions (n, classes); None for
        the labels.
    kernel : the loss: `core.losses.cross_entropy.losses_and_gradient`, or a function like it.

    Raises
    ------
    ValueError : when the logits hold NaN or +inf, that is, when training has diverged.

    Notes
    -----
    seed.md, equation (4).

    Examples
    --------
    >>> results = measure_examples(np.eye(2), np.zeros((3, 2)), np.array([0, 1]))
    >>> results.losses.round(4), results.predicted
    (array([0.6931, 0.6931]), array([0, 0]))
    """
    logits = activations @ parameters[:-1] + parameters[-1]
    compared = labels if targets is None else targets
    losses, gradient = kernel(logits, compared, 1.0)
    distributions = compared if compared.ndim == 2 else one_hot(compared, logits.shape[1])
    return ExampleResults(
        labels=labels,
        predicted=logits.argmax(axis=1),
        logits=logits,
        probabilities=softmax(logits),
        targets=distributions,
        losses=losses,
        logit_gradient=gradient,
        errors=losses_and_gradient(logits, compared, 1.0).gradient,
    )
