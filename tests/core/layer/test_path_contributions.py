import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose, assert_array_equal

from core import (
    bias_path_contributions,
    layer_gradients,
    one_hot,
    path_contributions,
    softmax,
    softmax_jacobian,
)


@st.composite
def examples(draw):
    """One example through a small layer, and a weight of it: a, W, b, y, p, q."""
    random = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    inputs, classes = draw(st.tuples(st.integers(1, 4), st.integers(1, 4)))
    label = draw(st.integers(0, classes - 1))
    return (
        random.normal(size=inputs),
        random.normal(size=(inputs, classes)),
        random.normal(size=classes),
        draw(st.sampled_from([label, random.dirichlet(np.ones(classes))])),
        draw(st.integers(0, inputs - 1)),
        draw(st.integers(0, classes - 1)),
    )


@given(examples())
def test_the_sum_of_the_paths_is_the_short_form(example):
    activations, weights, bias, targets, p, q = example
    layer = layer_gradients(activations, weights, bias, targets)
    paths = path_contributions(activations, weights, bias, targets, p, q)
    assert_allclose(paths.sum(), layer.weights[p, q], atol=1e-14)
    paths = bias_path_contributions(activations, weights, bias, targets, q)
    assert_allclose(paths.sum(), layer.bias[q], atol=1e-14)


@given(examples())
def test_each_path_is_a_product_of_three_derivatives(example):
    activations, weights, bias, targets, p, q = example
    classes = len(bias)
    probabilities = softmax(activations @ weights + bias)
    shares = one_hot(targets, classes) if np.ndim(targets) == 0 else targets
    jacobian = softmax_jacobian(probabilities)
    paths = path_contributions(activations, weights, bias, targets, p, q)
    bias_paths = bias_path_contributions(activations, weights, bias, targets, q)
    for i in range(classes):
        for k in range(classes):
            through_output = -shares[i] / probabilities[i] * jacobian[i, k]
            expected = through_output * (activations[p] if k == q else 0)
            assert_allclose(paths[i, k], expected, atol=1e-13)
            assert_allclose(bias_paths[i, k], through_output * (k == q), atol=1e-13)


def test_the_worked_example_of_the_seed():
    """∂L/∂w_21 = a_2(ŷ_1 − y_1), there counted from 1."""
    activations, weights, bias = [0.5, -1.0, 2.0], np.arange(6.0).reshape(3, 2) / 10, [0.1, -0.1]
    probabilities = softmax(np.dot(activations, weights) + bias)
    paths = path_contributions(activations, weights, bias, [0.3, 0.7], p=1, q=0)
    assert_allclose(paths.sum(), -1.0 * (probabilities[0] - 0.3), rtol=1e-12)
    assert_array_equal(paths[:, 1], [0, 0])


def test_a_probability_that_underflows_is_no_obstacle():
    paths = path_contributions([1.0], [[1000.0, 0.0]], [0.0, 0.0], 1, p=0, q=0)
    assert_array_equal(paths, [[0, 0], [1, 0]])


@pytest.mark.parametrize("dtype", [np.float16, np.float32, np.float64])
def test_floating_dtypes_are_kept(dtype):
    arrays = np.ones(3, dtype), np.ones((3, 2), dtype), np.ones(2, dtype)
    for array in arrays:
        array.flags.writeable = False
    assert path_contributions(*arrays, 0, 0, 0).dtype == dtype
    assert bias_path_contributions(*arrays, 0, 0).dtype == dtype


@pytest.mark.parametrize(
    ("p", "q", "message"),
    [
        (2, 0, "p must be a whole number from 0 to 1, got 2"),
        (-1, 0, "p must be"),
        (0.5, 0, "p must be a whole number from 0 to 1, got 0.5"),
        (0, 3, "q must be a whole number from 0 to 2, got 3"),
    ],
)
def test_weights_outside_the_layer_are_refused(p, q, message):
    with pytest.raises(ValueError, match=message):
        path_contributions([1.0, 2.0], np.zeros((2, 3)), np.zeros(3), 0, p, q)


def test_a_batch_is_refused():
    with pytest.raises(ValueError, match="activations must be one example"):
        path_contributions([[1.0]], [[1.0, 2.0]], [0.0, 0.0], [0], 0, 0)


def test_logits_out_of_range_are_refused_by_name():
    weights = np.full((2, 2), 10.0)
    with pytest.raises(ValueError, match="logits must not hold NaN"):
        path_contributions([1e308, 1e308], weights, [0, 0], 0, 0, 0)
    with pytest.raises(ValueError, match="logits must not hold NaN"):
        bias_path_contributions([1e308, -1e308], weights, [0, 0], 0, 0)
