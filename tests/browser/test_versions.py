"""The app on Streamlit's versions before the one of requirements.txt, each in its environment.

`.ci/run` makes the environments and names their folder in `STREAMLIT_VERSIONS`; without it these
tests are skipped.
"""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.page_state import follow_address, settled
from tests.browser.player import button, open_training, wait_for_step
from tests.browser.test_pages import PAGES, open_page, shown_value
from tests.hostile_client import broken_by_log
from tests.server import Server, free_ports, running

# What is left out on each, by the name that the log gives it.
LEFT_OUT: dict[str, set[str]] = {"1.66.1": set(), "1.65.0": set()}

pytestmark = pytest.mark.skipif(
    "STREAMLIT_VERSIONS" not in os.environ, reason="needs the environments that .ci/run makes"
)


@pytest.fixture(scope="module", params=LEFT_OUT)
def older(request: pytest.FixtureRequest) -> Iterator[tuple[str, Server]]:
    """A version, and the dashboard on it."""
    python = Path(os.environ["STREAMLIT_VERSIONS"], request.param, "bin", "python")
    port = free_ports(1)
    command = [str(python), "-m", "streamlit", "run", "dashboard/app.py"]
    command += ["--server.address=127.0.0.1", f"--server.port={port}"]
    with running(command, port) as server:
        yield request.param, server


def test_every_page_opens_a_run_plays_and_a_slider_moves(page: Page, older: tuple[str, Server]):
    version, server = older
    open_page(page, server, "/")
    for path, title in PAGES.items():
        follow_address(page, path)
        heading = "Logit Lab" if title == "Start" else title
        expect(page.get_by_role("heading", name=heading, level=1)).to_be_visible()
        expect(page.get_by_test_id("stException")).to_have_count(0)
    open_training(page, server)
    button(page, "Play").click()
    wait_for_step(page, 20)
    button(page, "Pause").click()
    open_page(page, server, "/softmax")
    page.get_by_role("slider", name="z₁").press("ArrowRight")
    settled(page)
    assert shown_value(page, "z₁") == 1.1
    log = server.log()
    assert broken_by_log(log) == []
    lines = [line for line in log.splitlines() if line.startswith("left out ")]
    assert all(f"unfit for Streamlit {version}: " in line for line in lines)
    assert sorted(line.split(",")[0].removeprefix("left out ") for line in lines) == sorted(
        LEFT_OUT[version]
    )
