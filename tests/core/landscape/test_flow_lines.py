import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose, assert_array_equal

from core import (
    cross_entropy,
    cross_entropy_gradient,
    flow_lines,
    softmax,
    squared_error,
    squared_error_with_gradient,
)
from tests.core.strategies import temperatures

LOGITS = np.array([1.0, -0.5, 0.3])
STARTS = np.array([[-3.0, 2.0], [1.0, 1.0], [4.0, -5.0]])
TARGETS = st.sampled_from([0, 2, [0.2, 0.3, 0.5]])


def points_of(line):
    points = np.tile(LOGITS, (len(line), 1))
    points[:, [0, 2]] = line
    return points


@given(TARGETS, temperatures)
def test_a_line_only_goes_down(targets, temperature):
    lines = flow_lines(
        LOGITS, targets, 0, 2, STARTS, stride=0.1, points=20, temperature=temperature
    )
    assert_array_equal(lines[:, 0], STARTS)
    for line in lines:
        everywhere = [targets] * len(line)
        losses = cross_entropy(points_of(line), everywhere, temperature=temperature)
        assert (np.diff(losses) <= 1e-3).all()
        assert losses[-1] <= losses[0]


def test_a_line_runs_along_minus_the_gradient():
    (line,) = flow_lines(LOGITS, 0, 0, 2, STARTS[:1], stride=0.02, points=40)
    for before, after in itertools.pairwise(line):
        middle = points_of((before + after)[None] / 2)[0]
        descent = -cross_entropy_gradient(middle, 0)[[0, 2]]
        assert_allclose((after - before) / 0.02, descent / np.linalg.norm(descent), atol=1e-4)


def test_points_are_a_stride_apart():
    lines = flow_lines(LOGITS, 0, 0, 2, STARTS, stride=0.05, points=10)
    gaps = np.linalg.norm(np.diff(lines, axis=1), axis=-1)
    assert_allclose(gaps, 0.05, rtol=1e-3)


def test_two_classes_flow_straight_along_one_minus_one():
    lines = flow_lines([0.0, 0.0], 0, 0, 1, [[-2.0, 1.0]], stride=1.0, points=4)
    assert_allclose(np.diff(lines[0], axis=0), np.tile([1, -1], (3, 1)) / np.sqrt(2))


def test_a_line_comes_to_rest_at_the_minimum():
    targets = [0.2, 0.3, 0.5]
    (line,) = flow_lines(LOGITS, targets, 0, 2, [[-2.0, 3.0]], stride=0.05, points=400)
    assert_allclose(softmax(points_of(line))[-1], targets, atol=0.03)
    assert_array_equal(line[-1], line[-50])


def test_where_there_is_no_slope_it_stays():
    lines = flow_lines([0.0, 0.0], [0.5, 0.5], 0, 1, [[1.0, 1.0]], stride=0.5, points=3)
    assert_array_equal(lines[0], np.ones((3, 2)))


def test_a_bend_sharper_than_a_stride_is_no_rest():
    """Squared error far from a soft target turns within less than half a nat."""
    at = np.linspace(-5.25, 5.25, 8)
    starts = np.stack(np.meshgrid(at, at), axis=-1).reshape(-1, 2)
    logits, targets = [0.0, 0.0, 0.5], [0.8, 0.1, 0.1]
    lines = flow_lines(
        logits, targets, 0, 1, starts, stride=0.44, points=16, loss=squared_error_with_gradient
    )
    stays = (lines[:, 0] == lines[:, 1]).all(axis=1)
    assert stays.sum() <= 1


def test_the_other_loss_has_its_own_lines():
    lines = flow_lines(
        LOGITS, 0, 0, 2, STARTS, stride=0.1, points=20, loss=squared_error_with_gradient
    )
    for line in lines:
        losses = squared_error(points_of(line), [0] * len(line))
        assert losses[-1] < losses[0]
    assert np.abs(lines - flow_lines(LOGITS, 0, 0, 2, STARTS, stride=0.1, points=20)).max() > 0.1


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"logits": [[1.0, 2.0]]}, "logits must be one example"),
        ({"second": 0}, "second must be another class"),
        ({"starts": [1.0, 2.0]}, r"starts must have shape \(lines, 2\)"),
        ({"starts": [[np.inf, 2.0]]}, "starts must be finite"),
        ({"stride": 0}, "stride must be a positive finite number"),
        ({"points": 0}, "points must be a whole number of at least 1"),
    ],
)
def test_what_the_lines_refuse(change, message):
    arguments = {
        "logits": [1.0, 2.0],
        "targets": 0,
        "first": 0,
        "second": 1,
        "starts": [[0.0, 0.0]],
        "stride": 1.0,
        "points": 2,
    }
    with pytest.raises(ValueError, match=message):
        flow_lines(**(arguments | change))
