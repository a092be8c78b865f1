"""The segments of a run between its changes, each with its own optimiser and epochs."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from core.optimizers import OPTIMIZERS, Optimizer
from core.optimizers.schedules import Schedule
from core.random_streams import BATCHES_STREAM
from core.training.settings import TrainingSettings


class Epochs(NamedTuple):
    """From step `first` on, an epoch takes `batches` steps; its first one is epoch `number`."""

    first: int
    number: int  # from 1
    batches: int


class Batches:
    """Which examples each update sees: an order drawn anew for every epoch from (seed, epoch).

    Batches that begin in mid-run draw from (seed, first step, epoch), so that the run stays a pure
    function of its settings.
    """

    def __init__(self, examples: int, batch_size: int, seed: int, epochs: Epochs) -> None:
        self.epochs = epochs
        self._examples = examples
        self._batch_size = batch_size
        self._stream = (
            (seed, BATCHES_STREAM, epochs.first) if epochs.first else (seed, BATCHES_STREAM)
        )
        self._drawn: tuple[int, NDArray[np.intp]] = (-1, np.empty(0, dtype=np.intp))

    def rows(self, step: int) -> NDArray[np.intp]:
        """The rows of the mini-batch that update `step` + 1 uses."""
        epoch, batch = divmod(step - self.epochs.first, self.epochs.batches)
        drawn, order = self._drawn
        if drawn != epoch:
            generator = np.random.default_rng((*self._stream, epoch))
            order = generator.permutation(self._examples)
            order.setflags(write=False)  # callers get views of it, and it is used again
            self._drawn = epoch, order
        return order[batch * self._batch_size : (batch + 1) * self._batch_size]


class Segment(NamedTuple):
    """What the updates from step `first` on use."""

    first: int
    optimizer: Optimizer
    begins_memory: bool  # whether the optimiser is another one than before
    learning_rates: Schedule
    batches: Batches


def segments_of(settings: TrainingSettings, examples: int) -> list[Segment]:
    """The segments of a run, by rising step.

    >>> from core.training.settings import Change
    >>> settings = TrainingSettings(batch_size=32, changes=(Change(100, batch_size=64),))
    >>> [segment.batches.epochs for segment in segments_of(settings, examples=320)]
    [Epochs(first=0, number=1, batches=10), Epochs(first=100, number=11, batches=5)]
    """
    now = settings.at(0)
    first_epochs = Epochs(0, 1, -(-examples // now.batch_size))
    batches = Batches(examples, now.batch_size, settings.seed, first_epochs)
    optimizer = OPTIMIZERS[now.optimizer]()
    segments = [Segment(0, optimizer, False, now.learning_rates(), batches)]
    for change in settings.changes:
        before, now = now, settings.at(change.step)
        if now.batch_size != before.batch_size:
            passed = -(-(change.step - batches.epochs.first) // batches.epochs.batches)
            epochs = Epochs(
                change.step, batches.epochs.number + passed, -(-examples // now.batch_size)
            )
            batches = Batches(examples, now.batch_size, settings.seed, epochs)
        begins_memory = now.optimizer != before.optimizer
        if begins_memory:
            optimizer = OPTIMIZERS[now.optimizer]()
        segments.append(
            Segment(change.step, optimizer, begins_memory, now.learning_rates(), batches)
        )
    return segments
