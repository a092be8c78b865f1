"""The pictures of a training run in words, for those who do not see them."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from core.predictions.input_plane import DecisionRegions
from dashboard.text import number, translate
from dashboard.written_numbers import percent


def weights_in_words(weights: NDArray[np.float64], names: Sequence[str]) -> str:
    """How far the weights, (units, classes), reach, and the largest of each class.

    Examples
    --------
    >>> weights_in_words(np.array([[0.5, -1.0], [0.25, 2.0]]), ["cat", "dog"])
    'weights from −1.000 to 2.000; the largest of each class: cat 0.5000; dog 2.000.'
    """
    largest = zip(names, weights.max(axis=0), strict=True)
    return translate(
        "weights from {low} to {high}; the largest of each class: {largest}.",
        low=number(float(weights.min())),
        high=number(float(weights.max())),
        largest="; ".join(f"{name} {number(float(weight))}" for name, weight in largest),
    )


def regions_in_words(regions: DecisionRegions, names: Sequence[str]) -> str:
    """How much of the plane each class has.

    Examples
    --------
    >>> regions = DecisionRegions(np.array([[0, 0], [0, 1]]), np.full((2, 2), 0.9))
    >>> regions_in_words(regions, ["cat", "dog"])
    'of the plane, cat has 75.0%; dog has 25.0%.'
    """
    fractions = np.bincount(regions.classes.ravel(), minlength=len(names)) / regions.classes.size
    return translate(
        "of the plane, {shares}.",
        shares="; ".join(
            translate("{name} has {share}", name=name, share=percent(fraction, 1))
            for name, fraction in zip(names, fractions, strict=True)
        ),
    )
