"""The shared layer: what the sidebar makes of lines of text, links and sizes, good and bad."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from dashboard.controls.layer.controls import FIRST_LAYER, Layer
from dashboard.controls.layer.line_text import layer_texts, parse_layer, parse_row
from tests.dashboard.opened_page import errors
from tests.dashboard.opened_page import opened as open_page


def sidebar() -> None:
    import streamlit as st

    from dashboard.controls.layer.lines import draw_layer_controls, set_layer, shared_layer

    draw_layer_controls()
    st.session_state["seen"] = shared_layer()

    def halve() -> None:
        layer = shared_layer()
        weights = tuple(tuple(weight / 2 for weight in row) for row in layer.weights)
        set_layer(type(layer)(layer.activations, weights, (99.0, -99.0), layer.target))

    st.button("halve", on_click=halve)


def opened(**query: str) -> AppTest:
    app = AppTest.from_function(sidebar, default_timeout=30)
    for name, value in query.items():
        app.query_params[name] = value
    return app.run()


def layer(app: AppTest) -> Layer:
    assert not app.exception
    return app.session_state["seen"]


def test_the_first_layer_is_the_seeds_three_to_two():
    first = layer(opened())
    assert first == FIRST_LAYER
    assert (first.inputs, first.outputs) == (3, 2)


def test_a_link_names_the_whole_layer():
    linked = layer(opened(a="1.25", W="0.5,-2,3", b="0,0,1e-3", target="0.2,0.5,0.3"))
    assert linked == Layer((1.25,), ((0.5, -2.0, 3.0),), (0.0, 0.0, 0.001), (0.2, 0.5, 0.3))


def random_layer(seed: int) -> Layer:
    random = np.random.default_rng(seed)
    inputs, outputs = int(random.integers(1, 5)), int(random.integers(2, 5))

    def row(size: int) -> tuple[float, ...]:
        return tuple(float(value) for value in random.uniform(-10, 10, size).round(4))

    target = random.dirichlet(np.ones(outputs)) if seed % 2 else np.eye(outputs)[seed % outputs]
    return Layer(
        row(inputs),
        tuple(row(outputs) for _ in range(inputs)),
        row(outputs),
        tuple(target.tolist()),
    )


@pytest.mark.parametrize("seed", range(20))
def test_a_layer_survives_the_way_through_its_texts(seed: int):
    before = random_layer(seed)
    texts = layer_texts(before)
    after = parse_layer(texts)
    assert replace(after, target=()) == replace(before, target=())
    assert after.target == pytest.approx(before.target, abs=1e-12)
    assert layer_texts(after) == texts


def test_thirds_still_sum_to_one_after_the_way_through_a_text():
    thirds = replace(FIRST_LAYER.resized(3, 3), target=(1 / 3, 1 / 3, 1 / 3))
    target = parse_row("target", layer_texts(thirds)["target"], thirds.weights)
    assert sum(target) == pytest.approx(1, abs=1e-11)


def test_a_minus_sign_is_a_minus_sign_too():
    assert parse_row("a", "−1, 2", ((0.0, 0.0), (0.0, 0.0))) == (-1.0, 2.0)


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        (
            {"a": "1,x,3"},
            "“x” is not valid in a, so the old a stays. Enter numbers from −10 to 10.",
        ),
        (
            {"a": "1,nan,3"},
            "“nan” is not valid in a, so the old a stays. Enter numbers from −10 to 10.",
        ),
        (
            {"a": "1,2,11"},
            "“11” is not valid in a, so the old a stays. Enter numbers from −10 to 10.",
        ),
        (
            {"a": "1,2"},
            "The activations a were read as (1, 2), so the old a stays. It needs one number for "
            "each row of W: 3.",
        ),
        (
            {"b": ""},
            "The bias b was read as ( ), so the old b stays. It needs one number for each column "
            "of W: 2.",
        ),
        (
            {"b": "1,2,3"},
            "The bias b was read as (1, 2, 3), so the old b stays. It needs one number for each "
            "column of W: 2.",
        ),
        (
            {"b": "<b>,1"},
            "“<b>” is not valid in b, so the old b stays. Enter numbers from −10 to 10.",
        ),
        (
            {"W": "1,2;3"},
            "Row 2 of W was read as (3), so the old W stays. A row needs 2 to 4 numbers, "
            "one for each class.",
        ),
        (
            {"W": "1,2;3,4,5"},
            "Row 2 of W has 3 numbers but row 1 has 2, so the old W stays. All rows need "
            "equally many.",
        ),
        (
            {"W": "1,2;1,2;1,2;1,2;1,2"},
            "W must have 1 to 4 rows, separated by semicolons; 5 were typed, so the old W stays.",
        ),
        (
            {"W": "1e9,2;3,4", "a": "1,2"},
            "“1e9” is not valid in W, so the old W stays. Enter numbers from −10 to 10.",
        ),
        (
            {"target": "3"},
            "“3” is not a valid target, so the old y stays. Enter a class from 1 to 2, or "
            "2 probabilities separated by commas.",
        ),
        (
            {"target": "0.2,0.9"},
            "The probabilities of the target add up to 1.1, so the old y stays. They must "
            "add up to 1.",
        ),
        (
            {"target": "2,-1"},
            "“2” is not valid in y, so the old y stays. Enter numbers from 0 to 1.",
        ),
        (
            {"target": "0.2,0.3,0.5"},
            "The target has 3 numbers, so the old y stays. Enter one class, or 2 "
            "probabilities that add up to 1.",
        ),
    ],
)
def test_a_line_that_cannot_be_read_is_answered_in_one_sentence_and_not_used(
    query: dict[str, str], sentence: str
):
    app = opened(**query)
    assert layer(app) == FIRST_LAYER
    assert errors(app) == [sentence]


def test_a_slip_of_the_hand_keeps_what_was_there():
    app = opened(a="2,3", W="1,2,3;4,5,6", b="7,8,9", target="3")
    before = layer(app)
    app.text_input(key="W").set_value("1,2,3;4,5,").run()
    assert len(app.error) == 1
    assert layer(app) == before
    app.text_input(key="W").set_value("1,2,3;4,5,0").run()
    assert not app.error
    assert layer(app) == replace(before, weights=((1.0, 2.0, 3.0), (4.0, 5.0, 0.0)))


def test_an_emptied_line_is_a_slip_too():
    app = opened()
    app.text_input(key="a").set_value("").run()
    assert layer(app) == FIRST_LAYER
    assert (
        errors(app)[0]
        == "The activations a were read as ( ), so the old a stays. It needs one number for each "
        "row of W: 3."
    )


def test_weights_of_another_size_take_the_other_lines_with_them():
    app = opened(b="0.5,0.25")
    app.text_input(key="W").set_value("1,2,3").run()
    assert not app.error
    assert layer(app) == Layer((1.0,), ((1.0, 2.0, 3.0),), (0.5, 0.25, 0.2), (0.0, 1.0, 0.0))
    assert app.text_input(key="b").value == "0.5,0.25,0.2"


def test_a_new_size_says_what_the_lines_were_read_as():
    app = opened()
    app.text_input(key="W").set_value("0,5,-0,3").run()
    assert layer(app).weights == ((0.0, 5.0, 0.0, 3.0),)
    (reading,) = app.sidebar.info
    assert reading.value.startswith("Read as 1 × 4: 0, 5, 0, 3. A comma separates two numbers;")
    told = [caption.value for caption in app.sidebar.caption]
    assert "Fitted to W: 1." in told  # a
    assert "Fitted to W: 0.1, −0.1, 0.2, 0." in told  # b
    app.text_input(key="b").set_value("0.5,-0.1,0.2,0").run()  # what was read is known by now
    assert [caption.value for caption in app.sidebar.caption].count("Fitted to W: 1.") == 1
    assert not [c for c in app.sidebar.caption if "0.2, 0" in c.value]
    app.text_input(key="W").set_value("0.5,-0.3,0,0").run()
    assert not app.sidebar.info


@pytest.mark.parametrize("page", ["start", "backprop"])
def test_what_was_refused_is_told_on_the_picture_too(page: str):
    app = open_page(page)
    assert not app.main.warning
    app.text_input(key="b").set_value("0,1,-0,1").run()
    (note,) = app.main.warning
    assert note.value.startswith("The picture does not use the new **b**")
    app.text_input(key="b").set_value("0.1,-0.1").run()
    assert not app.main.warning


@pytest.mark.parametrize("page", ["softmax", "loss_surface", "gradient_field"])
def test_a_soft_target_that_was_refused_is_told_on_the_picture_too(page: str):
    app = open_page(page)
    app.text_input(key="q").set_value("0,7;0,2;0,1").run()
    assert [note.value for note in app.main.warning if "the new **y**" in note.value]
    app.text_input(key="q").set_value("").run()
    assert not [note.value for note in app.main.warning if "the new **y**" in note.value]


def test_the_sizes_cut_and_grow_the_layer():
    app = opened(W="1,2;3,4;5,6")
    outputs: Any = app.get("button_group")[1]
    outputs.set_value(4).run()
    grown = layer(app)
    assert grown.outputs == 4
    assert [row[:2] for row in grown.weights] == [(1.0, 2.0), (3.0, 4.0), (5.0, 6.0)]
    assert app.text_input(key="W").value == layer_texts(grown)["W"]


def test_a_true_class_that_is_cut_off_makes_the_first_one_true():
    assert FIRST_LAYER.resized(3, 4).resized(3, 2) == FIRST_LAYER
    third = replace(FIRST_LAYER.resized(3, 3), target=(0.0, 0.0, 1.0))
    assert third.resized(3, 2).target == (1.0, 0.0)


@pytest.mark.parametrize("inputs", [1, 2, 3, 4])
@pytest.mark.parametrize("outputs", [2, 3, 4])
def test_every_size_can_be_had(inputs: int, outputs: int):
    sized = FIRST_LAYER.resized(inputs, outputs)
    assert (sized.inputs, sized.outputs) == (inputs, outputs)
    assert {len(row) for row in sized.weights} == {len(sized.bias)} == {len(sized.target)}
    assert len(sized.activations) == inputs
    assert sum(sized.target) == 1


def test_code_can_set_the_layer_within_its_limits():
    app = opened()
    app.button[0].click().run()
    halved = layer(app)
    assert halved.weights[0] == (0.25, -0.15)
    assert halved.bias == (10.0, -10.0)
    assert app.text_input(key="W").value == "0.25,-0.15;-0.2,0.4;0.1,0.3"
