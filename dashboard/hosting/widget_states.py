"""What a client says a widget holds, taken only where the widget can hold it.

Streamlit hands what comes over the websocket to the widget's own reader, which trusts it: a list
for a number, or JSON that is none, ends the run with a traceback in the log. Any client can send
anything; so the widget keeps its default instead, and the refusal is one line that does not repeat
what was sent. There is no setting for that: it is put around the one place where values are read.
"""

import json
import logging
from typing import Any

from streamlit.runtime.state.common import WidgetMetadata
from streamlit.runtime.state.session_state import Serialized, Value, WStates

_LOG = logging.getLogger("logit_lab.widget_states")
# A field of whole numbers is registered as one of doubles, and sends whole numbers.
_NUMBERS = ("double_value", "int_value")
_read_as_sent = WStates.__getitem__


def refuse_unfit_widget_states() -> None:
    """From now on, read a widget's value only where it is one that the widget can hold."""
    WStates.__getitem__ = _read_if_fit  # type: ignore[method-assign]


def _read_if_fit(states: WStates, identity: str) -> Any:
    sent = states.states.get(identity)
    widget = states.widget_metadata.get(identity)
    if not isinstance(sent, Serialized) or widget is None:
        return _read_as_sent(states, identity)
    try:
        if _is_of_kind(sent, widget):
            return _read_as_sent(states, identity)
    except Exception:  # whatever the reader of some widget makes of what it cannot read
        pass
    _LOG.warning("refused what a client sent for a widget: it is nothing the widget can hold")
    default = widget.deserializer(None)
    states.states[identity] = Value(default)
    return default


def _is_of_kind(sent: Serialized, widget: WidgetMetadata[Any]) -> bool:
    kind = sent.value.WhichOneof("value")  # None where the user has emptied a field
    if kind == "json_value" and not isinstance(json.loads(sent.value.json_value), dict):
        return False  # a component's reader would take it for empty, and log a traceback
    return kind in (None, widget.value_type) or {kind, widget.value_type} <= {*_NUMBERS}
