"""A server, a browser and a watched page for the tests of this folder."""

import os
import shutil
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from tests.browser.page_state import PageRecord
from tests.server import Server, running_server

collect_ignore = ["apps"]  # scripts for a server, not modules to import

expect.set_options(timeout=30_000)  # as long as Playwright's other waits: machines may be busy

_CHROMIUM_FLAGS = [
    "--no-sandbox",
    "--use-gl=angle",  # WebGL without a graphics card
    "--use-angle=swiftshader",
    "--enable-unsafe-swiftshader",
]


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    """The dashboard, as `streamlit run dashboard/app.py` starts it."""
    with running_server() as started:
        yield started


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    """Chromium; closed with the last test of this folder, since Playwright keeps an event loop."""
    executable = shutil.which("chromium")
    if executable is None:
        missing = "needs Chromium on the path (Debian: apt-get install chromium)"
        if "CI" in os.environ:
            pytest.fail(missing)
        pytest.skip(missing)
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=executable, args=_CHROMIUM_FLAGS)
        yield chromium
        chromium.close()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """An empty tab of its own session, as wide as a projector."""
    context = browser.new_context(viewport={"width": 1280, "height": 800})
    yield context.new_page()
    context.close()


@pytest.fixture(autouse=True)
def record(page: Page) -> Iterator[PageRecord]:
    """What happens on the page; a test fails at its end if anything went wrong there."""
    kept = PageRecord(page)
    yield kept
    assert kept.problems == []


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Iterator[None]:
    """Show the log of each server that a failed test used."""
    report = yield
    if report.failed:
        for name, value in getattr(item, "funcargs", {}).items():
            if isinstance(value, Server):
                report.sections.append((f"Log of {name}", value.log()))
    return report
