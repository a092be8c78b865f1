"""How long it takes from a slider that is moved to the pictures that have followed it.

`python -m tests.benchmarks.slider_to_picture`: in Chromium, from the key that moves a slider to the
first figure that is drawn anew, and to the last; medians of 20 moves on each page. To compare two
versions, let their checkouts take turns.
"""

import shutil
import statistics

from playwright.sync_api import Page, sync_playwright

from tests.browser.conftest import CHROMIUM_FLAGS
from tests.browser.page_state import settled
from tests.server import running_server

MOVES = 20  # on each page
SLIDERS = {"softmax": "z₁", "loss_surface": "z₁", "gradient_field": "z₁", "chain_rule": "x₁"}
# Until the first figure is drawn anew, and until all are.
_TIMES_OF_NEXT_DRAWINGS = """() => {
  const figures = [...document.querySelectorAll(".figure")];
  window.drawn = new Promise((done) => {
    addEventListener("keydown", () => {
      const begun = performance.now();
      const times = figures.map((figure) => new Promise((drawn) => {
        new MutationObserver((_, observer) => {
          observer.disconnect();
          drawn(performance.now() - begun);
        }).observe(figure, { attributeFilter: ["data-drawings"] });
      }));
      done(Promise.all(times).then((all) => [Math.min(...all), Math.max(...all)]));
    }, { once: true, capture: true });
  });
}"""


def milliseconds(page: Page, name: str) -> list[tuple[float, float]]:
    """How long each of the moves took: to the first picture, and to the last."""
    slider, found = page.get_by_test_id("stSlider").get_by_role("slider", name=name), []
    for _ in range(MOVES):
        page.evaluate(_TIMES_OF_NEXT_DRAWINGS)
        slider.press("ArrowRight")
        found.append(page.evaluate("() => window.drawn"))
        settled(page)
    return found


def main() -> None:
    print("| page | first picture, ms | all pictures, ms |\n|---|---:|---:|")
    with running_server() as server, sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=CHROMIUM_FLAGS
        )
        page = browser.new_page(viewport={"width": 1280, "height": 800})
        for path, name in SLIDERS.items():
            page.goto(f"{server.url}/{path}")
            found = milliseconds(settled(page), name)
            first, last = map(statistics.median, zip(*found, strict=True))
            print(f"| {path} | {first:.0f} | {last:.0f} |")
        browser.close()


if __name__ == "__main__":
    main()
