"""A mini-batch training run of the output layer, reproducible from its settings and its step."""

from core.training.history import Evaluation, History
from core.training.limits import MAXIMUM_STEPS
from core.training.objective import Objective
from core.training.run import Divergence, TrainingRun, TrainingState
from core.training.settings import Change, TrainingSettings
from core.training.smoothing import exponential_moving_average
