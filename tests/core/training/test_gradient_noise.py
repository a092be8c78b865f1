from itertools import combinations, pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose, assert_array_equal

from core import layer_gradients, mean_outer_product, measure_gradient_noise, outer_products


@st.composite
def examples(draw, *, least=2, most=12):
    """Activations (n, inputs) and ∂L/∂z (n, classes) whose rows sum to 0."""
    generator = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    count, inputs, classes = draw(st.integers(least, most)), draw(st.integers(1, 4)), 3
    gradient = generator.normal(size=(count, classes))
    gradient -= gradient.mean(axis=1, keepdims=True)
    return generator.normal(size=(count, inputs)), gradient


@given(examples())
def test_an_outer_product_holds_every_activation_times_every_error(drawn):
    activations, gradient = drawn
    products = outer_products(activations, gradient)
    for n in range(len(activations)):
        for q in range(gradient.shape[1]):
            for p in range(activations.shape[1]):
                assert products[n, p, q] == activations[n, p] * gradient[n, q]
            assert products[n, -1, q] == gradient[n, q]


def test_the_mean_of_the_outer_products_is_the_gradient_of_the_mean_loss():
    generator = np.random.default_rng(3)
    activations, labels = generator.normal(size=(9, 4)), generator.integers(3, size=9)
    layer = layer_gradients(activations, generator.normal(size=(4, 3)), np.zeros(3), labels)
    errors = layer.probabilities - np.eye(3)[labels]
    mean = outer_products(activations, errors).mean(axis=0)
    assert_allclose(mean_outer_product(activations, errors), mean, atol=1e-15)
    assert_allclose(mean[:-1], layer.weights, atol=1e-15)
    assert_allclose(mean[-1], layer.bias, atol=1e-15)


@given(examples(), st.data())
def test_the_expected_error_is_the_mean_over_every_batch_there_is(drawn, data):
    activations, gradient = drawn
    products = outer_products(activations, gradient)
    full = products.mean(axis=0)
    size = data.draw(st.integers(1, min(4, len(products))))
    squares = [
        ((products[list(rows)].mean(axis=0) - full) ** 2).sum() / (full**2).sum()
        for rows in combinations(range(len(products)), size)
    ]
    noise = measure_gradient_noise(activations, gradient, size, batches=2)
    assert_allclose(noise.expected_error, np.sqrt(np.mean(squares)), rtol=1e-6, atol=1e-7)


@given(examples(), st.data())
def test_each_batch_is_measured_as_its_outer_products_say(drawn, data):
    activations, gradient = drawn
    size = data.draw(st.integers(1, len(activations)))
    noise = measure_gradient_noise(activations, gradient, size, batches=5, seed=7)
    products = outer_products(activations, gradient)
    full = products.mean(axis=0)
    generator = np.random.default_rng(7)
    means = []
    for place in range(5):
        rows = generator.choice(len(activations), size, replace=False)
        assert len(set(rows)) == size
        mean = products[rows].mean(axis=0)
        norms = np.linalg.norm(mean), np.linalg.norm(full)
        assert_allclose(noise.cosines[place], (mean * full).sum() / norms[0] / norms[1], atol=1e-9)
        assert_allclose(
            noise.relative_errors[place], np.linalg.norm(mean - full) / norms[1], atol=1e-9
        )
        means.append(mean)
    error_of_mean = np.linalg.norm(np.mean(means, axis=0) - full) / np.linalg.norm(full)
    assert_allclose(noise.relative_error_of_mean, error_of_mean, atol=1e-9)


def many_examples():
    generator = np.random.default_rng(11)
    gradient = generator.normal(size=(2000, 2)) + np.array([0.3, -0.3])
    return generator.normal(size=(2000, 3)), gradient


def test_four_times_the_batch_halves_the_error_and_more_batches_average_it_out():
    noises = [measure_gradient_noise(*many_examples(), size, batches=400) for size in (4, 16, 64)]
    for noise in noises:
        assert noise.root_mean_square_error == pytest.approx(noise.expected_error, rel=0.1)
        # The mean of 400 independent batches misses by 1/√400 of what one does.
        assert noise.relative_error_of_mean < 2 * noise.expected_error / 20
    for small, large in pairwise(noises):
        assert small.expected_error / large.expected_error == pytest.approx(2, rel=0.02)


def test_all_examples_at_once_leave_no_noise():
    noise = measure_gradient_noise(*many_examples(), 2000, batches=2)
    assert_allclose(noise.relative_errors, 0, atol=1e-12)
    assert_allclose(noise.cosines, 1, atol=1e-12)
    assert noise.expected_error == 0


def test_the_same_seed_draws_the_same_batches():
    first, again, other = (
        measure_gradient_noise(*many_examples(), 8, batches=6, seed=seed) for seed in (1, 1, 2)
    )
    assert_array_equal(first.cosines, again.cosines)
    assert (first.cosines != other.cosines).any()


def test_a_batch_whose_gradient_is_0_has_no_direction():
    activations = np.zeros((2, 1))
    gradient = np.array([[0.0, 0.0], [1.0, -1.0]])
    noise = measure_gradient_noise(activations, gradient, 1, batches=40)
    assert set(noise.cosines[~np.isnan(noise.cosines)].round(12)) == {1.0}
    assert np.isnan(noise.cosines).any()


@pytest.mark.parametrize(
    ("size", "batches", "message"),
    [
        (0, 1, "batch_size must be a whole number of at least 1, got 0"),
        (3, 1, "batch_size must be at most the number of examples, 2, got 3"),
        (1, 0, "batches must be a whole number of at least 1, got 0"),
    ],
)
def test_batches_that_cannot_be_drawn_are_refused(size, batches, message):
    with pytest.raises(ValueError, match=message):
        measure_gradient_noise(np.ones((2, 1)), np.ones((2, 2)), size, batches=batches)


def test_nothing_is_relative_to_a_gradient_of_0():
    with pytest.raises(ValueError, match="The gradient over the training set is 0"):
        measure_gradient_noise(np.ones((2, 1)), np.array([[1.0, -1.0], [-1.0, 1.0]]), 1)
