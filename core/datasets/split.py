"""Train and test rows, class by class."""

from typing import NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

from core.random_streams import SPLIT_STREAM

Rows: TypeAlias = NDArray[np.intp]


class Split(NamedTuple):
    """Row numbers; together every row once, each part in shuffled order."""

    train: Rows
    test: Rows


def tested_of(rows: int, test_fraction: float) -> int:
    """How many of the rows of a class go to the test part: at least one, and not all.

    >>> tested_of(48, 0.2), tested_of(2, 0.2)
    (10, 1)
    """
    return min(max(round(test_fraction * rows), 1), rows - 1)


def stratified_split(labels: NDArray[np.int64], *, test_fraction: float, seed: int) -> Split:
    """Divide the rows so that every class has about the same share in the test part.

    A class of n rows gives round(test_fraction · n) of them to the test part, at least one, and
    keeps at least one for training.

    Parameters
    ----------
    labels : (n,), the class of each row.
    test_fraction : in (0, 1).
    seed : whole number, at least 0.

    Returns
    -------
    Split : train and test row numbers.

    Raises
    ------
    ValueError : a class with fewer than two rows.

    Examples
    --------
    >>> labels = np.array([0, 0, 0, 0, 0, 1, 1, 1, 1, 1])
    >>> split = stratified_split(labels, test_fraction=0.4, seed=0)
    >>> np.bincount(labels[split.train]), np.bincount(labels[split.test])
    (array([3, 3]), array([2, 2]))
    """
    random = np.random.default_rng((seed, SPLIT_STREAM))
    train, test = [], []
    for label in np.unique(labels):
        rows = random.permutation(np.flatnonzero(labels == label))
        if rows.size < 2:
            raise ValueError(f"every class must have at least 2 examples, class {label} has 1")
        tested = tested_of(rows.size, test_fraction)
        test.append(rows[:tested])
        train.append(rows[tested:])
    return Split(
        random.permutation(np.concatenate(train)), random.permutation(np.concatenate(test))
    )
