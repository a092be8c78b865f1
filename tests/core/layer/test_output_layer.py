import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose, assert_array_equal

from core import cross_entropy, layer_gradients, numerical_gradient, smooth_labels, softmax
from core.layer.output_layer import mean_loss_and_gradients
from tests.core.strategies import temperatures


@st.composite
def layers(draw):
    """Activations, weights, bias, targets and sample weights of a small layer."""
    random = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    batch, inputs, classes = draw(st.tuples(*[st.integers(1, 4)] * 3))
    labels = random.integers(classes, size=batch)
    targets = draw(st.sampled_from([labels, random.dirichlet(np.ones(classes), size=batch)]))
    return (
        random.normal(size=(batch, inputs)),
        random.normal(size=(inputs, classes)),
        random.normal(size=classes),
        targets,
        draw(st.sampled_from([None, random.uniform(0.1, 2, size=batch)])),
    )


@given(layers(), temperatures)
def test_gradients_equal_finite_differences(layer, temperature):
    activations, weights, bias, targets, sample_weights = layer

    def loss(a, w, b):
        losses = cross_entropy(a @ w + b, targets, temperature=temperature)
        return np.average(losses, weights=sample_weights)

    result = layer_gradients(
        activations, weights, bias, targets, temperature=temperature, sample_weights=sample_weights
    )
    assert_allclose(result.loss, loss(activations, weights, bias), rtol=1e-12)
    for gradient, numerical in [
        (result.weights, numerical_gradient(lambda w: loss(activations, w, bias), weights)),
        (result.bias, numerical_gradient(lambda b: loss(activations, weights, b), bias)),
        (result.activations, numerical_gradient(lambda a: loss(a, weights, bias), activations)),
    ]:
        assert_allclose(gradient, numerical, atol=1e-7)


@given(layers())
def test_the_training_kernel_computes_the_same(layer):
    activations, weights, bias, targets, _ = layer
    loss, gradient = mean_loss_and_gradients(activations, np.vstack([weights, bias]), targets)
    result = layer_gradients(activations, weights, bias, targets)
    assert_allclose(loss, result.loss, rtol=1e-12)
    assert_allclose(gradient[:-1], result.weights, rtol=1e-12, atol=1e-15)
    assert_allclose(gradient[-1], result.bias, rtol=1e-12, atol=1e-15)


@given(layers())
def test_the_bias_gradient_sums_to_zero_over_the_classes(layer):
    activations, weights, bias, targets, _ = layer
    assert_allclose(layer_gradients(activations, weights, bias, targets).bias.sum(), 0, atol=1e-14)


@given(layers())
def test_a_weight_of_two_is_an_example_twice(layer):
    activations, weights, bias, targets, _ = layer
    counts = np.arange(len(activations)) % 2 + 1
    weighted = layer_gradients(activations, weights, bias, targets, sample_weights=counts)
    repeated = layer_gradients(
        activations.repeat(counts, axis=0), weights, bias, targets.repeat(counts, axis=0)
    )
    assert_allclose(weighted.loss, repeated.loss, rtol=1e-12)
    assert_allclose(weighted.weights, repeated.weights, atol=1e-14)


def test_logits_and_probabilities_are_those_of_the_layer():
    activations, weights, bias = np.ones((2, 3)), np.arange(6.0).reshape(3, 2), np.array([1, -1])
    result = layer_gradients(activations, weights, bias, [0, 1], temperature=2)
    assert_array_equal(result.logits, [[7, 8], [7, 8]])
    assert_array_equal(result.probabilities, softmax(result.logits, temperature=2))


@pytest.mark.parametrize("batch", [(), (4,), (2, 2)])
def test_any_batch_shape(batch):
    activations, weights, bias = np.ones((*batch, 3)), np.eye(3, 2), np.zeros(2)
    result = layer_gradients(activations, weights, bias, np.zeros(batch, dtype=int))
    assert result.logits.shape == result.probabilities.shape == (*batch, 2)
    assert result.activations.shape == (*batch, 3)
    assert result.weights.shape == (3, 2)
    assert_allclose(result.bias, [-0.5, 0.5])


def test_an_empty_batch_has_no_loss_and_no_gradient():
    result = layer_gradients(np.zeros((0, 3)), np.ones((3, 2)), np.ones(2), np.zeros(0, dtype=int))
    assert result.loss == 0
    assert_array_equal(result.weights, np.zeros((3, 2)))
    assert_array_equal(result.bias, [0, 0])
    assert result.activations.shape == (0, 3)


@pytest.mark.parametrize("dtype", [np.float16, np.float32, np.float64])
def test_floating_dtypes_are_kept(dtype):
    arrays = np.ones((2, 3), dtype), np.ones((3, 2), dtype), np.ones(2, dtype)
    for array in arrays:
        array.flags.writeable = False
    result = layer_gradients(*arrays, smooth_labels(np.eye(2), 0.1), sample_weights=[1, 2])
    assert {field.dtype for field in result} == {np.dtype(dtype)}


def test_an_example_of_weight_zero_does_not_count_even_if_its_loss_is_infinite():
    activations = [[3e38, -3e38], [0.0, 0.0]]
    result = layer_gradients(
        np.float32(activations),
        np.eye(2, dtype="f"),
        np.zeros(2, "f"),
        [1, 1],
        sample_weights=[0, 1],
    )
    assert_allclose(result.loss, np.log(2), rtol=1e-6)


@pytest.mark.parametrize("size", [1e308, 1e-310, 1.0])
def test_only_the_ratios_of_sample_weights_matter(size):
    layer = [[1.0, 0.0], [0.0, 1.0]], np.eye(2), [0.0, 0.0], [1, 1]
    weighted = layer_gradients(*layer, sample_weights=[size, 0.9 * size])
    expected = layer_gradients(*layer, sample_weights=[10, 9])
    for field, same in zip(weighted, expected, strict=True):
        assert_allclose(field, same, rtol=1e-12)


@pytest.mark.parametrize("batch", [(2,), (), (0,), (2, 3)])
def test_a_layer_without_inputs_is_its_bias(batch):
    bias, labels = np.array([1.0, 2.0, 3.0]), np.zeros(batch, dtype=int)
    result = layer_gradients(np.zeros((*batch, 0)), np.zeros((0, 3)), bias, labels)
    assert_array_equal(result.logits, np.broadcast_to(bias, (*batch, 3)))
    assert result.weights.shape == (0, 3)
    assert result.activations.shape == (*batch, 0)
    expected = softmax(bias) - [1, 0, 0] if labels.size else np.zeros(3)
    assert_allclose(result.bias, expected, atol=1e-15)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"activations": [[np.nan, 0]]}, r"activations must be finite, got nan at index \[0, 0\]"),
        ({"weights": [[1.0, 2.0]]}, r"activations must have a last axis of 1"),
        ({"weights": [1.0, 2.0]}, r"weights must have shape \(inputs, classes\)"),
        ({"bias": [0.0]}, r"bias must have shape \(2,\)"),
        ({"targets": [0, 1]}, r"targets must be labels of shape \(1,\)"),
        ({"targets": [2]}, "targets must be whole numbers from 0 to 1, got 2"),
        ({"sample_weights": [1, 1]}, r"sample_weights must have shape \(1,\)"),
        ({"sample_weights": [-1]}, "sample_weights must be non-negative"),
        ({"sample_weights": [0]}, "sample_weights must be non-negative with a positive sum"),
        (
            {"activations": np.eye(2), "targets": [0, 1], "sample_weights": [-1.0, 1e308]},
            r"sample_weights must be non-negative .*, got weights from -1.0 to 1e\+308",
        ),
        ({"sample_weights": [np.inf]}, "sample_weights must be finite"),
        ({"temperature": 0}, "temperature must be a positive finite number, got 0"),
        ({"weights": np.full((2, 2), 1e308), "activations": [[10, 10]]}, "logits must not hold"),
    ],
)
def test_what_is_refused(change, message):
    arguments = {
        "activations": [[1.0, 2.0]],
        "weights": np.eye(2),
        "bias": [0.0, 0.0],
        "targets": [0],
    }
    with pytest.raises(ValueError, match=message):
        layer_gradients(**(arguments | change))


def test_diverged_training_is_told():
    with pytest.raises(ValueError, match="logits must not hold NaN"):
        mean_loss_and_gradients(np.ones((2, 1)), np.full((2, 2), np.nan), np.array([0, 1]))
