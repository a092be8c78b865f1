"""The mathematics of a softmax output layer, in NumPy; nothing here knows of a view."""

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

__all__ = [
    "DescentPath",
    "LayerGradients",
    "LossAndGradient",
    "bias_path_contributions",
    "cross_entropy",
    "cross_entropy_gradient",
    "cross_entropy_hessian",
    "cross_entropy_with_gradient",
    "descent_path",
    "entropy",
    "gradient_plane",
    "layer_gradients",
    "log_softmax",
    "loss_plane",
    "numerical_gradient",
    "one_hot",
    "path_contributions",
    "smooth_labels",
    "softmax",
    "softmax_jacobian",
    "squared_error",
    "squared_error_gradient",
]
