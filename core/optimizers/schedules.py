"""Learning-rate schedules: pure functions of the step.

A schedule is a frozen record that is called with the step, counted from 0, and returns the learning
rate of that step as a Python float. Two schedules with equal fields are equal and hash alike, so
they can stand in the settings of a run. Fields are checked when a schedule is made, by a
ValueError that names the field and its range; a call trusts that the step is a whole number of at
least 0.
"""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TypeAlias

from core.validation import as_count, as_positive, as_real

Schedule: TypeAlias = Callable[[int], float]


@dataclass(frozen=True)
class Constant:
    """The same rate at every step.

    Parameters
    ----------
    learning_rate : greater than 0.

    Examples
    --------
    >>> Constant(0.1)(1_000_000)
    0.1
    """

    learning_rate: float

    def __post_init__(self) -> None:
        as_positive(self.learning_rate, "learning_rate")

    def __call__(self, step: int) -> float:  # noqa: ARG002 - called as every schedule is
        return float(self.learning_rate)


@dataclass(frozen=True)
class StepDecay:
    """The rate falls by a factor every so many steps: η · factor^⌊t / every⌋.

    Parameters
    ----------
    learning_rate : η, the rate of step 0, greater than 0.
    every : steps between two falls, a whole number of at least 1.
    factor : in (0, 1], what a fall multiplies the rate by.

    Notes
    -----
    As `torch.optim.lr_scheduler.StepLR`.

    Examples
    --------
    >>> schedule = StepDecay(0.8, every=100, factor=0.5)
    >>> schedule(0), schedule(99), schedule(100), schedule(250)
    (0.8, 0.8, 0.4, 0.2)
    """

    learning_rate: float
    every: int
    factor: float = 0.5

    def __post_init__(self) -> None:
        as_positive(self.learning_rate, "learning_rate")
        as_count(self.every, "every", least=1)
        _as_factor(self.factor, "factor")

    def __call__(self, step: int) -> float:
        return float(self.learning_rate * self.factor ** (step // self.every))


@dataclass(frozen=True)
class ExponentialDecay:
    """The rate falls by the same factor at every step: η · decayᵗ.

    Parameters
    ----------
    learning_rate : η, the rate of step 0, greater than 0.
    decay : in (0, 1], what a step multiplies the rate by; its half-life is ln ½ / ln decay steps
        (693 for 0.999).

    Notes
    -----
    As `torch.optim.lr_scheduler.ExponentialLR` stepped after every batch.

    Examples
    --------
    >>> schedule = ExponentialDecay(1.0, decay=0.5)
    >>> schedule(0), schedule(3)
    (1.0, 0.125)
    """

    learning_rate: float
    decay: float = 0.999

    def __post_init__(self) -> None:
        as_positive(self.learning_rate, "learning_rate")
        _as_factor(self.decay, "decay")

    def __call__(self, step: int) -> float:
        return float(self.learning_rate * self.decay**step)


@dataclass(frozen=True)
class CosineDecay:
    """Half a cosine from the rate down to a floor: floor + ½ (η − floor)(1 + cos(π t / steps)).

    Parameters
    ----------
    learning_rate : η, the rate of step 0, greater than 0.
    steps : the step at which the floor is reached, at least 1; the rate stays there afterwards.
    floor : in [0, η].

    Notes
    -----
    Loshchilov and Hutter, "SGDR: stochastic gradient descent with warm restarts", 2017, equation 5,
    without restarts.

    Examples
    --------
    >>> schedule = CosineDecay(0.4, steps=100, floor=0.2)
    >>> round(schedule(0), 6), round(schedule(50), 6), round(schedule(100), 6), schedule(500)
    (0.4, 0.3, 0.2, 0.2)
    """

    learning_rate: float
    steps: int
    floor: float = 0.0

    def __post_init__(self) -> None:
        as_positive(self.learning_rate, "learning_rate")
        as_count(self.steps, "steps", least=1)
        rule = f"lie in [0, learning_rate = {self.learning_rate!r}]"
        as_real(self.floor, "floor", rule, lambda floor: 0 <= floor <= self.learning_rate)

    def __call__(self, step: int) -> float:
        if step >= self.steps:
            return float(self.floor)
        fraction = (1 + math.cos(math.pi * step / self.steps)) / 2
        return float(self.floor + (self.learning_rate - self.floor) * fraction)


@dataclass(frozen=True)
class WarmUp:
    """A straight line up to another schedule's first rate, then that schedule from its step 0.

    Warm-up step t has the rate then(0) · (t + 1) / (steps + 1): the first step already moves, and
    the full rate is met exactly once the warm-up is over.

    Parameters
    ----------
    then : the schedule that follows.
    steps : steps below the full rate, a whole number of at least 1.

    Notes
    -----
    Goyal and others, "Accurate, large minibatch SGD: training ImageNet in 1 hour", 2017, the
    gradual warm-up of section 2.2.

    Examples
    --------
    >>> schedule = WarmUp(Constant(1.0), steps=3)
    >>> [schedule(step) for step in range(5)]
    [0.25, 0.5, 0.75, 1.0, 1.0]
    """

    then: Schedule
    steps: int

    def __post_init__(self) -> None:
        as_count(self.steps, "steps", least=1)

    def __call__(self, step: int) -> float:
        if step >= self.steps:
            return self.then(step - self.steps)
        return self.then(0) * (step + 1) / (self.steps + 1)


SCHEDULES: Mapping[str, Callable[..., Schedule]] = {
    "constant": Constant,
    "step": StepDecay,
    "exponential": ExponentialDecay,
    "cosine": CosineDecay,
    "warm-up": WarmUp,
}


def _as_factor(value: float, name: str) -> float:
    return as_real(value, name, "lie in (0, 1]", lambda factor: 0 < factor <= 1)
