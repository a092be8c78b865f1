"""The central difference against its step h in one dtype, and the h at which its error is least.

The function is the cross-entropy in one logit, whose derivatives are known, so that the error can
be measured and the best step predicted.
"""

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from core.precision.dtypes import dtype_of
from core.precision.reference_softmax import reference_softmax
from core.precision.stable_softmax import stable_cross_entropy
from core.validation import as_finite, as_floating, as_index, as_one_example

NEIGHBOURS = 4  # steps on either side: the error of one step may be small by luck


class DifferenceSweep(NamedTuple):
    """One dtype's errors over the steps, and where they are least, as measured and as predicted."""

    steps: NDArray[np.float64]  # (n,), h as asked for, rising
    estimates: NDArray[np.float64]  # (n,), NaN where h does not move the logit, or z ± h overflows
    errors: NDArray[np.float64]  # (n,), |estimate − exact|, NaN as the estimates
    exact: float  # ∂L/∂z_i of the logits as the dtype holds them
    third_derivative: float  # ∂³L/∂z_i³
    gap: float  # between z_i and the next number of the dtype
    rounding: float  # δ, the error expected of one value of L
    best_step: float  # the h about which all errors are small
    best_error: float  # the largest error about it
    foretold_step: float  # ∛(3δ/|L‴|), where δ/h + h²|L‴|/6 is least; ∞ where L‴ is 0
    usual_step: float  # ∛ε · max(1, |z_i|), the default of `core.numerical_gradient`


def central_differences(
    logits: ArrayLike, label: int, i: int, dtype: str, steps: ArrayLike
) -> NDArray[np.float64]:
    """(L(z_i + h) − L(z_i − h)) / ((z_i + h) − (z_i − h)), every operation in the dtype.

    Parameters
    ----------
    logits : z of one example, (classes,), rounded to the dtype first.
    label : y, the true class.
    i : the logit that is moved, counted from 0.
    dtype : a key of `DTYPES`.
    steps : h > 0, (n,), rounded to the dtype.

    Returns
    -------
    (n,), as float64; NaN where z_i + h and z_i − h are the same number, or not finite.

    Raises
    ------
    ValueError : logits that are not finite or not one example, a class that is none, a dtype
        that is not listed.

    Notes
    -----
    Press et al., "Numerical Recipes", 3rd edition (2007), section 5.7: dividing by what was
    really added, since z + h is rounded.

    Examples
    --------
    >>> central_differences([0.0, 0.0], 0, 0, "float32", [1e-2, 1e-10]).round(3)
    array([-0.5,  0. ])
    """
    kind = dtype_of(dtype)
    point = as_one_example(as_finite(as_floating(logits, "logits").astype(kind), "logits"))
    label = as_index(label, "label", len(point))
    i = as_index(i, "i", len(point))
    moves = np.asarray(steps).astype(kind)
    above, below = np.tile(point, (len(moves), 1)), np.tile(point, (len(moves), 1))
    with np.errstate(over="ignore", under="ignore", invalid="ignore", divide="ignore"):
        above[:, i] += moves
        below[:, i] -= moves
        rise = stable_cross_entropy(above, label) - stable_cross_entropy(below, label)
        distance = above[:, i] - below[:, i]
        estimates: NDArray[np.float64] = (rise / distance).astype(np.float64)
    estimates[~np.isfinite(estimates)] = np.nan
    return estimates


def difference_sweep(
    logits: ArrayLike, label: int, i: int, dtype: str, steps: ArrayLike
) -> DifferenceSweep:
    """Central differences for all these steps, their errors, and the best step.

    Arguments and errors are those of `central_differences`; the steps rise. `best_step` is the one
    whose worst neighbour, up to `NEIGHBOURS` on either side, errs least: a rounding error that
    happens to be 0 makes no step a good one.

    Notes
    -----
    A value of L is off by about δ = ε/2 · L, one rounding of a number of its size. The difference
    is then off by δ/h; the term that a central difference leaves out is h² L‴/6. Their sum is least
    at h = ∛(3δ/|L‴|). L‴ = ŷ_i(1 − ŷ_i)(1 − 2ŷ_i) whatever the label.

    Examples
    --------
    >>> sweep = difference_sweep([1.0, 2.0, 0.5], 0, 0, "float64", np.logspace(-12, 0, 97))
    >>> bool(1e-6 < sweep.best_step < 1e-3), bool(sweep.best_error < 1e-9)
    (True, True)
    """
    steps = np.asarray(steps, dtype=np.float64)
    estimates = central_differences(logits, label, i, dtype, steps)
    kind = dtype_of(dtype)
    point = np.asarray(logits).astype(kind)
    reference = reference_softmax(point, label)
    exact = reference.loss_gradient[i]
    probability = float(reference.probabilities[i])
    rest = float(reference_softmax(point, i).log_softmax_gradient[i])  # 1 − ŷ_i
    third = probability * rest * (rest - probability)
    epsilon = float(np.finfo(kind).eps)
    rounding = epsilon / 2 * float(reference.loss)
    errors = _distances(estimates, exact)
    worst = _worst_about(errors)
    best = int(worst.argmin())
    return DifferenceSweep(
        steps=steps,
        estimates=estimates,
        errors=errors,
        exact=float(exact),
        third_derivative=third,
        gap=float(np.spacing(np.abs(point[i]))),
        rounding=rounding,
        best_step=float(steps[best]),
        best_error=float(worst[best]),
        foretold_step=float(np.cbrt(3 * rounding / abs(third))) if third else np.inf,
        usual_step=float(np.cbrt(epsilon) * max(1.0, abs(float(point[i])))),
    )


def _distances(estimates: NDArray[np.float64], exact: Any) -> NDArray[np.float64]:
    """|estimate − exact|, with all the digits that `exact` has."""
    number = type(exact)
    return np.array(
        [np.nan if np.isnan(one) else float(abs(number(float(one)) - exact)) for one in estimates]
    )


def _worst_about(errors: NDArray[np.float64]) -> NDArray[np.float64]:
    """The largest error among each step and its neighbours; ∞ where one has none."""
    known = np.pad(np.where(np.isnan(errors), np.inf, errors), NEIGHBOURS, mode="edge")
    windows = np.lib.stride_tricks.sliding_window_view(known, 2 * NEIGHBOURS + 1)
    return np.asarray(windows.max(axis=-1))
