"""The tabs of a page in the browser: clicked, linked, gone back to, and read in two languages."""

import re

from playwright.sync_api import Locator, Page, expect

from tests.browser.page_state import navigation_link, settled
from tests.server import Server

TEMPERATURE = "As T goes to 0"


def tab(page: Page, name: str) -> Locator:
    return page.get_by_role("tab", name=name, exact=True)


def expect_open(page: Page, name: str, query: str) -> None:
    settled(page)
    expect(tab(page, name)).to_have_attribute("aria-selected", "true")
    expect(page.get_by_role("tab", selected=True)).to_have_count(1)
    expect(page).to_have_url(re.compile(rf"/softmax{re.escape(query)}$"))


def test_the_open_tab_stands_in_the_link(page: Page, server: Server):
    page.goto(f"{server.url}/softmax")
    expect_open(page, "The formula", "")
    node = page.locator(".figure").first.element_handle()

    tab(page, "Temperature").click()
    expect_open(page, "Temperature", "?tab=temperature")
    expect(page.get_by_text(TEMPERATURE)).to_be_visible()
    assert node.evaluate("node => node.isConnected")

    page.reload()
    expect_open(page, "Temperature", "?tab=temperature")
    expect(page.get_by_text(TEMPERATURE)).to_be_visible()

    tab(page, "Temperature").press("ArrowRight")
    expect_open(page, "Adding a constant", "?tab=shift")
    tab(page, "The formula").click()
    expect_open(page, "The formula", "")


def test_each_page_remembers_its_tab_and_back_finds_it(page: Page, server: Server):
    page.goto(f"{server.url}/softmax?tab=temperature")
    expect_open(page, "Temperature", "?tab=temperature")
    navigation_link(page, "Start").click()
    settled(page)
    page.go_back()
    expect_open(page, "Temperature", "?tab=temperature")
    expect(page.get_by_text(TEMPERATURE)).to_be_visible()
    tab(page, "Adding a constant").click()
    expect_open(page, "Adding a constant", "?tab=shift")
    navigation_link(page, "Start").click()
    settled(page)
    navigation_link(page, "Softmax").click()
    expect_open(page, "Adding a constant", "?tab=shift")
    expect(page.get_by_text("stays the same")).to_be_visible()


def test_the_open_tab_stays_when_the_language_changes(page: Page, server: Server):
    page.goto(f"{server.url}/softmax?tab=temperature")
    expect_open(page, "Temperature", "?tab=temperature")
    languages = page.get_by_test_id("stSidebar")
    languages.get_by_role("radio", name="Tiếng Việt").click()
    expect_open(page, "Nhiệt độ", "?tab=temperature&lang=vi")
    tab(page, "Mọi con số").click()
    expect_open(page, "Mọi con số", "?tab=numbers&lang=vi")
    languages.get_by_role("radio", name="English").click()
    expect_open(page, "All the numbers", "?tab=numbers")
    tab(page, "Temperature").click()
    expect_open(page, "Temperature", "?tab=temperature")
    expect(page.get_by_text(TEMPERATURE)).to_be_visible()
