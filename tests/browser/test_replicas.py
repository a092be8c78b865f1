"""A replica dies under its students: they are on another one, where they were, and go on."""

import csv
import re
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.page_state import PageRecord, settled
from tests.browser.player import (
    button,
    digits_run,
    go_to,
    numbers,
    numbers_of_core,
    open_training,
    rested,
)
from tests.replicas import kill, need_caddy, replicas, running_replicas, sessions
from tests.server import Server

BACK_SECONDS = 10
STEP = 60
FILE = "\n".join(
    ["x,y,kind", *(f"{k % 3 + k / 90},{k % 5},{['ash', 'elm', 'oak'][k % 3]}" for k in range(60))]
).encode()


@pytest.fixture(scope="module")
def door() -> Iterator[Server]:
    need_caddy()
    with running_replicas(2) as started:
        yield started


def own_table(page: Page, door: Server) -> None:
    """Upload a file and see that it has come to the very replica that runs the page."""
    page.goto(f"{door.url}/training?data=csv")
    settled(page)
    page.get_by_test_id("stFileUploader").locator("input[type=file]").set_input_files(
        {"name": "trees.csv", "mimeType": "text/csv", "buffer": FILE}
    )
    expect(page.get_by_test_id("stSidebar").get_by_text("60 of 60 rows are used")).to_be_visible()


def history(page: Page, folder: Path) -> str:
    """The history as it is downloaded."""
    page.get_by_role("tab", name="Download", exact=True).click()
    pressed = page.get_by_role("button", name="History (CSV)")
    with page.expect_download() as download:
        pressed.click()
    file = folder / "history.csv"
    download.value.save_as(file)
    return file.read_text(encoding="utf-8")


def shown(page: Page) -> list[str]:
    """The pictures of the softmax page in words: all their numbers."""
    return page.locator(".figure").evaluate_all("all => all.map((one) => one.ariaLabel)")


def watch_the_connection(page: Page) -> None:
    """Keep whether the page has ever been without its server."""
    page.evaluate(
        """() => {
          const app = document.querySelector("[data-testid=stApp]");
          new MutationObserver(() => {
            window.wasAlone ||= app.dataset.testConnectionState !== "CONNECTED";
          }).observe(app, { attributes: true });
        }"""
    )


def back(page: Page, since: float) -> None:
    """Wait until the page has lost its server, and has come to rest on another, in time."""
    left = BACK_SECONDS - (time.monotonic() - since)
    page.wait_for_function(
        """() => {
          const app = document.querySelector("[data-testid=stApp]").dataset;
          return window.wasAlone && app.testConnectionState === "CONNECTED"
            && app.testScriptState === "notRunning";
        }""",
        timeout=1000 * max(left, 0.001),
    )


def status(url: str) -> int:
    try:
        with urllib.request.urlopen(url, timeout=5) as answer:
            return answer.status
    except urllib.error.HTTPError as error:
        return error.code


def test_students_of_a_killed_replica_go_on_at_another(
    browser: Browser, door: Server, tmp_path: Path
):
    with browser.new_context(viewport={"width": 1280, "height": 800}) as context:
        training, softmax = context.new_page(), context.new_page()
        with PageRecord(training) as one, PageRecord(softmax) as other:
            own_table(softmax, door)
            softmax.goto(f"{door.url}/softmax")
            settled(softmax)
            field = softmax.get_by_role("slider", name=re.compile("z₁"))
            for _ in range(3):
                field.press("ArrowRight")
            expect(softmax).to_have_url(re.compile("z1="))
            settled(softmax)
            training.bring_to_front()  # a tab behind another is drawn once a second
            open_training(training, door, "?opt=adam")
            go_to(training, STEP)
            rested(training, STEP)
            table = history(training, tmp_path)
        assert one.problems == other.problems == []
        before = [(training.url, numbers(training)), (softmax.url, shown(softmax))]
        assert before[0][1] == numbers_of_core(STEP, optimizer="adam")
        (first, second) = replicas(door).items()
        (pid, _), (_, left) = sorted((first, second), key=lambda one: -sessions(one[1]))
        assert sessions(left) == 0

        for page in (training, softmax):
            watch_the_connection(page)
        kill(pid)
        killed = time.monotonic()
        for page in (training, softmax):
            back(page, killed)
        assert sessions(left) == 2
        with PageRecord(training) as one, PageRecord(softmax) as other:
            settled(training)
            settled(softmax)
            assert [(training.url, numbers(training)), (softmax.url, shown(softmax))] == before
            # And they go on, by numbers that the other replica works out.
            assert history(training, tmp_path) == table
            button(training, "One mini-batch").click()
            rested(training, STEP + 1)
            assert numbers(training) == numbers_of_core(STEP + 1, optimizer="adam")
            softmax.bring_to_front()
            field.press("ArrowRight")
            settled(softmax)
            assert shown(softmax) != before[1][1]
            own_table(softmax, door)
        assert one.problems == other.problems == []
    _, *steps = csv.DictReader(table.splitlines())
    losses = [float(row["batch_loss"]) for row in steps]
    assert losses == digits_run(optimizer="adam").history(0, STEP).batch_losses.tolist()


def test_the_door_says_what_a_browser_may_do_and_nothing_of_the_inside(door: Server):
    with urllib.request.urlopen(door.url, timeout=5) as answer:
        headers = answer.headers
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["X-Frame-Options"] == "SAMEORIGIN"
    assert headers["Referrer-Policy"] == "same-origin"
    assert "camera=()" in headers["Permissions-Policy"]
    assert "default-src 'self'" in headers["Content-Security-Policy"]
    assert "frame-ancestors 'self';" in headers["Content-Security-Policy"]
    assert headers["Server"] in (None, "uvicorn")
    for path in (
        "_stcore/metrics",
        "training/_stcore/metrics",
        "_stcore/%6detrics",
        "_stcore/agent/interact",
    ):
        assert status(f"{door.url}/{path}") == 404, path
    assert status(f"{door.url}/_stcore/health") == 200
