"""The bug lab without a browser: each bug, the hunt and its grades, its link, its limits."""

import math
import re
from collections.abc import Sequence
from functools import cache
from itertools import permutations

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from core.bugs.gradient_bugs import BUGS, NO_BUG, POSSIBLE_BUGS, mystery_bug
from core.bugs.program_under_test import Program, check_program, disagreement, step_inputs
from core.datasets import load
from core.training import TrainingRun, TrainingSettings, exponential_moving_average
from dashboard.text import number
from dashboard.views.bug_lab import program_runs
from dashboard.views.bug_lab.bugs import DESCRIBED_BUGS
from dashboard.views.bug_lab.controls import (
    LARGE_SHIFT,
    MOST_STEPS,
    BugLab,
    LabRun,
    lab_state,
)
from dashboard.views.bug_lab.formulas import bug_formula, bug_lines
from dashboard.views.bug_lab.program_runs import contradiction
from dashboard.written_numbers import number_or_noise
from tests.dashboard.opened_page import opened, pictures, values, words

SEED_OF = {
    bug: next(seed for seed in range(200) if mystery_bug(seed) == bug) for bug in POSSIBLE_BUGS
}
WORST = 3  # parameters of the check that stand beside the diagnosis
# What the explanation says in numbers: of T = 2, batches of 16 and three classes.
TOLD = {
    "no bug": "equal the finite differences",
    "sign": "Every gradient is −1.000 times",
    "sum for mean": "Every gradient is 16.00 times",
    "bias over classes": "that of every bias b is wrong",
    "softmax twice": f"= {number(math.log(1 + 2 / math.e))} nats",
    "missing 1/T": "Every gradient is 2.000 times",
    "diagonal only": "the correct ones always sum to 0",
    "naive exp": "stays below 709.8",
}


def trained(bug: str, *, shift: float = 0.0, seed: int = 0, data: str = "iris") -> TrainingRun:
    settings = TrainingSettings(learning_rate=1.0, batch_size=16, seed=seed, evaluate_every=5)
    run = TrainingRun(settings, load(data, seed=seed), objective=Program(bug, 2.0, shift))
    run.advance(200)
    return run


def table_rows(app: AppTest) -> list[list[str]]:
    """The cells of the gradient check's worst parameters, row by row."""
    (table,) = (part.value for part in app.markdown if "| worst parameters |" in part.value)
    lines = [line for line in table.splitlines() if line.startswith(("| ✗", "| ✓"))]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]


def tabled(bugs: Sequence[str]) -> list[str]:
    """Every formula of these bugs, right and wrong, as the table of the suspects has it."""
    return [line.replace("&", "") for bug in bugs for line in bug_lines(bug)]


def formulas(app: AppTest) -> list[str]:
    return [part.value.strip("$ \n") for part in app.latex]


def graded(seed: int, guess: str, **query: str) -> AppTest:
    app = opened("bug_lab", bug_seed=str(seed), guess=guess, **query)
    app.button(key="_bug_check").click().run()
    assert not app.exception
    return app


@pytest.mark.parametrize("bug", POSSIBLE_BUGS)
def test_a_chosen_bug_shows_cores_runs_check_and_explanation(bug: str):
    shift = LARGE_SHIFT if bug == "naive exp" else 0.0
    app = opened("bug_lab", bug_mode="free", bug=bug, bug_shift=str(shift), tab="numbers")
    runs = [trained(name, shift=shift) for name in (NO_BUG, bug)]
    for picture, field in enumerate(("reported", "train_loss", "train_accuracy")):
        traces = pictures(app)[picture]["figure"]["data"]
        lines = [trace for trace in traces if "lines" in trace["mode"]]
        for trace, run in zip(lines, runs, strict=True):
            history = run.history()
            if field == "reported":
                expected = exponential_moving_average(history.batch_losses, span=10)
            else:
                expected = history.evaluations[field]
            np.testing.assert_array_equal(values(trace["y"]), expected.astype(np.float32))
        assert lines[0]["line"]["dash"] != lines[1]["line"]["dash"]

    place = step_inputs(runs[1], min(20, runs[1].step))
    check = check_program(Program(bug, 2.0, shift), place)
    rows = table_rows(app)
    assert [row[1:3] for row in rows] == [
        [number_or_noise(one, other), number(other)]
        for one, other in zip(check.analytic[:WORST], check.numeric[:WORST], strict=True)
    ]
    assert [row[4] for row in rows] == [number(error) for error in check.relative_errors[:WORST]]
    assert [row[0][0] == "✗" for row in rows] == list(check.relative_errors[:WORST] > 1e-4)
    every = app.dataframe[0].value
    for name, numbers in (
        ("program's gradient", check.analytic),
        ("finite difference", check.numeric),
        ("relative error", check.relative_errors),
    ):
        is_text = every[name].dtype.kind != "f"  # as where one of them is ∞
        np.testing.assert_array_equal(
            every[name], np.array(list(map(number, numbers))) if is_text else numbers
        )
    verdict = (
        "✓ The gradient check passes" if bug == NO_BUG else f"for {check.failures} of 15 parameters"
    )
    assert verdict in words(app)
    assert bug_formula(bug) in formulas(app)
    assert TOLD[bug] in words(app)
    assert "guess" not in app.session_state


def test_a_broken_run_says_where_it_broke_off():
    app = opened("bug_lab", bug_mode="free", bug="naive exp", bug_shift="2000", tab="numbers")
    assert "**The program stopped at step 1**" in words(app)
    assert "diverged at step 1" in pictures(app)[0]["alternative"]
    assert any("after step 0" in caption.value for caption in app.caption)


def test_curves_alone_do_not_tell_a_bug_that_hides():
    app = opened("bug_lab", bug_mode="free", bug="missing 1/T", bug_T="1")
    assert "curves alone do not show any bug" in words(app)
    assert "✓ The gradient check passes" in words(app)


@pytest.mark.parametrize("bug", POSSIBLE_BUGS)
def test_a_mystery_is_found_by_a_right_guess_and_not_before(bug: str):
    seed = SEED_OF[bug]
    app = opened("bug_lab", bug_seed=str(seed), guess=bug)
    assert "Answer:" not in words(app)
    assert TOLD[bug] not in words(app)
    assert bug_formula(bug) not in formulas(app)
    assert set(app.query_params) <= {"bug_seed", "guess"}
    app.button(key="_bug_check").click().run()
    (success,) = app.success
    assert success.value == f"✓ Correct: “{DESCRIBED_BUGS[bug].name}”."
    assert f"Answer: **{DESCRIBED_BUGS[bug].name}**" in words(app)
    assert bug_formula(bug) in formulas(app)
    assert TOLD[bug] in words(app)
    assert not app.error


@pytest.mark.parametrize("bug", POSSIBLE_BUGS)
def test_a_wrong_guess_is_contradicted_by_numbers(bug: str):
    guess = POSSIBLE_BUGS[(POSSIBLE_BUGS.index(bug) + 3) % len(POSSIBLE_BUGS)]
    seed = SEED_OF[bug]
    app = graded(seed, guess)
    (error,) = app.error
    assert error.value == f"✗ Not “{DESCRIBED_BUGS[guess].name}”."
    assert not app.success
    assert "Answer:" not in words(app)
    shift = LARGE_SHIFT if {bug, guess} == {NO_BUG, "naive exp"} else 0.0
    run = trained(bug, shift=shift, seed=seed)
    found = disagreement(Program(bug, 2.0, shift), guess, step_inputs(run, min(20, run.step)))
    assert found is not None
    assert f"**{number(found.suspected)}**; it is **{number(found.program)}**" in words(app)
    app.button(key="_bug_answer").click().run()
    assert f"Answer: **{DESCRIBED_BUGS[bug].name}**" in words(app)


def test_a_guess_that_the_check_on_screen_cannot_refute_is_refuted_by_a_linked_one():
    seed = SEED_OF["naive exp"]
    app = graded(seed, NO_BUG)
    sentence = "cannot tell the two bugs apart. Another check can: [after step 0"
    assert sentence in words(app)
    assert "it is **NaN**" in words(app)
    link = f"(bug_lab?bug_seed={seed}&bug_shift=2000.0&guess=no+bug)"
    assert link in words(app)
    linked = graded(seed, NO_BUG, bug_shift="2000.0")
    assert "This check rules it out" in words(linked)
    assert "it is **NaN**" in words(linked)


def test_before_the_first_step_a_bug_hides_and_the_linked_check_is_at_step_20():
    app = graded(SEED_OF["softmax twice"], NO_BUG, bug_check="0")
    assert "✓ The gradient check passes" in words(app)
    assert "Another check can: [after step 20" in words(app)


def test_the_ratio_is_shown_on_request_and_after_a_guess_and_not_for_the_next_bug():
    app = opened("bug_lab", bug_seed=str(SEED_OF["sign"]))
    assert "ratio of the two" not in words(app)
    app.toggle(key="_bug_ratio").set_value(True).run()
    assert [row[3] for row in table_rows(app)] == ["−1.000"] * WORST
    assert set(app.query_params) <= {"bug_seed"}
    app.button(key="_bug_next").click().run()
    assert "ratio of the two" not in words(app)
    app.button(key="_bug_check").click().run()
    assert "ratio of the two" in words(app)
    assert not [toggle for toggle in app.toggle if toggle.key == "_bug_ratio"]


def test_another_guess_or_seed_is_not_yet_graded():
    app = graded(SEED_OF["sign"], "naive exp")
    app.selectbox("guess").set_value("sign").run()
    assert not app.error
    assert not app.success
    app.button(key="_bug_check").click().run()
    assert app.success
    app.button(key="_bug_next").click().run()
    assert not app.exception
    assert app.number_input("bug_seed").value == SEED_OF["sign"] + 1
    assert app.selectbox("guess").value == NO_BUG
    assert not app.success
    assert "Answer:" not in words(app)


def test_every_suspect_is_listed_with_its_formula_on_demand():
    app = opened("bug_lab", tab="numbers")
    assert not any(line in words(app) for line in tabled(BUGS))
    app = opened("bug_lab")
    assert all(line in words(app) for line in tabled(BUGS))
    for name in BUGS:
        assert r"\boxed" in bug_lines(name)[1]
        described = DESCRIBED_BUGS[name]
        assert f"**{described.name}** · {described.meaning}" in words(app)
    assert tuple(DESCRIBED_BUGS) == POSSIBLE_BUGS


@pytest.mark.parametrize("bug", POSSIBLE_BUGS)
def test_the_page_that_explains_a_bug_opens_in_the_state_of_its_link(bug: str):
    state = DESCRIBED_BUGS[bug].state
    app = opened(DESCRIBED_BUGS[bug].page, **{key: str(value) for key, value in state.items()})
    controls = (*app.slider, *app.number_input, *app.selectbox, *app.text_input, *app.toggle)
    shown = {control.key: str(control.value).lower() for control in controls}
    shown["tab"] = app.session_state["tab"] if "tab" in state else ""
    for key, value in state.items():
        found = shown[key]
        assert found == str(value) or float(found) == float(str(value)), key


@pytest.mark.parametrize("data", ["iris", "penguins", "digits"])
def test_every_wrong_guess_is_contradicted_at_some_probe_whatever_the_seed(
    data: str, monkeypatch: pytest.MonkeyPatch
):
    # Seven guesses are checked at each place.
    monkeypatch.setattr(program_runs, "checked_inputs", cache(program_runs.checked_inputs))
    seeds = range(3) if data == "digits" else range(12)
    for seed in seeds:
        for bug, guess in permutations(POSSIBLE_BUGS, 2):
            lab = BugLab(LabRun(bug, data, batch_size=1, steps=20, seed=seed), check_step=0)
            probe, found = contradiction(lab, guess)
            assert probe in lab.probes()
            assert found.program != found.suspected


def test_a_link_to_a_lab_opens_it():
    run = LabRun("sign", "penguins", 1.5, 500.0, 0.25, 8, 100, 7)
    query = {key: str(value) for key, value in lab_state(BugLab(run, 40)).items()}
    app = opened("bug_lab", bug_mode="free", **query)
    shown = {field.key: field.value for field in (*app.number_input, *app.slider, *app.selectbox)}
    assert {key: str(shown[key]) for key in query} == query


def test_more_parameters_than_are_checked_are_counted():
    app = opened("bug_lab", bug_mode="free", bug_data="digits", tab="numbers")
    assert "30 of the 650 parameters are checked" in words(app)
    assert len(table_rows(app)) == WORST
    assert len(app.dataframe[0].value) == 30


def test_the_numbers_are_those_of_both_runs_as_far_as_each_goes():
    app = opened("bug_lab", bug_mode="free", bug="naive exp", bug_shift="2000", tab="numbers")
    check, measured, reported = (part.value for part in app.dataframe)
    assert len(check) == 15
    right = trained(NO_BUG, shift=LARGE_SHIFT).history()
    np.testing.assert_array_equal(measured.index, right.evaluations["step"])
    np.testing.assert_array_equal(
        measured["training loss (nats): correct program"], right.evaluations["train_loss"]
    )
    assert measured["training accuracy: program under test"].notna().sum() == 1
    np.testing.assert_array_equal(reported["correct program"], right.batch_losses)
    assert reported["program under test"].isna().all()


@pytest.mark.parametrize(
    "query",
    [
        {"bug_mode": "<b>", "bug": "flip", "guess": "<script>", "bug_data": "mnist"},
        {"bug_seed": "-1", "bug_T": "0", "bug_lr": "1e9", "bug_batch": "0", "bug_steps": "1e9"},
        {"bug_seed": "1e300", "bug_T": "nan", "bug_lr": "nan", "bug_shift": "inf"},
        {"bug_check": "100000", "bug_steps": "10", "bug_shift": "nan", "bug_batch": "999999"},
    ],
)
def test_a_hostile_link_opens_a_bounded_lab(query: dict[str, str]):
    app = opened("bug_lab", **query, tab="numbers")
    not_refused = {"bug": "flip", "bug_steps": "10"}  # a mystery has no list of bugs
    assert len(app.error) == len(query.items() - not_refused.items())
    for picture in pictures(app):
        for trace in picture["figure"]["data"]:
            steps = values(trace["x"])
            assert 10 <= steps[-1] <= MOST_STEPS
    assert table_rows(app)
    (where,) = (part.value for part in app.caption if part.value.startswith("*Program's gradient*"))
    said = re.search(r"after step (\d+)", where)
    assert said is not None
    step = int(said[1])
    assert step <= steps[-1]
    app.button(key="_bug_check").click().run()
    assert not app.exception
