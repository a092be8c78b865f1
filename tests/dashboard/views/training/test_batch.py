"""The next mini-batch on screen: its outer products, their mean, and the noise of batches."""

import re

import numpy as np
import plotly.graph_objects as go
import pytest

from core import TrainingRun, TrainingSettings, load, measure_gradient_noise, softmax
from dashboard.views.training.gradient_noise_figure import NoiseWords, cosine_figure, scaling_figure
from tests.dashboard.opened_page import detail_pictures, opened, values, words

STEP = 25
WORDS = NoiseWords("cosine", "batches", "B", "error", "measured", "expected", "this run")


def run_of(data: str) -> TrainingRun:
    run = TrainingRun(TrainingSettings(), load(data))
    run.advance(STEP)
    return run


def errors_of(run: TrainingRun) -> np.ndarray:
    train, state = run.data.train, run.state
    probabilities = softmax(train.activations @ state.weights + state.bias)
    return probabilities - np.eye(len(run.data.class_names))[train.labels]


def shaped(array: dict) -> np.ndarray:
    return values(array).reshape([int(size) for size in array["shape"].split(", ")])


@pytest.mark.parametrize("data", ["iris", "spirals"])
def test_the_pictures_are_an_example_s_outer_product_and_the_mean_so_far(data: str):
    app = opened("training", data=data, step=str(STEP), tab="gradient", batch_example="3")
    one, mean = (shaped(picture["figure"]["data"][0]["z"]) for picture in detail_pictures(app)[:2])
    run = run_of(data)
    errors, rows = errors_of(run), run.batch_rows(STEP)[:3]
    products = [np.outer([*run.data.train.activations[row], 1], errors[row]) for row in rows]
    np.testing.assert_allclose(one, products[2], rtol=1e-5, atol=1e-7)
    np.testing.assert_allclose(mean, np.mean(products, axis=0), rtol=1e-5, atol=1e-7)


@pytest.mark.parametrize("data", ["digits", "iris", "spirals"])
def test_the_mean_of_all_is_the_gradient_that_training_uses(data: str):
    app = opened("training", data=data, step=str(STEP), tab="gradient")
    (found,) = re.findall(r"Largest difference: (.+?) \(entries", words(app))
    assert found in ("≈ 0", "0.000")


@pytest.mark.parametrize("data", ["digits", "iris"])
def test_the_noise_on_screen_is_the_one_of_core(data: str):
    app = opened("training", data=data, step=str(STEP), tab="gradient")
    *_, cosines, scaling = detail_pictures(app)
    run = run_of(data)
    noise = measure_gradient_noise(run.data.train.activations, errors_of(run), 32, seed=0)
    counts, _ = np.histogram(noise.cosines, bins=40, range=(-1, 1))
    assert cosines["figure"]["data"][0]["y"] == counts.tolist()
    line, points, mark = scaling["figure"]["data"]
    place = line["x"].index(32)
    assert values(line["y"])[place] == pytest.approx(noise.expected_error, rel=1e-6)
    assert values(points["y"])[place] == pytest.approx(noise.root_mean_square_error, rel=1e-6)
    assert mark["x"] == [32]
    assert len(cosines["alternative"]) > 40
    assert "32" in scaling["alternative"]


def test_a_batch_of_one_is_an_outer_product_and_has_no_slider():
    app = opened("training", data="iris", step=str(STEP), batch="1", tab="gradient")
    assert "batch_example" not in {slider.key for slider in app.slider}
    assert "uses a mini-batch of 1." in words(app)


def test_all_examples_at_once_have_no_noise():
    app = opened("training", data="iris", step=str(STEP), batch="1024", tab="gradient")
    page = words(app)
    assert "Update 26 uses a mini-batch of 120." in page
    assert "The mini-batch contains all 120 training examples: **no noise**" in page
    assert "right on average" not in page
    *_, scaling = detail_pictures(app)
    line, points = scaling["figure"]["data"]
    assert line["x"] == points["x"] == [1, 4, 16, 64]
    assert not app.error


def test_the_formula_names_the_batch_that_the_update_has():
    # 120 examples by 32: the fourth batch of an epoch holds 24.
    formulas = [part.value for part in opened("training", data="iris", step="3").latex]
    assert r"\frac{1}{24} \sum_{n=1}^{24}" in formulas[0]
    formulas = [part.value for part in opened("training", data="iris", batch="2048").latex]
    assert r"\frac{1}{120} \sum_{n=1}^{120}" in formulas[0]


def test_the_chosen_example_is_held_to_the_smaller_last_batch():
    # 120 examples by 32: the fourth batch of an epoch holds 24.
    app = opened("training", data="iris", step="0", tab="gradient", batch_example="32")
    app.number_input(key="step").set_value(3).run()
    assert not app.exception
    assert app.slider(key="batch_example").value == 24


def test_the_pictures_are_ones_that_plotly_knows():
    noise = measure_gradient_noise(np.eye(4), np.arange(8.0).reshape(4, 2), 2)
    for figure in (cosine_figure(noise, WORDS), scaling_figure([noise], 2, WORDS)):
        go.Figure(*figure)
