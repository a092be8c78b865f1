"""The central difference in one dtype: its estimates, its best step, and the theory of it."""

from decimal import Decimal, localcontext
from itertools import pairwise

import numpy as np
import pytest

from core import numerical_gradient
from core.precision.difference_sweep import central_differences, difference_sweep
from core.precision.dtypes import DTYPES
from core.precision.stable_softmax import stable_cross_entropy

STEPS = np.logspace(-16, 1, 137)
LOGITS = ([1.0, 2.0, 0.5], [-2.0, 2.0, 0.5], [4.0, 2.0, 0.5])
every_dtype = pytest.mark.parametrize("dtype", DTYPES)


def decimal_loss(logits: list[Decimal]) -> Decimal:
    return sum(logit.exp() for logit in logits).ln() - logits[0]


@every_dtype
def test_an_estimate_is_the_loop_s_to_the_last_bit(dtype: str):
    kind = DTYPES[dtype]
    steps = [2.0**-power for power in (1, 4, 8)]
    found = central_differences(LOGITS[0], 0, 1, dtype, steps)
    for step, estimate in zip(steps, found, strict=True):
        above, below = np.array(LOGITS[0], kind), np.array(LOGITS[0], kind)
        above[1] += kind(step)
        below[1] -= kind(step)
        rise = stable_cross_entropy(above, 0) - stable_cross_entropy(below, 0)
        assert estimate == rise / (above[1] - below[1])


@every_dtype
@pytest.mark.parametrize("logits", LOGITS)
def test_the_sweet_spot_is_near_the_one_that_theory_foretells(dtype: str, logits: list[float]):
    sweep = difference_sweep(logits, 0, 0, dtype, STEPS)
    assert 1 / 10 < sweep.best_step / sweep.foretold_step < 10
    least = sweep.rounding / sweep.foretold_step + (
        sweep.foretold_step**2 * abs(sweep.third_derivative) / 6
    )
    assert sweep.best_error < 5 * least
    # Both arms of the V: a hundred times away on either side the errors are larger.
    for far in (100, 0.01):
        beside = np.abs(np.log10(STEPS / (sweep.best_step * far))) < 0.3
        known = sweep.errors[beside & np.isfinite(sweep.errors)]
        if known.size and far * sweep.best_step < 1:  # further out the loss is a straight line
            assert known.max() > sweep.best_error


def test_more_digits_allow_a_smaller_step_and_a_smaller_error():
    sweeps = [difference_sweep(LOGITS[0], 0, 0, dtype, STEPS) for dtype in DTYPES]
    for coarse, fine in pairwise(sweeps):
        assert fine.best_step < coarse.best_step
        assert fine.best_error < coarse.best_error
        assert fine.usual_step < coarse.usual_step


@pytest.mark.parametrize("logits", LOGITS)
def test_the_derivatives_are_those_of_decimal_numbers(logits: list[float]):
    sweep = difference_sweep(logits, 0, 0, "float64", STEPS)
    with localcontext(prec=60):
        h = Decimal("1e-12")

        def loss(moves: int) -> Decimal:
            first, *rest = map(Decimal, logits)
            return decimal_loss([first + moves * h, *rest])

        slope = (loss(1) - loss(-1)) / (2 * h)
        third = (loss(2) - 2 * loss(1) + 2 * loss(-1) - loss(-2)) / (2 * h**3)
    assert sweep.exact == pytest.approx(float(slope), rel=1e-14)
    assert sweep.third_derivative == pytest.approx(float(third), rel=1e-9)
    found = np.nanargmin(np.abs(sweep.errors - sweep.best_error))
    error = abs(Decimal(float(sweep.estimates[found])) - slope)
    assert sweep.errors[found] == pytest.approx(float(error), rel=1e-2)


def test_a_step_that_moves_nothing_gives_no_estimate():
    gap = float(np.spacing(np.float32(1.0)))
    sweep = difference_sweep([1.0, 0.0], 0, 0, "float32", [gap / 8, gap, 8 * gap])
    assert sweep.gap == gap
    np.testing.assert_array_equal(np.isnan(sweep.estimates), [True, False, False])
    np.testing.assert_array_equal(np.isnan(sweep.errors), [True, False, False])


def test_the_usual_step_is_the_one_that_numerical_gradient_takes():
    point = np.array(LOGITS[2])
    sweep = difference_sweep(point, 0, 0, "float64", STEPS)
    (estimate,) = central_differences(point, 0, 0, "float64", [sweep.usual_step])
    usual = numerical_gradient(lambda z: stable_cross_entropy(z, 0), point)[0]
    assert estimate == pytest.approx(usual, rel=1e-12)


def test_where_the_third_derivative_is_0_no_step_is_foretold():
    assert difference_sweep([0.0, 0.0], 0, 0, "float64", STEPS).foretold_step == np.inf


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (([0.0, 1.0], 0, 0, "int8", [0.1]), "dtype must be one of"),
        (([0.0, np.nan], 0, 0, "float32", [0.1]), "logits must be finite"),
        (([[0.0, 1.0]], 0, 0, "float32", [0.1]), "logits must be one example"),
        (([0.0, 1.0], 2, 0, "float32", [0.1]), "label must be"),
        (([0.0, 1.0], 0, 2, "float32", [0.1]), "i must be"),
    ],
)
def test_what_cannot_be_computed_is_refused(arguments, message: str):
    with pytest.raises(ValueError, match=f"^{message}"):
        central_differences(*arguments)
