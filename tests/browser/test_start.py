"""The start page in a browser: a step, its way back, a link to where it led, and the lessons."""

import re
from urllib.parse import unquote

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.page_state import navigation_link, settled
from tests.server import Server

# One on this page, one on another, one in the player; where each leads is in tests/dashboard.
PAGES_OF_LESSONS = {
    "Confident and wrong": "Logit Lab",
    "Adding a constant changes nothing": "Softmax",
    "Reading handwritten digits": "Training",
}
LARGEST = (
    "?a=-0.5,-0.5,-0.5,-0.5&W=-0.125,-0.125,-0.125,-0.125;-0.125,-0.125,-0.125,-0.125;"
    "-0.125,-0.125,-0.125,-0.125;-0.125,-0.125,-0.125,-0.125&b=-0.1,-0.1,-0.1,-0.1&target=2"
)
FARTHEST = (  # ∂L/∂ŷ₂ = −6.333e+181
    "?a=10,-10,10,-10&W=10,-10,10,-10;-10,10,-10,10;10,10,-10,-10;-10,-10,10,10"
    "&b=10,-10,10,-10&target=0.25,0.25,0.25,0.25"
)


def opened(page: Page, server: Server, query: str = "") -> Page:
    page.goto(f"{server.url}/{query}")
    settled(page)
    expect(network(page)).to_have_attribute("data-drawings", re.compile(r"\d+"))
    return page


def network(page: Page) -> Locator:
    return page.get_by_role("figure", name="The layer as a network")


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name).click()
    settled(page)


def outcome(page: Page) -> dict[str, list[str]]:
    """Before, now and next, by the name of the row."""
    table = page.get_by_test_id("stMarkdown").locator("table").filter(has_text="after next step")
    rows = table.locator("tbody tr").all()
    cells = [row.locator("td").all_inner_texts() for row in rows]
    return {name: values for name, *values in cells}


def test_a_step_makes_the_loss_fall_stands_in_the_url_and_is_there_after_a_reload(
    page: Page, server: Server
):
    opened(page, server)
    before = outcome(page)
    assert before["L"] == ["–", "1.171", "0.2122"]
    network(page).evaluate("node => { node.marked = true; }")
    press(page, "Take one step")
    expect(page.get_by_text("lowered the loss from 1.171 to 0.2122")).to_be_visible()
    after = outcome(page)
    for name, (_, now, following) in before.items():
        assert after[name][:2] == [now, following]
    assert network(page).evaluate("node => node.marked") is True
    expect(network(page)).to_have_accessible_name(re.compile("a loss of 0.2122 nats"))
    assert "W=0.155013,0.044987;-0.572494,0.972494;0.544987,0.255013" in unquote(page.url)
    assert "b=-0.244987,0.244987" in unquote(page.url)

    page.reload()
    settled(page)
    reloaded = outcome(page)
    assert {name: values[1:] for name, values in reloaded.items()} == {
        name: values[1:] for name, values in after.items()
    }
    expect(network(page)).to_have_accessible_name(re.compile("a loss of 0.2122 nats"))


def test_a_step_is_undone_by_keyboard(page: Page, server: Server):
    opened(page, server)
    before = outcome(page)
    for name in ("Take one step", "Undo the step"):
        button = page.get_by_role("button", name=name)
        expect(button).to_be_enabled()
        button.focus()
        button.press("Enter")
        settled(page)
    assert outcome(page) == before
    expect(page).to_have_url(f"{server.url}/")
    expect(page.get_by_role("button", name="Undo the step")).to_be_disabled()


def test_what_was_typed_just_before_the_button_counts(page: Page, server: Server):
    opened(page, server, "?target=0.3,0.7")
    page.get_by_role("spinbutton", name="Learning rate η").fill("4")
    press(page, "Take one step")
    expect(page.get_by_text("The step with η = 4 raised the loss")).to_be_visible()
    assert outcome(page)["L"][:2] == ["0.9311", "2.802"]


def test_the_main_button_can_be_read_on_both_themes(page: Page, server: Server):
    """Streamlit writes white on both, which the accent of the dark one is too light for."""
    opened(page, server)
    main = page.get_by_role("button", name="Take one step")
    for scheme, colour in (("light", "rgb(255, 255, 255)"), ("dark", "rgb(20, 23, 28)")):
        page.emulate_media(color_scheme=scheme)
        expect(main).to_have_css("color", colour)


def test_the_edges_change_to_the_gradients(page: Page, server: Server):
    opened(page, server)
    labels = network(page).locator(".annotation-text")
    expect(labels.filter(has_text=re.compile("^w₂₁ "))).to_have_text("w₂₁ −0.4000")
    page.get_by_role("button", name="∂L/∂w").or_(page.get_by_role("radio", name="∂L/∂w")).click()
    settled(page)
    expect(labels.filter(has_text=re.compile("^∂L/∂w₂₁ "))).to_have_text("∂L/∂w₂₁ 0.3450")


def test_a_step_on_this_page_is_the_layer_of_backprop(page: Page, server: Server):
    opened(page, server)
    press(page, "Take one step")
    navigation_link(page, "Backpropagation").click()
    settled(page)
    expect(page.get_by_role("textbox", name="Bias b")).to_have_value("-0.244987,0.244987")


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


@pytest.mark.parametrize(
    ("width", "query"),
    [(390, f"{LARGEST}&edges=∂L/∂w"), (1280, f"{LARGEST}&edges=∂L/∂w"), (390, FARTHEST)],
)
def test_no_number_lies_on_another_one(page: Page, server: Server, width: int, query: str):
    page.set_viewport_size({"width": width, "height": 900})
    opened(page, server, query)
    boxes = network(page).evaluate(
        """node => [
            ...node.querySelectorAll(".scatterlayer .trace:nth-child(6) .point"),
            ...node.querySelectorAll(".annotation-text"),
        ].map((element) => {
            const { left, right, top, bottom } = element.getBoundingClientRect();
            return { left, right, top, bottom, name: element.textContent };
        })"""
    )
    assert len(boxes) > 13 + 20
    for place, one in enumerate(boxes):
        for other in boxes[:place]:
            across = min(one["right"], other["right"]) - max(one["left"], other["left"])
            down = min(one["bottom"], other["bottom"]) - max(one["top"], other["top"])
            assert across <= 1 or down <= 1, (one["name"], other["name"])
    assert page.evaluate("document.documentElement.scrollWidth") <= width
