import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose, assert_array_equal

from core import log_softmax, numerical_gradient, softmax, softmax_jacobian
from tests.core.strategies import finite_arrays, logits, temperatures

DTYPES = [np.float16, np.float32, np.float64]


@given(logits(bound=1e6), temperatures)
def test_rows_of_probabilities_sum_to_one(drawn, temperature):
    probabilities = softmax(drawn, temperature=temperature)
    assert (probabilities >= 0).all()
    assert_allclose(probabilities.sum(axis=-1), 1, rtol=1e-14)


@given(logits(), st.floats(-1000, 1000), temperatures)
def test_a_shift_of_the_logits_changes_nothing(drawn, shift, temperature):
    shifted = softmax(drawn + shift, temperature=temperature)
    assert_allclose(shifted, softmax(drawn, temperature=temperature), rtol=1e-11)


@given(logits(), temperatures)
def test_log_softmax_is_the_logarithm_of_softmax(drawn, temperature):
    logarithms = log_softmax(drawn, temperature=temperature)
    assert_allclose(np.exp(logarithms), softmax(drawn, temperature=temperature), rtol=1e-12)


@given(logits(), temperatures)
def test_the_temperature_divides_the_logits(drawn, temperature):
    assert_allclose(softmax(drawn, temperature=temperature), softmax(drawn / temperature), 1e-12)


@given(logits(), temperatures)
def test_the_jacobian_is_symmetric_and_positive_semi_definite(drawn, temperature):
    probabilities = softmax(drawn, temperature=temperature)
    jacobian = softmax_jacobian(probabilities, temperature=temperature)
    assert_array_equal(jacobian, np.swapaxes(jacobian, -1, -2))
    assert (np.linalg.eigvalsh(jacobian) >= -1e-14).all()
    assert_allclose(jacobian.sum(axis=-1), 0, atol=1e-14)


@given(finite_arrays(3), temperatures)
def test_the_jacobian_is_the_derivative_of_softmax(drawn, temperature):
    jacobian = softmax_jacobian(softmax(drawn, temperature=temperature), temperature=temperature)
    for k in range(3):
        row = numerical_gradient(lambda z, k=k: softmax(z, temperature=temperature)[k], drawn)
        assert_allclose(jacobian[k], row, atol=1e-7)


@given(finite_arrays(3), temperatures)
def test_the_derivative_of_log_softmax(drawn, temperature):
    """∂ log ŷ_k/∂z_i = (δ_ki − ŷ_i)/T."""
    expected = (np.eye(3) - softmax(drawn, temperature=temperature)) / temperature
    for k in range(3):
        row = numerical_gradient(lambda z, k=k: log_softmax(z, temperature=temperature)[k], drawn)
        assert_allclose(expected[k], row, atol=1e-6)


@pytest.mark.parametrize("dtype", DTYPES)
def test_floating_dtypes_are_kept(dtype):
    row = np.array([1, 2, 3], dtype=dtype)
    assert softmax(row).dtype == log_softmax(row).dtype == dtype
    assert softmax_jacobian(softmax(row)).dtype == dtype


def test_integers_become_float64():
    assert softmax([1, 2]).dtype == log_softmax(np.array([1, 2], np.int8)).dtype == np.float64


def test_float16_is_summed_in_a_wider_dtype():
    """65,536 exponentials of 0 sum to more than float16 holds."""
    assert_allclose(softmax(np.zeros(65536, np.float16)), 2.0**-16, rtol=1e-3)


def test_inputs_are_not_mutated():
    row = np.array([1.0, 2.0, 3.0])
    row.flags.writeable = False
    probabilities = softmax(row, temperature=2)
    probabilities.flags.writeable = False
    log_softmax(row, temperature=2)
    softmax_jacobian(probabilities, temperature=2)


@pytest.mark.parametrize("shape", [(0, 3), (2, 0, 3)])
def test_an_empty_batch_stays_empty(shape):
    empty = np.zeros(shape)
    assert softmax(empty).shape == log_softmax(empty).shape == shape
    assert softmax_jacobian(empty).shape == (*shape, 3)


def test_extreme_logits_and_temperatures():
    assert_array_equal(softmax([1e308, -1e308]), [1, 0])
    assert_array_equal(log_softmax([1e308, -1e308], temperature=0.5), [0, -np.inf])
    assert_array_equal(softmax([2.0, 1.0], temperature=1e-300), [1, 0])
    assert_allclose(softmax([2.0, 1.0], temperature=1e300), 0.5, rtol=1e-12)
