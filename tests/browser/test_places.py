"""The app works wherever a host serves it: below a path, in a frame, behind a proxy."""

import csv
import re
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import NamedTuple

import pytest
from playwright.sync_api import Frame, Page, expect

from dashboard.components.served_scripts import FIGURE_JS_PATH, PLOTLY_JS_PATH
from tests.browser.page_state import PageRecord, follow_address, navigation_link, settled
from tests.browser.player import button, step_on_screen, wait_for_step
from tests.proxy import proxied
from tests.replicas import running_replicas
from tests.server import Server, running_server

TABLE = "x,y,kind\n" + "".join(f"{k % 3 + k / 90},{k % 5},{'pq'[k % 2]}\n" for k in range(60))
A_PAGE = "header Content-Type text/html\nrespond `<!doctype html>{}` 200"
A_FRAME = '<iframe src="/~/+{http.request.uri}" width="1240" height="760"></iframe>'


class Place(NamedTuple):
    """Where a host serves the app.

    Attributes
    ----------
    root : the path that the app's own paths follow.
    rules : what the proxy in front of it does, in Caddy's words.
    base : `server.baseUrlPath`.
    lacks : paths that lead to nothing there.
    """

    root: str
    rules: str
    base: str = ""
    lacks: tuple[str, ...] = ()


def below(path: str) -> str:
    return f"handle_path {path}/* {{\n reverse_proxy APP\n}}\nrespond 404"


PLACES = {
    "at the root": Place("", "reverse_proxy APP"),
    "in Community Cloud's frame": Place(
        "", f"handle_path /~/+/* {{\n reverse_proxy APP\n}}\n{A_PAGE.format(A_FRAME)}"
    ),
    "below Posit Connect's path": Place("/content/4f0c", below("/content/4f0c")),
    "below JupyterHub's path": Place("/user/x/proxy/8501", below("/user/x/proxy/8501")),
    "below a path of the server's own": Place(
        "/lab", "handle /lab/* {\n reverse_proxy APP\n}\nrespond 404", base="lab"
    ),
    "where only Streamlit's own addresses lead there": Place(
        "",
        "@ours path /assets/*\nrespond @ours 404\nreverse_proxy APP",
        lacks=(f"/{PLOTLY_JS_PATH}", f"/{FIGURE_JS_PATH}"),
    ),
}


@pytest.fixture(scope="module")
def lab_server() -> Iterator[Server]:
    with running_server("dashboard/app.py", "--server.baseUrlPath=lab") as started:
        yield started


def opened(page: Page, url: str) -> Page | Frame:
    """The app at this address, in whatever frame it stands, once it rests."""
    page.goto(url)
    framed = page.locator("iframe").count() > 0
    app = page.frames[1] if framed else page
    app.wait_for_selector("[data-testid=stMain] h1")
    settled(app)
    return app


def has_pictures(app: Page | Frame) -> None:
    app.wait_for_function(
        """() => {
          const figures = [...document.querySelectorAll(".figure")];
          return figures.length > 0 && figures.every((figure) => figure.dataset.drawings);
        }"""
    )


def follow(app: Page | Frame, title: str) -> None:
    navigation_link(app, title).click()
    expect(app.get_by_role("heading", name=title, level=1)).to_be_visible()
    settled(app)


def plays(app: Page | Frame) -> None:
    before = step_on_screen(app)
    button(app, "Play").click()
    wait_for_step(app, before + 5)
    button(app, "Pause").click()
    settled(app)


def downloads(page: Page, app: Page | Frame, file: Path) -> None:
    app.get_by_role("tab", name="Download", exact=True).click()
    with page.expect_download() as download:
        app.get_by_role("button", name="History (CSV)").click()
    download.value.save_as(file)
    _, *steps = csv.DictReader(file.read_text(encoding="utf-8").splitlines())
    assert len(steps) == step_on_screen(app)


def follows_a_lesson(page: Page, app: Page | Frame) -> None:
    """And comes back."""
    tabs, here = len(page.context.pages), app.url
    app.locator("p", has_text="Try this:").get_by_role("link").first.click()
    app.wait_for_function("here => location.href !== here", arg=here)
    settled(app)
    has_pictures(app)
    app.evaluate("history.back()")
    app.wait_for_function("here => location.href === here", arg=here)
    settled(app)
    assert len(page.context.pages) == tabs


def uploads(app: Page | Frame) -> None:
    app.get_by_test_id("stFileUploader").locator("input[type=file]").set_input_files(
        {"name": "own.csv", "mimeType": "text/csv", "buffer": TABLE.encode()}
    )
    expect(app.get_by_test_id("stSidebar").get_by_text("60 of 60 rows are used")).to_be_visible()


@pytest.mark.parametrize("place", PLACES.values(), ids=PLACES)
def test_everything_works(
    page: Page, request: pytest.FixtureRequest, record: PageRecord, place: Place, tmp_path: Path
):
    for path in place.lacks:
        record.expect_failure_of(path)
    server = request.getfixturevalue("lab_server" if place.base else "server")
    with proxied(server, place.rules) as url:
        root = url + place.root
        app = opened(page, f"{root}/softmax?z1=2.5")
        has_pictures(app)
        assert app.get_by_role("slider", name="z₁").input_value() == "2.5"
        app.get_by_role("slider", name="z₁").press("ArrowRight")
        settled(app)
        expect(app.get_by_role("figure").first).to_have_attribute("aria-label", re.compile("2.6"))
        follow(app, "Training")
        plays(app)
        downloads(page, app, tmp_path / "history.csv")
        follow(app, "Loss surface")
        has_pictures(app)
        page.reload()
        app = opened(page, page.url)
        has_pictures(app)
        follows_a_lesson(page, app)
        uploads(follow_address(app, "training?data=csv"))
        page.goto("about:blank")


# ----------------------------------------------------------------------------------- the library

LIBRARY = f"**/{PLOTLY_JS_PATH}"
FIGURE_AND_PLAYER = pytest.mark.parametrize("path", ["/chain_rule", "/training?step=30"])


def is_drawn(page: Page) -> None:
    page.wait_for_selector(".main-svg", timeout=90_000)  # after several addresses of 10 s each
    expect(page.locator(".unavailable:visible")).to_have_count(0)


@FIGURE_AND_PLAYER
def test_a_web_page_in_place_of_plotly_js_is_no_library(
    page: Page, server: Server, record: PageRecord, path: str
):
    page.route(LIBRARY, lambda route: route.fulfill(content_type="text/html", body="<p>Hello"))
    opened(page, server.url + path)
    is_drawn(page)
    assert {problem.partition(": ")[2][:16] for problem in record.problems} <= {"Unexpected token"}
    record.problems.clear()


def test_an_address_that_never_answers_has_failed_after_ten_seconds(page: Page, server: Server):
    for path in (PLOTLY_JS_PATH, FIGURE_JS_PATH):
        page.route(f"**/{path}", lambda _: None)
    page.goto(f"{server.url}/chain_rule", wait_until="commit")  # it is never loaded whole
    is_drawn(page)
    assert page.evaluate("performance.now()") > 10_000


@FIGURE_AND_PLAYER
def test_it_comes_over_the_websocket_once(
    page: Page, server: Server, record: PageRecord, path: str
):
    large: list[int] = []  # messages of more than a megabyte

    def watch(message: bytes | str) -> None:
        large.extend([len(message)] if len(message) > 1_000_000 else [])

    page.on("websocket", lambda socket: socket.on("framereceived", watch))
    record.expect_failure_of(f"/{PLOTLY_JS_PATH}")
    page.route(LIBRARY, lambda route: route.fulfill(status=404))
    opened(page, server.url + path)
    is_drawn(page)
    for title in ("Loss surface", "Training"):
        follow(page, title)
        page.wait_for_selector(".main-svg")
    assert len(large) == 1


@FIGURE_AND_PLAYER
def test_where_that_fails_too_a_sentence_says_so_and_the_page_goes_on(
    page: Page, server: Server, path: str
):
    old = page.context.new_page()  # a browser that cannot unpack; the tab of all others can
    old.add_init_script("delete window.DecompressionStream")
    old.route(LIBRARY, lambda route: route.fulfill(status=404))
    opened(old, server.url + path)
    sentence = old.locator(".unavailable:visible").first
    expect(sentence).to_contain_text("charts could not be loaded")
    settled(old)
    if "training" in path:
        plays(old)
    follow(old, "Softmax")
    old.get_by_role("slider", name="z₁").press("ArrowRight")
    settled(old)
    assert old.get_by_role("slider", name="z₁").input_value() == "1.1"


# -------------------------------------------------------------------------- frames, and the link

MOODLE = """header Content-Type text/html
respond `<!doctype html><h1>Course</h1>
  <iframe src="HERE{http.request.uri}" width="1240" height="760"
  allow="clipboard-write"></iframe>` 200"""


def copied(app: Page | Frame) -> str:
    """The address that the button on the page has copied."""
    app.get_by_role("button", name="Copy link").click()
    field = app.locator(".copy-link + input")
    expect(field).not_to_have_value("")
    return field.input_value()


def test_the_address_is_in_the_clipboard_and_the_button_says_so(page: Page, server: Server):
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    app = opened(page, f"{server.url}/softmax?z1=2.5")
    link = copied(app)
    expect(app.get_by_role("button", name="Link copied")).to_be_visible()
    assert page.evaluate("navigator.clipboard.readText()") == link == page.url
    page.context.clear_permissions()


@pytest.mark.parametrize("name", ["in Community Cloud's frame", "below Posit Connect's path"])
def test_the_copied_link_opens_what_is_on_screen_for_others(page: Page, server: Server, name: str):
    place = PLACES[name]
    with proxied(server, place.rules) as url:
        app = opened(page, f"{url}{place.root}/softmax?z1=2.5")
        app.get_by_role("slider", name="z₁").press("ArrowRight")
        settled(app)
        link = copied(app)
        assert link == f"{url}{place.root}/softmax?z1=2.6"
        assert opened(page, link).get_by_role("slider", name="z₁").input_value() == "2.6"
        app = opened(page, f"{url}{place.root}/for_teachers")
        lesson = app.get_by_test_id("stCode").inner_text()
        assert lesson.startswith(f"{url}{place.root}/softmax")
        page.goto("about:blank")


def test_the_link_of_a_run_that_plays_names_the_step_on_screen(page: Page, server: Server):
    app = opened(page, f"{server.url}/training?step=10")
    button(app, "Play").click()
    wait_for_step(app, 20)
    link = copied(app)
    assert 20 <= int(link.rpartition("step=")[2]) <= step_on_screen(app)


def test_in_another_site_s_frame_a_sentence_offers_the_tab_in_which_a_file_can_be_uploaded(
    page: Page, server: Server
):
    with proxied(server, MOODLE.replace("HERE", server.url)) as url:
        course = url.replace("127.0.0.1", "localhost")  # which is another site
        app = opened(page, f"{course}/training?data=csv&lr=0.5")
        expect(app.get_by_test_id("stFileUploader")).to_have_count(0)
        expect(app.get_by_text("Files cannot be uploaded inside this frame")).to_be_visible()
        with page.expect_popup() as popup:
            app.get_by_role("link", name="Open in a new tab").click()
        assert popup.value.url == f"{server.url}/training?data=csv&lr=0.5"
        uploads(settled(popup.value))
        page.goto("about:blank")


def test_who_may_frame_the_app_is_a_setting(
    page: Page, monkeypatch: pytest.MonkeyPatch, record: PageRecord
):
    """Without it: test_the_door_says_what_a_browser_may_do_and_nothing_of_the_inside."""
    monkeypatch.setenv("LOGIT_LAB_FRAME_ANCESTORS", "'self' http://localhost:*")
    with ExitStack() as running:
        alone = running.enter_context(running_server())
        behind = running.enter_context(running_replicas(1))
        for server in (alone, behind):
            course = running.enter_context(proxied(server, MOODLE.replace("HERE", server.url)))
            page.goto(course.replace("127.0.0.1", "localhost") + "/chain_rule")
            heading = page.frame_locator("iframe").get_by_role("heading", name="Chain rule")
            expect(heading).to_be_visible()
        page.goto(course.replace("127.0.0.1", "lab.localhost") + "/chain_rule")  # nobody else
        expect(page.locator("iframe")).to_have_count(1)
        expect(page.frame_locator("iframe").get_by_role("heading")).to_have_count(0)
        page.goto("about:blank")
    record.problems.clear()
