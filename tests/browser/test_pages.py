"""Every page opens, alone, from a link, with no internet; the example follows from page to page."""

import re

import pytest
from playwright.sync_api import Page, expect

from dashboard.hosting.plotly_js import PLOTLY_JS_PATH
from tests.browser.page_state import PageRecord, settled
from tests.server import Server

PAGES = {
    "/": "Start",
    "/chain_rule": "Chain rule",
    "/softmax": "Softmax",
    "/loss_surface": "Loss surface",
    "/gradient_field": "Gradient field",
    "/backprop": "Backprop",
    "/training": "Training",
    "/compare": "Compare",
    "/bug_lab": "Bug lab",
    "/precision_lab": "Precision lab",
    "/practice": "Practice",
    "/for_teachers": "For teachers",
    "/misconceptions": "What learners get wrong",
}
WITHOUT_PICTURES = {"/practice", "/for_teachers", "/misconceptions"}


def open_page(page: Page, server: Server, path: str) -> Page:
    page.goto(server.url + path)
    return settled(page)


def follow(page: Page, title: str) -> Page:
    page.get_by_test_id("stSidebarNav").get_by_role("link", name=title, exact=True).click()
    return settled(page)


def shown_value(page: Page, name: str) -> float:
    return float(page.get_by_role("slider", name=name).input_value())


@pytest.mark.parametrize("path", PAGES)
def test_a_page_opens_by_itself_and_asks_nothing_of_any_other_server(
    page: Page, server: Server, record: PageRecord, path: str
):
    open_page(page, server, path)
    expect(page).to_have_title(PAGES[path])
    if path not in WITHOUT_PICTURES:
        page.locator(".js-plotly-plot .main-svg").first.wait_for()
    page.wait_for_load_state("networkidle")
    expect(page.get_by_test_id("stException")).to_have_count(0)
    expect(page.locator(".unavailable:visible")).to_have_count(0)
    # With the page itself, before its first picture, and not once more for that.
    assert [url for url in record.urls if "plotly-" in url] == [server.url + PLOTLY_JS_PATH]
    assert record.foreign_urls(server.url) == []


@pytest.mark.parametrize("path", ["/", "/training"])  # one page with figures, one with the player
def test_without_plotly_js_a_sentence_says_so_and_the_page_goes_on(
    page: Page, server: Server, record: PageRecord, path: str
):
    record.expect_failure_of(PLOTLY_JS_PATH)
    page.route(f"**{PLOTLY_JS_PATH}", lambda route: route.abort("failed"))
    open_page(page, server, path)
    sentence = page.locator(".unavailable").first
    expect(sentence).to_be_visible()
    expect(sentence).to_contain_text("could not load plotly.js from this server")
    follow(page, "Softmax")
    page.get_by_role("slider", name="z₁").press("ArrowRight")
    settled(page)
    assert shown_value(page, "z₁") == 1.1
    expect(page.get_by_test_id("stException")).to_have_count(0)


def test_a_url_opens_the_state_it_names(page: Page, server: Server):
    open_page(page, server, "/loss_surface?K=4&z4=-1.5&eps=0.2")
    expect(page.get_by_label("Classes K")).to_have_value("4")
    assert shown_value(page, "z₄") == -1.5
    assert shown_value(page, "Label smoothing ε") == 0.2


def test_a_change_of_the_example_stands_in_the_url(page: Page, server: Server):
    open_page(page, server, "/loss_surface")
    page.get_by_role("slider", name="z₂").press("ArrowRight")
    settled(page)
    expect(page).to_have_url(f"{server.url}/loss_surface?z2=2.1")


def test_the_example_survives_page_changes(page: Page, server: Server):
    open_page(page, server, "/softmax?z1=2.5")
    # A link that is clicked before the sidebar stands there takes no parameter along: Streamlit's
    # front end knows only those of controls that it has drawn.
    assert shown_value(page, "z₁") == 2.5
    for title in ("Loss surface", "Training", "Gradient field", "Start", "Softmax"):
        follow(page, title)
        if title not in ("Training", "Start"):  # which have settings of their own in its place
            assert shown_value(page, "z₁") == 2.5, title
            expect(page).to_have_url(re.compile("z1=2.5"))
