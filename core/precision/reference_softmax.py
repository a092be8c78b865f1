"""Softmax, its logarithm and the gradients in more digits than a dtype has, to measure errors by.

Which arithmetic that is depends on the machine, and is said by name (`Arithmetic.name`): float64
for float16 and float32; for float64 `np.longdouble` where it is wider (80 bits on x86), and decimal
numbers of 34 digits where it is not (Windows, ARM).
"""

from collections.abc import Callable
from decimal import Context, Decimal, localcontext
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from core.validation import as_finite, as_index, as_logits

DIGITS = 34
MUCH_FINER = 256  # a reference must err this many times less than what is measured with it

# Exponents as wide as any logit of float64 could ask for; no trap, so that e^ underflows to 0.
_CONTEXT = Context(prec=DIGITS, Emin=-999_999_999, Emax=999_999_999, traps=[])
_LONGER_CONTEXT = Context(prec=2 * DIGITS, Emin=_CONTEXT.Emin, Emax=_CONTEXT.Emax, traps=[])


class Arithmetic(NamedTuple):
    """Numbers in which the formulas are computed."""

    name: str
    relative_error: float  # of one operation
    widened: Callable[[NDArray[Any]], NDArray[Any]]  # exact
    exp: Callable[[NDArray[Any]], NDArray[Any]]
    log1p: Callable[[NDArray[Any]], NDArray[Any]]  # log(1 + x) for x ≥ 0


class Reference(NamedTuple):
    """Everything the precision laboratory compares with, for a label y."""

    probabilities: NDArray[Any]  # (..., classes), ŷ
    log_probabilities: NDArray[Any]  # (..., classes), log ŷ
    loss: NDArray[Any]  # (...,), −log ŷ_y
    softmax_gradient: NDArray[Any]  # (..., classes), ∂ŷ_y/∂z
    log_softmax_gradient: NDArray[Any]  # (..., classes), ∂log ŷ_y/∂z
    loss_gradient: NDArray[Any]  # (..., classes), ∂L/∂z


def _decimals(values: NDArray[Any]) -> NDArray[Any]:
    return np.asarray(np.frompyfunc(lambda value: Decimal(float(value)), 1, 1)(values))


def _decimal_log1p(number: Decimal) -> Decimal:
    # 1 + x in so many digits that as many are left of x; an x below them is its own log(1 + x).
    if number < Decimal(10) ** -DIGITS:
        return number
    return _CONTEXT.plus(_LONGER_CONTEXT.ln(_LONGER_CONTEXT.add(1, number)))


DECIMAL = Arithmetic(
    f"decimal numbers of {DIGITS} digits",
    10.0 ** (1 - DIGITS),
    _decimals,
    np.frompyfunc(_CONTEXT.exp, 1, 1),
    np.frompyfunc(_decimal_log1p, 1, 1),
)


def reference_arithmetic(dtype: np.dtype[Any]) -> Arithmetic:
    """The arithmetic that results in `dtype` are compared with, on this machine.

    >>> reference_arithmetic(np.dtype(np.float32)).name
    'float64'
    """
    for wider in (np.float64, np.longdouble):
        epsilon = float(np.finfo(wider).eps)
        if MUCH_FINER * epsilon <= float(np.finfo(dtype).eps):
            return _hardware(wider, epsilon)
    return DECIMAL


def _hardware(dtype: type[np.floating[Any]], epsilon: float) -> Arithmetic:
    name = "float64" if dtype is np.float64 else f"np.longdouble (ε = {epsilon:.4g})"
    return Arithmetic(name, epsilon, lambda values: values.astype(dtype), np.exp, np.log1p)


@np.errstate(under="ignore")
def reference_softmax(
    logits: ArrayLike, label: int, *, arithmetic: Arithmetic | None = None
) -> Reference:
    """Values and gradients for the label y, in a finer arithmetic, by formulas that cancel little.

    Parameters
    ----------
    logits : z, (..., classes), finite. They are taken as exact: what is compared with this has
        been given the same, rounded, logits.
    label : y, the class of every row.
    arithmetic : None for `reference_arithmetic` of the logits' dtype.

    Returns
    -------
    Reference, its arrays of float64, `np.longdouble` or `Decimal`.

    Raises
    ------
    ValueError : logits that are not finite or no rows of classes, a label that is no class.

    Notes
    -----
    1 − ŷ_y is the sum of the other probabilities, and the logarithm is log1p of all terms but the
    largest: neither loses digits where ŷ_y is near 1.

    Examples
    --------
    >>> reference = reference_softmax(np.float32([0.0, 0.0]), 0)
    >>> reference.probabilities, round(float(reference.loss), 6), reference.loss_gradient
    (array([0.5, 0.5]), 0.693147, array([-0.5,  0.5]))
    """
    checked = as_logits(as_finite(logits, "logits"))
    label = as_index(label, "label", checked.shape[-1])
    used = arithmetic or reference_arithmetic(checked.dtype)
    with localcontext(_CONTEXT):  # only decimal numbers use it
        return _reference(used, used.widened(checked), label)


def _reference(used: Arithmetic, logits: NDArray[Any], label: int) -> Reference:
    shifted = logits - logits.max(axis=-1, keepdims=True)
    unnormalized = used.exp(shifted)
    normalizer = unnormalized.sum(axis=-1, keepdims=True)
    all_but_one = unnormalized.copy()
    np.put_along_axis(all_but_one, logits.argmax(axis=-1)[..., None], used.widened(np.zeros(1)), -1)
    log_probabilities = shifted - used.log1p(all_but_one.sum(axis=-1, keepdims=True))
    probabilities = unnormalized / normalizer
    loss_gradient = probabilities.copy()
    others = np.delete(np.arange(logits.shape[-1]), label)
    loss_gradient[..., label] = -unnormalized[..., others].sum(axis=-1) / normalizer[..., 0]
    return Reference(
        probabilities=probabilities,
        log_probabilities=log_probabilities,
        loss=-log_probabilities[..., label],
        softmax_gradient=-loss_gradient * probabilities[..., [label]],
        log_softmax_gradient=-loss_gradient,
        loss_gradient=loss_gradient,
    )
