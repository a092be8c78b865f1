"""Programs with each bug, trained and checked: every one is told from every other."""

import math
from itertools import permutations

import numpy as np
import pytest

from core.bugs.gradient_bugs import NO_BUG, POSSIBLE_BUGS
from core.bugs.program_under_test import (
    Program,
    StepInputs,
    check_program,
    disagreement,
    step_inputs,
)
from core.datasets import load
from core.training import Change, TrainingRun, TrainingSettings

IRIS = load("iris")
SETTINGS = TrainingSettings(learning_rate=1.0, batch_size=16)
T = 2.0
LARGE = 2000.0  # a shift at which z/T overflows


def trained(outcome: str, steps: int = 60, *, shift: float = 0.0, **settings) -> TrainingRun:
    run = TrainingRun(
        TrainingSettings(**{"learning_rate": 1.0, "batch_size": 16, **settings}),
        IRIS,
        objective=Program(outcome, T, shift),
    )
    run.advance(steps)
    return run


def plain_descent(steps: int) -> list[float]:
    """The mini-batch losses of the right program, without `core.training`'s loop or any kernel."""
    weights, bias, losses = np.zeros((4, 3)), np.zeros(3), []
    order = TrainingRun(SETTINGS, IRIS)
    for step in range(steps):
        rows = order.batch_rows(step)
        a, labels = IRIS.train.activations[rows], IRIS.train.labels[rows]
        exponentials = np.exp((a @ weights + bias) / T)
        shares = exponentials / exponentials.sum(axis=1, keepdims=True)
        losses.append(-np.log(shares[np.arange(len(a)), labels]).mean())
        errors = (shares - np.eye(3)[labels]) / (T * len(a))
        weights, bias = weights - a.T @ errors, bias - errors.sum(axis=0)
    return losses


def test_the_program_without_a_bug_is_plain_descent_with_temperature():
    run = trained(NO_BUG)
    np.testing.assert_allclose(run.history().batch_losses, plain_descent(60), rtol=1e-10)


def test_at_temperature_1_it_is_the_run_that_the_training_page_shows():
    run = TrainingRun(SETTINGS, IRIS, objective=Program(NO_BUG))
    usual = TrainingRun(SETTINGS, IRIS)
    for one in (run, usual):
        one.advance(60)
    np.testing.assert_allclose(run.state.parameters, usual.state.parameters, rtol=1e-9, atol=1e-12)


@pytest.mark.parametrize("outcome", POSSIBLE_BUGS)
def test_a_run_is_reproducible_sees_the_same_batches_and_is_measured_by_the_right_loss(
    outcome: str,
):
    run, again, right = trained(outcome), trained(outcome), trained(NO_BUG)
    assert run.state.parameters.tobytes() == again.state.parameters.tobytes()
    assert all((run.batch_rows(s) == right.batch_rows(s)).all() for s in range(60))
    assert run.history().batch_losses[0] == pytest.approx(math.log(3))
    logits = IRIS.train.activations @ run.state.weights + run.state.bias
    rows = np.arange(len(logits))
    scores = logits / T
    losses = np.logaddexp.reduce(scores, axis=1) - scores[rows, IRIS.train.labels]
    assert run.history().evaluations["train_loss"][-1] == pytest.approx(losses.mean())


@pytest.mark.parametrize("outcome", POSSIBLE_BUGS)
def test_the_check_flags_every_bug_and_passes_the_right_program(outcome: str):
    shift = LARGE if outcome == "naive exp" else 0.0
    for seed in range(5):
        run = trained(outcome, shift=shift, seed=seed)
        place = step_inputs(run, min(20, run.step))
        assert check_program(Program(outcome, T, shift), place).passes == (outcome == NO_BUG)


@pytest.mark.parametrize("data", ["iris", "penguins", "digits"])
def test_the_right_program_passes_everywhere(data: str):
    for temperature, rate, shift in [(0.5, 0.1, 0.0), (0.5, 10.0, 2000.0), (5.0, 10.0, -2000.0)]:
        program = Program(NO_BUG, temperature, shift)
        run = TrainingRun(
            TrainingSettings(learning_rate=rate, batch_size=8), load(data), objective=program
        )
        run.advance(100)
        for step in (0, 7, 100):
            check = check_program(program, step_inputs(run, step))
            assert check.passes, (temperature, rate, shift, step, check.relative_errors[0])


def test_what_the_check_says_of_each_bug_is_what_the_bug_does():
    def checked(outcome: str):
        check = check_program(Program(outcome, T), step_inputs(trained(outcome), 20))
        return check, check.analytic / check.numeric

    for outcome, ratio in [("sign", -1), ("sum for mean", 16), ("missing 1/T", T)]:
        check, ratios = checked(outcome)
        assert check.failures == 15
        np.testing.assert_allclose(ratios, ratio, rtol=1e-5)
    check, _ = checked("bias over classes")
    assert check.failures == 3
    assert (check.rows[:3] == 4).all()  # the biases alone
    assert np.abs(check.analytic[:3]).max() < 1e-15


def test_two_bugs_hide_from_a_check_in_the_wrong_place():
    start = step_inputs(trained(NO_BUG), 0)
    assert check_program(Program("softmax twice", T), start).passes  # every ŷ is 1/K, once or twice
    assert check_program(Program("missing 1/T", 1.0), start).passes
    assert check_program(Program("naive exp", T), start).passes


def test_naive_exponentials_stop_the_run_that_the_right_program_does_not_notice():
    naive, right, unshifted = (
        trained("naive exp", shift=LARGE),
        trained(NO_BUG, shift=LARGE),
        trained(NO_BUG),
    )
    assert naive.divergence is not None
    assert (naive.divergence.step, naive.divergence.reason) == (1, "loss")
    assert right.divergence is None
    np.testing.assert_allclose(
        right.history().batch_losses, unshifted.history().batch_losses, rtol=1e-8
    )


@pytest.mark.parametrize("seed", range(4))
def test_every_wrong_guess_is_contradicted_at_step_20_or_by_the_shift(seed: int):
    for outcome, guess in permutations(POSSIBLE_BUGS, 2):
        shift = LARGE if "naive exp" in (outcome, guess) else 0.0
        program = Program(outcome, T, shift)
        run = trained(outcome, 20, shift=shift, seed=seed)
        place = step_inputs(run, min(20, run.step))
        found = disagreement(program, guess, place)
        assert found is not None, (outcome, guess)
        at = found.row, found.column
        claims = [
            Program(one, T, shift).mean_loss_and_gradients(*place).gradient
            for one in (outcome, guess)
        ]
        np.testing.assert_array_equal((found.program, found.suspected), [c[at] for c in claims])
        assert disagreement(program, outcome, place) is None


def test_a_run_keeps_its_program_through_a_change_in_mid_run():
    change = Change(30, learning_rate=0.1)
    continued = trained("sign").continued(change)
    continued.advance(30)
    whole = trained("sign", changes=(change,))
    assert continued.state.parameters.tobytes() == whole.state.parameters.tobytes()


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("typo",), "bug must be one of no bug, sign.*got 'typo'"),
        (("sign", 0.0), "temperature must be .*0"),
        (("sign", 1.0, math.nan), "shift .*nan"),
    ],
)
def test_a_program_that_is_none_is_refused_by_name(arguments, sentence: str):
    with pytest.raises(ValueError, match=sentence):
        Program(*arguments)


def test_a_place_holds_the_batch_of_the_update_that_follows():
    run = trained("sign")
    place = step_inputs(run, 12)
    assert isinstance(place, StepInputs)
    rows = run.batch_rows(12)
    assert (place.activations == IRIS.train.activations[rows]).all()
    assert (place.targets.argmax(axis=1) == IRIS.train.labels[rows]).all()
    assert place.parameters.tobytes() == run.state_at(12).parameters.tobytes()
