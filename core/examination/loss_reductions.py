"""The reductions that a reported loss may follow, each with its name and its formula."""

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from core.examination.reductions import weighted_sum


class Reduction(NamedTuple):
    """One way from losses per example to a number: Σ v l times a factor, with v = 1 or w."""

    name: str  # one of `core.examination.explanation.CONVENTIONS`
    formula: str  # of losses lᵢ and weights wᵢ
    weighted: bool
    factor: float


def reductions_of(
    examples: int, classes: int, weights: NDArray[np.float64] | None
) -> list[Reduction]:
    """The reductions of n losses, the usual ones first; those with weights where there are some.

    Examples
    --------
    >>> [each.name for each in reductions_of(2, 3, None)]
    ['mean', 'sum', 'mean_over_entries']
    """
    plain = [
        Reduction("mean", "Σᵢ lᵢ / n", weighted=False, factor=1 / examples),
        Reduction("sum", "Σᵢ lᵢ", weighted=False, factor=1.0),
        Reduction(
            "mean_over_entries", "Σᵢ lᵢ / (nK)", weighted=False, factor=1 / (examples * classes)
        ),
    ]
    if weights is None:
        return plain
    return [
        plain[0],
        Reduction(
            "weighted_mean", "Σᵢ wᵢlᵢ / Σᵢ wᵢ", weighted=True, factor=1 / float(weights.sum())
        ),
        Reduction("weighted_sum_over_n", "Σᵢ wᵢlᵢ / n", weighted=True, factor=1 / examples),
        *plain[1:],
        Reduction("sum", "Σᵢ wᵢlᵢ", weighted=True, factor=1.0),
        Reduction(
            "mean_over_entries",
            "Σᵢ wᵢlᵢ / (nK)",
            weighted=True,
            factor=1 / (examples * classes),
        ),
    ]


def reduced(
    losses: NDArray[Any], weights: NDArray[np.float64] | None, reduction: Reduction
) -> float:
    """The number that a reduction makes of the losses, (n,), and weights, (n,).

    >>> reduced(np.array([1.0, 2.0]), None, reductions_of(2, 3, None)[0])
    1.5
    """
    if reduction.weighted:
        assert weights is not None
        return weighted_sum(losses, weights) * reduction.factor
    return float(losses.sum()) * reduction.factor
