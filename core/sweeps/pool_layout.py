"""Where the examples of many runs stand in one pool of rows."""

from collections.abc import Iterator
from functools import lru_cache
from itertools import accumulate
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray


class Part(NamedTuple):
    """A mini-batch, and the neighbours among the runs that learn from it."""

    runs: slice
    examples: slice  # of the examples of all batches
    rows: slice  # of the pool: one for each of the examples and runs
    batch: int  # how many examples


class PoolLayout(NamedTuple):
    """Rows batch by batch, within a batch example by example, and for each example run by run.

    What is added to every example, or summed over them, is then one long row.
    """

    parts: tuple[Part, ...]
    copies: NDArray[np.intp]  # (examples,), how many runs learn from each: that many rows

    @property
    def rows(self) -> int:
        """The number of rows of the pool."""
        return int(self.parts[-1].rows.stop)

    @property
    def runs(self) -> int:
        """The number of runs of all batches."""
        return int(self.parts[-1].runs.stop)

    def views(self, pool: NDArray[Any]) -> Iterator[tuple[Part, NDArray[Any]]]:
        """Each part beside its rows of a pool, seen as (batch, runs, …)."""
        for part in self.parts:
            yield part, pool[part.rows].reshape(part.batch, -1, *pool.shape[1:])

    def sums_by_run(self, values: NDArray[Any]) -> NDArray[Any]:
        """Σ over the examples of each run, (runs,), of a value for every row.

        >>> pool_layout((1, 2), (2, 1)).sums_by_run(np.array([1, 2, 10, 20]))
        array([ 3, 10, 20])
        """
        return np.concatenate([own.sum(axis=0) for _, own in self.views(values)])


@lru_cache(maxsize=64)  # the last batch of an epoch is smaller, so few come up again and again
def pool_layout(runs: tuple[int, ...], examples: tuple[int, ...]) -> PoolLayout:
    """The layout for so many runs, and so many examples, of each batch.

    >>> layout = pool_layout((1, 2), (2, 1))
    >>> [part.rows for part in layout.parts], layout.copies
    ([slice(0, 2, None), slice(2, 4, None)], array([1, 1, 2]))
    """
    rows = tuple(own * batch for own, batch in zip(runs, examples, strict=True))
    parts = map(Part, _stretches(runs), _stretches(examples), _stretches(rows), examples)
    copies = np.repeat(runs, examples)
    copies.setflags(write=False)  # the cache returns the same layout again
    return PoolLayout(tuple(parts), copies)


def _stretches(lengths: tuple[int, ...]) -> list[slice]:
    """Neighbouring slices of these lengths.

    >>> _stretches((2, 1))
    [slice(0, 2, None), slice(2, 3, None)]
    """
    stops = list(accumulate(lengths))
    return [slice(stop - length, stop) for stop, length in zip(stops, lengths, strict=True)]
