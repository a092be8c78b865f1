"""The step of a descent, played and scrubbed through: all marks follow, and Python is told once."""

import re

import numpy as np
import pytest
from playwright.sync_api import Locator, Page, expect

import core
from core.landscape.descent_path import DescentPath, descent_path
from dashboard.text import number
from tests.browser.fingers import middle
from tests.browser.page_state import navigation_link, place_on, settled
from tests.server import Server

FIELD, SIMPLEX = "of −∇L over z₁ and z₂", "on the triangle of probabilities"
START = [1.0, 2.0, 0.5]


def opened(page: Page, server: Server, query: str = "", figures: int = 2) -> Page:
    page.goto(f"{server.url}/gradient_field{query}")
    settled(page)
    expect(page.locator(".figure[data-drawings]")).to_have_count(figures)
    return page


def figure(page: Page, name: str) -> Locator:
    return page.get_by_role("figure", name=name)


def play(page: Page) -> Locator:
    return page.get_by_role("button", name="Play", exact=True)


def pause(page: Page) -> Locator:
    return page.get_by_role("button", name="Pause", exact=True)


def slider(page: Page) -> Locator:
    return page.get_by_role("slider", name="Show step")


def descent(logits: list[float] = START, steps: int = 30, **settings: float) -> DescentPath:
    options = {"step_size": 1.0, "first": 0, "second": 1} | settings
    return descent_path(logits, 0, steps=steps, **options)


def reading(path: DescentPath, step: int) -> str:
    """What the bar says, from `core`'s descent."""
    return f"step {step} of {len(path.losses) - 1}, L = {number(float(path.losses[step]))}"


def shows(page: Page, path: DescentPath, step: int) -> None:
    expect(slider(page)).to_have_value(str(step))
    expect(slider(page)).to_have_attribute("aria-valuetext", reading(path, step))
    expect(page.locator(".step-bar output")).to_have_text(reading(path, step))


def mark(page: Page, name: str) -> tuple[float, float]:
    """Where on the screen the mark of the step shown is drawn while the hand is ahead."""
    return tuple(
        figure(page, name).evaluate(
            """(node) => {
              const circle = node.querySelector(".over circle");
              const { left, top } = node.querySelector(".over").getBoundingClientRect();
              return [left + circle.cx.baseVal.value, top + circle.cy.baseVal.value];
            }"""
        )
    )


# Every reading and every place of both marks, a frame after the other, until it plays no more.
WATCH_PLAY = """() => new Promise((done) => {
  const [button, , reading] = document.querySelector(".step-bar").children;
  const circles = [...document.querySelectorAll(".over circle")];
  const seen = [];
  let rested = 0;
  const { send } = WebSocket.prototype;
  WebSocket.prototype.send = function (message) {
    if (!rested) seen.push(["sent something"]);
    send.call(this, message);
  };
  button.click();
  const frame = () => {
    seen.push([reading.textContent, ...circles.map((one) => one.getAttribute("cx"))]);
    if (button.textContent === "Play") rested += 1; // the last step is drawn in the next frame
    if (rested <= 2) return requestAnimationFrame(frame);
    WebSocket.prototype.send = send;
    done(seen);
  };
  requestAnimationFrame(frame);
})"""


def test_play_passes_every_step_in_silence_and_ends_at_the_last(
    page: Page, server: Server, sent: list[object]
):
    opened(page, server, "?descent_steps=12")
    path = descent(steps=12)
    before = len(sent)
    seen = page.evaluate(WATCH_PLAY)
    readings = list(dict.fromkeys(text for text, *_ in seen))
    assert readings == [reading(path, step) for step in range(13)]
    for which in (1, 2):  # on the field and on the triangle it slides between the steps
        places = {row[which] for row in seen}
        assert len(places) > 2 * 13
    expect(page).to_have_url(re.compile(r"descent_steps=12&descent_step=12$"))
    settled(page)
    assert len(sent) == before + 1
    shows(page, path, 12)
    expect(page.get_by_text("Step 12 of 12: ")).to_contain_text(
        f"L = {number(float(path.losses[12]))}"
    )


def test_pause_rests_at_a_step_that_link_reload_and_a_second_visitor_have(
    page: Page, server: Server, sent: list[object], visitor: Page
):
    opened(page, server)
    path = descent()
    before = len(sent)
    play(page).click()
    page.wait_for_function("Number(document.querySelector('.step-bar input').value) >= 3")
    assert len(sent) == before
    told = page.locator(".st-key-_told_at_rest")
    expect(told).to_have_css("opacity", "0.4")
    pause(page).click()
    step = int(slider(page).input_value())
    expect(page).to_have_url(f"{server.url}/gradient_field?descent_step={step}")
    settled(page)
    assert len(sent) == before + 1
    shows(page, path, step)
    expect(told).to_contain_text(f"Step {step} of 30: ")
    expect(told).to_have_css("opacity", "1")
    navigation_link(page, "Chain rule").click()
    settled(page)
    page.go_back()
    settled(page)
    shows(page, path, step)
    page.reload()
    settled(page)
    shows(page, path, step)
    visitor.goto(page.url)
    shows(visitor, path, step)


def test_play_at_the_last_step_begins_anew(page: Page, server: Server):
    opened(page, server, "?descent_steps=5&descent_step=5")
    play(page).click()
    page.wait_for_function("document.querySelector('.step-bar input').value === '1'")
    pause(page).click()
    settled(page)


def test_the_mark_follows_the_slider_in_silence(page: Page, server: Server, sent: list[object]):
    opened(page, server)
    path = descent()
    box = slider(page).bounding_box()
    assert box is not None
    before = len(sent)
    page.mouse.move(box["x"] + 8, box["y"] + box["height"] / 2)
    page.mouse.down()
    for share in (0.3, 0.8, 0.5):
        page.mouse.move(box["x"] + share * box["width"], box["y"] + box["height"] / 2, steps=5)
        step = int(slider(page).input_value())
        shows(page, path, step)
        expected = place_on(figure(page, FIELD), *path.logits[step, :2])
        assert mark(page, FIELD) == pytest.approx(expected, abs=1)
    page.wait_for_timeout(600)  # longer than keys rest
    assert len(sent) == before
    page.mouse.up()
    expect(page).to_have_url(f"{server.url}/gradient_field?descent_step={step}")
    settled(page)
    assert len(sent) == before + 1
    for name in (FIELD, SIMPLEX):
        expect(figure(page, name).locator(".over")).to_be_hidden()


def test_keys_scrub_and_python_is_told_when_they_rest(page: Page, server: Server):
    opened(page, server, "?descent_step=4")
    slider(page).focus()
    for key in ("ArrowRight", "ArrowRight", "ArrowLeft"):
        page.keyboard.press(key)
    shows(page, descent(), 5)
    expect(page).to_have_url(f"{server.url}/gradient_field?descent_step=5")
    settled(page)
    shows(page, descent(), 5)


def test_the_step_stays_while_the_start_is_dragged_and_both_are_told(page: Page, server: Server):
    opened(page, server, "?descent_step=4")
    handle = figure(page, FIELD).locator(".handle")
    box = handle.bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + 22, box["y"] + 22)
    page.mouse.down()
    page.mouse.move(*place_on(figure(page, FIELD), -2.0, 3.0), steps=5)
    path = descent([-2.0, 3.0, 0.5])
    shows(page, path, 4)
    page.mouse.up()
    expect(page).to_have_url(f"{server.url}/gradient_field?descent_step=4&z1=-2&z2=3")
    settled(page)
    shows(page, path, 4)


def test_a_slider_that_moves_meanwhile_is_not_thrown_back(page: Page, server: Server):
    opened(page, server)
    play(page).click()
    page.get_by_role("slider", name="z₁").press("ArrowRight")
    expect(page).to_have_url(re.compile("z1=1.1"))
    settled(page)
    pause(page).click()
    settled(page)
    step = int(slider(page).input_value())
    shows(page, descent([1.1, 2.0, 0.5]), step)
    expect(page.get_by_role("slider", name="z₁")).to_have_value("1.1")


def test_less_motion_shows_the_steps_themselves(page: Page, server: Server):
    page.emulate_media(reduced_motion="reduce")
    opened(page, server, "?descent_steps=6")
    seen = page.evaluate(WATCH_PLAY)
    assert len({row[1] for row in seen if row[1] is not None}) <= 7


def test_the_loss_at_each_step_follows_and_its_mark_can_be_moved(page: Page, server: Server):
    opened(page, server, "?K=2")
    chart = figure(page, "L at each step")
    path = descent([1.0, 2.0])
    slider(page).focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    shows(page, path, 2)
    handle = chart.locator(".handle")
    expect(handle).to_have_attribute("aria-valuetext", reading(path, 2))
    settled(page)
    for _ in range(10):  # Plotly draws the chart anew once the page has nothing else to do
        place = place_on(chart, 2, float(path.losses[2]))
        if middle(handle) == pytest.approx(place, abs=1):
            break
    else:
        pytest.fail(f"the mark stands at {middle(handle)}, the step at {place}")
    page.mouse.move(*place)
    page.mouse.down()
    page.mouse.move(*place_on(chart, 9, 1.0), steps=5)
    shows(page, path, 9)
    page.mouse.up()
    expect(page).to_have_url(re.compile("descent_step=9"))
    settled(page)


def test_a_lesson_hides_or_locks_the_bar(page: Page, server: Server):
    opened(page, server, "?descent_step=4&hide=descent_step")
    expect(page.get_by_text("Step 4 of 30: ")).to_be_visible()
    expect(page.locator(".step-bar")).to_be_hidden()
    expect(page.get_by_text("has hidden 1 and locked 0")).to_be_visible()
    opened(page, server, "?descent_step=4&lock=descent_step")
    shows(page, descent(), 4)
    expect(slider(page)).to_be_disabled()
    expect(play(page)).to_be_disabled()
    expect(page.get_by_text("has hidden 0 and locked 1")).to_be_visible()


def test_no_steps_have_no_bar(page: Page, server: Server):
    opened(page, server, "?descent_steps=0")
    expect(page.locator(".step-bar")).to_be_hidden()


def test_a_step_that_the_link_may_not_say_is_answered(page: Page, server: Server):
    opened(page, server, "?descent_step=31")
    expect(page.get_by_text("use a whole number from 0 to 30")).to_be_visible()
    shows(page, descent(), 0)


def test_a_click_on_the_triangle_moves_the_start(page: Page, server: Server):
    opened(page, server)
    target = np.array([2.0, -1.0, 0.5])
    x, y = figure(page, SIMPLEX).evaluate(
        """(node, [a, b, c]) => {
          const { left, top } = node.getBoundingClientRect();
          const { xaxis, yaxis } = node._fullLayout.ternary._subplot;
          return [left + xaxis._offset + xaxis.c2p(c - b), top + yaxis._offset + yaxis.c2p(a)];
        }""",
        core.softmax(target).tolist(),
    )
    page.mouse.click(x, y)
    expect(page).to_have_url(f"{server.url}/gradient_field?z1=2&z2=-1")
    settled(page)
    shows(page, descent(target.tolist()), 0)


def test_steps_scrubbed_are_steps_of_core(page: Page, server: Server):
    """Also with a temperature and more classes."""
    opened(page, server, "?K=4&z1=-1&z2=3&T=2&step_size=9.5&descent_steps=40")
    logits = [-1.0, 3.0, 0.5, 0.0]
    path = descent(logits, 40, step_size=9.5, temperature=2.0)
    slider(page).focus()
    for step in range(1, 6):
        page.keyboard.press("ArrowRight")
        shows(page, path, step)
    page.keyboard.press("End")
    shows(page, path, 40)
