"""The settings of a training run: a frozen record, checked when it is made."""

from __future__ import annotations

from dataclasses import dataclass

from core.feature_maps import Limits, checked_seed
from core.optimizers import OPTIMIZERS
from core.schedules import (
    Constant,
    CosineDecay,
    ExponentialDecay,
    Schedule,
    StepDecay,
    WarmUp,
)

MAXIMUM_STEPS = 200_000

LEARNING_RATE = Limits(0.1, 1e-5, 100.0)
SCHEDULE_STEPS = Limits(1000, 1, MAXIMUM_STEPS)
BATCH_SIZE = Limits(32, 1, 1024)
EVALUATE_EVERY = Limits(10, 1, 1000)

SCHEDULE_NAMES = ("constant", "step", "exponential", "cosine", "warm-up")


@dataclass(frozen=True)
class TrainingSettings:
    """How a run is trained; with the data set and a step it fixes every number of the run.

    Attributes
    ----------
    optimizer : a key of `OPTIMIZERS`, with that optimiser's default constants.
    learning_rate : η at the first step (for a warm-up: at its end).
    schedule : one of `SCHEDULE_NAMES`.
    schedule_steps : the schedule's own time, in steps: halved every so many (step), halved evenly
        over so many (exponential), down to 0 after so many (cosine), risen for so many (warm-up).
    batch_size : examples in a mini-batch; the last one of an epoch holds what is left.
    seed : draws the order of the examples, anew in every epoch.
    evaluate_every : steps between two evaluations on the whole train and test parts.

    Raises
    ------
    ValueError : a value outside its limits, naming the value and the rule.

    Examples
    --------
    >>> TrainingSettings(learning_rate=0.5).batch_size
    32
    >>> TrainingSettings(batch_size=0)
    Traceback (most recent call last):
    ValueError: batch_size must lie in 1 … 1024, got 0
    """

    optimizer: str = "sgd"
    learning_rate: float = LEARNING_RATE.default
    schedule: str = "constant"
    schedule_steps: int = SCHEDULE_STEPS.default
    batch_size: int = BATCH_SIZE.default
    seed: int = 0
    evaluate_every: int = EVALUATE_EVERY.default

    def __post_init__(self) -> None:
        _check_choice("optimizer", self.optimizer, tuple(OPTIMIZERS))
        _check_choice("schedule", self.schedule, SCHEDULE_NAMES)
        LEARNING_RATE.checked("learning_rate", self.learning_rate)
        SCHEDULE_STEPS.checked("schedule_steps", self.schedule_steps)
        BATCH_SIZE.checked("batch_size", self.batch_size)
        EVALUATE_EVERY.checked("evaluate_every", self.evaluate_every)
        checked_seed(self.seed)

    def learning_rates(self) -> Schedule:
        """The schedule: a pure function of the step, counted from 0.

        Examples
        --------
        >>> TrainingSettings(schedule="step", schedule_steps=10).learning_rates()(10)
        0.05
        """
        rate, steps = self.learning_rate, self.schedule_steps
        match self.schedule:
            case "step":
                return StepDecay(rate, every=steps)
            case "exponential":
                return ExponentialDecay(rate, decay=0.5 ** (1 / steps))
            case "cosine":
                return CosineDecay(rate, steps=steps)
            case "warm-up":
                return WarmUp(Constant(rate), steps=steps)
        return Constant(rate)


def _check_choice(argument: str, value: str, allowed: tuple[str, ...]) -> None:
    if value not in allowed:
        raise ValueError(f"{argument} must be one of {', '.join(allowed)}, got {value!r}")
