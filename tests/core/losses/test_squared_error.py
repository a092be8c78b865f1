import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose

from core import (
    cross_entropy_gradient,
    numerical_gradient,
    one_hot,
    softmax,
    softmax_jacobian,
    squared_error,
    squared_error_gradient,
)
from tests.core.strategies import logits_and_labels, logits_and_targets, temperatures


@given(logits_and_labels(), temperatures)
def test_one_hot_targets_equal_integer_labels(drawn, temperature):
    logits, labels = drawn
    targets = one_hot(labels, logits.shape[-1])
    for function in (squared_error, squared_error_gradient):
        hard = function(logits, labels, temperature=temperature)
        soft = function(logits, targets, temperature=temperature)
        np.testing.assert_array_equal(hard, soft)


@given(logits_and_targets, temperatures)
def test_the_gradient_equals_finite_differences(drawn, temperature):
    logits, targets = drawn
    numerical = numerical_gradient(
        lambda z: squared_error(z, targets, temperature=temperature).sum(), logits
    )
    gradient = squared_error_gradient(logits, targets, temperature=temperature)
    assert_allclose(gradient, numerical, atol=1e-6)


@given(logits_and_targets, temperatures)
def test_gradient_rows_sum_to_zero(drawn, temperature):
    gradient = squared_error_gradient(*drawn, temperature=temperature)
    assert_allclose(gradient.sum(axis=-1), 0, atol=1e-14)


@given(logits_and_labels(), temperatures)
def test_the_gradient_is_the_jacobian_times_the_error(drawn, temperature):
    logits, labels = drawn
    probabilities = softmax(logits, temperature=temperature)
    errors = probabilities - one_hot(labels, logits.shape[-1])
    jacobian = softmax_jacobian(probabilities, temperature=temperature)
    expected = (jacobian @ errors[..., None])[..., 0]
    gradient = squared_error_gradient(logits, labels, temperature=temperature)
    assert_allclose(gradient, expected, atol=1e-14)


@given(logits_and_targets, st.floats(-500, 500))
def test_a_shift_of_the_logits_changes_nothing(drawn, shift):
    logits, targets = drawn
    assert_allclose(
        squared_error(logits + shift, targets), squared_error(logits, targets), atol=1e-11
    )


def test_it_saturates_where_cross_entropy_does_not():
    confident_and_wrong = [40.0, 0.0]
    assert abs(squared_error_gradient(confident_and_wrong, 1)).max() < 1e-16
    assert abs(cross_entropy_gradient(confident_and_wrong, 1)).max() > 0.99


@pytest.mark.parametrize("dtype", [np.float16, np.float32, np.float64])
def test_floating_dtypes_are_kept(dtype):
    logits = np.array([[1, 2], [3, 4]], dtype=dtype)
    logits.flags.writeable = False
    for function in (squared_error, squared_error_gradient):
        assert function(logits, [0, 1]).dtype == dtype
        assert function(logits, [[0.5, 0.5], [0, 1]]).dtype == dtype


def test_empty_batches_and_extreme_logits():
    assert squared_error(np.zeros((0, 3)), np.zeros(0, dtype=int)).shape == (0,)
    assert squared_error_gradient(np.zeros((0, 3)), np.zeros((0, 3))).shape == (0, 3)
    assert squared_error([1e308, -1e308], 1) == 1
    assert squared_error([0, -np.inf], 0) == 0
