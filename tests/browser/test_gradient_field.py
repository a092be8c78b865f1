"""The gradient field in a browser: the scrubber steps along the descent on both views."""

import math

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.page_state import navigation_link, open_list, settled
from tests.server import Server


def opened(page: Page, server: Server, query: str = "", figures: int = 2) -> Page:
    page.goto(f"{server.url}/gradient_field{query}")
    settled(page)
    expect(page.locator(".figure[data-drawings]")).to_have_count(figures)
    return page


def field(page: Page) -> Locator:
    return page.get_by_role("figure", name="of −∇L over z₁ and z₂")


def triangle(page: Page) -> Locator:
    return page.get_by_role("figure", name="on the triangle of probabilities")


def scrubber(page: Page) -> Locator:
    return page.get_by_role("slider", name="Show step")


def trace(figure: Locator, name: str, corners: str) -> list[float]:
    """The first point of the trace of that name."""
    return figure.evaluate(
        """(node, [name, corners]) => {
          const trace = node._fullData.find((one) => one.name === name);
          return [...corners].map((corner) => trace[corner][0]);
        }""",
        [name, corners],
    )


def point_of_path(page: Page, step: int) -> list[float]:
    return field(page).evaluate(
        """(node, step) => {
          const path = node._fullData.find((one) => one.name === "gradient descent");
          return [path.x[step], path.y[step]];
        }""",
        step,
    )


def shown_range(page: Page) -> list[float]:
    return field(page).evaluate("node => node._fullLayout.xaxis.range")


def zoom(page: Page) -> list[float]:
    """Zoom into the middle of the field with the mouse; return what its axis then shows."""
    before = shown_range(page)
    box = field(page).locator(".nsewdrag").first.bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + 0.3 * box["width"], box["y"] + 0.3 * box["height"])
    page.mouse.down()
    page.mouse.move(box["x"] + 0.7 * box["width"], box["y"] + 0.7 * box["height"], steps=5)
    page.mouse.up()
    page.wait_for_timeout(200)
    after = shown_range(page)
    assert after != before
    return after


def redrawn(figure: Locator, name: str) -> None:
    """Wait until the picture holds a trace of that name."""
    figure.page.wait_for_function(
        "([node, name]) => node._fullData.some((one) => one.name === name)",
        arg=[figure.element_handle(), name],
    )


def test_the_scrubber_steps_along_the_path_on_both_views(page: Page, server: Server):
    opened(page, server)
    nodes = [figure.element_handle() for figure in (field(page), triangle(page))]
    zoomed = zoom(page)
    for step in (1, 2, 3):
        scrubber(page).press("ArrowRight")
        settled(page)
        for figure in (field(page), triangle(page)):
            redrawn(figure, f"step {step}")
        x, y = trace(field(page), f"step {step}", "xy")
        assert [x, y] == pytest.approx(point_of_path(page, step))
        shares = trace(triangle(page), f"step {step}", "abc")
        exponentials = [math.exp(z) for z in (x, y, 0.5)]
        expected = [one / sum(exponentials) for one in exponentials]
        assert shares == pytest.approx(expected, rel=1e-5)
        expect(page.get_by_text(f"Step {step} of 30: ")).to_contain_text(
            f"L = {-math.log(expected[0]):#.4g} nats"
        )
    expect(page).to_have_url(f"{server.url}/gradient_field?descent_step=3")
    assert all(node.evaluate("node => node.isConnected") for node in nodes)
    assert shown_range(page) == zoomed


def test_the_scrubber_goes_to_either_end_and_stays_on_a_shorter_path(page: Page, server: Server):
    opened(page, server, "?descent_step=4")
    for key, step in (("Home", 0), ("End", 30)):
        scrubber(page).press(key)
        settled(page)
        expect(page.get_by_text(f"Step {step} of 30: ")).to_be_visible()
    steps = page.get_by_label("Steps", exact=True)
    steps.fill("10")
    steps.press("Enter")
    settled(page)
    expect(page.get_by_text("of 10: ")).to_be_visible()
    expect(page.get_by_test_id("stException")).to_have_count(0)


def test_a_logit_moves_the_start_while_the_node_and_the_zoom_stay(page: Page, server: Server):
    opened(page, server)
    node = field(page).element_handle()
    zoomed = zoom(page)
    page.get_by_role("slider", name="z₁").press("ArrowRight")
    settled(page)
    page.wait_for_function("node => Math.abs(node._fullData.at(-1).x[0] - 1.1) < 1e-5", arg=node)
    assert node.evaluate("node => node.isConnected")
    assert shown_range(page) == zoomed


def test_squared_error_takes_the_triangle_s_place(page: Page, server: Server):
    opened(page, server)
    open_list(page.get_by_role("combobox", name="Second picture"))
    page.keyboard.press("Enter")
    settled(page)
    beside = page.get_by_role("figure", name="of the squared error to the same scale")
    redrawn(beside, "gradient descent")
    titles = [
        figure.evaluate("node => node._fullLayout.title.text") for figure in (field(page), beside)
    ]
    assert [title.partition(" (")[2] for title in titles] == [
        "arrow 1 unit long: ‖∇L‖ = 1.500)"
    ] * 2
    expect(page).to_have_url(f"{server.url}/gradient_field?beside=squared+error")


def test_streamlines_can_be_asked_for_by_a_link(page: Page, server: Server):
    opened(page, server, "?flow=streamlines&K=2")
    expect(page.get_by_role("figure", name="Streamlines of −∇L over")).to_be_visible()
    expect(page.get_by_text("With 2 classes, the loss at each step")).to_be_visible()


def test_the_open_tab_is_in_the_link_and_comes_back(page: Page, server: Server):
    opened(page, server)
    page.get_by_role("tab", name="Newton’s step").click()
    settled(page)
    expect(page).to_have_url(f"{server.url}/gradient_field?tab=newton")
    newton = page.get_by_role("figure", name="The Newton step from step 0")
    redrawn(newton, "Newton step")
    page.reload()
    settled(page)
    redrawn(newton, "Newton step")
    page.get_by_role("tab", name="Step by step").click()
    settled(page)
    expect(page.get_by_text("30 steps lead to")).to_be_visible()
    expect(newton).to_have_count(0)
    navigation_link(page, "Start").click()
    settled(page)
    page.go_back()
    settled(page)
    expect(page.get_by_role("tab", name="Step by step")).to_have_attribute("aria-selected", "true")
    expect(page.get_by_text("30 steps lead to")).to_be_visible()
    expect(page).to_have_url(f"{server.url}/gradient_field?tab=steps")
