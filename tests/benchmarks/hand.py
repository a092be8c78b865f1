"""How smoothly a picture follows a hand: `python -m tests.benchmarks.hand`.

A real server and a headless Chromium at 1280 × 800. On each page the first handle is dragged round
for some seconds, with a move in every frame; then it is let go, and the time is taken to the figure
that has been drawn with Python's answer. A descent is played as well. The rates are of the pictures
whose numbers are others than the last; on Loss surface that of the pin's places is printed too. The
exit status is 1 when a bound is broken. Run it on a quiet machine: the load average stands first.
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

PAGES = (
    "loss_surface?z1=0&z2=0",
    "loss_surface?z1=0&z2=0&tab=sections",
    "gradient_field?z1=0&z2=0",
    "gradient_field?z1=0&z2=0&tab=steps",
    "softmax?z1=0",
    "softmax?z1=0&K=10&tab=temperature",
    "chain_rule?x1=0",
)
PLAYED = "gradient_field?z1=0&z2=0&descent_steps=24"  # 8 s long
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
  const pin = document.querySelector(".over path");
  const shown = { numbers: told, pin: () => pin?.getAttribute("d") };
  const pictures = { numbers: 0, pin: 0 }, last = {};
  while (performance.now() - start < 1000 * seconds) {
    const turns = (performance.now() - start) / 350;
    move(wave(turns), wave(turns + 0.25));
    await new Promise(requestAnimationFrame);
    for (const [name, now] of Object.entries(shown)) {
      if (now() !== last[name]) pictures[name] += 1;
      last[name] = now();
    }
  }
  move(11, 11);
  return [pictures.numbers / seconds, pictures.pin / seconds];
}"""
# Plays to the end; returns how many pictures a second had the mark of the step at another place.
PLAY = """async () => {
  const [button] = document.querySelector(".step-bar").children;
  const circle = document.querySelector(".over circle");
  const start = performance.now();
  let pictures = 0, last = "";
  button.click();
  while (button.textContent === "Pause") {
    await new Promise(requestAnimationFrame);
    if (circle.getAttribute("cx") !== last) pictures += 1;
    last = circle.getAttribute("cx");
  }
  return 1000 * pictures / (performance.now() - start);
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


class Drag(NamedTuple):
    """One drag, and how it was followed."""

    rate: float  # pictures a second with other numbers
    pin_rate: float  # likewise with the pin of the landscape
    messages: int  # sent meanwhile
    answer: float  # ms from letting go to the answer drawn


def drag(page: Page, sent: list[object]) -> Drag:
    handle = page.locator(".handle").first
    box = handle.bounding_box()
    assert box is not None
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    before = len(sent)
    rate, pin_rate = page.evaluate(DRAG, [x, y, SECONDS])
    messages = len(sent) - before
    page.evaluate(WATCH_ANSWER)
    page.mouse.up()
    answer = page.evaluate("() => window.answered")
    settled(page)
    return Drag(rate, pin_rate, messages, answer)


def play(page: Page, sent: list[object]) -> tuple[float, int]:
    """Pictures a second, and messages sent before the end."""
    before = len(sent)
    rate = page.evaluate(PLAY)
    messages = len(sent) - before
    settled(page)
    return rate, messages


def opened(browser: Browser, server: Server, path: str) -> tuple[Page, list[object]]:
    """A page at rest, and what it sends from then on."""
    page = browser.new_page(viewport={"width": 1280, "height": 800})
    sent: list[object] = []

    def watch(socket: WebSocket) -> None:
        socket.on("framesent", lambda frame: sent.append(frame))

    page.on("websocket", watch)
    page.goto(f"{server.url}/{path}")
    settled(page).wait_for_timeout(1000)
    return page, sent


def measured(browser: Browser, server: Server, path: str) -> list[Drag]:
    """What each drag came to, the first one left out."""
    page, sent = opened(browser, server, path)
    found = [drag(page, sent) for _ in range(DRAGS)]
    page.close()
    return found[1:]


def main() -> int:
    print("load average:", *(f"{load:.2f}" for load in os.getloadavg()))
    print("| page | pictures a second | of the pin | messages | let go → drawn, ms |")
    print("|---|---:|---:|---:|---:|")
    is_kept = True
    with running_server() as server, sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=CHROMIUM_FLAGS
        )
        for path in PAGES:
            drags = measured(browser, server, path)
            rate, pin_rate = (max(each[k] for each in drags) for k in (0, 1))
            messages = sum(each.messages for each in drags)
            answer = statistics.median(each.answer for each in drags)
            pin = f"{pin_rate:.1f}" if path.startswith("loss_surface") else "–"
            print(f"| {path} | {rate:.1f} | {pin} | {messages} | {answer:.0f} |")
            is_kept &= rate >= FEWEST_PICTURES and messages == 0
        page, sent = opened(browser, server, PLAYED)
        rates, told = zip(*(play(page, sent) for _ in range(3)), strict=True)
        print(f"| {PLAYED}, played | {max(rates):.1f} | – | {sum(told)} | – |")
        is_kept &= max(rates) >= FEWEST_PICTURES and sum(told) == 0
        browser.close()
    return 0 if is_kept else 1


if __name__ == "__main__":
    sys.exit(main())
