"""Interrupt points, where a long computation gives way and may be stopped; without any patch."""

from collections.abc import Callable

import pytest
from streamlit.runtime.scriptrunner import ScriptRunner
from streamlit.runtime.state import SessionState

from dashboard.turns.interrupt_point import interrupt_point, stop_if_out_of_date
from tests.dashboard.page_session import Open


@pytest.fixture
def happened(open_session: Open, monkeypatch: pytest.MonkeyPatch) -> Callable[..., list[str]]:
    """What is done at a point of a run while another message comes, or while none does."""
    done: list[str] = []
    monkeypatch.setattr(
        "dashboard.turns.interrupt_point.fair_share.give_way", lambda: done.append("gave way")
    )
    session = open_session(ScriptRunner, SessionState)

    def at(point: Callable[[], None], *, is_out_of_date: bool) -> list[str]:
        def compute() -> None:
            if is_out_of_date:
                session.hear(field="old", other="new")
            point()
            done.append("went on")

        session.state["at_begin"] = compute
        session.hear(field="old", other="").join()
        return done

    return at


def test_a_run_gives_way_and_goes_on(happened: Callable[..., list[str]]):
    assert happened(interrupt_point, is_out_of_date=False) == ["gave way", "went on"]


def test_a_run_that_is_out_of_date_stops(happened: Callable[..., list[str]]):
    assert happened(interrupt_point, is_out_of_date=True) == ["gave way"]


def test_where_others_wait_a_run_only_stops(happened: Callable[..., list[str]]):
    assert happened(stop_if_out_of_date, is_out_of_date=True) == []
