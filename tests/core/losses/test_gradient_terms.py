import numpy as np
import pytest
from hypothesis import given
from numpy.testing import assert_allclose, assert_array_equal

from core import cross_entropy_gradient, gradient_terms, one_hot, softmax, softmax_jacobian
from tests.core.strategies import (
    logits_and_distributions,
    logits_and_labels,
    logits_and_targets,
    temperatures,
)


@given(logits_and_targets, temperatures)
def test_the_terms_of_a_logit_sum_to_its_gradient(drawn, temperature):
    logits, targets = drawn
    terms = gradient_terms(logits, targets, temperature=temperature)
    expected = cross_entropy_gradient(logits, targets, temperature=temperature)
    assert_allclose(terms.sum(axis=-2), expected, atol=1e-13)


@given(logits_and_distributions(bound=5), temperatures)
def test_a_term_is_the_slope_of_the_loss_times_the_entry_of_the_jacobian(drawn, temperature):
    logits, targets = drawn
    probabilities = softmax(logits, temperature=temperature)
    jacobian = softmax_jacobian(probabilities, temperature=temperature)
    expected = (-targets / probabilities)[..., :, None] * jacobian
    assert_allclose(
        gradient_terms(logits, targets, temperature=temperature), expected, rtol=1e-6, atol=1e-9
    )


@given(logits_and_labels())
def test_a_label_is_its_one_hot_row(drawn):
    logits, labels = drawn
    rows = one_hot(labels, logits.shape[-1])
    assert_array_equal(gradient_terms(logits, labels), gradient_terms(logits, rows))


def test_a_probability_that_has_underflowed_still_has_its_term():
    assert_array_equal(gradient_terms([0.0, 1000.0], 0), [[-1, 1], [0, 0]])


@pytest.mark.parametrize("dtype", [np.float16, np.float32, np.float64])
def test_floating_dtypes_are_kept(dtype):
    assert gradient_terms(np.array([1, 2], dtype), 0).dtype == dtype
