"""How smoothly training plays in a browser, early and late: `python -m tests.benchmarks.playback`.

A real server and a headless Chromium at 1280 × 800. One tab rests at step 1,000 of the default run
and one at step 100,000; they play in turn at the default speed. The exit status is 1 when a bound
is broken. Run it on a quiet machine: the load average is printed first.

A frame's cost is all the processor time of the page's main thread (scripts, styles, layout, paint:
`TaskDuration` of the DevTools protocol) over the frames in which a step was drawn, in the middle
one of a tab's turns; its frames a second are those of its best turn.
"""

import os
import shutil
import sys
from dataclasses import dataclass, field
from itertools import pairwise
from statistics import median
from typing import Any

from playwright.sync_api import Browser, CDPSession, Page, WebSocket, sync_playwright

from tests.server import Server, running_server

EARLY, LATE = 1_000, 100_000
TURNS = 8  # the first one warms up and is not counted
TURN_SECONDS = 2.5  # so short that no tab runs out of known steps: it must stay silent
FEWEST_FRAMES = 24  # a second
RATIO_BOUNDS = 0.8, 1.2

# Every animation frame of the turn as [time, step on screen].
FRAMES = """async (seconds) => {
  const player = document.querySelector(".player"), frames = [];
  const start = performance.now();
  while (performance.now() - start < 1000 * seconds) {
    const time = await new Promise(requestAnimationFrame);
    frames.push([time, Number(player.dataset.step)]);
  }
  return frames;
}"""
# From the moment of a click to the first frame from which the step stays as it is.
WATCH_PAUSE = """() => {
  const player = document.querySelector(".player");
  window.pause = { clicked: null, frames: [] };
  player.querySelector(".play").addEventListener(
    "click", (event) => { window.pause.clicked = event.timeStamp; }, { once: true, capture: true });
  const watch = (time) => {
    window.pause.frames.push([time, Number(player.dataset.step)]);
    window.pause.handle = requestAnimationFrame(watch);
  };
  requestAnimationFrame(watch);
}"""
PAUSE_TIME = """() => {
  cancelAnimationFrame(window.pause.handle);
  const { clicked, frames } = window.pause;
  const last = frames.at(-1)[1];
  return frames.find(([time, step]) => time >= clicked && step === last)[0] - clicked;
}"""


@dataclass
class Turn:
    """What one turn of a tab came to."""

    frames_per_second: float
    slow_frame: float  # ms, the 95th percentile of the time between two frames
    cost: float  # ms of main thread for each frame that drew a step
    messages: int  # that passed through the websocket meanwhile


@dataclass
class Tab:
    """A tab that rests at a step, and what its turns came to."""

    page: Page
    step: int
    devtools: CDPSession
    messages: list[str]
    turns: list[Turn] = field(default_factory=list)
    pauses: list[float] = field(default_factory=list)  # ms

    def play(self) -> None:
        """Play for a turn, then pause."""
        button = self.page.locator(".player .play")
        button.click()
        self.page.wait_for_timeout(300)
        self.messages.clear()
        before = self._main_thread_seconds()
        frames = self.page.evaluate(FRAMES, TURN_SECONDS)
        cost = self._main_thread_seconds() - before
        messages = len(self.messages)
        self.page.evaluate(WATCH_PAUSE)
        self.page.wait_for_timeout(50)
        button.click()
        self.page.wait_for_timeout(200)
        self.pauses.append(self.page.evaluate(PAUSE_TIME))
        self.page.wait_for_timeout(800)  # until Python has been told and the page is at rest
        self.turns.append(_turn(frames, cost, messages))

    @property
    def counted(self) -> list[Turn]:
        """The turns after the first."""
        return self.turns[1:]

    @property
    def frames_per_second(self) -> float:
        """Of the best turn."""
        return max(turn.frames_per_second for turn in self.counted)

    @property
    def cost(self) -> float:
        """Of the middle turn, in ms."""
        return median(turn.cost for turn in self.counted)

    def _main_thread_seconds(self) -> float:
        metrics = self.devtools.send("Performance.getMetrics")["metrics"]
        return next(item["value"] for item in metrics if item["name"] == "TaskDuration")


def _turn(frames: list[list[float]], seconds: float, messages: int) -> Turn:
    times = [time for time, _ in frames]
    gaps = sorted(later - earlier for earlier, later in pairwise(times))
    steps = [step for _, step in frames]
    drawn = sum(one != other for one, other in pairwise(steps))
    return Turn(
        frames_per_second=1000 * len(gaps) / (times[-1] - times[0]),
        slow_frame=gaps[int(0.95 * len(gaps))],
        cost=1000 * seconds / max(drawn, 1),
        messages=messages,
    )


def open_tab(browser: Browser, server: Server, step: int) -> Tab:
    """A tab that rests at this step of the default run."""
    page = browser.new_context(viewport={"width": 1280, "height": 800}).new_page()
    messages: list[str] = []

    def watch(socket: WebSocket) -> None:
        socket.on("framesent", lambda _: messages.append("sent"))
        socket.on("framereceived", lambda _: messages.append("received"))

    page.on("websocket", watch)
    page.goto(f"{server.url}/training?step={step}")
    page.wait_for_function(
        """(step) => {
          const player = document.querySelector(".player");
          return player && Number(player.dataset.step) === step
            && Number(player.dataset.have) >= step
            && [...player.querySelectorAll(".chart")].every((node) => node.data?.[0].x?.length);
        }""",
        arg=step,
        timeout=300_000,
    )
    page.wait_for_timeout(2000)
    devtools = page.context.new_cdp_session(page)
    devtools.send("Performance.enable", {"timeDomain": "threadTicks"})
    return Tab(page, step, devtools, messages)


def report(tabs: list[Tab]) -> None:
    """Print a row for each tab."""
    print(
        "| around step | frames a second | 95 % of frames within, ms | main thread, ms a frame ",
        end="",
    )
    print("| websocket messages | pause, ms |")
    print("|---:|---:|---:|---:|---:|---:|")
    for tab in tabs:
        best = max(tab.counted, key=lambda turn: turn.frames_per_second)
        print(
            f"| {tab.step:,} | {tab.frames_per_second:.1f} | {best.slow_frame:.1f} "
            f"| {tab.cost:.2f} | {sum(turn.messages for turn in tab.turns)} "
            f"| {median(tab.pauses):.1f} |"
        )


def bounds(early: Tab, late: Tab) -> list[tuple[str, float, str, bool]]:
    """What was promised: its name, what it came to, what is allowed, and whether it is met."""
    slowest = min(early.frames_per_second, late.frames_per_second)
    ratio = late.cost / early.cost
    least, most = RATIO_BOUNDS
    messages = sum(turn.messages for tab in (early, late) for turn in tab.turns)
    return [
        ("frames a second", slowest, f"at least {FEWEST_FRAMES}", slowest >= FEWEST_FRAMES),
        (
            f"cost at {LATE:,} / at {EARLY:,}",
            ratio,
            f"{least} … {most}",
            least <= ratio <= most,
        ),
        ("websocket messages while it plays", messages, "0", messages == 0),
    ]


def measured_tabs() -> list[Tab]:
    """Play both tabs in turn; early first."""
    browser_path = shutil.which("chromium")
    with running_server() as server, sync_playwright() as playwright:
        browser: Any = playwright.chromium.launch(
            executable_path=browser_path, args=["--no-sandbox"]
        )
        tabs = [open_tab(browser, server, step) for step in (EARLY, LATE)]
        for _ in range(TURNS):
            for tab in tabs:
                tab.page.bring_to_front()
                tab.play()
        browser.close()
    return tabs


def main() -> int:
    """Measure, print, and say whether every bound is met."""
    load = ", ".join(f"{value:.1f}" for value in os.getloadavg())
    print(f"{os.cpu_count()} cores, load average before: {load}. {TURNS - 1} turns each.\n")
    tabs = measured_tabs()
    report(tabs)
    found = bounds(*tabs)
    print("\n| bound | measured | allowed | |\n|---|---:|---|---|")
    for name, measured, allowed, met in found:
        print(f"| {name} | {measured:.2f} | {allowed} | {'met' if met else 'broken'} |")
    return int(not all(met for *_, met in found))


if __name__ == "__main__":
    sys.exit(main())
