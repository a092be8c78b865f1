import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose, assert_array_equal

from core import (
    cross_entropy,
    cross_entropy_gradient,
    cross_entropy_hessian,
    cross_entropy_with_gradient,
    log_softmax,
    numerical_gradient,
    one_hot,
    softmax,
)
from core.losses.softmax import SAFE_EXPONENT
from tests.core.strategies import finite_arrays, logits_and_labels, logits_and_targets, temperatures

DTYPES = [np.float16, np.float32, np.float64]


def as_distributions(targets, logits):
    return one_hot(targets, logits.shape[-1]) if targets.ndim < logits.ndim else targets


@given(logits_and_targets, temperatures)
def test_the_loss_is_minus_the_expected_log_probability(drawn, temperature):
    logits, targets = drawn
    logarithms = log_softmax(logits, temperature=temperature)
    expected = -(as_distributions(targets, logits) * logarithms).sum(axis=-1)
    losses = cross_entropy(logits, targets, temperature=temperature)
    assert_allclose(losses, expected, rtol=1e-12, atol=1e-14)
    assert (losses >= 0).all()


@given(logits_and_targets, temperatures)
def test_the_gradient_is_the_error_over_the_temperature(drawn, temperature):
    logits, targets = drawn
    errors = softmax(logits, temperature=temperature) - as_distributions(targets, logits)
    gradient = cross_entropy_gradient(logits, targets, temperature=temperature)
    assert_allclose(gradient, errors / temperature, rtol=1e-12, atol=1e-14)


@given(logits_and_targets, temperatures)
def test_gradient_rows_sum_to_zero(drawn, temperature):
    gradient = cross_entropy_gradient(*drawn, temperature=temperature)
    assert_allclose(gradient.sum(axis=-1), 0, atol=1e-14)


@given(logits_and_labels(), temperatures)
def test_one_hot_targets_equal_integer_labels(drawn, temperature):
    logits, labels = drawn
    hard = cross_entropy_with_gradient(logits, labels, temperature=temperature)
    soft = cross_entropy_with_gradient(
        logits, one_hot(labels, logits.shape[-1]), temperature=temperature
    )
    assert_allclose(hard.losses, soft.losses, rtol=1e-12, atol=1e-14)
    assert_allclose(hard.gradient, soft.gradient, rtol=1e-12, atol=1e-14)


@given(logits_and_targets, st.floats(-2000, 2000), temperatures)
def test_a_shift_of_the_logits_changes_nothing(drawn, shift, temperature):
    logits, targets = drawn
    here = cross_entropy_with_gradient(logits, targets, temperature=temperature)
    there = cross_entropy_with_gradient(logits + shift, targets, temperature=temperature)
    assert_allclose(there.losses, here.losses, rtol=1e-10, atol=1e-11)
    assert_allclose(there.gradient, here.gradient, rtol=1e-10, atol=1e-11)


@given(logits_and_targets, temperatures)
def test_the_gradient_equals_finite_differences(drawn, temperature):
    logits, targets = drawn
    numerical = numerical_gradient(
        lambda z: cross_entropy(z, targets, temperature=temperature).sum(), logits
    )
    gradient = cross_entropy_gradient(logits, targets, temperature=temperature)
    assert_allclose(gradient, numerical, atol=1e-6)


@given(finite_arrays(4), st.integers(0, 3), temperatures)
def test_the_hessian_is_the_derivative_of_the_gradient(logits, label, temperature):
    hessian = cross_entropy_hessian(logits, temperature=temperature)
    for k in range(4):
        row = numerical_gradient(
            lambda z, k=k: cross_entropy_gradient(z, label, temperature=temperature)[k], logits
        )
        assert_allclose(hessian[k], row, atol=1e-6)
    assert_array_equal(hessian, hessian.T)
    assert (np.linalg.eigvalsh(hessian) >= -1e-14).all()


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("offset", [-2000, -60, 0, 60, 2000])
def test_labels_agree_with_a_slow_loop_at_every_offset(dtype, offset):
    """Moderate logits take the way without a shift, the others the way with one."""
    random = np.random.default_rng(0)
    logits = (random.integers(-64, 64, size=(50, 7)) / 8 + offset).astype(dtype)
    labels = random.integers(7, size=50)
    losses, gradient = cross_entropy_with_gradient(logits, labels)
    for n, label in enumerate(labels):
        row = logits[n].astype(np.float64) - logits[n].max()
        normalizer = sum(np.exp(z) for z in row)
        tolerance = 8 * np.finfo(dtype).eps
        assert_allclose(losses[n], np.log(normalizer) - row[label], rtol=tolerance, atol=tolerance)
        expected = np.exp(row) / normalizer - (np.arange(7) == label)
        assert_allclose(gradient[n], expected, rtol=tolerance, atol=tolerance)


@pytest.mark.parametrize(("dtype", "classes"), [(np.float32, 7_000), (np.float64, 20_000)])
@pytest.mark.parametrize("share_of_safe", [0.99, 1.0, 1.01, 1.1, 1.3])
def test_moderate_logits_of_many_classes_have_a_finite_loss(dtype, classes, share_of_safe):
    """Every class but the true one far above it: the largest Σe^z/e^z that such logits have."""
    extreme = SAFE_EXPONENT[dtype] * share_of_safe
    logits = np.full((2, classes), extreme, dtype)
    logits[:, 3] = -extreme
    losses, gradient = cross_entropy_with_gradient(logits, [3, 3])
    tolerance = 8 * np.finfo(dtype).eps
    expected = 2 * extreme + np.log(classes - 1)
    assert_allclose(losses, expected, rtol=tolerance)
    assert_allclose(cross_entropy(logits, one_hot([3, 3], classes)), expected, rtol=tolerance)
    assert_allclose(gradient[:, 3], -1, rtol=tolerance)


def test_a_large_batch_is_its_parts():
    """Blocks are an arrangement in the cache: no row may notice them."""
    random = np.random.default_rng(0)
    logits = random.normal(size=(3001, 100))
    labels = random.integers(100, size=3001)
    whole = cross_entropy_with_gradient(logits, labels)
    for rows in (slice(0, 7), slice(1305, 1320), slice(2990, 3001)):
        part = cross_entropy_with_gradient(logits[rows], labels[rows])
        assert_array_equal(whole.losses[rows], part.losses)
        assert_array_equal(whole.gradient[rows], part.gradient)


def test_results_belong_to_the_caller():
    logits, labels = np.zeros((4, 3)), np.zeros(4, dtype=int)
    first = cross_entropy_with_gradient(logits, labels)
    kept = first.losses.copy(), first.gradient.copy()
    cross_entropy_with_gradient(logits + np.arange(3), labels)
    assert_array_equal(first.losses, kept[0])
    assert_array_equal(first.gradient, kept[1])


@pytest.mark.parametrize("arrange", [np.asfortranarray, lambda z: np.repeat(z, 2, axis=0)[::2]])
def test_the_arrangement_in_memory_does_not_matter(arrange):
    random = np.random.default_rng(0)
    logits, labels = random.normal(size=(40, 5)), random.integers(5, size=40)
    expected = cross_entropy_with_gradient(logits, labels)
    for shift in (0, 1000):
        result = cross_entropy_with_gradient(arrange(logits + shift), labels)
        assert_allclose(result.losses, expected.losses, rtol=1e-11)
        assert_allclose(result.gradient, expected.gradient, rtol=1e-9)


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("targets", [[1], [[0.25, 0.75]]])
def test_floating_dtypes_are_kept(dtype, targets):
    logits = np.array([[1, 2]], dtype=dtype)
    losses, gradient = cross_entropy_with_gradient(logits, targets, temperature=2)
    assert losses.dtype == gradient.dtype == cross_entropy_hessian(logits).dtype == dtype


@pytest.mark.parametrize("dtype", [np.int8, np.uint8, np.int64, np.uint64])
def test_labels_of_any_integer_dtype(dtype):
    labels = np.array([2, 0], dtype=dtype)
    assert_allclose(cross_entropy([[1, 2, 3], [1, 2, 3]], labels), [0.40760596, 2.40760596])


@pytest.mark.parametrize("temperature", [1, 2])
@pytest.mark.parametrize("offset", [0, 1000])
@pytest.mark.parametrize("targets", [np.array([1, 0]), np.array([[0.5, 0.5], [1, 0]])])
def test_inputs_are_not_mutated(targets, offset, temperature):
    logits = np.array([[1.0, 2.0], [3.0, 4.0]]) + offset
    logits.flags.writeable = targets.flags.writeable = False
    cross_entropy_with_gradient(logits, targets, temperature=temperature)
    cross_entropy_hessian(logits, temperature=temperature)


@pytest.mark.parametrize("batch", [(0,), (2, 0)])
def test_an_empty_batch_stays_empty(batch):
    logits = np.zeros((*batch, 3))
    for targets in (np.zeros(batch, dtype=int), np.zeros((*batch, 3)), np.zeros(batch)):
        losses, gradient = cross_entropy_with_gradient(logits, targets)
        assert losses.shape == batch
        assert gradient.shape == (*batch, 3)
    assert cross_entropy_hessian(logits).shape == (*batch, 3, 3)


def test_a_loss_beyond_the_dtype_is_infinite():
    assert cross_entropy(np.float16([6e4, -6e4]), 1) == np.inf
    assert cross_entropy([1e308, -1e308], 1) == np.inf
    assert_array_equal(cross_entropy_gradient([1e308, -1e308], 1), [1, -1])


def test_a_hessian_beyond_the_dtype_is_infinite():
    hessian = cross_entropy_hessian(np.float32([0, 0]), temperature=1e-30)
    assert_array_equal(hessian, [[np.inf, -np.inf], [-np.inf, np.inf]])


def test_a_single_class_is_certain():
    losses, gradient = cross_entropy_with_gradient([[3.0], [-5.0]], [0, 0])
    assert_array_equal(losses, [0, 0])
    assert_array_equal(gradient, [[0], [0]])
