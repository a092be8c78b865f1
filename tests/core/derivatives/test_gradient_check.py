"""The check by itself: its numbers, its order, its bound, and what it refuses."""

import numpy as np
import pytest

from core.derivatives.gradient_check import MOST_CHECKED, TOLERANCE, check_gradient


def cubes(parameters: np.ndarray) -> float:
    return float((parameters**3).sum() / 3)


POINT = np.arange(1.0, 7.0).reshape(3, 2)


def test_the_right_gradient_passes_with_its_own_numbers():
    check = check_gradient(cubes, POINT, POINT**2)
    assert check.passes
    assert check.failures == 0
    for p, q, analytic, numeric in zip(*check[:4], strict=True):
        assert analytic == POINT[p, q] ** 2
        assert numeric == pytest.approx(POINT[p, q] ** 2, rel=1e-8)


def test_wrong_entries_stand_first_the_worst_on_top():
    claim = POINT**2
    claim[2, 1] *= 1.5  # off by a third of the larger of the two
    claim[0, 1] *= -1  # off by twice
    claim[1, 0] = np.nan
    check = check_gradient(cubes, POINT, claim)
    assert list(zip(check.rows[:3], check.columns[:3], strict=True)) == [(1, 0), (0, 1), (2, 1)]
    np.testing.assert_allclose(check.relative_errors[:3], [np.inf, 2, 1 / 3], rtol=1e-6)
    assert (check.relative_errors[3:] < TOLERANCE).all()
    assert check.failures == 3
    assert not check.passes


def test_a_difference_that_rounding_makes_of_a_tiny_derivative_passes():
    check = check_gradient(lambda x: 1e-9 * x.sum() + 5.0, POINT, np.full((3, 2), 1e-9))
    assert check.passes


@pytest.mark.parametrize("most", [1, 7, MOST_CHECKED])
def test_no_more_are_checked_than_allowed_and_they_are_spread_over_all(most: int):
    calls = 0

    def counted(parameters: np.ndarray) -> float:
        nonlocal calls
        calls += 1
        return float((parameters**2).sum())

    point = np.ones((65, 10))
    check = check_gradient(counted, point, 2 * point, most=most)
    assert len(check.rows) == most
    assert calls == 2 * most + 1
    assert len(set(zip(check.rows, check.columns, strict=True))) == most
    if most > 1:
        assert (check.rows.min(), check.rows.max()) == (0, 64)  # the biases are among them


@pytest.mark.parametrize(
    ("parameters", "claim", "most", "sentence"),
    [
        ([[np.inf]], [[1.0]], 1, "parameters .*inf"),
        ([[1.0]], [1.0], 1, r"gradient must have the shape of the parameters, \(1, 1\)"),
        ([[1.0]], [[1.0]], 0, "most must be .*0"),
    ],
)
def test_what_cannot_be_checked_is_refused_by_name(parameters, claim, most, sentence: str):
    with pytest.raises(ValueError, match=sentence):
        check_gradient(cubes, parameters, claim, most=most)
