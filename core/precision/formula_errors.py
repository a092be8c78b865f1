"""How far the naive and the stable formulas are off in a dtype, beside a finer reference."""

from collections.abc import Callable, Mapping
from enum import IntEnum
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from core.precision.dtypes import dtype_of
from core.precision.naive_softmax import (
    naive_cross_entropy,
    naive_cross_entropy_gradient,
    naive_log_softmax,
    naive_log_softmax_gradient,
    naive_softmax,
    naive_softmax_gradient,
)
from core.precision.reference_softmax import Reference, reference_arithmetic, reference_softmax
from core.precision.stable_softmax import (
    stable_cross_entropy,
    stable_cross_entropy_gradient,
    stable_log_softmax,
    stable_log_softmax_gradient,
    stable_softmax,
    stable_softmax_gradient,
)
from core.validation import as_count, as_logits, as_positive

QUANTITIES = ("softmax", "log-softmax", "cross-entropy")
PARTS = ("value", "gradient")
LABEL = 0  # the class of the lowest logit: the confident mistake, from which there is most to learn


class Outcome(IntEnum):
    """Whether the numbers of a result are finite; the worst of its entries decides."""

    FINITE = 0
    VANISHED = 1  # an entry is 0 that is not: it underflowed, or was lost beside 1
    INFINITE = 2
    NOT_A_NUMBER = 3


class Formulas(NamedTuple):
    """One quantity, computed in two ways in the dtype of its logits, and in more digits."""

    naive: Callable[[NDArray[Any], int], NDArray[Any]]
    stable: Callable[[NDArray[Any], int], NDArray[Any]]
    exact: Callable[[Reference], NDArray[Any]]


class Errors(NamedTuple):
    """The errors of some results, each of them a number or a row of numbers."""

    absolute: NDArray[np.float64]  # max_k |computed − exact|; NaN where an entry is not finite
    relative: NDArray[np.float64]  # the same over max_k |exact|
    outcome: NDArray[np.int8]  # of `Outcome`


class FormulaErrors(NamedTuple):
    """Both formulas on the same logits."""

    naive: Errors
    stable: Errors


FORMULAS: Mapping[tuple[str, str], Formulas] = {
    ("softmax", "value"): Formulas(
        lambda logits, _: naive_softmax(logits),
        lambda logits, _: stable_softmax(logits),
        lambda reference: reference.probabilities,
    ),
    ("softmax", "gradient"): Formulas(
        naive_softmax_gradient,
        stable_softmax_gradient,
        lambda reference: reference.softmax_gradient,
    ),
    ("log-softmax", "value"): Formulas(
        lambda logits, _: naive_log_softmax(logits),
        lambda logits, _: stable_log_softmax(logits),
        lambda reference: reference.log_probabilities,
    ),
    ("log-softmax", "gradient"): Formulas(
        naive_log_softmax_gradient,
        stable_log_softmax_gradient,
        lambda reference: reference.log_softmax_gradient,
    ),
    ("cross-entropy", "value"): Formulas(
        lambda logits, label: naive_cross_entropy(logits, label)[..., None],
        lambda logits, label: stable_cross_entropy(logits, label)[..., None],
        lambda reference: reference.loss[..., None],
    ),
    ("cross-entropy", "gradient"): Formulas(
        naive_cross_entropy_gradient,
        stable_cross_entropy_gradient,
        lambda reference: reference.loss_gradient,
    ),
}


def spread_logits(size: ArrayLike, classes: int, dtype: str) -> NDArray[Any]:
    """K logits spread evenly from −size to +size, rounded to the dtype.

    The size s > 0, in nats, is one or several (...,), and the logits are (..., classes); class
    `LABEL` has the lowest. A ValueError names fewer than two classes, or a dtype that is no key of
    `DTYPES`.

    Examples
    --------
    >>> spread_logits(10.0, 3, "float16")
    array([-10.,   0.,  10.], dtype=float16)
    """
    classes = as_count(classes, "classes", least=2)
    kind = dtype_of(dtype)
    sizes = np.asarray(size, dtype=np.float64)[..., None]
    return np.asarray(sizes * np.linspace(-1.0, 1.0, classes)).astype(kind)


def formula_errors(logits: ArrayLike, quantity: str, part: str) -> FormulaErrors:
    """The errors of a quantity for the label `LABEL`, one for each row of logits.

    Parameters
    ----------
    logits : z, (..., classes), finite, in the dtype in which everything is to be computed.
    quantity : one of `QUANTITIES`.
    part : one of `PARTS`.

    Returns
    -------
    FormulaErrors, arrays of shape (...,).

    Raises
    ------
    ValueError : another quantity or part, and what `reference_softmax` refuses.

    Notes
    -----
    Errors are those of the whole row, by its largest entry (Higham 2002, section 6.2: the
    normwise error in the maximum norm), so that a probability of 1e-30 that became 0 does not
    count as an error of 100 %; `outcome` says that it vanished.

    Examples
    --------
    >>> errors = formula_errors(np.float32([0.0, 200.0]), "cross-entropy", "value")
    >>> Outcome(errors.naive.outcome).name, float(errors.stable.relative)
    ('INFINITE', 0.0)
    """
    if (quantity, part) not in FORMULAS:
        raise ValueError(
            f"quantity and part must be of {', '.join(QUANTITIES)} and {', '.join(PARTS)}, "
            f"got {quantity!r} and {part!r}"
        )
    checked = as_logits(logits)
    formulas = FORMULAS[quantity, part]
    exact = formulas.exact(reference_softmax(checked, LABEL))
    return FormulaErrors(
        _errors(formulas.naive(checked, LABEL), exact),
        _errors(formulas.stable(checked, LABEL), exact),
    )


def error_map(
    dtype: str, quantity: str, part: str, sizes: NDArray[np.float64], class_counts: list[int]
) -> FormulaErrors:
    """`formula_errors` of `spread_logits`: a row for each K, a column for each size.

    Arguments and errors are those of the two functions; sizes beyond a dtype's range are refused.

    Examples
    --------
    >>> errors = error_map("float32", "softmax", "value", np.array([1.0, 100.0]), [2, 3, 4])
    >>> [Outcome(code).name for code in errors.naive.outcome[0]]
    ['FINITE', 'NOT_A_NUMBER']
    """
    as_positive(float(np.min(sizes)), "sizes")
    rows = [
        formula_errors(spread_logits(sizes, classes, dtype), quantity, part)
        for classes in class_counts
    ]
    naive, stable = (
        Errors(*(np.stack(column) for column in zip(*errors, strict=True)))
        for errors in zip(*rows, strict=True)
    )
    return FormulaErrors(naive, stable)


def _errors(computed: NDArray[Any], exact: NDArray[Any]) -> Errors:
    outcome = np.zeros(computed.shape[:-1], dtype=np.int8)
    # No exact entry is 0: each is a probability, its logarithm, or a product of probabilities.
    outcome[(computed == 0).any(axis=-1)] = Outcome.VANISHED
    outcome[np.isinf(computed).any(axis=-1)] = Outcome.INFINITE
    outcome[np.isnan(computed).any(axis=-1)] = Outcome.NOT_A_NUMBER
    finite = np.isfinite(computed)
    widened = reference_arithmetic(computed.dtype).widened
    difference = np.abs(widened(np.where(finite, computed, computed.dtype.type(0))) - exact)
    largest = difference.max(axis=-1)
    scale = np.abs(exact).max(axis=-1)
    usable = finite.all(axis=-1)
    absolute = np.where(usable, largest, np.nan).astype(np.float64)
    # A scale of 0 has underflowed in the reference, and so all the more in the dtype: what should
    # be that small came out as 0, which is an error of 100 %.
    beyond = scale == 0
    ratio = np.where(beyond, 1.0, (largest / np.where(beyond, 1, scale)).astype(np.float64))
    relative = np.where(usable, ratio, np.nan)
    return Errors(absolute, relative, outcome)
