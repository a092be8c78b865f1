"""Every path from one parameter to the loss of one example: the seed's general formula, unsummed.

∂L/∂w_pq = Σ_k Σ_i ∂L/∂ŷ_k · ∂ŷ_k/∂z_i · ∂z_i/∂w_pq, over the probabilities k and the logits i.
"""

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from core.layer.output_layer import as_layer
from core.losses.gradient_terms import minus_identity
from core.losses.softmax import narrowed, softmax, softmax_jacobian, widened
from core.losses.targets import as_distributions
from core.validation import as_index


class PathFactors(NamedTuple):
    """The derivatives along every path θ → z_i → ŷ_k → L from one parameter, and their products.

    `loss_derivatives` is −∞ where a class with y_k > 0 has a probability that
    underflowed to 0; the contributions are right even there, since they are multiplied out on
    paper.
    """

    loss_derivatives: NDArray[Any]  # (classes,), [k]: ∂L/∂ŷ_k = −y_k/ŷ_k, 0 where y_k is 0
    jacobian: NDArray[Any]  # (classes, classes), [k, i]: ∂ŷ_k/∂z_i = ŷ_k(δ_ki − ŷ_i)
    logit_derivatives: NDArray[Any]  # (classes,), [i]: ∂z_i/∂θ
    contributions: NDArray[Any]  # (classes, classes), [k, i]: the product of the three


def path_contributions(
    activations: ArrayLike, weights: ArrayLike, bias: ArrayLike, targets: ArrayLike, p: int, q: int
) -> NDArray[Any]:
    """Contribution of each path w_pq → z_i → ŷ_k → L to ∂L/∂w_pq, for one example.

    Parameters
    ----------
    activations : a, (inputs,).
    weights : W, (inputs, classes).
    bias : b, (classes,).
    targets : a label, or a distribution (classes,).
    p, q : the weight: from unit p to output q, both counted from 0.

    Returns
    -------
    (classes, classes), entry [k, i] = ∂L/∂ŷ_k · ∂ŷ_k/∂z_i · ∂z_i/∂w_pq, in the widest dtype of
    activations, weights and bias. Only column q is not 0; the sum of all is a_p(ŷ_q − y_q).

    Raises
    ------
    ValueError : for more than one example, p or q outside the layer, and what
        `core.layer_gradients` refuses.

    Notes
    -----
    seed.md, the general formula at its end.

    Examples
    --------
    >>> path_contributions([3.0], [[0.0, 0.0]], [0.0, 0.0], 0, p=0, q=0)
    array([[-1.5,  0. ],
           [ 0. ,  0. ]])
    """
    return path_factors(activations, weights, bias, targets, p, q).contributions


def bias_path_contributions(
    activations: ArrayLike, weights: ArrayLike, bias: ArrayLike, targets: ArrayLike, q: int
) -> NDArray[Any]:
    """As `path_contributions`, for the bias b_q: of each path b_q → z_i → ŷ_k → L to ∂L/∂b_q.

    The sum of all is ŷ_q − y_q; seed.md, the worked example for b_1.

    >>> bias_path_contributions([3.0], [[0.0, 0.0]], [0.0, 0.0], 0, q=1)
    array([[0. , 0.5],
           [0. , 0. ]])
    """
    return bias_path_factors(activations, weights, bias, targets, q).contributions


def path_factors(
    activations: ArrayLike, weights: ArrayLike, bias: ArrayLike, targets: ArrayLike, p: int, q: int
) -> PathFactors:
    """The three derivatives on each path w_pq → z_i → ŷ_k → L, for one example.

    Arguments, errors, dtype and source are those of `path_contributions`.

    >>> factors = path_factors([3.0], [[0.0, 0.0]], [0.0, 0.0], 0, p=0, q=0)
    >>> factors.loss_derivatives, factors.logit_derivatives
    (array([-2.,  0.]), array([3., 0.]))
    >>> factors.jacobian
    array([[ 0.25, -0.25],
           [-0.25,  0.25]])
    """
    activations, weights, bias = _as_one_example(activations, weights, bias)
    p = as_index(p, "p", weights.shape[0])
    # z_i = Σ_j w_ji a_j + b_i, so ∂z_i/∂w_pq = δ_iq a_p, seed.md (5).
    return _factors(activations, weights, bias, targets, q, activations[p])


def bias_path_factors(
    activations: ArrayLike, weights: ArrayLike, bias: ArrayLike, targets: ArrayLike, q: int
) -> PathFactors:
    """As `path_factors`, for the bias b_q: on each path b_q → z_i → ŷ_k → L.

    >>> bias_path_factors([3.0], [[0.0, 0.0]], [0.0, 0.0], 0, q=1).logit_derivatives
    array([0., 1.])
    """
    activations, weights, bias = _as_one_example(activations, weights, bias)
    return _factors(activations, weights, bias, targets, q, 1.0)  # ∂z_i/∂b_q = δ_iq


def loss_derivatives(probabilities: NDArray[Any], targets: NDArray[Any]) -> NDArray[Any]:
    """∂L/∂ŷ_k = −y_k/ŷ_k from trusted arrays, 0 where y_k is 0, whatever ŷ_k is.

    Parameters
    ----------
    probabilities : ŷ, (classes,), of a floating dtype.
    targets : a distribution, (classes,).

    Examples
    --------
    >>> loss_derivatives(np.array([0.25, 0.75, 0.0]), np.array([0.0, 0.75, 0.25]))
    array([  0.,  -1., -inf])
    """
    with np.errstate(divide="ignore", over="ignore"):
        quotients: NDArray[Any] = np.divide(
            targets,
            probabilities,
            out=np.zeros(probabilities.shape, probabilities.dtype),
            where=targets > 0,
        )
    return 0.0 - quotients  # no −0


def _factors(
    activations: NDArray[Any],
    weights: NDArray[Any],
    bias: NDArray[Any],
    targets: ArrayLike,
    q: int,
    derivative: float,
) -> PathFactors:
    """The factors and their products for a parameter θ of z_q alone, with given ∂z_q/∂θ."""
    q = as_index(q, "q", len(bias))
    logit_derivatives = np.zeros(len(bias))
    logit_derivatives[q] = derivative
    with np.errstate(over="ignore", invalid="ignore"):  # logits out of range are refused by name
        logits = widened(activations) @ widened(weights) + widened(bias)
    probabilities = softmax(logits)
    distribution = as_distributions(targets, logits)
    # ∂L/∂ŷ_k · ∂ŷ_k/∂z_i = −y_k/ŷ_k · ŷ_k(δ_ki − ŷ_i) = −y_k(δ_ki − ŷ_i). ŷ_k is cancelled on
    # paper: where it has underflowed to 0, the product would be ∞·0.
    contributions = distribution[:, None] * minus_identity(probabilities) * logit_derivatives

    def kept(values: NDArray[Any]) -> NDArray[Any]:
        # Adding 0 turns the −0 of a path that carries nothing into 0.
        return narrowed(values + 0.0, activations.dtype)

    return PathFactors(
        kept(loss_derivatives(probabilities, distribution)),
        kept(softmax_jacobian(probabilities)),
        kept(logit_derivatives),
        kept(contributions),
    )


def _as_one_example(
    activations: ArrayLike, weights: ArrayLike, bias: ArrayLike
) -> tuple[NDArray[Any], NDArray[Any], NDArray[Any]]:
    activations, weights, bias = as_layer(activations, weights, bias)
    if activations.ndim != 1:
        raise ValueError(
            f"activations must be one example of shape (inputs,), got shape {activations.shape}"
        )
    return activations, weights, bias
