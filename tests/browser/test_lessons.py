"""A teacher composes a link; in it a control is gone, another disabled, and there is a way out.

The teachers' pages are opened here too: they have no picture to wait for.
"""

import re
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Page, expect

from core.losses.softmax import softmax
from dashboard.written_numbers import number
from tests.browser.page_state import PageRecord, navigation_link, settled
from tests.server import Server


def query(page: Page) -> dict[str, list[str]]:
    return parse_qs(urlsplit(page.url).query)


def result_of(logits: list[float]) -> str:
    """What the page says of the lesson's logits at T = 0.5."""
    return f"The largest probability is ŷ₂ = {number(softmax(logits, temperature=0.5)[1])}"


def test_a_lesson_from_the_teachers_page_to_its_end(page: Page, server: Server):
    page.goto(server.url + "/for_teachers?t_T=0.5&t_K=4")
    settled(page)
    expect(page).to_have_title("For teachers · Logit Lab")
    for box, name in (
        ("Hide", "Temperature T"),
        ("Lock", "Classes K"),
        ("Lock", "z₁"),
    ):
        field = page.get_by_role("combobox", name=re.compile(box))
        field.focus()
        field.press_sequentially(name)
        expect(page.get_by_role("option")).to_have_count(1)
        field.press("Enter")
        field.press("Escape")  # the list stays open, and hides all else meanwhile
        settled(page)
    link = page.get_by_test_id("stCode").inner_text().strip()
    assert link.startswith(server.url + "/softmax?")
    opens = page.get_by_role("link", name="Open the lesson")
    assert opens.get_attribute("href") == link

    # The student's browser, from the link alone.
    page.goto(link)
    settled(page)
    temperature = page.get_by_role("slider", name="Temperature T")
    classes = page.get_by_label("Classes K")
    expect(temperature).to_have_count(0)
    expect(classes).to_be_disabled()
    expect(classes).to_have_value("4")
    expect(page.get_by_text(result_of([1, 2, 0.5, 0]))).to_be_visible()

    # It lasts: over a change of what is free, other pages, and a reload.
    page.get_by_role("slider", name="z₂").press("ArrowRight")
    settled(page)
    assert query(page) == {"T": ["0.5"], "K": ["4"], "z2": ["2.1"], "hide": ["T"], "lock": ["K,z1"]}
    for title in ("Training", "Softmax"):
        navigation_link(page, title).click()
        settled(page)
        expect(page).to_have_url(re.compile("hide=T"))
    page.reload()
    settled(page)
    expect(temperature).to_have_count(0)
    expect(classes).to_be_disabled()
    expect(page.get_by_text(result_of([1, 2.1, 0.5, 0]))).to_be_visible()
    assert query(page)["T"] == ["0.5"]

    page.get_by_role("button", name="Show all controls").click()
    settled(page)
    expect(classes).to_be_enabled()
    expect(classes).to_have_value("4")
    expect(temperature).to_have_value("0.5")
    expect(page.get_by_role("slider", name="z₂")).to_have_value("2.1")
    assert query(page) == {"T": ["0.5"], "K": ["4"], "z2": ["2.1"]}
    temperature.press("ArrowRight")
    settled(page)
    assert query(page)["T"] == ["0.6"]
    page.reload()
    settled(page)
    expect(temperature).to_have_value("0.6")
    expect(page.get_by_role("button", name="Show all controls")).to_have_count(0)


def test_the_link_stands_on_the_first_screen_and_its_task_above_the_page(
    page: Page, server: Server
):
    page.set_viewport_size({"width": 1280, "height": 800})
    page.goto(server.url + "/for_teachers")
    settled(page)
    page.get_by_role("textbox", name="Task for the students").fill("Raise T.")
    page.keyboard.press("Enter")
    settled(page)
    code = page.get_by_role("img", name="QR code of the lesson's link")
    opens = page.get_by_role("link", name="Open the lesson")
    for part in (code, page.get_by_test_id("stCode"), opens):
        box = part.bounding_box()
        assert box is not None
        assert box["height"] > 20
        assert box["y"] + box["height"] <= 800
    page.goto(opens.get_attribute("href") or "")
    settled(page)
    task = page.get_by_text("Your task · Raise T.")
    expect(task).to_be_visible()
    page.get_by_role("button", name="Close the task").click()
    settled(page)
    expect(task).to_have_count(0)
    expect(page).to_have_url(server.url + "/softmax")


@pytest.mark.parametrize(
    ("path", "title"),
    [("/for_teachers", "For teachers"), ("/misconceptions", "Common mistakes")],
)
def test_a_teachers_page_opens_by_itself_and_fits_a_phone(
    page: Page, server: Server, record: PageRecord, path: str, title: str
):
    page.set_viewport_size({"width": 390, "height": 800})
    page.goto(server.url + path)
    settled(page)
    expect(page).to_have_title(f"{title} · Logit Lab")
    expect(page.get_by_test_id("stException")).to_have_count(0)
    width = "document.querySelector('[data-testid=stMain]').scrollWidth"
    assert page.evaluate(width) <= 390
    cut = """[...document.querySelectorAll('.katex-display')]
      .filter((formula) => formula.scrollWidth > formula.clientWidth + 3).length"""
    assert page.evaluate(cut) == 0
    assert record.foreign_urls(server.url) == []
