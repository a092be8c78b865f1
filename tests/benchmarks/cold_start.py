"""How long it takes until something is there: `python -m tests.benchmarks.cold_start`.

Three times, each beside that of something bare in the same run: `import core` beside
`import numpy`; from `streamlit run` to the first healthy answer, beside Streamlit's hello world
(`bare_app.py`); and from a click on a link to the first picture, in a browser that has stored
nothing, beside Streamlit's smallest page with a chart (`bare_chart_app.py`). The sides take turns,
and each is judged by its best, since what other processes add is never negative. The first visitor
of a server waits longest, for the imports of its page too; a later one finds them done. The exit
status is 1 when a bound is broken.
"""

import argparse
import shutil
import subprocess
import sys
import time
from collections import defaultdict
from collections.abc import Mapping
from typing import NamedTuple

from playwright.sync_api import Browser, sync_playwright

from tests.benchmarks.unwatched_tab import UnwatchedTab
from tests.server import ROOT, running_server

MOST_START, MOST_IMPORT = 1.5, 1.5
MOST_PICTURE = {"first visitor": 2.2, "later visitor": 2.0}
BARE, CHART = "hello world", "a bare chart"
IMPORTS = ("numpy", "core")
# The first frame in which something that matches is on screen, in ms since the click.
WATCH = """(selector) => {
  const look = (time) => {
    if (document.querySelector(selector)) window.pictureTime = performance.now();
    else requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
}"""


class Opened(NamedTuple):
    """A link that is clicked, and what its first picture is."""

    app: str
    path: str
    picture: str


LINKS: Mapping[str, Opened] = {
    BARE: Opened("tests/benchmarks/bare_app.py", "/", "[data-testid=stMarkdown]"),
    CHART: Opened("tests/benchmarks/bare_chart_app.py", "/", ".stPlotlyChart .plot-container"),
    "start": Opened("dashboard/app.py", "/", ".network[data-drawings]"),
    "softmax": Opened("dashboard/app.py", "/softmax?z1=2", ".figure[data-drawings]"),
    "loss_surface": Opened("dashboard/app.py", "/loss_surface?z1=2", ".figure[data-drawings]"),
    "training": Opened("dashboard/app.py", "/training?step=30", ".player .chart .plot-container"),
}


def import_seconds(module: str) -> float:
    """Of the import alone, in a fresh interpreter."""
    program = f"import time; t = time.perf_counter(); import {module}; print(time.perf_counter()-t)"
    command = [sys.executable, "-c", program]
    return float(subprocess.run(command, cwd=ROOT, check=True, capture_output=True).stdout)


def picture_seconds(browser: Browser, url: str, link: Opened) -> float:
    """From a click on the link, in a browser that has stored nothing, to its first picture."""
    with UnwatchedTab(browser, width=1280, height=800) as tab:
        tab.ask("Page.navigate", url=f"{url}/_stcore/health")  # any page of the same origin
        tab.wait_for(
            "location.pathname === '/_stcore/health' && document.readyState === 'complete'"
        )
        tab.ask("Page.addScriptToEvaluateOnNewDocument", source=f"({WATCH})({link.picture!r})")
        tab.value(
            f"""{{
              document.body.innerHTML = "<a>the lesson</a>";
              const link = document.querySelector("a");
              link.href = {url + link.path!r};
              setTimeout(() => link.click());
            }}"""
        )
        return float(tab.wait_for("window.pictureTime")) / 1000


def measured(browser: Browser, rounds: int) -> Mapping[tuple[str, str], float]:
    """The least seconds of everything, by what it is and whose."""
    found: dict[tuple[str, str], list[float]] = defaultdict(list)
    for _ in range(rounds):
        for module in IMPORTS:
            found["import", module].append(import_seconds(module))
        for name, link in LINKS.items():
            begun = time.perf_counter()
            with running_server(link.app) as server:
                found["healthy", name].append(time.perf_counter() - begun)
                for visitor in MOST_PICTURE:
                    found[visitor, name].append(picture_seconds(browser, server.url, link))
    return {what: min(seconds) for what, seconds in found.items()}


def report(best: Mapping[tuple[str, str], float]) -> bool:
    """Print the table; whether the bounds hold."""
    rows = [("import", "core", "numpy", MOST_IMPORT)]
    rows += [("healthy", name, BARE, MOST_START) for name in LINKS if name != BARE]
    for visitor, most in MOST_PICTURE.items():
        rows += [(visitor, name, CHART, most) for name in LINKS if name not in (BARE, CHART)]
    print("| until | of | ms | beside | ms | ratio | allowed | |")
    print("|---|---|---:|---|---:|---:|---:|---|")
    holds = True
    for what, name, bare, most in rows:
        ratio = best[what, name] / best[what, bare]
        holds &= ratio <= most
        print(
            f"| {what} | {name} | {best[what, name] * 1e3:.0f} "
            f"| {bare} | {best[what, bare] * 1e3:.0f} "
            f"| {ratio:.2f} | {most} | {'holds' if ratio <= most else 'BROKEN'} |"
        )
    return holds


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--rounds", type=int, default=5)
    chosen = parser.parse_args()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox"]
        )
        return int(not report(measured(browser, chosen.rounds)))


if __name__ == "__main__":
    sys.exit(main())
