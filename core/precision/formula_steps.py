"""The naive and the stable way through one example, number by number, in one dtype."""

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from core.precision.formula_errors import LABEL
from core.precision.naive_softmax import (
    naive_cross_entropy,
    naive_cross_entropy_gradient,
    naive_log_softmax,
    naive_log_softmax_gradient,
    naive_softmax,
    naive_softmax_gradient,
)
from core.precision.sequential_sum import sequential_sum
from core.precision.stable_softmax import (
    stable_cross_entropy,
    stable_cross_entropy_gradient,
    stable_log_softmax,
    stable_log_softmax_gradient,
    stable_softmax,
    stable_softmax_gradient,
)


class FormulaSteps(NamedTuple):
    """What a formula passes through on the way to class y = `LABEL`, as Python floats."""

    highest: float  # the exponential of the highest logit: e^z, or e^{z − m}
    lowest: float  # that of class y, the lowest
    normalizer: float  # their sum over all classes
    probability: float  # ŷ_y
    log_probability: float  # log ŷ_y
    loss: float  # L, nats
    probability_gradient: float  # ∂ŷ_y/∂z_y
    log_probability_gradient: float  # ∂log ŷ_y/∂z_y
    loss_gradient: float  # ∂L/∂z_y


def naive_steps(logits: NDArray[Any]) -> FormulaSteps:
    """The formulas of `core.precision.naive_softmax`.

    Parameters
    ----------
    logits : z of one example, (classes,), the lowest first, as from `spread_logits`.

    Examples
    --------
    >>> steps = naive_steps(np.float32([-100.0, 100.0]))
    >>> steps.highest, steps.probability, steps.loss
    (inf, 0.0, inf)
    """
    with np.errstate(over="ignore", under="ignore"):
        exponentials = np.exp(logits)
    return FormulaSteps(
        *_sums(exponentials),
        probability=float(naive_softmax(logits)[LABEL]),
        log_probability=float(naive_log_softmax(logits)[LABEL]),
        loss=float(naive_cross_entropy(logits, LABEL)),
        probability_gradient=float(naive_softmax_gradient(logits, LABEL)[LABEL]),
        log_probability_gradient=float(naive_log_softmax_gradient(logits, LABEL)[LABEL]),
        loss_gradient=float(naive_cross_entropy_gradient(logits, LABEL)[LABEL]),
    )


def stable_steps(logits: NDArray[Any]) -> FormulaSteps:
    """The formulas of `core.precision.stable_softmax`.

    Parameters
    ----------
    logits : as in `naive_steps`.

    Examples
    --------
    >>> steps = stable_steps(np.float32([-100.0, 100.0]))
    >>> steps.highest, steps.probability, steps.loss
    (1.0, 0.0, 200.0)
    """
    with np.errstate(over="ignore", under="ignore"):
        exponentials = np.exp(logits - logits.max())
    return FormulaSteps(
        *_sums(exponentials),
        probability=float(stable_softmax(logits)[LABEL]),
        log_probability=float(stable_log_softmax(logits)[LABEL]),
        loss=float(stable_cross_entropy(logits, LABEL)),
        probability_gradient=float(stable_softmax_gradient(logits, LABEL)[LABEL]),
        log_probability_gradient=float(stable_log_softmax_gradient(logits, LABEL)[LABEL]),
        loss_gradient=float(stable_cross_entropy_gradient(logits, LABEL)[LABEL]),
    )


def _sums(exponentials: NDArray[Any]) -> tuple[float, float, float]:
    return (
        float(exponentials.max()),
        float(exponentials[LABEL]),
        float(sequential_sum(exponentials)),
    )
