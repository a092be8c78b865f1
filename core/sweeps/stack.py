"""Runs that are advanced together, their parameters in one array."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import compress, groupby
from typing import Any, NamedTuple, TypeVar

import numpy as np
from numpy.typing import NDArray

from core.optimizers import OPTIMIZERS, Optimizer, OutputArrays, State
from core.sweeps.pool_layout import pool_layout
from core.sweeps.stacked_gradients import NotFiniteRunsError, stacked_gradients
from core.training.history import Evaluation
from core.training.run import (
    LARGEST_LENGTH,
    Divergence,
    NotFiniteError,
    TrainingRun,
    TrainingState,
)
from core.training.segments import Batches
from core.training.settings import TrainingSettings

T = TypeVar("T")


class _SharedBatches(NamedTuple):
    """Neighbours that see the same batches."""

    runs: slice
    batches: Batches


class _SharedOptimizer(NamedTuple):
    """Neighbours that step by the same rule."""

    runs: slice
    optimizer: Optimizer
    memory: State  # of all of them


class Stack:
    """Runs that differ in optimiser, learning rate and batch size; a run that diverges is removed.

    Parameters
    ----------
    measuring : a run of the same objective on the same data; it measures theirs.
    cells : settings of the runs by their indices in the sweep, ordered so that those alike in
        batch size, and then in optimiser, are neighbours.
    batches : for each batch size; stacks may share them.

    Notes
    -----
    Parameters are (runs, inputs + 1, classes). What a step costs beside the arithmetic is paid once
    for all the runs, but for the products with the activations, once for every batch size, and the
    step of the optimiser, once for each.
    """

    def __init__(
        self,
        measuring: TrainingRun,
        cells: Mapping[int, TrainingSettings],
        batches: Mapping[int, Batches],
    ) -> None:
        train, runs = measuring.data.train, list(cells.values())
        self.divergences: dict[int, Divergence] = {}
        self._measuring = measuring
        self._objective = measuring.settings.objective
        self._activations = train.activations
        self._targets = self._objective.targets(train.labels, len(measuring.data.class_names))
        self._cells = np.array(list(cells))
        self._schedules = [own.learning_rates() for own in runs]
        self._has_constant_rates = measuring.settings.schedule == "constant"
        first = measuring.state_at(0).parameters
        self._parameters = np.repeat(first[None], len(runs), axis=0)
        self._scratch = np.empty_like(self._parameters)
        self._learning_rates = self._learning_rates_at(0)
        self._batches = [
            _SharedBatches(alike, batches[size])
            for size, alike in _neighbours([own.batch_size for own in runs])
        ]
        self._optimizers = [
            _SharedOptimizer(alike, optimizer, optimizer.init(self._parameters[alike]))
            for name, alike in _neighbours([own.optimizer for own in runs])
            for optimizer in [OPTIMIZERS[name]()]
        ]

    def advance(self, step: int) -> None:
        """Make update `step` + 1 of every remaining run."""
        while len(self._cells):
            try:
                gradient = self._gradients(step)
            except NotFiniteRunsError as failure:
                self._drop(failure.runs, step, failure.reason)
            else:
                self._update(gradient, step)
                return

    def evaluations(self, step: int) -> dict[int, Evaluation | Divergence]:
        """The evaluation of each remaining run, by its index in the sweep."""
        return {int(cell): self._measured(index, step) for index, cell in enumerate(self._cells)}

    def _gradients(self, step: int) -> NDArray[Any]:
        batches = [shared.batches.rows(step) for shared in self._batches]
        layout = pool_layout(
            tuple([shared.runs.stop - shared.runs.start for shared in self._batches]),
            tuple(map(len, batches)),
        )
        rows = np.concatenate(batches)
        return stacked_gradients(
            self._objective, self._parameters, self._activations[rows], self._targets[rows], layout
        )

    def _update(self, gradient: NDArray[Any], step: int) -> None:
        if not self._has_constant_rates:
            self._learning_rates = self._learning_rates_at(step)
        parameters = self._parameters
        for index, (runs, optimizer, memory) in enumerate(self._optimizers):
            # All is written over, and the same scratch serves every rule, to stay in the cache.
            scratch = self._scratch[: runs.stop - runs.start]
            own, rates = parameters[runs], self._learning_rates[runs]
            out = OutputArrays(gradient[runs], own, memory.velocity, memory.squares, scratch)
            _, memory = optimizer.update(gradient[runs], memory, own, rates, out)
            self._optimizers[index] = _SharedOptimizer(runs, optimizer, memory)
        # Together within the length that each may have, they are so one by one.
        if not np.vdot(parameters, parameters) < LARGEST_LENGTH**2:
            squares = np.array([np.vdot(own, own) for own in parameters])
            beyond = ~(squares < LARGEST_LENGTH**2)  # NaN too
            if beyond.any():
                self._drop(beyond, step, "weights")

    def _measured(self, index: int, step: int) -> Evaluation | Divergence:
        # Measuring needs no memory of an optimiser.
        state = TrainingState(step, self._parameters[index], self._optimizers[0].memory)
        try:
            return self._measuring.evaluate(state)
        except NotFiniteError as failure:
            return Divergence(step, str(failure))

    def _drop(self, diverged: NDArray[np.bool_], step: int, reason: str) -> None:
        """Remove the runs that diverged in update `step` + 1."""
        for cell in self._cells[diverged]:
            self.divergences[int(cell)] = Divergence(step + 1, reason)
        kept = ~diverged
        self._cells = self._cells[kept]
        self._schedules = list(compress(self._schedules, kept))
        self._learning_rates = self._learning_rates[kept]
        self._parameters = self._parameters[kept]
        self._batches = [
            shared._replace(runs=left)
            for shared in self._batches
            if (left := _left(shared.runs, kept)) is not None
        ]
        self._optimizers = [
            shared._replace(runs=left, memory=_kept_memory(shared.memory, kept[shared.runs]))
            for shared in self._optimizers
            if (left := _left(shared.runs, kept)) is not None
        ]

    def _learning_rates_at(self, step: int) -> NDArray[np.float64]:
        """The rate of each run, repeated for each of its parameters: NumPy broadcasts it slowly."""
        rates = [schedule(step) for schedule in self._schedules]
        return np.repeat(rates, self._parameters[0].size).reshape(self._parameters.shape)


def _neighbours(values: Sequence[T]) -> Iterator[tuple[T, slice]]:
    """Each stretch of equal values, and where it stands.

    >>> list(_neighbours(["sgd", "sgd", "adam"]))
    [('sgd', slice(0, 2, None)), ('adam', slice(2, 3, None))]
    """
    stop = 0
    for value, alike in groupby(values):
        start, stop = stop, stop + len(list(alike))
        yield value, slice(start, stop)


def _left(runs: slice, kept: NDArray[np.bool_]) -> slice | None:
    """Where those of some runs that are kept will stand; None where none is."""
    start, stop = int(kept[: runs.start].sum()), int(kept[: runs.stop].sum())
    return slice(start, stop) if start < stop else None


def _kept_memory(memory: State, kept: NDArray[np.bool_]) -> State:
    velocity, squares = memory.velocity, memory.squares
    return memory._replace(
        velocity=velocity[kept] if velocity.size else velocity,
        squares=squares[kept] if squares.size else squares,
    )
