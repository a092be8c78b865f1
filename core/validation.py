"""Checks at the border: what a public function accepts, and the sentence it answers with otherwise.

Every refusal is a `ValueError` of the form "<argument> must …, got <value>". Inner loops trust
what has passed here once.
"""

import operator
from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from core.sentence import Sentence, SentenceError

# How far the sum of a distribution may be from 1. Wider than the rounding of a sum, so that a
# float32 distribution widened to float64 is still taken for what it is.
SUM_TOLERANCE = {np.float16: 1e-2, np.float32: 1e-4}
DEFAULT_SUM_TOLERANCE = 1e-6

UNUSABLE_LOGIT = Sentence("logits must not hold NaN or +inf, got {value} at index {index}").english

FLOATS = frozenset({np.float16, np.float32, np.float64})
LARGEST_COUNT = int(np.iinfo(np.intp).max)
WHOLE = (int, np.integer)
REAL = (*WHOLE, float, np.floating)


def as_floating(values: ArrayLike, name: str) -> NDArray[Any]:
    """The values as an array: float16, 32 and 64 are kept, other real numbers become float64.

    Raises
    ------
    ValueError : when the values are not real numbers in a rectangular array, or lie beyond the
        range of float64.

    Examples
    --------
    >>> as_floating([1, 2], "logits").dtype, as_floating(np.float16([1]), "logits").dtype
    (dtype('float64'), dtype('float16'))
    """
    array = _as_array(values, name)
    if array.dtype.type in FLOATS:
        # In another byte order than the machine's, a dtype is not equal to the one of its name.
        return array if array.dtype.isnative else array.astype(array.dtype.newbyteorder("="))
    if array.dtype.kind not in "iubf":
        raise ValueError(f"{name} must hold real numbers, got dtype {array.dtype}: {brief(values)}")
    with np.errstate(over="ignore"):
        floats = array.astype(np.float64)
    beyond = np.isinf(floats) & np.isfinite(array)  # a wider float than float64
    if beyond.any():
        index = _first_index(beyond)
        raise ValueError(
            f"{name} must lie within the range of float64, "
            f"got {array[index]!s} at index {list(index)}"
        )
    return floats


def as_finite(values: ArrayLike, name: str) -> NDArray[Any]:
    """`as_floating`, and refuse NaN and infinities.

    >>> as_finite([1.0, np.nan], "bias")
    Traceback (most recent call last):
    ValueError: bias must be finite, got nan at index [1]
    """
    array = as_floating(values, name)
    _refuse_entries(np.isfinite(array), array, f"{name} must be finite")
    return array


def as_vector(values: ArrayLike, name: str) -> NDArray[Any]:
    """`as_finite`, and refuse anything but a single axis.

    >>> as_vector([[1.0]], "point")
    Traceback (most recent call last):
    ValueError: point must have one axis, got shape (1, 1)
    """
    array = as_finite(values, name)
    if array.ndim != 1:
        raise ValueError(f"{name} must have one axis, got shape {array.shape}")
    return array


def as_logits(logits: ArrayLike) -> NDArray[Any]:
    """The logits as a floating array of shape (..., classes) with at least one class.

    Whether each row has a softmax is not asked here: its maximum tells, where it is computed
    anyway (`refuse_rows_without_softmax`).

    >>> as_logits(3.0)
    Traceback (most recent call last):
    ValueError: logits must have a last axis of at least one class, got shape ()
    """
    return _with_classes(as_floating(logits, "logits"), "logits")


def as_one_example(logits: ArrayLike) -> NDArray[Any]:
    """Checked logits of a single example, (classes,).

    >>> as_one_example([[1.0, 2.0]])
    Traceback (most recent call last):
    ValueError: logits must be one example of shape (classes,), got shape (1, 2)
    """
    checked = as_logits(logits)
    if checked.ndim != 1:
        raise ValueError(
            f"logits must be one example of shape (classes,), got shape {checked.shape}"
        )
    return checked


def refuse_rows_without_softmax(logits: NDArray[Any], row_maxima: NDArray[Any]) -> None:
    """Refuse NaN, +inf and a row that is all −inf: exactly the rows without a finite maximum.

    >>> refuse_rows_without_softmax(np.array([[0.0, np.inf]]), np.array([np.inf]))
    Traceback (most recent call last):
    core.sentence.SentenceError: logits must not hold NaN or +inf, got inf at index [0, 1]
    """
    if np.isfinite(row_maxima).all():
        return
    unusable = np.isnan(logits) | np.isposinf(logits)
    if unusable.any():
        index = _first_index(unusable)
        raise SentenceError(UNUSABLE_LOGIT, value=logits[index], index=list(index))
    row = list(_first_index(np.asarray(np.isneginf(logits).all(axis=-1))))
    if row:
        raise SentenceError(
            "logits must have a finite entry in every row, got only -inf in row {row}", row=row
        )
    raise SentenceError("logits must have a finite entry in every row, got only -inf")


def as_temperature(temperature: float, dtype: np.dtype[Any]) -> float:
    """The temperature as a float that is positive, finite and normal in `dtype`.

    >>> as_temperature(0, np.dtype(np.float64))
    Traceback (most recent call last):
    ValueError: temperature must be a positive finite number, got 0
    """
    value = as_positive(temperature, "temperature")
    limits = np.finfo(dtype)
    least, most = float(limits.tiny), float(limits.max)
    if not least <= value <= most:
        raise ValueError(
            f"temperature must be from {least:.4g} to {most:.4g} to be a {dtype} number, "
            f"got {temperature!r}"
        )
    return value


def as_labels(labels: ArrayLike, classes: int, name: str = "targets") -> NDArray[np.intp]:
    """Whole numbers in 0 … classes − 1, of any shape; whole floats are taken too.

    >>> as_labels([0, 3], 3, "labels")
    Traceback (most recent call last):
    ValueError: labels must be whole numbers from 0 to 2, got 3 at index [1]
    """
    array = _as_array(labels, name)
    if array.dtype.kind in "iu":
        whole = array.astype(np.intp, copy=False)
        # Read as unsigned, a negative label is a very large one: a single comparison finds both.
        if whole.size == 0 or whole.view(np.uintp).max() < classes:
            return whole
    as_floating(array, name)
    valid = np.asarray((array >= 0) & (array < classes) & (array == np.floor(array)))
    rule = f"{name} must be whole numbers from 0 to {classes - 1}"
    if array.ndim == 0 and not valid:
        raise ValueError(f"{rule}, got {array[()]}")
    _refuse_entries(valid, array, rule)
    return array.astype(np.intp)


def as_labels_of_rows(labels: ArrayLike, rows: NDArray[Any], name_of_rows: str) -> NDArray[np.intp]:
    """One label for each row of an array (n, classes).

    >>> as_labels_of_rows([0, 1], np.zeros((1, 2)), "logits")
    Traceback (most recent call last):
    ValueError: labels must have shape (1,), one for each row of logits, got shape (2,)
    """
    checked = as_labels(labels, rows.shape[1], "labels")
    if checked.shape != rows.shape[:1]:
        raise ValueError(
            f"labels must have shape {rows.shape[:1]}, one for each row of {name_of_rows}, "
            f"got shape {checked.shape}"
        )
    return checked


def as_distribution(distribution: ArrayLike, name: str = "targets") -> NDArray[Any]:
    """Non-negative numbers that sum to 1 over the last axis, up to the rounding of their dtype.

    >>> as_distribution([0.5, 0.6])
    Traceback (most recent call last):
    ValueError: targets must sum to 1 over the last axis, got a sum of 1.1
    """
    array = _with_classes(as_floating(distribution, name), name)
    with np.errstate(over="ignore"):  # an infinite sum is refused by name
        sums = np.add.reduce(array, axis=-1, dtype=np.float64)
    tolerance = SUM_TOLERANCE.get(array.dtype.type, DEFAULT_SUM_TOLERANCE)
    wrong = ~np.asarray(np.abs(sums - 1) <= tolerance)
    if array.min(initial=0) >= 0 and not wrong.any():  # false for NaN, and for an infinite sum
        return array
    valid = (array >= 0) & (array < np.inf)
    _refuse_entries(valid, array, f"{name} must be non-negative and finite")
    index = _first_index(wrong)
    where = f" in row {list(index)}" if index else ""
    raise ValueError(
        f"{name} must sum to 1 over the last axis, got a sum of {sums[index]:.10g}{where}"
    )


def as_targets(targets: ArrayLike, logits: NDArray[Any]) -> NDArray[Any]:
    """Integer labels of shape `logits.shape[:-1]`, or distributions of shape `logits.shape`.

    >>> as_targets([0, 1], np.zeros((3, 2)))
    Traceback (most recent call last):
    ValueError: targets must be labels of shape (3,) or distributions of shape (3, 2), got shape (2,)
    """  # noqa: E501 (the sentence of the error is one line)
    array = _as_array(targets, "targets")
    if array.shape == logits.shape[:-1]:
        return as_labels(array, logits.shape[-1])
    if array.shape == logits.shape:
        return as_distribution(array)
    raise ValueError(
        f"targets must be labels of shape {logits.shape[:-1]} or distributions of shape "
        f"{logits.shape}, got shape {array.shape}"
    )


def as_real(value: float, name: str, rule: str, holds: Callable[[float], bool]) -> float:
    """A real number for which the rule holds, as a float.

    >>> as_real(1.5, "epsilon", "be a number from 0 to 1", lambda number: 0 <= number <= 1)
    Traceback (most recent call last):
    ValueError: epsilon must be a number from 0 to 1, got 1.5
    """
    try:
        number = float(value) if isinstance(value, REAL) else np.nan
    except OverflowError:  # an int beyond every float
        number = np.inf
    if not holds(number):  # no comparison holds for NaN
        raise ValueError(f"{name} must {rule}, got {brief(value)}")
    return number


def as_epsilon(epsilon: float) -> float:
    """The weight ε of label smoothing, from 0 to 1."""
    return as_real(epsilon, "epsilon", "be a number from 0 to 1", lambda number: 0 <= number <= 1)


def as_positive(value: float, name: str) -> float:
    """A positive finite number, as a float."""
    return as_real(value, name, "be a positive finite number", lambda number: 0 < number < np.inf)


def as_decay(value: float, name: str) -> float:
    """The fraction of a memory that survives a step, from 0 to less than 1."""
    return as_real(value, name, "lie in [0, 1)", lambda number: 0 <= number < 1)


def as_count(value: int, name: str, *, least: int) -> int:
    """A whole number that is not less than `least` and can be the length of an array.

    >>> as_count(0, "classes", least=1)
    Traceback (most recent call last):
    ValueError: classes must be a whole number of at least 1, got 0
    """
    _as_whole(value, name, f"of at least {least}", least, np.inf)
    return _as_whole(value, name, f"of at most {LARGEST_COUNT}", least, LARGEST_COUNT)


def as_index(value: int, name: str, size: int) -> int:
    """A position in 0 … size − 1, counted from the front only.

    >>> as_index(-1, "p", 3)
    Traceback (most recent call last):
    ValueError: p must be a whole number from 0 to 2, got -1
    """
    return _as_whole(value, name, f"from 0 to {size - 1}", 0, size - 1)


def _as_whole(value: int, name: str, rule: str, least: int, most: float) -> int:
    try:
        number = operator.index(value)
    except TypeError:
        number = least - 1
    if not least <= number <= most:
        raise ValueError(f"{name} must be a whole number {rule}, got {brief(value)}")
    return number


def as_two_classes(first: int, second: int, classes: int) -> tuple[int, int]:
    """Two different classes, counted from 0.

    >>> as_two_classes(1, 1, 3)
    Traceback (most recent call last):
    ValueError: second must be another class than first, got 1 for both
    """
    first, second = as_index(first, "first", classes), as_index(second, "second", classes)
    if first == second:
        raise ValueError(f"second must be another class than first, got {second} for both")
    return first, second


def _first_index(mask: NDArray[np.bool_]) -> tuple[int, ...]:
    return tuple(int(position) for position in np.unravel_index(np.argmax(mask), mask.shape))


def _refuse_entries(valid: NDArray[np.bool_], values: NDArray[Any], rule: str) -> None:
    """Name the first entry that is not valid, if there is one."""
    if not valid.all():
        index = _first_index(~valid)
        raise ValueError(f"{rule}, got {values[index]} at index {list(index)}")


def _with_classes(array: NDArray[Any], name: str) -> NDArray[Any]:
    if array.ndim == 0 or array.shape[-1] == 0:
        raise ValueError(
            f"{name} must have a last axis of at least one class, got shape {array.shape}"
        )
    return array


def _as_array(values: ArrayLike, name: str) -> NDArray[Any]:
    try:
        return np.asarray(values)
    except ValueError:  # rows of different lengths
        raise ValueError(
            f"{name} must be a rectangular array of numbers, got {brief(values)}"
        ) from None


def brief(values: object) -> str:
    """How an error shows a value, however long it is.

    >>> brief(10**400)
    '100000000000000000000000000000000000000000000000000000000...'
    """
    try:
        text = repr(values)
    except ValueError:  # Python does not write out an int of thousands of digits
        return "a number too long to write out"
    return text if len(text) <= 60 else text[:57] + "..."
