"""How smoothly a picture follows a hand: `python -m tests.benchmarks.hand`.

A real server and a headless Chromium at 1280 × 800. On each page the first handle is dragged round
for some seconds, with a move in every frame; then it is let go, and the time is taken to the figure
that has been drawn with Python's answer. The exit status is 1 when a bound is broken. Run it on a
quiet machine: the load average is printed first.
"""

import os
import shutil
import statistics
import sys

from playwright.sync_api import Browser, Page, WebSocket, sync_playwright

from tests.browser.conftest import CHROMIUM_FLAGS
from tests.browser.page_state import settled
from tests.server import Server, running_server

PAGES = (
    "loss_surface?z1=0&z2=0",
    "gradient_field?z1=0&z2=0",
    "softmax?z1=0",
    "softmax?z1=0&K=10&tab=temperature",
    "chain_rule?x1=0",
)
DRAGS = 5  # on each page; the first one warms up and is not counted
SECONDS = 3
FEWEST_PICTURES = 50  # a second, in the best drag

# Moves in every frame, round a diamond, and ends a little beside its start; returns how many
# pictures a second had other numbers than the last.
DRAG = """async ([x, y, seconds]) => {
  const handle = document.querySelector(".handle");
  const told = () => handle.getAttribute("aria-valuetext");
  const move = (across, down) => handle.dispatchEvent(new PointerEvent("pointermove", {
    isPrimary: true, clientX: x + across, clientY: y + down,
  }));
  const wave = (turns) => 40 * (4 * Math.abs(turns - Math.round(turns)) - 1);
  const start = performance.now();
  let pictures = 0, last = told();
  while (performance.now() - start < 1000 * seconds) {
    const turns = (performance.now() - start) / 350;
    move(wave(turns), wave(turns + 0.25));
    await new Promise(requestAnimationFrame);
    if (told() !== last) pictures += 1;
    last = told();
  }
  move(11, 11);
  return pictures / seconds;
}"""
WATCH_ANSWER = """() => {
  window.answered = new Promise((done) => {
    addEventListener("pointerup", () => {
      const begun = performance.now();
      new MutationObserver((_, observer) => {
        observer.disconnect();
        done(performance.now() - begun);
      }).observe(document.querySelector(".figure"), { attributeFilter: ["data-drawings"] });
    }, { once: true, capture: true });
  });
}"""


def drag(page: Page, sent: list[object]) -> tuple[float, int, float]:
    """Pictures a second, messages sent meanwhile, and ms from letting go to the answer drawn."""
    handle = page.locator(".handle").first
    box = handle.bounding_box()
    assert box is not None
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    before = len(sent)
    rate = page.evaluate(DRAG, [x, y, SECONDS])
    messages = len(sent) - before
    page.evaluate(WATCH_ANSWER)
    page.mouse.up()
    answer = page.evaluate("() => window.answered")
    settled(page)
    return rate, messages, answer


def measured(browser: Browser, server: Server, path: str) -> list[tuple[float, int, float]]:
    """What each drag came to, the first one left out."""
    page = browser.new_page(viewport={"width": 1280, "height": 800})
    sent: list[object] = []

    def watch(socket: WebSocket) -> None:
        socket.on("framesent", lambda frame: sent.append(frame))

    page.on("websocket", watch)
    page.goto(f"{server.url}/{path}")
    settled(page).wait_for_timeout(1000)
    found = [drag(page, sent) for _ in range(DRAGS)]
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
            print(
                f"| {path.partition('?')[0]} | {max(rates):.1f} | {sum(messages)} | {answer:.0f} |"
            )
            is_kept &= max(rates) >= FEWEST_PICTURES and sum(messages) == 0
        browser.close()
    return 0 if is_kept else 1


if __name__ == "__main__":
    sys.exit(main())
