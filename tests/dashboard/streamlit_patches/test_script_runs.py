"""A run waits for its turn, and no click is lost that it was handed or that waits for it."""

import time

import pytest
from streamlit.runtime.scriptrunner import ScriptRunner, ScriptRunnerEvent

from dashboard.streamlit_patches.script_runs import FairScriptRunner
from dashboard.turns.fair_share import fair_share
from tests.dashboard.page_session import Open

CASES = pytest.mark.parametrize(
    ("runner", "lost"), [(FairScriptRunner, 0), (ScriptRunner, 1)], ids=["ours", "streamlit"]
)


@CASES
def test_a_click_that_a_run_was_handed_is_taken_in_though_a_newer_message_comes(
    open_session: Open, runner: type[ScriptRunner], lost: int
):
    session = open_session(runner)
    newer = iter([lambda: session.hear(field="old", other="new")])
    session.at_start = lambda: next(newer, lambda: None)()
    session.hear(click=True, field="old", other="").join()
    assert session.state["other"] == "new"
    assert session.state["clicks"] if not lost else "clicks" not in session.state


@CASES
def test_a_callback_is_carried_out_though_a_newer_message_comes(
    open_session: Open, runner: type[ScriptRunner], lost: int
):
    session = open_session(runner)
    session.state["at_click"] = lambda: session.hear(field="old", other="new")
    session.hear(click=True, field="old", other="").join()
    assert session.state["other"] == "new"
    assert session.state["field"] == ("old" if lost else "click 1")


def test_a_run_is_still_stopped_where_it_draws_for_a_newer_message(open_session: Open):
    session = open_session()
    session.state["at_begin"] = lambda: session.hear(field="old", other="new")
    session.hear(field="old", other="").join()
    assert session.runs[-2:] == [
        ScriptRunnerEvent.SCRIPT_STOPPED_FOR_RERUN,
        ScriptRunnerEvent.SCRIPT_STOPPED_WITH_SUCCESS,
    ]


@pytest.fixture
def _nobody_loses_patience(monkeypatch: pytest.MonkeyPatch) -> None:
    """A turn lasts until it is given on."""
    monkeypatch.setattr("dashboard.turns.fair_share.PATIENCE_SECONDS", 100.0)


@pytest.mark.usefixtures("_nobody_loses_patience")
def test_a_click_that_waits_for_its_turn_is_joined_to_the_message_after_it(open_session: Open):
    session = open_session()
    before = len(session.runs)
    with fair_share.run_of("another session"):
        session.hear(click=True, field="old", other="")
        session.hear(field="old", other="new")
    session.join()
    assert session.state["clicks"] == 1
    assert session.state["other"] == "new"
    assert len(session.runs) == before + 1


@pytest.mark.parametrize(
    ("runner", "waits"), [(FairScriptRunner, True), (ScriptRunner, False)], ids=["ours", "own"]
)
@pytest.mark.usefixtures("_nobody_loses_patience")
def test_runs_take_turns(open_session: Open, runner: type[ScriptRunner], waits: bool):
    session = open_session(runner)
    before = len(session.runs)
    with fair_share.run_of("another session"):
        session.hear(field="old", other="new")
        deadline = time.monotonic() + 10
        while not fair_share.waiting and len(session.runs) == before:
            assert time.monotonic() < deadline
            time.sleep(0.001)
        assert fair_share.waiting == waits
    session.join()


def test_a_run_gives_its_turn_on_where_it_draws(
    open_session: Open, monkeypatch: pytest.MonkeyPatch
):
    session, given_on = open_session(), list[int]()
    monkeypatch.setattr(fair_share, "give_way", lambda: given_on.append(1))
    session.hear(field="old", other="new").join()
    assert len(given_on) == 3  # a button and two fields
