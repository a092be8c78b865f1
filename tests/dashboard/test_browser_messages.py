"""What a user did is taken in, also where messages and answers cross: with Streamlit's own runs."""

import asyncio
from collections.abc import Iterator
from pathlib import Path
from threading import Event
from types import SimpleNamespace
from typing import Any
from unittest.mock import MagicMock

import pytest
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState, WidgetStates
from streamlit.runtime.fragment import MemoryFragmentStorage
from streamlit.runtime.memory_uploaded_file_manager import MemoryUploadedFileManager
from streamlit.runtime.pages_manager import PagesManager
from streamlit.runtime.scriptrunner import (
    RerunData,
    ScriptRunner,
    ScriptRunnerEvent,
    script_runner,
)
from streamlit.runtime.scriptrunner.script_cache import ScriptCache
from streamlit.runtime.state import SessionState

from dashboard.hosting import browser_messages as module
from dashboard.hosting.browser_messages import UNHEARD_SECONDS
from dashboard.hosting.fair_runs import FairScriptRunner

PAGE = """
import streamlit as st

def click():
    state = st.session_state
    state.clicks = state.get("clicks", 0) + 1
    if "at_click" in state:
        state.at_click()
    state.field = f"click {state.clicks}"

if "before" in st.session_state:
    st.session_state.before()
st.button("click", on_click=click)
st.text_input("field", "old", key="field")
st.text_input("other", key="other")
"""


class Session:
    """Stands for Streamlit's session: its page runs for a message when it is told to."""

    def __init__(self, page: Path, kind: type[ScriptRunner]) -> None:
        page.write_text(PAGE)
        self.state = SessionState()
        self._kind, self._script = kind, str(page)
        self._fragments, self._pages = MemoryFragmentStorage(), PagesManager(str(page))
        self.loop = asyncio.new_event_loop()
        self._drawn: dict[str, Any] = {}
        self.hear().finish()

    def message(self, *, click: bool = False, **fields: str) -> WidgetStates:
        """The fields as the browser knows them."""
        widgets = WidgetStates()
        for name, text in fields.items():
            widgets.widgets.append(WidgetState(id=self._drawn[name].id, string_value=text))
        if click:
            widgets.widgets.append(WidgetState(id=self._drawn["click"].id, trigger_value=True))
        return widgets

    def hear(self, *, click: bool = False, **fields: str) -> "Run":
        """Make a run for a message, as Streamlit does where it does not leave it to another."""
        widgets = self.message(click=click, **fields)
        return Run(
            self._kind(
                session_id="the session",
                main_script_path=self._script,
                session_state=self.state,
                uploaded_file_mgr=MemoryUploadedFileManager(""),
                script_cache=ScriptCache(),
                initial_rerun_data=RerunData(widget_states=widgets if self._drawn else None),
                user_info={},
                fragment_storage=self._fragments,
                pages_manager=self._pages,
                event_loop=self.loop,
            ),
            self._drawn,
        )

    def pause(self, where: str, *, click: bool = False) -> tuple["Run", Event]:
        """A run that has come to a place of the page, and waits there until the event is set."""
        begun, go_on = Event(), Event()
        self.state[where] = lambda: (begun.set(), go_on.wait(10))
        run = self.hear(click=click, field="old", other="")
        run.runner.start()
        assert begun.wait(10)
        return run, go_on

    @property
    def field(self) -> tuple[str, bool]:
        """What the field was drawn with last, and whether the browser is told to show it."""
        field = self._drawn["field"]
        return field.value if field.set_value else self.state["field"], field.set_value


class Run:
    def __init__(self, runner: ScriptRunner, drawn: dict[str, Any]) -> None:
        self.runner, self._drawn = runner, drawn
        self.events = list[ScriptRunnerEvent]()
        runner.on_event.connect(self._keep, weak=False)

    def _keep(
        self,
        _: object,
        event: ScriptRunnerEvent,
        forward_msg: ForwardMsg | None = None,
        **__: object,
    ) -> None:
        self.events.append(event)
        if forward_msg is not None and forward_msg.HasField("delta"):
            element = forward_msg.delta.new_element
            widget = getattr(element, element.WhichOneof("type") or "", None)
            if hasattr(widget, "label"):
                self._drawn[widget.label] = widget

    def finish(self) -> "Run":
        self.runner.start()
        return self.join()

    def join(self) -> "Run":
        thread = self.runner._script_thread
        assert thread is not None
        thread.join(10)
        assert not thread.is_alive()
        return self


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> SimpleNamespace:
    """The time by which messages come and answers go, which passes when a test says so."""
    now = SimpleNamespace(seconds=100.0)
    monkeypatch.setattr(module, "time", SimpleNamespace(monotonic=lambda: now.seconds))
    return now


@pytest.fixture
def session(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, clock: SimpleNamespace
) -> Iterator[Session]:
    monkeypatch.setattr(script_runner.runtime, "get_instance", MagicMock)
    opened = Session(tmp_path / "page.py", FairScriptRunner)
    yield opened
    opened.loop.close()


# ---------------------------------------------------------------------------------- lost clicks


def test_a_click_whose_run_is_stopped_before_it_began_is_taken_over(session: Session):
    waiting = session.hear(click=True, field="old", other="")
    waiting.runner.request_stop()
    session.hear(field="old", other="new").finish()
    waiting.finish()
    assert waiting.events == [ScriptRunnerEvent.SHUTDOWN]  # it is late, and did not begin
    assert session.state["clicks"] == 1
    assert session.state["other"] == "new"


def test_a_click_that_waits_for_the_end_of_a_run_is_taken_over(session: Session):
    running, go_on = session.pause("before")
    click = session.message(click=True, field="old", other="")
    running.runner.request_rerun(RerunData(widget_states=click, fragment_id="a fragment"))
    running.runner.request_stop()
    del session.state["before"]
    newer = session.hear(field="old", other="new")
    go_on.set()
    running.join()
    newer.finish()
    assert session.state["clicks"] == 1


def test_a_click_is_taken_in_once(session: Session):
    session.hear(click=True, field="old", other="").finish().runner.request_stop()
    session.hear(field="click 1", other="").finish()
    assert session.state["clicks"] == 1


def test_a_callback_is_carried_out_though_a_newer_message_comes(session: Session):
    clicked, go_on = session.pause("at_click", click=True)
    clicked.runner.request_stop()
    newer = session.hear(field="old", other="new")
    newer.runner.start()  # it waits until the callback is done
    go_on.set()
    clicked.join()
    newer.join()
    assert session.state["field"] == "click 1"
    assert session.field == ("click 1", True)


# ------------------------------------------------------------------------------ values that jump


def click_and_hear(session: Session, clock: SimpleNamespace, later: float, field: str) -> None:
    """A click makes Python set the field; after so many seconds the next message says its own."""
    session.hear(click=True, field="old", other="").finish()
    assert session.field == ("click 1", True)
    clock.seconds += later
    session.hear(field=field, other="new").finish()


def test_what_python_has_set_is_not_taken_back_by_who_has_not_heard_of_it(
    session: Session, clock: SimpleNamespace
):
    click_and_hear(session, clock, 0.0, "old")
    assert session.field == ("click 1", True)
    assert session.state["other"] == "new"


def test_what_is_typed_instead_stands(session: Session, clock: SimpleNamespace):
    click_and_hear(session, clock, 0.0, "typed")
    assert session.field == ("typed", False)


def test_what_is_set_back_later_stands(session: Session, clock: SimpleNamespace):
    click_and_hear(session, clock, 2 * UNHEARD_SECONDS, "old")
    assert session.field == ("old", False)


def test_what_was_never_drawn_is_said_by_the_next_run(session: Session, clock: SimpleNamespace):
    """The run with the click is stopped before it comes to the field."""
    clicked, go_on = session.pause("before", click=True)
    clicked.runner.request_stop()
    clock.seconds += 10.0
    newer = session.hear(field="old", other="new")
    del session.state["before"]
    go_on.set()
    clicked.join()
    newer.finish()
    assert session.field == ("click 1", True)
