"""English and Vietnamese: the switch, the URL that keeps the choice, the browser's own language."""

import re

from playwright.sync_api import Browser, Page, expect

from tests.browser.page_state import navigation_link, settled
from tests.server import Server


def choose(page: Page, language: str) -> None:
    page.get_by_test_id("stSidebar").get_by_role("radio", name=language, exact=True).click()
    settled(page)


def follow(page: Page, title: str) -> None:
    navigation_link(page, title).click()
    settled(page)


def expect_vietnamese_softmax_with_its_state(page: Page) -> None:
    expect(page.get_by_role("tab", name="Nhiệt độ", exact=True)).to_be_visible()
    expect(page).to_have_url(re.compile(r"/softmax\?.*lang=vi"))
    expect(page).to_have_url(re.compile(r"[?&]T=2(&|$)"))
    expect(page.get_by_role("slider", name="Nhiệt độ T")).to_have_value("2")


def test_the_language_is_switched_in_place_and_stays(page: Page, server: Server):
    page.goto(server.url + "/softmax?T=2")
    settled(page)
    expect(page.get_by_role("tab", name="Temperature", exact=True)).to_be_visible()
    expect(page.locator("html")).to_have_attribute("lang", "en")

    choose(page, "Tiếng Việt")
    expect_vietnamese_softmax_with_its_state(page)
    expect(page.locator("html")).to_have_attribute("lang", "vi")

    follow(page, "Trường gradient")
    expect(page.get_by_role("heading", name="Trường gradient", exact=True)).to_be_visible()
    expect(page).to_have_title("Trường gradient · Logit Lab")
    expect(page).to_have_url(re.compile(r"/gradient_field\?.*lang=vi"))
    page.go_back()
    settled(page)
    expect_vietnamese_softmax_with_its_state(page)

    link = page.get_by_test_id("stMain").get_by_role("link", name="T = 0.1")
    address = link.get_attribute("href") or ""
    assert "lang=vi" in address
    page.goto(f"{server.url}/{address}")
    settled(page)
    expect(page.get_by_role("slider", name="Nhiệt độ T")).to_have_value("0.1")

    choose(page, "English")
    expect(page.get_by_role("tab", name="Temperature", exact=True)).to_be_visible()
    expect(page.get_by_role("slider", name="Temperature T")).to_have_value("0.1")
    expect(page).to_have_url(re.compile(r"/softmax\?(?!.*lang=)"))
    expect(page.locator("html")).to_have_attribute("lang", "en")


def test_the_first_answer_of_the_server_says_its_language(page: Page, server: Server):
    for path, accepted, language in (
        ("/softmax?lang=vi", "en-US", "vi"),
        ("/", "vi-VN,vi;q=0.9", "vi"),
        ("/training?lang=en", "vi", "en"),
    ):
        answer = page.request.get(
            server.url + path, headers={"accept": "text/html", "accept-language": accepted}
        )
        assert f'<html lang="{language}">' in answer.text()


def test_a_translator_is_kept_from_formulas_and_from_nothing_else(page: Page, server: Server):
    page.goto(server.url + "/backprop?tab=derivation")
    settled(page)
    formulas = page.locator(".katex")
    assert formulas.count() > 5
    assert page.locator(".katex[translate=no]").count() == formulas.count()
    kept = page.get_by_test_id("stMain").locator("[translate=no]")
    icons = "node => !!node.closest('[data-testid=stIconMaterial]')"  # their names are no words
    others = [one for one in kept.all() if not one.evaluate(icons)]
    assert len(others) == formulas.count()


def test_lists_show_names_in_the_language_and_the_url_keeps_ids(page: Page, server: Server):
    page.goto(server.url + "/training?data=iris&map=scale&step=3")
    settled(page)
    for language, data, features in (
        ("Tiếng Việt", "Hoa diên vĩ (iris)", "Chia theo giá trị lớn nhất"),
        ("English", "Iris flowers", "Scaled"),
    ):
        choose(page, language)
        sidebar = page.get_by_test_id("stSidebar")
        expect(sidebar.get_by_role("combobox").first).to_have_value(data)
        expect(sidebar.get_by_role("combobox").nth(1)).to_have_value(features)
        expect(page).to_have_url(re.compile(r"data=iris&map=scale&step=3"))


def test_a_vietnamese_browser_begins_in_vietnamese(browser: Browser, server: Server):
    context = browser.new_context(locale="vi-VN")
    page = context.new_page()
    page.goto(server.url + "/practice?lang=xx")  # no language: passed over without a word
    settled(page)
    expect(page.get_by_role("heading", name="Luyện tập", exact=True)).to_be_visible()
    expect(page).to_have_url(re.compile(r"/practice\?lang=vi$"))
    expect(page.locator("html")).to_have_attribute("lang", "vi")  # without a chart, too

    choose(page, "English")
    expect(page.get_by_role("heading", name="Practice", exact=True)).to_be_visible()
    page.reload()
    settled(page)
    expect(page.get_by_role("heading", name="Practice", exact=True)).to_be_visible()
    expect(page).to_have_url(re.compile(r"/practice\?lang=en$"))
    expect(page.locator("html")).to_have_attribute("lang", "en")
    context.close()
