"""What may explain a reported loss or gradient, and in which order explanations are listed."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np

RIGHT_LOSS = "−log softmax(zᵢ)[yᵢ]"
SYMBOLS = {"temperature": "T", "smoothing_k": "ε", "smoothing_k_minus_1": "ε", "factor": "c"}
CONVENTIONS = ("mean", "sum", "mean_over_entries", "weighted_mean", "weighted_sum_over_n")


@dataclass(frozen=True)
class Explanation:
    """A convention or a mistake that reproduces what was reported.

    Attributes
    ----------
    name : one of `CONVENTIONS`, or of the mistakes that `examine_logits` lists; "none" where
        nothing fits.
    reduction : how the examples are put together, with w the weights, n examples,
        m that are ignored, and K classes.
    of_example : lᵢ, or of a gradient ∂lᵢ/∂zᵢ, with z the logits, y the labels and ŷ = softmax(z).
    value : what it gives; of a gradient, at the entry where the reported one is largest.
    of : what it explains, "loss" or "gradient".
    parameter : the free number that was fitted: T, ε or a factor c. None where there is none.
    scale : what stands before the reduction of a gradient, such as "2 · ".
    together : the names of other explanations without a free number that the digits given cannot
        tell from this one.
    """

    name: str
    reduction: str
    of_example: str
    value: float
    of: str
    parameter: float | None = None
    scale: str = ""
    together: tuple[str, ...] = ()

    @property
    def formula(self) -> str:
        """What it computes, as one line of symbols; empty where nothing fits.

        >>> Explanation("temperature", "Σᵢ lᵢ", "−log softmax(zᵢ/T)[yᵢ]", 2.0, "loss", 0.5).formula
        'Σᵢ lᵢ, lᵢ = −log softmax(zᵢ/T)[yᵢ], T = 0.5'
        """
        if not self.reduction:
            return ""
        left = "lᵢ" if self.of == "loss" else "∂lᵢ/∂zᵢ"
        free = "" if self.parameter is None else f", {SYMBOLS[self.name]} = {self.parameter:.7g}"
        return f"{self.scale}{self.reduction}, {left} = {self.of_example}{free}"

    @property
    def possible(self) -> bool:
        """Whether it is possible only, since a free number can explain much."""
        return self.parameter is not None


class Candidate(NamedTuple):
    """An explanation that fits, and what decides where it is listed."""

    explanation: Explanation
    agrees: bool = True  # in all digits that are written, not only as far as float32 is right
    digits: int = 0  # of the free number: a round one is the likelier choice


def ranked(candidates: Iterable[Candidate], of: str) -> tuple[Explanation, ...]:
    """Those without a free number first, then those of a rounder one; else in the order given.

    Of those with the same name the first alone is kept, or of those with a free number each. If
    there are none, the answer is the explanation "none".

    Examples
    --------
    >>> mean = Candidate(Explanation("mean", "Σᵢ lᵢ / n", "…", 2.0, "loss"), agrees=True)
    >>> smoothed = Explanation("smoothing_k", "Σᵢ lᵢ / n", "…", 2.0, "loss", 0.1)
    >>> smoothed = Candidate(smoothed, agrees=True)
    >>> [each.name for each in ranked([smoothed, mean], "loss")]
    ['mean', 'smoothing_k']
    >>> ranked([], "loss")[0].name
    'none'
    """
    ordered = sorted(
        candidates,
        key=lambda each: (each.explanation.possible, each.digits, not each.agrees),
    )
    found: list[Explanation] = []
    for candidate in ordered:
        explanation = candidate.explanation
        if explanation.possible or explanation.name not in {each.name for each in found}:
            found.append(explanation)
    certain = [each.name for each in found if not each.possible]
    if not found:
        return (Explanation("none", "", "", float(np.nan), of),)
    return tuple(
        each
        if each.possible
        else replace(each, together=tuple(name for name in certain if name != each.name))
        for each in found
    )
