"""Backprop in a browser: a weight chosen on the network or from the list, and what it opens."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.page_state import navigation_link, settled
from tests.server import Server


@pytest.fixture
def backprop(page: Page, server: Server) -> Page:
    return opened(page, server, "")


def opened(page: Page, server: Server, query: str) -> Page:
    page.goto(f"{server.url}/backprop{query}")
    settled(page)
    expect(network(page)).to_have_attribute("data-drawings", re.compile(r"\d+"))
    return page


def network(page: Page) -> Locator:
    return page.get_by_role("figure", name="The layer as a network")


def label(page: Page, symbol: str) -> Locator:
    """The label of a weight or bias on its edge."""
    return network(page).locator(".annotation-text").filter(has_text=re.compile(f"^{symbol} "))


def click_label(page: Page, symbol: str) -> None:
    """Click where it stands; the mark that is clicked lies invisible over it."""
    box = label(page, symbol).bounding_box()
    assert box is not None
    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    settled(page)


def agreement(page: Page) -> dict[str, tuple[str, str]]:
    """Value and difference by the name of the row."""
    rows = page.get_by_role("table").filter(has_text="short formula").locator("tbody tr").all()
    cells = [row.locator("td").all_inner_texts() for row in rows]
    return {name: (value, difference) for name, value, difference in cells}


def test_a_weight_clicked_on_the_network_opens_its_table(page: Page, server: Server):
    opened(page, server, "?parameter=b2&target=0.3,0.7")
    expect(page.get_by_text("b₂ changes one logit, z₂ (the score of a class)")).to_be_visible()
    click_label(page, "w₂₁")
    expect(page.get_by_text("w₂₁ changes one logit, z₁ (the score of a class)")).to_be_visible()
    expect(page.get_by_role("columnheader", name="∂L/∂w₂₁")).to_be_visible()
    # z = (0.2, −0.6) and a₂ = 0.5: the gradient is 0.5 (ŷ₁ − 0.3) with ŷ₁ = 1/(1 + e^−0.8).
    shown = agreement(page)
    assert shown["sum of all paths"][0] == "0.1950"
    assert shown["short formula a₂(ŷ₁ − y₁)"] == ("0.1950", "0.000")
    assert shown["finite difference of L"][0] == "0.1950"


def test_a_click_beside_every_label_chooses_nothing_and_one_on_a_bias_chooses_it(backprop: Page):
    box = network(backprop).bounding_box()
    assert box is not None
    backprop.mouse.click(box["x"] + 5, box["y"] + 5)
    settled(backprop)
    expect(backprop.get_by_text("w₂₁ changes one logit, z₁ (the score of a class)")).to_be_visible()
    click_label(backprop, "b₂")
    expect(backprop).to_have_url(re.compile(r"parameter=b2"))
    assert agreement(backprop)["short formula ŷ₂ − y₂"][0] == "−0.6900"


def test_a_weight_is_chosen_from_the_list_by_keyboard(backprop: Page):
    chosen = backprop.get_by_role("combobox", name="Weight or bias")
    chosen.focus()
    chosen.press_sequentially("w₃₂")
    chosen.press("Enter")
    settled(backprop)
    expect(backprop.get_by_text("w₃₂ changes one logit, z₂ (the score of a class)")).to_be_visible()
    assert "short formula a₃(ŷ₂ − y₂)" in agreement(backprop)


def test_a_link_opens_the_layer_the_weight_and_the_mistake(page: Page, server: Server):
    opened(page, server, "?a=2&W=1,2,3&b=0,0,0.5&target=3&parameter=w13&diagonal_only=true")
    expect(page.get_by_role("textbox", name="Weights W")).to_have_value("1,2,3")
    expect(label(page, "w₁₃")).to_have_text("w₁₃ 3.000")
    expect(page.get_by_role("switch", name="Drop the off-diagonal terms")).to_be_checked()


def test_the_wrong_answer_stands_large_beside_the_right_one_and_its_paths_can_be_dropped(
    backprop: Page,
):
    numbers = backprop.get_by_test_id("stMetricValue")
    expect(numbers).to_have_text(["0.3450", "0.000"])
    expect(backprop.get_by_text("The mistake gives 0 instead of 0.3450.")).to_be_visible()
    before = agreement(backprop)
    assert before["✗ only i = k: wrong"] == ("0.000", "−0.3450")
    dropped = backprop.get_by_role("cell", name="✗ i = 1, k = 2")
    expect(dropped).to_have_count(0)
    backprop.get_by_text("Drop the off-diagonal terms").click()
    settled(backprop)
    expect(dropped).to_be_visible()
    expect(numbers).to_have_text(["0.3450", "0.000"])
    assert agreement(backprop) == before


def test_the_open_tab_is_in_the_link(backprop: Page):
    tab = backprop.get_by_role("tab", name="Every gradient")
    tab.click()
    settled(backprop)
    expect(backprop).to_have_url(re.compile(r"/backprop\?tab=gradients$"))
    expect(backprop.get_by_role("columnheader", name="ŷ − 1")).to_be_visible()
    backprop.reload()
    settled(backprop)
    expect(tab).to_have_attribute("aria-selected", "true")
    expect(backprop.get_by_role("columnheader", name="ŷ − 1")).to_be_visible()
    navigation_link(backprop, "Start").click()
    settled(backprop)
    backprop.go_back()
    settled(backprop)
    expect(tab).to_have_attribute("aria-selected", "true")
    backprop.get_by_text("Tiếng Việt", exact=True).click()
    settled(backprop)
    expect(backprop.get_by_role("tab", name="Mọi gradient")).to_have_attribute(
        "aria-selected", "true"
    )
    expect(backprop).to_have_url(re.compile("tab=gradients"))


def test_a_slider_moves_the_weight_and_the_network_stays_the_same_node(backprop: Page):
    network(backprop).evaluate("node => { node.marked = true; }")
    backprop.get_by_role("slider", name="w₂₁").press("ArrowRight")
    settled(backprop)
    expect(label(backprop, "w₂₁")).to_have_text("w₂₁ −0.3000")
    expect(backprop.get_by_role("textbox", name="Weights W")).to_have_value(
        "0.5,-0.3;-0.3,0.8;0.2,0.6"
    )
    assert network(backprop).evaluate("node => node.marked") is True


def test_the_layer_survives_page_changes(backprop: Page):
    weights = backprop.get_by_role("textbox", name="Weights W")
    weights.fill("1,2;3,4")
    weights.press("Enter")
    settled(backprop)
    for title in ("Loss surface", "Backpropagation"):
        navigation_link(backprop, title).click()
        settled(backprop)
    expect(weights).to_have_value("1,2;3,4")
    expect(label(backprop, "w₂₂")).to_have_text("w₂₂ 4.000")


@pytest.mark.parametrize(
    ("inputs", "outputs", "width"),
    [(1, 2, 390), (2, 4, 390), (3, 2, 390), (4, 4, 390), (4, 4, 1280)],
)
def test_no_label_lies_on_another(
    page: Page, server: Server, inputs: int, outputs: int, width: int
):
    """Of the labels that are drawn, and of the circles with the numbers in them."""
    page.set_viewport_size({"width": width, "height": 900})
    row = ",".join(["-0.125"] * outputs)
    query = f"?a={','.join(['-0.5'] * inputs)}&W={';'.join([row] * inputs)}&b={row}&target=2"
    opened(page, server, f"{query}&parameter=w1{outputs}")
    drawn = network(page).evaluate(
        """node => {
            const box = (element) => {
                const { left, right, top, bottom } = element.getBoundingClientRect();
                return { left, right, top, bottom, name: element.textContent };
            };
            const circles = node.querySelectorAll(".scatterlayer .trace:nth-child(6) .point");
            const labels = node.querySelectorAll(".annotation-text");
            return { circles: [...circles].map(box), labels: [...labels].map(box) };
        }"""
    )
    assert len(drawn["circles"]) == inputs + 2 * outputs + 1
    assert len(drawn["labels"]) > (inputs + 1) * outputs
    boxes = drawn["circles"] + drawn["labels"]
    for place, one in enumerate(boxes):
        for other in boxes[:place]:
            across = min(one["right"], other["right"]) - max(one["left"], other["left"])
            down = min(one["bottom"], other["bottom"]) - max(one["top"], other["top"])
            assert across <= 1 or down <= 1, (one["name"], other["name"])
