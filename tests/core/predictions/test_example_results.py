import math

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from core import measure_examples
from core.losses.squared_error import squared_errors_and_gradient
from core.losses.targets import one_hot, smooth_labels

EXAMPLES, INPUTS, CLASSES = 7, 3, 4


@pytest.fixture
def layer():
    generator = np.random.default_rng(5)
    activations = generator.normal(size=(EXAMPLES, INPUTS))
    parameters = generator.normal(size=(INPUTS + 1, CLASSES))
    labels = generator.integers(CLASSES, size=EXAMPLES)
    return activations, parameters, labels


def test_each_example_by_the_formulas_of_one_example(layer):
    activations, parameters, labels = layer
    results = measure_examples(*layer)
    for row in range(EXAMPLES):
        logits = [
            sum(activations[row, p] * parameters[p, q] for p in range(INPUTS)) + parameters[-1, q]
            for q in range(CLASSES)
        ]
        exponentials = [math.exp(logit) for logit in logits]
        probabilities = [exponential / sum(exponentials) for exponential in exponentials]
        assert_allclose(results.logits[row], logits, rtol=1e-12)
        assert_allclose(results.probabilities[row], probabilities, rtol=1e-12)
        assert results.losses[row] == pytest.approx(-math.log(probabilities[labels[row]]))
        assert results.predicted[row] == probabilities.index(max(probabilities))
        expected = [probabilities[q] - (q == labels[row]) for q in range(CLASSES)]
        assert_allclose(results.errors[row], expected, atol=1e-14)
        assert_allclose(results.logit_gradient[row], expected, atol=1e-14)


def test_soft_targets_are_what_the_errors_are_counted_from(layer):
    labels = layer[2]
    targets = smooth_labels(one_hot(labels, CLASSES), 0.2)
    results = measure_examples(*layer, targets=targets)
    assert_array_equal(results.targets, targets)
    assert_allclose(results.logit_gradient, results.errors, atol=1e-15)
    assert_array_equal(results.labels, labels)


def test_under_squared_error_the_gradient_is_not_the_error(layer):
    labels = layer[2]
    targets = one_hot(labels, CLASSES)
    results = measure_examples(*layer, targets=targets, kernel=squared_errors_and_gradient)
    assert_allclose(results.losses, (results.errors**2).sum(axis=1) / 2, rtol=1e-12)
    assert np.abs(results.logit_gradient - results.errors).max() > 0.01


def test_the_hardest_come_first_and_only_those_asked_for(layer):
    results = measure_examples(*layer)
    rows = results.hardest(EXAMPLES)
    assert sorted(rows) == list(range(EXAMPLES))
    assert (np.diff(results.losses[rows]) <= 0).all()
    assert_array_equal(results.hardest(2), rows[:2])
    among = results.labels == results.labels[0]
    assert_array_equal(results.hardest(EXAMPLES, among), [row for row in rows if among[row]])


def test_equal_losses_keep_their_order():
    results = measure_examples(np.zeros((4, 1)), np.zeros((2, 2)), np.array([0, 1, 0, 1]))
    assert_array_equal(results.hardest(4), [0, 1, 2, 3])


def test_a_run_that_has_diverged_is_refused():
    with pytest.raises(ValueError, match="logits must not hold NaN"):
        measure_examples(np.ones((1, 1)), np.full((2, 2), np.nan), np.array([0]))
