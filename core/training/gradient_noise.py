"""How far the gradient of a mini-batch lies from that of all examples."""

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from core.layer.output_layer import parameter_gradient
from core.sentence import SentenceError
from core.validation import as_count


class GradientNoise(NamedTuple):
    """The gradients of many random batches of one size against that of all examples, g."""

    batch_size: int
    cosines: NDArray[np.float64]  # (batches,), of the angle between g_B and g; NaN where g_B is 0
    relative_errors: NDArray[np.float64]  # (batches,), ‖g_B − g‖ / ‖g‖
    relative_error_of_mean: float  # the same of the mean of all the g_B
    expected_error: float  # √ mean (‖g_B − g‖ / ‖g‖)² over all the batches that there are

    @property
    def root_mean_square_error(self) -> float:
        """√ mean (‖g_B − g‖ / ‖g‖)² over the batches drawn: near `expected_error`."""
        return float(np.sqrt(np.mean(self.relative_errors**2)))


def outer_products(activations: NDArray[Any], logit_gradient: NDArray[Any]) -> NDArray[np.float64]:
    """Each example's own gradient a ⊗ ∂L/∂z, with ∂L/∂z itself for the bias as last row.

    Parameters
    ----------
    activations : a, (n, inputs).
    logit_gradient : ∂L/∂z of each example, (n, classes); ŷ − y for cross-entropy.

    Returns
    -------
    (n, inputs + 1, classes); its mean over n is the gradient of the mean loss.

    Notes
    -----
    seed.md, equation (5): ∂L/∂w_pq = a_p (ŷ_q − y_q).

    Examples
    --------
    >>> outer_products(np.array([[2.0, 1.0]]), np.array([[0.25, -0.25]]))[0]
    array([[ 0.5 , -0.5 ],
           [ 0.25, -0.25],
           [ 0.25, -0.25]])
    """
    with_one = np.column_stack([activations, np.ones(len(activations))])
    products: NDArray[np.float64] = with_one[:, :, None] * logit_gradient[:, None, :]
    return products


def mean_outer_product(
    activations: NDArray[Any], logit_gradient: NDArray[Any]
) -> NDArray[np.float64]:
    """The mean of `outer_products`, added up entry by entry: it shares no step with training.

    >>> mean_outer_product(np.array([[2.0], [0.0]]), np.array([[0.5, -0.5], [0.5, -0.5]]))
    array([[ 0.5, -0.5],
           [ 0.5, -0.5]])
    """
    with_one = np.column_stack([activations, np.ones(len(activations))])
    total: NDArray[np.float64] = np.einsum("np,nq->pq", with_one, logit_gradient)
    return total / len(activations)


def measure_gradient_noise(
    activations: NDArray[Any],
    logit_gradient: NDArray[Any],
    batch_size: int,
    *,
    batches: int = 200,
    seed: int = 0,
) -> GradientNoise:
    """Draw batches without replacement within each, as an epoch does, and compare their gradients.

    Parameters
    ----------
    activations : a, (n, inputs).
    logit_gradient : ∂L/∂z of each example, (n, classes).
    batch_size : B, 1 … n.
    batches : how many are drawn, at least 1.
    seed : of the drawing.

    Raises
    ------
    ValueError : a batch size outside 1 … n, no batches, or a full gradient of 0, to which nothing
        can be relative.

    Notes
    -----
    A batch's mean misses the mean g of n vectors g_i by a mean square of σ²/B · (n − B)/(n − 1),
    σ² = mean ‖g_i‖² − ‖g‖² (Cochran, 1977, "Sampling techniques", theorem 2.2): 1/√B for the
    error itself while B is small beside n. Here ‖g_i‖² = (‖a_i‖² + 1) ‖∂L_i/∂z‖².

    Examples
    --------
    >>> noise = measure_gradient_noise(np.eye(4), np.full((4, 2), [0.5, -0.5]), 4, batches=3)
    >>> noise.relative_errors.max().round(12), noise.cosines.round(12)
    (np.float64(0.0), array([1., 1., 1.]))
    """
    examples = len(activations)
    batch_size = as_count(batch_size, "batch_size", least=1)
    batches = as_count(batches, "batches", least=1)
    if batch_size > examples:
        raise ValueError(
            f"batch_size must be at most the number of examples, {examples}, got {batch_size}"
        )
    full = parameter_gradient(activations, logit_gradient) / examples
    norm = float(np.linalg.norm(full))
    if norm == 0:
        raise SentenceError(
            "The gradient over the training set is 0, so noise relative to it cannot be shown. "
            "Choose another step."
        )
    generator = np.random.default_rng(seed)
    found = np.empty((batches, *full.shape))
    for batch in range(batches):
        rows = generator.choice(examples, batch_size, replace=False)
        found[batch] = parameter_gradient(activations[rows], logit_gradient[rows])
    found /= batch_size
    flat, direction = found.reshape(batches, -1), full.ravel() / norm
    lengths = np.linalg.norm(flat, axis=1)
    cosines = np.divide(flat @ direction, lengths, out=np.full(batches, np.nan), where=lengths > 0)
    errors = np.linalg.norm(flat - full.ravel(), axis=1) / norm
    return GradientNoise(
        batch_size,
        np.clip(cosines, -1, 1),
        errors,
        float(np.linalg.norm(flat.mean(axis=0) - full.ravel())) / norm,
        _expected_error(activations, logit_gradient, batch_size, norm),
    )


def _expected_error(
    activations: NDArray[Any], logit_gradient: NDArray[Any], batch_size: int, norm: float
) -> float:
    examples = len(activations)
    if examples == batch_size:
        return 0.0
    squares = ((activations**2).sum(axis=1) + 1) * (logit_gradient**2).sum(axis=1)
    variance = max(float(squares.mean()) - norm**2, 0.0)
    left_out = (examples - batch_size) / (examples - 1)
    return float(np.sqrt(variance / batch_size * left_out)) / norm
