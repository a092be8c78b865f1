"""One whole bug hunt: curves, check, a wrong guess, a probe, the right one, and where it leads."""

import re

from playwright.sync_api import Page, expect

from core.bugs.gradient_bugs import mystery_bug
from tests.browser.page_state import choose, settled
from tests.server import Server

SEED = 7
LAST_POINTS = """() => [...document.querySelectorAll(".figure")].map((figure) =>
  figure.calcdata.map((points) => points[points.length - 1].y))"""


def diagnose(page: Page, guess: str) -> None:
    choose(page.get_by_role("combobox", name="Your diagnosis"), guess)
    page.get_by_role("button", name="Check my diagnosis").click()
    settled(page)


def test_a_bug_that_hides_is_hunted_down(page: Page, server: Server):
    assert mystery_bug(SEED) == "naive exp"
    page.goto(f"{server.url}/bug_lab?bug_seed={SEED}&tab=numbers")
    settled(page)
    expect(page.locator(".figure[data-drawings]")).to_have_count(3)
    main = page.get_by_test_id("stMain")
    expect(main).to_contain_text("The gradient check passes")
    expect(main).to_contain_text("curves alone do not show any bug")
    assert all(one == other for one, other in page.evaluate(LAST_POINTS))

    page.get_by_role("button", name="Check my diagnosis").click()  # the list stands at "no bug"
    settled(page)
    expect(page.get_by_role("alert")).to_contain_text("✗ Not “No bug”")
    expect(main).to_contain_text("it is NaN")
    expect(
        main.get_by_role("link", name=re.compile("batches of 16 and 2.000 added to every logit"))
    ).to_be_visible()
    expect(main.locator(".katex .fbox")).to_have_count(0)

    shift = page.get_by_role("spinbutton", name="Number added to every logit")
    shift.fill("2000")
    shift.press("Enter")
    settled(page)
    expect(main).to_contain_text("The program stopped at step 1")
    expect(main).to_contain_text("The gradient check fails for 15 of 15 parameters")

    diagnose(page, "Textbook exp")
    expect(page.get_by_role("status")).to_contain_text("✓ Correct: “Textbook exp”")
    expect(main.locator(".katex .fbox").first).to_be_visible()
    link = f"{server.url}/bug_lab?bug_seed={SEED}&tab=numbers&bug_shift=2000&guess=naive+exp"
    expect(page).to_have_url(link)
    explained = main.get_by_role("link", name=re.compile("^subtracting the largest logit"))
    expect(explained).to_have_attribute("href", "softmax?z1=10&T=0.1&shift=10")
