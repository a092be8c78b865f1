"""Links in the text of a page: in the same tab, in the state they name, and the session goes on."""

import re

from playwright.sync_api import Page, expect

from tests.browser.page_state import navigation_link, settled
from tests.server import Server

TABLE = b"x,w,kind\n" + b"".join(b"%d,%d,%s\n" % (n, n % 3, b"ab"[n % 2 :][:1]) for n in range(20))
SCROLL = "document.querySelector('[data-testid=stMain]').scrollTop"


def opened(page: Page, url: str) -> None:
    page.goto(url)
    settled(page)


def nav(page: Page, title: str) -> None:
    navigation_link(page, title).click()
    settled(page)
    expect(page).to_have_title(f"{title} · Logit Lab")


def follow(page: Page, name: str) -> None:
    page.get_by_test_id("stMain").get_by_role("link", name=name).click()
    settled(page)


def test_try_this_sets_what_it_names_and_all_else_to_its_default(page: Page, server: Server):
    opened(page, server.url + "/training?data=iris&batch=8&step=30&log=true")
    tabs = len(page.context.pages)
    follow(page, "three spiral arms")
    expect(page).to_have_url(server.url + "/training?data=spirals")
    sidebar = page.get_by_test_id("stSidebar")
    expect(sidebar.get_by_role("combobox").first).to_have_value("Spiral arms")
    expect(sidebar.get_by_role("spinbutton", name="Batch size")).to_have_value("32")
    expect(page.get_by_role("switch", name="Logarithmic loss axis")).not_to_be_checked()
    expect(page.get_by_role("spinbutton", name="Go to step")).to_have_value("0")
    expect(page.locator(".player")).to_contain_text("Step 0")
    assert len(page.context.pages) == tabs

    page.go_back()
    settled(page)
    expect(page).to_have_url(server.url + "/training?data=iris&batch=8&step=30&log=true")
    expect(page.get_by_role("spinbutton", name="Go to step")).to_have_value("30")


def test_uploads_practice_and_pinned_runs_survive_a_lesson(page: Page, server: Server):
    opened(page, server.url + "/practice?set=7&level=2&exercise=2")
    field = page.get_by_role("textbox", name="∂L/∂z₁")
    field.fill("7")
    field.press("Enter")
    settled(page)
    expect(page.get_by_text("1 wrong (✗ 2)")).to_be_visible()
    nav(page, "Training")
    page.get_by_role("button", name="Pin this run to Compare").click()
    settled(page)
    nav(page, "Start")
    page.get_by_role("tab", name="Lessons").click()
    settled(page)
    follow(page, "Reading handwritten digits")
    expect(page).to_have_url(re.compile("/training.data=digits&step=500|/training.step=500"))
    nav(page, "Compare")
    expect(page).to_have_url(re.compile(r"/compare\?.*runs=[^&]*sgd~0.1~32"))
    nav(page, "Practice")
    expect(page.get_by_text("1 wrong (✗ 2)")).to_be_visible()


def test_an_uploaded_file_survives_a_lesson(page: Page, server: Server):
    opened(page, server.url + "/training?data=csv")
    page.get_by_test_id("stFileUploaderDropzoneInput").set_input_files(
        {"name": "mine.csv", "mimeType": "text/csv", "buffer": TABLE}
    )
    expect(page.locator(".player")).to_be_visible()
    settled(page)
    follow(page, "three spiral arms")
    expect(page).to_have_url(server.url + "/training?data=spirals")
    page.go_back()
    settled(page)
    expect(page.get_by_text("Still in use: mine.csv")).to_be_visible()
    expect(page.locator(".player")).to_be_visible()


def test_a_link_can_be_opened_in_a_new_tab_and_copied(page: Page, server: Server):
    opened(page, server.url + "/misconceptions?mistake_10=true")
    link = page.get_by_test_id("stMain").get_by_role("link", name="Sixteen pairs for one weight")
    page.get_by_text("i, j and k are interchangeable names").first.scroll_into_view_if_needed()
    address = link.evaluate("link => link.href")
    assert address.startswith(server.url + "/backprop?a=1%2C0.5%2C-1%2C2&W=")
    for how in ({"button": "middle"}, {"modifiers": ["Control"]}):
        with page.context.expect_page() as tab:
            link.click(**how)
        tab.value.wait_for_load_state()
        assert tab.value.url == address
        tab.value.close()
        expect(page).to_have_url(server.url + "/misconceptions?mistake_10=true")


def test_a_new_page_begins_at_its_top(page: Page, server: Server):
    opened(page, server.url + "/precision_lab")
    for lead in (
        lambda: nav(page, "Softmax"),
        lambda: follow(page, "T = 0.1, where"),
        lambda: nav(page, "Bug lab"),
    ):
        page.get_by_test_id("stMain").get_by_role("link").last.scroll_into_view_if_needed()
        assert page.evaluate(SCROLL) > 100
        lead()
        assert page.evaluate(SCROLL) == 0


def test_what_a_link_says_in_vain_is_answered_beside_its_control(page: Page, server: Server):
    opened(page, server.url + "/softmax?T=0&z1=2.549&K=x")
    for part, sentence in (
        (
            "stSidebar",
            "“x” in the link is not allowed for Classes K: use a whole number from 2 to 10. "
            "Meanwhile 3 is used.",
        ),
        (
            "stMain",
            "“0” in the link is not allowed for Temperature T: use a number from 0.1 to 10. "
            "Meanwhile 1 is used.",
        ),
    ):
        expect(page.get_by_test_id(part).get_by_test_id("stAlert")).to_have_text(sentence)
    said = page.get_by_test_id("stAlert")
    expect(page.get_by_role("slider", name="z₁")).to_have_value("2.5")
    expect(page).to_have_url(server.url + "/softmax?z1=2.5")
    temperature = page.get_by_role("slider", name="Temperature T")
    box = temperature.bounding_box()
    below = page.get_by_test_id("stMain").get_by_test_id("stAlert").bounding_box()
    assert box is not None
    assert below is not None
    assert 0 < below["y"] - box["y"] < 120
    temperature.press("ArrowRight")
    settled(page)
    expect(said).to_have_count(1)
