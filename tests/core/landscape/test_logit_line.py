import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose

from core import (
    cross_entropy,
    cross_entropy_hessian,
    loss_along_line,
    second_difference,
    squared_error,
    squared_error_gradient,
    squared_error_with_gradient,
)
from tests.core.strategies import finite_arrays, temperatures

LOGITS = np.array([1.0, -0.5, 0.3])
TARGETS = st.sampled_from([0, 2, [0.2, 0.3, 0.5]])
DISTANCES = np.linspace(-3, 3, 7)


@given(TARGETS, temperatures, finite_arrays(3, bound=2.0))
def test_every_point_of_the_line_is_the_loss_there(targets, temperature, direction):
    along = loss_along_line(LOGITS, targets, direction, DISTANCES, temperature=temperature)
    for distance, loss in zip(DISTANCES, along.losses, strict=True):
        there = LOGITS + distance * direction
        assert_allclose(loss, cross_entropy(there, targets, temperature=temperature), rtol=1e-12)


@given(TARGETS, temperatures)
def test_along_ones_nothing_changes(targets, temperature):
    along = loss_along_line(LOGITS, targets, np.ones(3), DISTANCES, temperature=temperature)
    assert_allclose(along.losses, along.losses[3], rtol=1e-12)


@given(TARGETS, temperatures)
def test_the_slope_along_the_line_is_the_gradient_s_part_in_it(targets, temperature):
    direction = np.array([0.6, -0.8, 0.0])
    step = 1e-5
    before, _, after = loss_along_line(
        LOGITS, targets, direction, [-step, 0.0, step], temperature=temperature
    ).losses
    gradient = loss_along_line(LOGITS, targets, direction, [0.0], temperature=temperature).gradient[
        0
    ]
    assert_allclose((after - before) / (2 * step), gradient @ direction, rtol=1e-6, atol=1e-9)


def test_any_loss_can_be_asked_for():
    losses, gradient = loss_along_line(
        LOGITS, 0, [0.0, 1.0, 0.0], [-1.0, 2.0], loss=squared_error_with_gradient
    )
    points = LOGITS + np.array([[-1.0], [2.0]]) * [0.0, 1.0, 0.0]
    assert_allclose(losses, squared_error(points, [0, 0]), rtol=1e-14)
    assert_allclose(gradient, squared_error_gradient(points, [0, 0]), rtol=1e-14)


@pytest.mark.parametrize("temperature", [0.1, 1.0, 10.0])
@pytest.mark.parametrize("seed", range(20))
def test_the_second_difference_is_the_curvature_up_to_its_stated_rounding(temperature, seed):
    random = np.random.default_rng(seed)
    classes = int(random.integers(2, 11))
    logits = random.choice([-10, -1.5, 0, 0.7, 10], classes)
    targets, step = random.dirichlet(np.ones(classes)), 1e-3 * temperature

    def second(direction):
        return second_difference(logits, targets, direction, step, temperature=temperature)

    flat = second(np.full(classes, classes**-0.5))
    assert abs(flat.estimate) <= flat.rounding
    direction = random.normal(size=classes)
    direction /= np.linalg.norm(direction)
    estimate, rounding = second(direction)
    curvature = direction @ cross_entropy_hessian(logits, temperature=temperature) @ direction
    # The fourth derivative is at most 2/T⁴ along a unit direction, the truncation h²/12 of it.
    assert abs(estimate - curvature) <= rounding + step**2 / 6 / temperature**4


def test_many_directions_are_one_after_the_other():
    directions = np.random.default_rng(0).normal(size=(2, 3, 3))
    together = second_difference(LOGITS, 1, directions, 1e-3)
    assert together.estimate.shape == (2, 3)
    for place in np.ndindex(2, 3):
        alone = second_difference(LOGITS, 1, directions[place], 1e-3)
        assert_allclose(together.estimate[place], alone.estimate, atol=alone.rounding)
    assert second_difference(LOGITS, 1, np.empty((0, 3)), 1e-3).estimate.shape == (0,)


@pytest.mark.parametrize("directions", [1.0, [1.0, 2.0], [[1.0]]])
def test_directions_have_an_entry_for_each_logit(directions):
    with pytest.raises(ValueError, match=r"directions must have shape \(\.\.\., 3\), got shape"):
        second_difference(LOGITS, 1, directions, 1e-3)


@pytest.mark.parametrize("step", [0.0, -1.0, np.nan, np.inf])
def test_a_second_difference_needs_a_step(step):
    with pytest.raises(ValueError, match="step must be a positive finite number"):
        second_difference([1.0, 2.0], 0, [1.0, 0.0], step)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"logits": [[1.0, 2.0]]}, "logits must be one example"),
        ({"direction": [1.0]}, r"direction must have shape \(2,\), got shape \(1,\)"),
        ({"direction": [np.nan, 1.0]}, "direction must be finite"),
        ({"distances": 1.0}, "distances must have one axis"),
        ({"targets": 2}, "targets must be whole numbers from 0 to 1"),
    ],
)
def test_what_the_line_refuses(change, message):
    arguments = {"logits": [1.0, 2.0], "targets": 0, "direction": [1.0, 0.0], "distances": [0.0]}
    with pytest.raises(ValueError, match=message):
        loss_along_line(**(arguments | change))
