"""Every run of a script waits for its turn, which it may give on wherever it draws something.

There is no setting for that: Streamlit's sessions are handed another class of runs.
"""

from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.runtime import app_session
from streamlit.runtime.scriptrunner import RerunData

from dashboard.fair_share import fair_share
from dashboard.hosting.browser_messages import HeedfulScriptRunner
from dashboard.interrupt_point import interrupt_point


class FairScriptRunner(HeedfulScriptRunner):
    """Streamlit's own, but heedful, charged to its session and for a moment at a time."""

    def _run_script(self, rerun_data: RerunData) -> None:
        with fair_share.run_of(self._session_id):
            super()._run_script(rerun_data)

    def _enqueue_forward_msg(self, msg: ForwardMsg) -> None:
        interrupt_point()
        super()._enqueue_forward_msg(msg)


def share_fairly() -> None:
    """From now on, sessions take turns at the processor."""
    app_session.ScriptRunner = FairScriptRunner  # type: ignore[attr-defined, assignment]
