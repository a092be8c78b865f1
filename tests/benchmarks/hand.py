"""How smoothly a picture follows a hand: `python -m tests.benchmarks.hand [page …]`.

A real server and a headless Chromium at 1280 × 800. On each page a handle is dragged round for some
seconds, with a move in every frame; the network and a descent play, too. Then come short drags on
the page as it is, and the time is taken from letting go to the page that shows Python's answer.
The exit status is 1 when a bound is broken. Run it on a quiet machine: the load average stands
first.
"""

import os
import shutil
import statistics
import sys
from typing import NamedTuple

from playwright.sync_api import Browser, Page, WebSocket, sync_playwright

from tests.browser.conftest import CHROMIUM_FLAGS
from tests.browser.page_state import settled
from tests.server import Server, running_server

HANDLE, PLAY = ".figure .handle", "button"
PAGES = {  # the page, and what a hand takes hold of there
    "": ".network [aria-label='w₂₁']",
    "?eta=0.01": f".network {PLAY}.play",
    "loss_surface?z1=0&z2=0": HANDLE,
    "loss_surface?z1=0&z2=0&tab=sections": HANDLE,
    "gradient_field?z1=0&z2=0": HANDLE,
    "gradient_field?z1=0&z2=0&tab=steps": HANDLE,
    "gradient_field?z1=0&z2=0&descent_steps=24": f".step-bar {PLAY}",  # it plays for 8 s
    "softmax?z1=0": HANDLE,
    "softmax?z1=0&K=10&tab=temperature": HANDLE,
    "chain_rule?x1=0": HANDLE,
}
DRAGS = 5  # on each page; the first one warms up and is not counted
ANSWERS = 20  # on each page, as many as slider_to_picture.py has moves
SECONDS = 3
FEWEST_PICTURES = 50  # a second, in the best drag

# Counts the frames of some seconds in which something has changed in the pictures, and those in
# which the pin of the landscape has moved. A handle is moved in every frame, round a diamond.
COUNT = """async ([selector, x, y, seconds]) => {
  const handle = document.querySelector(selector);
  let hasChanged = false, last = null;
  const pictures = { all: 0, pin: 0 };
  const observer = new MutationObserver(() => (hasChanged = true));
  const moves = { attributes: true, characterData: true, childList: true, subtree: true };
  for (const part of document.querySelectorAll(".handle, .over, .stage > svg")) {
    observer.observe(part, moves);
  }
  const wave = (turns) => 40 * (4 * Math.abs(turns - Math.round(turns)) - 1);
  const pin = () => document.querySelector(".over path")?.getAttribute("d");
  const move = (across, down) => handle.matches(".handle") && handle.dispatchEvent(
    new PointerEvent("pointermove", {
      isPrimary: true, clientX: x + across, clientY: y + down,
    }),
  );
  const start = performance.now();
  while (performance.now() - start < 1000 * seconds) {
    const turns = (performance.now() - start) / 350;
    move(wave(turns), wave(turns + 0.25));
    await new Promise(requestAnimationFrame);
    if (hasChanged) pictures.all += 1;
    if (pin() !== last) pictures.pin += 1;
    hasChanged = false;
    last = pin();
  }
  observer.disconnect();
  move(11, 11); // surely elsewhere than at first
  return [pictures.all / seconds, pictures.pin / seconds];
}"""
# From letting go to the answer on the page: the picture is no longer ahead of it.
WATCH_ANSWER = """() => {
  window.answered = new Promise((done) => {
    addEventListener("pointerup", () => {
      const begun = performance.now();
      const page = document.documentElement;
      new MutationObserver((_, observer) => {
        if ("handIsAhead" in page.dataset) return;
        observer.disconnect();
        done(performance.now() - begun);
      }).observe(page, { attributeFilter: ["data-hand-is-ahead"] });
    }, { once: true, capture: true });
  });
}"""


class Move(NamedTuple):
    """One drag, or some seconds of playing, and how the pictures followed."""

    rate: float  # pictures a second that differ from the last
    pin_rate: float  # likewise, of the pin on the landscape
    messages: int  # sent meanwhile


def moved(page: Page, sent: list[object], selector: str) -> Move:
    box = page.locator(selector).first.bounding_box()
    assert box is not None
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    if plays := PLAY in selector:
        page.mouse.up()
    before = len(sent)
    rate, pin_rate = page.evaluate(COUNT, [selector, x, y, SECONDS])
    messages = len(sent) - before
    if plays:
        page.mouse.down()
    page.mouse.up()
    settled(page)
    return Move(rate, pin_rate, messages)


def answer(page: Page, selector: str, across: int) -> float:
    """Milliseconds from letting go, after a short drag, to the page that has followed."""
    box = page.locator(selector).first.bounding_box()
    assert box is not None
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + across, y - 5, steps=3)
    page.wait_for_timeout(100)
    page.evaluate(WATCH_ANSWER)
    page.mouse.up()
    milliseconds = page.evaluate("() => window.answered")
    settled(page)
    return float(milliseconds)


def measured(browser: Browser, server: Server, path: str) -> tuple[list[Move], list[float]]:
    """What each drag came to, the first one left out; then how long each answer took."""
    page = browser.new_page(viewport={"width": 1280, "height": 800})
    sent: list[object] = []

    def watch(socket: WebSocket) -> None:
        socket.on("framesent", lambda frame: sent.append(frame))

    page.on("websocket", watch)
    selector, found = PAGES[path], []
    for _ in range(DRAGS):
        page.goto(f"{server.url}/{path}")
        page.locator(selector).first.wait_for()
        settled(page).wait_for_timeout(1000)
        found.append(moved(page, sent, selector))
    answers = []
    if PLAY not in selector:
        answers = [answer(page, selector, (-10, 10)[turn % 2]) for turn in range(ANSWERS)]
    page.close()
    return found[1:], answers


def main(wanted: list[str]) -> int:
    print("load average:", *(f"{load:.2f}" for load in os.getloadavg()))
    print("| page | pictures a second | of the pin | messages | let go → drawn, ms |")
    print("|---|---:|---:|---:|---:|")
    is_kept = True
    with running_server() as server, sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=CHROMIUM_FLAGS
        )
        for path in wanted or PAGES:
            moves, answers = measured(browser, server, path)
            rate, pin_rate = (max(each[k] for each in moves) for k in (0, 1))
            messages = sum(each.messages for each in moves)
            followed = f"{statistics.median(answers):.0f}" if answers else "–"
            pin = f"{pin_rate:.1f}" if path.startswith("loss_surface") else "–"
            name = f"{path or 'start'}{', playing' if PLAY in PAGES[path] else ''}"
            print(f"| {name} | {rate:.1f} | {pin} | {messages} | {followed} |", flush=True)
            is_kept &= rate >= FEWEST_PICTURES and messages == 0
        browser.close()
    return 0 if is_kept else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
