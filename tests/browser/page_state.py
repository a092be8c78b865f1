"""What a page shows and asks for, and when it has come to rest."""

import re
from collections.abc import Callable
from typing import Any, Self, TypeVar
from urllib.parse import urlsplit

from playwright.sync_api import ConsoleMessage, Frame, Locator, Page, Request, Response, expect

# The front end gathers changes for 150 ms before it sends them. The page's own clock is asked, not
# ours: on a busy machine the page may be late, and then so is everything it has been set to do.
_LONGER_THAN_THE_DEBOUNCE = """() => new Promise((done) =>
  setTimeout(() => requestAnimationFrame(done), 200))"""
_RESTING_APP = (
    "[data-testid=stApp][data-test-connection-state=CONNECTED][data-test-script-state=notRunning]"
)

# A click is reported of what is hovered, and drawing a figure anew forgets that.
_NOTHING_IS_BEING_DRAWN = "() => !document.querySelector('.figure[aria-busy=true]')"

# On a deep link Streamlit's front end first looks for its server below the page's own path.
_STREAMLIT_PROBE = re.compile(r"(/[^/]+)+/_stcore/(health|host-config)")

AnyPage = TypeVar("AnyPage", bound=Page | Frame)


def settled(page: AnyPage) -> AnyPage:
    """The page, once the app has answered everything that was done to it, and drawn its answer."""
    page.evaluate(_LONGER_THAN_THE_DEBOUNCE)
    page.wait_for_selector(_RESTING_APP)
    page.wait_for_function(_NOTHING_IS_BEING_DRAWN)
    return page


def follow_address(page: AnyPage, url: str) -> AnyPage:
    """The page as a URL of the app names it: as after Back, with nothing loaded anew."""
    page.evaluate("url => history.pushState(null, '', url)", url)
    page.evaluate("dispatchEvent(new PopStateEvent('popstate'))")
    return settled(page)


def navigation_link(page: Page | Frame, title: str) -> Locator:
    """The link to a page, in the menu above the page, which is opened for it."""
    link = page.get_by_test_id("stTopNavDropdownLink").filter(
        has=page.get_by_text(title, exact=True)
    )
    for section in page.get_by_test_id("stTopNavSection").all():
        section.click()
        link.or_(page.get_by_test_id("stTopNavDropdownLink")).first.wait_for()
        if link.is_visible():
            break
        section.press("Escape")
    return link


def open_list(box: Locator) -> None:
    """Open a list from the keyboard, with the option after the chosen one in focus."""
    for _ in range(10):  # whatever scrolls the page shuts the list again
        box.press("ArrowDown")
        settled(box.page)
        if box.get_attribute("aria-expanded") == "true":
            return


def choose(box: Locator, option: str) -> None:
    """Type an option's name into a list and choose it."""
    box.scroll_into_view_if_needed()
    settled(box.page)
    box.focus()
    box.press_sequentially(option)
    listed = box.page.get_by_role("option", name=option, exact=True)
    for _ in range(10):  # whatever scrolls the page shuts the list again
        if listed.is_visible():
            break
        box.press("ArrowDown")
        settled(box.page)
    listed.click()
    expect(box).to_have_value(option)
    settled(box.page)


_STEADY_PLACE = """async (node, [x, y]) => {
  const frame = () => new Promise(requestAnimationFrame);
  const place = () => {
    const { xaxis, yaxis } = node._fullLayout;
    const { left, top } = node.getBoundingClientRect();
    return [left + xaxis._offset + xaxis.d2p(x), top + yaxis._offset + yaxis.d2p(y)];
  };
  for (let steady = 0, last = place(); steady < 5; ) {
    await frame();
    const now = place();
    steady = now[0] === last[0] && now[1] === last[1] ? steady + 1 : 0;
    last = now;
  }
  return place();
}"""


def place_on(figure: Locator, x: float, y: float) -> tuple[float, float]:
    """Where on the screen a figure's axes read x and y, once nothing moves any more."""
    left, top = figure.evaluate(_STEADY_PLACE, [x, y])
    return left, top


def click_figure(figure: Locator, x: float, y: float) -> None:
    """Click a place of a figure, in the units of its axes, once nothing moves any more."""
    page = figure.page
    figure.scroll_into_view_if_needed()
    page.mouse.move(0, 0)
    settled(page)
    left, top = place_on(figure, x, y)
    page.mouse.move(left - 3, top - 3)
    page.mouse.move(left, top)
    assert place_on(figure, x, y) == (left, top)  # and Plotly has seen the mouse
    page.mouse.down()
    page.mouse.up()
    settled(page)


class PageRecord:
    """What a page asked for and what went wrong on it, as the browser tells it, in its `with`."""

    def __init__(self, page: Page) -> None:
        self.urls: list[str] = []
        self.problems: list[str] = []
        self._expected: set[str] = set()
        self._page = page
        self._listeners: dict[Any, Callable[[Any], None]] = {
            "request": lambda request: self.urls.append(request.url),
            "websocket": lambda socket: self.urls.append(socket.url),
            "pageerror": lambda error: self.problems.append(f"uncaught: {error}"),
            "console": self._on_console,
            "response": self._on_response,
            "requestfailed": self._on_failure,
        }

    def __enter__(self) -> Self:
        for event, listener in self._listeners.items():
            self._page.on(event, listener)
        return self

    def __exit__(self, *_: object) -> None:
        for event, listener in self._listeners.items():
            self._page.remove_listener(event, listener)

    def expect_failure_of(self, path: str) -> None:
        """Let the test break the requests of a path on purpose."""
        self._expected.add(path)

    def foreign_urls(self, server_url: str) -> list[str]:
        """The URLs that are neither the server's own nor part of the page itself."""
        own = urlsplit(server_url).netloc
        return [
            url
            for url in self.urls
            if urlsplit(url).scheme not in ("data", "blob") and urlsplit(url).netloc != own
        ]

    def _on_console(self, message: ConsoleMessage) -> None:
        # Resources that fail to load are told, with their URL, by the two events below.
        if message.type == "error" and not message.text.startswith("Failed to load resource"):
            self.problems.append(f"console: {message.text}")

    def _on_response(self, response: Response) -> None:
        path = urlsplit(response.url).path
        is_expected = _STREAMLIT_PROBE.fullmatch(path) or path in self._expected
        if response.status >= 400 and not is_expected:
            self.problems.append(f"{response.status}: {response.url}")

    def _on_failure(self, request: Request) -> None:
        left_behind = request.failure == "net::ERR_ABORTED"  # the user went on to another page
        if not left_behind and urlsplit(request.url).path not in self._expected:
            self.problems.append(f"{request.failure}: {request.url}")
