"""What a client says a widget holds is taken only where the widget can hold it."""

import json
import logging
from typing import Any

import pytest
from streamlit.components.v2.bidi_component.serialization import BidiComponentSerde
from streamlit.elements.widgets.number_input import NumberInputSerde
from streamlit.elements.widgets.text_widgets import TextInputSerde
from streamlit.proto.NumberInput_pb2 import NumberInput
from streamlit.proto.WidgetStates_pb2 import WidgetState
from streamlit.runtime.state.common import WidgetMetadata
from streamlit.runtime.state.session_state import WStates

from dashboard.streamlit_patches import widget_states

NAME = "$$ID-0-it"
WHOLE = NumberInputSerde(3, NumberInput.INT, 2, 6)
SERDES: dict[str, tuple[Any, str]] = {
    "whole number": (WHOLE, "double_value"),
    "text": (TextInputSerde("abc", 5), "string_value"),
    "component": (BidiComponentSerde({"click": None}), "json_value"),
}
_as_streamlit_reads = WStates.__getitem__
DEFAULTS = {"whole number": 3, "text": "abc", "component": {"click": None}}


@pytest.fixture(autouse=True)
def _in_force(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(WStates, "__getitem__", _as_streamlit_reads)  # given back at the end
    widget_states.install()


def read(kind: str, **sent: Any) -> Any:
    serde, value_type = SERDES[kind]
    states = WStates()
    states.set_widget_metadata(
        WidgetMetadata(NAME, serde.deserialize, serde.serialize, value_type=value_type)
    )
    states.set_widget_from_proto(WidgetState(id=NAME, **sent))
    first = states[NAME]
    assert states[NAME] == first  # and is not read again
    return first


@pytest.mark.parametrize(
    ("kind", "sent", "value"),
    [
        ("whole number", {"int_value": 5}, 5),  # as a browser does
        ("whole number", {"double_value": 5.0}, 5),
        ("whole number", {}, 3),  # an emptied field
        ("text", {"string_value": "hello"}, "hello"),
        ("component", {"json_value": json.dumps({"click": {"x": 1}})}, {"click": {"x": 1}}),
    ],
)
def test_what_fits_is_taken(
    kind: str, sent: dict[str, Any], value: Any, caplog: pytest.LogCaptureFixture
):
    assert read(kind, **sent) == value
    assert caplog.records == []


@pytest.mark.parametrize(
    ("kind", "sent"),
    [
        ("whole number", {"double_value": float("nan")}),
        ("whole number", {"double_value": float("inf")}),
        ("whole number", {"string_value": "zanzibar"}),
        ("whole number", {"double_array_value": {"data": [1.0]}}),
        ("text", {"int_value": 5}),
        ("text", {"string_array_value": {"data": ["zanzibar"]}}),
        ("text", {"bool_value": True}),
        ("component", {"json_value": '"zanzibar"'}),
        ("component", {"json_value": "zanzibar"}),
        ("component", {"json_value": "[" * 100_000}),
        ("component", {"json_trigger_value": "{}"}),
    ],
)
def test_what_does_not_fit_leaves_the_default_and_one_line_that_does_not_repeat_it(
    kind: str, sent: dict[str, Any], caplog: pytest.LogCaptureFixture
):
    assert read(kind, **sent) == DEFAULTS[kind]
    (record,) = caplog.records
    assert record.levelno == logging.WARNING
    assert record.exc_info is None
    assert "zanzibar" not in record.getMessage()


def test_a_widget_that_is_not_there_is_still_missing():
    states = WStates()
    with pytest.raises(KeyError):
        states[NAME]
    states.set_widget_from_proto(WidgetState(id=NAME, int_value=1))  # sent, but not drawn yet
    with pytest.raises(KeyError):
        states[NAME]


@pytest.mark.parametrize("sent", [{"double_value": float("nan")}, {"string_value": "zanzibar"}])
def test_streamlit_takes_it_and_the_run_ends(monkeypatch: pytest.MonkeyPatch, sent: dict[str, Any]):
    """Once it does not, the patch can go."""
    monkeypatch.setattr(WStates, "__getitem__", _as_streamlit_reads)
    with pytest.raises((ValueError, TypeError)):
        read("whole number", **sent)
