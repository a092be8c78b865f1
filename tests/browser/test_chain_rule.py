"""The chain rule page in a browser: a path is chosen, lights up, and its number is right."""

import re

from playwright.sync_api import Locator, Page, expect

from tests.browser.page_state import click_figure, settled
from tests.server import Server

ACCENT_WIDTH = 3  # of a lit arrow, in pixels
FROM_X1 = ("x1 → z1", "x1 → z2", "z1 → p", "z2 → p")


def open_page(page: Page, server: Server, query: str = "") -> Page:
    page.goto(f"{server.url}/chain_rule{query}")
    settled(page)
    page.locator(".figure[data-drawings]").wait_for()
    return settled(page)  # drawn once more if its coming has changed the width


def buttons(page: Page, label: str) -> Locator:
    return page.get_by_test_id("stButtonGroup").filter(has_text=label)


def choose(page: Page, label: str, option: str) -> None:
    buttons(page, label).get_by_role("radio", name=option, exact=True).click()
    settled(page)


def expect_lit(page: Page, *edges: str) -> None:
    """Wait until the arrows of these edges, and of no other, are thick in the picture."""
    page.wait_for_function(
        """([lit, edges]) => {
          const drawn = document.querySelector(".figure")._fullLayout.annotations;
          const arrows = drawn.filter(({ showarrow }) => showarrow);
          const labels = drawn.filter(({ name }) => name);
          const thick = labels.filter((_, place) => arrows[place].arrowwidth >= lit);
          return JSON.stringify(thick.map(label => label.name).sort()) === JSON.stringify(edges);
        }""",
        arg=[ACCENT_WIDTH, sorted(edges)],
    )
    settled(page)  # Plotly knows of the arrows before it has drawn them


def click_on(page: Page, x: float, y: float) -> None:
    """Click a place of the picture, in the units of its axes."""
    click_figure(page.locator(".figure"), x, y)


def sentence(page: Page, beginning: str) -> Locator:
    return page.get_by_test_id("stMarkdown").filter(has_text=re.compile("^" + beginning)).first


def test_a_path_lights_up_alone_and_with_the_other(page: Page, server: Server):
    open_page(page, server)
    expect_lit(page, *FROM_X1)
    expect(sentence(page, "∂p/∂x₁")).to_contain_text("1.250 + 2.250 = 3.500")
    choose(page, "Highlight path", "path 2")
    expect_lit(page, "x1 → z2", "z2 → p")
    expect(page).to_have_url(re.compile(r"[?&]path=2$"))
    bold = sentence(page, "∂p/∂x₁").locator("strong")
    expect(bold).to_have_text(["2.250", "3.500"])
    choose(page, "Highlight path", "both")
    expect_lit(page, *FROM_X1)
    expect(page).to_have_url(f"{server.url}/chain_rule")


def test_clicking_an_input_asks_for_its_derivative_and_an_edge_or_a_node_lights_its_path(
    page: Page, server: Server
):
    open_page(page, server)
    click_on(page, 0, -1)
    expect(sentence(page, "∂p/∂x₂")).to_contain_text("= 4.500. Check: the finite difference")
    expect(page).to_have_url(re.compile(r"[?&]wrt=2$"))
    for x, y, edges in [
        (0.5, 1.0, ["x1 → z1", "z1 → p"]),
        (1.5, -0.5, ["x1 → z2", "z2 → p"]),
        (1.0, 1.0, ["x1 → z1", "z1 → p"]),
        (0.5, -1.0, ["x2 → z2", "z2 → p"]),
    ]:
        click_on(page, x, y)
        expect_lit(page, *edges)


def test_the_keyboard_lights_a_path(page: Page, server: Server):
    open_page(page, server)
    buttons(page, "Highlight path").get_by_role("radio", name="both").focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    settled(page)
    expect_lit(page, "x1 → z1", "z1 → p")


def test_the_picture_is_updated_in_place(page: Page, server: Server):
    open_page(page, server)
    page.locator(".figure").evaluate("node => { node.dataset.mark = 'same' }")
    page.get_by_test_id("stSlider").get_by_role("slider", name="x₁").press("ArrowRight")
    settled(page)
    expect(page.locator(".figure[data-mark=same]")).to_have_count(1)
    expect(page.locator(".figure .textpoint").first).to_contain_text("1.600")


def test_a_link_opens_the_state_it_names(page: Page, server: Server):
    open_page(page, server, "?demo=f%C2%B7g&x=-1.5&f=square&g=sin&path=1")
    # (x² sin x)' = 2x sin x + x² cos x at −1.5
    expect(sentence(page, "∂p/∂x")).to_contain_text("2.992 + 0.1592 = 3.152")
    expect_lit(page, "f → p", "x → f")
    expect(page.get_by_label("Function g")).to_have_value("sin")


def test_every_warm_up_is_a_button_away(page: Page, server: Server):
    open_page(page, server)
    for demo, beginning in {
        "x²": "dy/dx",
        "eˣ": "dy/dx",
        "f(g(x))": "dy/dx",
        "f·g": "∂p/∂x",
        "p(z₁,z₂)": "∂p/∂x₁",
    }.items():
        choose(page, "Function", demo)
        expect(sentence(page, beginning)).to_contain_text("Check: the finite difference")
        expect(page.get_by_test_id("stException")).to_have_count(0)


def test_nothing_overflows_a_phone(page: Page, server: Server):
    page.set_viewport_size({"width": 390, "height": 844})
    open_page(page, server, "?x1=2&x2=2&fz1=sum-exp&fz2=sum-exp&fp=sum-exp")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    outside = page.locator(".figure").evaluate(
        """node => {
          const box = node.getBoundingClientRect();
          return [...node.querySelectorAll('text')].filter(text => {
            const at = text.getBoundingClientRect();
            return at.left < box.left - 1 || at.right > box.right + 1;
          }).length;
        }"""
    )
    assert outside == 0
