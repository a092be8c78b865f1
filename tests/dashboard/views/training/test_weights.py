"""Weights beside their gradient: every cell is the entry it says it is."""

import numpy as np
import plotly.graph_objects as go
import pytest

from core import TrainingRun, TrainingSettings, load, numerical_gradient
from core.losses.cross_entropy import cross_entropy
from dashboard.controls.run.choice import RunChoice
from dashboard.controls.run.data import DataChoice
from dashboard.views.training.step import StepInView
from dashboard.views.training.weights_figure import ParameterWords, parameter_figure, tiles
from tests.dashboard.opened_page import detail_pictures, opened, values

STEP = 30


def shaped(array: dict) -> np.ndarray:
    return values(array).reshape([int(size) for size in array["shape"].split(", ")])


def run_of(data: str, **settings) -> TrainingRun:
    run = TrainingRun(TrainingSettings(**settings), load(data))
    run.advance(STEP)
    return run


def gradient_by_differences(run: TrainingRun) -> np.ndarray:
    """∂(mean loss)/∂(W, b) over the train part, from values of the loss alone."""
    train, state = run.data.train, run.state

    def loss(parameters: np.ndarray) -> float:
        logits = train.activations @ parameters[:-1] + parameters[-1]
        return float(cross_entropy(logits, train.labels).mean())

    return numerical_gradient(loss, state.parameters)


@pytest.mark.parametrize("data", ["iris", "spirals"])
def test_the_matrices_are_the_parameters_and_the_slope_of_the_loss(data: str):
    app = opened("training", data=data, step=str(STEP), tab="weights")
    weights, gradient = (picture["figure"]["data"][0] for picture in detail_pictures(app))
    run = run_of(data)
    np.testing.assert_allclose(shaped(weights["z"]), run.state.parameters, rtol=1e-6, atol=1e-9)
    expected = gradient_by_differences(run)
    np.testing.assert_allclose(shaped(gradient["z"]), expected, rtol=1e-4, atol=1e-8)
    for trace in (weights, gradient):
        assert trace["zmin"] == -trace["zmax"] < 0
        assert np.abs(shaped(trace["z"])).max() == pytest.approx(trace["zmax"])


def test_the_images_of_the_digits_are_the_columns_of_both():
    app = opened("training", data="digits", step=str(STEP), tab="weights")
    shown = detail_pictures(app)
    run = run_of("digits")
    for picture, expected in zip(
        shown, (run.state.weights, gradient_by_differences(run)[:-1]), strict=True
    ):
        cells = shaped(picture["figure"]["data"][0]["z"])
        for digit in range(10):
            top, left = 2 + digit // 5 * 10, digit % 5 * 9
            image = cells[top : top + 8, left : left + 8]
            np.testing.assert_allclose(
                image, expected[:, digit].reshape(8, 8), rtol=1e-3, atol=1e-7
            )
        assert np.isnan(cells).sum() == cells.size - 640
        assert len(picture["alternative"]) > 40


def test_the_penalty_s_part_is_in_the_gradient():
    run = run_of("iris", l2=0.1)
    view = StepInView(RunChoice(DataChoice("iris"), run.settings), run, run.state)
    expected = gradient_by_differences(run)
    expected[:-1] += 0.1 * run.state.weights
    np.testing.assert_allclose(view.train_gradient(), expected, rtol=1e-4, atol=1e-7)


@pytest.mark.parametrize(
    "query", [{"data": "digits", "map": "relu", "units": "512"}, {"data": "penguins"}]
)
def test_any_number_of_activations_has_its_picture(query: dict[str, str]):
    app = opened("training", **query, tab="weights")
    assert len(detail_pictures(app)) == 2
    assert not app.error


def test_before_the_first_step_all_weights_are_in_the_middle_of_the_scale():
    app = opened("training", data="iris", tab="weights")
    trace = detail_pictures(app)[0]["figure"]["data"][0]
    assert (trace["zmin"], trace["zmax"]) == (-1, 1)
    assert not shaped(trace["z"]).any()


@pytest.mark.parametrize("classes", [2, 5, 7, 10])
def test_each_tile_knows_which_entry_each_of_its_cells_is(classes: int):
    weights = np.random.default_rng(0).normal(size=(6, classes))
    laid_out = tiles(weights, (2, 3))
    seen = set()
    for cell, (activation, output) in zip(
        laid_out.cells.ravel(), laid_out.sources.reshape(-1, 2), strict=True
    ):
        if activation < 0:
            assert np.isnan(cell)
        else:
            assert cell == weights[activation, output]
            seen.add((activation, output))
    assert len(seen) == weights.size
    assert len(laid_out.centres) == classes


@pytest.mark.parametrize("image_shape", [None, (2, 2)])
def test_the_pictures_are_ones_that_plotly_knows(image_shape):
    words = ParameterWords("w", tuple("abcd"), ("A", "B", "C"), "bias", "activation", "class")
    go.Figure(*parameter_figure(np.arange(15.0).reshape(5, 3), 2.0, image_shape, words))


def test_images_of_zeros_have_frames_and_say_so():
    words = ParameterWords("w", tuple("abcd"), ("A", "B", "C"), "bias", "activation", "class")
    layout = parameter_figure(np.zeros((5, 3)), 0.0, (2, 2), words).layout
    assert [text["text"] for text in layout["annotations"]] == ["A", "B", "C", *["w = 0"] * 3]
    assert len(layout["shapes"]) == 3
