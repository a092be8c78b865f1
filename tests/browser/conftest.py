"""A server, a browser and a watched page for the tests of this folder."""

import shutil
from collections.abc import Generator, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, ViewportSize, WebSocket, expect, sync_playwright

from tests.browser.page_state import PageRecord
from tests.missing import need_package, skip_without
from tests.server import Server, running_server

collect_ignore = ["apps"]  # scripts for a server, not modules to import

expect.set_options(timeout=30_000)  # as long as Playwright's other waits: machines may be busy

_PROJECTOR: ViewportSize = {"width": 1280, "height": 800}
_PHONE: ViewportSize = {"width": 390, "height": 844}
CHROMIUM_FLAGS = [
    "--no-sandbox",
    "--use-gl=angle",  # WebGL without a graphics card
    "--use-angle=swiftshader",
    "--enable-unsafe-swiftshader",
    "--disable-gpu-compositing",  # all else straight on the processor: half the work of a page
    "--disable-gpu-rasterization",
]


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Give every browser test a second try: what is awaited may come too late on a busy machine."""
    if not config.pluginmanager.hasplugin("rerunfailures"):
        return
    for item in items:
        if item.path.is_relative_to(Path(__file__).parent):
            item.add_marker(pytest.mark.flaky(reruns=1))


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    """The dashboard, as `streamlit run dashboard/app.py` starts it."""
    with running_server() as started:
        yield started


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    """Chromium; closed with the last test of this folder, since Playwright keeps an event loop."""
    need_package("playwright")
    executable = shutil.which("chromium")
    if executable is None:
        skip_without("Chromium on the path (Debian: apt-get install chromium)")
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=executable, args=CHROMIUM_FLAGS)
        yield chromium
        chromium.close()


# One tab for all tests of a kind: with all it has loaded and compiled, it opens later pages in less
# than half the time.


@pytest.fixture(scope="package")
def tab(browser: Browser) -> Iterator[Page]:
    with browser.new_context(viewport=_PROJECTOR) as context:
        yield context.new_page()


@pytest.fixture(scope="package")
def phone_tab(browser: Browser) -> Iterator[Page]:
    with browser.new_context(viewport=_PHONE, has_touch=True, is_mobile=True) as context:
        yield context.new_page()


@pytest.fixture(scope="package")
def visitor_tab(browser: Browser) -> Iterator[Page]:
    with browser.new_context(viewport=_PROJECTOR) as context:
        yield context.new_page()


@pytest.fixture
def page(tab: Page) -> Iterator[Page]:
    """The tab as a newcomer has it: empty, nothing stored, as wide as a projector."""
    yield tab
    leave(tab)
    tab.set_viewport_size(_PROJECTOR)
    tab.emulate_media(color_scheme="null", reduced_motion="null")


@pytest.fixture
def phone(phone_tab: Page) -> Iterator[Page]:
    """A newcomer's tab on a phone."""
    yield phone_tab
    leave(phone_tab)


@pytest.fixture
def visitor(visitor_tab: Page) -> Iterator[Page]:
    """The tab of somebody else, in a browser that shares nothing with that of `page`."""
    yield visitor_tab
    leave(visitor_tab)


def leave(tab: Page) -> None:
    """Let a tab forget all but the scripts that it has compiled."""
    for opened in tab.context.pages[1:]:
        opened.close()  # behind it this one would be drawn once a second, and wait for that
    tab.unroute_all()
    if tab.url.startswith("http"):
        tab.evaluate("localStorage.clear(), sessionStorage.clear()")
    tab.goto("about:blank")  # which ends the session on the server too
    tab.context.clear_cookies()


@pytest.fixture
def sent(page: Page) -> Iterator[list[object]]:
    """What the page has sent over its websocket."""
    frames: list[object] = []

    def watch(socket: WebSocket) -> None:
        socket.on("framesent", lambda frame: frames.append(frame))

    page.on("websocket", watch)
    yield frames
    page.remove_listener("websocket", watch)


@pytest.fixture(autouse=True)
def record(page: Page) -> Iterator[PageRecord]:
    """What happens on the page; a test fails at its end if anything went wrong there."""
    with PageRecord(page) as kept:
        yield kept
    assert kept.problems == []


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item,
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Show the log of each server that a failed test used."""
    report = yield
    if report.failed:
        for name, value in getattr(item, "funcargs", {}).items():
            if isinstance(value, Server):
                report.sections.append((f"Log of {name}", value.log()))
    return report
