"""One parameter of the output layer: its derivative path by path, in short, and checked.

Beside them stands the usual mistake: the sum without the off-diagonal entries of the Jacobian.
"""

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from core.derivatives.numerical_gradient import numerical_gradient_in_rows
from core.layer.output_layer import as_layer
from core.layer.path_contributions import PathFactors, bias_path_factors, path_factors
from core.losses.cross_entropy import cross_entropy, cross_entropy_gradient


class ParameterEntry(NamedTuple):
    """∂L/∂θ of one example for one weight or bias θ, found in every way."""

    factors: PathFactors
    path_sum: float  # of the contributions of all paths
    value: float  # the short form: a_p(ŷ_q − y_q), or ŷ_q − y_q for a bias
    estimate: float  # by a central difference of L
    diagonal_only: float  # mistake: the contributions with i = k alone


def weight_entry(
    activations: ArrayLike, weights: ArrayLike, bias: ArrayLike, targets: ArrayLike, p: int, q: int
) -> ParameterEntry:
    """∂L/∂w_pq in every way, in float64; arguments and errors are those of `path_contributions`.

    seed.md, the worked example for w_21. The dropped terms are those of
    https://stats.stackexchange.com/questions/235528.

    >>> entry = weight_entry([3.0], [[0.0, 0.0]], [0.0, 0.0], [0.25, 0.75], p=0, q=0)
    >>> entry.path_sum, entry.value, round(entry.estimate, 8), entry.diagonal_only
    (0.75, 0.75, 0.75, -0.375)
    """
    activations, weights, bias = _in_float64(activations, weights, bias)
    factors = path_factors(activations, weights, bias, targets, p, q)

    def losses(entries: NDArray[Any]) -> NDArray[Any]:
        moved = np.tile(weights, (len(entries), 1, 1))
        moved[:, p, q] = entries[:, 0]
        return cross_entropy(activations @ moved + bias, _for_each(entries, targets))

    logit_derivative = cross_entropy_gradient(activations @ weights + bias, targets)[q]
    return _entry(factors, activations[p] * logit_derivative, losses, weights[p, q])


def bias_entry(
    activations: ArrayLike, weights: ArrayLike, bias: ArrayLike, targets: ArrayLike, q: int
) -> ParameterEntry:
    """∂L/∂b_q in every way, in float64; as `weight_entry`. seed.md, the worked example for b_1.

    >>> entry = bias_entry([3.0], [[0.0, 0.0]], [0.0, 0.0], [0.25, 0.75], q=1)
    >>> entry.path_sum, entry.value, entry.diagonal_only
    (-0.25, -0.25, -0.375)
    """
    activations, weights, bias = _in_float64(activations, weights, bias)
    factors = bias_path_factors(activations, weights, bias, targets, q)

    def losses(entries: NDArray[Any]) -> NDArray[Any]:
        moved = np.tile(bias, (len(entries), 1))
        moved[:, q] = entries[:, 0]
        return cross_entropy(activations @ weights + moved, _for_each(entries, targets))

    logit_derivative = cross_entropy_gradient(activations @ weights + bias, targets)[q]
    return _entry(factors, logit_derivative, losses, bias[q])


def _entry(
    factors: PathFactors,
    value: float,
    losses: Callable[[NDArray[Any]], NDArray[Any]],
    parameter: float,
) -> ParameterEntry:
    """The entry; `losses` are those of the parameter's values, (points, 1)."""
    # Adding 0 turns a sum or difference of −0 into 0.
    return ParameterEntry(
        factors=factors,
        path_sum=float(factors.contributions.sum()) + 0.0,
        value=float(value) + 0.0,
        estimate=float(numerical_gradient_in_rows(losses, [parameter])[0]) + 0.0,
        diagonal_only=float(np.trace(factors.contributions)) + 0.0,
    )


def _for_each(entries: NDArray[Any], targets: ArrayLike) -> NDArray[Any]:
    return np.asarray(targets)[None].repeat(len(entries), axis=0)


def _in_float64(
    activations: ArrayLike, weights: ArrayLike, bias: ArrayLike
) -> tuple[NDArray[Any], NDArray[Any], NDArray[Any]]:
    activations, weights, bias = as_layer(activations, weights, bias)
    return activations.astype(np.float64), weights.astype(np.float64), bias.astype(np.float64)
