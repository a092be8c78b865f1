"""What an optimiser is: pure functions, and the state that its caller keeps."""

from collections.abc import Callable
from typing import Any, NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

Array: TypeAlias = NDArray[np.floating[Any]]
Rate: TypeAlias = float | Array  # one for all, or one beside each parameter


class State(NamedTuple):
    """The memory of an optimiser; an array that it does not use is empty."""

    step: int  # updates made so far
    velocity: Array  # like parameters: decayed sum or mean of the past gradients
    squares: Array  # like parameters: sum or decayed mean of the past squared gradients


class OutputArrays(NamedTuple):
    """Arrays that an update may write its results into; for None it makes a new one."""

    gradient: Array | None = None
    parameters: Array | None = None
    velocity: Array | None = None
    squares: Array | None = None
    scratch: Array | None = None  # like parameters, for intermediate results


NEW_ARRAYS = OutputArrays()
Step: TypeAlias = tuple[Array, Array, Array]  # what is subtracted, the new velocity and squares


class Optimizer(NamedTuple):
    """A rule for stepping downhill."""

    name: str
    memory: tuple[str, ...]  # the arrays of `State` that it uses
    step: Callable[[Array, State, Rate, OutputArrays], Step]  # from the gradient
    weight_decay: float = 0.0  # λ: parameters lose the fraction η λ of themselves before a step

    def init(self, parameters: Array) -> State:
        """The state before the first update."""
        velocity, squares = (
            np.zeros_like(parameters) if name in self.memory else np.empty(0, parameters.dtype)
            for name in State._fields[1:]
        )
        return State(0, velocity, squares)

    def update(
        self,
        gradient: Array,
        state: State,
        parameters: Array,
        learning_rate: Rate,
        out: OutputArrays = NEW_ARRAYS,
    ) -> tuple[Array, State]:
        """The parameters and the state after a step against the gradient."""
        if self.weight_decay:
            kept = 1 - learning_rate * self.weight_decay
            parameters = np.multiply(kept, parameters, out=out.parameters)
        step, velocity, squares = self.step(gradient, state, learning_rate, out)
        moved = np.subtract(parameters, step, out=out.parameters)
        return moved, State(state.step + 1, velocity, squares)
