import numpy as np
import pytest
from hypothesis import given
from numpy.testing import assert_allclose, assert_array_equal

from core import (
    bias_entry,
    bias_path_factors,
    layer_gradients,
    path_contributions,
    path_factors,
    softmax,
    softmax_jacobian,
    weight_entry,
)
from tests.core.layer.test_path_contributions import examples


@given(examples())
def test_the_factors_are_the_three_derivatives_of_the_seed(example):
    activations, weights, bias, targets, p, q = example
    classes = len(bias)
    probabilities = softmax(activations @ weights + bias)
    shares = np.eye(classes)[targets] if np.ndim(targets) == 0 else targets
    for_weight = path_factors(activations, weights, bias, targets, p, q)
    for_bias = bias_path_factors(activations, weights, bias, targets, q)
    for factors in (for_weight, for_bias):
        assert_allclose(factors.loss_derivatives, -shares / probabilities)
        assert_allclose(factors.jacobian, softmax_jacobian(probabilities))
    assert_array_equal(for_weight.logit_derivatives, np.eye(classes)[q] * activations[p])
    assert_array_equal(for_bias.logit_derivatives, np.eye(classes)[q])


@given(examples())
def test_the_contributions_are_the_products_of_the_factors(example):
    activations, weights, bias, targets, p, q = example
    factors = path_factors(activations, weights, bias, targets, p, q)
    expected = np.einsum(
        "i,ik,k->ik", factors.loss_derivatives, factors.jacobian, factors.logit_derivatives
    )
    assert_allclose(factors.contributions, expected, atol=1e-13)


@given(examples())
def test_paths_short_form_and_finite_difference_agree(example):
    activations, weights, bias, targets, p, q = example
    layer = layer_gradients(activations, weights, bias, targets)
    for entry, gradient in (
        (weight_entry(activations, weights, bias, targets, p, q), layer.weights[p, q]),
        (bias_entry(activations, weights, bias, targets, q), layer.bias[q]),
    ):
        assert entry.value == gradient
        assert entry.path_sum == pytest.approx(entry.value, abs=1e-14)
        assert entry.estimate == pytest.approx(entry.value, abs=1e-8)


@given(examples())
def test_dropping_the_off_diagonal_terms_leaves_one_path(example):
    """Σ_i over i = k = q alone: −y_q(1 − ŷ_q)a_p."""
    activations, weights, bias, targets, p, q = example
    share = float(targets == q) if np.ndim(targets) == 0 else targets[q]
    rest = 1 - softmax(activations @ weights + bias)[q]
    expected = -share * rest
    assert bias_entry(activations, weights, bias, targets, q).diagonal_only == pytest.approx(
        expected, abs=1e-14
    )
    assert weight_entry(activations, weights, bias, targets, p, q).diagonal_only == pytest.approx(
        expected * activations[p], abs=1e-14
    )


def test_the_mistake_of_the_worked_example_is_a_weight_that_never_learns():
    """With y = (0, 1) the one path kept to w_21 carries −y_1 … = 0, though ŷ_1 is to fall."""
    entry = weight_entry([1.0, 0.5], [[0.5, -0.3], [-0.4, 0.8]], [0.1, -0.1], 1, p=1, q=0)
    assert entry.diagonal_only == 0
    assert entry.value > 0.1


def test_a_probability_that_underflows_has_an_infinite_factor_and_finite_paths():
    factors = path_factors([1.0], [[1000.0, 0.0]], [0.0, 0.0], 1, p=0, q=0)
    assert_array_equal(factors.loss_derivatives, [0, -np.inf])
    assert_array_equal(factors.jacobian, [[0, 0], [0, 0]])
    entry = weight_entry([1.0], [[1000.0, 0.0]], [0.0, 0.0], 1, p=0, q=0)
    assert (entry.path_sum, entry.value) == (1, 1)


def test_a_class_without_share_has_no_factor_even_where_its_probability_underflows():
    factors = bias_path_factors([1.0], [[1000.0, 0.0]], [0.0, 0.0], [1.0, 0.0], q=1)
    assert_array_equal(factors.loss_derivatives, [-1, 0])


@pytest.mark.parametrize("dtype", [np.float16, np.float32, np.float64])
def test_factors_keep_the_dtype_and_contributions_are_those_of_path_contributions(dtype):
    arrays = np.ones(3, dtype), np.ones((3, 2), dtype), np.ones(2, dtype)
    factors = path_factors(*arrays, 0, 0, 0)
    assert {part.dtype for part in factors} == {np.dtype(dtype)}
    assert_array_equal(factors.contributions, path_contributions(*arrays, 0, 0, 0))


@pytest.mark.parametrize(("p", "q"), [(2, 0), (0, 2), (-1, 0)])
def test_parameters_outside_the_layer_are_refused(p, q):
    with pytest.raises(ValueError, match="must be a whole number from 0 to 1"):
        weight_entry([1.0, 2.0], np.zeros((2, 2)), np.zeros(2), 0, p, q)
