"""A training run that advances by steps and can return to any of them."""

from __future__ import annotations

from array import array
from bisect import bisect_right
from collections.abc import Iterator
from operator import attrgetter
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from core.cross_entropy import losses_and_gradient
from core.datasets import DataSet, Examples
from core.optimizers import OPTIMIZERS, State
from core.output_layer import mean_loss_and_gradients, parameter_gradient
from core.training.history import EVALUATION_DTYPE, Evaluation, History
from core.training.settings import MAXIMUM_STEPS, TrainingSettings

CHECKPOINT_EVERY = 1000  # steps between two kept states: what returning to a step costs at most
MAXIMUM_CHECKPOINTS = 50  # then every second one is let go, and they stand twice as far apart
STREAM = 4  # keeps these random numbers apart from others drawn with the same seed


class TrainingState(NamedTuple):
    """Everything that decides how a run goes on; never changed in place."""

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


class TrainingRun:
    """Mini-batch training of a softmax output layer from zero weights.

    A run is a pure function of its settings, its data and its step: two runs with equal settings
    on equal data agree bit for bit at every step, however they were advanced.

    Parameters
    ----------
    settings : TrainingSettings.
    data : DataSet; the train part is trained on, both parts are evaluated.

    Raises
    ------
    ValueError : from `advance`, `state_at` and `return_to` for a step that they cannot reach.

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

    def __init__(self, settings: TrainingSettings, data: DataSet) -> None:
        self.settings = settings
        self.data = data
        self._optimizer = OPTIMIZERS[settings.optimizer]()
        self._learning_rates = settings.learning_rates()
        self._batches = _Batches(len(data.train.labels), settings.batch_size, settings.seed)
        shape = data.train.activations.shape[1] + 1, len(data.class_names)
        parameters = np.zeros(shape)
        self._state = TrainingState(0, parameters, self._optimizer.init(parameters))
        self._checkpoints = [self._state]
        self._checkpoint_every = CHECKPOINT_EVERY
        self._batch_losses = array("d")
        self._evaluations = array("d", self.evaluate(self._state))  # row by row

    @property
    def step(self) -> int:
        """Updates made so far."""
        return self._state.step

    @property
    def state(self) -> TrainingState:
        """The state after the last update."""
        return self._state

    @property
    def batches_per_epoch(self) -> int:
        """Updates that see every training example once."""
        return self._batches.per_epoch

    def advance(self, steps: int) -> None:
        """Make so many updates, recording each mini-batch loss and the evaluations on the way."""
        last = _checked_step("advance", self.step + steps, self.step, MAXIMUM_STEPS)
        while self.step < last:
            loss, self._state = self._update(self._state)
            self._batch_losses.append(loss)
            if self.step % self._checkpoint_every == 0:
                self._keep_checkpoint()
            if self.step % self.settings.evaluate_every == 0:
                self._evaluations.extend(self.evaluate(self._state))

    def return_to(self, step: int) -> None:
        """Go back to an earlier step; what came after it is forgotten."""
        step = _checked_step("return_to", step, 0, self.step)
        self._state = self.state_at(step)
        while self._checkpoints[-1].step > step:
            self._checkpoints.pop()
        del self._batch_losses[step:]
        del self._evaluations[self._evaluation_place(step // self.settings.evaluate_every + 1) :]

    def state_at(self, step: int) -> TrainingState:
        """The state after `step` updates, 0 … `self.step`; the run itself stays where it is."""
        newest = self._state
        step = _checked_step("state_at", step, 0, newest.step)
        if step == newest.step:
            return newest
        checkpoints = self._checkpoints
        state = checkpoints[bisect_right(checkpoints, step, key=attrgetter("step")) - 1]
        while state.step < step:
            _, state = self._update(state)
        return state

    def states(self, first: int, last: int) -> Iterator[TrainingState]:
        """The states at every evaluation from step `first` to step `last`, both included."""
        last = _checked_step("states", last, 0, self.step)
        every = self.settings.evaluate_every
        wanted = range(-(-first // every) * every, last + 1, every)
        if not wanted:
            return
        state = self.state_at(wanted[0])
        for step in wanted:
            while state.step < step:
                _, state = self._update(state)
            yield state

    def history(self, first: int = 0, last: int | None = None) -> History:
        """The record of the updates after step `first` up to step `last` (None: all).

        Its evaluations are those at the steps `first` … `last`, both included.
        """
        last = _checked_step("history", self.step if last is None else last, 0, self.step)
        first = _checked_step("history", first, 0, last)
        every = self.settings.evaluate_every
        start, stop = -(-first // every), last // every + 1
        rows = np.array(
            self._evaluations[self._evaluation_place(start) : self._evaluation_place(stop)]
        ).reshape(-1, len(Evaluation._fields))
        evaluations = np.empty(len(rows), dtype=EVALUATION_DTYPE)
        for column, name in enumerate(Evaluation._fields):
            evaluations[name] = rows[:, column]
        return History(first, np.array(self._batch_losses[first:last]), evaluations)

    def evaluate(self, state: TrainingState) -> Evaluation:
        """The layer of a state measured on all train and test examples."""
        train_loss, train_accuracy, logit_gradient = _measure(state, self.data.train)
        test_loss, test_accuracy, _ = _measure(state, self.data.test)
        gradient = parameter_gradient(self.data.train.activations, logit_gradient)
        return Evaluation(
            state.step,
            train_loss,
            test_loss,
            train_accuracy,
            test_accuracy,
            float(np.linalg.norm(gradient)),
        )

    def _keep_checkpoint(self) -> None:
        self._checkpoints.append(self._state)
        if len(self._checkpoints) > MAXIMUM_CHECKPOINTS:
            # A new list: a reader on another thread goes on with the one it has.
            self._checkpoints = self._checkpoints[::2]
            self._checkpoint_every *= 2

    @staticmethod
    def _evaluation_place(row: int) -> int:
        return row * len(Evaluation._fields)

    def _update(self, state: TrainingState) -> tuple[float, TrainingState]:
        rows = self._batches.rows(state.step)
        train = self.data.train
        loss, gradient = mean_loss_and_gradients(
            train.activations[rows], state.parameters, train.labels[rows]
        )
        parameters, memory = self._optimizer.update(
            gradient, state.memory, state.parameters, self._learning_rates(state.step)
        )
        return loss, TrainingState(state.step + 1, parameters, memory)


class _Batches:
    """Which examples each update sees: an order drawn anew for every epoch from (seed, epoch)."""

    def __init__(self, examples: int, batch_size: int, seed: int) -> None:
        self.per_epoch = -(-examples // batch_size)
        self._examples = examples
        self._batch_size = batch_size
        self._seed = seed
        self._drawn: tuple[int, NDArray[np.intp]] = (-1, np.empty(0, dtype=np.intp))

    def rows(self, step: int) -> NDArray[np.intp]:
        """The rows of the mini-batch that update `step` + 1 uses."""
        epoch, place = divmod(step, self.per_epoch)
        drawn, order = self._drawn
        if drawn != epoch:
            generator = np.random.default_rng((self._seed, STREAM, epoch))
            order = generator.permutation(self._examples)
            self._drawn = epoch, order
        return order[place * self._batch_size : (place + 1) * self._batch_size]


def _measure(state: TrainingState, part: Examples) -> tuple[float, float, NDArray[Any]]:
    """Mean loss, accuracy, and the gradient of the mean loss in the logits, (n, classes)."""
    logits = part.activations @ state.weights + state.bias
    losses, gradient = losses_and_gradient(logits, part.labels, 1.0)
    accuracy = float((logits.argmax(axis=-1) == part.labels).mean())
    return float(losses.mean()), accuracy, gradient / len(losses)


def _checked_step(name: str, step: int, at_least: int, at_most: int) -> int:
    if not at_least <= step <= at_most or step != int(step):
        raise ValueError(
            f"{name}: the step must be a whole number in {at_least} … {at_most}, got {step!r}"
        )
    return int(step)
