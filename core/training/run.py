"""A training run that advances by steps and can return to any of them."""

from __future__ import annotations

import math
from array import array
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import replace
from operator import attrgetter
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from core.datasets import DataSet, Examples
from core.layer.output_layer import parameter_gradient
from core.optimizers import State
from core.training.history import EVALUATION_DTYPE, Evaluation, History
from core.training.initialisation import initial_parameters
from core.training.limits import MAXIMUM_STEPS
from core.training.objective import RunObjective
from core.training.segments import Segment, segments_of
from core.training.settings import Change, TrainingSettings

# Parameters longer than this have diverged: no settings lead there otherwise, and up to there every
# loss, penalty and norm can be computed, and drawn in float32.
LARGEST_LENGTH = 1e18
CHECKPOINT_EVERY = 200  # steps between two kept states: what returning to a step costs at most
MAXIMUM_CHECKPOINTS = 50  # beyond them every second one is dropped
LATEST_VISITS = 4  # more states that are kept: a step on screen is asked for repeatedly


class TrainingState(NamedTuple):
    """All that the next steps of a run depend on; its arrays are read-only."""

    step: int  # updates made so far
    parameters: NDArray[Any]  # (inputs + 1, classes): the weights, the bias as last row
    memory: State  # the optimiser's

    @property
    def weights(self) -> NDArray[Any]:
        """W, (inputs, classes)."""
        weights: NDArray[Any] = self.parameters[:-1]
        return weights

    @property
    def bias(self) -> NDArray[Any]:
        """b, (classes,)."""
        bias: NDArray[Any] = self.parameters[-1]
        return bias


class Divergence(NamedTuple):
    """Why a run can go no further than its last finite state."""

    step: int  # the update that failed
    reason: str  # "weights" beyond `LARGEST_LENGTH`, or a "loss" or "logits" that are not finite


class TrainingRun:
    """Mini-batch training of a softmax output layer.

    A run is a pure function of its settings, its data and its step: two runs with equal settings
    on equal data agree bit for bit at every step, however they were advanced.

    Parameters
    ----------
    settings : TrainingSettings.
    data : DataSet; the train part is trained on, both parts are evaluated.
    objective : what is minimised; None: what the settings say.

    Raises
    ------
    ValueError : from every method that is given a step, for one that it cannot reach.
    NotFiniteError : the loss of the first weights overflows, as no data set of `core.datasets` lets
        it.

    Examples
    --------
    >>> from core.datasets import load
    >>> run = TrainingRun(TrainingSettings(), load("iris"))
    >>> run.advance(20)
    >>> run.step, run.history().batch_losses.shape
    (20, (20,))
    >>> round(float(run.history().batch_losses[0]), 4)  # zero weights: ln 3
    1.0986
    >>> run.return_to(5)
    >>> run.step
    5
    """

    def __init__(
        self, settings: TrainingSettings, data: DataSet, *, objective: RunObjective | None = None
    ) -> None:
        self.settings = settings
        self.data = data
        self.divergence: Divergence | None = None
        self._objective = settings.objective if objective is None else objective
        self._segments = segments_of(settings, len(data.train.labels))
        # How steps make epochs, by rising step: another batch size begins a new one.
        self.epochs = [segment.batches.epochs for segment in self._segments]
        inputs, classes = data.train.activations.shape[1], len(data.class_names)
        self._train_targets = self._objective.targets(data.train.labels, classes)
        self._test_targets = self._objective.targets(data.test.labels, classes)
        parameters = initial_parameters(settings.initialisation, inputs, classes, settings.seed)
        memory = self._segments[0].optimizer.init(parameters)
        self._state = TrainingState(0, parameters, memory)
        self._checkpoints = [self._state]
        self.kept_every = CHECKPOINT_EVERY  # steps between two of them; it grows with the run
        self._visited: tuple[TrainingState, ...] = ()
        self._batch_losses = array("d")
        self._evaluations = array("d", self.evaluate(self._state))  # row by row

    @property
    def step(self) -> int:
        """Updates made so far."""
        return self._state.step

    @property
    def state(self) -> TrainingState:
        """The state after the last update."""
        return _read_only(self._state)

    @property
    def last_step(self) -> int:
        """The last step that the run can reach, as far as is known."""
        return MAXIMUM_STEPS if self.divergence is None else self.divergence.step - 1

    def advance(self, steps: int) -> None:
        """Make so many updates, recording each mini-batch loss and the evaluations on the way.

        A run that diverges stops at its last finite state; `divergence` then says why.
        """
        last = _checked_step("advance", self.step + steps, self.step, MAXIMUM_STEPS)
        while self.step < last and self.divergence is None:
            step = self.step + 1
            try:
                loss, state = self._update(self._state)
                due = step % self.settings.evaluate_every == 0
                evaluation = self.evaluate(state) if due else ()
            except NotFiniteError as failure:
                self.divergence = Divergence(step, str(failure))
                return
            self._state = state
            self._batch_losses.append(loss)
            self._evaluations.extend(evaluation)
            if step % self.kept_every == 0:
                self._keep_checkpoint()

    def continued(self, change: Change) -> TrainingRun:
        """A run that agrees with this one up to the step of a change, and is there now.

        It is the run of the same settings with the change among them, bit for bit, but what came
        before the change need not be computed again.

        Raises
        ------
        ValueError : this run has not come so far, or had a later change.

        Examples
        --------
        >>> from core.datasets import load
        >>> run = TrainingRun(TrainingSettings(), load("iris"))
        >>> run.advance(20)
        >>> run.continued(Change(10, learning_rate=0.01)).step
        10
        """
        _checked_step("continued", change.step, 0, self.step)
        changes = (*self.settings.changes, change)
        settings = replace(self.settings, changes=changes)
        run = TrainingRun(settings, self.data, objective=self._objective)
        run._state = self.state_at(change.step)
        run._checkpoints = [kept for kept in self._checkpoints if kept.step <= change.step]
        run.kept_every = self.kept_every
        run._batch_losses = self._batch_losses[: change.step]
        run._evaluations = self._evaluations[: self._numbers_up_to(change.step)]
        return run

    def batch_rows(self, step: int) -> NDArray[np.intp]:
        """The rows of the train part that update `step` + 1 learns from."""
        return self._segment(step).batches.rows(step)

    def return_to(self, step: int) -> None:
        """Go back to an earlier step; what came after it is forgotten."""
        step = _checked_step("return_to", step, 0, self.step)
        self._state = self.state_at(step)
        self.divergence = None
        while self._checkpoints[-1].step > step:
            self._checkpoints.pop()
        del self._batch_losses[step:]
        del self._evaluations[self._numbers_up_to(step) :]

    def state_at(self, step: int) -> TrainingState:
        """The state after `step` updates, 0 … `self.step`; the run itself stays where it is."""
        newest = self._state
        step = _checked_step("state_at", step, 0, newest.step)
        if step == newest.step:
            return _read_only(newest)
        checkpoints = self._checkpoints
        known = checkpoints[bisect_right(checkpoints, step, key=attrgetter("step")) - 1]
        for visited in self._visited:
            if known.step < visited.step <= step:
                known = visited
        state = known
        while state.step < step:
            _, state = self._update(state)
        if state is not known:
            self._visited = (state, *self._visited[: LATEST_VISITS - 1])
        return _read_only(state)

    def states(self, first: int, last: int) -> Iterator[TrainingState]:
        """The states at every evaluation from step `first` to step `last`, both included."""
        last = _checked_step("states", last, 0, self.step)
        first = _checked_step("states", first, 0, last)
        every = self.settings.evaluate_every
        wanted = range(-(-first // every) * every, last + 1, every)
        if not wanted:
            return
        state = self.state_at(wanted[0])
        for step in wanted:
            while state.step < step:
                _, state = self._update(state)
            yield _read_only(state)

    def history(self, first: int = 0, last: int | None = None) -> History:
        """The record of the updates after step `first` up to step `last` (None: all).

        Its evaluations are those at the steps `first` … `last`, both included.
        """
        last = _checked_step("history", self.step if last is None else last, 0, self.step)
        first = _checked_step("history", first, 0, last)
        known = self._evaluations[self._numbers_up_to(first - 1) : self._numbers_up_to(last)]
        rows = np.array(known).reshape(-1, len(Evaluation._fields))
        evaluations = np.empty(len(rows), dtype=EVALUATION_DTYPE)
        for column, name in enumerate(Evaluation._fields):
            evaluations[name] = rows[:, column]
        return History(first, np.array(self._batch_losses[first:last]), evaluations)

    def evaluate(self, state: TrainingState) -> Evaluation:
        """The layer of a state measured on all train and test examples.

        Raises
        ------
        NotFiniteError : its logits are not.
        """
        train = self.data.train
        with np.errstate(over="ignore", invalid="ignore"):
            train_loss, train_accuracy, logit_gradient = self._measure(
                state, train, self._train_targets
            )
            test_loss, test_accuracy, _ = self._measure(state, self.data.test, self._test_targets)
            gradient = self._objective.with_penalty(
                parameter_gradient(train.activations, logit_gradient), state.parameters
            )
            norm = float(np.linalg.norm(gradient))
            penalty = self._objective.penalty(state.parameters)
        if not math.isfinite(train_loss + test_loss):
            raise NotFiniteError("loss")
        return Evaluation(
            state.step, train_loss, test_loss, train_accuracy, test_accuracy, norm, penalty
        )

    def _keep_checkpoint(self) -> None:
        self._checkpoints.append(self._state)
        if len(self._checkpoints) > MAXIMUM_CHECKPOINTS:
            # A new list: a reader on another thread goes on with the one it has.
            self._checkpoints = self._checkpoints[::2]
            self.kept_every *= 2

    def _numbers_up_to(self, step: int) -> int:
        """How many numbers the evaluations up to a step have."""
        return (step // self.settings.evaluate_every + 1) * len(Evaluation._fields)

    def _segment(self, step: int) -> Segment:
        """The segment that update `step` + 1 belongs to."""
        segments = self._segments
        if len(segments) == 1:
            return segments[0]
        return segments[bisect_right(segments, step, key=attrgetter("first")) - 1]

    def _update(self, state: TrainingState) -> tuple[float, TrainingState]:
        segment = self._segment(state.step)
        rows = segment.batches.rows(state.step)
        memory = state.memory
        if segment.begins_memory and state.step == segment.first:
            memory = segment.optimizer.init(state.parameters)
        with np.errstate(over="ignore", invalid="ignore"):
            try:
                loss, gradient = self._objective.mean_loss_and_gradients(
                    self.data.train.activations[rows], state.parameters, self._train_targets[rows]
                )
            except ValueError:
                raise NotFiniteError("logits") from None
            if not math.isfinite(loss):
                raise NotFiniteError("loss")
            parameters, memory = segment.optimizer.update(
                gradient, memory, state.parameters, segment.learning_rates(state.step)
            )
            # NaN fails the comparison too.
            if not np.vdot(parameters, parameters) < LARGEST_LENGTH**2:
                raise NotFiniteError("weights")
        return loss, TrainingState(state.step + 1, parameters, memory)

    def _measure(
        self, state: TrainingState, part: Examples, targets: NDArray[Any]
    ) -> tuple[float, float, NDArray[Any]]:
        """Mean loss, accuracy, and the gradient of the mean loss in the logits, (n, classes)."""
        logits = part.activations @ state.weights
        logits += state.bias
        try:
            losses, gradient = self._objective.losses_and_gradient(logits, targets)
        except ValueError:
            raise NotFiniteError("logits") from None
        accuracy = float((logits.argmax(axis=-1) == part.labels).mean())
        gradient /= len(losses)
        return float(losses.mean()), accuracy, gradient


class NotFiniteError(ArithmeticError):
    """A number of the run overflowed; the message is a `Divergence.reason`."""


def _read_only(state: TrainingState) -> TrainingState:
    """The state with read-only arrays: the run itself goes on from them, and sessions share them.

    Done here and not in every update, which would pay for states that nobody sees.
    """
    for numbers in (state.parameters, state.memory.velocity, state.memory.squares):
        numbers.setflags(write=False)
    return state


def _checked_step(name: str, step: int, at_least: int, at_most: int) -> int:
    if not at_least <= step <= at_most or step != int(step):
        raise ValueError(
            f"{name}: the step must be a whole number in {at_least} … {at_most}, got {step!r}"
        )
    return int(step)
