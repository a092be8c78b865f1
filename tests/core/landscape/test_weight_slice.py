import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose

from core import TrainingRun, TrainingSettings, load, loss_over_plane, path_plane
from core.losses.cross_entropy import cross_entropy
from core.losses.targets import one_hot, smooth_labels
from core.training.objective import Objective


@st.composite
def paths(draw):
    generator = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    shape = draw(st.integers(2, 12)), draw(st.integers(2, 4)), draw(st.integers(2, 4))
    return generator.normal(size=shape).cumsum(axis=0)


@given(paths())
def test_the_directions_are_orthonormal_and_the_last_state_is_the_origin(path):
    plane = path_plane(path)
    flat = plane.directions.reshape(2, -1)
    assert_allclose(flat @ flat.T, np.eye(2), atol=1e-12)
    assert_allclose(plane.origin, path[-1])
    assert_allclose(plane.coordinates[-1], 0, atol=1e-12)
    assert plane.coordinates[0, 0] <= 0


@given(paths())
def test_each_state_is_laid_down_by_its_dot_products(path):
    plane = path_plane(path)
    for state, coordinates in zip(path, plane.coordinates, strict=True):
        for direction, coordinate in zip(plane.directions, coordinates, strict=True):
            assert_allclose(((state - path[-1]) * direction).sum(), coordinate, atol=1e-10)


@given(paths())
def test_the_shares_are_of_the_variance_and_no_other_plane_has_more(path):
    plane = path_plane(path)
    flat = path.reshape(len(path), -1)
    total = flat.var(axis=0).sum()
    explained = plane.explained_variance
    assert_allclose(plane.coordinates.var(axis=0), explained * total, atol=1e-9 * total)
    generator = np.random.default_rng(0)
    for _ in range(5):
        other, _ = np.linalg.qr(generator.normal(size=(flat.shape[1], 2)))
        assert (flat @ other).var(axis=0).sum() <= explained.sum() * total * (1 + 1e-9)


@given(paths())
def test_the_path_lies_more_above_than_below(path):
    """A sign that is not left to chance: the same path never stands on its head."""
    plane, turned = path_plane(path), path_plane(-path)
    assert plane.coordinates[:, 1].sum() >= 0
    assert_allclose(turned.coordinates, plane.coordinates, atol=1e-9)


def test_a_path_of_one_number_has_no_second_direction():
    plane = path_plane([[5.0], [4.0], [1.0]])
    assert plane.directions.tolist() == [[-1.0], [0.0]]
    assert plane.coordinates.tolist() == [[-4.0, 0.0], [-3.0, 0.0], [0.0, 0.0]]
    assert plane.explained_variance.tolist() == [1.0, 0.0]


def test_a_plane_keeps_no_more_of_the_path_than_its_end():
    path = np.arange(12.0).reshape(3, 2, 2)
    assert path_plane(path).origin.base is None


def test_a_path_along_a_line_gets_a_second_direction_of_no_share():
    line = np.arange(3.0)[:, None, None] * np.ones((2, 2))
    plane = path_plane(line)
    assert_allclose(plane.explained_variance, [1, 0], atol=1e-12)
    flat = plane.directions.reshape(2, -1)
    assert_allclose(flat @ flat.T, np.eye(2), atol=1e-12)
    assert_allclose(plane.coordinates[:, 1], 0, atol=1e-12)


@pytest.mark.parametrize(
    "objective",
    [
        Objective(),
        Objective(label_smoothing=0.1, l2=0.3),
        Objective(loss="squared error", l2=0.1),
    ],
)
def test_every_height_is_the_loss_of_the_layer_there(objective):
    run = TrainingRun(TrainingSettings(), load("iris"))
    run.advance(30)
    plane = path_plane(np.stack([state.parameters for state in run.states(0, 30)]))
    train = run.data.train
    first, second = np.linspace(-1, 2, 4), np.linspace(-0.5, 1, 3)
    targets = objective.targets(train.labels, 3)
    heights = loss_over_plane(plane, first, second, train.activations, targets, objective)
    assert heights.shape == (3, 4)
    soft = smooth_labels(one_hot(train.labels, 3), objective.label_smoothing)
    for row in range(3):
        for column in range(4):
            parameters = (
                plane.origin
                + first[column] * plane.directions[0]
                + second[row] * plane.directions[1]
            )
            logits = train.activations @ parameters[:-1] + parameters[-1]
            if objective.loss == "cross-entropy":
                expected = cross_entropy(logits, soft).mean()
            else:
                shares = np.exp(logits) / np.exp(logits).sum(axis=1, keepdims=True)
                expected = ((shares - soft) ** 2).sum(axis=1).mean() / 2
            expected += objective.l2 / 2 * (parameters[:-1] ** 2).sum()
            assert_allclose(heights[row, column], expected, rtol=1e-10)


@pytest.mark.parametrize(
    ("path", "message"),
    [
        ([[1.0, 2.0]], "path must have shape .* with at least two states"),
        ([1.0, 2.0], "path must have shape"),
        ([[1.0, 2.0], [1.0, 2.0]], "has not changed any weight yet"),
        ([[0.1, 0.7]] * 7, "has not changed any weight yet"),  # whose mean is not 0.1
        ([[1.0, np.nan], [1.0, 2.0]], "path must be finite, got nan"),
    ],
)
def test_a_path_without_a_plane_is_refused(path, message):
    with pytest.raises(ValueError, match=message):
        path_plane(path)
