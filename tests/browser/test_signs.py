"""How numbers and signs look on screen: one way to write them, one colour for each sign."""

import re

import pytest
from playwright.sync_api import Page, expect

from dashboard.palette import NEGATIVE, POSITIVE
from tests.browser.page_state import settled
from tests.server import Server

ODD = {
    "a power of ten as e−11": re.compile(r"\d\s?e[+\u2212-]?\d"),
    "a zero with a sign": re.compile(r"[\u2212-]0(\.0+)?(?![.\d])"),
    "a comma between thousands": re.compile(r"\d,\d{3}(?!\d)"),
    "a space before %": re.compile(r"\d %"),
}
# What a figure shows: the texts in its picture, and those that the pointer finds.
TEXTS_OF_FIGURES = """() => [
  ...document.querySelectorAll(".js-plotly-plot, .network"),
].flatMap((node) => [
  ...[...node.querySelectorAll("text")].map((text) => text.textContent),
  ...(node.data ?? []).flatMap(({ customdata, text, hovertemplate }) => [
    hovertemplate ?? "", ...[customdata ?? [], text ?? []].flat(3)]),
].filter((text) => typeof text === "string"))"""
# Without formulas, where a 0 may be subtracted: "0.6900−0".
TEXT_OF_PAGE = """() => {
  const page = document.querySelector("[data-testid=stMain]").cloneNode(true);
  for (const formula of page.querySelectorAll(".katex, script, style")) formula.remove();
  return page.textContent;
}"""

PAGES = [
    "/?edges=∂L%2F∂w&W=0,0;0,0&a=-1,0.00001&b=0,0",
    "/?W=10,-10;10,-10&a=10,10&b=0,0&target=1",
    "/chain_rule?x1=0&x2=0",
    "/softmax?z1=-10&z2=10&T=0.1",
    *(
        f"/loss_surface?K=2&z1=10&z2=-10&T=0.5&tab={tab}"
        for tab in ("formula", "sections", "bound", "flat", "curvature", "saturation")
    ),
    "/gradient_field?K=2&z1=10&z2=-10&T=0.5",
    "/backprop",
    "/training?data=iris&step=1200&opt=adam&lr=0.1&log=true",
    "/compare?c_data=iris",
    "/precision_lab?logit_size=1000",
]


@pytest.mark.parametrize("path", PAGES)
def test_every_number_on_screen_is_written_in_the_one_way(page: Page, server: Server, path: str):
    page.goto(server.url + path)
    settled(page)
    expect(page.locator(".js-plotly-plot, .network svg").first).to_be_visible()
    texts = [page.evaluate(TEXT_OF_PAGE), *page.evaluate(TEXTS_OF_FIGURES)]
    assert len(texts) > 10
    assert not [text for text in texts if ":number" in text]
    for what, pattern in ODD.items():
        found = [match[0] for text in texts for match in pattern.finditer(text)]
        assert not found, (what, found)


def test_the_pointer_finds_a_tiny_loss_as_a_power_of_ten(page: Page, server: Server):
    page.goto(f"{server.url}/loss_surface?K=2&z1=10&z2=-10&T=0.5")
    settled(page)
    plot = page.get_by_role("figure", name="The same loss as a map").locator(".nsewdrag")
    label = page.locator(".hoverlayer .hovertext").first
    for step in range(50):  # a picture that is drawn anew, or moves, forgets what pointed at it
        plot.scroll_into_view_if_needed()
        box = plot.bounding_box()
        assert box is not None
        page.mouse.move(box["x"] + 0.85 * box["width"] + step % 2, box["y"] + 0.8 * box["height"])
        page.wait_for_timeout(200)
        if label.is_visible():
            break
    assert re.search(r"L = \d\.\d{3}\s×\s10⁻[⁰¹²³⁴⁵⁶⁷⁸⁹]+", label.text_content() or "")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_positive_is_red_negative_blue_and_zero_the_page_s_background(
    page: Page, server: Server, scheme: str
):
    page.emulate_media(color_scheme=scheme)
    page.goto(f"{server.url}/softmax?tab=jacobian")
    settled(page)
    scale = page.wait_for_function(
        """() => [...document.querySelectorAll(".js-plotly-plot")]
          .flatMap((node) => node.data ?? []).find(({ type }) => type === "heatmap")?.colorscale"""
    ).json_value()
    background = page.evaluate(
        """() => getComputedStyle(document.querySelector(".figure"))
          .getPropertyValue("--st-background-color").trim()"""
    )
    assert scale == [[0, NEGATIVE], [0.5, background], [1, POSITIVE]]

    page.goto(server.url)
    settled(page)
    page.locator(".network svg path").first.wait_for(state="attached")
    strokes = page.evaluate(
        """() => [...document.querySelectorAll(".network svg path")]
          .map((line) => getComputedStyle(line).stroke)"""
    )
    for colour in (POSITIVE, NEGATIVE):
        red, green, blue = (int(colour[start : start + 2], 16) for start in (1, 3, 5))
        assert f"rgb({red}, {green}, {blue})" in strokes


def test_the_images_of_the_weights_are_red_blue_and_clear_at_zero(page: Page, server: Server):
    page.goto(f"{server.url}/training?init=zero")
    settled(page)
    pixels = """() => [...document.querySelector(".player .tiles canvas").getContext("2d")
      .getImageData(0, 0, 8, 8).data]"""
    page.wait_for_function("() => document.querySelector('.player .tiles canvas')")
    assert set(page.evaluate(pixels)[3::4]) == {0}
    page.goto(f"{server.url}/training?step=50")
    settled(page)
    page.wait_for_function("() => document.querySelector('.player .tiles canvas')")
    page.wait_for_function(f"() => ({pixels})().some((value) => value > 0)")
    values = page.evaluate(pixels)
    colours = {tuple(values[place : place + 3]) for place in range(0, 256, 4) if values[place + 3]}
    reds = [colour for colour in colours if colour[0] > colour[2]]
    blues = [colour for colour in colours if colour[2] > colour[0]]
    assert reds
    assert blues
