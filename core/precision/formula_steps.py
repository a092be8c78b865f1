"""Every number that the naive and the stable formulas compute for one example, in one dtype."""

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from core.precision.formula_errors import FORMULAS, LABEL, PARTS, QUANTITIES
from core.precision.sequential_sum import sequential_sum

_FORMULAS = [FORMULAS[quantity, part] for part in PARTS for quantity in QUANTITIES]


class FormulaSteps(NamedTuple):
    """The numbers computed for class y = `LABEL`, as Python floats.

    After the sums come all `QUANTITIES`, first their values, then their gradients.
    """

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

    The logits are those of one example, (classes,), the lowest first, as from `spread_logits`.

    >>> steps = naive_steps(np.float32([-100.0, 100.0]))
    >>> steps.highest, steps.probability, steps.loss
    (inf, 0.0, inf)
    """
    return _steps(logits, [formulas.naive(logits, LABEL) for formulas in _FORMULAS])


def stable_steps(logits: NDArray[Any]) -> FormulaSteps:
    """The formulas of `core.precision.stable_softmax`; the logits are as in `naive_steps`.

    >>> steps = stable_steps(np.float32([-100.0, 100.0]))
    >>> steps.highest, steps.probability, steps.loss
    (1.0, 0.0, 200.0)
    """
    with np.errstate(over="ignore"):
        shifted = logits - logits.max()
    return _steps(shifted, [formulas.stable(logits, LABEL) for formulas in _FORMULAS])


@np.errstate(over="ignore", under="ignore")
def _steps(exponents: NDArray[Any], results: list[NDArray[Any]]) -> FormulaSteps:
    exponentials = np.exp(exponents)
    return FormulaSteps(
        float(exponentials.max()),
        float(exponentials[LABEL]),
        float(sequential_sum(exponentials)),
        *(float(result[LABEL]) for result in results),
    )
