"""From losses per example to one number: the sum, the mean and the two means with weights.

Nothing else in this package averages: an explanation names the reduction that it uses.
"""

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from core.sentence import SentenceError
from core.validation import as_floating


class Reductions(NamedTuple):
    """What n losses l with weights w become; without weights every w is 1."""

    sum: float  # Σ l
    mean: float  # Σ l / n
    weighted_mean: float  # Σ w l / Σ w
    weighted_sum_over_n: float  # Σ w l / n


class LibraryNames(NamedTuple):
    """How libraries ask for a reduction; None where they have no name for it."""

    pytorch: str | None
    tensorflow: str | None  # Keras 3
    scikit_learn: str | None  # sklearn.metrics.log_loss


LIBRARY_NAMES = {
    "sum": LibraryNames('reduction="sum"', 'reduction="sum"', "normalize=False"),
    "mean": LibraryNames('reduction="mean"', 'reduction="sum_over_batch_size"', "normalize=True"),
    "weighted_mean": LibraryNames(
        'weight=w, reduction="mean"',
        'sample_weight=w, reduction="mean_with_sample_weight"',
        "sample_weight=w, normalize=True",
    ),
    "weighted_sum_over_n": LibraryNames(
        None, 'sample_weight=w, reduction="sum_over_batch_size"', None
    ),
}


def reduce_losses(losses: ArrayLike, weights: ArrayLike | None = None) -> Reductions:
    """The four numbers that are called "the loss" of n examples.

    Parameters
    ----------
    losses : l, (n,), of any unit; n at least 1. Micro-batches are put together by joining their
        losses: the mean of their means is none of the four unless they are equally long.
    weights : w, (n,), non-negative with a positive sum. The weights of classes are those of
        examples, w[y]. A loss of weight 0 does not count, even if it is infinite.

    Returns
    -------
    Reductions, in the unit of the losses. `LIBRARY_NAMES` has what PyTorch, TensorFlow and
    scikit-learn call each of them.

    Raises
    ------
    ValueError : for losses without exactly one axis or without an entry, another shape of the
        weights, weights that are negative or not finite, or weights that sum to 0.

    Notes
    -----
    torch.nn.CrossEntropyLoss divides by Σ w; keras.losses.Loss divides by n unless told otherwise.

    Examples
    --------
    >>> reduce_losses([4000.0, 0.0], weights=[10.0, 40.0])
    Reductions(sum=4000.0, mean=2000.0, weighted_mean=800.0, weighted_sum_over_n=20000.0)
    >>> reduce_losses([2.0, 2.0, 2.0, 1.0]).mean  # the mean of [2, 2, 2] and [1] has mean 1.5
    1.75
    """
    checked = as_floating(losses, "losses").astype(np.float64, copy=False)
    if checked.ndim != 1 or not checked.size:
        raise ValueError(
            f"losses must have shape (n,) with at least one entry, got shape {checked.shape}"
        )
    total = float(checked.sum())
    count = len(checked)
    if weights is None:
        return Reductions(total, total / count, total / count, total / count)
    checked_weights = as_weights(weights, "weights", checked.shape)
    if not checked_weights.any():
        raise ValueError("weights must have a positive sum, got only zeros")
    weighted = weighted_sum(checked, checked_weights)
    return Reductions(
        sum=total,
        mean=total / count,
        weighted_mean=weighted / float(checked_weights.sum()),
        weighted_sum_over_n=weighted / count,
    )


class Reduction(NamedTuple):
    """One way from losses l to a number: Σ v l times a factor, with v = 1 or w."""

    name: str  # one of `core.examination.explanation.CONVENTIONS`
    formula: str  # of losses lᵢ and weights wᵢ
    weighted: bool
    factor: float

    def of(self, losses: NDArray[Any], weights: NDArray[np.float64] | None) -> float:
        """The number that it makes of trusted losses, (n,), and weights w, (n,)."""
        if not self.weighted:
            return float(losses.sum()) * self.factor
        assert weights is not None
        return weighted_sum(losses, weights) * self.factor

    def weights_of(self, examples: int, weights: NDArray[np.float64] | None) -> NDArray[np.float64]:
        """The factor of each loss in that number, (n,)."""
        return np.full(examples, self.factor) * (weights if self.weighted else 1.0)


def reductions_of(
    examples: int, classes: int, weights: NDArray[np.float64] | None
) -> list[Reduction]:
    """The reductions of n losses, the usual ones first; those with weights where there are some.

    Examples
    --------
    >>> found = reductions_of(2, 3, None)
    >>> [each.name for each in found], found[0].of(np.array([1.0, 2.0]), None)
    (['mean', 'sum', 'mean_over_entries'], 1.5)
    """
    total = 1.0 if weights is None else float(weights.sum())
    found = [
        Reduction("mean", "Σᵢ lᵢ / n", False, 1 / examples),
        Reduction("weighted_mean", "Σᵢ wᵢlᵢ / Σᵢ wᵢ", True, 1 / total),
        Reduction("weighted_sum_over_n", "Σᵢ wᵢlᵢ / n", True, 1 / examples),
        Reduction("sum", "Σᵢ lᵢ", False, 1.0),
        Reduction("mean_over_entries", "Σᵢ lᵢ / (nK)", False, 1 / (examples * classes)),
        Reduction("sum", "Σᵢ wᵢlᵢ", True, 1.0),
        Reduction("mean_over_entries", "Σᵢ wᵢlᵢ / (nK)", True, 1 / (examples * classes)),
    ]
    return [each for each in found if weights is not None or not each.weighted]


def weighted_sum(losses: NDArray[Any], weights: NDArray[Any]) -> float:
    """Σ w l of trusted arrays (n,), where a weight of 0 leaves out even an infinite loss.

    >>> weighted_sum(np.array([np.inf, 2.0]), np.array([0.0, 3.0]))
    6.0
    """
    terms = np.zeros(len(losses))
    np.multiply(losses, weights, out=terms, where=weights > 0)
    return float(terms.sum())


def as_weights(weights: ArrayLike, name: str, shape: tuple[int, ...]) -> NDArray[np.float64]:
    """Non-negative finite numbers of this shape, as float64.

    >>> as_weights([1.0, -2.0], "weights", (2,))
    Traceback (most recent call last):
    core.sentence.SentenceError: weights must be non-negative and finite, got -2.0 at index [1]
    """
    checked = as_floating(weights, name).astype(np.float64, copy=False)
    if checked.shape != shape:
        raise SentenceError(
            "{name} must have shape {shape}, got shape {found}",
            name=name,
            shape=shape,
            found=checked.shape,
        )
    valid = (checked >= 0) & (checked < np.inf)
    if not valid.all():
        index = int(np.argmin(valid))
        raise SentenceError(
            "{name} must be non-negative and finite, got {value} at index [{index}]",
            name=name,
            value=checked[index],
            index=index,
        )
    return checked
