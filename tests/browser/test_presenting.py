"""Presenting and paper: the page without what stands around it, large or as wide as a sheet."""

import pytest
from playwright.sync_api import Page, expect

from dashboard.palette import ON_PAPER
from tests.browser.page_state import settled
from tests.server import Server

BACK_ROW = 22  # px, of letters at 1280 × 720
LETTERS = """() => {
  const main = document.querySelector("[data-testid=stMain]");
  const isOwn = (node) => [...node.childNodes].some((one) => one.nodeType === 3 && one.data.trim());
  return [...main.querySelectorAll("*")]
    .filter((node) => isOwn(node) && node.checkVisibility() && !node.closest(".katex, .material"))
    .filter((node) => node.getBoundingClientRect().width > 1)
    .map((node) => [parseFloat(getComputedStyle(node).fontSize), node.textContent])
    .filter(([size]) => size < BACK_ROW);
}""".replace("BACK_ROW", str(BACK_ROW))


def is_alone(page: Page):
    for around in ("stSidebar", "stHeader"):
        expect(page.get_by_test_id(around)).to_be_hidden()


@pytest.mark.parametrize("path", ["softmax", "loss_surface", "gradient_field", "training?step=5"])
def test_a_presented_page_is_read_from_the_back_row(page: Page, server: Server, path: str):
    page.set_viewport_size({"width": 1280, "height": 720})
    page.goto(f"{server.url}/{path}{'&' if '?' in path else '?'}present=1")
    is_alone(page)
    settled(page)
    page.locator(".main-svg text").first.wait_for()
    assert page.evaluate(LETTERS) == []
    controls = page.get_by_test_id("stMain").get_by_role("slider")
    expect(controls.first).to_be_visible()


def test_escape_ends_the_presentation_and_the_pictures_are_small_again(page: Page, server: Server):
    page.goto(f"{server.url}/softmax")
    settled(page)
    size = "() => parseFloat(getComputedStyle(document.querySelector('.main-svg text')).fontSize)"
    page.locator(".main-svg text").first.wait_for()
    before = page.evaluate(size)
    page.get_by_role("button", name="Present", exact=True).click()
    is_alone(page)
    page.wait_for_function(f"before => ({size})() > 1.5 * before", arg=before)
    assert "present=1" in page.url
    page.keyboard.press("Escape")
    expect(page.get_by_test_id("stSidebar")).to_be_visible()
    page.wait_for_function(f"before => ({size})() === before", arg=before)
    assert "present" not in page.url


@pytest.mark.parametrize("path", ["loss_surface", "training?step=5"])
def test_paper_has_the_light_theme_s_colours_and_whole_pictures(
    page: Page, server: Server, path: str
):
    page.emulate_media(color_scheme="dark")
    page.goto(f"{server.url}/{path}")
    settled(page)
    page.locator(".main-svg text").first.wait_for()
    dark = page.evaluate("() => getComputedStyle(document.querySelector('.main-svg text')).fill")
    page.evaluate("() => dispatchEvent(new Event('beforeprint'))")
    is_alone(page)
    text, paper = (ON_PAPER[f"--st-{part}-color"] for part in ("text", "background"))
    found = page.evaluate(
        """() => {
          const main = document.querySelector("[data-testid=stMainBlockContainer]");
          const right = main.getBoundingClientRect().right;
          return {
            width: main.getBoundingClientRect().width,
            colours: [...new Set([main.querySelector("h1"), ...main.querySelectorAll(".ytick text")]
              .map((node) => getComputedStyle(node))
              .map((style) => style.fill === "rgb(0, 0, 0)" ? style.color : style.fill))],
            beyond: [...main.querySelectorAll(".js-plotly-plot, .main-svg, canvas, .katex-html")]
              .filter((node) => node.getBoundingClientRect().right > right + 1)
              .map((node) => node.className),
          };
        }"""
    )
    assert found["width"] == 680
    red, green, blue = (int(text[start : start + 2], 16) for start in (1, 3, 5))
    assert found["colours"] == [f"rgb({red}, {green}, {blue})"]
    assert found["beyond"] == []
    assert paper == "#ffffff"
    page.evaluate("() => dispatchEvent(new Event('afterprint'))")
    expect(page.get_by_test_id("stSidebar")).to_be_visible()
    page.wait_for_function(
        "dark => getComputedStyle(document.querySelector('.main-svg text')).fill === dark", arg=dark
    )
