"""The golden values of the project's facts: re-computed there with mpmath, SciPy and PyTorch."""

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from core import (
    cross_entropy,
    cross_entropy_gradient,
    cross_entropy_hessian,
    cross_entropy_with_gradient,
    layer_gradients,
    log_softmax,
    numerical_gradient,
    one_hot,
    smooth_labels,
    softmax,
)

RTOL = 1e-12
LN2 = np.log(2)
INF = np.inf


@pytest.mark.parametrize("shift", [0, 100])
def test_01_softmax_of_four_even_steps(shift):
    logits = np.arange(4.0) + shift
    expected = [0.03205860328008499, 0.08714431874203257, 0.23688281808991013, 0.6439142598879724]
    logarithms = [
        -3.4401896985611953,
        -2.4401896985611953,
        -1.4401896985611953,
        -0.44018969856119533,
    ]
    assert_allclose(softmax(logits), expected, rtol=RTOL)
    assert_allclose(log_softmax(logits), logarithms, rtol=RTOL)


def test_02_a_saturated_softmax_keeps_its_logarithm():
    assert_array_equal(softmax([1000, 0, 0, 0]), [1, 0, 0, 0])
    assert_array_equal(log_softmax([1000, 1]), [0, -999])


def test_03_probabilities_far_apart():
    expected = [
        [2.678636961770877e-33, 1.9287498479371314e-22, 1.3887943864771146e-11, 0.9999999999861121],
        [0, 1.9444526359919375e-185, 0.2689414213699951, 0.7310585786300049],
    ]
    assert_allclose(softmax([[-25, 0, 25, 50], [1, 325, 749, 750]]), expected, rtol=RTOL)


def test_04_minus_infinity_has_probability_zero():
    assert_allclose(softmax([-INF, 0, 0]), [0, 0.5, 0.5], rtol=RTOL)
    assert_allclose(log_softmax([-INF, 0, 0]), [-INF, -LN2, -LN2], rtol=RTOL)


@pytest.mark.parametrize("row", [[-INF, -INF], [INF, 0], [np.nan, 0], [np.nan, -INF]])
def test_04_rows_without_a_softmax_are_refused(row):
    for function in (softmax, log_softmax):
        with pytest.raises(ValueError, match="logits must"):
            function([[0.0, 0.0], row])


@pytest.mark.parametrize(
    ("temperature", "expected"),
    [
        (0.5, [0.015876239976466765, 0.11731042782619837, 0.8668133321973349]),
        (2, [0.1863237232258476, 0.3071958857184984, 0.506480391055654]),
    ],
)
def test_05_temperature(temperature, expected):
    assert_allclose(softmax([1, 2, 3], temperature=temperature), expected, rtol=RTOL)


@pytest.mark.parametrize(
    ("dtype", "overflows"),
    [(np.float16, 11.0899), (np.float32, 88.7228), (np.float64, 709.7827)],
)
def test_06_no_overflow_where_the_naive_exponential_has_one(dtype, overflows):
    logits = np.array([overflows * 1.01, 0], dtype=dtype)
    with np.errstate(over="ignore"):
        assert np.isinf(np.exp(logits[0]))
    losses, gradient = cross_entropy_with_gradient(logits, 0)
    assert np.isfinite(softmax(logits)).all()
    assert np.isfinite(losses)
    assert np.isfinite(gradient).all()


def test_07_cross_entropy_with_smoothing_and_weights():
    logits, labels = [[10, 1, -2], [1, 4, 0.2]], [1, 0]
    expected = [9.0001295456250432, 3.0696732908249633]
    assert_allclose(cross_entropy(logits, labels), expected, rtol=RTOL)
    smoothed = smooth_labels(one_hot(labels, 3), 0.1)
    assert_allclose(cross_entropy(logits, smoothed), [8.8001295456250432, 2.99633995749163], RTOL)
    # The layer with W = I and b = 0 hands the logits through: its loss is their weighted mean.
    layer = layer_gradients(logits, np.eye(3), np.zeros(3), labels, sample_weights=[1, 3])
    assert_allclose(layer.loss, 4.5522873545249833, rtol=RTOL)


def test_08_a_confident_mistake_is_not_infinite():
    losses, gradient = cross_entropy_with_gradient([1e4, 0, 7e-7], 2)
    assert_allclose(losses, 9999.9999993, rtol=RTOL)
    assert_array_equal(gradient, [1, 0, -1])
    assert cross_entropy(np.float32([200, 0]), 1) == 200


def test_09_zero_times_minus_infinity_is_zero():
    assert_allclose(cross_entropy([-INF, 0, 0], [0, 0.5, 0.5]), LN2, rtol=RTOL)
    assert cross_entropy([-INF, 0, 0], [0.4, 0.3, 0.3]) == INF
    assert cross_entropy([-INF, 0, -INF], [0, 1, 0]) == 0
    assert cross_entropy([-INF, 0, -INF], 1) == 0
    assert cross_entropy([-INF, 0, -INF], 0) == INF


LOGITS_10 = [[1, 1, 1, 1], [1, 2, 3, 4]]
TARGETS_10 = [[0, 0, 0, 1], [0, 0.5, 0.5, 0]]


def test_10_hard_and_soft_targets():
    expected = [1.3862943611198906, 1.940189698561195]
    assert_allclose(cross_entropy(LOGITS_10, TARGETS_10), expected, rtol=RTOL)


def test_11_gradient_of_hard_and_soft_targets():
    expected = [
        [0.25, 0.25, 0.25, -0.75],
        [0.0320586, -0.41285568, -0.26311718, 0.64391426],
    ]
    assert_allclose(cross_entropy_gradient(LOGITS_10, TARGETS_10), expected, atol=5e-9)


def test_12_gradient_and_hessian_diagonal():
    gradient = [-0.71056688960573539, 0.3906938332698157, 0.31987305633591969]
    diagonal = [0.20566158500176605, 0.23805216191475315, 0.21755428416623724]
    logits = [0.2, 0.5, 0.3]
    assert_allclose(cross_entropy_gradient(logits, 0), gradient, rtol=RTOL)
    assert_allclose(np.diag(cross_entropy_hessian(logits)), diagonal, rtol=RTOL)


def test_13_hessian():
    expected = [
        [0.08192507, -0.02203304, -0.05989202],
        [-0.02203304, 0.18483645, -0.1628034],
        [-0.05989202, -0.1628034, 0.22269543],
    ]
    assert_allclose(cross_entropy_hessian([0, 1, 2]), expected, atol=5e-9)
    flat = cross_entropy_hessian([0, 0])
    assert_allclose(flat, [[0.25, -0.25], [-0.25, 0.25]], rtol=RTOL)
    assert_allclose(np.linalg.eigvalsh(flat), [0, 0.5], atol=1e-15)


def test_14_temperature_in_the_chain_rule():
    expected = [-0.40683814, 0.15359794, 0.2532402]
    assert_allclose(cross_entropy_gradient([1, 2, 3], 0, temperature=2), expected, atol=5e-9)


def test_15_the_textbook_example():
    gradient = cross_entropy_gradient(np.log([0.2, 0.3, 0.5]), 1)
    assert_allclose(gradient, [0.2, -0.7, 0.5], rtol=RTOL)


def test_16_one_step_of_the_layer():
    activations, labels = [[1, 0], [0, 1], [1, 1]], [0, 1, 2]
    weights, bias = np.zeros((2, 3)), np.zeros(3)
    layer = layer_gradients(activations, weights, bias, labels)
    assert_allclose(layer.loss, np.log(3), rtol=RTOL)
    assert_allclose(layer.weights, np.array([[-1, 2, -1], [2, -1, -1]]) / 9, rtol=RTOL)
    assert_allclose(layer.bias, 0, atol=1e-15)
    after = layer_gradients(activations, weights - layer.weights, bias - layer.bias, labels)
    assert_allclose(after.loss, 0.9626208092478588, rtol=RTOL)
    # The same gradient, found with a step of its own rather than the default one.
    numerical = numerical_gradient(
        lambda moved: layer_gradients(activations, moved, bias, labels).loss, weights, step=1e-5
    )
    assert_allclose(numerical, layer.weights, atol=1e-10)
