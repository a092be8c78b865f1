"""How long it takes from a slider that is moved to the picture that has followed it.

`python -m tests.benchmarks.slider_to_picture`: in Chromium, from the key that moves a slider to the
figure that has been drawn anew; the median of 20 moves on each page. To compare two versions, let
their checkouts take turns.
"""

import shutil
import statistics

from playwright.sync_api import Page, sync_playwright

from tests.browser.conftest import CHROMIUM_FLAGS
from tests.browser.page_state import settled
from tests.server import running_server

MOVES = 20  # on each page
SLIDERS = {"softmax": "z₁", "loss_surface": "z₁", "gradient_field": "z₁", "chain_rule": "x₁"}
_TIME_OF_NEXT_DRAWING = """() => {
  window.drawn = new Promise((done) => {
    addEventListener("keydown", () => {
      const begun = performance.now();
      new MutationObserver((_, observer) => {
        observer.disconnect();
        done(performance.now() - begun);
      }).observe(document.querySelector(".figure"), { attributeFilter: ["data-drawings"] });
    }, { once: true, capture: true });
  });
}"""


def milliseconds(page: Page, name: str) -> list[float]:
    """How long each of the moves took."""
    slider, found = page.get_by_test_id("stSlider").get_by_role("slider", name=name), []
    for _ in range(MOVES):
        page.evaluate(_TIME_OF_NEXT_DRAWING)
        slider.press("ArrowRight")
        found.append(page.evaluate("() => window.drawn"))
        settled(page)
    return found


def main() -> None:
    print("| page | median, ms | longest, ms |\n|---|---:|---:|")
    with running_server() as server, sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=CHROMIUM_FLAGS
        )
        page = browser.new_page(viewport={"width": 1280, "height": 800})
        for path, name in SLIDERS.items():
            page.goto(f"{server.url}/{path}")
            found = milliseconds(settled(page), name)
            print(f"| {path} | {statistics.median(found):.0f} | {max(found):.0f} |")
        browser.close()


if __name__ == "__main__":
    main()
