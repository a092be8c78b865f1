"""Back and Forward: a page is one step, with the state it was left in."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.page_state import navigation_link, settled
from tests.browser.player import STEP, button, rested, step_on_screen
from tests.server import Server

LINKS = [
    "/chain_rule?demo=f%C2%B7g",
    "/softmax?K=4&z4=3&T=2",
    "/loss_surface?z1=2.5&half=8",
    "/gradient_field?flow=streamlines&step_size=0.5",
    "/backprop?parameter=b2&diagonal_only=true",
    "/training?data=iris&lr=0.5&step=30",
    "/compare?c_data=iris&c_steps=50",
    "/bug_lab?bug_lr=2",
    "/precision_lab?dtype=float16&class_count=4",
    "/practice?set=7&level=2&exercise=2",
    "/for_teachers?t_page=backprop",
]


def opened(page: Page, server: Server, link: str) -> None:
    page.goto(server.url + link)
    settled(page)


def follow(page: Page, title: str) -> None:
    navigation_link(page, title).click()
    settled(page)
    expect(page).to_have_title(f"{title} · Logit Lab")


def back(page: Page) -> None:
    page.go_back()
    settled(page)


def forward(page: Page) -> None:
    page.go_forward()
    settled(page)


@pytest.mark.parametrize("link", LINKS)
def test_back_from_another_page_finds_the_link_as_it_was(page: Page, server: Server, link: str):
    opened(page, server, link)
    follow(page, "Start")
    back(page)
    expect(page).to_have_url(server.url + link)


def test_one_back_leaves_a_page_whatever_was_changed_on_it(page: Page, server: Server):
    opened(page, server, "/softmax?T=2")
    follow(page, "Start")
    before = page.evaluate("history.length")
    page.get_by_role("combobox", name="Steps/s").select_option("10")
    for _ in range(3):
        page.get_by_role("button", name="Take one step").click()
        page.wait_for_timeout(300)
        settled(page)
    page.get_by_role("textbox", name="Target y").fill("1")
    page.get_by_role("textbox", name="Target y").press("Enter")
    settled(page)
    left = page.url
    bias = page.get_by_role("textbox", name="Bias b").input_value()
    assert "W=" in left
    assert "target=1" in left
    assert page.evaluate("history.length") == before

    back(page)
    expect(page).to_have_url(server.url + "/softmax?T=2")
    expect(page.get_by_role("slider", name="Temperature T")).to_have_value("2")
    forward(page)
    expect(page).to_have_url(left)
    expect(page.get_by_role("textbox", name="Bias b")).to_have_value(bias)


def test_back_finds_the_step_at_which_a_run_was_paused(page: Page, server: Server):
    opened(page, server, "/softmax")
    follow(page, "Training")
    rested(page, 0)
    button(page, "One epoch").click()
    page.wait_for_function(f"{STEP} > 0")
    step = step_on_screen(page)
    rested(page, step)
    expect(page).to_have_url(re.compile(f"step={step}$"))
    follow(page, "Start")
    back(page)
    expect(page).to_have_url(re.compile(f"/training.step={step}$"))
    rested(page, step)
    back(page)
    expect(page).to_have_url(server.url + "/softmax")


def test_a_vietnamese_visitor_leaves_the_first_page_with_one_back(page: Page, server: Server):
    opened(page, server, "/practice")
    before = page.evaluate("history.length")
    page.get_by_test_id("stSidebar").get_by_role("radio", name="Tiếng Việt").click()
    settled(page)
    expect(page).to_have_url(server.url + "/practice?lang=vi")
    assert page.evaluate("history.length") == before


SLOW_SOCKET = """
  const later = (act) => setTimeout(act, 100);
  window.told = 0;
  window.WebSocket = class extends WebSocket {
    send(message) { window.told += 1; later(() => super.send(message)); }
    addEventListener(type, listener, options) {
      super.addEventListener(type, (event) => later(() => listener(event)), options);
    }
    set onmessage(listener) { super.onmessage = (event) => later(() => listener(event)); }
  };
"""


@pytest.fixture
def slow_page(browser: Browser) -> Iterator[Page]:
    """A page whose server is far away: every message takes 100 ms more."""
    context = browser.new_context(viewport={"width": 1280, "height": 800})
    slow = context.new_page()
    slow.add_init_script(SLOW_SOCKET)
    yield slow
    context.close()


def told(page: Page) -> int:
    """How many messages the page has sent."""
    return int(page.evaluate("window.told"))


def once_told(page: Page, before: int) -> None:
    """Wait until the page has told the server what was done."""
    page.wait_for_function("before => window.told > before", arg=before)


def at_rest(page: Page) -> None:
    page.wait_for_timeout(500)  # longer than the way there and back
    settled(page)


def test_back_waits_for_what_a_page_still_writes_into_its_address(slow_page: Page, server: Server):
    page = slow_page
    opened(page, server, "/softmax?T=2")
    follow(page, "Start")
    at_rest(page)
    before = told(page)
    page.get_by_role("button", name="Take one step").click()
    once_told(page, before)
    page.evaluate("history.back()")
    expect(page).to_have_title("Softmax · Logit Lab")
    at_rest(page)
    expect(page).to_have_url(server.url + "/softmax?T=2")
    expect(page.get_by_role("slider", name="Temperature T")).to_have_value("2")
    page.evaluate("history.forward()")
    expect(page).to_have_title("Start · Logit Lab")
    at_rest(page)
    expect(page).to_have_url(re.compile(r"/\?W=.+&b="))


def test_a_link_waits_for_what_a_page_still_writes_into_its_address(
    slow_page: Page, server: Server
):
    page = slow_page
    opened(page, server, "/softmax?T=2")
    at_rest(page)
    slider = page.get_by_role("slider", name="Temperature T")
    before = told(page)
    slider.press("ArrowRight")
    once_told(page, before)
    follow(page, "Start")
    at_rest(page)
    expect(page).to_have_url(server.url + "/")
    page.evaluate("history.back()")
    expect(page).to_have_title("Softmax · Logit Lab")
    at_rest(page)
    expect(page).to_have_url(server.url + "/softmax?T=2.1")
    expect(slider).to_have_value("2.1")
