"""What a text in the URL says about a run, held to the limits in the reader's words."""

from collections.abc import Mapping

import numpy as np

from core.limits import Limits
from core.optimizers import OPTIMIZERS
from core.training.initialisation import INITIALISATIONS
from core.training.limits import (
    BATCH_SIZE,
    L2,
    LABEL_SMOOTHING,
    LEARNING_RATE,
    SCHEDULE_STEPS,
)
from core.training.objective import KERNELS
from core.training.settings import SCHEDULE_NAMES
from dashboard.text import english, translate
from dashboard.text.markdown import shortened
from dashboard.text.numbers import MINUS, whole_number

_NUMBERS: Mapping[str, tuple[str, Limits[int] | Limits[float]]] = {
    "learning_rate": (english("Learning rate η"), LEARNING_RATE),
    "batch_size": (english("Batch size"), BATCH_SIZE),
    "schedule_steps": (english("Steps of the schedule"), SCHEDULE_STEPS),
    "l2": (english("L2 penalty λ"), L2),
    "label_smoothing": (english("Label smoothing ε"), LABEL_SMOOTHING),
}
_NAMES = {
    "optimizer": (english("Optimiser"), tuple(OPTIMIZERS)),
    "schedule": (english("Schedule of η"), SCHEDULE_NAMES),
    "loss": (english("Loss"), tuple(KERNELS)),
    "initialisation": (english("Initial weights"), INITIALISATIONS),
}


def refuse_out_of_bounds(settings: Mapping[str, object]) -> None:
    """Refuse a setting that no run can have; None stands for one that is not set.

    Raises
    ------
    ValueError : in the reader's language, naming the setting, its value and the rule.

    Examples
    --------
    >>> refuse_out_of_bounds({"learning_rate": 1000.0})
    Traceback (most recent call last):
    ValueError: Learning rate η must be from 0.00001 to 100, got 1000.
    """
    for setting, value in settings.items():
        if value is None:
            continue
        if setting in _NAMES:
            label, allowed = _NAMES[setting]
            if value not in allowed:
                raise ValueError(
                    translate(
                        "{setting} must be one of {allowed}, got {value}.",
                        setting=translate(label),
                        allowed=", ".join(allowed),
                        value=shortened(str(value)),
                    )
                )
        elif isinstance(value, int | float):
            label, limits = _NUMBERS[setting]
            if not limits.minimum <= value <= limits.maximum:
                raise ValueError(
                    translate(
                        "{setting} must be from {least} to {most}, got {value}.",
                        setting=translate(label),
                        least=as_typed(limits.minimum),
                        most=as_typed(limits.maximum),
                        value=as_typed(value),
                    )
                )


def as_typed(value: float) -> str:
    """A bound or a value as one would type it.

    >>> as_typed(1e-5), as_typed(200_000)
    ('0.00001', '200\u202f000')
    """
    if isinstance(value, int):
        return shortened(whole_number(value))
    return shortened(np.format_float_positional(value, trim="-").replace("-", MINUS))
