"""The softmax page in the hand: bars, T and t are dragged, and all its pictures follow in silence.

What a picture shows is read from what is drawn: the numbers at the ends of the rows, the lengths of
the bars, the points of the lines. It is compared with `core`.
"""

import re
from collections.abc import Sequence

import numpy as np
import pytest
from numpy.typing import NDArray
from playwright.sync_api import Locator, Page, expect

import core
from core.losses.softmax_steps import softmax_steps
from dashboard.text import number
from tests.browser.fingers import middle, scrolled, swipe, to_the_middle
from tests.browser.page_state import navigation_link, settled
from tests.server import Server

FIRST = [1.0, 2.0, 0.5]
TEMPERATURE_LINES, SHIFT_LINES = "A line over the temperature", "Parallel lines over the shift"
TRIANGLE = "as a point in a triangle"

# The ends of the bars in their rows, in pixels from the left; of the sum's, one after another.
_BARS = """(node) => [...node.querySelectorAll(".barlayer .point path")].map((bar) => {
  const [, left, right] = /^M([^,]+),.*H([^v]+)v/.exec(bar.getAttribute("d"));
  return [Number(left), Number(right)];
})"""
# In the units of the axes: the points of each line, and then those of the marks.
_LINES = """(node) => {
  const { xaxis, yaxis } = node._fullLayout;
  const valuesAt = ([x, y]) => [xaxis.p2d(x), yaxis.p2d(y)];
  const numbers = (text) => text.split(",").map(Number);
  const lines = [...node.querySelectorAll(".scatterlayer .js-line")].map((line) =>
    line.getAttribute("d").slice(1).split("L").map(numbers).map(valuesAt));
  const marks = [...node.querySelectorAll(".scatterlayer .point")].map((mark) =>
    valuesAt(numbers(/translate\\((.*)\\)/.exec(mark.getAttribute("transform"))[1])));
  return [lines, marks];
}"""
# How far the example, and the ends of the curve, are from where Plotly's triangle has these
# probabilities, in pixels.
_TRIANGLE_MISSES = """(node, [now, coldest, hottest]) => {
  const { xaxis, yaxis } = node._fullLayout.ternary._subplot;
  const [curve, , example] = node.querySelectorAll(".scatterlayer > .trace");
  const ends = curve.querySelectorAll(".point");
  const line = curve.querySelector(".js-line").getAttribute("d").slice(1).split("L");
  const placeOf = (point) => /translate\\((.*)\\)/.exec(point.getAttribute("transform"))[1];
  const drawn = [
    [placeOf(example.querySelector(".point")), now],
    [placeOf(ends[0]), coldest], [line[0], coldest],
    [placeOf(ends[ends.length - 1]), hottest], [line.at(-1), hottest],
  ];
  return drawn.map(([place, [a, b, c]]) => {
    const [x, y] = place.split(",").map(Number);
    return Math.hypot(x - xaxis.c2p(c - b), y - yaxis.c2p(a));
  });
}"""


def opened(page: Page, server: Server, query: str = "", figures: int = 5) -> Page:
    page.goto(f"{server.url}/softmax{query}")
    settled(page)
    expect(page.locator(".figure[data-drawings]")).to_have_count(figures)
    return settled(page)


def figure(page: Page, name: str) -> Locator:
    return page.get_by_role("figure", name=name)


def step(page: Page, index: int) -> Locator:
    return page.locator(".figure").nth(index)


def bar_end(page: Page, k: int) -> Locator:
    """The handle of the k-th bar, from 1."""
    return page.get_by_role("slider", name=f"end of bar {k}", exact=True)


def mark_of(page: Page, letter: str) -> Locator:
    return page.get_by_role("slider", name=f"mark of {letter}", exact=True)


def bar_says(page: Page, k: int, logits: Sequence[float], temperature: float = 1.0) -> None:
    probability = core.softmax(np.array(logits), temperature=temperature)[k - 1]
    text = f"z{'₁₂₃'[k - 1]} = {number(logits[k - 1])}, ŷ{'₁₂₃'[k - 1]} = {number(probability)}"
    expect(bar_end(page, k)).to_have_attribute("aria-valuetext", text)


def pull(handle: Locator, across: float, upwards: float = 0) -> None:
    """Press the mouse on a handle, a little beside its middle, and move it; it stays down."""
    to_the_middle(handle)
    x, y = middle(handle)
    mouse = handle.page.mouse
    mouse.move(x + 3, y - 2)
    mouse.down()
    mouse.move(x + 3 + across, y - 2 - upwards, steps=8)


def pull_bar(page: Page, k: int, change: float) -> None:
    """Drag the end of a bar as far as the first picture's axis has this change of its logit."""
    pixels = step(page, 0).evaluate(
        "(node, change) => node._fullLayout.xaxis.d2p(change) - node._fullLayout.xaxis.d2p(0)",
        change,
    )
    pull(bar_end(page, k), pixels)


def steps_show(
    page: Page, logits: Sequence[float], shift: float = 0.0, temperature: float = 1.0
) -> None:
    """Every number of the four steps, and every bar, is that of this state."""
    shifted = np.array(logits) + shift
    steps = softmax_steps(shifted, temperature=temperature)
    rows = [shifted, steps.scaled, np.exp(steps.scaled), steps.probabilities]
    for index, values in enumerate(rows):
        has_sum = index >= 2
        texts = [number(float(value)) for value in values]
        texts += [number(float(values.sum()))] if has_sum else []
        expect(step(page, index).locator(".annotation-text")).to_have_text(texts)
        drawn = np.array(step(page, index).evaluate(_BARS))
        own, classes = drawn[: len(values)], len(values)
        assert (own[:, 0] == own[0, 0]).all()  # from zero on
        lengths = own[:, 1] - own[:, 0]
        scale = (values @ lengths) / (values @ values)
        np.testing.assert_allclose(lengths, scale * values, atol=0.01)
        if has_sum:
            ends = own[0, 0] + scale * np.cumsum(values)
            np.testing.assert_allclose(drawn[classes:, 1], ends, atol=0.01)
            np.testing.assert_allclose(drawn[classes + 1 :, 0], ends[:-1], atol=0.01)


def triangle_shows(page: Page, logits: Sequence[float], temperature: float = 1.0) -> None:
    probabilities = [
        core.softmax(np.array(logits), temperature=each).tolist()
        for each in (temperature, 0.1, 10.0)
    ]
    misses = figure(page, TRIANGLE).evaluate(_TRIANGLE_MISSES, probabilities)
    assert max(misses) < 0.1


def drawn_lines(page: Page, name: str) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """The lines, (classes, points, 2), and the points of the mark, (classes, 2)."""
    lines, marks = figure(page, name).evaluate(_LINES)
    return np.array(lines), np.array(marks)


def temperature_lines_show(page: Page, logits: Sequence[float], temperature: float) -> None:
    lines, marks = drawn_lines(page, TEMPERATURE_LINES)
    along = core.softmax(np.array(logits) / lines[0, :, :1])
    np.testing.assert_allclose(lines[..., 1], along.T, atol=1e-4)
    np.testing.assert_allclose(marks[:, 0], temperature)
    now = core.softmax(np.array(logits), temperature=temperature)
    np.testing.assert_allclose(marks[:, 1], now, atol=1e-9)


def shift_lines_show(
    page: Page, logits: Sequence[float], shift: float, temperature: float = 1.0
) -> None:
    lines, marks = drawn_lines(page, SHIFT_LINES)
    along = softmax_steps(np.array(logits) + lines[0, :, :1], temperature=temperature)
    np.testing.assert_allclose(lines[:-1, :, 1], along.scaled.T, atol=1e-9)
    np.testing.assert_allclose(lines[-1, :, 1], along.log_normalizer, atol=1e-9)
    np.testing.assert_allclose(marks[:, 0], shift, atol=1e-9)
    now = softmax_steps(np.array(logits) + shift, temperature=temperature)
    np.testing.assert_allclose(marks[:, 1], [*now.scaled, now.log_normalizer], atol=1e-9)


# ------------------------------------------------------------------------------------------- drags


@pytest.mark.parametrize(
    ("k", "change", "query"),
    [(1, -2.5, ""), (2, 1.0, "T=2&shift=-1.5"), (3, 2.2, "T=0.5&tab=temperature")],
)
def test_the_end_of_each_bar_is_dragged_in_silence_and_told_once(
    page: Page, server: Server, sent: list[object], k: int, change: float, query: str
):
    opened(page, server, f"?{query}", figures=6 if "tab" in query else 5)
    state = dict(part.split("=") for part in query.split("&") if part)
    shift, temperature = float(state.get("shift", 0)), float(state.get("T", 1))
    logits = list(FIRST)
    logits[k - 1] = round(logits[k - 1] + change, 1)
    before = len(sent)
    pull_bar(page, k, change)
    bar_says(page, k, logits, temperature)
    steps_show(page, logits, shift, temperature)
    triangle_shows(page, logits, temperature)
    if "tab" in state:
        temperature_lines_show(page, logits, temperature)
    page.wait_for_timeout(400)
    assert len(sent) == before
    page.mouse.up()
    expect(page).to_have_url(re.compile(rf"[?&]z{k}={logits[k - 1]:g}(&|$)"))
    settled(page)
    assert len(sent) == before + 1
    slider = page.get_by_role("slider", name=f"z{'₁₂₃'[k - 1]}")
    expect(slider).to_have_value(f"{logits[k - 1]:g}")
    bar_says(page, k, logits, temperature)
    steps_show(page, logits, shift, temperature)
    triangle_shows(page, logits, temperature)
    largest = number(float(core.softmax(np.array(logits), temperature=temperature).max()))
    result = page.get_by_text("The largest probability is")
    expect(result).to_contain_text(f"= {largest}")


def test_the_end_of_the_bar_stays_under_the_hand(page: Page, server: Server):
    opened(page, server)
    pull_bar(page, 2, -3.0)
    bar_says(page, 2, [1.0, -1.0, 0.5])
    place = step(page, 0).evaluate(
        """(node) => node.getBoundingClientRect().left + node._fullLayout.xaxis._offset
          + node._fullLayout.xaxis.d2p(-1)"""
    )
    x, _ = middle(bar_end(page, 2))
    assert x == pytest.approx(place, abs=1)
    page.mouse.up()


def test_a_bar_goes_on_beyond_the_axis_as_far_as_its_slider(page: Page, server: Server):
    opened(page, server)
    handle = bar_end(page, 1)
    start, y = middle(handle)
    seen = []
    pull(handle, 20)
    for change in range(40, 500, 20):
        seen.append((float(handle.get_attribute("aria-valuenow") or 0), middle(handle)[0]))
        page.mouse.move(start + change, y, steps=2)
        page.wait_for_timeout(50)
    values, places = zip(*seen, strict=True)
    assert values[-1] == 10.0
    assert list(values) == sorted(values)
    assert np.diff(places).min() > -1  # it never jumps back
    steps_show(page, [10.0, 2.0, 0.5])
    page.mouse.up()
    expect(page).to_have_url(f"{server.url}/softmax?z1=10")
    settled(page)
    steps_show(page, [10.0, 2.0, 0.5])


def test_the_mark_of_the_temperature_is_dragged(page: Page, server: Server, sent: list[object]):
    opened(page, server, "?tab=temperature&z3=-1", figures=6)
    logits = [1.0, 2.0, -1.0]
    before = len(sent)
    across = figure(page, TEMPERATURE_LINES).evaluate(
        "(node) => node._fullLayout.xaxis.d2p(4) - node._fullLayout.xaxis.d2p(1)"
    )
    pull(mark_of(page, "T"), across)
    largest = number(float(core.softmax(np.array(logits), temperature=4.0).max()))
    reading = f"T = 4.000, ŷ₂ = {largest}"
    expect(mark_of(page, "T")).to_have_attribute("aria-valuetext", reading)
    expect(page.locator(".reading:visible")).to_have_text(reading.replace(", ", "\n"))
    temperature_lines_show(page, logits, 4.0)
    steps_show(page, logits, temperature=4.0)
    triangle_shows(page, logits, 4.0)
    page.wait_for_timeout(400)
    assert len(sent) == before
    page.mouse.up()
    expect(page).to_have_url(f"{server.url}/softmax?tab=temperature&z3=-1&T=4")
    settled(page)
    assert len(sent) == before + 1
    expect(page.get_by_text(f"At T = 4.000 the largest ŷ is {largest}.")).to_be_visible()
    expect(page.get_by_role("slider", name="Temperature T")).to_have_value("4")
    temperature_lines_show(page, logits, 4.0)
    steps_show(page, logits, temperature=4.0)


def test_the_mark_of_the_shift_is_dragged(page: Page, server: Server, sent: list[object]):
    opened(page, server, "?tab=shift", figures=6)
    before = len(sent)
    across = figure(page, SHIFT_LINES).evaluate(
        "(node) => node._fullLayout.xaxis.d2p(-3.4) - node._fullLayout.xaxis.d2p(0)"
    )
    pull(mark_of(page, "t"), across)
    normalizer = number(float(softmax_steps(np.array(FIRST) - 3.4).log_normalizer))
    reading = f"t = −3.400, log Σ eᵘ = {normalizer}"
    expect(mark_of(page, "t")).to_have_attribute("aria-valuetext", reading)
    shift_lines_show(page, FIRST, -3.4)
    steps_show(page, FIRST, -3.4)
    triangle_shows(page, FIRST)
    assert len(sent) == before
    page.mouse.up()
    expect(page).to_have_url(f"{server.url}/softmax?tab=shift&shift=-3.4")
    settled(page)
    assert len(sent) == before + 1
    expect(page.get_by_text("no ŷ changes")).to_be_visible()
    shift_lines_show(page, FIRST, -3.4)
    pull_bar(page, 1, 2.0)
    bar_says(page, 1, [3.0, 2.0, 0.5])
    shift_lines_show(page, [3.0, 2.0, 0.5], -3.4)
    page.mouse.up()
    expect(page).to_have_url(f"{server.url}/softmax?tab=shift&shift=-3.4&z1=3")


def test_ten_classes_follow_as_three_do(page: Page, server: Server):
    opened(page, server, "?K=10&z10=-9&tab=temperature", figures=5)
    logits = [1.0, 2.0, 0.5, 0.0, -0.5, -1.0, 0.0, 0.5, -1.5, -9.0]
    pull_bar(page, 10, 6.0)
    logits[9] = -3.0
    steps_show(page, logits)
    temperature_lines_show(page, logits, 1.0)
    page.mouse.up()
    expect(page).to_have_url(re.compile("z10=-3"))
    settled(page)
    steps_show(page, logits)


def test_at_rest_the_axes_are_shown_at_any_width(page: Page, server: Server):
    opened(page, server)
    for width in (1280, 1366, 1500, 1536, 1680, 1920):
        page.set_viewport_size({"width": width, "height": 800})
        settled(page)
        expect(page.locator(".figure.rescaled")).to_have_count(0)
        expect(step(page, 0).locator(".xtick").first).to_be_visible()


def test_fewer_and_more_classes_have_as_many_handles(page: Page, server: Server):
    opened(page, server)
    handles = page.get_by_role("slider", name="end of bar")
    expect(handles).to_have_count(3)
    for query, count in (("?K=2", 2), ("?K=4", 4)):
        opened(page, server, query, figures=4)
        expect(handles).to_have_count(count)
    classes = page.get_by_role("spinbutton", name="Classes K")
    classes.fill("2")
    classes.press("Enter")
    expect(handles).to_have_count(2)
    settled(page)
    steps_show(page, FIRST[:2])


# ---------------------------------------------------------------------------------- keys, lessons


def test_arrow_keys_move_a_bar_and_python_is_told_when_they_rest(
    page: Page, server: Server, sent: list[object]
):
    opened(page, server)
    bar_end(page, 3).focus()
    before = len(sent)
    for key in ("ArrowRight", "ArrowRight", "ArrowLeft", "Shift+ArrowRight", "ArrowUp"):
        page.keyboard.press(key)
    bar_says(page, 3, [1.0, 2.0, 1.7])
    assert len(sent) == before
    expect(page).to_have_url(f"{server.url}/softmax?z3=1.7")
    settled(page)
    assert len(sent) == before + 1
    steps_show(page, [1.0, 2.0, 1.7])
    expect(bar_end(page, 3)).to_be_focused()
    page.keyboard.press("Shift+Tab")
    expect(bar_end(page, 2)).to_be_focused()


def test_arrow_keys_move_the_marks_within_their_limits(page: Page, server: Server):
    opened(page, server, "?tab=temperature", figures=6)
    mark_of(page, "T").focus()
    page.keyboard.press("Shift+ArrowLeft")
    expect(mark_of(page, "T")).to_have_attribute("aria-valuenow", "0.1")
    steps_show(page, FIRST, temperature=0.1)
    expect(page).to_have_url(re.compile("T=0.1"))


@pytest.mark.parametrize("lesson", ["lock=z2,T", "hide=z2,T"])
def test_what_a_lesson_holds_is_no_control_and_stays(page: Page, server: Server, lesson: str):
    opened(page, server, f"?{lesson}&tab=temperature", figures=6)
    expect(bar_end(page, 2)).to_have_count(0)
    expect(mark_of(page, "T")).to_have_count(0)
    url = page.url
    held = step(page, 0).locator(".handle").nth(1)
    for handle in (held, figure(page, TEMPERATURE_LINES).locator(".handle")):
        pull(handle, 40)
        page.mouse.up()
        settled(page)
        steps_show(page, FIRST)
    assert page.url == url
    pull_bar(page, 1, 1.0)
    steps_show(page, [2.0, 2.0, 0.5])
    page.mouse.up()
    expect(page).to_have_url(re.compile("z1=2"))


def test_back_reload_and_a_second_visitor_have_the_state(page: Page, server: Server, visitor: Page):
    opened(page, server)
    pull_bar(page, 1, -1.6)
    page.mouse.up()
    settled(page)
    logits = [-0.6, 2.0, 0.5]
    navigation_link(page, "Chain rule").click()
    settled(page)
    page.go_back()
    settled(page)
    bar_says(page, 1, logits)
    page.reload()
    settled(page)
    steps_show(page, logits)
    visitor.goto(page.url)
    bar_says(visitor, 1, logits)
    steps_show(visitor, logits)


# ------------------------------------------------------------------------------------------- touch


def test_a_finger_drags_the_end_of_a_bar_and_a_mark(phone: Page, server: Server):
    opened(phone, server, "?tab=temperature", figures=6)
    for handle in (bar_end(phone, 2), mark_of(phone, "T")):
        to_the_middle(handle)
        before = scrolled(phone)
        x, y = middle(handle)
        swipe(phone, (x, y), (x - 60, y + 10))
        assert scrolled(phone) == before
    expect(phone).to_have_url(re.compile(r"z2=-?[0-9.]+.*T=0\.[0-9]"))


def test_a_swipe_up_scrolls_over_bars_and_over_handles(phone: Page, server: Server):
    opened(phone, server, "?tab=temperature", figures=6)
    bars = step(phone, 0)
    url = phone.url
    for place in (bars, bar_end(phone, 2), mark_of(phone, "T")):
        phone.get_by_test_id("stMain").evaluate("main => main.scrollTo(0, 0)")
        to_the_middle(place)
        before = scrolled(phone)
        x, y = middle(place)
        swipe(phone, (x, y), (x, y - 150))
        assert scrolled(phone) > before + 50
    steps_show(phone, FIRST)
    assert phone.url == url
