"""What an optimiser is: two pure functions, and the state that its caller keeps."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple, Protocol, TypeAlias

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


class Update(Protocol):
    """One step of a rule: the parameters and the state after it."""

    def __call__(
        self,
        gradient: Array,
        state: State,
        parameters: Array,
        learning_rate: Rate,
        out: OutputArrays = NEW_ARRAYS,
        /,
    ) -> tuple[Array, State]:
        """Move against the gradient."""


class Optimizer(NamedTuple):
    """A rule for stepping downhill: its name, its first state, and one step."""

    name: str
    init: Callable[[Array], State]
    update: Update
