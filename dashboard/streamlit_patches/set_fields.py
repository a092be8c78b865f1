"""What Python has put into a field stands, if the browser cannot have heard of it.

A message holds every widget of the page as the browser knows it. If a second click comes before the
answer to the first, Streamlit takes what the first has put into a field back to what it was.
"""

from __future__ import annotations

import math
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from streamlit.runtime import state
from streamlit.runtime.state import SessionState

from dashboard.streamlit_patches.guard import replace, require

if TYPE_CHECKING:
    from collections.abc import Mapping

    from streamlit.proto.WidgetStates_pb2 import WidgetState, WidgetStates
    from streamlit.runtime.state.common import RegisterWidgetResult, T, WidgetMetadata

# Nobody sees a field change and sets it back in less; an answer from far away takes as long.
UNHEARD_SECONDS = 0.5


@dataclass
class HeedfulSessionState(SessionState):
    """Streamlit's own, which tells what the browser repeats from what a user has changed."""

    _said: Mapping[str, WidgetState] = field(default_factory=dict)  # with the last message
    _told: dict[str, float] = field(default_factory=dict)  # when the browser was told of a value

    def on_script_will_rerun(
        self, fresh_widget_states: WidgetStates | None, **replayed: Any
    ) -> None:
        """As Streamlit's, without what the browser would not say if it had heard of the answer."""
        fresh, unheard = fresh_widget_states, dict[str, str]()
        if fresh is not None:
            unheard = {one.id: _key(one) for one in fresh.widgets if _is_unheard(self, one)}
            self._said = {one.id: one for one in fresh.widgets}
        if fresh is not None and unheard:
            heard = [one for one in fresh.widgets if one.id not in unheard]
            fresh = type(fresh)(widgets=heard)
        self._told = {one: told for one, told in self._told.items() if one in unheard}
        super().on_script_will_rerun(fresh, **replayed)
        for key in unheard.values():
            if key in self:
                self[key] = self[key]  # to be told again

    def register_widget(
        self, metadata: WidgetMetadata[T], user_key: str | None
    ) -> RegisterWidgetResult[T]:
        """As Streamlit's; with the widget the browser is told of a value that Python has set."""
        if user_key is not None and self.is_new_state_value(user_key):
            self._told[metadata.id] = time.monotonic()
        return super().register_widget(metadata, user_key)


def install() -> None:
    """From now on, what is said too early is not taken for a change."""
    require(SessionState, "is_new_state_value")
    replace(state, "SessionState", HeedfulSessionState)


def _key(widget: WidgetState) -> str:
    return str(widget.id).split("-", 2)[-1]  # $$ID-<hash of the widget>-<its key>


def _is_unheard(state: HeedfulSessionState, widget: WidgetState) -> bool:
    """Whether Python has set a widget of which the browser says the same as before."""
    return (
        widget == state._said.get(widget.id)
        and state.is_new_state_value(_key(widget))
        and time.monotonic() < state._told.get(widget.id, math.inf) + UNHEARD_SECONDS
    )
