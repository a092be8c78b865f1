"""The start page: the whole loop of the example in live numbers."""

import math

import numpy as np
import pytest

from dashboard.figures.output_layer import class_bars
from tests.dashboard.opened_page import opened, pictures, values, words


def test_the_loop_is_drawn_with_the_numbers_of_the_example():
    app = opened("start", K="3", z1="0", z2="1", z3="-1", T="2", eps="0.3", y="2")
    logits, targets = [0.0, 1.0, -1.0], [0.1, 0.8, 0.1]
    exponentials = [math.exp(logit / 2) for logit in logits]
    probabilities = [exponential / sum(exponentials) for exponential in exponentials]
    gradient = [(p - y) / 2 for p, y in zip(probabilities, targets, strict=True)]
    loss = -sum(y * math.log(p) for y, p in zip(targets, probabilities, strict=True))

    forward, compared, back = (picture["figure"]["data"] for picture in pictures(app))
    np.testing.assert_allclose(values(forward[0]["x"]), logits)
    np.testing.assert_allclose(values(compared[0]["x"]), probabilities, rtol=1e-6)
    np.testing.assert_allclose(values(compared[1]["x"]), targets, rtol=1e-6)
    np.testing.assert_allclose(values(back[0]["x"]), gradient, rtol=1e-5)
    assert app.metric[0].value == f"{loss:#.4g}"


def test_every_bar_has_its_class_its_colour_and_its_number():
    figure = class_bars(
        np.array([0.25, -0.75]),
        classes=["class 1", "class 2"],
        numbers=["+0.2500", "−0.7500"],
        title="ŷ − y",
        bounds=(-1, 1),
    )
    (bars,) = figure.data
    assert list(bars.y) == ["class 1", "class 2"]
    assert len(set(bars.marker.color)) == 2
    assert [note.text for note in figure.layout.annotations] == ["+0.2500", "−0.7500"]


def test_the_page_names_the_likeliest_class_and_the_logit_that_moves_most():
    page = words(opened("start"))
    assert "Softmax finds class 2 likeliest, ŷ₂ = 0.6285." in page
    assert "The true class is 1." in page
    assert "z₁ would rise most." in page


def test_a_gradient_of_zero_is_said_to_be_one():
    page = words(opened("start", K="2", z1="0", z2="0", eps="1"))
    assert "ŷ equals y: nothing is left to learn." in page


def test_every_other_page_is_linked():
    links = {link.proto.page for link in opened("start").get("page_link")}
    assert links == {"loss_surface", "gradient_field", "training"}


@pytest.mark.parametrize("classes", ["2", "10"])
@pytest.mark.parametrize("temperature", ["0.1", "10"])
def test_every_picture_has_its_words(classes: str, temperature: str):
    for picture in pictures(opened("start", K=classes, T=temperature)):
        assert "₁ = " in picture["alternative"]
        assert "{" not in picture["alternative"]
