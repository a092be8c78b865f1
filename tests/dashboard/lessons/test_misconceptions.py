"""What learners get wrong: all sixteen, each linked with its state, each claim true of `core`."""

import math
import re
from functools import cache
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import numpy as np
import pytest
from numpy.typing import NDArray

from core.datasets import load
from core.derivatives.chain_rule import Operation, derivative_by_paths
from core.derivatives.gradient_check import GradientCheck
from core.layer.parameter_entry import bias_entry, weight_entry
from core.losses.cross_entropy import (
    cross_entropy,
    cross_entropy_gradient,
    cross_entropy_hessian,
    cross_entropy_with_gradient,
)
from core.losses.entropy import entropy
from core.losses.softmax import softmax
from core.losses.squared_error import squared_error_with_gradient
from core.losses.targets import one_hot, smooth_labels
from core.losses.usual_mistakes import gradient_entry, jacobian_entry
from core.predictions.example_results import measure_examples
from core.training import TrainingRun, TrainingSettings
from dashboard.controls.example.controls import LOGITS, true_class_choice
from dashboard.controls.layer.line_text import parse_layer
from dashboard.lessons.lessons import Lesson
from dashboard.lessons.misconceptions import MISCONCEPTIONS
from dashboard.text import number
from dashboard.views.bug_lab.controls import BugLab, LabRun
from dashboard.views.bug_lab.program_runs import checked_gradient, program_run
from dashboard.views.precision_lab.results import runs, sweeps
from dashboard.written_numbers import TIMES, whole_number
from tests.dashboard.opened_page import opened, words

FIRST = np.array([1.0, 2.0, 0.5])  # the logits that the pages begin with


def lesson(item: int, place: int = 0) -> Lesson:
    """A lesson of an item, counted from 1 as the page counts."""
    return MISCONCEPTIONS[item - 1].lessons[place]


def logits_of(state) -> NDArray[np.float64]:
    return np.array([float(state.get(f"z{k}", z)) for k, z in enumerate(FIRST, start=1)])


def layer_of(state) -> tuple[Any, Any, Any, Any]:
    layer = parse_layer(state)
    return layer.activations, layer.weights, layer.bias, layer.target


@cache
def run_of(data: str, learning_rate: float) -> TrainingRun:
    run = TrainingRun(TrainingSettings(learning_rate=learning_rate), load(data))
    run.advance({"penguins": 1000, "digits": 2000}[data])
    return run


def test_the_page_lists_all_sixteen_and_links_each_with_its_state():
    closed = opened("misconceptions")
    assert len(MISCONCEPTIONS) == 16
    assert [card.label for card in closed.expander] == [
        f"**{item}.** {wrong.mistake}" for item, wrong in enumerate(MISCONCEPTIONS, 1)
    ]
    assert "✓" not in words(closed)
    said = words(opened("misconceptions", **{f"mistake_{item}": "true" for item in range(1, 17)}))
    assert [line[2:] for line in said.splitlines() if line.startswith("✓")] == [
        wrong.right for wrong in MISCONCEPTIONS
    ]
    links = re.findall(r"^\*\*\[(.+?)\]\((.+?)\)\*\* · (.+)$", said, re.MULTILINE)
    expected = [one for wrong in MISCONCEPTIONS for one in wrong.lessons]
    assert [(title, sentence) for title, _, sentence in links] == [
        (one.title, one.sentence) for one in expected
    ]
    for (_, link, _), one in zip(links, expected, strict=True):
        parts = urlsplit(link)
        assert parts.path == one.page
        assert dict(parse_qsl(parts.query)) == one.state


@pytest.mark.parametrize(
    "one",
    [one for wrong in MISCONCEPTIONS for one in wrong.lessons],
    ids=lambda one: one.title,
)
def test_every_lesson_opens_in_its_state(one: Lesson):
    app = opened(one.page or "start", **one.state)
    assert not app.error
    for key, value in one.state.items():
        held = app.session_state[key]
        assert str(held).lower() == value or float(held) == float(value), key


def test_the_logits_that_the_cards_begin_with_are_those_of_the_pages():
    logits = [slider.default for slider in LOGITS[: len(FIRST)]]
    assert logits == FIRST.tolist()
    said = ", ".join(number(logit).rstrip("0").rstrip(".") for logit in logits)
    assert f"z = ({said}) and class 1 is true" in words(opened("misconceptions"))
    assert true_class_choice(len(FIRST)).default == "1"


def test_1_the_step_has_a_minus_sign():
    state = lesson(1).state
    gradient = cross_entropy_gradient(FIRST, 0)
    moved = np.array([1.0, 1.0, 0.0])  # the plane's two logits; the third is held
    size = float(state["step_size"])
    page = words(opened("gradient_field", **state))
    down, up = (
        number(float(cross_entropy(FIRST + sign * size * gradient * moved, 0))) for sign in (-1, 1)
    )
    assert f"from {number(float(cross_entropy(FIRST, 0)))} to {down}" in lesson(1).sentence
    assert f"with a plus to {up}" in lesson(1).sentence
    assert "z₃ is kept fixed" in lesson(1).sentence
    assert f"**L = {down}**" in page
    assert gradient[0] < 0 < gradient[1]  # z₁ rises, z₂ falls


def test_1_12_bugs_of_sign_and_of_the_sum_scale_every_entry():
    for item, factor in ((1, -1.0), (12, 16.0)):
        check = checked(item)
        np.testing.assert_allclose(check.analytic, factor * check.numeric, rtol=1e-5, atol=1e-7)


def test_2_only_the_true_class_has_the_minus_one():
    gradient = cross_entropy_gradient(FIRST, 0)
    entry = gradient_entry(FIRST, one_hot(0, 3), 2)
    assert gradient[2] == pytest.approx(softmax(FIRST)[2])
    assert gradient.sum() == pytest.approx(0, abs=1e-15)
    for value in (entry.value, entry.as_true_class):
        assert number(value) in lesson(2).sentence


def test_3_the_flat_direction():
    shift = float(lesson(3).state["shift"])
    np.testing.assert_allclose(softmax(FIRST + shift), softmax(FIRST), rtol=1e-12)
    before, after = (math.log(np.exp(z).sum()) for z in (FIRST, FIRST + shift))
    assert f"{number(math.exp(shift))} times" in lesson(3).sentence
    assert f"from {number(before)} to {number(after)}" in lesson(3).sentence
    curvatures = np.linalg.eigvalsh(cross_entropy_hessian(FIRST))
    assert (np.abs(curvatures) < 1e-12).sum() == 1


def test_4_temperature_in_the_derivative():
    state = lesson(4).state
    entry = jacobian_entry(logits_of(state), 0, 0, temperature=float(state["T"]))
    for value in (entry.value, entry.without_temperature):
        assert number(value) in lesson(4).sentence
    assert entry.value / entry.without_temperature == pytest.approx(10)


def test_5_softmax_twice():
    logits = logits_of(lesson(5).state)
    share = softmax(logits)[1]
    assert share == pytest.approx(math.e / (math.e + 2))
    assert number(share) in lesson(5).sentence
    assert number(float(cross_entropy(logits, 1))) in lesson(5).sentence
    twice = softmax(softmax(np.random.default_rng(0).normal(0, 20, (500, 3))))
    assert twice.max() <= math.e / (math.e + 2)


def test_5_the_program_with_two_softmaxes_has_a_floor():
    run = program_run(lab_of(lesson(5, 1).state).run)
    losses = run.history().batch_losses
    assert losses.min() >= float(cross_entropy([0.0, 1.0, 0.0], 1)) - 1e-12
    assert len(losses) == 200


def test_6_the_floor_of_soft_labels():
    state = lesson(6).state
    targets = smooth_labels(one_hot(0, 3), float(state["eps"]))
    floor = float(entropy(targets))
    assert number(floor) in lesson(6).sentence
    assert floor < float(cross_entropy(logits_of(state), targets)) < floor + 0.001


def test_7_squared_error_saturates():
    logits = logits_of(lesson(7).state)
    entropies = cross_entropy_with_gradient(logits, 0)
    errors = squared_error_with_gradient(logits, one_hot(0, 3))
    ratio = np.linalg.norm(entropies.gradient) / np.linalg.norm(errors.gradient)
    assert f"{whole_number(round(ratio))} times" in lesson(7).sentence
    assert number(float(ratio)) in words(opened("loss_surface", **lesson(7).state))


def test_8_off_diagonal_terms():
    state = lesson(8).state
    entry = weight_entry(*layer_of(state), 1, 0)
    assert state["parameter"] == "w21"
    assert entry.diagonal_only == 0
    assert number(entry.value) in lesson(8).sentence


def test_9_the_long_way_is_the_short_one():
    targets = smooth_labels(one_hot(0, 3), float(lesson(9).state["eps"]))
    entry = gradient_entry(FIRST, targets, 0)
    share = softmax(FIRST)[0]
    assert entry.terms.sum() == pytest.approx(share - targets[0])
    first, second, third = (number(term) for term in entry.terms)
    claims = f"{first} + {second} + {third} = {number(entry.value)}"
    assert claims in lesson(9).sentence
    assert f"{number(share)} − {number(targets[0])}" in lesson(9).sentence


def test_10_indices():
    entry = weight_entry(*layer_of(lesson(10).state), 2, 1)
    carried = entry.factors.contributions
    assert carried.shape == (4, 4)
    assert np.flatnonzero(carried.any(axis=0)).tolist() == [1]
    assert (carried[:, 1] != 0).all()
    assert number(float(carried.sum())) in lesson(10).sentence


def test_11_bias_gradients_sum_to_zero():
    layer = layer_of(lesson(11).state)
    first, second = (bias_entry(*layer, q).value for q in (0, 1))
    assert first + second == pytest.approx(0, abs=1e-12)
    assert f"∂L/∂b₁ = {number(first)} and ∂L/∂b₂ = {number(second)}" in lesson(11).sentence


def test_11_the_bug_of_the_bias_leaves_the_weights_right():
    check = checked(11)
    is_bias = check.rows == 4
    np.testing.assert_allclose(check.analytic[is_bias], 0, atol=1e-12)
    assert np.abs(check.numeric[is_bias]).max() > 1e-3
    right = ~is_bias
    np.testing.assert_allclose(check.analytic[right], check.numeric[right], rtol=1e-5, atol=1e-7)


def test_12_the_mean_is_what_the_update_uses():
    state = lesson(12).state
    settings = TrainingSettings(batch_size=int(state["batch"]))
    run = TrainingRun(settings, load(state["data"]))
    run.advance(int(state["step"]) + 1)
    before = run.state_at(int(state["step"])).parameters
    rows = run.batch_rows(int(state["step"]))
    results = measure_examples(
        run.data.train.activations[rows], before, run.data.train.labels[rows]
    )
    a = np.hstack([run.data.train.activations[rows], np.ones((len(rows), 1))])
    total = sum(np.outer(a_n, error) for a_n, error in zip(a, results.errors, strict=True))
    used = (before - run.state.parameters) / settings.learning_rate
    assert len(rows) == 8
    np.testing.assert_allclose(8 * used, total, rtol=1e-9)
    assert "8 times as long" in lesson(12).sentence
    assert "is the **mean** over its examples" in words(
        opened("training", **{**state, "tab": "formula"})
    )


def test_13_loss_accuracy_and_confidence():
    run = run_of("penguins", 1.0)
    early, late = (run.evaluate(run.state_at(step)) for step in (50, 1000))
    assert early.test_accuracy == late.test_accuracy
    for loss in (early.test_loss, late.test_loss):
        assert number(loss) in lesson(13).sentence
    assert f"{late.test_accuracy:.2%}" in lesson(13).sentence
    run = run_of("digits", 2.0)
    test = run.data.test
    results = measure_examples(test.activations, run.state.parameters, test.labels)
    confidence = results.probabilities.max(axis=1).mean()
    accuracy = (results.predicted == results.labels).mean()
    for share in (confidence, accuracy):
        assert f"{share:.2%}" in lesson(13, 1).sentence
        assert f"{share:.2%}" in words(opened("training", **lesson(13, 1).state))


def test_14_epochs_steps_and_batches():
    state = lesson(14).state
    run = TrainingRun(TrainingSettings(), load(state["data"]))
    rows = [run.batch_rows(step) for step in range(46)]
    assert len(run.data.train.labels) == 1438
    assert sorted(np.concatenate(rows[:45]).tolist()) == [*range(1438)]
    assert [len(one) for one in rows[43:46]] == [32, 30, 32]
    said = words(opened("training", **state))
    assert "**Step 45** was update 45 of 45 in epoch 1" in said
    assert "(the last has 30)" in said


def test_15_differences_have_a_best_step():
    x = np.linspace(0.5, 1.5, 41)

    def error(step: float, kind: Any) -> float:
        at, h = x.astype(kind), kind(step)
        slope = (np.exp(at + h) - np.exp(at - h)) / (2 * h)
        return float(np.median(np.abs(slope.astype(np.float64) / np.exp(at.astype(float)) - 1)))

    steps = 10.0 ** np.arange(-12, 0, 0.5)
    errors = [error(step, np.float64) for step in steps]
    assert 3e-6 < steps[int(np.argmin(errors))] < 1e-4
    assert errors[0] > 1e3 * min(errors) < errors[-1]
    assert 1e-6 < min(error(step, np.float32) for step in steps if step > 1e-6) < 1e-4
    rule = derivative_by_paths({"y": Operation("exp", ("x",))}, {"x": 1.0}, "x")
    assert number(rule.total) in lesson(15).sentence


def lab_of(state) -> BugLab:
    assert state["bug_mode"] == "free"
    shift, temperature = float(state.get("bug_shift", 0)), float(state.get("bug_T", 2))
    return BugLab(LabRun(state["bug"], shift=shift, temperature=temperature))


def checked(item: int) -> GradientCheck:
    return checked_gradient(lab_of(lesson(item, 1).state))


def test_15_the_sweep_of_h_has_the_best_step_that_is_named():
    one = lesson(15, 1)
    found = sweeps(float(one.state["swept_z"]))[one.state["dtype"]]
    assert f"h = {number(found.best_step)}" in one.sentence
    error = number(found.best_error).replace(TIMES, " × ")
    assert f"the error is at most {error};" in one.sentence
    wide = (found.steps > 100 * found.best_step) & np.isfinite(found.errors)
    narrow = (found.steps < found.best_step / 100) & np.isfinite(found.errors)
    assert np.median(found.errors[wide]) > 10 * found.best_error
    assert np.median(found.errors[narrow]) > 10 * found.best_error


def test_16_overflow():
    state = lesson(16).state
    scaled = logits_of(state) / float(state["T"])
    assert scaled[0] == pytest.approx(100)
    with np.errstate(over="ignore"):
        assert np.isinf(np.exp(np.float32(100)))
        assert np.isinf(np.exp(np.float32(88.73)))
        assert np.isfinite(np.exp(np.float32(88.72)))
        assert np.isinf(np.exp(709.8))
        assert np.isfinite(np.exp(709.7))
    assert np.exp(scaled - scaled.max()).max() == 1


def test_16_the_naive_formula_ends_a_real_run_and_the_stable_one_does_not():
    state = lesson(16, 2).state
    naive, stable = (
        runs(state["run_data"], float(state["run_rate"]), 1.0)[state["dtype"], formula]
        for formula in ("naive", "stable")
    )
    assert naive.broke is not None
    assert f"NaN (not a number) at step {naive.broke.step}" in lesson(16, 2).sentence
    assert np.isfinite(stable.losses).all()
    assert stable.broke is not None
    assert stable.broke.reason == "still weights"
    assert f"runs on to step {stable.broke.step}," in lesson(16, 2).sentence


def test_16_the_naive_program_ends_at_its_first_step():
    run = program_run(lab_of(lesson(16, 1).state).run)
    assert run.divergence is not None
    assert run.divergence.step == 1
