"""Decision regions: at every point of the plane the class that the layer holds likeliest."""

import math

import numpy as np
import pytest

from core import decision_regions, fit_feature_map, load, plane_grid, softmax
from core.predictions.input_plane import PlaneGrid

FEATURE_MAPS = ["identity", "standardise", "polynomial", "relu"]


def grid_of(data, resolution: int = 12) -> PlaneGrid:
    return plane_grid(data.train.inputs, data.feature_map, resolution=resolution)


def random_layer(data, *leading: int, seed: int = 0):
    random = np.random.default_rng(seed)
    units, classes = data.train.activations.shape[1], len(data.class_names)
    return random.normal(size=(*leading, units, classes)), random.normal(size=(*leading, classes))


@pytest.mark.parametrize("feature_map", FEATURE_MAPS)
def test_the_activations_at_row_and_column_are_those_of_that_point(feature_map: str):
    data = load("spirals", feature_map=feature_map)
    grid = grid_of(data)
    for row, second in enumerate(grid.second_values):
        for column, first in enumerate(grid.first_values):
            expected = data.feature_map(np.array([[first, second]]))[0]
            np.testing.assert_allclose(grid.activations[row, column], expected, rtol=1e-12)


def test_the_grid_holds_every_point_with_the_margin_on_each_side():
    points = np.array([[0.0, -1.0], [4.0, 1.0], [1.0, 0.0]])
    identity = fit_feature_map("identity", points)
    grid = plane_grid(points, identity, resolution=5, margin=0.25)
    np.testing.assert_allclose(grid.first_values, [-1, 0.5, 2, 3.5, 5])
    np.testing.assert_allclose(grid.second_values, [-1.5, -0.75, 0, 0.75, 1.5])


@pytest.mark.parametrize("name", ["blobs", "spirals", "moons", "circles"])
def test_no_training_point_lies_outside(name: str):
    data = load(name)
    grid = grid_of(data, resolution=2)
    low = grid.first_values[0], grid.second_values[0]
    high = grid.first_values[-1], grid.second_values[-1]
    assert (data.train.inputs > low).all()
    assert (data.train.inputs < high).all()


@pytest.mark.parametrize("feature_map", FEATURE_MAPS)
def test_the_class_is_the_likeliest_under_the_softmax_at_every_point(feature_map: str):
    data = load("blobs", classes=5, feature_map=feature_map)
    grid = grid_of(data)
    weights, bias = random_layer(data)
    regions = decision_regions(grid, weights, bias)
    assert len(np.unique(regions.classes)) > 1
    for place in np.ndindex(regions.classes.shape):
        logits = [
            bias[q] + math.fsum(a * w for a, w in zip(grid.activations[place], column, strict=True))
            for q, column in enumerate(weights.T)
        ]
        whole = math.fsum(math.exp(logit) for logit in logits)
        probabilities = [math.exp(logit) / whole for logit in logits]
        assert regions.classes[place] == probabilities.index(max(probabilities))
        assert regions.probabilities[place] == pytest.approx(max(probabilities), rel=1e-9)


def test_many_layers_at_once_are_as_each_alone():
    data = load("spirals", classes=4)
    grid = grid_of(data)
    weights, bias = random_layer(data, 3, 2)
    together = decision_regions(grid, weights, bias)
    assert together.classes.shape == together.probabilities.shape == (3, 2, 12, 12)
    for place in np.ndindex(3, 2):
        alone = decision_regions(grid, weights[place], bias[place])
        np.testing.assert_array_equal(together.classes[place], alone.classes)
        np.testing.assert_allclose(together.probabilities[place], alone.probabilities, rtol=1e-12)


def test_grid_points_of_the_examples_agree_with_the_layer_on_the_examples():
    data = load("moons")
    weights, bias = random_layer(data)
    for point, activations in zip(data.train.inputs[:20], data.train.activations[:20], strict=True):
        grid = plane_grid(point[np.newaxis], data.feature_map, resolution=2)
        region = decision_regions(grid, weights, bias)
        likeliest = softmax(activations @ weights + bias)
        assert region.classes[0, 0] == likeliest.argmax()
        assert region.probabilities[0, 0] == pytest.approx(likeliest.max(), rel=1e-12)


@pytest.mark.parametrize("classes", [2, 3, 10])
def test_before_training_the_first_class_wins_the_tie_everywhere(classes: int):
    data = load("blobs", classes=classes)
    regions = decision_regions(grid_of(data), np.zeros((2, classes)), np.zeros(classes))
    assert (regions.classes == 0).all()
    np.testing.assert_allclose(regions.probabilities, 1 / classes, rtol=1e-15)


def test_the_chosen_class_is_never_less_likely_than_chance():
    data = load("blobs", classes=4)
    weights, bias = random_layer(data, 20)
    probabilities = decision_regions(grid_of(data), weights, bias).probabilities
    assert (probabilities >= 0.25).all()
    assert (probabilities <= 1).all()


@pytest.mark.parametrize(
    "inputs", [np.zeros((3, 3)), np.zeros(2), np.zeros((0, 2)), np.zeros((1, 2, 2))]
)
def test_inputs_that_are_not_points_of_a_plane_are_refused_with_their_shape(inputs):
    identity = fit_feature_map("identity", np.eye(2))
    with pytest.raises(ValueError, match=r"points of a plane, shape \(n, 2\), got \(") as caught:
        plane_grid(inputs, identity, resolution=5)
    assert str(inputs.shape) in str(caught.value)


@pytest.mark.parametrize("resolution", [1, 0, -4])
def test_a_grid_needs_two_points_an_axis(resolution: int):
    identity = fit_feature_map("identity", np.eye(2))
    with pytest.raises(ValueError, match=f"resolution must be at least 2, got {resolution}"):
        plane_grid(np.eye(2), identity, resolution=resolution)
