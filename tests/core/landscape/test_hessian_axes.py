import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose, assert_array_equal

from core import cross_entropy_gradient, cross_entropy_hessian, hessian_axes
from tests.core.strategies import finite_arrays, temperatures

some_logits = st.integers(2, 6).flatmap(finite_arrays)


@given(some_logits, temperatures)
def test_the_axes_put_the_hessian_together_again(logits, temperature):
    axes = hessian_axes(logits, temperature=temperature)
    together = (axes.directions.T * axes.eigenvalues) @ axes.directions
    hessian = cross_entropy_hessian(logits, temperature=temperature)
    assert_allclose(together, hessian, atol=1e-13 / temperature**2)


@given(some_logits, temperatures)
def test_the_axes_are_at_right_angles_and_steepest_first(logits, temperature):
    axes = hessian_axes(logits, temperature=temperature)
    assert_allclose(axes.directions @ axes.directions.T, np.eye(len(logits)), atol=1e-12)
    assert (np.diff(axes.eigenvalues) <= 1e-15).all()
    assert (axes.eigenvalues >= 0).all()


@given(some_logits, temperatures)
def test_moving_all_logits_together_has_no_curvature_at_all(logits, temperature):
    axes = hessian_axes(logits, temperature=temperature)
    assert axes.eigenvalues[-1] == 0.0
    assert_array_equal(axes.directions[-1], np.full(len(logits), len(logits) ** -0.5))


@given(finite_arrays(4), temperatures)
def test_two_logits_have_the_axes_of_their_block(logits, temperature):
    axes = hessian_axes(logits, temperature=temperature, moved=[3, 1])
    assert_array_equal(axes.directions[:, [0, 2]], 0)
    block = cross_entropy_hessian(logits, temperature=temperature)[np.ix_([1, 3], [1, 3])]
    # A 2 × 2 symmetric matrix by hand: λ = mean ± √(((a − d)/2)² + b²).
    mean, half = block.trace() / 2, np.hypot((block[0, 0] - block[1, 1]) / 2, block[0, 1])
    expected = [mean + half, mean - half]
    assert_allclose(axes.eigenvalues, expected, rtol=1e-7, atol=1e-14 / temperature**2)


def test_the_curvature_is_a_second_difference_of_the_loss():
    logits = np.array([0.5, -1.0, 2.0])
    for curvature, direction in zip(*hessian_axes(logits, temperature=1.5), strict=True):
        step = 1e-4 * direction
        slopes = [
            cross_entropy_gradient(logits + side * step, 0, temperature=1.5) @ direction
            for side in (1, -1)
        ]
        assert_allclose((slopes[0] - slopes[1]) / 2e-4, curvature, rtol=1e-6, atol=1e-10)


def test_where_the_softmax_saturates_small_curvatures_keep_their_digits():
    axes = hessian_axes([40.0, 0.0])
    small = np.exp(-40.0)  # ŷ₁ŷ₂, and λ is twice it
    assert_allclose(axes.eigenvalues[0], 2 * small, rtol=1e-12)
    assert_allclose(axes.directions[0], [0.5**0.5, -(0.5**0.5)], rtol=1e-12)


def test_at_even_odds_every_other_direction_curves_alike():
    axes = hessian_axes(np.zeros(5), temperature=2.0)
    assert_allclose(axes.eigenvalues, [0.05, 0.05, 0.05, 0.05, 0])


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"logits": [[1.0, 2.0]]}, "logits must be one example"),
        ({"logits": [np.nan, 1.0]}, "logits must not hold NaN"),
        ({"moved": []}, "moved must name different classes"),
        ({"moved": [1, 1]}, "moved must name different classes"),
        ({"moved": [2]}, "moved must be a whole number from 0 to 1, got 2"),
        ({"temperature": 0}, "temperature must be a positive finite number"),
    ],
)
def test_what_the_axes_refuse(change, message):
    with pytest.raises(ValueError, match=message):
        hessian_axes(**({"logits": [1.0, 2.0]} | change))
