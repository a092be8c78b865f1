"""A run waits for its turn before it is handed a message, and takes in what it was handed.

Threads that compute at once take the processor from each other (turns/fair_share.py). And a
message that is handed to a run replaces the one before it, the click in it included, until the run
has carried out its callbacks; meanwhile a run is therefore not stopped. `runner.fastReruns = false`
does the rest: a message that waits for a run is joined to the next one, with its clicks.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from streamlit.runtime import app_session
from streamlit.runtime.scriptrunner import ScriptRunner, get_script_run_ctx
from streamlit.runtime.scriptrunner_utils.script_run_context import ScriptRunContext

from dashboard.streamlit_patches.guard import replace, require
from dashboard.turns.fair_share import fair_share

if TYPE_CHECKING:
    from streamlit.proto.ForwardMsg_pb2 import ForwardMsg


class FairScriptRunner(ScriptRunner):
    """Streamlit's own, charged to its session and for a moment at a time."""

    def _run_script_thread(self) -> None:
        with fair_share.run_of(self._session_id):
            super()._run_script_thread()

    def _enqueue_forward_msg(self, msg: ForwardMsg) -> None:
        fair_share.give_way()
        super()._enqueue_forward_msg(msg)

    def _maybe_handle_execution_control_request(self) -> None:
        context = get_script_run_ctx(suppress_warning=True)
        if context is None or context.has_script_started:
            super()._maybe_handle_execution_control_request()


def install() -> None:
    """From now on, sessions take turns at the processor, and no click is lost."""
    require(ScriptRunner, "_session_id")
    require(ScriptRunContext, "has_script_started")
    replace(app_session, "ScriptRunner", FairScriptRunner)
