"""What a browser's messages say is taken in: all of it, in its order, as far as it is up to date.

Where messages and answers cross, as they do on a busy machine, Streamlit loses some of it:

- A run of the whole page stops the one before it. A click that waited there, for its turn or for a
  run of its fragment, is dropped. Here the next run takes it over, and only that one goes on.
- A callback that is under way is stopped in the middle. Here it is carried out.
- A message holds every widget of the page as the browser knows it. What Python has put into a
  field meanwhile is taken back by it. Here it stands, if the browser cannot have heard of it.

There is no setting for that: Streamlit's sessions are handed another class of runs (fair_runs.py).
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from threading import RLock
from typing import Any

from streamlit.proto.WidgetStates_pb2 import WidgetState, WidgetStates
from streamlit.runtime.scriptrunner import RerunData, ScriptRunner
from streamlit.runtime.scriptrunner_utils.script_requests import (
    ScriptRequest,
    ScriptRequests,
    ScriptRequestType,
    _coalesce_widget_states,
)
from streamlit.runtime.scriptrunner_utils.script_run_context import RunLocation, ThreadState
from streamlit.runtime.state import SafeSessionState, SessionState
from streamlit.runtime.state.common import RegisterWidgetResult, T, WidgetMetadata

# Nobody sees a field change and sets it back in less; an answer from far away takes as long.
UNHEARD_SECONDS = 0.5
_KEY = "_browser_messages"


@dataclass
class _Unheard:
    """A widget that Python has set, and what the browser took it for."""

    key: str
    held: WidgetState
    said_at: float = math.inf  # when the browser was last told


@dataclass
class _Memory:
    """What is known of the messages of a session; its runs may overlap, and share this."""

    lock: RLock = field(default_factory=RLock)
    requests: Requests | None = None  # of the latest run
    sent: dict[str, WidgetState] = field(default_factory=dict)  # with the last message
    unheard: dict[str, _Unheard] = field(default_factory=dict)

    def up_to_date(self, widgets: WidgetStates, received_at: float) -> WidgetStates:
        """What a message says, but of the widgets that Python has set in the meantime."""
        self.unheard = {
            widget.id: one
            for widget in widgets.widgets
            if (one := self.unheard.get(widget.id)) is not None
            and widget == one.held
            and received_at < one.said_at + UNHEARD_SECONDS
        }
        self.sent = {widget.id: widget for widget in widgets.widgets}
        if not self.unheard:
            return widgets
        kept = WidgetStates()
        kept.widgets.extend(one for one in widgets.widgets if one.id not in self.unheard)
        return kept


class Requests(ScriptRequests):
    """Streamlit's own, which know what their run leaves behind when it is told to stop."""

    def __init__(self) -> None:
        super().__init__()
        self._handing = RLock()
        self._in_hand: WidgetStates | None = None  # handed out, and not taken in yet
        self._latest = -math.inf
        self.received_at = -math.inf  # when the message came that was handed out last
        self.left_over: WidgetStates | None = None

    def request_stop(self) -> None:
        """As Streamlit's; what nobody will take in any more is left over."""
        with self._handing:
            if self._state is ScriptRequestType.STOP:
                return
            is_waiting = self._state is ScriptRequestType.RERUN
            waiting = self._rerun_data.widget_states if is_waiting else None
            super().request_stop()
            self.left_over = _coalesce_widget_states(self._in_hand, waiting)

    def on_scriptrunner_ready(self) -> ScriptRequest:
        """As Streamlit's."""
        with self._handing:
            return self._handed_out(super().on_scriptrunner_ready())

    def on_scriptrunner_yield(self) -> ScriptRequest | None:
        """As Streamlit's; the first after a request was handed out comes before it is taken in."""
        if self._state is ScriptRequestType.CONTINUE and self._in_hand is None:
            return None  # nearly always
        if ThreadState.get().run_location is RunLocation.CALLBACK:
            return None  # half of a callback would be worse than none
        with self._handing:
            request = super().on_scriptrunner_yield()
            if request is not None:
                return self._handed_out(request)
            self._in_hand = None
            return None

    def _request_rerun_locked(self, new_data: RerunData) -> bool:
        if new_data.widget_states is not None:
            self._latest = time.monotonic()
        return super()._request_rerun_locked(new_data)

    def _handed_out(self, request: ScriptRequest) -> ScriptRequest:
        if request.type is ScriptRequestType.RERUN:
            self._in_hand = request.rerun_data.widget_states
            self.received_at = self._latest
        return request


class HeedfulSessionState(SafeSessionState):
    """Streamlit's own, under one lock for all runs of a session, and told what Python sets."""

    _memory: _Memory
    _requests: Requests

    def __init__(
        self,
        state: SessionState,
        yield_callback: Callable[[], None],
        memory: _Memory,
        requests: Requests,
    ) -> None:
        super().__init__(state, yield_callback)
        for name, value in (("_lock", memory.lock), ("_memory", memory), ("_requests", requests)):
            object.__setattr__(self, name, value)  # any other way it is an entry of the state

    def on_script_will_rerun(
        self, fresh_widget_states: WidgetStates | None, **replayed: Any
    ) -> None:
        """As Streamlit's, but of what is up to date."""
        self._yield_callback()
        with self._lock:
            fresh = fresh_widget_states
            if fresh is not None:
                fresh = self._memory.up_to_date(fresh, self._requests.received_at)
            self._state.on_script_will_rerun(fresh, **replayed)
            if fresh is not None:
                for key in (one.key for one in self._memory.unheard.values()):
                    if key in self._state:
                        self._state[key] = self._state[key]  # to be said again

    def __setitem__(self, key: str, value: Any) -> None:
        super().__setitem__(key, value)
        with self._lock:
            identity = self._state.get_widget_id_from_key(key)
            held = self._memory.sent.get(identity or "")
            if held is not None:
                self._memory.unheard[held.id] = _Unheard(key, held)

    def register_widget(
        self, metadata: WidgetMetadata[T], user_key: str | None
    ) -> RegisterWidgetResult[T]:
        """As Streamlit's."""
        result = super().register_widget(metadata, user_key)
        one = self._memory.unheard.get(metadata.id)
        if result.value_changed and one is not None:
            one.said_at = time.monotonic()
        return result


class HeedfulScriptRunner(ScriptRunner):
    """Streamlit's own, which takes over what the one before it in the session leaves."""

    def __init__(
        self, *, session_state: SessionState, initial_rerun_data: RerunData, **more: Any
    ) -> None:
        self._memory: _Memory = session_state._old_state.setdefault(_KEY, _Memory())
        before = self._memory.requests
        left_over = None if before is None else before.left_over
        widgets = _coalesce_widget_states(left_over, initial_rerun_data.widget_states)
        data = replace(initial_rerun_data, widget_states=widgets)
        super().__init__(session_state=session_state, initial_rerun_data=data, **more)
        self._requests = self._memory.requests = Requests()
        self._requests.request_rerun(data)
        self._session_state = HeedfulSessionState(
            session_state,
            self._maybe_handle_execution_control_request,
            self._memory,
            self._requests,
        )

    def _run_script(self, rerun_data: RerunData) -> None:
        # What waited until there was a newer one would only set the session to its own page again.
        if self._memory.requests is self._requests:
            super()._run_script(rerun_data)
