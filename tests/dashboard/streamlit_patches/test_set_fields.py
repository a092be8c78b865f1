"""What Python has put into a field is not taken back by a browser that has not heard of it."""

from types import SimpleNamespace

import pytest
from streamlit.runtime.state import SessionState

from dashboard.streamlit_patches import set_fields
from dashboard.streamlit_patches.set_fields import UNHEARD_SECONDS
from tests.dashboard.page_session import Open, PageSession


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> SimpleNamespace:
    """The time by which messages come and answers go, which passes when a test says so."""
    now = SimpleNamespace(seconds=100.0)
    monkeypatch.setattr(set_fields, "time", SimpleNamespace(monotonic=lambda: now.seconds))
    return now


@pytest.fixture
def clicked(open_session: Open, clock: SimpleNamespace) -> PageSession:
    """A click has made Python set the field."""
    session = open_session()
    session.hear(click=True, field="old", other="").join()
    assert session.field == ("click 1", True)
    return session


def test_what_python_has_set_stands_against_who_has_not_heard_of_it(clicked: PageSession):
    clicked.hear(field="old", other="new").join()
    assert clicked.field == ("click 1", True)
    assert clicked.state["other"] == "new"


def test_streamlit_takes_it_back(open_session: Open):
    """Once it does not, the patch can go."""
    session = open_session(state=SessionState)
    session.hear(click=True, field="old", other="").join()
    session.hear(field="old", other="new").join()
    assert session.field == ("old", False)


def test_a_second_click_goes_on_from_the_first(clicked: PageSession):
    clicked.hear(click=True, field="old", other="").join()
    clicked.hear(field="old", other="new").join()
    assert clicked.field == ("click 2", True)


def test_what_is_typed_instead_stands(clicked: PageSession):
    clicked.hear(field="typed", other="new").join()
    assert clicked.field == ("typed", False)


def test_what_is_set_back_later_stands(clicked: PageSession, clock: SimpleNamespace):
    clock.seconds += 2 * UNHEARD_SECONDS
    clicked.hear(field="old", other="new").join()
    assert clicked.field == ("old", False)


def test_what_was_never_drawn_is_said_by_the_next_run(open_session: Open, clock: SimpleNamespace):
    """The run with the click is stopped before it comes to the field."""
    session = open_session()

    def late() -> None:
        clock.seconds += 10.0
        session.hear(field="old", other="new")

    session.state["at_begin"] = late
    session.hear(click=True, field="old", other="").join()
    assert session.field == ("click 1", True)
    assert session.state["other"] == "new"


def test_a_time_is_kept_for_a_field_that_the_next_run_does_not_draw(
    clicked: PageSession, clock: SimpleNamespace
):
    """A fragment's run draws nothing else: the browser is not told of the field again."""
    widgets = clicked._message(False, {"field": "old", "other": ""})
    clicked.state.on_script_will_rerun(widgets)
    assert clicked.state["field"] == "click 1"
    clock.seconds += 2 * UNHEARD_SECONDS
    clicked.hear(field="old", other="new").join()
    assert clicked.field == ("old", False)
