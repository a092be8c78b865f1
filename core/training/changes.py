"""Changes in mid-run: from a step on, the run goes on with other settings."""

from dataclasses import dataclass

from core.sentence import SentenceError
from core.training.limits import BATCH_SIZE, LEARNING_RATE, MAXIMUM_STEPS, checked_optimizer
from core.validation import WHOLE, brief


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
            checked_optimizer(self.optimizer)
        if self.learning_rate is not None:
            LEARNING_RATE.required("learning_rate", self.learning_rate)
        if self.batch_size is not None:
            BATCH_SIZE.required("batch_size", self.batch_size)
        if (self.optimizer, self.learning_rate, self.batch_size) == (None, None, None):
            raise SentenceError(
                "the change at step {step} changes nothing: give it a new setting",
                step=self.step,
            )
