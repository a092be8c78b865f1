import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose, assert_array_equal

from core import (
    cross_entropy,
    cross_entropy_gradient,
    cross_entropy_with_gradient,
    descent_path,
    entropy,
    gradient_plane,
    loss_plane,
    squared_error,
    squared_error_gradient,
    squared_error_with_gradient,
)
from tests.core.strategies import temperatures

LOGITS = np.array([1.0, -0.5, 0.3, -np.inf])
FIRST_VALUES, SECOND_VALUES = np.linspace(-3, 3, 5), np.linspace(-2, 2, 4)
TARGETS = st.sampled_from([0, 2, [0.2, 0.3, 0.5, 0.0]])


@given(TARGETS, temperatures)
def test_the_planes_agree_with_a_slow_loop(targets, temperature):
    arguments = (LOGITS, targets, 2, 0, FIRST_VALUES, SECOND_VALUES)
    losses = loss_plane(*arguments, temperature=temperature)
    slopes = gradient_plane(*arguments, temperature=temperature)
    assert losses.shape == (4, 5)
    assert slopes.shape == (4, 5, 2)
    for row, second_value in enumerate(SECOND_VALUES):
        for column, first_value in enumerate(FIRST_VALUES):
            point = LOGITS.copy()
            point[2], point[0] = first_value, second_value
            loss = cross_entropy(point, targets, temperature=temperature)
            gradient = cross_entropy_gradient(point, targets, temperature=temperature)
            assert_allclose(losses[row, column], loss, rtol=1e-12)
            assert_allclose(slopes[row, column], gradient[[2, 0]], rtol=1e-12, atol=1e-15)


@given(TARGETS, temperatures)
def test_a_path_of_two_logits_stays_in_its_plane(targets, temperature):
    path = descent_path(
        LOGITS, targets, step_size=0.5, steps=20, temperature=temperature, first=0, second=2
    )
    assert path.logits.shape == (21, 4)
    assert_array_equal(path.logits[:, [1, 3]], np.tile(LOGITS[[1, 3]], (21, 1)))
    assert_array_equal(path.logits[0], LOGITS)
    assert_allclose(
        path.losses,
        [cross_entropy(point, targets, temperature=temperature) for point in path.logits],
        rtol=1e-12,
    )


@given(TARGETS, temperatures)
def test_planes_and_path_take_any_loss(targets, temperature):
    options = {"temperature": temperature, "loss": squared_error_with_gradient}
    arguments = (LOGITS, targets, 2, 0, FIRST_VALUES, SECOND_VALUES)
    losses, slopes = loss_plane(*arguments, **options), gradient_plane(*arguments, **options)
    point = LOGITS.copy()
    point[2], point[0] = FIRST_VALUES[1], SECOND_VALUES[3]
    loss = squared_error(point, targets, temperature=temperature)
    gradient = squared_error_gradient(point, targets, temperature=temperature)
    assert_allclose(losses[3, 1], loss, rtol=1e-12)
    assert_allclose(slopes[3, 1], gradient[[2, 0]], rtol=1e-12, atol=1e-15)
    path = descent_path(point, targets, step_size=0.7, steps=1, **options)
    assert_allclose(path.logits[1, :3], (point - 0.7 * gradient)[:3], rtol=1e-12)
    assert_allclose(path.losses[0], loss, rtol=1e-12)


@given(TARGETS, temperatures)
def test_small_steps_only_go_down(targets, temperature):
    """The Hessian is at most 1/(2T²), so a step below 4T² cannot climb."""
    path = descent_path(
        LOGITS[:3] if np.ndim(targets) == 0 else LOGITS,
        targets,
        step_size=temperature**2,
        steps=30,
        temperature=temperature,
    )
    assert (np.diff(path.losses) <= 1e-14).all()


def test_each_step_goes_against_the_gradient():
    path = descent_path([0.0, 1.0, 2.0], 0, step_size=0.3, steps=3)
    for before, after in zip(path.logits[:-1], path.logits[1:], strict=True):
        assert_allclose(after, before - 0.3 * cross_entropy_gradient(before, 0), rtol=1e-14)
    # The gradient sums to 0: nothing moves along the flat direction (1, …, 1).
    assert_allclose(path.logits.sum(axis=1), 3, rtol=1e-14)


def slowly(loss, logits, targets, temperature):
    """∂L/∂z of one example from seed.md's Jacobian, entry by entry."""
    exponentials = [math.exp((logit - max(logits)) / temperature) for logit in logits]
    shares = [exponential / sum(exponentials) for exponential in exponentials]
    classes = range(len(logits))

    def outer(i):
        if loss is squared_error_with_gradient:
            return shares[i] - targets[i]
        return -targets[i] / shares[i] if targets[i] else 0.0

    return [
        sum(outer(i) * shares[i] * ((i == k) - shares[k]) for i in classes) / temperature
        for k in classes
    ]


@pytest.mark.parametrize("loss", [cross_entropy_with_gradient, squared_error_with_gradient])
@pytest.mark.parametrize("seed", range(25))
def test_a_path_in_the_plane_agrees_with_a_slow_loop_at_random_states(loss, seed):
    random = np.random.default_rng(seed)
    classes, temperature = int(random.integers(2, 11)), float(random.choice([0.5, 1.0, 3.0, 10.0]))
    logits = random.uniform(-10, 10, classes)
    targets = random.dirichlet(np.ones(classes)) if seed % 2 else np.eye(classes)[seed % classes]
    two = random.permutation(classes)[:2].tolist()
    step_size = float(random.uniform(0.1, 3)) * temperature**2
    path = descent_path(
        logits,
        targets,
        step_size=step_size,
        steps=40,
        temperature=temperature,
        first=two[0],
        second=two[1],
        loss=loss,
    )
    expected = logits.copy()
    for point in path.logits:
        assert_allclose(point, expected, rtol=1e-9, atol=1e-12)
        gradient = np.array(slowly(loss, expected.tolist(), targets.tolist(), temperature))
        expected[two] -= step_size * gradient[two]


@pytest.mark.parametrize("plane", [{}, {"first": 2, "second": 0}, {"first": 3, "second": 1}])
@pytest.mark.parametrize("loss", [cross_entropy_with_gradient, squared_error_with_gradient])
@given(TARGETS, temperatures)
def test_the_path_of_a_loss_of_core_is_that_of_any_function_like_it(
    plane, loss, targets, temperature
):
    def like_it(logits, targets, *, temperature):
        return loss(logits, targets, temperature=temperature)

    options = {"step_size": 0.5, "steps": 20, "temperature": temperature} | plane
    for parts, expected in zip(
        descent_path(LOGITS, targets, loss=loss, **options),
        descent_path(LOGITS, targets, loss=like_it, **options),
        strict=True,
    ):
        assert_allclose(parts, expected, rtol=1e-9, atol=1e-12)


@pytest.mark.parametrize("plane", [{}, {"first": 0, "second": 1}])
def test_a_path_that_leaves_the_range_of_its_numbers_is_refused(plane):
    with pytest.raises(ValueError, match=r"logits must not hold NaN or \+inf, got inf at index"):
        descent_path([0.0, 0.0], 0, step_size=1e308, steps=3, temperature=1e-3, **plane)


def test_with_soft_targets_the_path_ends_at_the_floor():
    targets = [0.2, 0.3, 0.5]
    path = descent_path([3.0, 0.0, -1.0], targets, step_size=1.0, steps=500)
    assert_allclose(path.losses[-1], entropy(targets), rtol=1e-9)


@pytest.mark.parametrize("dtype", [np.float16, np.float32, np.float64])
def test_floating_dtypes_are_kept(dtype):
    logits = np.array([1, 2, 3], dtype=dtype)
    logits.flags.writeable = False
    arguments = (logits, 0, 0, 1, FIRST_VALUES, SECOND_VALUES)
    assert loss_plane(*arguments).dtype == gradient_plane(*arguments).dtype == dtype
    path = descent_path(logits, 0, step_size=0.1, steps=2)
    assert path.logits.dtype == path.losses.dtype == dtype


def test_no_steps_and_no_values():
    path = descent_path([1.0, 2.0], 0, step_size=1, steps=0)
    assert_array_equal(path.logits, [[1, 2]])
    assert loss_plane([1.0, 2.0], 0, 0, 1, [], [0.0, 1.0]).shape == (2, 0)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"logits": [[1.0, 2.0]]}, "logits must be one example"),
        ({"logits": [1.0, 2.0, np.nan]}, "logits must not hold NaN"),
        ({"first": 3}, "first must be a whole number from 0 to 2, got 3"),
        ({"second": 0}, "second must be another class than first, got 0"),
        ({"first_values": [[1.0]]}, "first_values must have one axis"),
        ({"second_values": [np.nan]}, "second_values must be finite"),
        ({"targets": 3}, "targets must be whole numbers from 0 to 2, got 3"),
        ({"temperature": -1}, "temperature must be a positive finite number, got -1"),
    ],
)
def test_what_the_planes_refuse(change, message):
    arguments = {
        "logits": [1.0, 2.0, 3.0],
        "targets": 0,
        "first": 0,
        "second": 1,
        "first_values": [0.0],
        "second_values": [0.0],
    } | change
    for plane in (loss_plane, gradient_plane):
        with pytest.raises(ValueError, match=message):
            plane(**arguments)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"step_size": 0}, "step_size must be a positive finite number, got 0"),
        ({"steps": -1}, "steps must be a whole number of at least 0, got -1"),
        ({"steps": 1.5}, "steps must be a whole number"),
        ({"first": 0}, "first and second must be given together"),
        ({"first": 1, "second": 1}, "second must be another class"),
    ],
)
def test_what_the_path_refuses(change, message):
    with pytest.raises(ValueError, match=message):
        descent_path(**({"logits": [1.0, 2.0], "targets": 0, "step_size": 1, "steps": 2} | change))
