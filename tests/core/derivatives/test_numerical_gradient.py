import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose, assert_array_equal

from core import numerical_gradient, numerical_gradient_in_rows
from tests.core.strategies import finite_arrays


@given(st.lists(st.integers(0, 3), max_size=3).flatmap(finite_arrays))
def test_the_gradient_of_a_sum_of_cubes(point):
    assert_allclose(numerical_gradient(lambda x: (x**3).sum(), point), 3 * point**2, atol=1e-5)


@given(finite_arrays((2, 2), bound=1e6))
def test_a_linear_function_is_met_exactly_however_large_the_point(point):
    slopes = np.array([[1.0, -2.0], [0.0, 4.0]])
    numerical = numerical_gradient(lambda x: (slopes * x).sum(), point, step=1.0)
    assert_allclose(numerical, slopes, atol=1e-8)


@pytest.mark.parametrize(
    ("dtype", "tolerance"), [(np.float16, 2e-2), (np.float32, 1e-4), (np.float64, 1e-9)]
)
def test_each_dtype_has_its_step(dtype, tolerance):
    point = np.array([0.5, 1.0], dtype=dtype)
    numerical = numerical_gradient(lambda x: np.exp(x).sum(), point)
    assert numerical.dtype == dtype
    assert_allclose(numerical, np.exp(point), rtol=tolerance)


def test_halving_the_step_quarters_the_error():
    errors = [numerical_gradient(np.exp, 0.0, step=step) - 1 for step in (0.02, 0.01)]
    assert_allclose(errors[0] / errors[1], 4, rtol=1e-3)


def test_the_point_is_not_mutated_even_by_the_function():
    point = np.array([1.0, 2.0])

    def greedy(x):
        x *= x
        return x.sum()

    assert_allclose(numerical_gradient(greedy, point), [2, 4], rtol=1e-8)
    assert_array_equal(point, [1, 2])


def test_an_empty_point_has_an_empty_gradient():
    assert numerical_gradient(lambda x: x.sum(), np.zeros((0, 3))).shape == (0, 3)


def test_a_slope_beyond_the_dtype_is_infinite():
    assert numerical_gradient(lambda x: 1e6 * float(x), np.float16(1)) == np.inf


@given(finite_arrays(4, bound=1e3))
def test_in_rows_it_is_the_same_gradient(point):
    one_by_one = numerical_gradient(lambda x: (x**2).sum(), point)
    in_rows = numerical_gradient_in_rows(lambda rows: (rows**2).sum(axis=1), point)
    assert_allclose(in_rows, one_by_one, rtol=1e-6, atol=1e-6)


@pytest.mark.parametrize(
    ("function", "point", "message"),
    [
        (np.sum, [[1.0, 2.0]], r"point must have one axis, got shape \(1, 2\)"),
        (np.sum, [1.0, np.nan], "point must be finite, got nan"),
        (np.sum, [1.0, 2.0], r"one number for each of 4 points, got shape \(\)"),
    ],
)
def test_what_is_refused_in_rows(function, point, message):
    with pytest.raises(ValueError, match=message):
        numerical_gradient_in_rows(function, point)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"point": [np.inf]}, "point must be finite, got inf"),
        ({"step": 0}, "step must be a positive finite number, got 0"),
        ({"step": np.nan}, "step must be a positive finite number, got nan"),
        ({"step": 1e-20}, "step must move the point"),
        ({"step": 10**400}, "step must be a positive finite number, got 1000"),
        ({"point": np.float16([65504])}, r"step must move the point within float16, .* at 65504"),
        ({"point": np.float32([1]), "step": 1e300}, "step must move the point within float32"),
        ({"function": lambda x: x}, "function must return one real number"),
        ({"function": lambda _: None}, "function must return one real number"),
    ],
)
def test_what_is_refused(arguments, message):
    with pytest.raises(ValueError, match=message):
        numerical_gradient(**({"function": np.sum, "point": [1.0, 2.0]} | arguments))
