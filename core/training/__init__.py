"""A mini-batch training run of the output layer, reproducible from its settings and its step."""

from core.training.history import Evaluation, History
from core.training.run import TrainingRun, TrainingState
from core.training.settings import MAXIMUM_STEPS, TrainingSettings
from core.training.smoothing import exponential_moving_average

__all__ = [
    "MAXIMUM_STEPS",
    "Evaluation",
    "History",
    "TrainingRun",
    "TrainingSettings",
    "TrainingState",
    "exponential_moving_average",
]
