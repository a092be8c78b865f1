"""The settings of a training run and its changes in mid-run: records, checked when made."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import pairwise

from core.limits import checked_choice
from core.optimizers import OPTIMIZERS
from core.optimizers.schedules import (
    SCHEDULES,
    Constant,
    CosineDecay,
    ExponentialDecay,
    Schedule,
    StepDecay,
    WarmUp,
)
from core.random_streams import checked_seed
from core.sentence import SentenceError
from core.training.initialisation import INITIALISATIONS
from core.training.limits import (
    BATCH_SIZE,
    EVALUATE_EVERY,
    L2,
    LABEL_SMOOTHING,
    LEARNING_RATE,
    MAXIMUM_CHANGES,
    MAXIMUM_STEPS,
    SCHEDULE_STEPS,
)
from core.training.objective import KERNELS, Objective
from core.validation import WHOLE, brief

SCHEDULE_NAMES = tuple(SCHEDULES)


@dataclass(frozen=True)
class Change:
    """New settings from step `step` on: those that are not None here replace the former ones.

    Attributes
    ----------
    step : updates made before the change, 1 … `MAXIMUM_STEPS` − 1.
    optimizer : a key of `OPTIMIZERS`; another one begins with an empty memory.
    learning_rate : η, from which the schedule then starts.
    batch_size : another one begins a new epoch.

    Raises
    ------
    ValueError : a value outside its limits, or a change of nothing.

    Examples
    --------
    >>> Change(100, learning_rate=0.01).learning_rate
    0.01
    >>> Change(100)
    Traceback (most recent call last):
    core.sentence.SentenceError: the change at step 100 changes nothing: give it a new setting
    """

    step: int
    optimizer: str | None = None
    learning_rate: float | None = None
    batch_size: int | None = None

    def __post_init__(self) -> None:
        if not (isinstance(self.step, WHOLE) and 1 <= self.step < MAXIMUM_STEPS):
            raise SentenceError(
                "the step of a mid-run change must be a whole number from 1 to {most}, got {step}",
                most=MAXIMUM_STEPS - 1,
                step=brief(self.step),
            )
        if self.optimizer is not None:
            checked_choice("optimizer", self.optimizer, tuple(OPTIMIZERS))
        if self.learning_rate is not None:
            LEARNING_RATE.required("learning_rate", self.learning_rate)
        if self.batch_size is not None:
            BATCH_SIZE.required("batch_size", self.batch_size)
        if (self.optimizer, self.learning_rate, self.batch_size) == (None, None, None):
            raise SentenceError(
                "the change at step {step} changes nothing: give it a new setting", step=self.step
            )


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
    l2 : λ of the penalty ½ λ Σ w²; the bias goes free.
    label_smoothing : ε, the fraction of every target that is spread over all K classes.
    loss : a key of `core.training.objective.KERNELS`.
    initialisation : one of `INITIALISATIONS`.
    seed : draws the first weights, and the order of the examples anew in every epoch.
    changes : what changes in mid-run, by rising step.
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
    core.sentence.SentenceError: batch_size must lie in 1 … 2048, got 0
    """

    optimizer: str = "sgd"
    learning_rate: float = LEARNING_RATE.default
    schedule: str = "constant"
    schedule_steps: int = SCHEDULE_STEPS.default
    batch_size: int = BATCH_SIZE.default
    l2: float = L2.default
    label_smoothing: float = LABEL_SMOOTHING.default
    loss: str = "cross-entropy"
    initialisation: str = "zero"
    seed: int = 0
    changes: tuple[Change, ...] = ()
    evaluate_every: int = EVALUATE_EVERY.default

    def __post_init__(self) -> None:
        checked_choice("optimizer", self.optimizer, tuple(OPTIMIZERS))
        checked_choice("schedule", self.schedule, SCHEDULE_NAMES)
        checked_choice("loss", self.loss, tuple(KERNELS))
        checked_choice("initialisation", self.initialisation, INITIALISATIONS)
        L2.required("l2", self.l2)
        LABEL_SMOOTHING.required("label_smoothing", self.label_smoothing)
        LEARNING_RATE.required("learning_rate", self.learning_rate)
        SCHEDULE_STEPS.required("schedule_steps", self.schedule_steps)
        BATCH_SIZE.required("batch_size", self.batch_size)
        EVALUATE_EVERY.required("evaluate_every", self.evaluate_every)
        checked_seed(self.seed)
        _check_changes(self.changes)

    @property
    def objective(self) -> Objective:
        """What the run minimises."""
        return Objective(self.loss, self.label_smoothing, self.l2)

    def at(self, step: int) -> TrainingSettings:
        """The settings that update `step` + 1 uses: every change up to there is made.

        >>> settings = TrainingSettings(changes=(Change(100, batch_size=64),))
        >>> settings.at(99).batch_size, settings.at(100).batch_size
        (32, 64)
        """
        settings = self
        for change in self.changes:
            if change.step <= step:
                settings = replace(
                    settings,
                    optimizer=change.optimizer or settings.optimizer,
                    learning_rate=change.learning_rate or settings.learning_rate,
                    batch_size=change.batch_size or settings.batch_size,
                )
        return replace(settings, changes=())

    def learning_rates(self) -> Schedule:
        """The schedule: a pure function of the step, counted from 0.

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


def _check_changes(changes: object) -> None:
    if not isinstance(changes, tuple) or not all(isinstance(one, Change) for one in changes):
        raise ValueError(f"changes must be a tuple of Change records, got {brief(changes)}")
    if len(changes) > MAXIMUM_CHANGES:
        raise SentenceError(
            "a run may have at most {most} mid-run changes, got {found}: remove some",
            most=MAXIMUM_CHANGES,
            found=len(changes),
        )
    for earlier, later in pairwise(changes):
        if earlier.step >= later.step:
            raise SentenceError(
                "mid-run changes must be listed by rising step, got {later} after {earlier}",
                later=later.step,
                earlier=earlier.step,
            )
