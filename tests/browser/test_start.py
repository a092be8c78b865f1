"""The ways on from the start page; the network at work has tests of its own (test_network.py)."""

from playwright.sync_api import Page, expect

from tests.browser.page_state import settled
from tests.server import Server

# One on this page, one on another, one in the player; where each leads is in tests/dashboard.
PAGES_OF_LESSONS = {
    "Confident and wrong": "Logit Lab",
    "Adding a constant changes nothing": "Softmax",
    "Reading handwritten digits": "Training",
}


def opened(page: Page, server: Server, query: str = "") -> Page:
    page.goto(f"{server.url}/{query}")
    return settled(page)


def test_a_lesson_leads_to_its_page(page: Page, server: Server):
    opened(page, server, "?tab=lessons")
    for title, heading in PAGES_OF_LESSONS.items():
        link = page.get_by_test_id("stMarkdown").get_by_role("link", name=title, exact=True)
        link.click()
        settled(page)
        expect(page.get_by_role("heading", level=1)).to_have_text(heading)
        expect(page.get_by_test_id("stException")).to_have_count(0)
        expect(page.get_by_test_id("stAlert")).to_have_count(0)
        page.go_back()
        settled(page)
