"""Streamlit's own runs of a page, to which a test sends messages when it likes."""

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import Any, Self

from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState, WidgetStates
from streamlit.runtime.fragment import MemoryFragmentStorage
from streamlit.runtime.memory_uploaded_file_manager import MemoryUploadedFileManager
from streamlit.runtime.pages_manager import PagesManager
from streamlit.runtime.scriptrunner import RerunData, ScriptRunner, ScriptRunnerEvent
from streamlit.runtime.scriptrunner.script_cache import ScriptCache
from streamlit.runtime.state import SessionState

PAGE = """
import streamlit as st

def click():
    state = st.session_state
    state.clicks = state.get("clicks", 0) + 1
    state.pop("at_click", lambda: None)()
    state.field = f"click {state.clicks}"

st.session_state.pop("at_begin", lambda: None)()
st.button("click", on_click=click)
st.text_input("field", "old", key="field")
st.text_input("other", key="other")
"""


class PageSession:
    """Stands for Streamlit's session, as it is without fast reruns, and for its browser."""

    def __init__(self, page: Path, runner: type[ScriptRunner], state: type[SessionState]) -> None:
        page.write_text(PAGE)
        self.state = state()
        self.loop = asyncio.new_event_loop()
        self.runs: list[ScriptRunnerEvent] = []  # what became of each
        # Called when a run has been handed its message and has not taken it in yet.
        self.at_start: Callable[[], object] = lambda: None
        self._runner, self._script = runner, str(page)
        self._fragments, self._pages = MemoryFragmentStorage(), PagesManager(str(page))
        self._current: ScriptRunner | None = None
        self._drawn: dict[str, Any] = {}
        self.hear().join()

    def hear(self, *, click: bool = False, **fields: str) -> Self:
        """Hand a message with the fields to the run that is under way, or begin one."""
        data = RerunData(widget_states=self._message(click, fields) if self._drawn else None)
        if self._current is None or not self._current.request_rerun(data):
            self._current = self._runner_of(data)
            self._current.start()
        return self

    def join(self) -> None:
        """Wait until there is no run."""
        assert self._current is not None
        thread = self._current._script_thread
        assert thread is not None
        thread.join(10)
        assert not thread.is_alive()

    @property
    def field(self) -> tuple[str, bool]:
        """What the field was drawn with last, and whether the browser is told to show it."""
        field = self._drawn["field"]
        return field.value if field.set_value else self.state["field"], field.set_value

    def _message(self, click: bool, fields: dict[str, str]) -> WidgetStates:
        widgets = WidgetStates()
        for name, text in fields.items():
            widgets.widgets.append(WidgetState(id=self._drawn[name].id, string_value=text))
        if click:
            widgets.widgets.append(WidgetState(id=self._drawn["click"].id, trigger_value=True))
        return widgets

    def _runner_of(self, data: RerunData) -> ScriptRunner:
        runner = self._runner(
            session_id="the session",
            main_script_path=self._script,
            session_state=self.state,
            uploaded_file_mgr=MemoryUploadedFileManager(""),
            script_cache=ScriptCache(),
            initial_rerun_data=data,
            user_info={},
            fragment_storage=self._fragments,
            pages_manager=self._pages,
            event_loop=self.loop,
        )
        runner.on_event.connect(self._keep, weak=False)
        return runner

    def _keep(
        self,
        _: object,
        event: ScriptRunnerEvent,
        forward_msg: ForwardMsg | None = None,
        **__: object,
    ) -> None:
        if event is ScriptRunnerEvent.SCRIPT_STARTED:
            self.at_start()
        elif forward_msg is None and event is not ScriptRunnerEvent.SHUTDOWN:
            self.runs.append(event)
        if forward_msg is not None and forward_msg.HasField("delta"):
            element = forward_msg.delta.new_element
            widget = getattr(element, element.WhichOneof("type") or "", None)
            if widget is not None and hasattr(widget, "label"):
                self._drawn[widget.label] = widget


Open = Callable[..., PageSession]
