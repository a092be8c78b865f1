import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose, assert_array_equal

from core import (
    cross_entropy,
    entropy,
    one_hot,
    smooth_labels,
    smooth_labels_over_others,
)
from tests.core.strategies import logits_and_distributions


def test_one_hot_is_one_at_the_label():
    assert_array_equal(one_hot([[0, 2]], 3), [[[1, 0, 0], [0, 0, 1]]])
    assert_array_equal(one_hot(1, 2), [0, 1])
    assert one_hot([], 3).shape == (0, 3)


@given(logits_and_distributions(), st.floats(0, 1))
def test_smoothed_labels_are_a_distribution(drawn, epsilon):
    _, targets = drawn
    smoothed = smooth_labels(targets, epsilon)
    assert_allclose(smoothed.sum(axis=-1), 1, rtol=1e-12)
    assert (smoothed >= epsilon / targets.shape[-1] * (1 - 1e-12)).all()


def test_smoothing_nothing_and_everything():
    targets = one_hot([0, 1], 4)
    assert_array_equal(smooth_labels(targets, 0), targets)
    assert_array_equal(smooth_labels(targets, 1), np.full((2, 4), 0.25))


@pytest.mark.parametrize("dtype", [np.float16, np.float32, np.float64])
def test_smoothing_and_entropy_keep_the_dtype(dtype):
    targets = np.array([[0.5, 0.5]], dtype=dtype)
    targets.flags.writeable = False
    assert smooth_labels(targets, 0.1).dtype == entropy(targets).dtype == dtype


def test_entropy_from_certain_to_uniform():
    assert entropy([0, 1, 0]) == 0
    assert_allclose(entropy(np.full(8, 1 / 8)), np.log(8), rtol=1e-15)
    assert entropy(np.zeros((0, 3))).shape == (0,)


@given(logits_and_distributions())
def test_entropy_is_the_floor_of_the_cross_entropy(drawn):
    logits, targets = drawn
    assert (cross_entropy(logits, targets) >= entropy(targets) - 1e-12).all()
    assert_allclose(cross_entropy(np.log(targets), targets), entropy(targets), rtol=1e-12)


@given(st.integers(2, 6), st.floats(0, 1), st.data())
def test_the_two_conventions_differ_by_a_factor_in_epsilon(classes, epsilon, data):
    """ε/(K − 1) with ε is ε/K with ε·K/(K − 1), wherever that is still a share."""
    label = data.draw(st.integers(0, classes - 1))
    targets = one_hot(label, classes)
    over_others = smooth_labels_over_others(targets, epsilon)
    assert_allclose(over_others.sum(), 1)
    assert_allclose(over_others[label], 1 - epsilon)
    larger = epsilon * classes / (classes - 1)
    if larger <= 1:
        assert_allclose(over_others, smooth_labels(targets, larger), atol=1e-15)


def test_smoothing_over_others_needs_others():
    with pytest.raises(ValueError, match="at least two classes to share with, got 1"):
        smooth_labels_over_others([1.0], 0.1)
