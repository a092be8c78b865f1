"""Many runs on the same data at once, one for each point of a grid of settings."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import NamedTuple

import numpy as np

from core.datasets import DataSet
from core.losses.cross_entropy import BLOCK_ENTRIES
from core.sentence import SentenceError
from core.sweeps.stack import Stack
from core.training.history import Evaluation
from core.training.run import Divergence, TrainingRun
from core.training.segments import segments_of
from core.training.settings import TrainingSettings

MAXIMUM_CELLS = 64
MAXIMUM_SWEEP_STEPS = 2000
MAXIMUM_WORK = 2e11  # multiplications of a whole sweep
# Of a stack's parameters or logits, half a megabyte. On digits smaller stacks cost more overhead
# than the cache saves, and larger ones gain nothing. They must stay within one block of the kernel,
# which decides block by block whether to shift the logits.
STACK_ENTRIES = BLOCK_ENTRIES // 2


class SweepCell(NamedTuple):
    """The result of one run."""

    settings: TrainingSettings
    evaluation: Evaluation | None  # after the sweep's last step so far; None where it diverged
    divergence: Divergence | None


class Sweep:
    """Runs that differ in optimiser, learning rate and batch size, advanced together.

    Parameters
    ----------
    settings : 1 … `MAXIMUM_CELLS` of them, alike in all but `optimizer`, `learning_rate`,
        `batch_size`, and without changes in mid-run.
    data : DataSet.
    steps : 1 … `MAXIMUM_SWEEP_STEPS`, the updates of each run.

    Raises
    ------
    ValueError : settings that cannot be swept together, or a sweep beyond a limit.

    Notes
    -----
    Runs are stacked, parameters (runs, inputs + 1, classes), so that what a step costs beside the
    arithmetic is paid once for them all, or once for each batch size or optimiser among them.

    Every cell is the `TrainingRun` of its settings: the same sums in the same order, so bit for bit
    where the linear algebra rounds a stack of products as it rounds one (OpenBLAS does), and it
    diverges at the same step for the same reason. Training at a high rate can be unstable, and
    would make a difference in the last digit grow until it showed.

    Examples
    --------
    >>> from core.datasets import load
    >>> rates = (0.01, 0.1, 1.0)
    >>> sweep = Sweep([TrainingSettings(learning_rate=rate) for rate in rates], load("iris"), 20)
    >>> sweep.advance(20)
    >>> [round(cell.evaluation.train_loss, 2) for cell in sweep.cells()]
    [0.94, 0.52, 0.26]
    """

    def __init__(self, settings: Sequence[TrainingSettings], data: DataSet, steps: int) -> None:
        _check(settings, data, steps)
        self.steps = int(steps)
        self.step = 0
        self._settings = tuple(settings)
        # All share one objective, so one run can measure them all.
        measuring = TrainingRun(settings[0], data)
        batches = {
            own.batch_size: segments_of(own, len(data.train.labels))[0].batches for own in settings
        }
        self._stacks = [
            Stack(measuring, cells, batches) for cells in _cells_by_stack(settings, data)
        ]

    @property
    def done(self) -> bool:
        """Whether every run has made all its steps."""
        return self.step == self.steps

    def advance(self, steps: int) -> None:
        """Make so many updates of every run, or what is left of them."""
        with np.errstate(over="ignore", invalid="ignore"):
            for _ in range(min(steps, self.steps - self.step)):
                for stack in self._stacks:
                    stack.advance(self.step)
                self.step += 1

    def cells(self) -> list[SweepCell]:
        """What became of every run up to here, in the order of the settings."""
        results: dict[int, Evaluation | Divergence] = {}
        for stack in self._stacks:
            results |= stack.divergences | stack.evaluations(self.step)
        return [
            SweepCell(own, None, result)
            if isinstance(result, Divergence)
            else SweepCell(own, result, None)
            for own, (_, result) in zip(self._settings, sorted(results.items()), strict=True)
        ]


def _cells_by_stack(
    settings: Sequence[TrainingSettings], data: DataSet
) -> Iterator[dict[int, TrainingSettings]]:
    """The settings of each stack by their indices in the sweep, similar ones side by side.

    A stack takes runs for up to `STACK_ENTRIES` of parameters or of logits.
    """
    examples, inputs = data.train.activations.shape
    alike = sorted(enumerate(settings), key=lambda cell: (cell[1].batch_size, cell[1].optimizer))
    stack: dict[int, TrainingSettings] = {}
    entries = 0
    for index, own in alike:
        largest = max(inputs + 1, min(own.batch_size, examples)) * len(data.class_names)
        if stack and entries + largest > STACK_ENTRIES:
            yield stack
            stack, entries = {}, 0
        stack[index] = own
        entries += largest
    yield stack


def learning_rate_steps(lowest: float, highest: float, count: int) -> tuple[float, ...]:
    """Learning rates from the lowest to the highest, each the same multiple of the one before.

    They are rounded to 3 digits, so that they can be read and typed.

    >>> learning_rate_steps(0.001, 1.0, 4)
    (0.001, 0.01, 0.1, 1.0)
    >>> learning_rate_steps(0.001, 0.01, 3)
    (0.001, 0.00316, 0.01)
    """
    return tuple(float(f"{rate:.3g}") for rate in np.geomspace(lowest, highest, count))


def _check(settings: Sequence[TrainingSettings], data: DataSet, steps: int) -> None:
    if not 1 <= len(settings) <= MAXIMUM_CELLS:
        raise SentenceError(
            "a sweep has 1 … {most} cells, got {found}",
            most=MAXIMUM_CELLS,
            found=len(settings),
        )
    if not 1 <= steps <= MAXIMUM_SWEEP_STEPS or steps != int(steps):
        raise SentenceError(
            "the steps of a sweep must be a whole number in 1 … {most}, got {steps!r}",
            most=MAXIMUM_SWEEP_STEPS,
            steps=steps,
        )
    first = settings[0]
    for own in settings:
        if own.changes:
            raise SentenceError("the runs of a sweep can have no mid-run changes")
        swept = replace(
            own,
            optimizer=first.optimizer,
            learning_rate=first.learning_rate,
            batch_size=first.batch_size,
        )
        if swept != first:
            raise SentenceError(
                "the runs of a sweep may differ in optimizer, learning_rate and batch_size only"
            )
    inputs, classes = data.train.activations.shape[1] + 1, len(data.class_names)
    examples = sum(min(own.batch_size, len(data.train.labels)) for own in settings)
    work = 2 * steps * examples * inputs * classes
    if work > MAXIMUM_WORK:
        raise SentenceError(
            "this sweep is too large: {work:.1e} multiplications, at most {most:.0e} are allowed; "
            "choose fewer steps, smaller batches or a smaller data set",
            most=MAXIMUM_WORK,
            work=work,
        )
