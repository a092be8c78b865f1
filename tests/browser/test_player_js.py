"""The arithmetic of player.js: how chunks join, how a long line is thinned, what a number reads."""

import base64
import json
import math
import random
import struct
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest
from numpy.typing import ArrayLike
from playwright.sync_api import Browser, Page

from core.training.segments import Epochs
from dashboard.components.figure import figure_json
from dashboard.components.player_message import (
    Chart,
    Chunk,
    LookAhead,
    Pictures,
    Readout,
    Rest,
    Series,
    pack,
)
from dashboard.components.served_scripts import browser_source
from dashboard.figures.figure import Picture
from dashboard.written_numbers import number, percent, whole_number
from tests.server import ROOT

COMPONENTS = ROOT / "dashboard" / "components"
EXPORTS = """export { Player, Series, Pictures, unpack, windowEnd, formatted, POINTS };
export { writtenNumber, writtenPercent, writtenWhole, withWrittenNumbers };"""
LOADED = """async (source) => {
  const url = URL.createObjectURL(new Blob([source], { type: "text/javascript" }));
  Object.assign(window, await import(url));
  window.series = (first, stride, ...chunks) => {
    const made = new Series({ first, stride });
    for (const [start, values] of chunks) {
      made.append({ first: start, values: new Float32Array(values) });
    }
    return made;
  };
  window.kept = ({ count, values }) => Array.from(values.subarray(0, count));
  window.drawn = ({ x, y }) => ({ x: Array.from(x), y: Array.from(y) });
}"""


@pytest.fixture(scope="module")
def page(browser: Browser) -> Iterator[Page]:
    """One tab for all: functions that are called in it leave nothing behind."""
    opened = browser.new_page()
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def script(page: Page) -> Page:
    """A blank page that holds the parts of player.js."""
    page.evaluate(LOADED, browser_source("player.js") + EXPORTS)
    return page


def joined(script: Page, first: int, stride: int, *chunks: tuple[int, list[float]]) -> list[float]:
    return script.evaluate("(args) => kept(series(...args))", [first, stride, *map(list, chunks)])


# -------------------------------------------------------------------------------------- the axis


def test_the_axis_ends_after_the_step_and_seldom_moves(script: Page):
    steps = [0, 1, 199, 200, 499, 500, 999, 1000, 1999, 2000, 99_999, 100_000, 199_999, 200_000]
    ends = script.evaluate("(steps) => steps.map(windowEnd)", steps)
    assert all(end > step for end, step in zip(ends, steps, strict=True))
    assert ends == sorted(ends)
    expected = [200, 200, 200, 500, 500, 1000, 1000, 2000, 2000, 5000]
    assert ends == [*expected, 100_000, 200_000, 200_000, 500_000]


def test_over_a_whole_run_the_axis_moves_a_dozen_times(script: Page):
    ends = script.evaluate("new Set(Array.from({ length: 200_001 }, (_, i) => windowEnd(i))).size")
    assert ends <= 12


# ------------------------------------------------------------------------------------ the history


def test_chunks_join(script: Page):
    assert joined(script, 1, 1, (1, [1, 2, 3]), (4, [4]), (5, []), (5, [5, 6])) == [
        1,
        2,
        3,
        4,
        5,
        6,
    ]
    assert joined(script, 0, 10, (0, [0, 1]), (20, [2]), (30, [3, 4])) == [0, 1, 2, 3, 4]


def test_what_is_here_already_is_passed_over(script: Page):
    assert joined(script, 1, 1, (1, [1, 2, 3]), (1, [9, 9, 9])) == [1, 2, 3]
    assert joined(script, 1, 1, (1, [1, 2, 3]), (2, [9, 9, 4, 5])) == [1, 2, 3, 4, 5]
    assert joined(script, 0, 10, (0, [0, 1]), (10, [9, 2])) == [0, 1, 2]


def test_a_chunk_after_a_gap_is_not_taken(script: Page):
    assert joined(script, 1, 1, (1, [1, 2, 3]), (5, [5, 6])) == [1, 2, 3]
    assert joined(script, 1, 1, (1, [1, 2, 3]), (5, [5, 6]), (4, [4, 5])) == [1, 2, 3, 4, 5]
    assert joined(script, 0, 10, (0, [0, 1]), (30, [3])) == [0, 1]


@pytest.mark.parametrize("seed", range(5))
def test_however_a_history_is_cut_it_joins_to_the_whole(script: Page, seed: int):
    draw = random.Random(seed)
    whole = [float(place) for place in range(12_000)]  # several times the room at first
    chunks, have = [], 0
    while have < len(whole):
        start = max(0, have - draw.choice([0, 0, 1, 500]))
        end = min(len(whole), start + draw.choice([1, 10, 999, 5000]))
        chunks.append((1 + start, whole[start:end]))
        have = max(have, end)
    assert joined(script, 1, 1, *chunks) == whole


def test_the_number_at_a_step_is_the_last_one_measured_by_then(script: Page):
    found = script.evaluate(
        """() => {
          const measured = series(0, 10, [0, [0.5, 0.25, 0.125]]);
          const batch = series(1, 1, [1, [7, 8]]);
          return [
            [0, 9, 10, 19, 20, 500].map((step) => measured.at(step)),
            [0, 1, 2, 3].map((step) => batch.at(step) ?? null),
            [-1, 0, 1, 2, 99].map((step) => batch.countAt(step)),
          ];
        }"""
    )
    assert found == [[0.5, 0.5, 0.25, 0.25, 0.125, 0.125], [None, 7, 8, 8], [0, 0, 1, 2, 2]]


def test_the_greatest_counts_only_what_has_been_reached(script: Page):
    found = script.evaluate(
        """() => {
          const spiky = series(1, 1, [1, [1, 9, 2, 3, 8]]);
          return [[0, 1], [0, 2], [3, 4], [0, 5], [5, 5]].map(([from, to]) =>
            spiky.greatest(from, to));
        }"""
    )
    assert found == [1, 9, 3, 9, 8]


# ----------------------------------------------------------------------------- the line on screen

# The numbers as bytes: a list goes number by number, and a long one takes seconds.
LINE = """([first, stride, text, from, to]) => {
  const bytes = Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
  const values = new Float32Array(bytes.buffer);
  return drawn(series(first, stride, [first, values]).line(from, to));
}"""


def line(script: Page, values: ArrayLike, start: int, end: int, first=1, stride=1) -> Any:
    text = base64.b64encode(np.asarray(values, np.float32).tobytes()).decode()
    return script.evaluate(LINE, [first, stride, text, start, end])


def test_a_short_line_holds_exactly_one_point_a_step(script: Page):
    values = [float(place % 7) for place in range(1, 451)]
    found = line(script, values, 0, 450)
    assert found == {"x": list(range(1, 451)), "y": values}


def test_a_line_ends_at_the_step_asked_for(script: Page):
    found = line(script, [5, 4, 3, 2, 1], 0, 3)
    assert found == {"x": [1, 2, 3], "y": [5, 4, 3]}
    assert line(script, [5, 4, 3], 0, 0) == {"x": [], "y": []}
    assert line(script, [3, 2, 1], 0, 19, first=0, stride=10) == {"x": [0, 10], "y": [3, 2]}


def test_a_zoomed_line_comes_in_from_its_left_neighbour(script: Page):
    found = line(script, [9, 8, 7, 6], 15, 30, first=0, stride=10)
    assert found == {"x": [10, 20, 30], "y": [8, 7, 6]}


@pytest.mark.parametrize("count", [1, 2, 500, 501, 999, 1000, 1001, 4321, 99_999, 200_000])
def test_a_line_never_has_more_points_than_its_budget(script: Page, count: int):
    values = np.random.default_rng(count).random(count)
    found = line(script, values, 0, count)
    budget = script.evaluate("POINTS")
    assert len(found["x"]) <= budget
    assert len(found["x"]) >= min(count, budget // 4)
    assert (np.diff(found["x"]) > 0).all()
    assert found["x"][0] >= 1
    assert found["x"][-1] <= count


def test_every_point_of_a_thinned_line_is_a_point_of_the_run(script: Page):
    values = np.random.default_rng(0).random(100_000).astype(np.float32)
    found = line(script, values, 0, 100_000)
    places = np.array(found["x"], dtype=int) - 1
    assert np.array_equal(values[places], np.float32(found["y"]))


def test_no_spike_is_lost_however_long_the_run(script: Page):
    values = np.full(100_000, 0.5)
    spikes = np.random.default_rng(0).choice(100_000, size=40, replace=False)
    values[spikes[:20]] = np.arange(10, 30)
    values[spikes[20:]] = -np.arange(10, 30)
    apart = {int(place) // 200 for place in spikes}
    found = line(script, values, 0, 100_000)
    assert max(found["y"]) == 29
    assert min(found["y"]) == -29
    # 500 intervals of 200 steps: a spike is lost only beside a greater one of its own interval.
    shown = [value for value in found["y"] if abs(value) >= 10]
    assert len(shown) >= len(apart)


def test_each_interval_shows_its_least_and_its_greatest_value(script: Page):
    values = np.random.default_rng(1).normal(size=50_000).astype(np.float32)
    found = line(script, values, 0, 50_000)
    shown = set(np.array(found["y"], np.float32).tolist())
    for interval in values.reshape(500, 100):
        assert {float(interval.min()), float(interval.max())} <= shown


# ------------------------------------------------------------------------------------ the message

UNPACKED = """([text, offset]) => {
  const message = Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
  const room = new Uint8Array(message.length + offset + 5).fill(255);
  room.set(message, offset);
  const read = unpack(room.subarray(offset, offset + message.length));
  const plain = (value) => (ArrayBuffer.isView(value) ? Array.from(value) : value);
  read.kinds = [read.series[0].values.constructor.name, read.pictures.frames.constructor.name];
  for (const series of read.series) series.values = plain(series.values);
  read.pictures.frames = plain(read.pictures.frames);
  read.pictures.palette = plain(read.pictures.palette);
  read.rest.picture = plain(read.rest.picture);
  return read;
}"""


@pytest.mark.parametrize("offset", [0, 3])  # Streamlit's own envelope stands before the message
def test_a_message_is_read_as_python_packed_it(script: Page, offset: int):
    random_numbers = np.random.default_rng(0)
    frames = random_numbers.integers(0, 256, size=(3, 2, 5, 4), dtype=np.uint8)
    palette = random_numbers.integers(0, 256, size=(256, 4), dtype=np.uint8)
    values = random_numbers.normal(size=21).astype(np.float32)
    chunk = Chunk(
        run="ŷ",
        first=20,
        last=41,
        limit=1000,
        look_ahead=LookAhead(untouched=500, touched=500),
        speed=100,
        ended="",
        epochs=[Epochs(0, 1, 45)],
        charts=[Chart(Picture([{"type": "scatter", "meta": {"series": "loss"}}], {}), "a curve")],
        readouts=[Readout("loss", "loss")],
        series=[Series("loss", 21, 1, values), Series("accuracy", 20, 10, values[:3])],
        pictures=Pictures("W", "", ("left", "right"), palette, 20, 10, frames),
        plane=Picture([{"type": "scatter", "y": [1, 2]}], {}),
        rest=Rest(33, {"loss": 0.1 + 0.2}, frames[1]),
    )
    text = base64.b64encode(pack(chunk, (7, 33))).decode()
    read = script.evaluate(UNPACKED, [text, offset])
    assert (read["run"], read["first"], read["last"], read["limit"]) == ("ŷ", 20, 41, 1000)
    assert read["seek"] == {"id": 7, "step": 33}
    assert read["kinds"] == ["Float32Array", "Uint8Array"]
    assert [one["values"] for one in read["series"]] == [values.tolist(), values[:3].tolist()]
    assert read["pictures"]["frames"] == frames.ravel().tolist()
    assert read["pictures"]["palette"] == palette.ravel().tolist()
    assert read["rest"]["values"] == {"loss": 0.1 + 0.2}
    assert read["rest"]["picture"] == frames[1].ravel().tolist()
    assert read["charts"][0]["figure"]["data"][0]["meta"] == {"series": "loss"}
    assert read["plane"]["data"][0]["y"] == [1, 2]


# ----------------------------------------------------------------------------------- what is asked

# A player without charts; `tell` hands it an answer of Python, `frames` lets it play for a while.
PLAYER = """(html) => {
  document.body.innerHTML = html;
  const player = new Player(document.body);
  const questions = [];
  player.ask = (question) => questions.push(question);
  const words = { step: "Step", of_epoch: "epoch", waiting: "computing: step" };
  const told = {
    run: "one", first: 0, last: 0, limit: 200_000, look_ahead: { untouched: 90, touched: 1000 },
    speed: 30, ended: "", epochs: [{ first: 0, number: 1, batches: 45 }], seek: { id: 0, step: 0 },
    charts: [], readouts: [], series: [], pictures: null, plane: null, rest: null,
    texts: words, plotly_js: "none.js", unavailable: "",
  };
  const tell = (answer) =>
    window.player.receive(Object.assign(told, { first: window.player.have }, answer));
  const frames = async (count) => {
    for (let frame = 0; frame < count; frame++) await new Promise(requestAnimationFrame);
    return { step: player.step, waiting: player.find("waiting").textContent };
  };
  return Object.assign(window, { player, questions, tell, frames });
}"""


@pytest.fixture
def player(script: Page) -> Page:
    """A page with a player of which nothing has been told yet."""
    html = (COMPONENTS / "player.html").read_text(encoding="utf-8")
    script.evaluate(f"(html) => void ({PLAYER})(html)", html)
    return script


def test_a_player_that_plays_waits_at_a_far_step_and_goes_on_from_there(player: Page):
    seen = player.evaluate(
        """async () => {
          tell({ last: 400 });
          player.play();
          await frames(5);
          tell({ last: 5000, seek: { id: 1, step: 20_000 } });
          const seen = [await frames(5)];
          tell({ last: 10_000 });
          seen.push(await frames(5), questions.at(-1));
          tell({ last: 21_000 });
          seen.push(await frames(20));
          player.close();
          return seen;
        }"""
    )
    assert seen[0] == {"step": 20_000, "waiting": "computing: step 5\u202f000"}
    assert seen[1] == {"step": 20_000, "waiting": "computing: step 10\u202f000"}
    assert (seen[2]["have"], seen[2]["step"], seen[2]["resting"]) == (10_000, 20_000, False)
    assert 20_000 < seen[3]["step"] < 20_500
    assert seen[3]["waiting"] == ""


def test_a_page_that_is_left_in_the_middle_is_found_there(player: Page):
    left, back, told = player.evaluate(
        """async () => {
          tell({ last: 400 });
          player.play();
          const { step } = await frames(20);
          player.close();
          document.body.innerHTML = document.body.innerHTML; // the page's elements are new ones
          window.player = new Player(document.body);
          player.ask = (question) => questions.push(question);
          tell({ last: 400 });
          return [step, player.step, questions.at(-1)];
        }"""
    )
    assert left > 0
    assert back == left
    assert (told["step"], told["resting"]) == (left, True)


def test_a_page_that_is_left_is_not_found_there_where_python_has_another_step(player: Page):
    back = player.evaluate(
        """() => {
          tell({ last: 400 });
          player.goTo(30);
          player.close();
          window.player = new Player(document.body);
          player.ask = () => {};
          tell({ last: 400, seek: { id: 1, step: 7 } });
          return player.step;
        }"""
    )
    assert back == 7


# ----------------------------------------------------------------------------- images and numbers

PICTURES = """([palette, frames]) => {
  const place = document.createElement("div");
  document.body.append(place);
  const pictures = new Pictures(place, {
    palette: Uint8Array.from(palette),
    captions: ["left", "right"], rows: 2, columns: 3, stride: 10,
  });
  pictures.append({ first: 20, frames: Uint8Array.from(frames) });
  const pixels = () =>
    Array.from(place.querySelectorAll("canvas"), (canvas) =>
      Array.from(canvas.getContext("2d").getImageData(0, 0, 3, 2).data));
  const shown = [];
  for (const step of [20, 29, 30, 10, 47]) {
    pictures.draw(step);
    shown.push({ pixels: pixels(), stale: place.classList.contains("stale") });
  }
  pictures.draw(47, Uint8Array.from(frames.slice(0, 12)));
  shown.push({ pixels: pixels(), stale: place.classList.contains("stale") });
  return shown;
}"""


def test_an_image_has_the_palette_s_colours_and_is_that_of_its_evaluation(script: Page):
    random_numbers = np.random.default_rng(0)
    palette = random_numbers.integers(0, 256, size=(256, 4), dtype=np.uint8)
    palette[:, 3] = 255  # a canvas does not keep the colour of what is half clear
    frames = random_numbers.integers(0, 256, size=(2, 2, 6), dtype=np.uint8)
    at_20, at_29, at_30, at_10, at_47, exact = script.evaluate(
        PICTURES, [palette.ravel().tolist(), frames.ravel().tolist()]
    )
    first, second = (palette[frame].reshape(2, -1).tolist() for frame in frames)
    assert at_20 == at_29 == {"pixels": first, "stale": False}
    assert at_30 == {"pixels": second, "stale": False}
    assert at_10["stale"]  # an image that is not here is never passed off as another's
    assert at_47["stale"]
    assert exact == {"pixels": first, "stale": False}


# ------------------------------------------------------------------------------------ the numbers


def some_numbers() -> list[float]:
    """Of every size, of float32, and ties: halves of a fourth digit."""
    draw = random.Random(14)
    bits = (struct.unpack("d", draw.randbytes(8))[0] for _ in range(20_000))
    dyadic = (draw.randint(-(2**14), 2**14) / 2 ** draw.randint(0, 20) for _ in range(40_000))
    usual = (draw.gauss(0, 1) * 10 ** draw.uniform(-12, 6) for _ in range(20_000))
    special = (0.0, -0.0, 9.9995e-5, 0.99995, 9999.5, 1024.5, 5e-324)
    every = (*special, *bits, *dyadic, *(float(np.float32(value)) for value in usual))
    return [value for value in every if math.isfinite(value)]


def test_the_browser_writes_numbers_as_python_does(script: Page):
    numbers = some_numbers()
    assert script.evaluate("(all) => all.map(writtenNumber)", numbers) == [
        number(value) for value in numbers
    ]
    shares = [value for value in numbers if abs(value) <= 1]
    assert script.evaluate("(all) => all.map(writtenPercent)", shares) == [
        percent(value) for value in shares
    ]
    counts = [random.Random(place).randrange(10**9) for place in range(5000)]
    assert script.evaluate("(all) => all.map(writtenWhole)", counts) == [
        whole_number(count) for count in counts
    ]
    odd = "[NaN, Infinity, -Infinity]"
    assert script.evaluate(f"{odd}.map(writtenNumber)") == ["NaN", "∞", "−∞"]


def test_the_numbers_in_a_tooltip_are_written_beside_what_stood_there(script: Page):
    trace = {
        "x": [1.0, -0.0],
        "y": {"dtype": "f8", "bdata": base64.b64encode(np.array([4.441e-11, -2]).data).decode()},
        "customdata": ["w₁₁", "w₁₂"],
        "hovertemplate": "%{customdata}: %{x:number}, %{y:number}",
    }
    written = script.evaluate("withWrittenNumbers", trace)
    assert written["hovertemplate"] == "%{customdata[2]}: %{customdata[0]}, %{customdata[1]}"
    assert written["customdata"] == [
        ["1.000", "4.441\xa0×\xa010⁻¹¹", "w₁₁"],
        ["0.000", "−2.000", "w₁₂"],
    ]


def test_a_heat_maps_tooltip_names_column_row_and_height(script: Page):
    heights = np.array([[1, 2, 3], [4, 5, 6]], np.float32)
    trace = {
        "x": [0.1, 0.2, 0.3],
        "y": [7.0, 8.0],
        "z": json.loads(figure_json(Picture([{"type": "heatmap", "z": heights}], {})))["data"][0][
            "z"
        ],
        "hovertemplate": "%{x:number} %{y:number} %{z:number}",
    }
    cells = script.evaluate("withWrittenNumbers", trace)["customdata"]
    assert [cells[1][2][:3], cells[0][0][:3]] == [
        ["0.3000", "8.000", "6.000"],
        ["0.1000", "7.000", "1.000"],
    ]


def test_a_number_that_is_not_there_is_a_dash(script: Page):
    assert script.evaluate("[formatted(undefined), formatted(NaN)]") == ["–", "NaN"]
