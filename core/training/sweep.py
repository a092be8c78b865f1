"""Many runs at once over the same data: what a grid of settings leads to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from core.cross_entropy import SAFE_EXPONENT, LossAndGradient
from core.datasets import DataSet
from core.training.history import Evaluation
from core.training.run import (
    LARGEST_LENGTH,
    Divergence,
    NotFiniteError,
    TrainingRun,
    TrainingState,
)
from core.training.segments import segments_of
from core.training.settings import TrainingSettings

MAXIMUM_CELLS = 64
MAXIMUM_SWEEP_STEPS = 2000
MAXIMUM_WORK = 2e11  # multiplications of a whole sweep
# Arrays of so many entries stay in the cache, and their memory is used again rather than returned.
STACK_ENTRIES = 1 << 14
SAFE = SAFE_EXPONENT[np.float64]


class SweepCell(NamedTuple):
    """What became of one of the runs."""

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
    Runs that differ in their learning rate alone are stacked, parameters (runs, inputs + 1,
    classes): what a step costs beside the arithmetic is paid once for them all.

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
        self.steps = steps
        self.step = 0
        self._settings = tuple(settings)
        # All share one objective, so one run can measure them all.
        self._measuring = TrainingRun(settings[0], data)
        cells_of: dict[TrainingSettings, list[int]] = {}
        for cell, own in enumerate(settings):
            alike = replace(own, learning_rate=settings[0].learning_rate)
            cells_of.setdefault(alike, []).append(cell)
        self._stacks = [
            _Stack(self._measuring, settings, cells[start : start + size])
            for alike, cells in cells_of.items()
            for size in [_runs_in_stack(self._measuring, alike)]
            for start in range(0, len(cells), size)
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


def _runs_in_stack(run: TrainingRun, settings: TrainingSettings) -> int:
    """How many runs share a stack whose arrays stay within `STACK_ENTRIES`."""
    rows, classes = run.state.parameters.shape
    return max(1, STACK_ENTRIES // int(max(rows, settings.batch_size) * classes))


class _Stack:
    """Runs that differ in their learning rate alone; one that diverges leaves it."""

    def __init__(
        self, measuring: TrainingRun, settings: Sequence[TrainingSettings], cells: list[int]
    ) -> None:
        own = settings[cells[0]]
        train = measuring.data.train
        self.divergences: dict[int, Divergence] = {}
        self._measuring = measuring
        self._objective = own.objective
        self._activations = train.activations
        self._targets = self._objective.targets(train.labels, len(measuring.data.class_names))
        (segment,) = segments_of(own, len(train.labels))
        self._rows = segment.rows
        self._optimizer = segment.optimizer
        self._schedules = [settings[cell].learning_rates() for cell in cells]
        self._has_constant_rates = own.schedule == "constant"
        self._cells = np.array(cells)
        self._learning_rates = self._learning_rates_at(0)
        first = measuring.state_at(0).parameters
        self._parameters = np.repeat(first[None], len(cells), axis=0)  # (runs, inputs + 1, classes)
        self._memory = self._optimizer.init(self._parameters)

    def advance(self, step: int) -> None:
        """Make update `step` + 1 of every run that is left."""
        rows = self._rows(step)
        activations, targets = self._activations[rows], self._targets[rows]
        gradient = self._gradient(activations, targets, step)
        if gradient is None:
            return
        if not self._has_constant_rates:
            self._learning_rates = self._learning_rates_at(step)
        self._parameters, self._memory = self._optimizer.update(
            gradient,
            self._memory,
            self._parameters,
            self._learning_rates,  # type: ignore[arg-type]  # broadcasts as a number would
        )
        # Together within the length that each may have, they are so one by one.
        if not np.vdot(self._parameters, self._parameters) < LARGEST_LENGTH**2:
            squares = np.array([np.vdot(own, own) for own in self._parameters])
            within = squares < LARGEST_LENGTH**2
            if not within.all():
                self._drop(~within, step, "weights")

    def evaluations(self, step: int) -> dict[int, Evaluation | Divergence]:
        """Each run that is left, measured; its place in the sweep leads to it."""
        return {int(cell): self._measured(place, step) for place, cell in enumerate(self._cells)}

    def _gradient(
        self, activations: NDArray[Any], targets: NDArray[Any], step: int
    ) -> NDArray[Any] | None:
        """That of each run's mean loss and penalty; runs that have none leave, perhaps all."""
        logit_gradient = None
        while logit_gradient is None and len(self._cells):
            logits = np.matmul(activations, self._parameters[:, :-1])
            logits += self._parameters[:, -1:]
            if logits.max() <= SAFE and logits.min() >= -SAFE:
                logit_gradient = self._passed(logits, targets).gradient
            else:
                logit_gradient = self._gradient_of_large(logits, targets, step)
        if logit_gradient is None:
            return None
        logit_gradient /= len(activations)
        gradient = np.empty_like(self._parameters)
        np.matmul(activations.T, logit_gradient, out=gradient[:, :-1])
        np.einsum("rnk->rk", logit_gradient, out=gradient[:, -1])  # one by one, as `add.reduce`
        if self._objective.l2 != 0:
            gradient[:, :-1] += self._objective.l2 * self._parameters[:, :-1]
        return gradient

    def _gradient_of_large(
        self, logits: NDArray[Any], targets: NDArray[Any], step: int
    ) -> NDArray[Any] | None:
        """∂L/∂z where some logits are large or not finite; None once it made runs leave.

        Beside labels the kernel shifts all its logits or none, depending on the largest. Runs for
        which that differs are handed to it apart, so that each is rounded as if it were alone.
        """
        finite = np.isfinite(logits.max(axis=-1)).all(axis=-1)  # what the kernel asks of them
        if not finite.all():
            self._drop(~finite, step, "logits")
            return None
        unshifted = np.zeros(len(logits), dtype=bool)
        if targets.ndim == 1:
            at_labels = logits[:, np.arange(len(targets)), targets]
            unshifted = (logits.max(axis=(1, 2)) <= SAFE) & (at_labels.min(axis=1) >= -SAFE)
        losses, gradient = np.empty(logits.shape[:-1]), np.empty_like(logits)
        for runs in (unshifted, ~unshifted):
            if runs.any():
                losses[runs], gradient[runs] = self._passed(logits[runs], targets)
        finite = np.isfinite(losses.sum(axis=-1))
        if not finite.all():
            self._drop(~finite, step, "loss")
            return None
        return gradient

    def _passed(self, logits: NDArray[Any], targets: NDArray[Any]) -> LossAndGradient:
        """One pass of every row of logits through the kernel, whichever run it belongs to."""
        runs, batch, classes = logits.shape
        repeated = np.broadcast_to(targets, (runs, *targets.shape))
        losses, gradient = self._objective.losses_and_gradient(
            logits.reshape(-1, classes), repeated.reshape(-1, *targets.shape[1:])
        )
        return LossAndGradient(losses.reshape(runs, batch), gradient.reshape(logits.shape))

    def _measured(self, place: int, step: int) -> Evaluation | Divergence:
        state = TrainingState(step, self._parameters[place], self._memory)
        try:
            return self._measuring.evaluate(state)
        except NotFiniteError as failure:
            return Divergence(step, str(failure))

    def _drop(self, diverged: NDArray[np.bool_], step: int, reason: str) -> None:
        """Let go of the runs that update `step` + 1 has failed for."""
        for cell in self._cells[diverged]:
            self.divergences[int(cell)] = Divergence(step + 1, reason)
        kept = ~diverged
        self._cells = self._cells[kept]
        self._learning_rates = self._learning_rates[kept]
        self._schedules = [
            schedule for schedule, stays in zip(self._schedules, kept, strict=True) if stays
        ]
        self._parameters = self._parameters[kept]
        velocity, squares = self._memory.velocity, self._memory.squares
        self._memory = self._memory._replace(
            velocity=velocity[kept] if velocity.size else velocity,
            squares=squares[kept] if squares.size else squares,
        )

    def _learning_rates_at(self, step: int) -> NDArray[np.float64]:
        """(runs, 1, 1): beside the parameters, each run's own."""
        return np.array([schedule(step) for schedule in self._schedules])[:, None, None]


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
        raise ValueError(f"a sweep has 1 … {MAXIMUM_CELLS} cells, got {len(settings)}")
    if not 1 <= steps <= MAXIMUM_SWEEP_STEPS or steps != int(steps):
        raise ValueError(
            f"the steps of a sweep must be a whole number in 1 … {MAXIMUM_SWEEP_STEPS}, "
            f"got {steps!r}"
        )
    first = settings[0]
    for own in settings:
        if own.changes:
            raise ValueError("the runs of a sweep have no changes in mid-run")
        swept = replace(
            own,
            optimizer=first.optimizer,
            learning_rate=first.learning_rate,
            batch_size=first.batch_size,
        )
        if swept != first:
            raise ValueError(
                "the runs of a sweep may differ in optimizer, learning_rate and batch_size only"
            )
    inputs, classes = data.train.activations.shape[1] + 1, len(data.class_names)
    examples = sum(min(own.batch_size, len(data.train.labels)) for own in settings)
    work = 2 * steps * examples * inputs * classes
    if work > MAXIMUM_WORK:
        raise ValueError(
            f"a sweep may take {MAXIMUM_WORK:.0e} multiplications, this one would take "
            f"{work:.1e}: choose fewer steps, fewer cells or smaller batches"
        )
