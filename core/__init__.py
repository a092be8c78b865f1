"""The mathematics of a softmax output layer, in NumPy; nothing here knows of a view.

What a training run needs beside the mathematics of the layer (data sets, optimisers, the run
itself) is loaded when it is first asked for, so that `import core` costs little more than NumPy.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from core.cross_entropy import (
    LossAndGradient,
    cross_entropy,
    cross_entropy_gradient,
    cross_entropy_hessian,
    cross_entropy_with_gradient,
)
from core.entropy import entropy
from core.logit_plane import DescentPath, descent_path, gradient_plane, loss_plane
from core.numerical_gradient import numerical_gradient
from core.output_layer import LayerGradients, layer_gradients
from core.path_contributions import bias_path_contributions, path_contributions
from core.softmax import log_softmax, softmax, softmax_jacobian
from core.squared_error import squared_error, squared_error_gradient
from core.targets import one_hot, smooth_labels

if TYPE_CHECKING:
    from core.datasets import DATA_SETS, DataSet, Examples, load
    from core.input_plane import decision_regions, plane_grid
    from core.feature_maps import FEATURE_MAPS, fit_feature_map
    from core.optimizers import (
        OPTIMIZERS,
        Optimizer,
        adagrad,
        adam,
        adamw,
        momentum,
        nesterov,
        rmsprop,
        sgd,
    )
    from core.schedules import (
        SCHEDULES,
        Constant,
        CosineDecay,
        ExponentialDecay,
        StepDecay,
        WarmUp,
    )
    from core.training import (
        TrainingRun,
        TrainingSettings,
        TrainingState,
        exponential_moving_average,
    )

_LOADED_WHEN_ASKED_FOR = {
    "core.datasets": ("DATA_SETS", "DataSet", "Examples", "load"),
    "core.input_plane": ("decision_regions", "plane_grid"),
    "core.feature_maps": ("FEATURE_MAPS", "fit_feature_map"),
    "core.optimizers": (
        "OPTIMIZERS",
        "Optimizer",
        "adagrad",
        "adam",
        "adamw",
        "momentum",
        "nesterov",
        "rmsprop",
        "sgd",
    ),
    "core.schedules": (
        "SCHEDULES",
        "Constant",
        "CosineDecay",
        "ExponentialDecay",
        "StepDecay",
        "WarmUp",
    ),
    "core.training": (
        "TrainingRun",
        "TrainingSettings",
        "TrainingState",
        "exponential_moving_average",
    ),
}
_MODULE_OF = {name: module for module, names in _LOADED_WHEN_ASKED_FOR.items() for name in names}


def __getattr__(name: str) -> Any:
    if name not in _MODULE_OF:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(import_module(_MODULE_OF[name]), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted(__all__)


__all__ = [
    "DATA_SETS",
    "FEATURE_MAPS",
    "OPTIMIZERS",
    "SCHEDULES",
    "Constant",
    "CosineDecay",
    "DataSet",
    "DescentPath",
    "Examples",
    "ExponentialDecay",
    "LayerGradients",
    "LossAndGradient",
    "Optimizer",
    "StepDecay",
    "TrainingRun",
    "TrainingSettings",
    "TrainingState",
    "WarmUp",
    "adagrad",
    "adam",
    "adamw",
    "bias_path_contributions",
    "cross_entropy",
    "cross_entropy_gradient",
    "cross_entropy_hessian",
    "cross_entropy_with_gradient",
    "decision_regions",
    "descent_path",
    "entropy",
    "exponential_moving_average",
    "fit_feature_map",
    "gradient_plane",
    "layer_gradients",
    "load",
    "log_softmax",
    "loss_plane",
    "momentum",
    "nesterov",
    "numerical_gradient",
    "one_hot",
    "path_contributions",
    "plane_grid",
    "rmsprop",
    "sgd",
    "smooth_labels",
    "softmax",
    "softmax_jacobian",
    "squared_error",
    "squared_error_gradient",
]
