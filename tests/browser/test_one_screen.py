"""Every page at its defaults: one screen with picture, controls and result, and no long text."""

from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page

from tests.browser.page_state import settled
from tests.dashboard.opened_page import PAGE_SCRIPTS
from tests.server import Server

HIGHEST = 1700  # pixels at a width of 1280
MOST_WORDS = {"misconceptions": 250}
WITHOUT_PICTURE = {"for_teachers", "misconceptions", "practice"}
PICTURE = ".figure .main-svg, .player .chart .main-svg, .network text"
SMALLEST_LETTERS = 14  # pixels
OVERLAP = 0.2  # of the smaller of two texts: line boxes are higher than their letters
FITTED = """() => [...document.querySelectorAll(".js-plotly-plot")].every((node) =>
  node._fullLayout && Math.abs(node._fullLayout.width - node.clientWidth) < 1)"""
_RULES = Path(__file__).with_name("accessibility.js").read_text(encoding="utf-8")

MEASURED = r"""() => {
  const main = document.querySelector("[data-testid=stMainBlockContainer]");
  const words = main.cloneNode(true);
  const drawn = ".figure, .player, .network, svg, [data-testid=stDataFrame]";
  const other = `.katex, table, style, script, ${drawn}`;
  for (const node of words.querySelectorAll(other)) node.remove();
  const isShown = (node) => node.getClientRects().length > 0;
  const bottom = (node) => node.getBoundingClientRect().bottom;
  const all = (selector) => [...main.querySelectorAll(selector)];
  const pictures = all(".figure, .player .chart, .network .stage").filter(isShown);
  const controls = "[role=slider], input, button:not([role=tab]), [role=combobox], [role=radio]";
  const written = all(".main-svg text, .network text").filter((text) => text.textContent);
  const letters = written.filter(isShown).map((text) => {
    const scale = text.getBoundingClientRect().width / (text.getBBox().width || 1);
    const turned = text.getAttribute("transform")?.includes("rotate");
    const size = parseFloat(getComputedStyle(text).fontSize);
    return [size * (turned ? 1 : Math.min(scale, 1)), text.textContent];
  });
  const grown = all(".js-plotly-plot").filter(({ _fullLayout: { margin, _size, scene } }) =>
    !scene && ["l", "r", "t", "b"].some((side) => _size[side] > margin[side] + 1));
  return {
    grown: grown.map((node) => node.getAttribute("aria-label") ?? node.className),
    height: main.scrollHeight,
    words: words.textContent.split(/\s+/).filter((word) => /\p{L}/u.test(word)).length,
    heading: bottom(main.querySelector("h1")),
    picture: pictures.length ? bottom(pictures[0]) : null,
    controls: [...main.querySelectorAll(controls)].filter(isShown).filter((node) =>
      bottom(node) <= innerHeight).length,
    small: letters.filter(([size]) => size < SMALLEST - 0.1).map(([size, text]) => [size, text]),
  };
}""".replace("SMALLEST", str(SMALLEST_LETTERS))


def measured(page: Page) -> dict[str, Any]:
    settled(page)
    found: dict[str, Any] = page.evaluate(MEASURED)
    found["crowded"] = page.evaluate(f"() => {{ {_RULES} return crowdedTexts({OVERLAP}); }}")
    return found


@pytest.mark.parametrize("path", PAGE_SCRIPTS)
def test_a_page_is_one_screen_and_a_tab_below_it(page: Page, server: Server, path: str):
    page.set_viewport_size({"width": 1280, "height": 800})
    page.goto(f"{server.url}/{'' if path == 'start' else path}")
    page.get_by_role("button", name="Copy link").wait_for()  # it is drawn last
    settled(page)
    if path not in WITHOUT_PICTURE:
        page.locator(PICTURE).first.wait_for()
    found = measured(page)
    assert found["height"] <= HIGHEST
    assert found["words"] <= MOST_WORDS.get(path, 150)
    assert found["grown"] == []  # Plotly found no more to fit than the figure's own margin
    if path != "misconceptions":
        assert found["controls"] >= 2
    if path in WITHOUT_PICTURE:
        return
    for width, height in ((1280, 800), (1920, 1080)):
        page.set_viewport_size({"width": width, "height": height})
        page.wait_for_function(FITTED)
        found = measured(page)
        assert found["picture"] <= height
        assert found["small"] == []
        assert found["crowded"] == []
