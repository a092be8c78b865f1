"""Backprop in a browser: a weight chosen on the network or from the list, and what it opens."""

import re

import numpy as np
import pytest
from playwright.sync_api import Locator, Page, expect

import core
from dashboard.text import number
from tests.browser.fingers import middle
from tests.browser.page_state import follow_address, navigation_link, settled
from tests.browser.test_network import (
    FARTHEST,
    FITTED,
    MEASURED,
    crowded_layer,
    handle,
    link_of,
    network,
)
from tests.server import Server


@pytest.fixture
def backprop(page: Page, server: Server) -> Page:
    return opened(page, server, "")


def opened(page: Page, server: Server, query: str) -> Page:
    page.goto(f"{server.url}/backprop{query}")
    network(page).wait_for()
    return settled(page)


def lit(page: Page) -> list[str]:
    """The texts of the picture that belong to the paths."""
    texts = network(page).locator("text").all_text_contents()
    return [text for text in texts if re.match("∂z|∂ŷ|[✓✗] ", text)]


def agreement(page: Page) -> dict[str, tuple[str, str]]:
    """Value and difference by the name of the row."""
    rows = page.get_by_role("table").filter(has_text="short formula").locator("tbody tr").all()
    cells = [row.locator("td").all_inner_texts() for row in rows]
    return {name: (value, difference) for name, value, difference in cells}


def test_a_weight_that_is_taken_hold_of_lights_its_paths_at_once(
    page: Page, server: Server, sent: list[object]
):
    opened(page, server, "?parameter=b2&target=0.3,0.7")
    expect(page.get_by_text("b₂ changes one logit, z₂ (the score of a class)")).to_be_visible()
    before = len(sent)
    page.mouse.move(*middle(handle(page, "w₂₁")))
    page.mouse.down()
    expect(network(page)).to_have_accessible_name(re.compile("from w₂₁ through z₁ to every ŷ"))
    assert "∂z₁/∂w₂₁" in lit(page)
    page.wait_for_timeout(600)
    assert len(sent) == before
    page.mouse.up()
    expect(page.get_by_text("w₂₁ changes one logit, z₁ (the score of a class)")).to_be_visible()
    expect(page.get_by_role("columnheader", name="∂L/∂w₂₁")).to_be_visible()
    # z = (0.2, −0.6) and a₂ = 0.5: the gradient is 0.5 (ŷ₁ − 0.3) with ŷ₁ = 1/(1 + e^−0.8).
    shown = agreement(page)
    assert shown["sum of all paths"][0] == "0.1950"
    assert shown["short formula a₂(ŷ₁ − y₁)"] == ("0.1950", "0.000")
    assert shown["finite difference of L"][0] == "0.1950"
    told = "∂L/∂w₂₁ = a₂(ŷ₁ − y₁) = 0.1950"
    expect(network(page).locator(".told")).to_have_text(told)


def test_a_bias_is_chosen_by_tab_and_told_when_the_keys_rest(backprop: Page):
    handle(backprop, "w₃₂").focus()
    backprop.keyboard.press("Tab")
    expect(handle(backprop, "b₁")).to_be_focused()
    backprop.keyboard.press("Tab")
    expect(backprop).to_have_url(re.compile(r"parameter=b2"))
    settled(backprop)
    assert agreement(backprop)["short formula ŷ₂ − y₂"][0] == "−0.6900"
    expect(handle(backprop, "b₂")).to_be_focused()


def test_right_and_wrong_stand_side_by_side_in_the_picture_and_follow_the_hand(backprop: Page):
    expect(
        backprop.get_by_text("leaving out the paths with i ≠ k, gives 0 instead of 0.3450.")
    ).to_be_visible()
    before = agreement(backprop)
    assert before["✗ only i = k: wrong"] == ("0.000", "−0.3450")
    dropped = backprop.get_by_role("cell", name="✗ i = 1, k = 2")
    expect(dropped).to_have_count(0)
    expect(verdict(backprop, "✗")).to_have_css("opacity", "0")
    backprop.get_by_text("Drop the off-diagonal terms").click()
    settled(backprop)
    expect(dropped).to_be_visible()
    expect(verdict(backprop, "✗")).to_have_css("opacity", "1")
    expect(verdict(backprop, "✓")).to_have_text("✓ 0.3450all paths")
    expect(verdict(backprop, "✗")).to_have_text("✗ 0.000only ŷ₁")
    assert agreement(backprop) == before
    handle(backprop, "a₂").press("Shift+ArrowUp")
    probability = float(core.softmax(np.array([-0.2, 0.2]))[0])
    expect(verdict(backprop, "✓")).to_contain_text(f"✓ {number(1.5 * probability)[:5]}")


def verdict(page: Page, mark: str) -> Locator:
    texts = network(page).locator("svg g").filter(has_text=re.compile(f"^{mark} "))
    return texts.first


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
    expect(handle(page, "w₁₃")).to_have_attribute("aria-valuenow", "3")
    assert "∂z₃/∂w₁₃" in lit(page)
    expect(page.get_by_role("switch", name="Drop the off-diagonal terms")).to_be_checked()


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


def test_the_layer_survives_page_changes(backprop: Page):
    weights = backprop.get_by_role("textbox", name="Weights W")
    weights.fill("1,2;3,4")
    weights.press("Enter")
    settled(backprop)
    for title in ("Loss surface", "Backpropagation"):
        navigation_link(backprop, title).click()
        settled(backprop)
    expect(weights).to_have_value("1,2;3,4")
    expect(handle(backprop, "w₂₂")).to_have_attribute("aria-valuenow", "4")


@pytest.mark.parametrize("language", ["en", "vi"])
@pytest.mark.parametrize("outputs", range(2, 5))
def test_no_text_lies_on_another_on_an_edge_or_on_a_node(
    page: Page, server: Server, outputs: int, language: str
):
    layers = [crowded_layer(inputs, outputs) for inputs in range(1, 5)]
    if outputs == FARTHEST.outputs:
        layers.append(FARTHEST)
    opened(page, server, f"?lang={language}")
    for layer in layers:
        query = f"?{link_of(layer)}&lang={language}&parameter=w1{outputs}&diagonal_only=true"
        follow_address(page, f"/backprop{query}")
        first = f"{layer.activations[0]:.10g}"
        expect(handle(page, "a₁")).to_have_attribute("aria-valuenow", first)
        for width in (390, 1280, 1920):
            page.set_viewport_size({"width": width, "height": 900})
            page.wait_for_function(FITTED)
            found = network(page).evaluate(MEASURED)
            assert found["wrong"] == [], (layer.inputs, layer.outputs, width)
            assert found["smallest"] >= 14 - 1e-6
