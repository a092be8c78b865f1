"""English and Vietnamese: the switch, the URL that keeps the choice, the browser's own language."""

import re

from playwright.sync_api import Browser, Page, expect

from tests.browser.page_state import settled
from tests.server import Server


def choose(page: Page, language: str) -> None:
    page.get_by_test_id("stSidebar").get_by_role("radio", name=language, exact=True).click()
    settled(page)


def follow(page: Page, title: str) -> None:
    page.get_by_test_id("stSidebarNav").get_by_role("link", name=title, exact=True).click()
    settled(page)


def expect_vietnamese_softmax_with_its_state(page: Page) -> None:
    expect(page.get_by_role("heading", name="Nhiệt độ", exact=True)).to_be_visible()
    expect(page).to_have_url(re.compile(r"/softmax\?.*lang=vi"))
    expect(page).to_have_url(re.compile(r"[?&]T=2(&|$)"))
    expect(page.get_by_role("slider", name="Nhiệt độ T")).to_have_value("2")


def test_the_language_is_switched_in_place_and_stays(page: Page, server: Server):
    page.goto(server.url + "/softmax?T=2")
    settled(page)
    expect(page.get_by_role("heading", name="Temperature", exact=True)).to_be_visible()
    expect(page.locator("html")).to_have_attribute("lang", "en")

    choose(page, "Tiếng Việt")
    expect_vietnamese_softmax_with_its_state(page)
    expect(page.locator("html")).to_have_attribute("lang", "vi")

    follow(page, "Mặt mất mát")
    expect(page.get_by_role("heading", name="Mặt mất mát", exact=True)).to_be_visible()
    expect(page).to_have_title("Mặt mất mát")
    expect(page).to_have_url(re.compile(r"/loss_surface\?.*lang=vi"))
    page.go_back()
    settled(page)
    expect_vietnamese_softmax_with_its_state(page)
    page.reload()
    settled(page)
    expect_vietnamese_softmax_with_its_state(page)

    link = page.get_by_test_id("stMain").get_by_role("link", name="một softmax lạnh")
    address = link.get_attribute("href") or ""
    assert "lang=vi" in address
    page.goto(f"{server.url}/{address}")
    settled(page)
    expect(page.get_by_role("slider", name="Nhiệt độ T")).to_have_value("0.1")

    choose(page, "English")
    expect(page.get_by_role("heading", name="Temperature", exact=True)).to_be_visible()
    expect(page.get_by_role("slider", name="Temperature T")).to_have_value("0.1")
    expect(page).to_have_url(re.compile(r"/softmax\?(?!.*lang=)"))
    expect(page.locator("html")).to_have_attribute("lang", "en")


def test_a_vietnamese_browser_begins_in_vietnamese(browser: Browser, server: Server):
    context = browser.new_context(locale="vi-VN")
    page = context.new_page()
    page.goto(server.url + "/backprop?lang=xx")  # no language: passed over without a word
    settled(page)
    expect(page.get_by_role("heading", name="Lan truyền ngược", exact=True)).to_be_visible()
    expect(page).to_have_url(re.compile(r"/backprop\?lang=vi$"))

    choose(page, "English")
    expect(page.get_by_role("heading", name="Backprop", exact=True)).to_be_visible()
    page.reload()
    settled(page)
    expect(page.get_by_role("heading", name="Backprop", exact=True)).to_be_visible()
    expect(page).to_have_url(re.compile(r"/backprop\?lang=en$"))
    context.close()
