"""Every page opens from a link, with no internet, and is for everyone.

For those who do not see it, have no mouse, or read it on a phone, in both themes.
"""

import re
from functools import cache
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from dashboard.components.served_scripts import PLOTLY_JS_PATH
from tests.browser.page_state import PageRecord, open_list, settled
from tests.browser.player import (
    button,
    numbers,
    open_training,
    rested,
    step_on_screen,
    wait_for_step,
)
from tests.browser.test_pages import PAGES, open_page
from tests.missing import skip_without
from tests.server import ROOT, Server

_AXE = ROOT / ".node/node_modules/axe-core/axe.min.js"
_OUR_RULES = Path(__file__).parent / "accessibility.js"

# What Streamlit's front end does, and we cannot change: the rule, where, and why it is harmless.
EXCUSED: list[tuple[str, str]] = []

WITHOUT_PICTURES = {"/practice", "/for_teachers", "/misconceptions"}
OVERLAP = 0.2  # of the smaller text: line boxes are higher than their letters
# A name holds a number, or names an entry: it says more than what kind of chart this is.
CONTENT = re.compile(r"\d")

OPEN_EXPANDERS = """() => document.querySelectorAll("[data-testid=stExpander] summary")
  .forEach((summary) => summary.parentElement.open || summary.click())"""
ALL_DRAWN = """() => [...document.querySelectorAll(".figure")].every((node) => node.data)"""
SCHEME = "getComputedStyle(document.querySelector('.stApp')).colorScheme"


@cache
def rules() -> str:
    """The source of axe-core and of our own rules; without axe-core, the test ends here."""
    if not _AXE.exists():
        skip_without("axe-core; the README's section 'Test it' says how to install it")
    return _AXE.read_text(encoding="utf-8") + _OUR_RULES.read_text(encoding="utf-8")


@pytest.mark.parametrize("path", PAGES)
def test_a_page_opens_by_itself_and_is_for_everyone(
    page: Page, server: Server, record: PageRecord, path: str
):
    page.emulate_media(color_scheme="light")
    open_page(page, server, path)
    expect(page).to_have_title(f"{PAGES[path]} · Logit Lab")
    if path not in WITHOUT_PICTURES:
        page.locator(".js-plotly-plot .main-svg, .network text").first.wait_for()
    expect(page.get_by_test_id("stException")).to_have_count(0)
    expect(page.locator(".unavailable:visible")).to_have_count(0)
    expect(page.get_by_role("button", name="Copy link")).to_be_visible()
    assert_it_asked_only(server, record)

    page.evaluate(f"() => {{ {rules()}; Object.assign(window, {{ {_names(rules())} }}); }}")
    assert problems_of_the_keyboard(page) == []
    page.evaluate(OPEN_EXPANDERS)
    settled(page)
    page.wait_for_function(ALL_DRAWN)
    assert page.evaluate(SCHEME) == "light"
    assert page.evaluate("(excused) => violations(excused)", EXCUSED) == []
    # Of a page another theme changes the colours alone.
    page.emulate_media(color_scheme="dark")
    page.wait_for_function(f"() => {SCHEME} === 'dark'")
    settled(page)
    assert (
        page.evaluate(
            "(excused) => violations(excused, ['color-contrast', 'link-in-text-block'])", EXCUSED
        )
        == []
    )
    for chart in page.evaluate("namedCharts()"):
        assert chart["role"] in ("figure", "img")
        assert CONTENT.search(chart["name"]), chart
    page.set_viewport_size({"width": 390, "height": 844})
    settled(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    assert page.evaluate("sticksOut()") == []
    assert page.evaluate("(share) => crowdedTexts(share)", OVERLAP) == []
    assert page.evaluate("violations([], ['scrollable-region-focusable'])") == []
    expect(page.get_by_test_id("stException")).to_have_count(0)
    assert_it_asked_only(server, record)


def test_every_page_of_the_navigation_is_looked_at(page: Page, server: Server):
    open_page(page, server, "/")
    titles = list[str]()
    for section in page.get_by_test_id("stTopNavSection").all():
        section.click()
        links = page.get_by_test_id("stTopNavDropdownLink")
        links.first.wait_for()
        titles += links.all_inner_texts()
        section.press("Escape")
        expect(links).to_have_count(0)
    assert titles == [*PAGES.values()]


def test_the_player_is_played_from_the_keyboard(page: Page, server: Server):
    open_training(page, server)
    button(page, "Play").focus()
    page.keyboard.press("Space")
    wait_for_step(page, 5)
    expect(button(page, "Pause")).to_be_focused()
    page.keyboard.press("Space")
    page.locator(".player .scrubber").focus()
    rested(page, step_on_screen(page))
    step = step_on_screen(page)
    page.keyboard.press("ArrowLeft")
    rested(page, step - 1)
    loss = page.get_by_role("img", name="Loss against steps")
    expect(loss).to_have_accessible_name(
        re.compile(f"Step {step - 1}: .*training loss {numbers(page)['training loss']}")
    )
    weights = page.get_by_role("img", name="The weights of each class")
    expect(weights).to_have_accessible_name(
        re.compile(f"Step {step - 1}: weights from −.* to .* 9 0\\.[0-9]+\\.$")
    )


# What a click on a picture does, done by keys: the page, the control, the keys, the picture.
CLICKS = [
    (
        "/chain_rule",
        ("radio", "both"),
        ["ArrowRight", "Space"],
        "A network",
        "Highlighted: x₁ → z₁ → p.$",
    ),
    (
        "/softmax?tab=jacobian",
        ("combobox", "Column i: logit zᵢ"),
        ["Enter"],
        "The Jacobian",
        "∂ŷ₁/∂z₃",
    ),
    ("/loss_surface", ("slider", "z₁"), ["ArrowRight"], "The same loss as a map", "z₁ = 1.100"),
    ("/backprop", ("combobox", "Weight or bias"), ["Enter"], "The layer", "from w₂₂ through"),
]


@pytest.mark.parametrize(("path", "control", "keys", "picture", "words"), CLICKS)
def test_what_a_click_chooses_is_chosen_by_keys(
    page: Page,
    server: Server,
    path: str,
    control: tuple[str, str],
    keys: list[str],
    picture: str,
    words: str,
):
    open_page(page, server, path)
    role, name = control
    widget = page.get_by_role(role, name=name)
    widget.focus()
    if role == "combobox":
        open_list(widget)
    for key in keys:
        page.keyboard.press(key)
        settled(page)
    expect(page.get_by_role("figure", name=picture)).to_have_accessible_name(re.compile(words))


def assert_it_asked_only(server: Server, record: PageRecord) -> None:
    """Nothing of any other server; plotly.js with the page itself, and not for its pictures."""
    assert record.foreign_urls(server.url) == []
    assert [url for url in record.urls if "plotly-" in url] == [f"{server.url}/{PLOTLY_JS_PATH}"]


def _names(rules: str) -> str:
    return ", ".join(re.findall(r"^(?:async )?function (\w+)", rules, flags=re.MULTILINE))


def problems_of_the_keyboard(page: Page) -> list[str]:
    """The controls that Tab does not come to, and those that do not show that it has."""
    page.evaluate("watchFocus()")
    for _ in range(300):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement === document.body"):  # once around
            break
    return page.evaluate("[...unreached(), ...unmarked]")
