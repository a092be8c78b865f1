"""Compare in a browser: runs pinned on Training, and a sweep that can be cancelled."""

import re

from playwright.sync_api import Page, expect

from core import TrainingRun, TrainingSettings, load
from tests.browser.page_state import choose, click_figure, navigation_link, settled
from tests.browser.player import open_training, rested
from tests.server import Server

LAST_LOSSES = """() => {
  const figure = document.querySelector(".figure:has(.main-svg)");
  return Object.fromEntries(
    figure.calcdata.map((points) => [points[0].trace.name, points[points.length - 1].y])
  );
}"""


def last_losses(page: Page) -> dict[str, float]:
    """The end of every curve of the train loss, as drawn."""
    page.wait_for_function("document.querySelector('.figure .main-svg')")
    return page.evaluate(LAST_LOSSES)


def follow(page: Page, title: str) -> None:
    navigation_link(page, title).click()
    settled(page)


def open_compare(page: Page, server: Server, query: str = "") -> None:
    page.goto(f"{server.url}/compare{query}")
    settled(page)
    page.wait_for_function("document.querySelector('.figure .main-svg')")


def pin(page: Page) -> None:
    page.get_by_role("button", name="Pin this run to Compare").click()
    settled(page)


def choose_optimizer(page: Page, name: str) -> None:
    choose(page.get_by_role("combobox", name=re.compile("Optimiser")).first, name)


def test_two_optimizers_pinned_from_training_are_compared(page: Page, server: Server):
    open_training(page, server, "?data=iris")
    rested(page, 0)
    pin(page)
    choose_optimizer(page, "Adam")
    pin(page)
    follow(page, "Compare")
    expect(page.get_by_role("heading", name="Compare", exact=True)).to_be_visible()
    shown = last_losses(page)
    for optimizer, name in (("sgd", "SGD, η 0.1"), ("adam", "Adam, η 0.1")):
        run = TrainingRun(TrainingSettings(optimizer=optimizer), load("iris"))
        run.advance(500)
        expected = float(run.history().evaluations["train_loss"][-1])
        assert abs(shown[name] - expected) < 1e-6
    link = page.url
    assert "runs=" in link
    assert "c_data=iris" in link

    follow(page, "Training")  # a third one joins those that are there
    choose_optimizer(page, "Momentum")
    pin(page)
    follow(page, "Compare")
    page.wait_for_function("document.querySelector('.figure .main-svg')?.parentNode")
    assert list(last_losses(page))[-1] == "Momentum, η 0.1"
    assert set(last_losses(page)) == set(shown)  # a sample run is pinned: it moves to the end

    open_compare(page, server, link.split("/compare")[1])
    assert last_losses(page) == shown


def test_a_click_on_a_cell_of_a_sweep_leads_to_its_run_in_training(page: Page, server: Server):
    open_compare(page, server, "?c_data=iris&sweep_steps=200&tab=sweep")
    page.get_by_role("button", name="Run the sweep").click()
    heat_map = page.locator(".figure").filter(has=page.locator(".heatmaplayer"))
    expect(heat_map).to_be_visible(timeout=60_000)
    settled(page)
    click_figure(heat_map, 3, 6)
    link = page.get_by_role("link", name="Open this run in Training")
    expect(page.get_by_test_id("stMain")).to_contain_text("SGD, η 0.0518: test loss")
    assert "lr=0.0518" in (link.get_attribute("href") or "")


def test_a_sweep_shows_its_progress_and_is_cancelled(page: Page, server: Server):
    open_compare(page, server, "?sweep_steps=2000&tab=sweep")
    page.get_by_role("button", name="Run the sweep").click()
    bar = page.get_by_test_id("stProgress")
    expect(bar).to_be_visible()
    expect(bar).to_contain_text("of 2\u202f000")
    page.get_by_role("button", name="Cancel the sweep").click()
    expect(bar).to_have_count(0)
    settled(page)
    expect(page.locator(".figure .heatmaplayer")).to_have_count(0)
    expect(page.get_by_role("button", name="Run the sweep")).to_be_enabled()
