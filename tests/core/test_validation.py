"""Every refusal is a ValueError that names the argument, the value and the rule."""

import re

import numpy as np
import pytest

from core import (
    confusion_matrix,
    cross_entropy,
    cross_entropy_gradient,
    cross_entropy_hessian,
    cross_entropy_with_gradient,
    entropy,
    log_softmax,
    one_hot,
    smooth_labels,
    softmax,
    softmax_jacobian,
    squared_error,
    squared_error_gradient,
)

OF_LOGITS = [softmax, log_softmax, cross_entropy_hessian]
OF_LOGITS_AND_TARGETS = [
    cross_entropy,
    cross_entropy_gradient,
    cross_entropy_with_gradient,
    squared_error,
    squared_error_gradient,
]
INF, NAN = np.inf, np.nan


@pytest.mark.parametrize(
    ("logits", "message"),
    [
        ([[0.0, 1.0], [NAN, 0.0]], r"logits must not hold NaN or \+inf, got nan at index \[1, 0\]"),
        ([[0.0, INF], [0.0, 0.0]], r"logits must not hold NaN or \+inf, got inf at index \[0, 1\]"),
        ([[-INF, NAN], [0.0, 0.0]], "logits must not hold NaN"),
        ([[0.0, 0.0], [-INF, -INF]], r"a finite entry in every row, got only -inf in row \[1\]"),
        ([["a", "b"], ["c", "d"]], "logits must hold real numbers"),
        ([[1j, 0], [0, 0]], "logits must hold real numbers"),
        ([[1.0], [1.0, 2.0]], "logits must be a rectangular array"),
        (np.zeros((2, 0)), "logits must have a last axis of at least one class"),
        (1.0, "logits must have a last axis of at least one class"),
    ],
)
def test_logits_without_a_softmax(logits, message):
    for function in OF_LOGITS:
        with pytest.raises(ValueError, match=message):
            function(logits)


@pytest.mark.skipif(
    np.finfo(np.longdouble).max == np.finfo(np.float64).max, reason="no wider float here"
)
@pytest.mark.parametrize("number", ["1e+400", "-1e+400"])
def test_numbers_of_a_wider_float_are_not_taken_for_infinite(number):
    message = f"logits must lie within the range of float64, got {number} at index [0, 1]"
    for function in OF_LOGITS:
        with pytest.raises(ValueError, match=re.escape(message)):
            function(np.longdouble([["0", number]]))


@pytest.mark.parametrize("targets", [[0, 1], [[1.0, 0.0], [0.5, 0.5]]])
@pytest.mark.parametrize("row", [[NAN, 0.0], [0.0, NAN], [INF, 0.0], [-INF, -INF], [-INF, NAN]])
@pytest.mark.parametrize("function", OF_LOGITS_AND_TARGETS)
def test_no_bad_row_slips_through_a_loss(function, row, targets):
    with pytest.raises(ValueError, match="logits must"):
        function([[1.0, 2.0], row], targets)


@pytest.mark.parametrize(
    ("shape", "index"),
    [((2,), (0,)), ((65536, 10), (60000, 3)), ((2, 2, 3), (1, 1, 2)), ((2, 3, 30000), (1, 2, 7))],
)
@pytest.mark.parametrize("dtype", [np.float16, np.float64])
@pytest.mark.parametrize("value", [NAN, INF])
def test_a_bad_logit_is_named_by_its_own_index(shape, index, dtype, value):
    logits = np.zeros(shape, dtype)
    logits[index] = value
    labels = np.zeros(shape[:-1], dtype=int)
    message = re.escape(f"got {value} at index {list(index)}")
    for targets in (labels, one_hot(labels, shape[-1])):
        for function in (cross_entropy_with_gradient, squared_error):
            with pytest.raises(ValueError, match=message):
                function(logits, targets)


def test_a_row_without_a_finite_logit_is_named_by_its_own_index():
    logits = np.zeros((3, 20000, 4))
    logits[2, 19999] = -INF
    with pytest.raises(ValueError, match=re.escape("got only -inf in row [2, 19999]")):
        cross_entropy(logits, np.zeros((3, 20000), dtype=int))


@pytest.mark.parametrize("temperature", [0, -1.0, NAN, INF, "2", None, 1e-320, 1j])
def test_temperature_must_be_positive_and_finite(temperature):
    for function in OF_LOGITS:
        with pytest.raises(ValueError, match="temperature must be"):
            function([0.0, 1.0], temperature=temperature)
    for function in OF_LOGITS_AND_TARGETS:
        with pytest.raises(ValueError, match="temperature must be"):
            function([0.0, 1.0], 0, temperature=temperature)
    with pytest.raises(ValueError, match="temperature must be"):
        softmax_jacobian([0.5, 0.5], temperature=temperature)


def test_temperature_must_fit_the_dtype():
    with pytest.raises(ValueError, match="to be a float32 number, got 1e-40"):
        softmax(np.float32([0, 1]), temperature=1e-40)


@pytest.mark.parametrize(
    ("targets", "message"),
    [
        ([0, 2], r"targets must be whole numbers from 0 to 1, got 2 at index \[1\]"),
        ([-1, 0], r"targets must be whole numbers from 0 to 1, got -1 at index \[0\]"),
        ([0, 0.5], r"targets must be whole numbers from 0 to 1, got 0.5 at index \[1\]"),
        ([0, NAN], "targets must be whole numbers"),
        (np.array([0, 2**64 - 1], np.uint64), "targets must be whole numbers"),
        (["cat", "dog"], "targets must hold real numbers"),
        ([0], r"targets must be labels of shape \(2,\) or distributions of shape \(2, 2\)"),
        ([[0], [1]], r"got shape \(2, 1\)"),
        ([[1.0, 0.0]], r"got shape \(1, 2\)"),
        ([[1.5, -0.5], [1, 0]], r"targets must be non-negative and finite, got -0.5"),
        ([[NAN, 1.0], [1, 0]], "targets must be non-negative and finite, got nan"),
        ([[1, 0], [0.5, 0.6]], r"targets must sum to 1 over the last axis, got a sum of 1.1"),
        ([[1], [1, 0]], "targets must be a rectangular array"),
        ([[1e308, 1e308], [1, 0]], r"targets must sum to 1 .*, got a sum of inf in row \[0\]"),
    ],
)
def test_targets_that_fit_no_logits(targets, message):
    for function in OF_LOGITS_AND_TARGETS:
        with pytest.raises(ValueError, match=message):
            function([[1.0, 2.0], [3.0, 4.0]], targets)


def test_whole_floats_are_labels():
    assert cross_entropy([[1.0, 2.0]], [1.0]) == cross_entropy([[1.0, 2.0]], [1])


@pytest.mark.parametrize("dtype", [np.float16, np.float32, np.float64])
def test_the_rounding_of_a_distribution_is_forgiven(dtype):
    thirds = np.full((1, 3), 1 / 3, dtype=dtype)
    sevenths = np.full((1, 7), 1 / 7, dtype=dtype)
    for targets in (thirds, sevenths):
        cross_entropy(np.zeros(targets.shape, dtype=dtype), targets)


def test_a_float32_distribution_may_be_widened():
    cross_entropy(np.zeros(3), np.full(3, 1 / 3, dtype=np.float32).astype(np.float64))


@pytest.mark.parametrize("epsilon", [-0.1, 1.1, NAN, INF, "0.1", None])
def test_epsilon_must_lie_in_the_unit_interval(epsilon):
    with pytest.raises(ValueError, match="epsilon must be a number from 0 to 1, got"):
        smooth_labels([0.0, 1.0], epsilon)


@pytest.mark.parametrize("classes", [0, -1, 2.5, "3", None])
def test_classes_must_be_a_positive_whole_number(classes):
    with pytest.raises(ValueError, match="classes must be a whole number of at least 1, got"):
        one_hot([0], classes)


@pytest.mark.parametrize("digits", [400, 5000])  # beyond 4,300, Python itself writes out no int
def test_a_huge_number_is_refused_in_a_short_sentence(digits):
    for rule, function in [
        (f"classes must be a whole number of at most {2**63 - 1}", lambda n: one_hot([0], n)),
        ("temperature must be a positive finite", lambda n: softmax([0.0, 1.0], temperature=n)),
        ("epsilon must be a number from 0 to 1", lambda n: smooth_labels([0.0, 1.0], n)),
    ]:
        with pytest.raises(ValueError, match=rule) as refusal:
            function(10**digits)
        assert len(str(refusal.value)) < 140


@pytest.mark.parametrize("labels", [[[1], [1, 2]], [0, [1]]])
def test_ragged_labels_are_named(labels):
    with pytest.raises(ValueError, match="labels must be a rectangular array of numbers, got"):
        one_hot(labels, 3)
    with pytest.raises(ValueError, match="predicted must be a rectangular array of numbers, got"):
        confusion_matrix([0, 1], labels, 3)


@pytest.mark.parametrize("dtype", ["f2", "f4", "f8"])
def test_the_order_of_the_bytes_does_not_matter(dtype):
    logits = np.random.default_rng(0).normal(size=(3, 4)).astype(dtype)
    turned, labels = logits.astype(logits.dtype.newbyteorder()), np.array([0, 3, 1])
    turned_labels = labels.astype(labels.dtype.newbyteorder())
    targets = one_hot(labels, 4).astype(turned.dtype)
    for function in OF_LOGITS:
        assert function(turned).dtype == logits.dtype
        np.testing.assert_array_equal(function(turned), function(logits))
    for function in OF_LOGITS_AND_TARGETS:
        for given, native in [(turned_labels, labels), (targets, one_hot(labels, 4))]:
            for one, other in zip(function(turned, given), function(logits, native), strict=True):
                np.testing.assert_array_equal(one, other)
    many = softmax(np.zeros((1, 65536), turned.dtype))
    np.testing.assert_array_equal(many, 1 / 65536)


@pytest.mark.parametrize("labels", [[-1], [3], [0.5], [NAN]])
def test_one_hot_refuses_what_is_no_label(labels):
    with pytest.raises(ValueError, match="labels must be whole numbers from 0 to 2, got"):
        one_hot(labels, 3)


@pytest.mark.parametrize(
    ("function", "name"),
    [
        (lambda y: smooth_labels(y, 0.1), "targets"),
        (entropy, "distribution"),
        (softmax_jacobian, "probabilities"),
    ],
)
@pytest.mark.parametrize("values", [[-0.5, 1.5], [0.5, 0.6], [NAN, 1.0], 1.0, []])
def test_what_is_no_distribution(function, name, values):
    with pytest.raises(ValueError, match=f"{name} must"):
        function(values)
