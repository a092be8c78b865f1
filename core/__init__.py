"""The mathematics of a softmax output layer, in NumPy; nothing here knows of a view.

What a training run needs beside the mathematics of the layer (data sets, optimisers, the run
itself) is loaded when it is first asked for, so that `import core` costs little more than NumPy.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from core.chain_rule import DerivativeByPaths, Operation, derivative_by_paths, numerical_derivative
from core.cross_entropy import (
    LossAndGradient,
    cross_entropy,
    cross_entropy_gradient,
    cross_entropy_hessian,
    cross_entropy_with_gradient,
)
from core.descent_path import DescentPath, descent_path
from core.elementary_functions import ELEMENTARY_FUNCTIONS, FUNCTIONS_OF_ONE, FUNCTIONS_OF_TWO
from core.entropy import entropy
from core.flow_lines import flow_lines
from core.gradient_terms import gradient_terms
from core.hessian_axes import HessianAxes, hessian_axes
from core.logit_line import SecondDifference, loss_along_line, second_difference
from core.logit_plane import gradient_plane, loss_plane
from core.loss import Loss
from core.newton_step import NewtonStep, newton_step
from core.numerical_gradient import numerical_gradient, numerical_gradient_in_rows
from core.output_layer import LayerGradients, layer_gradients
from core.parameter_entry import ParameterEntry, bias_entry, weight_entry
from core.path_contributions import (
    PathFactors,
    bias_path_contributions,
    bias_path_factors,
    path_contributions,
    path_factors,
)
from core.softmax import log_softmax, softmax, softmax_jacobian
from core.softmax_steps import SoftmaxSteps, softmax_steps
from core.squared_error import (
    squared_error,
    squared_error_gradient,
    squared_error_with_gradient,
)
from core.targets import one_hot, smooth_labels, smooth_labels_over_others
from core.usual_mistakes import GradientEntry, JacobianEntry, gradient_entry, jacobian_entry

if TYPE_CHECKING:
    from core.calibration import Reliability, reliability
    from core.confusion import confusion_matrix
    from core.datasets import DATA_SETS, DataSet, Examples, load
    from core.example_results import ExampleResults, measure_examples
    from core.feature_maps import FEATURE_MAPS, fit_feature_map
    from core.fitted_temperature import FittedTemperature, fit_temperature
    from core.gradient_check import GradientCheck, check_gradient
    from core.gradient_noise import (
        GradientNoise,
        mean_outer_product,
        measure_gradient_noise,
        outer_products,
    )
    from core.input_plane import decision_regions, plane_grid
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
    from core.program_under_test import Program
    from core.schedules import (
        SCHEDULES,
        Constant,
        CosineDecay,
        ExponentialDecay,
        StepDecay,
        WarmUp,
    )
    from core.training import (
        Change,
        TrainingRun,
        TrainingSettings,
        TrainingState,
        exponential_moving_average,
    )
    from core.weight_slice import PathPlane, loss_over_plane, path_plane

_LOADED_WHEN_ASKED_FOR = {
    "core.calibration": ("Reliability", "reliability"),
    "core.confusion": ("confusion_matrix",),
    "core.datasets": ("DATA_SETS", "DataSet", "Examples", "load"),
    "core.example_results": ("ExampleResults", "measure_examples"),
    "core.fitted_temperature": ("FittedTemperature", "fit_temperature"),
    "core.gradient_check": ("GradientCheck", "check_gradient"),
    "core.gradient_noise": (
        "GradientNoise",
        "mean_outer_product",
        "measure_gradient_noise",
        "outer_products",
    ),
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
    "core.program_under_test": ("Program",),
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
        "Change",
        "TrainingState",
        "exponential_moving_average",
    ),
    "core.weight_slice": ("PathPlane", "loss_over_plane", "path_plane"),
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
    "ELEMENTARY_FUNCTIONS",
    "FEATURE_MAPS",
    "FUNCTIONS_OF_ONE",
    "FUNCTIONS_OF_TWO",
    "OPTIMIZERS",
    "SCHEDULES",
    "Change",
    "Constant",
    "CosineDecay",
    "DataSet",
    "DerivativeByPaths",
    "DescentPath",
    "ExampleResults",
    "Examples",
    "ExponentialDecay",
    "FittedTemperature",
    "GradientCheck",
    "GradientEntry",
    "GradientNoise",
    "HessianAxes",
    "JacobianEntry",
    "LayerGradients",
    "Loss",
    "LossAndGradient",
    "NewtonStep",
    "Operation",
    "Optimizer",
    "ParameterEntry",
    "PathFactors",
    "PathPlane",
    "Program",
    "Reliability",
    "SecondDifference",
    "SoftmaxSteps",
    "StepDecay",
    "TrainingRun",
    "TrainingSettings",
    "TrainingState",
    "WarmUp",
    "adagrad",
    "adam",
    "adamw",
    "bias_entry",
    "bias_path_contributions",
    "bias_path_factors",
    "check_gradient",
    "confusion_matrix",
    "cross_entropy",
    "cross_entropy_gradient",
    "cross_entropy_hessian",
    "cross_entropy_with_gradient",
    "decision_regions",
    "derivative_by_paths",
    "descent_path",
    "entropy",
    "exponential_moving_average",
    "fit_feature_map",
    "fit_temperature",
    "flow_lines",
    "gradient_entry",
    "gradient_plane",
    "gradient_terms",
    "hessian_axes",
    "jacobian_entry",
    "layer_gradients",
    "load",
    "log_softmax",
    "loss_along_line",
    "loss_over_plane",
    "loss_plane",
    "mean_outer_product",
    "measure_examples",
    "measure_gradient_noise",
    "momentum",
    "nesterov",
    "newton_step",
    "numerical_derivative",
    "numerical_gradient",
    "numerical_gradient_in_rows",
    "one_hot",
    "outer_products",
    "path_contributions",
    "path_factors",
    "path_plane",
    "plane_grid",
    "reliability",
    "rmsprop",
    "second_difference",
    "sgd",
    "smooth_labels",
    "smooth_labels_over_others",
    "softmax",
    "softmax_jacobian",
    "softmax_steps",
    "squared_error",
    "squared_error_gradient",
    "squared_error_with_gradient",
    "weight_entry",
]
