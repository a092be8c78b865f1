"""The reliability diagram: its numbers are core's, and the fold says what T* means."""

import numpy as np
import plotly.graph_objects as go
import pytest

from core import TrainingRun, TrainingSettings, fit_temperature, load, reliability, softmax
from dashboard.figures.reliability import ReliabilityWords, reliability_figure
from dashboard.text import number
from dashboard.views.training.calibration import BINS
from tests.dashboard.opened_page import detail_pictures, opened, values, words

WORDS = ReliabilityWords("confidence", "accuracy", "examples", "before", "after", "perfect")


def logits_and_labels(data: str, part: str, step: int):
    run = TrainingRun(TrainingSettings(), load(data))
    run.advance(step)
    examples = getattr(run.data, part)
    return examples.activations @ run.state.weights + run.state.bias, examples.labels


@pytest.mark.parametrize("part", ["train", "test"])
@pytest.mark.parametrize("data", ["digits", "iris", "spirals"])
def test_the_diagram_on_screen_is_the_one_of_core(data: str, part: str):
    app = opened("training", data=data, step="80", tab="calibration", calibration_part=part)
    (picture,) = detail_pictures(app)
    logits, labels = logits_and_labels(data, part, 80)
    fitted = fit_temperature(logits, labels)
    _, *curves = picture["figure"]["data"]
    for place, temperature in enumerate((1.0, fitted.temperature)):
        found = reliability(softmax(logits, temperature=temperature), labels, bins=BINS)
        filled = found.counts > 0
        line, bars = curves[2 * place : 2 * place + 2]
        np.testing.assert_allclose(values(line["x"]), found.confidence[filled], rtol=1e-6)
        np.testing.assert_allclose(values(line["y"]), found.accuracy[filled], rtol=1e-6)
        np.testing.assert_allclose(values(bars["y"]), found.counts / len(labels), rtol=1e-6)
        assert f"{found.expected_calibration_error:.2%}" in words(app)
    assert number(fitted.temperature) in words(app)
    assert len(picture["alternative"]) > 40


def test_before_the_first_step_every_temperature_is_as_good():
    app = opened("training", data="iris", tab="calibration")
    assert "lowest at **T\\* = 1.000**" in words(app)


def test_where_every_answer_is_right_it_says_that_there_is_no_best_temperature():
    app = opened("training", data="blobs", blobs_noise="0.0", step="100", tab="calibration")
    assert "only the end of the search range" in words(app)


def test_the_picture_is_one_that_plotly_knows():
    found = reliability([[0.75, 0.25], [0.1, 0.9]], [0, 0])
    go.Figure(*reliability_figure(found, found, WORDS))
