"""The loss surface in a browser: it moves in place, and a click on the map moves the example."""

import pytest
from playwright.sync_api import Locator, Page, expect

from dashboard.views.loss_surface.figure import SHARE
from tests.browser.page_state import click_figure, settled
from tests.server import Server

FIGURES = 2  # beside those of the open tab


def opened(page: Page, server: Server, query: str = "") -> Page:
    page.goto(f"{server.url}/loss_surface{query}")
    settled(page)
    expect(page.locator(".figure[data-drawings]")).to_have_count(FIGURES)
    return page


def landscape(page: Page) -> Locator:
    return page.get_by_role("figure", name="as a landscape")


def level_map(page: Page) -> Locator:
    return page.get_by_role("figure", name="as a map with level lines")


def mark(page: Page) -> list[float]:
    return level_map(page).evaluate(
        "node => { const mark = node._fullData.at(-1); return [mark.x[0], mark.y[0]]; }"
    )


def click_map(page: Page, x: float, y: float) -> None:
    """Click where the map's axes read x and y."""
    click_figure(level_map(page), x, y)


def turn(page: Page) -> dict[str, float]:
    """Turn the landscape with the mouse; return where its camera is then."""
    landscape(page).scroll_into_view_if_needed()
    eye = "node => node._fullLayout.scene.camera.eye"
    before = landscape(page).evaluate(eye)
    box = landscape(page).bounding_box()
    assert box is not None
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 120, y + 30, steps=5)
    page.mouse.up()
    page.wait_for_timeout(200)
    after = landscape(page).evaluate(eye)
    assert after != before
    return after


def logit(page: Page, name: str) -> Locator:
    return page.get_by_role("slider", name=name)


def test_a_slider_moves_the_mark_while_node_and_camera_stay(page: Page, server: Server):
    opened(page, server)
    node = landscape(page).element_handle()
    turned = turn(page)
    node.evaluate("node => { node.dataset.mine = 'yes'; }")
    drawings = node.get_attribute("data-drawings")
    logit(page, "z₁").press("ArrowRight")
    settled(page)
    expect(landscape(page)).not_to_have_attribute("data-drawings", str(drawings))
    assert mark(page) == pytest.approx([1.1, 2.0])
    assert node.evaluate("node => node.isConnected && node.dataset.mine") == "yes"
    eye = node.evaluate("node => node._fullLayout.scene.camera.eye")
    assert eye == pytest.approx(turned)


def test_a_click_on_the_map_moves_the_example(page: Page, server: Server):
    opened(page, server, "?z1=0&z2=0&z3=0")
    node = level_map(page).element_handle()
    click_map(page, 0.8, 0.8)
    expect(logit(page, "z₁")).to_have_value("0.8")
    expect(logit(page, "z₂")).to_have_value("0.8")
    click_map(page, -2.0, 3.2)
    expect(logit(page, "z₁")).to_have_value("-2")
    expect(logit(page, "z₂")).to_have_value("3.2")
    expect(page).to_have_url(f"{server.url}/loss_surface?z1=-2&z2=3.2&z3=0")
    page.wait_for_function(
        "node => node._fullData.at(-1).x[0] < -1.9 && node._fullData.at(-1).y[0] > 3.1", arg=node
    )
    assert mark(page) == pytest.approx([-2.0, 3.2], rel=1e-6)
    assert node.evaluate("node => node.isConnected")
    expect(page.get_by_text("At the diamond, z₁ = −2.000, z₂ = 3.200")).to_be_visible()


def test_a_click_moves_the_logits_that_are_drawn(page: Page, server: Server):
    opened(page, server, "?K=4&i=3&j=1")
    click_map(page, 4.0, -4.0)
    expect(logit(page, "z₃")).to_have_value("4")
    expect(logit(page, "z₁")).to_have_value("-4")
    expect(logit(page, "z₂")).to_have_value("2")


def test_the_map_is_a_square_without_blank_space_around_it(page: Page, server: Server):
    opened(page, server)
    node = level_map(page).element_handle()
    for width in (390, 1920, 1280):
        page.set_viewport_size({"width": width, "height": 900})
        settled(page)
        page.wait_for_function(
            "node => Math.abs(node._fullLayout.width - node.clientWidth) < 1", arg=node
        )
        used = level_map(page).evaluate(
            """node => {
              const { xaxis, yaxis } = node._fullLayout;
              return [xaxis._length, yaxis._length, node.clientWidth, node.clientHeight];
            }"""
        )
        across, upwards, box_width, box_height = used
        assert across == pytest.approx(upwards, abs=2), width
        assert across > 0.7 * min(box_width, box_height), width
        assert box_height <= max(240, SHARE * 900 + 1), width


def test_a_tab_draws_its_pictures_when_it_is_opened(page: Page, server: Server):
    opened(page, server)
    page.get_by_role("tab", name="Cross-entropy or squared error?").click()
    settled(page)
    expect(page.locator(".figure[data-drawings]")).to_have_count(FIGURES + 2)
    expect(page).to_have_url(f"{server.url}/loss_surface?tab=saturation")
    page.reload()
    settled(page)
    expect(page.locator(".figure[data-drawings]")).to_have_count(FIGURES + 2)
