"""What a client asks for in a message of Streamlit's, before Streamlit obeys it.

Streamlit documents neither the messages nor a way to forget a session's files. Where this version
has other ones, everything is let in as it comes.
"""

import re
from enum import Enum, auto
from typing import Any

from google.protobuf.message import DecodeError

from dashboard.streamlit_patches.guard import imported

_BackMsg = imported("streamlit.proto.BackMsg_pb2", "BackMsg")
_get_instance = imported("streamlit.runtime", "get_instance")

# Many times what the largest page sends; what is longer only costs the server time.
_LONGEST_MESSAGE, _LONGEST_QUERY = 1_000_000, 32_000
_MOST_WIDGETS, _MOST_HASHES, _MOST_FILES = 500, 5000, 10
# What is none of these would end the run, or break a line of the log.
_WIDGET = ("$$ID-", "$$STREAMLIT_INTERNAL_KEY")
_FRAGMENT = re.compile(r"[\w-]{0,64}", re.ASCII)


class Judgement(Enum):
    """What is to become of a message."""

    FIT = auto()
    NO_MESSAGE = auto()  # none of Streamlit's
    IMPLAUSIBLE = auto()  # no browser could ask for this
    CLEARS_CACHES = auto()  # those of every other session too


def judged(sent: bytes) -> Judgement:
    """What is to become of a message; not whether its values are any that a widget can hold."""
    if len(sent) > _LONGEST_MESSAGE:
        return Judgement.NO_MESSAGE
    if _BackMsg is None:
        return Judgement.FIT
    try:
        asked = _BackMsg.FromString(sent)
    except DecodeError:
        return Judgement.NO_MESSAGE
    kind = asked.WhichOneof("type")
    if kind is None:
        return Judgement.NO_MESSAGE
    if not _is_plausible(asked):
        return Judgement.IMPLAUSIBLE
    return Judgement.CLEARS_CACHES if kind == "clear_cache" else Judgement.FIT


def forget_uploads(session: str) -> None:
    """Let go of the files that a session has uploaded: Streamlit holds them all."""
    if _get_instance is not None:
        _get_instance().uploaded_file_mgr.remove_session_files(session)


def _is_plausible(asked: Any) -> bool:
    run = asked.rerun_script
    widgets = run.widget_states.widgets
    return (
        len(widgets) <= _MOST_WIDGETS
        and all(widget.id.startswith(_WIDGET) for widget in widgets)
        and len(run.query_string) <= _LONGEST_QUERY
        and len(run.cached_message_hashes) <= _MOST_HASHES
        and _FRAGMENT.fullmatch(run.fragment_id) is not None
        and len(asked.file_urls_request.file_names) <= _MOST_FILES
    )
