"""A training run that advances by steps and can return to any of them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from core.datasets import DataSet, Examples
from core.optimizers import OPTIMIZERS, State
from core.output_layer import mean_loss_and_gradients
from core.training.history import EVALUATION_DTYPE, Evaluation, History
from core.training.settings import MAXIMUM_STEPS, TrainingSettings

CHECKPOINT_EVERY = 1000  # steps between two kept states: what returning to a step costs at most
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
        self._batch_losses: list[float] = []
        self._evaluations = [self.evaluate(self._state)]

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
        self._check_step(self.step + steps, "advance", at_least=self.step)
        for _ in range(steps):
            loss, self._state = self._update(self._state)
            self._batch_losses.append(loss)
            if self.step % CHECKPOINT_EVERY == 0:
                self._checkpoints.append(self._state)
            if self.step % self.settings.evaluate_every == 0:
                self._evaluations.append(self.evaluate(self._state))

    def return_to(self, step: int) -> None:
        """Go back to an earlier step; what came after it is forgotten."""
        self._check_step(step, "return_to", at_most=self.step)
        self._state = self.state_at(step)
        del self._checkpoints[step // CHECKPOINT_EVERY + 1 :]
        del self._batch_losses[step:]
        del self._evaluations[step // self.settings.evaluate_every + 1 :]

    def state_at(self, step: int) -> TrainingState:
        """The state after `step` updates, 0 … `self.step`; the run itself stays where it is."""
        self._check_step(step, "state_at", at_most=self.step)
        if step == self.step:
            return self._state
        state = self._checkpoints[step // CHECKPOINT_EVERY]
        while state.step < step:
            _, state = self._update(state)
        return state

    def states(self, first: int, last: int) -> Iterator[TrainingState]:
        """The states at every evaluation from step `first` to step `last`, both included."""
        every = self.settings.evaluate_every
        wanted = range(-(-first // every) * every, last + 1, every)
        if not wanted:
            return
        state = self.state_at(wanted[0])
        self._check_step(wanted[-1], "states", at_most=self.step)
        for step in wanted:
            while state.step < step:
                _, state = self._update(state)
            yield state

    def history(self, first: int = 0, last: int | None = None) -> History:
        """The record of the updates after step `first` up to step `last` (None: all).

        Its evaluations are those at the steps `first` … `last`, both included.
        """
        last = self.step if last is None else last
        self._check_step(last, "history", at_most=self.step)
        self._check_step(first, "history", at_most=last)
        every = self.settings.evaluate_every
        evaluations = self._evaluations[-(-first // every) : last // every + 1]
        return History(
            first,
            np.array(self._batch_losses[first:last]),
            np.array(evaluations, dtype=EVALUATION_DTYPE),
        )

    def evaluate(self, state: TrainingState) -> Evaluation:
        """The layer of a state measured on all train and test examples."""
        train_loss, gradient, train_accuracy = _measure(state, self.data.train)
        test_loss, _, test_accuracy = _measure(state, self.data.test)
        return Evaluation(
            state.step,
            train_loss,
            test_loss,
            train_accuracy,
            test_accuracy,
            float(np.linalg.norm(gradient)),
        )

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

    def _check_step(
        self, step: int, name: str, *, at_least: int = 0, at_most: int = MAXIMUM_STEPS
    ) -> None:
        if not at_least <= step <= at_most or step != int(step):
            raise ValueError(
                f"{name}: the step must be a whole number in {at_least} … {at_most}, got {step!r}"
            )


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


def _measure(state: TrainingState, part: Examples) -> tuple[float, NDArray[Any], float]:
    loss, gradient = mean_loss_and_gradients(part.activations, state.parameters, part.labels)
    predicted = (part.activations @ state.weights + state.bias).argmax(axis=-1)
    return loss, gradient, float((predicted == part.labels).mean())
