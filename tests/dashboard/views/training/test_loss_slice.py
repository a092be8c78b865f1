"""The slice of the loss through the weights: its path, its bounds, and the fold that shows it."""

import numpy as np
import plotly.graph_objects as go
import pytest

from core import TrainingRun, TrainingSettings, TrainingState, load, path_plane
from core.losses.cross_entropy import cross_entropy
from dashboard.views.training.loss_slice import MOST_EXAMPLES, MOST_STATES, path_states
from dashboard.views.training.loss_slice_figure import (
    GRID_POINTS,
    SliceWords,
    WeightSlice,
    slice_axes,
    slice_figure,
)
from tests.dashboard.opened_page import detail_pictures, opened, values, words

WORDS = SliceWords("first", "second", "L", "path", "start", "now", "step")


def run_of(data: str, steps: int) -> TrainingRun:
    run = TrainingRun(TrainingSettings(), load(data))
    run.advance(steps)
    return run


@pytest.mark.parametrize("data", ["digits", "iris", "spirals"])
def test_the_map_on_screen_is_the_loss_around_the_path(data: str):
    app = opened("training", data=data, step="40", tab="slice")
    (picture,) = detail_pictures(app)
    heights, line, start, now = picture["figure"]["data"]
    run = run_of(data, 40)
    path = np.stack([run.state_at(step).parameters for step in range(41)])
    plane = path_plane(path)
    assert line["customdata"] == list(range(41))
    np.testing.assert_allclose(values(line["x"]), plane.coordinates[:, 0], rtol=1e-4, atol=1e-5)
    np.testing.assert_allclose(values(line["y"]), plane.coordinates[:, 1], rtol=1e-4, atol=1e-5)
    assert values(now["x"])[0] == values(now["y"])[0] == 0
    assert values(start["x"])[0] == values(line["x"])[0]
    grid = values(heights["z"]).reshape(GRID_POINTS, GRID_POINTS)
    train = run.data.train
    for row, column in [(0, 0), (12, 3), (24, 20)]:
        parameters = (
            plane.origin
            + values(heights["x"])[column] * plane.directions[0]
            + values(heights["y"])[row] * plane.directions[1]
        )
        logits = train.activations[:MOST_EXAMPLES] @ parameters[:-1] + parameters[-1]
        expected = cross_entropy(logits, train.labels[:MOST_EXAMPLES]).mean()
        assert grid[row, column] == pytest.approx(expected, rel=1e-4)
    assert f"**{plane.explained_variance.sum():.1%} of the path's variance**" in words(app)
    assert len(picture["alternative"]) > 40


def test_before_the_first_step_it_says_that_there_is_no_path():
    app = opened("training", data="iris", tab="slice")
    assert not detail_pictures(app)
    assert any("no path yet" in info.value for info in app.info)


def test_after_one_step_the_path_is_a_line_and_the_map_a_plane_still():
    app = opened("training", data="iris", step="1", tab="slice")
    assert len(detail_pictures(app)) == 1
    assert "**100.0% of the path's variance**" in words(app)


@pytest.fixture
def new_states(monkeypatch: pytest.MonkeyPatch) -> None:
    """Updates that add 1 to every parameter: no two states are alike, and long runs are quick."""

    def update(_: TrainingRun, state: TrainingState) -> tuple[float, TrainingState]:
        return 0.5, state._replace(step=state.step + 1, parameters=state.parameters + 1)

    monkeypatch.setattr(TrainingRun, "_update", update)
    monkeypatch.setattr(TrainingRun, "evaluate", lambda *_: ())


@pytest.mark.parametrize("steps", [1, 60, 61, 500, 5000, 5001, 60_000])
def test_a_path_of_any_length_has_both_ends_and_no_more_states_than_it_may(steps: int, new_states):
    run = TrainingRun(TrainingSettings(), load("iris"))
    run.advance(steps)
    states = path_states(run, run.state)
    passed = [state.step for state in states]
    assert passed[0] == 0
    assert passed[-1] == steps
    assert len(passed) <= MOST_STATES
    assert (np.diff(passed) > 0).all()
    for state in (states[0], states[len(states) // 2]):
        np.testing.assert_array_equal(state.parameters, state.step)


@pytest.mark.parametrize("steps", [9_999, 10_000, 10_001])  # at 10,000 every second one is let go
def test_the_path_of_a_long_run_is_of_states_that_it_has_kept(
    steps: int, new_states, monkeypatch: pytest.MonkeyPatch
):
    run = TrainingRun(TrainingSettings(), load("iris"))
    run.advance(steps)
    monkeypatch.setattr(TrainingRun, "_update", lambda *_: pytest.fail("a state is made again"))
    assert len(path_states(run, run.state)) > 20


def test_the_grid_holds_the_path_with_room_around_it():
    path = np.array([[[0.0, 0.0]], [[4.0, 1.0]], [[9.0, 0.5]]])
    plane = path_plane(path)
    for axis, along in zip(slice_axes(plane), plane.coordinates.T, strict=True):
        assert len(axis) == GRID_POINTS
        assert axis[0] < along.min() <= along.max() < axis[-1]


def test_the_picture_is_one_that_plotly_knows():
    plane = path_plane(np.array([[[0.0, 0.0]], [[4.0, 1.0]], [[9.0, 0.5]]]))
    first, second = slice_axes(plane)
    losses = np.add.outer(second**2, first**2)
    found = WeightSlice(plane, np.arange(3), first, second, losses, 0.0, 10)
    go.Figure(*slice_figure(found, WORDS))
