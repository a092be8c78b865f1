"""Interrupt points: where a run gives way and may be stopped, and where it must not."""

from types import SimpleNamespace

import pytest
import streamlit as st

from dashboard import interrupt_point as module
from dashboard.interrupt_point import interrupt_point, stop_if_out_of_date


class OutOfDate(BaseException):
    pass


@pytest.fixture
def happened(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What was done, in a run whose session has begun another one."""
    done = list[str]()

    def stop() -> None:
        done.append("stopped")
        raise OutOfDate

    context = SimpleNamespace(has_script_started=True, yield_check=stop)
    waiting = SimpleNamespace(give_way=lambda: done.append("gave way"))
    monkeypatch.setattr(module, "get_script_run_ctx", lambda **_: context)
    monkeypatch.setattr(module, "fair_share", waiting)
    return done


def test_a_run_gives_way_and_then_stops_if_it_is_out_of_date(happened: list[str]):
    with pytest.raises(OutOfDate):
        interrupt_point()
    assert happened == ["gave way", "stopped"]


def test_where_others_wait_a_run_only_stops(happened: list[str]):
    with pytest.raises(OutOfDate):
        stop_if_out_of_date()
    assert happened == ["stopped"]


def test_a_run_does_not_give_way_before_it_has_taken_in_what_its_user_did(happened: list[str]):
    module.get_script_run_ctx().has_script_started = False
    with pytest.raises(OutOfDate):
        interrupt_point()
    assert happened == ["stopped"]


def test_what_is_computed_for_a_cache_is_computed_to_its_end(happened: list[str]):
    @st.cache_data(show_spinner=False)
    def cached() -> int:
        interrupt_point()
        stop_if_out_of_date()
        return 1

    assert cached() == 1
    assert happened == []


def test_outside_of_a_run_nothing_happens():
    interrupt_point()
    stop_if_out_of_date()
