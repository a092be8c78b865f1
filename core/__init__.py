"""The mathematics of a softmax output layer, in NumPy; nothing here knows of a view.

A public name is loaded when it is first asked for, so that `import core` costs no more than what
is used of it. Each stands once, in an import below: type checkers read the imports, and
`__getattr__` reads from them which module has a name.
"""

import ast
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from core.bugs.program_under_test import Program
    from core.datasets import DATA_SETS, DataSet, Examples, load
    from core.derivatives.chain_rule import (
        DerivativeByPaths,
        Operation,
        derivative_by_paths,
        numerical_derivative,
    )
    from core.derivatives.elementary_functions import (
        ELEMENTARY_FUNCTIONS,
        FUNCTIONS_OF_ONE,
        FUNCTIONS_OF_TWO,
    )
    from core.derivatives.gradient_check import GradientCheck, check_gradient
    from core.derivatives.numerical_gradient import numerical_gradient, numerical_gradient_in_rows
    from core.examination.examine import Examination, examine_logits
    from core.examination.explanation import Explanation
    from core.examination.reductions import (
        LIBRARY_NAMES,
        LibraryNames,
        Reductions,
        reduce_losses,
    )
    from core.landscape.descent_path import DescentPath, descent_path
    from core.landscape.flow_lines import flow_lines
    from core.landscape.hessian_axes import HessianAxes, hessian_axes
    from core.landscape.logit_line import SecondDifference, loss_along_line, second_difference
    from core.landscape.logit_plane import gradient_plane, loss_plane
    from core.landscape.newton_step import NewtonStep, newton_step
    from core.landscape.weight_slice import PathPlane, loss_over_plane, path_plane
    from core.layer.feature_maps import FEATURE_MAPS, fit_feature_map
    from core.layer.output_layer import LayerGradients, layer_gradients
    from core.layer.parameter_entry import ParameterEntry, bias_entry, weight_entry
    from core.layer.path_contributions import (
        PathFactors,
        bias_path_contributions,
        bias_path_factors,
        path_contributions,
        path_factors,
    )
    from core.losses.cross_entropy import (
        LossAndGradient,
        cross_entropy,
        cross_entropy_gradient,
        cross_entropy_hessian,
        cross_entropy_with_gradient,
    )
    from core.losses.entropy import entropy
    from core.losses.focal_loss import focal_loss_with_gradient
    from core.losses.gradient_terms import gradient_terms
    from core.losses.loss import Loss
    from core.losses.softmax import log_softmax, softmax, softmax_jacobian
    from core.losses.softmax_steps import SoftmaxSteps, softmax_steps
    from core.losses.squared_error import (
        squared_error,
        squared_error_gradient,
        squared_error_with_gradient,
    )
    from core.losses.targets import one_hot, smooth_labels, smooth_labels_over_others
    from core.losses.usual_mistakes import (
        GradientEntry,
        JacobianEntry,
        gradient_entry,
        jacobian_entry,
    )
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
    from core.optimizers.schedules import (
        SCHEDULES,
        Constant,
        CosineDecay,
        ExponentialDecay,
        StepDecay,
        WarmUp,
    )
    from core.predictions.calibration import Reliability, reliability
    from core.predictions.confusion import confusion_matrix
    from core.predictions.example_results import ExampleResults, measure_examples
    from core.predictions.fitted_temperature import FittedTemperature, fit_temperature
    from core.predictions.input_plane import decision_regions, plane_grid
    from core.training import (
        Change,
        TrainingRun,
        TrainingSettings,
        TrainingState,
        exponential_moving_average,
    )
    from core.training.gradient_noise import (
        GradientNoise,
        mean_outer_product,
        measure_gradient_noise,
        outer_products,
    )


def _modules_of_names() -> dict[str, str]:
    tree = ast.parse(Path(__file__).read_text(encoding="utf-8"))
    imports = (node for node in ast.walk(tree) if isinstance(node, ast.ImportFrom))
    return {
        alias.name: node.module
        for node in imports
        if node.module and node.module.startswith("core.")
        for alias in node.names
    }


_MODULE_OF = _modules_of_names()
__all__ = sorted(_MODULE_OF)


def __getattr__(name: str) -> Any:
    if name not in _MODULE_OF:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(import_module(_MODULE_OF[name]), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return __all__
