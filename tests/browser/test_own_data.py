"""A file of the user's own in a browser: uploaded, trained on, refused, and seen by no one else."""

import re

from playwright.sync_api import FilePayload, Locator, Page, expect

from tests.browser.page_state import navigation_link, settled
from tests.browser.player import button, numbers, rested, step_on_screen, wait_for_step
from tests.server import Server

GOOD = "\n".join(
    [
        "height;width;species",
        *(
            f"{k % 3 + k / 100:.2f};{k % 3 - k / 90:.3f};{('ash', 'elm', 'oak')[k % 3]}"
            for k in range(60)
        ),
        ";1;oak",
    ]
)


def open_own_data(page: Page, server: Server, query: str = "?data=csv") -> Page:
    page.goto(f"{server.url}/training{query}")
    return settled(page)


def upload(page: Page, content: bytes, name: str = "trees.csv") -> None:
    file: FilePayload = {"name": name, "mimeType": "text/csv", "buffer": content}
    page.get_by_test_id("stFileUploader").locator("input[type=file]").set_input_files(file)
    page.get_by_test_id("stFileChipName").get_by_text(name).wait_for()
    settled(page)


def sidebar(page: Page) -> Locator:
    return page.get_by_test_id("stSidebar")


def train_loss(page: Page) -> float:
    return float(numbers(page)["training loss"])


def play_to(page: Page, step: int) -> int:
    """The step at which playback rests, the one asked for or a few later."""
    button(page, "Play").click()
    wait_for_step(page, step)
    button(page, "Pause").click()
    reached = step_on_screen(page)
    rested(page, reached)
    return reached


def test_an_uploaded_file_is_trained_on_and_its_loss_falls(page: Page, server: Server):
    open_own_data(page, server)
    expect(page.get_by_text("No usable data yet")).to_be_visible()
    upload(page, GOOD.encode())
    expect(
        sidebar(page).get_by_text("60 of 61 rows are used: 20 ash, 20 elm, 20 oak.")
    ).to_be_visible()
    page.locator(".player .readouts dd").first.wait_for()
    before = train_loss(page)
    play_to(page, 40)
    assert train_loss(page) < 0.9 * before
    marks = page.locator(".player .plane-figure .scatterlayer .point")
    expect(marks).to_have_count(48)  # of 60, a fifth is held out
    expect(page.locator(".player .tiles canvas")).to_have_count(1)


def test_leaving_the_page_and_coming_back_finds_the_run(page: Page, server: Server):
    open_own_data(page, server)
    upload(page, GOOD.encode())
    page.locator(".player .readouts dd").first.wait_for()
    step = play_to(page, 20)
    loss = train_loss(page)
    navigation_link(page, "Start").click()
    settled(page)
    navigation_link(page, "Training").click()
    settled(page)
    expect(sidebar(page).get_by_text("Still in use: trees.csv")).to_be_visible()
    rested(page, step)
    assert train_loss(page) == loss
    sidebar(page).get_by_role("button", name="Remove this file").click()
    expect(page.get_by_text("No usable data yet")).to_be_visible()


def test_a_bad_file_is_answered_with_its_row_and_column(page: Page, server: Server):
    open_own_data(page, server)
    upload(page, b"height,width,species\n1,2,oak\n3,4\n", "bad.csv")
    expect(
        sidebar(page).get_by_text(
            "Row 3 ends before column “species”: it has 2 cells, the header has 3"
        )
    ).to_be_visible()
    expect(page.get_by_text("No usable data yet")).to_be_visible()
    expect(page.get_by_role("link", name=re.compile("three spiral arms"))).to_be_visible()
    upload(page, b"PK\x03\x04\x00\x00", "book.xlsx")
    expect(sidebar(page).get_by_text("the file is a spreadsheet or a zip archive")).to_be_visible()


def test_what_a_file_says_is_shown_as_text_and_nothing_else(page: Page, server: Server):
    open_own_data(page, server)
    name = "<img src=x onerror=alert(1)>"
    lines = [f"{k % 2},{k % 3},{(name, '**b**')[k % 2]}" for k in range(20)]
    upload(page, "\n".join([f"x,{name} y,kind", *lines]).encode())
    legend = page.locator(".player .plane-figure .legendtext")
    expect(legend).to_have_text(["**b**", name])
    expect(sidebar(page).get_by_text(f"10 **b**, 10 {name}")).to_be_visible()
    assert page.locator("img[src=x]").count() == 0


def test_another_session_sees_nothing_of_it(page: Page, visitor: Page, server: Server):
    open_own_data(page, server)
    upload(page, GOOD.encode())
    page.locator(".player .readouts dd").first.wait_for()
    play_to(page, 10)
    visitor.goto(page.url)
    settled(visitor)
    expect(visitor.get_by_text("No usable data yet")).to_be_visible()
    for word in ("trees.csv", "20 oak"):
        assert word not in visitor.content()
    assert "oak" not in server.log()
    assert "trees" not in server.log()


def test_a_typed_point_makes_another_run(page: Page, server: Server):
    open_own_data(page, server, "?data=points&step=20")
    page.locator(".player .readouts dd").first.wait_for()
    rested(page, 20)
    table = sidebar(page).get_by_test_id("stDataFrame")
    table.scroll_into_view_if_needed()
    settled(page)
    table.click(position={"x": 60, "y": 52})
    page.keyboard.press("Enter")  # opens the cell
    cell = page.locator("#portal input")
    cell.fill("-2.5")
    cell.press("Enter")
    rested(page, 0)


def test_points_are_trained_on_over_their_regions(page: Page, server: Server):
    open_own_data(page, server, "?data=points")
    page.locator(".player .plane-figure .scatterlayer .point").first.wait_for()
    expect(sidebar(page).get_by_text("12 of 12 rows are used: 4 A, 4 B, 4 C.")).to_be_visible()
    page.locator(".player .readouts dd").first.wait_for()
    before = train_loss(page)
    play_to(page, 40)
    assert train_loss(page) < 0.9 * before
