"""The output layer z = aW + b under a softmax cross-entropy: the chain rule from z to W, b and a.

The loss in logit space is `core.cross_entropy`; here its gradient is carried one layer down.
"""

from collections.abc import Callable
from typing import Any, NamedTuple, TypeAlias

import numpy as np
from numpy.typing import ArrayLike, NDArray

from core.losses.cross_entropy import (
    LossAndGradient,
    cross_entropy_with_gradient,
    losses_and_gradient,
)
from core.losses.softmax import narrowed, softmax, widened
from core.validation import as_finite, as_floating

Kernel: TypeAlias = Callable[[NDArray[Any], NDArray[Any], float], LossAndGradient]


class LayerGradients(NamedTuple):
    """One pass through the layer: what it computes, and the gradients of the mean loss."""

    loss: NDArray[Any]  # (), nats: the (weighted) mean over the batch
    logits: NDArray[Any]  # (..., classes)
    probabilities: NDArray[Any]  # (..., classes)
    weights: NDArray[Any]  # (inputs, classes), ∂loss/∂W
    bias: NDArray[Any]  # (classes,), ∂loss/∂b
    activations: NDArray[Any]  # (..., inputs), ∂loss/∂a: what the layer below is handed


class MeanLossAndGradient(NamedTuple):
    """The mean loss of a batch and its gradient in the stacked parameters."""

    loss: float  # nats
    gradient: NDArray[Any]  # (inputs + 1, classes): ∂loss/∂W, and ∂loss/∂b as the last row


@np.errstate(over="ignore", invalid="ignore")  # logits out of range are refused by name
def layer_gradients(
    activations: ArrayLike,
    weights: ArrayLike,
    bias: ArrayLike,
    targets: ArrayLike,
    *,
    temperature: float = 1.0,
    sample_weights: ArrayLike | None = None,
) -> LayerGradients:
    """Mean loss of the layer and its gradients in weights, bias and activations.

    Parameters
    ----------
    activations : a, (..., inputs), the outputs of the layer below.
    weights : W, (inputs, classes); weights[p, q] leads from unit p to output q.
    bias : b, (classes,).
    targets : labels, (...,); or distributions, (..., classes).
    temperature : T > 0, of the softmax.
    sample_weights : w, (...,), non-negative with a positive sum; makes the loss
        Σ_n w_n l_n / Σ_n w_n. Without them all examples weigh the same.

    Returns
    -------
    LayerGradients(loss, logits, probabilities, weights, bias, activations), in the widest
    dtype of activations, weights and bias. An empty batch has loss 0 and gradients 0.

    Raises
    ------
    ValueError : for NaN or infinities in activations, weights or bias, shapes that disagree,
        sample weights that are negative or sum to 0, and what `core.cross_entropy` refuses.

    Notes
    -----
    seed.md, equation (5) and what follows it: ∂L/∂w_pq = a_p(ŷ_q − y_q), ∂L/∂b_q = ŷ_q − y_q.

    Examples
    --------
    >>> layer = layer_gradients([[1.0, 0.0], [0.0, 1.0]], np.zeros((2, 2)), [0.0, 0.0], [0, 1])
    >>> layer.weights
    array([[-0.25,  0.25],
           [ 0.25, -0.25]])
    """
    activations, weights, bias = as_layer(activations, weights, bias)
    dtype = activations.dtype
    wide_activations, wide_weights = widened(activations), widened(weights)
    logits = wide_activations @ wide_weights + widened(bias)
    losses, gradient = cross_entropy_with_gradient(logits, targets, temperature=temperature)
    mean_weights = _mean_weights(sample_weights, logits.shape[:-1]).astype(logits.dtype)
    # An example that does not count does not, even if its loss is infinite.
    loss = (mean_weights * losses).sum(where=mean_weights > 0)
    logit_gradient = gradient * mean_weights[..., None]
    inputs, classes = wide_weights.shape
    gradient_rows = logit_gradient.reshape(-1, classes)
    # Not −1 here: without inputs, no activations would tell how many examples there are.
    activation_rows = wide_activations.reshape(len(gradient_rows), inputs)
    parameters = parameter_gradient(activation_rows, gradient_rows)
    return LayerGradients(
        loss=narrowed(loss, dtype),
        logits=narrowed(logits, dtype),
        probabilities=narrowed(softmax(logits, temperature=temperature), dtype),
        weights=narrowed(parameters[:-1], dtype),
        bias=narrowed(parameters[-1], dtype),
        # ∂L/∂a_p = Σ_k ∂L/∂z_k ∂z_k/∂a_p = Σ_k ∂L/∂z_k w_pk
        activations=narrowed(logit_gradient @ wide_weights.T, dtype),
    )


def mean_loss_and_gradients(
    activations: NDArray[Any],
    parameters: NDArray[Any],
    targets: NDArray[Any],
    temperature: float = 1.0,
    *,
    kernel: Kernel = losses_and_gradient,
) -> MeanLossAndGradient:
    """The inner loop of training: mean loss of a batch and its gradient, from trusted arrays.

    Parameters
    ----------
    activations : (batch, inputs), float32 or float64, batch at least 1.
    parameters : (inputs + 1, classes), of the same dtype: the weights, and the bias as last row.
    targets : valid labels (batch,) of dtype intp, or distributions (batch, classes).
    temperature : T > 0, of the softmax.
    kernel : the loss: `core.losses.cross_entropy.losses_and_gradient`, or a function like it.

    Returns
    -------
    MeanLossAndGradient(loss, gradient), the gradient shaped like the parameters.

    Raises
    ------
    ValueError : when the logits hold NaN or +inf, that is, when training has diverged.

    Notes
    -----
    As `layer_gradients`.

    Examples
    --------
    >>> batch, labels = np.array([[1.0, 0.0], [0.0, 1.0]]), np.array([0, 1])
    >>> mean_loss_and_gradients(batch, np.zeros((3, 2)), labels).gradient
    array([[-0.25,  0.25],
           [ 0.25, -0.25],
           [ 0.  ,  0.  ]])
    """
    logits = np.dot(activations, parameters[:-1])  # in two dimensions quicker to call than @
    logits += parameters[-1]
    losses, gradient = kernel(logits, targets, temperature)
    gradient /= len(losses)
    return MeanLossAndGradient(
        float(losses.sum()) / len(losses), parameter_gradient(activations, gradient)
    )


def parameter_gradient(activations: NDArray[Any], logit_gradient: NDArray[Any]) -> NDArray[Any]:
    """∂L/∂W stacked over ∂L/∂b, (inputs + 1, classes), from ∂L/∂z, (batch, classes).

    >>> parameter_gradient(np.array([[2.0]]), np.array([[-0.5, 0.5]]))
    array([[-1. ,  1. ],
           [-0.5,  0.5]])
    """
    inputs, classes = activations.shape[1], logit_gradient.shape[1]
    gradient = np.empty((inputs + 1, classes), dtype=logit_gradient.dtype)
    # z_nk = Σ_i a_ni w_ik + b_k, so ∂z_nk/∂w_pq = a_np δ_kq and ∂z_nk/∂b_q = δ_kq:
    # ∂L/∂w_pq = Σ_n Σ_k ∂L/∂z_nk a_np δ_kq = Σ_n a_np ∂L/∂z_nq, which is aᵀ ∂L/∂z;
    # ∂L/∂b_q = Σ_n ∂L/∂z_nq. Both sum over the examples n, never over the classes.
    np.dot(activations.T, logit_gradient, out=gradient[:-1])
    np.add.reduce(logit_gradient, axis=0, out=gradient[-1])
    return gradient


def as_layer(
    activations: ArrayLike, weights: ArrayLike, bias: ArrayLike
) -> tuple[NDArray[Any], NDArray[Any], NDArray[Any]]:
    """Checked activations, weights and bias whose shapes fit together, in one dtype.

    >>> as_layer([1.0], [[1.0, 2.0]], [0.0])
    Traceback (most recent call last):
    ValueError: bias must have shape (2,), one entry for each column of weights, got shape (1,)
    """
    activations = as_finite(activations, "activations")
    weights = as_finite(weights, "weights")
    bias = as_finite(bias, "bias")
    if weights.ndim != 2 or weights.shape[1] == 0:
        raise ValueError(
            "weights must have shape (inputs, classes) with at least one class, "
            f"got shape {weights.shape}"
        )
    inputs, classes = weights.shape
    if activations.ndim == 0 or activations.shape[-1] != inputs:
        raise ValueError(
            f"activations must have a last axis of {inputs}, one for each row of weights, "
            f"got shape {activations.shape}"
        )
    if bias.shape != (classes,):
        raise ValueError(
            f"bias must have shape ({classes},), one entry for each column of weights, "
            f"got shape {bias.shape}"
        )
    dtype = np.result_type(activations, weights, bias)
    return (
        activations.astype(dtype, copy=False),
        weights.astype(dtype, copy=False),
        bias.astype(dtype, copy=False),
    )


def _mean_weights(sample_weights: ArrayLike | None, batch_shape: tuple[int, ...]) -> NDArray[Any]:
    """The weight of each example in the mean: 1/n, or w_n / Σ_m w_m."""
    if sample_weights is None:
        weighing = np.ones(batch_shape)
    else:
        weighing = as_floating(sample_weights, "sample_weights").astype(np.float64)
        if weighing.shape != batch_shape:
            raise ValueError(
                f"sample_weights must have shape {batch_shape}, one for each example, "
                f"got shape {weighing.shape}"
            )
        as_finite(weighing, "sample_weights")
        if weighing.size:
            least, largest = weighing.min(), weighing.max()
            if least < 0 or largest == 0:
                raise ValueError(
                    "sample_weights must be non-negative with a positive sum, "
                    f"got weights from {least} to {largest}"
                )
            # Only their ratios matter: over the largest of them, their sum is in range.
            weighing = weighing / largest
    return weighing / weighing.sum() if weighing.size else weighing
