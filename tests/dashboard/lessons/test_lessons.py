"""The ready-made lessons: where each leads, in which state, and what it shows there."""

import math
import re
from urllib.parse import parse_qsl, urlsplit

import numpy as np
import pytest

from core import (
    cross_entropy,
    derivative_by_paths,
    descent_path,
    entropy,
    layer_gradients,
    smooth_labels,
    softmax,
    softmax_steps,
    weight_entry,
)
from core.datasets import load
from core.derivatives.chain_rule import Operation
from core.training import TrainingRun, TrainingSettings
from dashboard.controls.layer.line_text import parse_layer
from dashboard.lessons.lessons import LESSONS, Lesson
from dashboard.text import number
from dashboard.views.start.step import layer_step
from tests.dashboard.opened_page import opened, words
from tests.dashboard.views.test_start import slowly


def lesson(title: str) -> Lesson:
    (found,) = [lesson for lesson in LESSONS if lesson.title == title]
    return found


def test_the_lessons_are_many_and_lead_across_the_pages():
    assert len(LESSONS) >= 6
    pages = {lesson.page for lesson in LESSONS}
    learn = {"", "chain_rule", "softmax"}
    assert pages == learn | {"loss_surface", "gradient_field", "backprop", "training"}


def test_every_lesson_is_linked_with_its_state():
    row = r"\*\*\[(.+?)\]\((.+?)\)\*\* \| .+? \| (.+) \|"
    links = re.findall(row, words(opened("start", tab="lessons")))
    assert [(title, sentence) for title, _, sentence in links] == [
        (lesson.title, lesson.sentence) for lesson in LESSONS
    ]
    for (_, link, _), expected in zip(links, LESSONS, strict=True):
        parts = urlsplit(link)
        assert parts.path == (expected.page or "./")
        assert dict(parse_qsl(parts.query)) == expected.state


@pytest.mark.parametrize("lesson", LESSONS, ids=lambda lesson: lesson.title)
def test_every_lesson_opens_in_its_state(lesson: Lesson):
    app = opened(lesson.page or "start", **lesson.state)
    assert not app.error
    for key, value in lesson.state.items():
        held = app.session_state[key]
        if isinstance(held, bool):
            assert str(held).lower() == value
        elif isinstance(held, int | float):
            assert held == float(value)
        else:
            assert held == value


def test_lesson_confident_and_wrong():
    state = lesson("Confident and wrong").state
    layer = parse_layer(state)
    slow = slowly(layer)
    assert number(slow.loss) == "8.000"
    assert f"{slow.probabilities[1]:.2%}" == "0.03%"
    assert np.abs(slow.logit_gradient) == pytest.approx([1, 1], abs=1e-3)
    after = slowly(layer_step(layer, float(state["eta"])))
    assert after.loss / slow.loss == pytest.approx(0.5, abs=0.01)


def test_lesson_an_input_that_is_0():
    layer = parse_layer(lesson("An input that is 0").state)
    core = layer_gradients(layer.activations, layer.weights, layer.bias, layer.target)
    assert core.weights[1].tolist() == [0, 0]
    assert layer_step(layer, 100).weights[1] == layer.weights[1]
    assert abs(core.activations[1]) > 0.1


def test_lesson_a_learning_rate_that_is_too_large():
    state = lesson("A learning rate that is too large").state
    layer = parse_layer(state)
    losses = [slowly(at).loss for at in (layer, layer_step(layer, float(state["eta"])))]
    assert [number(loss) for loss in losses] == ["0.9311", "2.802"]
    assert slowly(layer_step(layer, 0.5)).loss < losses[0]


def test_lesson_cross_entropy_by_the_chain_rule():
    state = lesson("Cross-entropy by the chain rule").state
    graph = {
        "z1": Operation(state["fz1"], ("x1", "x2")),
        "z2": Operation(state["fz2"], ("x1", "x2")),
        "p": Operation(state["fp"], ("z1", "z2")),
    }
    inputs = {"x1": float(state["x1"]), "x2": float(state["x2"])}
    rule = derivative_by_paths(graph, inputs, "x1")
    shares = softmax([inputs["x1"], inputs["x2"]])
    products = [path.product for path in rule.paths]
    np.testing.assert_allclose(products, [shares[0], -1], rtol=1e-12)
    assert number(products[0]) == "0.2689"
    loss = cross_entropy(list(inputs.values()), 0)
    assert rule.values["p"] == pytest.approx(float(loss), rel=1e-12)


def test_lesson_adding_a_constant_changes_nothing():
    shift = float(lesson("Adding a constant changes nothing").state["shift"])
    assert number(math.exp(shift)) == "148.4"
    logits = np.array([1.0, 2.0, 0.5])
    np.testing.assert_allclose(
        softmax_steps(logits + shift).probabilities, softmax_steps(logits).probabilities, rtol=1e-12
    )


def test_lesson_why_the_loss_cannot_reach_0():
    state = lesson("Why the loss cannot reach 0").state
    targets = smooth_labels(np.array([1.0, 0.0, 0.0]), float(state["eps"]))
    np.testing.assert_allclose(targets, [0.8, 0.1, 0.1])
    floor = float(entropy(targets))
    assert number(floor) == "0.6390"
    here = float(cross_entropy([float(state[f"z{k}"]) for k in (1, 2, 3)], targets))
    assert floor < here < floor + 0.001


def test_lesson_overshooting_the_minimum():
    state = lesson("Overshooting the minimum").state
    logits, targets = [float(state["z1"]), float(state["z2"])], [0.6, 0.4]
    assert state["q"] == "0.6, 0.4"

    def rises(step_size: float) -> int:
        path = descent_path(logits, targets, step_size=step_size, steps=30)
        return int((np.diff(path.losses) > 1e-12).sum())

    assert rises(float(state["step_size"])) >= 2
    assert rises(2.0) == 0


def test_lesson_ignoring_the_off_diagonal_terms():
    layer = parse_layer(lesson("Ignoring the off-diagonal terms").state)
    entry = weight_entry(layer.activations, layer.weights, layer.bias, layer.target, 1, 0)
    assert entry.diagonal_only == 0
    assert number(entry.value) == "0.3450"


def accuracy_of(state, feature_map: str) -> float:
    run = TrainingRun(TrainingSettings(), load(state["data"], feature_map=feature_map))
    run.advance(int(state["step"]))
    return run.evaluate(run.state).test_accuracy


def test_lesson_reading_handwritten_digits():
    accuracy = accuracy_of(lesson("Reading handwritten digits").state, "standardise")
    assert f"{accuracy:.0%}" == "96%"


def test_lesson_what_one_layer_cannot_learn():
    accuracy = accuracy_of(lesson("What one layer cannot learn").state, "standardise")
    assert f"{accuracy:.0%}" == "42%"
