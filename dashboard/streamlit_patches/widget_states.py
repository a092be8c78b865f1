"""What a client says a widget holds is taken only if the widget can hold it.

Streamlit hands what comes over the websocket to the widget's own reader, which trusts it: a list
for a number, or JSON that is none, ends the run with a traceback in the log. Any client can send
anything; so the widget keeps its default instead, and the refusal is one line that does not repeat
what was sent.
"""

import json
import logging
from typing import Any

from streamlit.runtime.state.common import WidgetMetadata
from streamlit.runtime.state.session_state import Serialized, WStates

from dashboard.streamlit_patches.guard import replace, require

_LOG = logging.getLogger("logit_lab.widget_states")
# A field of whole numbers is registered as one of doubles, and sends whole numbers.
_NUMBERS = ("double_value", "int_value")
_read_as_sent = WStates.__getitem__


def install() -> None:
    """From now on, read a widget's value only if it is one that the widget can hold."""
    require(WStates, "states", "widget_metadata", "set_from_value")
    require(WidgetMetadata, "deserializer", "value_type")
    replace(WStates, "__getitem__", _read_if_fit)


def _read_if_fit(self: WStates, k: str) -> Any:
    sent = self.states.get(k)
    widget = self.widget_metadata.get(k)
    if not isinstance(sent, Serialized) or widget is None:
        return _read_as_sent(self, k)
    try:
        if _is_of_kind(sent, widget):
            return _read_as_sent(self, k)
    except Exception:  # whatever the reader of some widget makes of what it cannot read
        pass
    _LOG.warning("refused what a client sent for a widget: it is nothing the widget can hold")
    default = widget.deserializer(None)
    self.set_from_value(k, default)
    return default


def _is_of_kind(sent: Serialized, widget: WidgetMetadata[Any]) -> bool:
    kind = sent.value.WhichOneof("value")  # None where the user has emptied a field
    if kind == "json_value" and not isinstance(json.loads(sent.value.json_value), dict):
        return False  # a component's reader would take it for empty, and log a traceback
    return kind in (None, widget.value_type) or {kind, widget.value_type} <= {*_NUMBERS}
