"""The start page: the loop of the layer, one step of it and the way back."""

import math
import re
from dataclasses import replace
from typing import NamedTuple

import numpy as np
import plotly.graph_objects as go
import pytest
from streamlit.testing.v1 import AppTest

from core import layer_gradients
from dashboard.controls.layer.controls import FIRST_LAYER, Layer
from dashboard.controls.layer.formulas import forward_formula
from dashboard.controls.layer.line_text import layer_texts, parse_row, parse_weights
from dashboard.controls.links import address
from dashboard.figures.network import network_figure
from dashboard.lessons.lessons import LESSONS
from dashboard.text import number
from dashboard.text.page_titles import PAGES
from dashboard.views.start.formulas import backward_formula, steepest_parameter, step_formula
from dashboard.views.start.step import layer_step
from dashboard.views.start.words import (
    class_table,
    gradient_on_edges,
    outcome_table,
    parameter_table,
    unit_table,
)
from tests.dashboard.controls.test_layer import random_layer
from tests.dashboard.network_traces import NODES_TRACE, PARAMETERS_TRACE
from tests.dashboard.opened_page import PAGE_SCRIPTS, opened, pictures, sent_bytes, words
from tests.number_on_screen import read_number


class Slow(NamedTuple):
    """The loop by hand, in plain Python: nothing here is shared with the code under test."""

    logits: list[float]
    probabilities: list[float]
    loss: float
    logit_gradient: list[float]
    weight_gradient: list[list[float]]
    activation_gradient: list[float]


def drawn_network(*numbers, **marks) -> go.Figure:
    return go.Figure(*network_figure(*numbers, **marks))


def slowly(layer: Layer) -> Slow:
    outputs = range(layer.outputs)
    logits = [
        sum(a * row[k] for a, row in zip(layer.activations, layer.weights, strict=True))
        + layer.bias[k]
        for k in outputs
    ]
    largest = max(logits)
    log_sum = largest + math.log(sum(math.exp(logit - largest) for logit in logits))
    logs = [logit - log_sum for logit in logits]
    # The chain rule in full: ∂L/∂z_k = Σ_i −y_i/ŷ_i · ŷ_i(δ_ik − ŷ_k), with ŷ_i cancelled.
    logit_gradient = [
        sum(-layer.target[i] * ((i == k) - math.exp(logs[k])) for i in outputs) for k in outputs
    ]
    return Slow(
        logits,
        [math.exp(log) for log in logs],
        -sum(y * log for y, log in zip(layer.target, logs, strict=True) if y),
        logit_gradient,
        [[a * slope for slope in logit_gradient] for a in layer.activations],
        [sum(row[k] * logit_gradient[k] for k in outputs) for row in layer.weights],
    )


def random_state(seed: int) -> tuple[Layer, float]:
    """A layer of any size, every third with entries up to 10, and a step size."""
    layer = random_layer(seed)
    shrink = 1 if seed % 3 == 0 else 4

    def smaller(row: tuple[float, ...]) -> tuple[float, ...]:
        return tuple(round(value / shrink, 4) for value in row)

    layer = Layer(
        smaller(layer.activations),
        tuple(smaller(row) for row in layer.weights),
        smaller(layer.bias),
        layer.target,
    )
    return layer, float(np.random.default_rng(500 + seed).choice([0.001, 0.1, 0.5, 2.0, 30.0]))


sixty_states = pytest.mark.parametrize(
    ("layer", "step_size"), [random_state(seed) for seed in range(60)]
)


def notes(figure) -> list[str]:
    return [re.sub("<.?b>", "", note.text) for note in figure.layout.annotations]


@sixty_states
def test_the_picture_holds_the_numbers_of_the_loop_forward_and_back(layer: Layer, step_size: float):
    slow, network = slowly(layer), layer.network
    core = layer_gradients(layer.activations, layer.weights, layer.bias, layer.target)
    np.testing.assert_allclose(core.logits, slow.logits, atol=1e-12)
    np.testing.assert_allclose(core.probabilities, slow.probabilities, rtol=1e-9)
    np.testing.assert_allclose(core.bias, slow.logit_gradient, rtol=1e-9, atol=1e-12)
    np.testing.assert_allclose(core.activations, slow.activation_gradient, rtol=1e-8, atol=1e-11)
    assert float(core.loss) == pytest.approx(slow.loss, rel=1e-9, abs=1e-12)

    figure = drawn_network(network, number)
    nodes = [text.split("<br>", 1)[1] for text in figure.data[NODES_TRACE].text]
    nodes = [value.replace("<br>", " ") for value in nodes]  # a power of ten
    expected = [*layer.activations, *core.logits, *core.probabilities, core.loss]
    assert nodes == [number(float(value)) for value in expected]
    below = [note.split("<br>") for note in notes(figure) if note.startswith("∂L/∂")]
    expected = [*core.activations, *core.bias]
    assert [value for _, value in below] == [number(float(value)) for value in expected]


@sixty_states
def test_the_edges_hold_the_gradients_where_they_are_asked_for(layer: Layer, step_size: float):
    slow, network = slowly(layer), layer.network
    stacked = [*slow.weight_gradient, slow.logit_gradient]
    figure = drawn_network(network, number, edges=gradient_on_edges(network))
    labels = dict(
        note.split(" ", 1) for note in notes(figure) if re.match(r"∂L/∂[wb]\S+ [^=]+$", note)
    )
    assert labels.keys() == {f"∂L/∂{parameter.symbol}" for parameter in network.parameters}
    core = gradient_on_edges(network).values
    np.testing.assert_allclose(core, stacked, rtol=1e-9, atol=1e-11)
    for text, value in zip(labels.values(), core.ravel(), strict=True):
        # A power of ten beside far larger numbers is told to the pointer alone.
        assert text == number(value) or (text == "≈ 0" and abs(value) < 1e-4 * np.abs(core).max())
    assert "∂L/∂W" in notes(figure)
    assert "W" not in notes(figure)
    hovers = figure.data[PARAMETERS_TRACE].customdata[::3]
    told = zip(labels, core.ravel(), strict=True)
    assert list(hovers) == [f"{name} = {number(value)}" for name, value in told]


@sixty_states
def test_a_step_is_the_slow_one_to_what_the_url_keeps(layer: Layer, step_size: float):
    slow, step = slowly(layer), layer_step(layer, step_size)
    moved = [
        [w - step_size * slope for w, slope in zip(row, slopes, strict=True)]
        for row, slopes in zip(
            [*layer.weights, layer.bias],
            [*slow.weight_gradient, slow.logit_gradient],
            strict=True,
        )
    ]
    kept = [[min(max(value, -10.0), 10.0) for value in row] for row in moved]
    np.testing.assert_allclose([*step.after.weights, step.after.bias], kept, atol=0.51e-6)
    assert step.is_held == (kept != moved)
    assert replace(step.after, weights=layer.weights, bias=layer.bias) == layer


@sixty_states
def test_what_a_step_makes_of_the_layer_is_what_its_texts_say(layer: Layer, step_size: float):
    after, texts = (step := layer_step(layer, step_size)).after, layer_texts(step.after)
    assert parse_weights(texts["W"]) == after.weights
    assert parse_row("b", texts["b"], layer.weights) == after.bias


@sixty_states
def test_the_tables_hold_old_and_new_side_by_side(layer: Layer, step_size: float):
    step = layer_step(layer, step_size)
    following = layer_step(step.after, step_size)
    before, now, after = (at.network for at in (layer, step.after, following.after))
    slow = [slowly(at) for at in (layer, step.after, following.after)]
    rows = [
        [cell.strip(" *") for cell in line.strip("|").split("|")]
        for line in outcome_table(before, now, after).splitlines()[2:]
    ]
    assert [cells[0] for cells in rows] == ["L", *(f"ŷ{'₁₂₃₄'[k]}" for k in range(layer.outputs))]
    expected = [[loop.loss, *loop.probabilities] for loop in slow]
    for cells, values in zip(rows, zip(*expected, strict=True), strict=True):
        shown = [read_number(cell) for cell in cells[1:]]
        np.testing.assert_allclose(shown, values, rtol=6e-4, atol=1e-11)

    table = parameter_table(before, now, after)
    assert list(table.index) == [parameter.symbol for parameter in now.parameters]
    np.testing.assert_array_equal(table["before last step"], np.ravel([*layer.weights, layer.bias]))
    np.testing.assert_array_equal(table["now"], np.ravel([*step.after.weights, step.after.bias]))
    np.testing.assert_array_equal(table["change"], table["now"] - table["before last step"])
    gradient = np.ravel([*slow[1].weight_gradient, slow[1].logit_gradient])
    np.testing.assert_allclose(table["∂L/∂"], gradient, rtol=1e-9, atol=1e-11)
    if not following.is_held:
        moved = table["now"] - step_size * table["∂L/∂"]
        np.testing.assert_allclose(table["after next step"], moved, atol=0.51e-6)


@sixty_states
def test_the_other_tables_hold_what_the_nodes_hold(layer: Layer, step_size: float):
    slow, network = slowly(layer), layer.network
    classes, units = class_table(network), unit_table(network)
    np.testing.assert_allclose(classes["z"], slow.logits, atol=1e-12)
    np.testing.assert_allclose(classes["ŷ"], slow.probabilities, rtol=1e-9)
    np.testing.assert_allclose(classes["∂L/∂z = ŷ − y"], slow.logit_gradient, atol=1e-12)
    assert tuple(classes["y"]) == layer.target
    assert tuple(units["a"]) == layer.activations
    np.testing.assert_allclose(units["∂L/∂a"], slow.activation_gradient, rtol=1e-8, atol=1e-11)


def evaluated(latex: str) -> float:
    """The value of numbers in LaTeX, read as a calculator would."""
    text = re.sub(r"\\times 10\^\{(-?\d+)\}", r"* 10.0**(\1)", latex)
    text = re.sub(r"\\(end\{aligned\}|left|right|quad|qquad|text\{ nats\}|\\)|&=?", "", text)
    return float(eval(text.replace(r"\cdot", "*").strip(), {"__builtins__": {}}))


def results(latex: str, beginning: str) -> list[tuple[float, float]]:
    """What stands left and right of the last = of each line that begins so."""
    lines = re.split(r" \\\\\[6pt\] ", latex.removeprefix(r"\small \begin{aligned} "))
    found = [line.removeprefix(beginning) for line in lines if line.startswith(beginning)]
    sides = [line.rsplit("=", 1) for line in found]
    return [(evaluated(left), evaluated(right)) for left, right in sides]


@sixty_states
def test_the_formulas_are_true_of_the_numbers_in_them(layer: Layer, step_size: float):
    slow, network = slowly(layer), layer.network
    forward = forward_formula(network)
    for k, logit in enumerate(slow.logits, start=1):
        ((left, right),) = results(forward, rf"z_{{{k}}} &= ")
        assert right == pytest.approx(logit, rel=6e-4, abs=1e-11)
        assert left == pytest.approx(logit, rel=1e-3, abs=0.2)  # each factor has four digits
    for k, share in enumerate(slow.probabilities, start=1):
        line = next(part for part in forward.split(r"\\[6pt]") if rf"\hat y_{{{k}}} &=" in part)
        assert line.count("e^{") == len(slow.logits) + 1
        assert latex_end(line) == pytest.approx(share, rel=6e-4, abs=1e-11)
    loss = latex_end(forward)
    assert loss == pytest.approx(slow.loss, rel=6e-4, abs=1e-11)
    backward = backward_formula(network)
    for k, slope in enumerate(slow.logit_gradient, start=1):
        ((left, right),) = results(backward, rf"\frac{{\partial L}}{{\partial z_{{{k}}}}} &= ")
        assert right == pytest.approx(slope, rel=6e-4, abs=1e-11)
        assert left == pytest.approx(slope, abs=1.1e-4)
    parameter = steepest_parameter(network)
    gradient = np.array([*slow.weight_gradient, slow.logit_gradient])
    p, q = parameter
    row = layer.inputs if p is None else p
    assert abs(gradient[row, q]) == pytest.approx(np.abs(gradient).max(), abs=1e-11)
    value = np.array([*layer.weights, layer.bias])[row, q]
    moved = latex_end(step_formula(network, parameter, step_size).rsplit("=", 1)[1])
    assert moved == pytest.approx(value - step_size * gradient[row, q], rel=6e-4, abs=1e-6)


def latex_end(latex: str) -> float:
    return evaluated(latex.removesuffix(r" \end{aligned}").rsplit("=", 1)[-1])


def shown_layer(app: AppTest) -> Layer:
    return app.session_state["_layer"]


def press(app: AppTest, label: str) -> None:
    next(button for button in app.button if button.label == label).click().run()
    assert not app.exception


def test_the_button_takes_the_step_and_the_page_says_what_it_did():
    app = opened("start")
    assert "points towards a **larger** loss, so a step goes the opposite way" in words(app)
    press(app, "Take one step")
    assert shown_layer(app) == layer_step(FIRST_LAYER, 0.5).after
    before, after = slowly(FIRST_LAYER), slowly(shown_layer(app))
    assert after.loss < before.loss
    assert (
        f"**lowered** the loss from {number(before.loss)} to {number(after.loss)} "
        f"({number(after.loss - before.loss)})." in words(app)
    )
    assert f"| **L** | {number(before.loss)} | **{number(after.loss)}** |" in words(app)


def test_the_first_sentences_say_what_the_button_does():
    app = opened("start")
    assert "Class 2 is the correct one, the *true class*: ŷ₂ = 0.3100, 31%." in words(app)
    assert "Press **Take one step**: it becomes 81%." in words(app)
    before, after = slowly(FIRST_LAYER), slowly(layer_step(FIRST_LAYER, 0.5).after)
    assert [round(100 * slow.probabilities[1]) for slow in (before, after)] == [31, 81]
    press(app, "Take one step")
    assert "Class 2 is the correct one, the *true class*: ŷ₂ = 0.8088, 81%." in words(app)


def test_the_first_sentences_of_a_soft_target_speak_of_the_loss():
    app = opened("start", target="0.3,0.7", eta="4")
    assert "The loss L, which compares ŷ with the target y, is 0.9311." in words(app)
    assert "Press **Take one step**: it becomes 2.802." in words(app)


@pytest.mark.parametrize(("weights", "shown"), [("4,-4", "0.03%"), ("-4,4", "99.97%")])
def test_a_probability_near_0_or_1_is_not_rounded_to_it(weights: str, shown: str):
    said = words(opened("start", a="1", W=weights, b="0,0", target="2"))
    assert re.search(rf"ŷ₂ = \S[^,]*, {re.escape(shown)}\.", said)


def test_the_straight_line_estimate_is_close_for_a_short_step():
    app = opened("start", eta="0.001")
    press(app, "Take one step")
    slow = slowly(FIRST_LAYER)
    gradient = np.array([*slow.weight_gradient, slow.logit_gradient])
    estimate = -0.001 * float((gradient**2).sum())
    assert f"estimate −η‖∇L‖² was {number(estimate)}, where" in words(app)
    change = slowly(shown_layer(app)).loss - slow.loss
    assert change == pytest.approx(estimate, rel=2e-3)


def test_steps_are_undone_one_by_one():
    app = opened("start", target="0.25,0.75")
    undo = [button for button in app.button if button.label == "Undo the step"]
    assert undo[0].disabled
    passed = []
    for _ in range(3):
        passed.append(shown_layer(app))
        press(app, "Take one step")
    assert "The last losses: " in words(app)
    for layer in reversed(passed):
        press(app, "Undo the step")
        assert shown_layer(app) == layer
    assert "points towards a **larger** loss, so a step goes the opposite way" in words(app)


def test_what_was_typed_just_before_undoing_is_not_undone():
    app = opened("start")
    press(app, "Take one step")
    app.text_input(key="b").set_value("1,-1")
    press(app, "Undo the step")
    assert shown_layer(app).bias == (1.0, -1.0)


def test_a_layer_that_was_set_by_hand_has_no_step_before_it():
    app = opened("start")
    press(app, "Take one step")
    app.text_input(key="b").set_value("0,0").run()
    assert "points towards a **larger** loss, so a step goes the opposite way" in words(app)
    assert next(button for button in app.button if button.label == "Undo the step").disabled


def test_what_was_typed_just_before_the_button_is_not_lost():
    app = opened("start")
    app.text_input(key="b").set_value("1,-1")
    app.number_input(key="eta").set_value(2.0)
    press(app, "Take one step")
    typed = replace(FIRST_LAYER, bias=(1.0, -1.0))
    assert shown_layer(app) == layer_step(typed, 2.0).after


def test_a_long_step_makes_the_loss_rise_and_the_page_says_so():
    app = opened("start", target="0.3,0.7", eta="4")
    press(app, "Take one step")
    assert "**raised** the loss from 0.9311 to 2.802 (+1.871)" in words(app)


def test_an_entry_that_would_leave_its_limits_is_held_and_the_page_says_so_before():
    app = opened("start", eta="100")
    assert "beyond ±10; it will stop at that limit" in words(app)
    press(app, "Take one step")
    layer = shown_layer(app)
    assert max(abs(value) for row in [*layer.weights, layer.bias] for value in row) == 10


def test_where_nothing_is_left_to_learn_the_loss_stays():
    app = opened("start", a="1", W="0,0", b="0,0", target="0.5,0.5")
    press(app, "Take one step")
    assert "left the loss at 0.6931" in words(app)


EXTREME = [
    {"a": "10", "W": "10,-10", "b": "10,-10", "target": "2", "eta": "100"},
    {"a": "0", "W": "0,0", "b": "0,0", "target": "1", "eta": "0.001"},
    {
        "a": "10,10,10,10",
        "W": "10,-10,10,-10;10,-10,10,-10;10,-10,10,-10;10,-10,10,-10",
        "b": "10,-10,10,-10",
        "target": "0,0.5,0,0.5",
        "edges": "∂L/∂w",
    },
    {"a": "1e-6,0,0,0", "W": "0,0,0,0;0,0,0,0;0,0,0,0;0,0,0,0", "b": "0,0,0,0", "target": "4"},
    {"eta": "1e9", "W": "nonsense", "edges": "nonsense", "lang": "vi"},
]


@pytest.mark.parametrize("query", EXTREME)
def test_an_extreme_state_opens_steps_and_comes_back(query: dict[str, str]):
    app = opened("start", **query)
    before = shown_layer(app)
    (picture,) = pictures(app)
    assert "ŷ₁ = " in picture["alternative"]
    assert "{" not in picture["alternative"]
    assert sent_bytes(app) < 60_000
    for _ in range(3):
        app.button(key="_take_step").click().run()  # in whatever language
    for _ in range(3):
        app.button(key="_undo_step").click().run()
    assert not app.exception
    assert shown_layer(app) == before


def test_plotly_accepts_every_property_of_the_picture():
    """Its builder vouches for them; here Plotly checks."""
    for edges in ("w", "∂L/∂w"):
        (picture,) = pictures(opened("start", edges=edges))
        go.Figure(picture["figure"])


def test_all_the_numbers_are_a_tab():
    assert len(opened("start").dataframe) == 0
    assert len(opened("start", tab="numbers").dataframe) == 3


def test_the_formulas_are_a_tab():
    formulas = [part.value for part in opened("start", tab="formulas").latex]
    network, steepest = FIRST_LAYER.network, steepest_parameter(FIRST_LAYER.network)
    wanted = forward_formula(network), backward_formula(network)
    assert [text.strip("$\n") for text in formulas] == [
        *wanted,
        step_formula(network, steepest, 0.5),
    ]


def test_every_page_is_named_in_a_sentence_with_its_link():
    said = words(opened("start"))
    for name, page in PAGES.items():
        link = "./" if name == "start" else name
        assert f"| **[{page.title}]({link})** | {page.sentence} |" in said
    assert set(PAGES) == set(PAGE_SCRIPTS)


def test_every_lesson_has_its_link_and_its_sentence():
    said = words(opened("start", tab="lessons"))
    for lesson in LESSONS:
        assert f"| **[{lesson.title}]({address(lesson.page, lesson.state)})** |" in said
        assert f"| {lesson.sentence} |" in said
