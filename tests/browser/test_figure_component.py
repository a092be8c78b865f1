"""The browser's half of the figure: one node that is updated in place and says what it shows."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.page_state import settled
from tests.server import Server, running_server


@pytest.fixture(scope="module")
def figure_server() -> Iterator[Server]:
    with running_server("tests/browser/apps/figure_app.py") as started:
        yield started


@pytest.fixture
def figures(page: Page, figure_server: Server) -> Page:
    page.goto(figure_server.url)
    return drawn(page)


def drawn(page: Page) -> Page:
    """The page, once both of its figures stand there."""
    settled(page)
    expect(page.locator(".figure[data-drawings]")).to_have_count(2)
    return page


def bowl(page: Page) -> Locator:
    return page.get_by_role("figure", name="A bowl")


def line(page: Page) -> Locator:
    return page.get_by_role("figure", name="Three points")


def drawings(figure: Locator) -> int:
    return int(figure.get_attribute("data-drawings") or 0)


def raise_the_bowl(page: Page) -> None:
    before = drawings(bowl(page))
    page.get_by_role("slider", name="Height").press("ArrowRight")
    settled(page)
    expect(bowl(page)).not_to_have_attribute("data-drawings", str(before))


def camera(page: Page) -> dict[str, float]:
    return bowl(page).evaluate("node => node._fullLayout.scene.camera.eye")


def turn(page: Page) -> None:
    box = bowl(page).bounding_box()
    assert box is not None
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 120, y + 30, steps=5)
    page.mouse.up()
    page.wait_for_timeout(200)


def test_a_change_updates_the_same_node(figures: Page):
    top = "node => node._fullLayout.scene.zaxis.range[1]"
    before = bowl(figures).element_handle()
    first_top = before.evaluate(top)
    raise_the_bowl(figures)
    assert before.evaluate("node => node.isConnected")
    assert before.evaluate(top) > first_top


def test_camera_and_zoom_stay_where_the_user_put_them(figures: Page):
    first = camera(figures)
    turn(figures)
    turned = camera(figures)
    assert turned != first
    line(figures).evaluate("node => Plotly.relayout(node, {'xaxis.range': [1.5, 2.5]})")
    raise_the_bowl(figures)
    assert camera(figures) == pytest.approx(turned)
    assert line(figures).evaluate("node => node._fullLayout.xaxis.range") == [1.5, 2.5]


def test_the_same_data_drawn_again_changes_nothing(figures: Page):
    shapes = "node => node.querySelectorAll('*').length"
    before = line(figures).evaluate(shapes)
    for _ in range(3):
        figures.get_by_role("button", name="Again").click()
        settled(figures)
    assert line(figures).evaluate(shapes) == before
    assert figures.locator(".js-plotly-plot").count() == 2


TEXT_COLOURS = {"light": "#12151a", "dark": "#e7e9ec"}


@pytest.mark.parametrize(("scheme", "other"), [("light", "dark"), ("dark", "light")])
def test_colours_are_the_theme_s_and_follow_a_change_of_it(
    page: Page, figure_server: Server, scheme: str, other: str
):
    page.emulate_media(color_scheme=scheme)
    page.goto(figure_server.url)
    drawn(page)
    assert line(page).evaluate("node => node._fullLayout.font.color") == TEXT_COLOURS[scheme]
    assert "var(" not in line(page).evaluate("node => JSON.stringify(node.layout)")
    page.emulate_media(color_scheme=other)
    page.wait_for_function(
        """(colour) => [...document.querySelectorAll(".figure")]
          .every((node) => node._fullLayout.font.color === colour)""",
        arg=TEXT_COLOURS[other],
    )


def test_a_click_is_reported(figures: Page):
    line(figures).locator(".points path").nth(1).hover(force=True)
    figures.mouse.down()
    figures.mouse.up()
    expect(figures.get_by_text("Clicked:")).to_have_text("Clicked: {'trace': 0, 'x': 2, 'y': 2}")


def test_the_width_follows_the_column(figures: Page):
    for width in (700, 1100):
        figures.set_viewport_size({"width": width, "height": 800})
        figures.wait_for_function(
            "() => [...document.querySelectorAll('.figure')]"
            ".every(node => Math.abs(node._fullLayout.width - node.clientWidth) < 1)"
        )
        column = line(figures).evaluate("node => node.clientWidth")
        assert 0 < column < width


def test_a_screen_reader_hears_what_it_shows_but_not_its_many_texts(figures: Page):
    expect(bowl(figures)).to_have_attribute("aria-label", "A bowl 1.0 high")
    raise_the_bowl(figures)
    expect(bowl(figures)).to_have_attribute("aria-label", "A bowl 1.5 high")
    expect(line(figures).get_by_role("button")).to_have_count(0)  # no bar over the picture
    hidden = (
        "node => [...node.querySelectorAll('text')].every(text => text.closest('[aria-hidden]'))"
    )
    assert line(figures).evaluate(hidden) is True


def test_leaving_the_page_and_returning_draws_again(figures: Page):
    for _ in range(2):
        figures.get_by_role("link", name="Nothing").click()
        expect(figures.locator(".js-plotly-plot")).to_have_count(0)
        figures.get_by_role("link", name="Figures").click()
        drawn(figures)
    expect(figures.locator(".js-plotly-plot")).to_have_count(2)
    raise_the_bowl(figures)
