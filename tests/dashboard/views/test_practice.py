"""The practice page: hostile links and answers, its help, its score, its file, its solutions."""

import csv
import io
import re
from types import SimpleNamespace
from urllib.parse import parse_qsl

import pytest
from streamlit.testing.v1 import AppTest

from core.exercises import KINDS, SET_SIZE, Exercise, Grade, MultipleChoice, Numbers, exercise
from dashboard.text import number, plain, translate
from dashboard.text.formulas import aligned
from dashboard.views.practice import attempts as practice_attempts
from dashboard.views.practice.answers import LONGEST_ANSWER, graded, parse_answer
from dashboard.views.practice.attempts import (
    Attempt,
    ExerciseName,
    attempts,
    keep_attempt,
    score_of,
)
from dashboard.views.practice.given import GivenLine
from dashboard.views.practice.memory import attempts_as_text, restore
from dashboard.views.practice.page_states import PageState
from dashboard.views.practice.results import COLUMNS, harmless, results_csv
from dashboard.views.practice.words import KINDS as RECORDS
from dashboard.views.practice.words import (
    key_in_words,
    names_of_numbers,
    option_in_words,
    question_in_words,
)
from tests.dashboard.opened_page import errors, opened, words

NOT_YET = "**Not correct yet.** Try again or take a hint."
EVERY_KIND = [
    exercise(seed, level, number)
    for level, kinds in KINDS.items()
    for number in range(1, len(kinds) + 1)
    for seed in range(20)
]


def given_lines(asked: Exercise) -> list[GivenLine]:
    return RECORDS[asked.kind].given_lines(asked.given)


def mistake_in_words(asked: Exercise, mistake: str) -> str:
    return translate(RECORDS[asked.kind].mistakes[mistake])


def page_state_of(asked: Exercise) -> PageState:
    return RECORDS[asked.kind].page_state(asked.given)


def solution_formula(asked: Exercise) -> str:
    return aligned(*RECORDS[asked.kind].solution(asked.given))


def press(app: AppTest, label: str) -> AppTest:
    (button,) = [part for part in app.button if part.label.startswith(label)]
    button.click().run()
    assert not app.exception
    return app


def answer(app: AppTest, *texts: str) -> AppTest:
    for field, text in zip(app.text_input, texts, strict=True):
        field.set_value(text)
    return press(app, "Check")


def key_of(asked: Exercise) -> tuple[float, ...]:
    assert isinstance(asked.answer, Numbers)
    return asked.answer.values


def right_option(asked: Exercise) -> str:
    assert isinstance(asked.answer, MultipleChoice)
    return asked.answer.right


def right_answer(asked: Exercise) -> list[str]:
    return [f"{value:.4g}" for value in key_of(asked)]


def file_rows(done: dict[ExerciseName, Attempt]) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(results_csv(done).decode("utf-8-sig"))))


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("0.25", 0.25),
        ("-1/4", -0.25),
        ("−0.25", -0.25),
        ("0,25", 0.25),
        ("25%", 0.25),
        ("+.5", 0.5),
        (" − 3 / 4 ", -0.75),
        ("1e-3", 0.001),
        ("2.", 2.0),
        ("-12,5 %", -0.125),
    ],
)
def test_an_answer_is_read_as_people_write_numbers(text: str, value: float):
    assert parse_answer(text, "L") == value


@pytest.mark.parametrize(
    "text",
    [
        *("a lot", "1/0", "nan", "inf", "-inf", "1e999", "1,234.5", "0.1.2", "--1", "1/2/3"),
        *("__import__('os')", "2**9", "=1+1", "[x](http://y)", "1_000", "٣", "½", "0x10", "/2"),
        "1" * (LONGEST_ANSWER + 1),
    ],
)
def test_nonsense_is_answered_by_one_sentence_that_names_it_and_the_rule(text: str):
    with pytest.raises(ValueError, match=r"^“.*” for L is not a number. Type one like"):
        parse_answer(text, "L")
    with pytest.raises(ValueError, match=r"^L is empty"):
        parse_answer(" ", "L")


def test_a_whole_exercise_from_nonsense_to_the_solution():
    app = opened("practice", set="7", level="2", exercise="2")
    asked = exercise(7, 2, 2)
    (value,) = key_of(asked)
    text = words(app)
    assert question_in_words(asked) in text
    assert all(f"- {line.markdown()}" in text for line in given_lines(asked))
    assert "**0 of 10 correct**, 0 wrong, 10 open; hints used: 0." in text
    answer(app, "a lot")
    assert "“a lot” for ∂L/∂z₁ is not a number" in app.error[0].value
    assert "10 open" in words(app)
    answer(app, f"{-value:.4g}")
    assert app.error[0].value == f"{NOT_YET} {mistake_in_words(asked, 'sign')}"
    assert "1 wrong (✗ 2), 9 open" in words(app)
    assert not app.latex
    press(app, "Hint 1")
    assert [part.value for part in app.info] == [translate(RECORDS["logit_gradient"].rule)]
    press(app, "Hint 2")
    assert page_state_of(asked).markdown() in words(app)
    answer(app, *right_answer(asked))
    assert not app.error
    assert app.success[0].value == f"**Correct:** {plain(right_answer(asked)[0])}"
    assert "**1 of 10 correct** (✓ 2), 0 wrong, 9 open; hints used: 2." in words(app)
    assert f"**Worked solution:** {key_in_words(asked)}" in words(app)
    assert solution_formula(asked) in app.latex[0].value
    press(app, "Next exercise")
    assert question_in_words(exercise(7, 2, 3)) in words(app)


@pytest.mark.parametrize("off", [0.003, -0.015])
def test_a_near_miss_is_told_how_near_it_is(off: float):
    app = opened("practice", set="7", level="2", exercise="2")
    (value,) = key_of(exercise(7, 2, 2))
    answer(app, f"{value + off:.6f}")
    assert app.error[0].value == (
        f"{NOT_YET} Very close: ∂L/∂z₁ is off by {number(abs(off), 2)}; "
        "±0.002 is allowed. Check your rounding."
    )
    answer(app, f"{value + 0.03:.6f}")
    assert app.error[0].value == NOT_YET


@pytest.mark.parametrize("place", range(1, 11))
@pytest.mark.parametrize("level", [1, 2, 3])
def test_an_exercise_names_the_loss_it_asks_about(level: int, place: int):
    for seed in range(20):
        asked = exercise(seed, level, place)
        question = question_in_words(asked)
        if asked.kind in ("jacobian_sign", "jacobian", "probability", "temperature_direction"):
            assert "L" not in question.replace("L/", "")  # no loss at all
        else:
            assert "cross-entropy" in question, question


@pytest.fixture
def session(monkeypatch: pytest.MonkeyPatch) -> dict[str, object]:
    state: dict[str, object] = {}
    monkeypatch.setattr(practice_attempts, "st", SimpleNamespace(session_state=state))
    return state


def test_what_the_tab_has_kept_is_taken_back_and_graded_anew(session: dict[str, object]):
    name = ExerciseName(3, 1, 1)
    right = right_option(exercise(*name))
    keep_attempt(name, Attempt().hinted().answered((right,), graded(name, (right,))))
    keep_attempt(ExerciseName(3, 2, 5), Attempt().solved())
    text, before = attempts_as_text(), dict(attempts())
    session.clear()
    assert not attempts()
    restore(text)
    assert attempts() == before
    assert attempts()[name].is_right
    keep_attempt(name, Attempt())  # what was done in this visit stays
    restore(text)
    assert attempts()[name] == Attempt()


@pytest.mark.parametrize(
    "text",
    [
        *("", "nonsense", "{}", "[1]", "[[1,1,1,[],0,0,false]]", "[" * 100_000),
        '[[1,1,1,["maybe"],1,0,false,false]]',
        '[[1,2,1,["1e999"],1,0,false,false]]',
        '[[1,2,1,["0.1","0.2"],1,0,false,false]]',
        "[[-1,1,1,[],0,0,false,false]]",
        "[[1,4,1,[],0,0,false,false]]",
        "[[1,1,11,[],0,0,false,false]]",
        "[[1,1,1,[],0,3,false,false]]",
        "[[true,1,1,[],0,0,false,false]]",
        "[[1,1,1,[],0,0,1,false]]",
    ],
)
def test_what_is_no_attempt_is_passed_over(session: dict[str, object], text: str):
    restore(text)
    assert not attempts()


def test_what_was_done_lasts_from_page_to_page_and_from_set_to_set():
    app = opened("practice", set="7", level="2", exercise="2")
    answer(app, *right_answer(exercise(7, 2, 2)))
    app.switch_page("views/start/page.py").run()
    app.switch_page("views/practice/page.py").run()
    assert "**1 of 10 correct** (✓ 2)" in words(app)
    press(app, "New set")
    assert app.number_input(key="set").value != 7
    assert "**0 of 10 correct**" in words(app)
    app.number_input(key="set").set_value(7).run()
    assert "**1 of 10 correct** (✓ 2)" in words(app)


def test_a_solution_that_is_looked_at_first_gives_the_exercise_away():
    app = opened("practice", set="3", level="3", exercise="1")
    press(app, "Show the solution")
    assert "solution is shown" in app.info[0].value
    assert "the exercise counts as wrong" in words(app)
    assert not app.text_input
    assert "1 wrong (✗ 1)" in words(app)


def test_a_choice_is_graded_and_a_missing_one_is_asked_for():
    app = opened("practice", set="3", level="1", exercise="1")
    asked = exercise(3, 1, 1)
    press(app, "Check")
    assert app.error[0].value == r"Choose one of the answers first\."
    (wrong, mistake), *_ = asked.answer.mistakes
    (radio,) = app.radio
    radio.set_value(wrong)
    press(app, "Check")
    assert app.error[0].value == f"{NOT_YET} {mistake_in_words(asked, mistake)}"
    app.radio[0].set_value(right_option(asked))
    press(app, "Check")
    assert app.success[0].value == f"**Correct:** {option_in_words(right_option(asked))}"


def test_of_a_row_the_numbers_that_are_right_are_named():
    app = opened("practice", set="3", level="3", exercise="1")
    asked = exercise(3, 3, 1)
    answer(app, *right_answer(asked)[:-1], "9")
    names = names_of_numbers(asked)
    assert f"Correct so far: {', '.join(names[:-1])}." in app.error[0].value


@pytest.mark.parametrize(
    "query",
    [
        {"set": "-5", "level": "9", "exercise": "99"},
        {"set": "1e99", "level": "two", "exercise": "0"},
        {"set": "999999999999999999999", "level": "", "exercise": "<script>"},
        {"set": "nan", "level": "1.0", "exercise": "1.5"},
        {"set": "999999", "level": "3", "exercise": "10"},
    ],
)
def test_no_link_breaks_the_page(query: dict[str, str]):
    app = opened("practice", **query)
    assert "of 10 correct" in words(app)
    assert len(app.error) == (0 if query["set"] == "999999" else 3)


def test_a_link_to_a_set_without_end_is_answered_by_a_sentence():
    app = opened("practice", set="1e400", level="2")
    assert errors(app) == [
        "“1e400” in the link is not allowed for Set number: use a whole number from 0 to "
        "999\u202f999. Meanwhile 1 is used."
    ]
    assert question_in_words(exercise(1, 2, 1)) in words(app)


@pytest.mark.parametrize("asked", EVERY_KIND[::20], ids=lambda asked: asked.kind)
def test_every_kind_has_all_its_words_and_is_drawn(asked: Exercise):
    app = opened("practice", set="0", level=str(asked.level), exercise=str(asked.number))
    press(app, "Show the solution")
    assert RECORDS[asked.kind].title in app.subheader[0].value
    assert question_in_words(asked) in words(app)
    assert solution_formula(asked) in app.latex[0].value


def test_a_record_has_a_sentence_for_every_mistake_of_its_kind_and_no_other():
    made: dict[str, set[str]] = {kind: set() for kinds in KINDS.values() for kind in kinds}
    for asked in EVERY_KIND:
        if isinstance(asked.answer, MultipleChoice):
            made[asked.kind] |= {name for _, name in asked.answer.mistakes}
        else:
            made[asked.kind] |= {mistake.name for mistake in asked.answer.mistakes}
    assert made == {kind: set(record.mistakes) for kind, record in RECORDS.items()}


def test_no_two_options_look_alike_and_every_number_has_a_name():
    for asked in EVERY_KIND:
        if isinstance(asked.answer, MultipleChoice):
            assert len(set(map(option_in_words, asked.answer.options))) == len(asked.answer.options)
        else:
            assert len(names_of_numbers(asked)) == len(asked.answer.values)


def last_numbers(formula: str) -> list[float]:
    """The numbers that the last line of a formula comes to."""
    text = formula.replace(r"\end{aligned}", "").rsplit("=", 1)[1]
    text = re.sub(r"\s*\\times 10\^\{(-?\d+)\}", r"e\1", text)
    return [float(part) for part in re.findall(r"-?\d+\.?\d*(?:e-?\d+)?", text)]


def test_every_worked_solution_ends_at_the_key():
    for asked in EVERY_KIND:
        if asked.level == 1:
            continue
        formula = solution_formula(asked)
        found = last_numbers(formula)
        if asked.kind == "layer_below":  # a line for each unit
            parts = formula.split(r"\frac{\partial L}{\partial a_")[2:]
            found = [last_numbers(part)[0] for part in parts]
        assert found == pytest.approx(key_of(asked), rel=1e-3, abs=1e-12), asked


def test_the_link_of_every_hint_opens_a_page_that_takes_its_state_as_it_is():
    pages: dict[tuple[str, str], tuple[Exercise, PageState]] = {}
    for asked in EVERY_KIND:
        place = page_state_of(asked)
        pages.setdefault((place.page, asked.kind), (asked, place))
    shown = {}
    for (page, kind), (_asked, place) in pages.items():
        query = dict(parse_qsl(place.markdown().rpartition("?")[2].rstrip(")")))
        if page == "training":  # its run is made in the browser's time, not ours
            continue
        app = opened(page or "start", **query)
        assert not app.error, (page, kind)
        shown[kind] = app
    text = words(shown["logit_gradient"])
    asked = pages["softmax", "logit_gradient"][0]
    assert f"| {key_of(asked)[0]:#.4g} | ✓ right |".replace("-", "−") in text
    text = words(shown["layer_below"])
    assert f"{key_of(pages['backprop', 'layer_below'][0])[0]:#.4g}".replace("-", "−") in text


def test_the_file_holds_what_was_done_in_order_and_runs_nothing():
    asked = exercise(7, 3, 1)
    done = {
        ExerciseName(7, 3, 1): Attempt(("-1/4", "=1+1"), Grade(False, "sign", ()), 2, hints=1),
        ExerciseName(7, 1, 1): Attempt(
            ("positive",), Grade(True, None, (True,)), 1, is_solved=True
        ),
        ExerciseName(7, 1, 2): Attempt(hints=2),
        ExerciseName(9, 2, 1): Attempt().solved(),
    }
    first, second, third = file_rows(done)
    assert list(first) == list(COLUMNS)
    assert (first["seed"], first["level"], first["exercise"]) == ("7", "1", "1")
    assert (first["kind"], first["answer"], first["result"]) == ("logit_sign", "positive", "right")
    assert second["answer"] == "'-1/4; =1+1"
    assert second["question"].startswith(question_in_words(asked))
    assert all(line.plain() in second["question"] for line in given_lines(asked))
    assert (second["result"], second["tries"], second["hints"]) == ("wrong", "2", "1")
    key = [float(part) for part in second["key"].lstrip("'").split("; ")]
    assert key == pytest.approx(key_of(asked), rel=1e-5)
    assert (third["seed"], third["solution_shown_first"], third["result"]) == ("9", "yes", "wrong")
    assert [harmless(cell) for cell in ("+1+1", "@SUM(A1)", "\tx", "-0.5", "w")] == [
        *("'+1+1", "'@SUM(A1)", "'\tx"),
        *("-0.5", "w"),
    ]


def test_an_exercise_that_was_right_or_given_away_changes_no_more():
    right, wrong = Grade(True, None, (True,)), Grade(False, None, (False,))
    done = Attempt().answered(("1",), right)
    assert done.is_solved
    assert done.answered(("2",), wrong) == done
    assert not done.solved().is_given_away
    shown = Attempt().solved()
    assert shown.answered(("1",), right) == shown
    assert score_of({1: done, 2: shown, 3: Attempt()}) == ((1,), (2,), (3,), 0)


def test_a_session_keeps_no_more_attempts_than_it_may(monkeypatch: pytest.MonkeyPatch):
    kept: dict[ExerciseName, Attempt] = {}
    monkeypatch.setattr(practice_attempts, "attempts", lambda: kept)
    for seed in range(practice_attempts.KEPT_ATTEMPTS + 5):
        keep_attempt(ExerciseName(seed, 1, 1 + seed % SET_SIZE), Attempt(hints=1))
    assert len(kept) == practice_attempts.KEPT_ATTEMPTS
    assert ExerciseName(4, 1, 5) not in kept
