"""The precision lab in the browser: another dtype, a click on a map, and the width of a phone."""

import re

from playwright.sync_api import Locator, Page, expect

from tests.browser.page_state import settled
from tests.server import Server


def picture(page: Page, words: str) -> Locator:
    return page.locator(f".figure[aria-label*='{words}']")


def test_maps_and_sweep_follow_the_dtype_and_a_click_and_fit_a_phone(page: Page, server: Server):
    page.goto(f"{server.url}/precision_lab?tab=difference")
    settled(page)
    expect(page.locator(".figure[data-drawings]")).to_have_count(3)
    settled(page)
    naive, sweep = (
        picture(page, "Heat map, textbook"),
        picture(page, "Error of the finite difference"),
    )
    expect(naive).to_have_attribute("aria-label", re.compile("cross-entropy in float32"))
    expect(sweep).to_have_attribute("aria-label", re.compile("float32 in front"))
    node = naive.element_handle()
    overflow = "node => 10 ** node.layout.shapes[0].x0"
    assert abs(naive.evaluate(overflow) - 88.7228) < 1e-3

    page.get_by_role("radio", name="float16").click()
    settled(page)
    expect(naive).to_have_attribute("aria-label", re.compile("cross-entropy in float16"))
    expect(sweep).to_have_attribute("aria-label", re.compile("float16 in front"))
    assert abs(naive.evaluate(overflow) - 11.0899) < 1e-3
    assert sweep.evaluate(
        "node => node.data.find(({ mode }) => mode === 'lines+markers').name"
    ) == ("float16")
    page.get_by_role("tab", name="When does a real run break?").click()
    settled(page)
    expect(page.get_by_text("a loss is NaN: ŷ is ∞/∞").first).to_be_visible()
    expect(page).to_have_url(re.compile("(?=.*dtype=float16)(?=.*tab=run)"))
    assert node.evaluate("node => node.isConnected")  # the chart stayed

    naive.scroll_into_view_if_needed()
    x, y = naive.evaluate(
        """(node) => {
            const { xaxis, yaxis } = node._fullLayout;
            const { left, top } = node.getBoundingClientRect();
            return [left + xaxis._offset + xaxis.d2p(0.4), top + yaxis._offset + yaxis.d2p(6)];
        }"""
    )
    page.mouse.move(x, y)
    page.mouse.move(x + 1, y + 1)
    page.mouse.click(x + 1, y + 1)
    settled(page)
    expect(page.get_by_text("At the diamond (K = 64, s = 2.512)")).to_be_visible()
    expect(page).to_have_url(re.compile("class_count=64.*logit_size=2.512"))

    page.set_viewport_size({"width": 390, "height": 844})
    settled(page)
    widest = """() => Math.max(document.documentElement.scrollWidth,
        document.querySelector('[data-testid=stMain]').scrollWidth)"""
    page.wait_for_function(f"({widest})() <= 390")
