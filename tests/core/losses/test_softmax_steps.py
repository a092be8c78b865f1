import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose, assert_array_equal

from core import log_softmax, softmax, softmax_steps
from tests.core.strategies import logits, temperatures


def slow_steps(row: list[float], temperature: float) -> dict[str, list[float] | float]:
    """Each step as the formula has it, an entry at a time."""
    scaled = [logit / temperature for logit in row]
    maximum = max(scaled)
    unnormalized = [math.exp(exponent - maximum) for exponent in scaled]
    normalizer = math.fsum(unnormalized)
    return {
        "scaled": scaled,
        "maximum": maximum,
        "shifted": [exponent - maximum for exponent in scaled],
        "unnormalized": unnormalized,
        "normalizer": normalizer,
        "log_normalizer": maximum + math.log(normalizer),
        "probabilities": [part / normalizer for part in unnormalized],
    }


@given(st.lists(st.floats(-10, 10), min_size=1, max_size=10), st.floats(0.1, 10))
def test_every_step_is_the_formula_taken_slowly(row, temperature):
    steps = softmax_steps(row, temperature=temperature)._asdict()
    for name, expected in slow_steps(row, temperature).items():
        assert_allclose(steps[name], expected, rtol=1e-12, atol=1e-12, err_msg=name)


@given(logits(), temperatures)
def test_the_last_step_is_softmax_and_the_log_normalizer_is_log_softmax_s(drawn, temperature):
    steps = softmax_steps(drawn, temperature=temperature)
    assert_array_equal(steps.probabilities, softmax(drawn, temperature=temperature))
    logarithms = steps.scaled - steps.log_normalizer[..., None]
    assert_allclose(logarithms, log_softmax(drawn, temperature=temperature), atol=1e-12)


@given(logits(), temperatures)
def test_shapes_follow_the_logits(drawn, temperature):
    for name, step in softmax_steps(drawn, temperature=temperature)._asdict().items():
        of_rows = name in ("maximum", "normalizer", "log_normalizer")
        assert step.shape == (drawn.shape[:-1] if of_rows else drawn.shape), name


@given(logits(), temperatures)
def test_the_largest_exponential_is_one_and_their_sum_at_most_the_number_of_classes(
    drawn, temperature
):
    steps = softmax_steps(drawn, temperature=temperature)
    assert (steps.unnormalized <= 1).all()
    assert_array_equal((steps.unnormalized == 1).any(axis=-1), True)
    assert (steps.normalizer >= 1).all()
    assert (steps.normalizer <= drawn.shape[-1]).all()


@given(logits(), st.floats(-100, 100), temperatures)
def test_a_shift_moves_the_log_normalizer_and_not_the_probabilities(drawn, shift, temperature):
    before = softmax_steps(drawn, temperature=temperature)
    after = softmax_steps(drawn + shift, temperature=temperature)
    moved = after.log_normalizer - before.log_normalizer
    assert_allclose(moved, shift / temperature, rtol=1e-9, atol=1e-9)
    assert_allclose(after.unnormalized, before.unnormalized, rtol=1e-9)
    assert_allclose(after.probabilities, before.probabilities, rtol=1e-9)


@pytest.mark.parametrize("dtype", [np.float16, np.float32, np.float64])
def test_floating_dtypes_are_kept(dtype):
    for name, step in softmax_steps(np.array([1, 2, 3], dtype), temperature=2)._asdict().items():
        assert step.dtype == dtype, name


def test_what_lies_beyond_the_range_becomes_infinite_and_the_rest_stays():
    steps = softmax_steps([1e308, 0.0], temperature=0.1)
    assert_array_equal(steps.scaled, [np.inf, 0])
    assert steps.log_normalizer == np.inf
    assert_array_equal(steps.probabilities, [1, 0])


@pytest.mark.parametrize("refused", [[np.nan, 0.0], [np.inf, 0.0], [-np.inf], [], 3.0])
def test_what_has_no_softmax_has_no_steps(refused):
    with pytest.raises(ValueError, match="logits must"):
        softmax_steps(refused)


def test_a_temperature_of_zero_is_refused():
    with pytest.raises(ValueError, match="temperature must be a positive finite number"):
        softmax_steps([1.0, 2.0], temperature=0)
