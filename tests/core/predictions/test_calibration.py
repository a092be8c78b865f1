import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose, assert_array_equal

from core import reliability, softmax


@st.composite
def predictions(draw):
    generator = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    examples, classes = draw(st.integers(1, 60)), draw(st.integers(2, 6))
    probabilities = softmax(
        generator.normal(scale=draw(st.sampled_from([0, 1, 5, 50])), size=(examples, classes))
    )
    return probabilities, generator.integers(classes, size=examples)


@given(predictions(), st.integers(1, 20))
def test_every_bin_by_a_loop_over_its_examples(drawn, bins):
    probabilities, labels = drawn
    found = reliability(probabilities, labels, bins=bins)
    error = 0.0
    for place in range(bins):
        inside = [
            row
            for row in range(len(labels))
            if found.edges[place] < max(probabilities[row]) <= found.edges[place + 1]
        ]
        assert found.counts[place] == len(inside)
        if not inside:
            assert math.isnan(found.confidence[place])
            assert math.isnan(found.accuracy[place])
            continue
        confidence = sum(max(probabilities[row]) for row in inside) / len(inside)
        right = [
            list(probabilities[row]).index(max(probabilities[row])) == labels[row] for row in inside
        ]
        accuracy = sum(right) / len(inside)
        assert_allclose([found.confidence[place], found.accuracy[place]], [confidence, accuracy])
        error += len(inside) / len(labels) * abs(accuracy - confidence)
    assert_allclose(found.expected_calibration_error, error, atol=1e-14)


@given(predictions())
def test_the_bins_hold_every_example_and_the_error_is_a_share(drawn):
    found = reliability(*drawn)
    assert found.counts.sum() == len(drawn[1])
    assert 0 <= found.expected_calibration_error <= 1
    assert_allclose(found.edges[[0, -1]], [0, 1])


def test_certainty_that_is_right_has_no_error_and_wrong_has_all_of_it():
    certain = np.eye(2)[[0, 0, 1]]
    assert reliability(certain, [0, 0, 1]).expected_calibration_error == 0
    assert reliability(certain, [1, 1, 0]).expected_calibration_error == 1


def test_odds_that_come_true_have_no_error():
    probabilities = np.tile([0.75, 0.25], (4, 1))
    assert reliability(probabilities, [0, 0, 0, 1]).expected_calibration_error == 0


def test_with_one_bin_it_is_the_gap_between_mean_confidence_and_accuracy():
    probabilities = np.array([[0.9, 0.1], [0.6, 0.4]])
    found = reliability(probabilities, [0, 1], bins=1)
    assert found.expected_calibration_error == pytest.approx(0.75 - 0.5)


def test_an_edge_belongs_to_the_bin_below_it():
    assert_array_equal(reliability([[0.5, 0.5]], [0], bins=2).counts, [1, 0])


def test_no_examples_have_no_error():
    found = reliability(np.empty((0, 3)), np.empty(0, dtype=int))
    assert math.isnan(found.expected_calibration_error)
    assert not found.counts.any()


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (([[0.5, 0.6]], [0]), "probabilities must sum to 1"),
        (([0.5, 0.5], [0]), r"probabilities must have shape \(n, classes\), got shape \(2,\)"),
        (([[0.5, 0.5]], [2]), "labels must be whole numbers from 0 to 1, got 2"),
        (([[0.5, 0.5]], [0, 1]), r"labels must have shape \(1,\), .* got shape \(2,\)"),
    ],
)
def test_what_are_no_predictions_is_refused(arguments, message):
    with pytest.raises(ValueError, match=message):
        reliability(*arguments)


def test_bins_must_be_at_least_one():
    with pytest.raises(ValueError, match="bins must be a whole number of at least 1, got 0"):
        reliability([[1.0]], [0], bins=0)
