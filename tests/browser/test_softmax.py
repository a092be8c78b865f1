"""The softmax page in the browser: choosing an entry of the Jacobian, moving the shift, a link."""

import re

from playwright.sync_api import Locator, Page, expect

from tests.browser.page_state import click_figure, navigation_link, open_list, settled
from tests.server import Server

STEPS = 4
JACOBIAN = "The Jacobian as a heat map"


def open_softmax(page: Page, server: Server, query: str = "", *, figures: int = 6) -> Page:
    page.goto(f"{server.url}/softmax{query}")
    settled(page)
    expect(page.locator(".figure[data-drawings]")).to_have_count(figures)
    return settled(page)  # drawn once more if their coming has changed the width


def picture(page: Page, words: str) -> Locator:
    return page.locator(f".figure[aria-label*='{words}']")


# How many figures came into being between two frames, at most.
COUNT_AT_ONCE = """() => {
  let before = 0;
  window.mostAtOnce = 0;
  const look = () => {
    const now = document.querySelectorAll(".figure[data-drawings]").length;
    window.mostAtOnce = Math.max(window.mostAtOnce, now - before);
    before = now;
    requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
}"""


def click_entry(page: Page, k: int, i: int) -> None:
    """Click the middle of the cell in row k and column i, both counted from 1."""
    click_figure(picture(page, JACOBIAN), i, k)


def step_numbers(page: Page, step: int) -> str:
    """The alternative text of a step: its numbers as they are read."""
    return page.locator(".figure").nth(step).get_attribute("aria-label") or ""


def test_the_first_picture_does_not_wait_for_the_others(page: Page, server: Server):
    page.goto(f"{server.url}/softmax", wait_until="commit")
    page.evaluate(COUNT_AT_ONCE)
    expect(page.locator(".figure[data-drawings]")).to_have_count(5)
    assert page.evaluate("window.mostAtOnce") == 1


def test_a_click_on_an_entry_explains_it(page: Page, server: Server):
    open_softmax(page, server, "?tab=jacobian")
    for k, i, explanation, value, parameters in [
        (2, 2, "k = i. z₂ is in the numerator of ŷ₂", "0.2335", "jk=2"),
        (3, 1, "k ≠ i. z₁ is in ŷ₃ only through the sum", "−0.03243", "jk=3&ji=1"),
    ]:
        click_entry(page, k, i)
        expect(page.get_by_text(explanation)).to_be_visible()
        expect(page.get_by_role("row").filter(has_text="formula")).to_contain_text(value)
        difference = page.get_by_role("row").filter(has_text="finite difference").first
        expect(difference).to_contain_text(value)
        expect(page).to_have_url(re.compile(parameters))


def test_the_lists_choose_an_entry_from_the_keyboard(page: Page, server: Server):
    open_softmax(page, server, "?tab=jacobian")
    chosen = page.get_by_role("combobox", name="Jacobian, row k: probability ŷₖ")
    open_list(chosen)
    expect(chosen).to_have_attribute("aria-activedescendant", re.compile("option-1$"))
    chosen.press("Enter")
    settled(page)
    expect(page.get_by_text("k = i. z₂ is in the numerator of ŷ₂")).to_be_visible()
    expect(picture(page, JACOBIAN)).to_have_attribute("aria-label", re.compile("∂ŷ₂/∂z₂ = 0.2335"))


def test_the_shift_moves_the_logits_and_leaves_the_probabilities(page: Page, server: Server):
    open_softmax(page, server, "?tab=shift")
    before = [step_numbers(page, step) for step in range(STEPS)]
    node = page.locator(".figure").first.element_handle()
    slider = page.get_by_role("slider", name="Shift t")
    for _ in range(5):
        slider.press("ArrowRight")
    settled(page)
    expect(page.get_by_text("no ŷ changes")).to_be_visible()
    after = [step_numbers(page, step) for step in range(STEPS)]
    assert "z₁ + t = 1.500, z₂ + t = 2.500, z₃ + t = 1.000" in after[0]
    assert "u₁ = 1.500" in after[1]
    assert after[3] == before[3]
    assert "exp u₁ = 2.718" in before[2]
    assert "exp u₁ = 4.482" in after[2]
    assert "ŷ₁ = 0.2312, ŷ₂ = 0.6285, ŷ₃ = 0.1402" in after[3]
    assert node.evaluate("node => node.isConnected")
    expect(page).to_have_url(re.compile("shift=0.5"))


def test_a_link_opens_the_state_it_names(page: Page, server: Server):
    open_softmax(page, server, "?K=4&z4=3&T=2&shift=-4&jk=4&ji=4&tab=jacobian", figures=5)
    expect(page.get_by_role("slider", name="Shift t")).to_have_value("-4")
    expect(page.get_by_text("k = i. z₄ is in the numerator of ŷ₄")).to_be_visible()
    assert "z₄ + t = −1.000" in step_numbers(page, 0)


def test_the_page_s_own_state_survives_page_changes(page: Page, server: Server):
    open_softmax(page, server, "?shift=3&jk=3&tab=jacobian")
    page.get_by_role("slider", name="z₁").press("ArrowRight")  # the page runs once more
    settled(page)
    navigation_link(page, "Start").click()
    settled(page)
    navigation_link(page, "Softmax").click()
    settled(page)
    expect(page.get_by_role("slider", name="Shift t")).to_have_value("3")
    expect(page.get_by_text("k ≠ i. z₂ is in ŷ₃ only through the sum")).to_be_visible()
