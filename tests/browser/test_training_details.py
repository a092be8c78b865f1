"""The details of a training step: they follow playback, and a click asks further."""

import re

from playwright.sync_api import Locator, Page, expect

from core import TrainingRun, TrainingSettings, confusion_matrix, load
from tests.browser.page_state import choose, click_figure
from tests.browser.player import open_training, rested, scrub
from tests.server import Server


def confusion_of_core(step: int) -> list[list[int]]:
    """The confusion matrix of the digits' test part at a step."""
    run = TrainingRun(TrainingSettings(evaluate_every=1000), load("digits"))
    run.advance(step)
    test, state = run.data.test, run.state
    logits = test.activations @ state.weights + state.bias
    return confusion_matrix(test.labels, logits.argmax(axis=1), 10).tolist()


def open_tab(page: Page) -> Locator:
    return page.get_by_role("tabpanel").filter(visible=True)


def matrix(page: Page) -> Locator:
    return page.locator(".figure").filter(has=page.locator(".heatmaplayer")).first


def counts_on_screen(page: Page) -> list[list[int]]:
    page.wait_for_function("document.querySelector('.figure .heatmaplayer')")
    texts = matrix(page).evaluate("(node) => node.data[0].text")
    return [[int(text.replace(",", "") or 0) for text in row] for row in texts]


def click_cell(page: Page, true: int, predicted: int) -> None:
    click_figure(matrix(page), predicted, true)


def test_a_click_on_a_cell_lists_its_examples_and_the_keyboard_does_too(page: Page, server: Server):
    open_training(page, server, "?step=150&tab=examples")
    rested(page, 150)
    counts = confusion_of_core(150)
    assert counts_on_screen(page) == counts
    click_cell(page, 8, 1)
    part = open_tab(page)
    expect(part).to_contain_text(f"{counts[8][1]} of 359 examples")
    assert "true_class=8" in page.url
    assert "predicted_class=1" in page.url
    click_cell(page, 8, 1)
    expect(part).to_contain_text("359 of 359 examples")
    choose(part.get_by_role("combobox", name=re.compile("True class")), "8")
    expect(part).to_contain_text(f"{sum(counts[8])} of 359 examples")


def test_the_details_follow_the_scrubber_back_and_forth(page: Page, server: Server):
    open_training(page, server, "?step=150&tab=examples")
    rested(page, 150)
    late = confusion_of_core(150)
    assert counts_on_screen(page) == late
    node = matrix(page).element_handle()
    scrub(page, 20)
    early = confusion_of_core(20)
    assert early != late
    expect(open_tab(page)).to_contain_text(f"{sum(early[k][k] for k in range(10))} of 359")
    assert counts_on_screen(page) == early
    scrub(page, 150)
    expect(open_tab(page)).to_contain_text(f"{sum(late[k][k] for k in range(10))} of 359")
    assert counts_on_screen(page) == late
    assert node.evaluate("(node) => node.isConnected")


TABS = {
    "formula": "Formulas",
    "examples": "Wrong predictions",
    "calibration": "Calibration",
    "gradient": "Next mini-batch",
    "weights": "Weights",
    "slice": "Loss surface",
    "norm": "Gradient norm",
}


def test_a_tab_opens_in_place_and_the_link_remembers_it(page: Page, server: Server):
    open_training(page, server, "?data=iris&step=40")
    rested(page, 40)
    player = page.locator(".player").element_handle()
    for key in [*TABS][1:]:
        page.get_by_role("tab", name=TABS[key], exact=True).click()
        expect(open_tab(page).locator(".figure .main-svg").first).to_be_visible()
        expect(page).to_have_url(re.compile(f"[?&]tab={key}$"))
    assert player.evaluate("(node) => node.isConnected")  # the player stayed
    page.reload()
    expect(open_tab(page).locator(".figure .main-svg").first).to_be_visible()
    expect(page.get_by_role("tab", name=TABS["norm"])).to_have_attribute("aria-selected", "true")
    page.get_by_role("tab", name=TABS["formula"], exact=True).click()
    expect(open_tab(page).locator(".katex").first).to_be_visible()
    expect(page).to_have_url(re.compile("step=40$"))


def test_the_curve_of_the_gradient_norm_holds_every_evaluation(page: Page, server: Server):
    open_training(page, server, "?data=iris&step=40&tab=norm")
    rested(page, 40)
    run = TrainingRun(TrainingSettings(), load("iris"))
    run.advance(40)
    figure = open_tab(page).locator(".figure")
    expect(figure.locator(".scatterlayer .trace")).to_have_count(1)
    x, y = figure.evaluate("({ _fullData: [{ x, y }] }) => [[...x], [...y]]")
    assert x == [0, 10, 20, 30, 40]
    assert y == run.history().evaluations["gradient_norm"].astype("float32").tolist()
