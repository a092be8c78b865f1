"""The run that a setting has put an end to: where it was left, as the player tells."""

from types import SimpleNamespace
from typing import Any

import pytest

from core.training import MAXIMUM_STEPS, TrainingSettings
from dashboard.controls.run import session_data
from dashboard.controls.run.choice import RunChoice
from dashboard.controls.run.data import DataChoice
from dashboard.runs.shared_run import run_identity
from dashboard.views.training import left_run
from dashboard.views.training.left_run import (
    forget_left_run,
    leave_run,
    left_at,
    remember_shown_run,
)

FIRST, SECOND = (
    RunChoice(DataChoice("iris"), TrainingSettings(learning_rate=rate)) for rate in (0.1, 0.5)
)


@pytest.fixture(autouse=True)
def state(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    held: dict[str, Any] = {}
    for module in (left_run, session_data):
        monkeypatch.setattr(module, "st", SimpleNamespace(session_state=held))
    return held


def leave(choice: RunChoice, known: int) -> None:
    remember_shown_run(choice)
    leave_run(known)


def tell(choice: RunChoice, step: int) -> None:
    left_at(run_identity(choice), step)


def remembered(state: dict[str, Any]) -> tuple[float, int] | None:
    left = state.get("_left_run")
    return left and (left.settings.learning_rate, left.step)


def test_a_run_left_while_it_plays_was_left_where_the_player_says(state: dict[str, Any]):
    leave(FIRST, known=0)
    assert remembered(state) is None
    tell(FIRST, 200)
    assert remembered(state) == (0.1, 200)
    tell(FIRST, 200)  # with every question
    assert remembered(state) == (0.1, 200)


def test_one_change_after_another_leaves_the_run_that_had_come_further(state: dict[str, Any]):
    leave(FIRST, known=0)
    tell(FIRST, 200)
    leave(SECOND, known=0)
    tell(SECOND, 3)
    assert remembered(state) == (0.1, 200)
    tell(SECOND, 250)
    assert remembered(state) == (0.5, 250)


def test_two_changes_before_the_player_has_heard_of_the_first(state: dict[str, Any]):
    leave(FIRST, known=0)
    leave(SECOND, known=0)
    tell(FIRST, 200)
    assert remembered(state) == (0.1, 200)


def test_what_the_player_says_of_other_runs_is_passed_over(state: dict[str, Any]):
    leave(FIRST, known=60)
    for step in (0, MAXIMUM_STEPS, 2**52):
        tell(FIRST, step)
    tell(SECOND, 200)
    left_at("", 200)
    assert remembered(state) == (0.1, 60)
    forget_left_run()
    tell(FIRST, 200)
    assert remembered(state) is None
