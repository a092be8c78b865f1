"""Naive and stable formulas in one dtype: against slow loops and decimal numbers; side by side."""

import itertools
from decimal import Decimal, localcontext

import numpy as np
import pytest

from core import log_softmax, softmax, softmax_jacobian
from core.precision.dtypes import DTYPES
from core.precision.exponential_range import exponential_range
from core.precision.formula_errors import (
    FORMULAS,
    LABEL,
    PARTS,
    QUANTITIES,
    Outcome,
    error_map,
    formula_errors,
    spread_logits,
)
from core.precision.formula_steps import naive_steps, stable_steps
from core.precision.naive_softmax import (
    naive_cross_entropy,
    naive_log_softmax,
    naive_log_softmax_gradient,
    naive_softmax,
    naive_softmax_gradient,
)
from core.precision.reference_softmax import DECIMAL, reference_arithmetic, reference_softmax
from core.precision.sequential_sum import sequential_sum
from core.precision.stable_softmax import (
    stable_cross_entropy,
    stable_cross_entropy_gradient,
    stable_log_softmax,
    stable_softmax,
    stable_softmax_gradient,
)

every_dtype = pytest.mark.parametrize("dtype", DTYPES)
every_quantity = pytest.mark.parametrize(
    ("quantity", "part"), list(itertools.product(QUANTITIES, PARTS))
)
CLASS_COUNTS = [2, 5, 16, 300]
SIZES = np.logspace(-1, 4, 16)


def some_logits(dtype: str, rows: int = 6, classes: int = 7) -> np.ndarray:
    drawn = np.random.default_rng(3).uniform(-9, 9, (rows, classes))
    return drawn.astype(DTYPES[dtype])


def decimal_softmax(logits: np.ndarray) -> list[Decimal]:
    """ŷ by its definition, to 60 digits and without a shift: decimal exponents do not overflow."""
    exponentials = [Decimal(float(logit)).exp() for logit in logits]
    return [part / sum(exponentials) for part in exponentials]


def decimal_quantity(logits: np.ndarray, quantity: str, part: str) -> list[Decimal]:
    shares = decimal_softmax(logits)
    own = shares[LABEL]
    slopes = [Decimal(int(place == LABEL)) - share for place, share in enumerate(shares)]
    return {
        ("softmax", "value"): shares,
        ("softmax", "gradient"): [own * slope for slope in slopes],
        ("log-softmax", "value"): [share.ln() for share in shares],
        ("log-softmax", "gradient"): slopes,
        ("cross-entropy", "value"): [-own.ln()],
        ("cross-entropy", "gradient"): [-slope for slope in slopes],
    }[quantity, part]


@every_dtype
def test_a_sequential_sum_is_the_loop_s_to_the_last_bit(dtype: str):
    values = np.exp(some_logits(dtype, classes=200) / DTYPES[dtype](3))
    totals = np.zeros(len(values), dtype=DTYPES[dtype])
    for column in values.T:
        totals = totals + column
    assert totals.dtype == DTYPES[dtype]
    np.testing.assert_array_equal(sequential_sum(values), totals)


@every_dtype
def test_both_softmaxes_are_the_loop_s_to_the_last_bit(dtype: str):
    for row in some_logits(dtype):
        for shift, found in ((0, naive_softmax(row)), (max(row), stable_softmax(row))):
            exponentials = [np.exp(logit - DTYPES[dtype](shift)) for logit in row]
            total = DTYPES[dtype](0)
            for part in exponentials:
                total += part
            assert found.dtype == total.dtype == DTYPES[dtype]
            np.testing.assert_array_equal(found, [part / total for part in exponentials])


@every_dtype
@every_quantity
def test_moderate_logits_give_the_decimal_numbers_both_ways(dtype: str, quantity: str, part: str):
    formulas = FORMULAS[quantity, part]
    logits = some_logits(dtype) / DTYPES[dtype](3)
    tolerance = 20 * np.finfo(DTYPES[dtype]).eps
    with localcontext(prec=60):
        expected = np.array(
            [[float(x) for x in decimal_quantity(row, quantity, part)] for row in logits]
        )
    for found in (formulas.naive(logits, LABEL), formulas.stable(logits, LABEL)):
        assert found.dtype == DTYPES[dtype]
        worst = np.abs(found.astype(np.float64) - expected).max(axis=-1)
        assert (worst <= tolerance * np.abs(expected).max(axis=-1)).all()


def test_in_float64_the_stable_formulas_are_those_of_core():
    logits = some_logits("float64")
    np.testing.assert_allclose(stable_softmax(logits), softmax(logits), rtol=1e-14)
    np.testing.assert_allclose(stable_log_softmax(logits), log_softmax(logits), rtol=1e-14)
    jacobian = softmax_jacobian(softmax(logits))
    np.testing.assert_allclose(stable_softmax_gradient(logits, 2), jacobian[:, 2], rtol=1e-13)


@every_dtype
@every_quantity
def test_the_errors_are_those_that_decimal_numbers_find(dtype: str, quantity: str, part: str):
    logits = np.vstack([some_logits(dtype, 3), spread_logits(SIZES[:6], 7, dtype)])
    found = formula_errors(logits, quantity, part)
    formulas = FORMULAS[quantity, part]
    for formula, errors in ((formulas.naive, found.naive), (formulas.stable, found.stable)):
        computed = formula(logits, LABEL)
        for place in np.flatnonzero(np.isfinite(errors.absolute)):
            with localcontext(prec=60):
                exact = decimal_quantity(logits[place], quantity, part)
                worst = max(
                    abs(Decimal(float(x)) - true)
                    for x, true in zip(computed[place], exact, strict=True)
                )
                relative = worst / max(map(abs, exact))
            slack = float(np.finfo(DTYPES[dtype]).eps) / 100  # of the reference
            assert errors.relative[place] == pytest.approx(float(relative), rel=1e-2, abs=slack)
            scale = float(max(map(abs, exact)))
            assert errors.absolute[place] == pytest.approx(
                float(worst), rel=1e-2, abs=slack * scale
            )


@every_dtype
@every_quantity
def test_the_stable_formula_is_never_worse_beyond_rounding_and_never_no_number(
    dtype: str, quantity: str, part: str
):
    found = error_map(dtype, quantity, part, SIZES, CLASS_COUNTS)
    assert (found.stable.outcome <= Outcome.VANISHED).all()
    assert np.isfinite(found.stable.relative).all()
    rounding = np.array(CLASS_COUNTS)[:, None] * float(np.finfo(DTYPES[dtype]).eps)
    compared = np.isfinite(found.naive.relative)
    assert compared.any()
    assert not compared.all()
    worse = found.stable.relative - found.naive.relative
    assert (worse <= rounding)[compared].all()


@every_dtype
def test_once_broken_a_naive_formula_stays_broken_and_breaks_by_the_overflow_at_the_latest(
    dtype: str,
):
    for quantity, part in itertools.product(QUANTITIES, PARTS):
        outcome = error_map(dtype, quantity, part, SIZES, CLASS_COUNTS).naive.outcome
        broken = outcome >= Outcome.INFINITE
        assert (np.diff(broken.astype(int), axis=1) >= 0).all()
        assert broken[:, exponential_range(dtype).overflow < SIZES].all()


@pytest.mark.parametrize(
    ("dtype", "overflow"), [("float16", 11.0899), ("float32", 88.7228), ("float64", 709.7827)]
)
def test_golden_value_6_the_naive_exponential_overflows_where_the_facts_say(
    dtype: str, overflow: float
):
    limits = exponential_range(dtype)
    assert limits.overflow == pytest.approx(overflow, abs=5e-5)
    kind = DTYPES[dtype]
    with np.errstate(over="ignore"):
        assert np.isfinite(np.exp(kind(limits.largest)))
        assert np.isinf(np.exp(np.nextafter(kind(limits.largest), kind(np.inf))))
        for beyond, code in ((0.99, Outcome.FINITE), (1.01, Outcome.NOT_A_NUMBER)):
            shares = naive_softmax(kind([0, overflow * beyond]))
            assert np.isnan(shares).any() == (code == Outcome.NOT_A_NUMBER)
    assert np.isfinite(stable_softmax(kind([0, overflow * 1.01]))).all()


@every_dtype
def test_the_other_limits_are_the_last_numbers_of_their_kind(dtype: str):
    limits, kind = exponential_range(dtype), DTYPES[dtype]
    down = kind(-np.inf)
    with np.errstate(under="ignore"):
        assert np.exp(kind(limits.lowest)) > 0
        assert np.exp(np.nextafter(kind(limits.lowest), down)) == 0
        assert np.exp(kind(limits.last_normal)) >= np.finfo(kind).tiny
        assert np.exp(np.nextafter(kind(limits.last_normal), down)) < np.finfo(kind).tiny
        assert kind(1) + np.exp(kind(limits.lost_beside_one)) == 1
        assert kind(1) + np.exp(np.nextafter(kind(limits.lost_beside_one), kind(0))) > 1
    longest = kind(limits.longest_sum)
    assert longest + kind(1) == longest
    assert longest - kind(1) + kind(1) == longest
    assert longest - kind(1) != longest


def test_golden_value_8_a_confident_mistake():
    logits = np.float32([200, 0])
    assert naive_cross_entropy(logits, 1) == np.inf
    assert stable_cross_entropy(logits, 1) == 200
    np.testing.assert_array_equal(stable_cross_entropy_gradient(logits, 1), [1, -1])


def test_a_share_that_underflowed_takes_the_naive_chain_rule_with_it():
    near, far = np.float32([-30, 30]), np.float32([-60, 60])  # both without overflow
    assert np.isfinite(naive_log_softmax_gradient(near, 0)).all()
    assert naive_log_softmax(far)[0] == -np.inf
    assert np.isnan(naive_log_softmax_gradient(far, 0)).all()
    np.testing.assert_array_equal(naive_softmax_gradient(far, 0), [0, -0.0])


def test_labels_of_one_s_own_choose_their_rows():
    logits, labels = some_logits("float32", 3, 3), np.array([2, 0, 1])
    for formula in (naive_cross_entropy, stable_cross_entropy, stable_cross_entropy_gradient):
        together = formula(logits, labels)
        for row, label in enumerate(labels):
            np.testing.assert_array_equal(together[row], formula(logits[row], label))


@pytest.mark.parametrize("classes", [2, 6])
def test_hardware_and_decimal_references_agree(classes: int):
    logits = spread_logits(np.array([0.1, 5.0, 400.0]), classes, "float64")
    for found, exact in zip(
        reference_softmax(logits, 1),
        reference_softmax(logits, 1, arithmetic=DECIMAL),
        strict=True,
    ):
        # Below 1e-300 a float64 has too few digits to compare.
        np.testing.assert_allclose(
            found.astype(np.float64), exact.astype(np.float64), rtol=1e-14, atol=1e-300
        )


def test_where_longdouble_is_no_wider_errors_are_measured_with_decimal_numbers(
    monkeypatch: pytest.MonkeyPatch,
):
    logits = spread_logits(SIZES[::3], 4, "float64")
    here = formula_errors(logits, "cross-entropy", "value")
    monkeypatch.setattr(np, "longdouble", np.float64)
    assert reference_arithmetic(np.dtype(np.float64)) is DECIMAL
    assert reference_arithmetic(np.dtype(np.float32)).name == "float64"
    there = formula_errors(logits, "cross-entropy", "value")
    np.testing.assert_array_equal(here.naive.outcome, there.naive.outcome)
    np.testing.assert_allclose(here.stable.relative, there.stable.relative, atol=1e-18)


def test_a_result_too_small_for_the_reference_is_wholly_lost():
    errors = formula_errors(spread_logits(10_000.0, 2, "float64"), "softmax", "gradient")
    assert errors.stable.outcome == Outcome.VANISHED
    assert errors.stable.relative == 1


@pytest.mark.parametrize("size", [1.0, 100.0])
def test_the_steps_are_those_of_the_formulas(size: float):
    logits = spread_logits(size, 5, "float32")
    for steps, shift, loss in (
        (naive_steps(logits), np.float32(0), naive_cross_entropy(logits, LABEL)),
        (stable_steps(logits), logits.max(), stable_cross_entropy(logits, LABEL)),
    ):
        with np.errstate(over="ignore"):
            exponentials = np.exp(logits - shift)
        assert steps.highest == exponentials[-1]
        assert steps.lowest == exponentials[0]
        assert steps.normalizer == sequential_sum(exponentials)
        assert steps.loss == loss == -steps.log_probability
        assert steps.loss_gradient == np.float32(steps.probability) - np.float32(1)


def test_spread_logits_are_even_and_the_label_s_is_the_lowest():
    logits = spread_logits(np.array([3.0, 9.0]), 4, "float64")
    np.testing.assert_allclose(logits, [[-3, -1, 1, 3], [-9, -3, 3, 9]])
    assert (logits.argmin(axis=-1) == LABEL).all()


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: spread_logits(1.0, 1, "float32"), "classes must be"),
        (lambda: spread_logits(1.0, 3, "int8"), "dtype must be one of float16"),
        (lambda: exponential_range("float8"), "dtype must be one of float16"),
        (lambda: formula_errors([0.0, 1.0], "softmin", "value"), "quantity and part must be"),
        (lambda: formula_errors([0.0, np.inf], "softmax", "value"), "logits must be finite"),
        (lambda: error_map("float32", "softmax", "value", np.zeros(1), [2]), "sizes must be"),
        (lambda: naive_cross_entropy([0.0, 1.0], 2), "labels must be"),
        (lambda: stable_softmax(1.0), "logits must have a last axis"),
        (lambda: reference_softmax([0.0, 1.0], -1), "label must be"),
    ],
)
def test_what_cannot_be_computed_is_refused(call, message: str):
    with pytest.raises(ValueError, match=f"^{message}"):
        call()
