"""Take the README's picture from the running app: `python -m tests.browser.readme_picture`."""

import shutil

from playwright.sync_api import sync_playwright

from tests.browser.page_state import settled
from tests.server import ROOT, running_server

PICTURE = ROOT / "dashboard" / "picture.png"
STEPS = 3


def main() -> None:
    with running_server() as server, sync_playwright() as playwright:
        chromium = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox"]
        )
        page = chromium.new_page(viewport={"width": 1280, "height": 800})
        page.goto(server.url)
        for _ in range(STEPS):
            page.get_by_role("button", name="Take one step").click()
            page.wait_for_timeout(3000)  # it takes its time to be seen
        settled(page)
        page.screenshot(path=PICTURE)
        chromium.close()


if __name__ == "__main__":
    main()
