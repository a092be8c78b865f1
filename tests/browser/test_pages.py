"""Pages open from a link; the example follows from page to page.

That every page opens alone, with no internet, is seen where it is looked at: test_accessibility.
"""

import re

from playwright.sync_api import Page, expect

from tests.browser.page_state import navigation_link, settled
from tests.server import Server

PAGES = {
    "/": "Start",
    "/chain_rule": "Chain rule",
    "/softmax": "Softmax",
    "/loss_surface": "Loss surface",
    "/gradient_field": "Gradient field",
    "/backprop": "Backpropagation",
    "/training": "Training",
    "/compare": "Compare",
    "/bug_lab": "Bug lab",
    "/precision_lab": "Precision lab",
    "/your_model": "Your model",
    "/practice": "Practice",
    "/for_teachers": "For teachers",
    "/misconceptions": "Common mistakes",
}


def open_page(page: Page, server: Server, path: str) -> Page:
    page.goto(server.url + path)
    return settled(page)


def follow(page: Page, title: str) -> Page:
    navigation_link(page, title).click()
    return settled(page)


def shown_value(page: Page, name: str) -> float:
    return float(page.get_by_role("slider", name=name).input_value())


def test_a_url_opens_the_state_it_names_and_a_change_stands_in_it(page: Page, server: Server):
    open_page(page, server, "/loss_surface?K=4&z4=-1.5&eps=0.2")
    expect(page.get_by_label("Classes K")).to_have_value("4")
    assert shown_value(page, "z₄") == -1.5
    assert shown_value(page, "Label smoothing ε") == 0.2
    page.get_by_role("slider", name="z₂").press("ArrowRight")
    settled(page)
    expect(page).to_have_url(f"{server.url}/loss_surface?K=4&z4=-1.5&eps=0.2&z2=2.1")


def test_the_example_survives_page_changes(page: Page, server: Server):
    open_page(page, server, "/softmax?z1=2.5")
    # A link that is clicked before the sidebar stands there takes no parameter along: Streamlit's
    # front end knows only those of controls that it has drawn.
    assert shown_value(page, "z₁") == 2.5
    for title in ("Loss surface", "Training", "Gradient field", "Start", "Softmax"):
        follow(page, title)
        if title not in ("Training", "Start"):  # which have settings of their own in its place
            assert shown_value(page, "z₁") == 2.5, title
            expect(page).to_have_url(re.compile("z1=2.5"))
