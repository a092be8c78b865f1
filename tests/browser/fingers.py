"""Where a finger or the mouse takes hold, and how a finger moves over the screen."""

import numpy as np
from playwright.sync_api import Locator, Page

from tests.browser.page_state import settled


def middle(element: Locator) -> tuple[float, float]:
    box = element.bounding_box()
    assert box is not None
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def to_the_middle(element: Locator) -> None:
    """Scroll it to the middle of the screen: at the top the header would lie over it."""
    element.evaluate("element => element.scrollIntoView({ block: 'center' })")
    settled(element.page)


def swipe(page: Page, start: tuple[float, float], end: tuple[float, float]) -> None:
    """Move a finger over the screen."""
    touch = page.context.new_cdp_session(page)
    for share in np.linspace(0, 1, 12):
        x, y = (1 - share) * np.array(start) + share * np.array(end)
        kind = "touchMove" if share else "touchStart"
        touch.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": [{"x": x, "y": y}]})
        page.wait_for_timeout(20)
    touch.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    settled(page)


def scrolled(page: Page) -> float:
    return page.get_by_test_id("stMain").evaluate("main => main.scrollTop")
