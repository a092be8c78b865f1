"""The start page: the loop of the layer, one step of it and the way back."""

import math
import re
from dataclasses import replace
from types import SimpleNamespace
from typing import Any, NamedTuple

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from core import layer_gradients
from dashboard.components import network as component
from dashboard.controls.layer import in_hand, lines
from dashboard.controls.layer.controls import FIRST_LAYER, Layer
from dashboard.controls.layer.formulas import forward_formula
from dashboard.controls.layer.in_hand import layer_values
from dashboard.controls.layer.line_text import layer_texts, parse_layer, parse_row, parse_weights
from dashboard.controls.links import address
from dashboard.lessons.lessons import LESSONS
from dashboard.text.page_titles import PAGES
from dashboard.views.start import network as start_network
from dashboard.views.start.formulas import backward_formula, steepest_parameter, step_formula
from dashboard.views.start.step import layer_step
from dashboard.views.start.words import class_table, parameter_table, unit_table
from tests.dashboard.controls.test_layer import random_layer
from tests.dashboard.opened_page import PAGE_SCRIPTS, opened, pictures, sent_bytes, words


class Slow(NamedTuple):
    """The loop by hand, in plain Python: nothing here is shared with the code under test."""

    logits: list[float]
    probabilities: list[float]
    loss: float
    logit_gradient: list[float]
    weight_gradient: list[list[float]]
    activation_gradient: list[float]


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


@sixty_states
def test_the_loop_is_the_slow_one_forward_and_back(layer: Layer, step_size: float):
    slow = slowly(layer)
    core = layer_gradients(layer.activations, layer.weights, layer.bias, layer.target)
    np.testing.assert_allclose(core.logits, slow.logits, atol=1e-12)
    np.testing.assert_allclose(core.probabilities, slow.probabilities, rtol=1e-9)
    np.testing.assert_allclose(core.bias, slow.logit_gradient, rtol=1e-9, atol=1e-12)
    np.testing.assert_allclose(core.activations, slow.activation_gradient, rtol=1e-8, atol=1e-11)
    assert float(core.loss) == pytest.approx(slow.loss, rel=1e-9, abs=1e-12)


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
    np.testing.assert_allclose([*step.weights, step.bias], kept, atol=0.51e-6)
    assert replace(step, weights=layer.weights, bias=layer.bias) == layer


@sixty_states
def test_what_a_step_makes_of_the_layer_is_what_its_texts_say(layer: Layer, step_size: float):
    after = layer_step(layer, step_size)
    texts = layer_texts(after)
    assert parse_weights(texts["W"]) == after.weights
    assert parse_row("b", texts["b"], layer.weights) == after.bias


@sixty_states
def test_the_table_of_parameters_holds_the_next_step(layer: Layer, step_size: float):
    now, after = layer.network, layer_step(layer, step_size)
    table = parameter_table(now, after.network)
    assert list(table.index) == [parameter.symbol for parameter in now.parameters]
    np.testing.assert_array_equal(table["now"], np.ravel([*layer.weights, layer.bias]))
    slow = slowly(layer)
    gradient = np.ravel([*slow.weight_gradient, slow.logit_gradient])
    np.testing.assert_allclose(table["∂L/∂"], gradient, rtol=1e-9, atol=1e-11)
    np.testing.assert_array_equal(table["after next step"], np.ravel([*after.weights, after.bias]))


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


def told(app: AppTest) -> dict[str, Any]:
    """What the network is told."""
    (message,) = pictures(app)
    return message


@pytest.mark.parametrize("query", EXTREME)
def test_the_network_is_told_the_layer_of_any_link(query: dict[str, str]):
    app = opened("start", **query)
    message, layer = told(app), shown_layer(app)
    assert message["live"]["values"] == layer_values(layer) | {"eta": app.session_state["eta"]}
    assert message["live"]["given"]["soft"] == list(layer.target)
    assert message["edges"] == app.session_state["edges"]
    assert sent_bytes(app) < 6_000


def states(message: dict[str, Any]) -> dict[str, str]:
    """What a lesson makes of each control of the network."""
    return {
        name: "hidden" if state["isHidden"] else "locked" if state["isLocked"] else "free"
        for name, state in message["live"]["view"]["may"].items()
    }


def test_a_lesson_decides_what_the_browser_may_tell():
    free = {f"b{k}" for k in (1, 2)} | {f"w{p}{k}" for p in (1, 2, 3) for k in (1, 2)}
    message = told(opened("start", lock="W,b,target", hide="a,eta"))
    assert message["live"]["limits"].keys() == free  # by steps
    assert message["live"]["given"]["free"] == []
    assert states(message) == {"step": "free", "rate": "hidden", "edges": "free"}
    message = told(opened("start", lock="W,target,take_step", hide="edges"))
    assert message["live"]["limits"].keys() == {"a1", "a2", "a3", "b1", "b2", "eta"}
    assert states(message) == {"step": "locked", "rate": "free", "edges": "hidden"}


@pytest.fixture
def heard(monkeypatch: pytest.MonkeyPatch) -> SimpleNamespace:
    """Stands for the browser: `move` tells the page what a hand or a step has made of the layer."""
    mounted = SimpleNamespace(state={"_layer": FIRST_LAYER})
    session = SimpleNamespace(session_state=mounted.state)
    for module in (component, lines, start_network):
        monkeypatch.setattr(module, "st", session)
    monkeypatch.setattr(in_hand, "is_restricted", lambda key: key in mounted.restricted)
    monkeypatch.setattr(start_network, "is_restricted", lambda key: key in mounted.restricted)
    for name in ("is_hidden", "is_locked"):
        monkeypatch.setattr(start_network, name, lambda _: False)
    monkeypatch.setattr(start_network, "network_words", dict)
    monkeypatch.setattr(component, "lacks_figure_js", lambda: False)
    monkeypatch.setattr(component, "_mount", lambda **told: vars(mounted).update(told))

    def says(name: str, value: object, restricted: str = "") -> Layer:
        mounted.restricted = restricted.split(",")
        start_network.draw_layer_network(FIRST_LAYER, 0.5, "w")
        mounted.state["network"] = SimpleNamespace(**{"moved": None, "edges": None, name: value})
        getattr(mounted, f"on_{name}_change")()
        texts = layer_texts(FIRST_LAYER)
        return parse_layer({key: mounted.state.get(key, text) for key, text in texts.items()})

    mounted.says = says
    return mounted


def test_what_a_hand_has_moved_is_the_layer(heard: SimpleNamespace):
    layer = heard.says("moved", {"a2": 1.5, "w31": -0.25, "b1": 2, "target": 1, "eta": 3})
    assert layer.activations == (1.0, 1.5, -1.0)
    assert layer.weights == ((0.5, -0.3), (-0.4, 0.8), (-0.25, 0.6))
    assert (layer.bias, layer.target) == ((2.0, -0.1), (1.0, 0.0))
    assert heard.state["eta"] == 3.0


def test_what_a_client_sends_is_held_to_the_limits(heard: SimpleNamespace):
    layer = heard.says("moved", {"a1": 1e300, "w11": -1e9, "b2": 0.12345678, "eta": -5, "w99": 1})
    assert layer.activations[0] == 10.0
    assert layer.weights[0][0] == -10.0
    assert layer.bias[1] == 0.123457
    assert heard.state["eta"] == 0.001


@pytest.mark.parametrize(
    "sent",
    [
        None,
        7,
        "a1",
        [1],
        {"a1": "1"},
        {"a1": math.nan},
        {"a1": math.inf},
        {"a1": None},
        {"a1": True},
        {},
        {"target": 0},
        {"target": 1.5},
        {"constructor": 1},
    ],
)
def test_what_is_no_layer_changes_nothing(heard: SimpleNamespace, sent: object):
    assert heard.says("moved", sent) == FIRST_LAYER


def test_a_hand_does_not_move_what_a_lesson_holds(heard: SimpleNamespace):
    moved = {"a1": 5.0, "w11": 5.0, "b1": 5.0, "target": 1.0, "eta": 5.0}
    held = heard.says("moved", moved, "a,W,b,target,eta,take_step")
    assert held == FIRST_LAYER
    assert "eta" not in heard.state
    by_steps = heard.says("moved", moved, "a,W,b,target,eta")
    assert by_steps.weights[0][0] == by_steps.bias[0] == 5.0  # what a step may have done
    assert (by_steps.activations, by_steps.target) == (FIRST_LAYER.activations, FIRST_LAYER.target)


@pytest.mark.parametrize(
    ("sent", "restricted", "edges"),
    [("∂L/∂w", "", "∂L/∂w"), ("nonsense", "", "w"), (3, "", None), ("∂L/∂w", "edges", None)],
)
def test_what_the_edges_show_is_chosen_in_the_picture(
    heard: SimpleNamespace, sent: object, restricted: str, edges: str | None
):
    heard.says("edges", sent, restricted)
    assert heard.state.get("edges") == edges


def test_a_message_of_a_page_that_was_left_changes_nothing(heard: SimpleNamespace):
    heard.says("moved", {"a1": 5.0})
    heard.state["network"] = None
    heard.on_moved_change()
    heard.on_edges_change()


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
