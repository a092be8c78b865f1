"""How smoothly a picture follows a hand: `python -m tests.benchmarks.hand`.

A real server and a headless Chromium at 1280 × 800. On each page the mark, or a weight, is dragged
round for some seconds, with a move in every frame; then it is let go, and the time is taken to the
picture that has been drawn with Python's answer. The network of the start page also plays. The exit
status is 1 when a bound is broken. Run it on a quiet machine: the load average is printed first.
"""

import os
import shutil
import statistics
import sys

from playwright.sync_api import Browser, Page, WebSocket, sync_playwright

from tests.browser.conftest import CHROMIUM_FLAGS
from tests.browser.page_state import settled
from tests.server import Server, running_server

PLAYING = "start, playing"
PAGES = {  # the page's path, and what a hand takes hold of there
    "loss_surface": ("loss_surface?z1=0&z2=0", ".figure .handle"),
    "gradient_field": ("gradient_field?z1=0&z2=0", ".figure .handle"),
    "start": ("", ".network [aria-label='w₂₁']"),
    PLAYING: ("?eta=0.01", ".network .play"),
}
DRAGS = 5  # on each page; the first one warms up and is not counted
SECONDS = 3
FEWEST_PICTURES = 50  # a second, in the best drag

# Counts the frames of some seconds in which something has changed in the picture; with a handle, it
# is moved in every frame. Of a picture of Plotly's only what lies over it changes.
COUNT = """async ([selector, x, y, seconds]) => {
  const handle = document.querySelector(selector);
  const picture = handle.closest(".figure, .network");
  let hasChanged = false, pictures = 0;
  const observer = new MutationObserver(() => (hasChanged = true));
  const moves = { attributes: true, characterData: true, childList: true, subtree: true };
  for (const part of picture.querySelectorAll(".handle, .over, .stage > svg")) {
    observer.observe(part, moves);
  }
  const start = performance.now();
  while (performance.now() - start < 1000 * seconds) {
    const angle = (performance.now() - start) / 300;
    if (handle.matches(".handle")) handle.dispatchEvent(new PointerEvent("pointermove", {
      isPrimary: true, clientX: x + 180 * Math.cos(angle), clientY: y + 80 * Math.sin(angle),
    }));
    await new Promise(requestAnimationFrame);
    if (hasChanged) pictures += 1;
    hasChanged = false;
  }
  return pictures / seconds;
}"""
WATCH_ANSWER = """() => {
  window.answered = new Promise((done) => {
    addEventListener("pointerup", () => {
      const begun = performance.now();
      new MutationObserver((_, observer) => {
        observer.disconnect();
        done(performance.now() - begun);
      }).observe(document.querySelector(".figure, .network"), {
        attributeFilter: ["data-drawings"],
      });
    }, { once: true, capture: true });
  });
}"""


def drag(page: Page, sent: list[object], selector: str) -> tuple[float, int, float]:
    """Pictures a second, messages sent meanwhile, and ms from letting go to the answer drawn."""
    box = page.locator(selector).first.bounding_box()
    assert box is not None
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    before = len(sent)
    rate = page.evaluate(COUNT, [selector, x, y, SECONDS])
    messages = len(sent) - before
    page.evaluate(WATCH_ANSWER)
    page.mouse.up()
    answer = page.evaluate("() => window.answered")
    settled(page)
    return rate, messages, answer


def play(page: Page, sent: list[object], selector: str) -> tuple[float, int, float]:
    """As `drag`, of a network that plays; let go is a click on Pause."""
    page.locator(selector).click()
    before = len(sent)
    rate = page.evaluate(COUNT, [selector, 0, 0, SECONDS])
    messages = len(sent) - before
    page.evaluate(WATCH_ANSWER)
    page.locator(selector).click()
    answer = page.evaluate("() => window.answered")
    settled(page)
    return rate, messages, answer


def measured(browser: Browser, server: Server, name: str) -> list[tuple[float, int, float]]:
    """What each drag came to, the first one left out."""
    path, selector = PAGES[name]
    page = browser.new_page(viewport={"width": 1280, "height": 800})
    sent: list[object] = []

    def watch(socket: WebSocket) -> None:
        socket.on("framesent", lambda frame: sent.append(frame))

    page.on("websocket", watch)
    page.goto(f"{server.url}/{path}")
    page.locator(selector).first.wait_for()
    settled(page).wait_for_timeout(1000)
    move = play if name == PLAYING else drag
    found = [move(page, sent, selector) for _ in range(DRAGS)]
    page.close()
    return found[1:]


def main() -> int:
    print("load average:", *(f"{load:.2f}" for load in os.getloadavg()))
    print("| page | pictures a second | messages | let go → drawn, ms |\n|---|---:|---:|---:|")
    is_kept = True
    with running_server() as server, sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=CHROMIUM_FLAGS
        )
        for path in PAGES:
            rates, messages, answers = zip(*measured(browser, server, path), strict=True)
            answer = statistics.median(answers)
            print(f"| {path} | {max(rates):.1f} | {sum(messages)} | {answer:.0f} |")
            is_kept &= max(rates) >= FEWEST_PICTURES and sum(messages) == 0
        browser.close()
    return 0 if is_kept else 1


if __name__ == "__main__":
    sys.exit(main())
