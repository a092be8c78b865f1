import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose, assert_array_equal

from core import (
    cross_entropy,
    cross_entropy_gradient,
    cross_entropy_hessian,
    entropy,
    newton_step,
)
from tests.core.strategies import finite_arrays, temperatures

moderate = finite_arrays(4, bound=2.0)
TARGETS = st.sampled_from([0, 3, [0.1, 0.2, 0.3, 0.4]])


@given(moderate, TARGETS, temperatures)
def test_it_is_the_pseudo_inverse_times_the_gradient(logits, targets, temperature):
    newton = newton_step(logits, targets, temperature=temperature)
    hessian = cross_entropy_hessian(logits, temperature=temperature)
    gradient = cross_entropy_gradient(logits, targets, temperature=temperature)
    expected = -np.linalg.pinv(hessian, hermitian=True, rcond=1e-12) @ gradient
    assert_allclose(newton.step, expected, rtol=1e-6, atol=1e-9)
    assert newton.axes_used == 3


@given(moderate, TARGETS, temperatures)
def test_of_all_logits_nothing_moves_along_ones(logits, targets, temperature):
    newton = newton_step(logits, targets, temperature=temperature)
    assert_allclose(newton.step.sum(), 0, atol=1e-9 * np.abs(newton.step).max())


@given(moderate, TARGETS, temperatures)
def test_two_logits_solve_their_two_equations(logits, targets, temperature):
    newton = newton_step(logits, targets, temperature=temperature, moved=[2, 0])
    block = np.ix_([0, 2], [0, 2])
    hessian = cross_entropy_hessian(logits, temperature=temperature)[block]
    gradient = cross_entropy_gradient(logits, targets, temperature=temperature)[[0, 2]]
    assert_allclose(hessian @ newton.step[[0, 2]], -gradient, rtol=1e-8, atol=1e-10)
    assert_array_equal(newton.step[[1, 3]], 0)
    assert newton.axes_used == 2


@given(moderate, TARGETS, temperatures)
def test_the_promise_is_the_quadratic_model_s_value_at_the_end(logits, targets, temperature):
    step, promised, _, _ = newton_step(logits, targets, temperature=temperature)
    hessian = cross_entropy_hessian(logits, temperature=temperature)
    gradient = cross_entropy_gradient(logits, targets, temperature=temperature)
    loss = cross_entropy(logits, targets, temperature=temperature)
    assert_allclose(promised, loss + gradient @ step + step @ hessian @ step / 2, rtol=1e-9)


def test_near_a_soft_minimum_it_converges_quadratically():
    targets = np.array([0.2, 0.3, 0.5])
    logits = np.log(targets) + np.array([0.1, -0.2, 0.3])
    excesses = []
    for _ in range(4):
        excesses.append(float(cross_entropy(logits, targets) - entropy(targets)))
        logits = logits + newton_step(logits, targets).step
    assert excesses[1] < excesses[0] ** 1.4
    assert excesses[2] < excesses[1] ** 1.4
    assert excesses[3] < 1e-14


@pytest.mark.parametrize("difference", [-20.0, -3.0, 0.0, 5.0])
def test_two_classes_move_apart_by_one_over_the_probability(difference):
    newton = newton_step([difference, 0.0], 0)
    expected = 1 + math.exp(-difference)  # 1/ŷ
    assert_allclose(newton.step, [expected / 2, -expected / 2], rtol=1e-9)
    assert newton.axes_used == 1


def test_from_a_saturated_softmax_it_overshoots():
    targets = [0.3, 0.7]
    start = np.array([20.0, 0.0])
    newton = newton_step(start, targets)
    end = cross_entropy(start + newton.step, targets)
    assert newton.predicted_loss < cross_entropy(start, targets) < end


def test_at_the_minimum_it_stays():
    assert_allclose(newton_step(np.log([0.2, 0.8]), [0.2, 0.8]).step, 0, atol=1e-15)


def test_where_no_curvature_is_left_it_stays():
    newton = newton_step([2000.0, 0.0], 1)
    assert newton.axes_used == 0
    assert_array_equal(newton.step, 0)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"logits": [[1.0, 2.0]]}, "logits must be one example"),
        ({"targets": 2}, "targets must be whole numbers from 0 to 1"),
        ({"moved": [0, 0]}, "moved must name different classes"),
    ],
)
def test_what_the_step_refuses(change, message):
    with pytest.raises(ValueError, match=message):
        newton_step(**({"logits": [1.0, 2.0], "targets": 0} | change))
