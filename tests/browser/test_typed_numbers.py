"""Numbers as people type them: a decimal comma means what it says, and nothing is dropped."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.page_state import settled
from tests.server import Server


def field_named(page: Page, name: str) -> Locator:
    return page.get_by_role("spinbutton", name=re.compile(name)).first


def type_into(page: Page, name: str, text: str, key: str = "Enter") -> Locator:
    field = field_named(page, name)
    field.focus()
    page.keyboard.press("Control+a")
    page.keyboard.type(text)
    page.keyboard.press(key)
    settled(page)
    return field


def refused(page: Page) -> Locator:
    return page.locator(".number-refused")


@pytest.mark.parametrize(
    ("path", "name", "typed", "parameter"),
    [
        ("/gradient_field", "Learning rate", "0,5", "step_size=0.5"),
        ("/training", "Learning rate", "0,03", "lr=0.03"),
        ("/training", "Learning rate", " 2e-2", "lr=0.02"),
        ("/training", "Batch size", "1 024", "batch=1024"),
        ("/bug_lab", "Number added to every logit", "−12,5", "bug_shift=-12.5"),
        ("/practice", "Set", "12", "set=12"),
    ],
)
@pytest.mark.parametrize("key", ["Enter", "Tab"])
def test_a_decimal_comma_means_what_it_says(
    page: Page, server: Server, path: str, name: str, typed: str, parameter: str, key: str
):
    page.goto(server.url + path)
    settled(page)
    type_into(page, name, typed, key)
    expect(page).to_have_url(re.compile(rf"[?&]{re.escape(parameter)}(&|$)"))
    expect(refused(page)).to_have_count(0)


@pytest.mark.parametrize(
    ("name", "typed", "sentence"),
    [
        ("Learning rate", "1/2", "“1/2” is not a number, so 1 stays. Type one like 0.25 or 0,25."),
        ("Learning rate", "50%", "“50%” is not a number, so 1 stays. Type one like 0.25 or 0,25."),
        (
            "Learning rate",
            "1.234,5",
            "“1.234,5” is not a number, so 1 stays. Type one like 0.25 or 0,25.",
        ),
        ("Learning rate", "-1", "−1 is out of range, so 1 stays. Type a number from 0.001 to 100."),
        ("Steps", "2,5", "“2.5” is not a whole number, so 30 stays. Type digits only, like 30."),
    ],
)
def test_what_is_no_number_is_refused_at_its_field(
    page: Page, server: Server, name: str, typed: str, sentence: str
):
    page.goto(f"{server.url}/gradient_field")
    settled(page)
    for key in ("Enter", "ArrowUp", "Tab"):
        field = type_into(page, name, typed, key)
        expect(refused(page)).to_have_text(sentence)
        expect(field).to_have_attribute("aria-invalid", "true")
        expect(field).to_have_value(typed.replace(",", ".") if name == "Steps" else typed)
        assert "step" not in page.url.partition("?")[2]
    page.get_by_test_id("stNumberInput").filter(has=field).get_by_test_id(
        "stNumberInputStepUp"
    ).click()
    assert "step" not in page.url.partition("?")[2]

    field.focus()
    page.keyboard.press("Escape")
    expect(refused(page)).to_have_count(0)
    expect(field).to_have_value("1" if name == "Learning rate" else "30")
    page.keyboard.press("ArrowUp")
    expect(page).to_have_url(re.compile("step_size=1.1|descent_steps=40"))


def test_what_is_refused_outlasts_another_change_and_is_said_in_the_users_language(
    page: Page, server: Server
):
    page.goto(f"{server.url}/training?lang=vi")
    settled(page)
    type_into(page, "η", "0,0x", "Tab")
    sentence = "“0.0x” không phải là số, nên giữ nguyên 0.1. Hãy gõ một số như 0.25 hoặc 0,25."
    expect(refused(page)).to_have_text(sentence)
    type_into(page, "Cỡ lô", "64")
    expect(page).to_have_url(re.compile("batch=64"))
    expect(refused(page)).to_have_text(sentence)
    type_into(page, "η", "0,3")
    expect(page).to_have_url(re.compile("lr=0.3"))
    expect(refused(page)).to_have_count(0)


@pytest.mark.parametrize(
    ("path", "name", "typed", "picture", "sentence"),
    [
        ("/gradient_field", "Learning rate", "1/2", ".figure", "Learning rate η = 1"),
        ("/training", "Learning rate", "-3", ".player", "Learning rate η = 0.1"),
    ],
)
def test_the_pictures_name_the_number_that_they_still_show(
    page: Page, server: Server, path: str, name: str, typed: str, picture: str, sentence: str
):
    page.goto(server.url + path)
    settled(page)
    marked = expect(page.locator("div").filter(has=page.locator(f"> {picture}")).last)
    marked.to_have_css("content", "none", pseudo="before")
    field = type_into(page, name, typed)
    said = f'"This picture is still drawn with {sentence}."'
    marked.to_have_css("content", said, pseudo="before")
    field.focus()
    page.keyboard.press("Escape")
    marked.to_have_css("content", "none", pseudo="before")


def test_what_was_refused_gives_way_to_a_number_that_the_app_sets(page: Page, server: Server):
    page.goto(f"{server.url}/training?lr=0.5")
    settled(page)
    type_into(page, "Learning rate", "0.5.5", "Tab")
    expect(refused(page)).to_have_count(1)
    page.locator("[data-testid=stMain] a[href*='map=relu']").click()  # on the same page
    expect(field_named(page, "Learning rate")).to_have_value("0.01")
    expect(refused(page)).to_have_count(0)


def test_a_button_sets_what_was_refused_right_once_the_refusal_was_seen(page: Page, server: Server):
    page.goto(f"{server.url}/practice?set=7")
    settled(page)
    field = type_into(page, "Set", "1/2", "End")
    page.get_by_role("button", name="Check").click()  # straight from the field
    settled(page)
    expect(refused(page)).to_contain_text("so 7 stays")
    page.get_by_role("button", name="New set").click()
    settled(page)
    expect(refused(page)).to_have_count(0)
    expect(page).to_have_url(re.compile(f"set={field.input_value()}$"))
