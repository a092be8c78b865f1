"""What a page shows and asks for, and when it has come to rest."""

import re
from urllib.parse import urlsplit

from playwright.sync_api import ConsoleMessage, Page, Request, Response

_DEBOUNCE_MILLISECONDS = 150  # the front end gathers changes this long before it sends them
_RESTING_APP = "[data-testid=stApp][data-test-script-state=notRunning]"

# On a deep link Streamlit's front end first looks for its server below the page's own path.
_STREAMLIT_PROBE = re.compile(r"/[^/]+/_stcore/(health|host-config)")


def settled(page: Page) -> Page:
    """The page, once the app has answered everything that was done to it."""
    page.wait_for_timeout(_DEBOUNCE_MILLISECONDS)
    page.wait_for_selector(_RESTING_APP)
    return page


class PageRecord:
    """What a page asked for and what went wrong on it, as the browser tells it."""

    def __init__(self, page: Page) -> None:
        self.urls: list[str] = []
        self.problems: list[str] = []
        self._expected: set[str] = set()
        page.on("request", lambda request: self.urls.append(request.url))
        page.on("websocket", lambda socket: self.urls.append(socket.url))
        page.on("pageerror", lambda error: self.problems.append(f"uncaught: {error}"))
        page.on("console", self._on_console)
        page.on("response", self._on_response)
        page.on("requestfailed", self._on_failure)

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
        if response.status >= 400 and not _STREAMLIT_PROBE.fullmatch(urlsplit(response.url).path):
            self.problems.append(f"{response.status}: {response.url}")

    def _on_failure(self, request: Request) -> None:
        left_behind = request.failure == "net::ERR_ABORTED"  # the user went on to another page
        if not left_behind and urlsplit(request.url).path not in self._expected:
            self.problems.append(f"{request.failure}: {request.url}")
