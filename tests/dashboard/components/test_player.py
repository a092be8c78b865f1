"""The Python half of the player: the message's format, and what is believed of the browser."""

import json
import math
from dataclasses import replace
from itertools import pairwise
from types import SimpleNamespace
from typing import Any

import numpy as np
import plotly.graph_objects as go
import pytest

from core.training.segments import Epochs
from dashboard.components import player as component
from dashboard.components.player import play_run
from dashboard.components.player_message import (
    Chart,
    Chunk,
    LookAhead,
    Pictures,
    Question,
    Readout,
    Rest,
    Series,
    pack,
    read_question,
)
from dashboard.components.served_scripts import PLOTLY_JS_PATH, browser_source
from dashboard.figures.figure import Picture
from tests.dashboard.player_message import parsed

TEMPLATE = {"layout": {"font": {"size": 13}}}  # without one Plotly adds its own

RANDOM = np.random.default_rng(0)
FRAMES = RANDOM.integers(0, 256, size=(3, 2, 5, 4), dtype=np.uint8)
PALETTE = RANDOM.integers(0, 256, size=(256, 4), dtype=np.uint8)
CHART = Picture(
    [{"type": "scatter", "meta": {"series": "loss"}}], {"height": 300, "template": TEMPLATE}
)
PICTURES = Pictures("Weights", "a note", ("left", "right"), PALETTE, 20, 10, FRAMES, FRAMES[1])
CHUNK = Chunk(
    run="a run",
    first=20,
    last=40,
    limit=1000,
    look_ahead=LookAhead(untouched=50, touched=500),
    speed=100,
    ended="",
    epochs=[Epochs(0, 1, 45)],
    charts=[Chart(CHART, "a curve")],
    readouts=[Readout("loss", "loss"), Readout("accuracy", "accuracy", percent=True)],
    series=[
        Series("loss", 21, 1, RANDOM.random(20, dtype=np.float32)),
        Series("accuracy", 20, 10, np.array([0.1, 1 / 3, -0.0], dtype=np.float32)),
    ],
    pictures=PICTURES,
    rest=Rest(33, {"loss": 0.1 + 0.2}, FRAMES[0]),
)
QUESTION = {
    "run": "a run",
    "have": 40,
    "until": 1000,
    "step": 33,
    "resting": True,
    "seek": 2,
    "speed": 300,
    "left_run": "another",
    "left_step": 70,
    "touched": False,
}
ASKED = Question("a run", 40, 1000, 33, True, 2, 300, "another", 70, touched=False)


class Mounted:
    """Stands for the browser: keeps the last message, and asks."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self._state: dict[str, Any] = {}
        monkeypatch.setattr(component, "_mount", self._mount)
        monkeypatch.setattr(component, "st", SimpleNamespace(session_state=self._state))

    def _mount(self, *, key: str, data: bytes, on_ask_change: Any, **_: Any) -> None:
        self.key, self.message, self._report = key, data, on_ask_change

    def ask_after_leaving(self) -> None:
        self._state.pop(self.key, None)
        self._report()

    def ask(self, value: object) -> None:
        self._state[self.key] = SimpleNamespace(ask=value)
        self._report()


@pytest.fixture
def browser(monkeypatch: pytest.MonkeyPatch) -> Mounted:
    return Mounted(monkeypatch)


# ----------------------------------------------------------------------------------- the message


def test_arrays_arrive_as_they_were_sent():
    header = parsed(pack(CHUNK, (1, 33))).header
    for sent, series in zip(header["series"], CHUNK.series, strict=True):
        assert (sent["name"], sent["first"], sent["stride"]) == series[:3]
        assert sent["values"].dtype == np.dtype("<f4")
        assert sent["values"].tobytes() == series.values.tobytes()
    pictures = header["pictures"]
    assert (pictures["rows"], pictures["columns"]) == (5, 4)
    assert pictures["frames"].tobytes() == FRAMES.tobytes()
    assert pictures["palette"].tobytes() == PALETTE.tobytes()
    assert pictures["samples"].tobytes() == FRAMES[1].tobytes()
    assert header["rest"]["picture"].tobytes() == FRAMES[0].tobytes()


def test_the_arrays_fill_the_message_without_gap_or_overlap():
    message = parsed(pack(CHUNK, (1, 33)))
    places = sorted(message.places)
    assert len(places) == 6
    for one, following in pairwise(places):
        assert one.end == following.start
    assert places[-1].end == message.length


def test_the_header_says_what_the_player_needs_beside_the_arrays():
    header = parsed(pack(CHUNK, (7, 33))).header
    assert header["run"] == "a run"
    assert (header["first"], header["last"], header["limit"]) == (20, 40, 1000)
    assert header["look_ahead"] == {"untouched": 50, "touched": 500}
    assert header["epochs"] == [{"first": 0, "number": 1, "batches": 45}]
    assert header["seek"] == {"id": 7, "step": 33}
    assert header["speed"] == 100
    assert header["plotly_js"] == PLOTLY_JS_PATH
    assert header["plane"] is None
    assert header["charts"][0]["figure"] == json.loads(go.Figure(*CHART).to_json())
    assert header["charts"][0]["alternative"] == "a curve"
    assert header["readouts"] == [
        {"label": "loss", "series": "loss", "percent": False},
        {"label": "accuracy", "series": "accuracy", "percent": True},
    ]


def test_a_number_at_rest_arrives_to_its_last_digit():
    assert parsed(pack(CHUNK, (1, 33))).header["rest"]["values"] == {"loss": 0.1 + 0.2}


def test_a_view_of_an_array_is_sent_as_its_numbers_in_order():
    values = np.arange(20, dtype=np.float64)[::2]
    chunk = replace(CHUNK, series=[Series("loss", 1, 1, values)], pictures=None, rest=None)
    sent = parsed(pack(chunk, (0, 0))).header["series"][0]["values"]
    assert sent.tolist() == list(range(0, 20, 2))


def test_empty_arrays_and_missing_parts_are_no_trouble():
    nothing = np.empty(0, dtype=np.float32)
    chunk = replace(
        CHUNK,
        series=[Series("loss", 41, 1, nothing)],
        pictures=PICTURES._replace(frames=FRAMES[:0]),
        rest=Rest(33, {}, None),
    )
    header = parsed(pack(chunk, (0, 0))).header
    assert header["series"][0]["values"].size == 0
    assert header["pictures"]["frames"].size == 0
    assert header["rest"]["picture"] is None
    bare = parsed(pack(replace(CHUNK, pictures=None, rest=None), (0, 0))).header
    assert bare["pictures"] is None
    assert bare["rest"] is None


def test_names_in_other_scripts_survive():
    chunk = replace(CHUNK, pictures=PICTURES._replace(captions=("ŷ", "độ dốc")))
    header = parsed(pack(chunk, (0, 0))).header
    assert header["pictures"]["captions"] == ["ŷ", "độ dốc"]


def test_a_plane_travels_as_plotly_writes_it():
    points = {"type": "scatter", "x": np.arange(3, dtype=np.float32), "y": [1.0, 2.0, 3.0]}
    plane = Picture([points], {"template": TEMPLATE})
    header = parsed(pack(replace(CHUNK, plane=plane), (0, 0))).header
    assert header["plane"] == json.loads(go.Figure(*plane).to_json())


def test_the_script_comes_with_what_both_components_share():
    source = browser_source("player.js")
    assert "function loadPlotly(" in source
    assert source.count("export default") == 1


# ------------------------------------------------------------------------- what the browser asks


def test_a_question_reaches_the_page(browser: Mounted):
    asked: list[Question] = []
    play_run(CHUNK, key="player", seek=(0, 33), on_ask=asked.append)
    assert browser.key == "player"
    assert parsed(browser.message).header["seek"] == {"id": 0, "step": 33}
    browser.ask(QUESTION)
    assert asked == [ASKED]


def test_whole_steps_may_come_as_javascript_s_floating_numbers():
    question = read_question(QUESTION | {"have": 40.0, "until": 1000.0, "step": 33.0, "seek": 2.0})
    assert question == ASKED
    assert all(type(step) is int for step in question[1:4])


NO_STEPS: list[Any] = [None, "40", [40], {}, -1, -0.5, math.nan]
NO_STEPS += [math.inf, -math.inf, 2**53, 10**400, 1e300]
NO_PARTS: dict[tuple[str, ...], list[Any]] = {
    ("run", "left_run"): [None, 7, ["a run"], {}],
    ("resting", "touched"): [None, 0, 1, "true", []],
    ("have", "until", "step", "seek", "speed", "left_step"): NO_STEPS,
}
NOT_QUESTIONS: list[Any] = [
    None,
    "play",
    7,
    [],
    [QUESTION],
    {},
    *(
        QUESTION | {name: value}
        for names, values in NO_PARTS.items()
        for name in names
        for value in values
    ),
    *({key: QUESTION[key] for key in QUESTION if key != lacking} for lacking in QUESTION),
]


@pytest.mark.parametrize("value", NOT_QUESTIONS, ids=repr)
def test_what_is_not_a_question_is_passed_over(browser: Mounted, value: object):
    asked: list[Question] = []
    play_run(CHUNK, key="player", seek=(0, 33), on_ask=asked.append)
    browser.ask(value)
    assert asked == []
    assert read_question(value) is None


def test_a_question_may_hold_more_than_is_asked_for():
    assert read_question(QUESTION | {"more": "x" * 1000}) == ASKED


def test_a_question_that_comes_after_its_page_was_left_is_passed_over(browser: Mounted):
    heard: list[Question] = []
    play_run(CHUNK, key="player", seek=(0, 0), on_ask=heard.append)
    browser.ask_after_leaving()
    assert heard == []
