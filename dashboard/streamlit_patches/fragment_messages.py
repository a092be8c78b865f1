"""What a run has drawn reaches the browser, also if one of its fragments runs again at once.

Streamlit sends what is drawn every hundredth of a second, later on a busy machine. When a fragment
begins to run again it takes back what waits of the fragment, its own place on the page included,
but leaves what stands after it or in fragments inside: the browser then refuses these with "Bad
delta path index", and a value that was set for a field is never heard of.
"""

from streamlit.runtime import app_session
from streamlit.runtime.forward_msg_queue import ForwardMsgQueue

from dashboard.streamlit_patches.guard import replace, require


class FragmentMessageQueue(ForwardMsgQueue):
    """Streamlit's own, but a fragment's run takes nothing back."""

    def clear(
        self,
        retain_lifecycle_msgs: bool = False,
        fragment_ids_this_run: list[str] | None = None,
    ) -> None:
        """Clear the queue for a run of the whole page; for a fragment's, only end the composing.

        What the new run draws must not take the place of a message sent before the run's start.
        """
        if fragment_ids_this_run is None:
            super().clear(retain_lifecycle_msgs)
        else:
            self._delta_index_map = {}


def install() -> None:
    """From now on, sessions send all that they have drawn before a fragment runs again."""
    require(ForwardMsgQueue, "_delta_index_map")
    replace(app_session, "ForwardMsgQueue", FragmentMessageQueue)
