"""The temperature at which the gradient of the loss is a reported one."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.examination.labelled_logits import LabelledLogits, blocks_of_rows
from core.examination.loss_explanations import LEAST_EXPLAINED, MOST_EXPLAINED
from core.examination.mistaken_gradients import ReportedGradient

_ROWS_TO_FIT = 64
_GRID = 61
_GOLDEN = (np.sqrt(5) - 1) / 2
_REFINEMENTS = 40  # of a golden section, to what is left of the digits beside the least distance


def fitting_temperature(
    examples: LabelledLogits,
    reported: ReportedGradient,
    weights: NDArray[np.float64],
    tolerance: float,
    *,
    divided: bool,
) -> tuple[float, int] | None:
    """The T of v_i (softmax(z_i/T) − y_i)/T nearest to the reported gradient, if it fits.

    Returns T and how many digits it has.

    Parameters
    ----------
    examples, reported : as they were checked.
    weights : v, (n,).
    tolerance : how large the root of the sum of squares of the distance may be.
    divided : False for a gradient without its 1/T.

    Examples
    --------
    >>> from core.examination.labelled_logits import labelled_logits
    >>> from core.examination.mistaken_gradients import reported_gradient_of
    >>> one = labelled_logits([[2.0, 0.0, 1.0]], [0], None, None, None)
    >>> gradient = reported_gradient_of([[-0.2467598, 0.0931619, 0.1535979]], one)
    >>> fitting_temperature(one, gradient, np.ones(1), 1e-6, divided=True)
    (2.0, 1)
    """
    stride = -(-len(weights) // _ROWS_TO_FIT)
    few = examples._replace(logits=examples.logits[::stride], labels=examples.labels[::stride])
    few_values = reported.values[::stride]
    few_weights = weights[::stride]
    few_tolerance = tolerance * np.sqrt(len(few_weights) / len(weights))

    def distance(log_temperature: float) -> float:
        return _distance(few, few_values, few_weights, float(np.exp(log_temperature)), divided)

    grid = np.linspace(np.log(LEAST_EXPLAINED), np.log(MOST_EXPLAINED), _GRID)
    best = int(np.argmin([distance(each) for each in grid]))
    low, high = grid[max(best - 1, 0)], grid[min(best + 1, _GRID - 1)]
    for _ in range(_REFINEMENTS):
        left, right = high - _GOLDEN * (high - low), low + _GOLDEN * (high - low)
        low, high = (low, right) if distance(left) < distance(right) else (left, high)
    for digits in range(1, 10):
        temperature = float(f"{np.exp((low + high) / 2):.{digits - 1}e}")
        if not LEAST_EXPLAINED <= temperature <= MOST_EXPLAINED:
            continue
        if distance(np.log(temperature)) <= few_tolerance and (
            _distance(examples, reported.values, weights, temperature, divided) <= tolerance
        ):
            return temperature, digits
    return None


def _distance(
    examples: LabelledLogits,
    values: NDArray[Any],
    weights: NDArray[np.float64],
    temperature: float,
    divided: bool,
) -> float:
    """The root of the sum of squares of R − v (softmax(z/T) − y)/T."""
    total = 0.0
    for block in blocks_of_rows(examples, beta=1 / temperature):
        gradient, labels = block.probabilities, examples.labels[block.rows]
        gradient[np.arange(len(labels)), labels] -= 1
        gradient *= weights[block.rows, None] / (temperature if divided else 1.0)
        gradient -= values[block.rows]
        total += float(np.einsum("nk,nk->", gradient, gradient))
    return float(np.sqrt(total))
