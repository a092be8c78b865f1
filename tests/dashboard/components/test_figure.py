"""The Python half of the figure: what it tells the browser, and what it believes of it."""

import json
import math
from collections.abc import Mapping
from types import SimpleNamespace
from typing import Any

import numpy as np
import plotly.graph_objects as go
import pytest
from streamlit.testing.v1 import AppTest

from dashboard.components import figure as component
from dashboard.components.figure import figure_json
from dashboard.components.live import Live
from dashboard.components.served_scripts import PLOTLY_JS_PATH
from dashboard.figures.figure import Picture
from tests.server import ROOT

TEMPLATE = {"layout": {"font": {"size": 13}}}  # without one Plotly adds its own


class Mounted:
    """Stands for the browser: keeps the last message, and clicks."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self._state: dict[str, Any] = {}
        monkeypatch.setattr(component, "_mount", self._mount)
        monkeypatch.setattr(component, "st", SimpleNamespace(session_state=self._state))

    def _mount(
        self, *, key: str, data: bytes, on_click_change: Any, on_moved_change: Any, **_: Any
    ) -> None:
        self.key, self.message = key, json.loads(data)
        self._report_click, self._report_move = on_click_change, on_moved_change

    def click(self, value: object) -> None:
        self._state[self.key] = SimpleNamespace(click=value)
        self._report_click()

    def move(self, value: object) -> None:
        self._state[self.key] = SimpleNamespace(moved=value)
        self._report_move()

    def move_after_leaving(self) -> None:
        self._state.pop(self.key, None)
        self._report_move()


@pytest.fixture
def browser(monkeypatch: pytest.MonkeyPatch) -> Mounted:
    monkeypatch.setattr(component, "translate", lambda sentence: sentence)
    return Mounted(monkeypatch)


def a_figure() -> Picture:
    heights = np.arange(12, dtype=np.float32).reshape(3, 4)
    return Picture(
        [{"type": "surface", "z": heights}], {"uirevision": "plane", "template": TEMPLATE}
    )


def test_message_holds_the_figure_as_plotly_writes_it(browser: Mounted):
    component.draw_figure(a_figure(), key="surface", alternative="a plane")
    assert browser.key == "surface"
    assert browser.message["figure"] == json.loads(go.Figure(*a_figure()).to_json())


def test_arrays_travel_as_typed_arrays(browser: Mounted):
    component.draw_figure(a_figure(), key="surface", alternative="a plane")
    assert browser.message["figure"]["data"][0]["z"].keys() == {"dtype", "bdata", "shape"}


def test_message_holds_the_alternative_and_where_plotly_js_is(browser: Mounted):
    component.draw_figure(a_figure(), key="surface", alternative="a plane")
    assert browser.message["alternative"] == "a plane"
    assert browser.message["plotly_js"] == PLOTLY_JS_PATH
    assert browser.message["unavailable"] == component.unavailable_sentence()


def test_browser_is_told_whether_clicks_are_wanted(browser: Mounted):
    component.draw_figure(a_figure(), key="surface", alternative="a plane")
    assert browser.message["clicks"] is False
    component.draw_figure(a_figure(), key="surface", alternative="a plane", on_click=print)
    assert browser.message["clicks"] is True


def test_a_click_is_handed_on(browser: Mounted):
    clicks: list[object] = []
    component.draw_figure(a_figure(), key="surface", alternative="", on_click=clicks.append)
    browser.click({"trace": 0, "x": 1.5, "y": -2})
    assert clicks == [{"trace": 0, "x": 1.5, "y": -2}]


@pytest.mark.parametrize(
    "value",
    [
        None,
        "click",
        [],
        {},
        {"trace": 0, "x": 1.5},
        {"trace": 0, "x": "1.5", "y": 2},
        {"trace": 0, "x": None, "y": 2},
        {"trace": 0, "x": [1], "y": 2},
    ],
)
def test_what_is_no_click_is_ignored(browser: Mounted, value: object):
    clicks: list[object] = []
    component.draw_figure(a_figure(), key="surface", alternative="", on_click=clicks.append)
    browser.click(value)
    assert clicks == []


def test_a_click_nobody_asked_for_is_ignored(browser: Mounted):
    component.draw_figure(a_figure(), key="surface", alternative="")
    assert browser.message["clicks"] is False
    browser.click({"trace": 0, "x": 1.5, "y": -2})  # from a client that sends one all the same


def live(moves: list[Mapping[str, float]]) -> Live:
    limits = {"z1": (-6.0, 6.0, 0.1)}
    return Live({"z1": 1.0}, limits, {"temperature": 2.0}, {"kind": "map"}, moves.append)


def test_browser_is_told_what_a_hand_may_move(browser: Mounted):
    component.draw_figure(a_figure(), key="surface", alternative="")
    assert browser.message["live"] is None
    component.draw_figure(a_figure(), key="surface", alternative="", live=live([]))
    assert browser.message["live"] == {
        "values": {"z1": 1.0},
        "limits": {"z1": [-6.0, 6.0, 0.1]},
        "given": {"temperature": 2.0},
        "view": {"kind": "map"},
    }


def test_a_move_is_handed_on(browser: Mounted):
    moves: list[Mapping[str, float]] = []
    component.draw_figure(a_figure(), key="surface", alternative="", live=live(moves))
    browser.move({"z1": 1.5, "z2": -2})
    assert moves == [{"z1": 1.5, "z2": -2}]


@pytest.mark.parametrize(
    "value",
    [
        None,
        "z1",
        1.5,
        [1.5],
        {"z1": "1.5"},
        {"z1": None},
        {"z1": True},
        {"z1": [1.5]},
        {"z1": math.nan},
        {"z1": math.inf},
        {"z1": 1.5, "z2": -math.inf},
    ],
)
def test_what_is_no_move_is_ignored(browser: Mounted, value: object):
    moves: list[Mapping[str, float]] = []
    component.draw_figure(a_figure(), key="surface", alternative="", live=live(moves))
    browser.move(value)
    assert moves == []


def test_a_move_nobody_asked_for_or_after_its_page_was_left_is_ignored(browser: Mounted):
    component.draw_figure(a_figure(), key="surface", alternative="")
    browser.move({"z1": 1.5})  # from a client that sends one all the same
    moves: list[Mapping[str, float]] = []
    component.draw_figure(a_figure(), key="surface", alternative="", live=live(moves))
    browser.move_after_leaving()
    assert moves == []


def test_streamlit_mounts_it():
    app = AppTest.from_file(ROOT / "tests/browser/apps/figure_script.py", default_timeout=30).run()
    assert not app.exception
    assert len(app.main.get("bidi_component")) == 2


def test_everything_plotly_can_hold_is_written_as_plotly_writes_it():
    picture = Picture(
        [
            {"type": "scatter", "x": np.linspace(0, 1, 5), "y": np.float32([1, np.nan, 3, np.inf])},
            {"type": "scatter", "x": ["a", "b"], "text": ["ŷ", "<b>"], "marker": {"size": [3, 4]}},
            {"type": "heatmap", "z": np.eye(3, dtype=np.float32), "customdata": [["a", "b"]] * 3},
        ],
        {
            "title": {"text": "ŷ"},
            "xaxis": {"range": [np.float32(0), np.float64(1)]},
            "template": TEMPLATE,
        },
    )
    assert json.loads(figure_json(picture)) == json.loads(go.Figure(*picture).to_json())


def test_a_nan_outside_an_array_becomes_null():
    picture = Picture([{"type": "scatter", "x": [1, 2]}], {"meta": [1.0, float("nan")]})
    assert json.loads(figure_json(picture))["layout"]["meta"] == [1.0, None]


@pytest.mark.parametrize("meta", [1.0, float("nan")])
def test_a_picture_is_sent_as_the_figure_it_is_of(meta: float):
    picture = Picture(
        [{"type": "scatter", "x": np.array([1.0, np.nan], np.float32), "y": [1, 2]}],
        {"meta": meta, "template": {"layout": {"font": {"size": 13}}}},
    )
    sent = json.loads(figure_json(picture))
    assert sent == json.loads(go.Figure(*picture).to_json())
