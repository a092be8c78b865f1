"""Every page on a phone, used from end to end by touch: one half on a Pixel, one on an iPhone."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from core.exercises import MultipleChoice, exercise
from tests.browser.fingers import middle, scrolled, swipe, to_the_middle
from tests.browser.page_state import PageRecord, place_on, settled
from tests.browser.player import number_field, step_on_screen, wait_for_step
from tests.server import Server

WIDTH, HEIGHT = 390, 844
# As the two send them, but for the versions.
AGENTS = {
    "pixel": "Mozilla/5.0 (Linux; Android 14; Pixel 7) AppleWebKit/537.36 (KHTML, like Gecko) "
    "Chrome/140.0.0.0 Mobile Safari/537.36",
    "iphone": "Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) AppleWebKit/605.1.15 "
    "(KHTML, like Gecko) Version/18.6 Mobile/15E148 Safari/604.1",
}
PICTURE = ".figure[data-drawings], .player .row > :first-child, .network .stage"
FINGER = 44  # px
OVERLAP = 0.2  # of the smaller of two texts: line boxes are higher than their letters
_RULES = Path(__file__).with_name("accessibility.js").read_text(encoding="utf-8")
# Of what a finger is to hit, and Streamlit has not made: what is lower than a finger needs.
_LOW = """() => {
  const fields = ":is(.player, .network, .step-bar) :is(button, select, input)";
  const own = `.handle[tabindex], .copy-link, ${fields}`;
  return [...document.querySelectorAll(own)]
    .filter((node) => isShown(node) && node.getBoundingClientRect().height < FINGER - 0.5)
    .map((node) => node.outerHTML.slice(0, 200));
}""".replace("FINGER", str(FINGER))


def phone_of(browser: Browser, agent: str) -> Iterator[Page]:
    with browser.new_context(
        viewport={"width": WIDTH, "height": HEIGHT},
        has_touch=True,
        is_mobile=True,
        user_agent=AGENTS[agent],
        permissions=["clipboard-read", "clipboard-write"],
    ) as context:
        yield context.new_page()


@pytest.fixture(scope="module")
def pixel_tab(browser: Browser) -> Iterator[Page]:
    yield from phone_of(browser, "pixel")


@pytest.fixture(scope="module")
def iphone_tab(browser: Browser) -> Iterator[Page]:
    yield from phone_of(browser, "iphone")


def without_problems(phone: Page) -> Iterator[Page]:
    with PageRecord(phone) as record:
        yield phone
    assert record.problems == []
    phone.evaluate("localStorage.clear(), sessionStorage.clear()")
    phone.goto("about:blank")


@pytest.fixture
def pixel(pixel_tab: Page) -> Iterator[Page]:
    yield from without_problems(pixel_tab)


@pytest.fixture
def iphone(iphone_tab: Page) -> Iterator[Page]:
    yield from without_problems(iphone_tab)


def opened(phone: Page, server: Server, path: str) -> None:
    phone.goto(f"{server.url}/{path}")
    phone.get_by_role("button", name="Copy link").wait_for(state="attached")  # it is drawn last
    settled(phone)
    is_for_fingers(phone)


def is_for_fingers(phone: Page) -> None:
    """It is as wide as the phone, no text is cut, and its targets are as high as a finger needs."""
    found = f"[...sticksOut(), ...crowdedTexts({OVERLAP}), ...({_LOW})()]"
    assert phone.evaluate(f"() => {{ {_RULES} return {found}; }}") == []
    assert phone.evaluate("document.documentElement.scrollWidth") <= WIDTH
    expect(phone.locator(".modebar")).to_have_count(0)


def stands_by(control: Locator) -> None:
    """The first picture and this control, which moves it, are seen together."""
    picture = control.page.locator(PICTURE).first
    picture.wait_for()
    boxes = [box for part in (picture, control) if (box := part.bounding_box())]
    assert len(boxes) == 2
    top, bottom = (min(box["y"] for box in boxes), max(box["y"] + box["height"] for box in boxes))
    assert bottom - top <= HEIGHT
    scrolls(picture)


def scrolls(element: Locator) -> None:
    """A finger that goes up over it scrolls the page, and does nothing else."""
    phone, url = element.page, element.page.url
    to_the_middle(element)
    before = scrolled(phone)
    x, y = middle(element)
    swipe(phone, (x, y), (x, y - 150))
    assert scrolled(phone) > before + 50
    assert phone.url == url
    expect(phone.locator(".typed")).to_have_count(0)  # nor is a keyboard asked for


def tap(element: Locator) -> None:
    element.tap()
    settled(element.page)


def tap_button(phone: Page, name: str) -> None:
    tap(phone.get_by_role("button", name=name, exact=True))


def tap_tab(phone: Page, name: str) -> None:
    tap(phone.get_by_role("tab", name=name))
    expect(phone.get_by_role("tab", name=name)).to_have_attribute("aria-selected", "true")


def tap_choice(phone: Page, name: str) -> None:
    """One of the buttons of a group."""
    tap(phone.get_by_role("radio", name=name, exact=True))


def tap_option(phone: Page, box: str, option: str) -> None:
    """Open a list and choose."""
    tap(phone.get_by_role("combobox", name=box).first)
    tap(phone.get_by_role("option", name=option, exact=True))


def drag(handle: Locator, across: float, down: float = 0) -> None:
    """A finger moves it; the page stays."""
    to_the_middle(handle)
    before = scrolled(handle.page)
    x, y = middle(handle)
    swipe(handle.page, (x, y), (x + across, y + down))
    assert scrolled(handle.page) == before


def handle(phone: Page, name: str) -> Locator:
    return phone.locator(".handle").and_(phone.get_by_role("slider", name=name, exact=True))


def figure(phone: Page, name: str) -> Locator:
    return phone.get_by_role("figure", name=name)


def open_sidebar(phone: Page) -> Locator:
    tap(phone.get_by_test_id("stExpandSidebarButton"))
    return phone.get_by_test_id("stSidebar")


def close_sidebar(phone: Page) -> None:
    tap(phone.get_by_test_id("stSidebarCollapseButton").get_by_role("button"))


def test_start(pixel: Page, visitor: Page, server: Server):
    opened(pixel, server, "")
    step = pixel.get_by_role("button", name="Take one step")
    stands_by(step)
    drag(handle(pixel, "w₁₁"), 40)
    expect(pixel).to_have_url(re.compile("W="))
    moved = pixel.url
    tap(step)
    expect(pixel).not_to_have_url(moved)
    settled(pixel)
    tap_button(pixel, "Undo")
    expect(pixel).to_have_url(moved)
    tap_button(pixel, "Play")
    pixel.wait_for_timeout(1500)
    tap_button(pixel, "Pause")
    expect(pixel).not_to_have_url(moved)

    sidebar = open_sidebar(pixel)
    tap(sidebar.get_by_role("radio", name="Tiếng Việt", exact=True))
    tap(sidebar.locator(".copy-link"))
    link = pixel.evaluate("navigator.clipboard.readText()")
    assert "lang=vi" in link
    close_sidebar(pixel)
    expect(pixel.get_by_role("button", name="Thực hiện một bước")).to_be_visible()
    weight = handle(pixel, "w₁₁").get_attribute("aria-valuetext")
    visitor.goto(link)
    expect(visitor.get_by_role("button", name="Thực hiện một bước")).to_be_visible()
    expect(handle(visitor, "w₁₁")).to_have_attribute("aria-valuetext", str(weight))


def test_chain_rule(iphone: Page, server: Server):
    opened(iphone, server, "chain_rule")
    stands_by(iphone.get_by_role("radio", name="x²", exact=True))
    drag(handle(iphone, "x₂"), 50)
    expect(iphone).to_have_url(re.compile(r"x2="))
    tap_choice(iphone, "path 2")
    expect(figure(iphone, "A network")).to_have_accessible_name(re.compile("x₁ → z₂ → p.$"))
    tap_tab(iphone, "As a matrix")
    tap_choice(iphone, "eˣ")
    expect(iphone).to_have_url(re.compile("tab=matrix"))


def test_softmax(pixel: Page, server: Server):
    opened(pixel, server, "softmax?z1=10")  # its exponential is a long number
    stands_by(pixel.get_by_role("slider", name="z₁").first)
    drag(handle(pixel, "end of bar 2"), -60)
    expect(pixel).to_have_url(re.compile("z2="))
    sidebar = open_sidebar(pixel)
    tap(sidebar.get_by_role("button", name="Increment"))
    close_sidebar(pixel)
    expect(handle(pixel, "end of bar 4")).to_be_visible()
    tap_tab(pixel, "Temperature")
    drag(handle(pixel, "mark of T"), 60)
    expect(pixel).to_have_url(re.compile("(?=.*K=4)(?=.*T=)"))
    is_for_fingers(pixel)


def test_loss_surface(iphone: Page, server: Server):
    opened(iphone, server, "loss_surface")
    stands_by(iphone.get_by_role("slider", name="z₁").first)
    loss_map = figure(iphone, "as a map with level lines")
    drag(loss_map.locator(".handle"), 60, 40)
    expect(iphone).to_have_url(re.compile("z1=.*z2="))
    to_the_middle(loss_map)
    iphone.touchscreen.tap(*place_on(loss_map, -3, -3))
    expect(iphone).to_have_url(re.compile("z1=-3&z2=-3"))
    tap_option(iphone, "True class y", "2")
    tap_tab(iphone, "How low can L go?")
    expect(iphone).to_have_url(re.compile("(?=.*y=2)(?=.*tab=)"))


def test_gradient_field(pixel: Page, server: Server):
    opened(pixel, server, "gradient_field")
    play = pixel.locator(".step-bar button")
    stands_by(play)
    drag(figure(pixel, "of −∇L over z₁ and z₂").locator(".handle"), -40, -30)
    expect(pixel).to_have_url(re.compile("z1=.*z2="))
    tap(play)
    expect(play).to_have_text("Pause")
    pixel.wait_for_timeout(500)
    tap(play)
    expect(pixel).to_have_url(re.compile("descent_step="))
    tap(pixel.locator(".step-bar input"))
    expect(pixel).to_have_url(re.compile("descent_step=15"))
    tap_tab(pixel, "Newton’s step")


def test_backprop(iphone: Page, server: Server):
    opened(iphone, server, "backprop")
    stands_by(iphone.get_by_role("combobox", name="Weight or bias"))
    tap(handle(iphone, "w₁₁"))
    expect(iphone).to_have_url(re.compile("parameter=w11"))
    typed = iphone.locator(".network .typed")
    expect(typed).to_have_count(0)  # no keyboard comes up over the picture
    tap(handle(iphone, "w₁₁"))
    expect(typed).to_be_focused()
    drag(handle(iphone, "w₃₂"), 30)
    expect(iphone).to_have_url(re.compile("parameter=w32"))
    tap(iphone.get_by_text("Drop the off-diagonal terms"))
    expect(iphone).to_have_url(re.compile("diagonal_only=true"))
    tap_tab(iphone, "Every gradient")


def test_training(pixel: Page, server: Server):
    opened(pixel, server, "training")
    play = pixel.locator(".player .play")
    stands_by(play)
    tap(play)
    wait_for_step(pixel, 5)
    tap(play)
    expect(play).to_have_text("Play")
    rests = step_on_screen(pixel)
    tap_button(pixel, "One epoch")
    expect(number_field(pixel, "Go to step")).not_to_have_value(str(rests))
    tap(pixel.locator(".player .scrubber"))
    assert step_on_screen(pixel) > rests
    settled(pixel)
    tap_tab(pixel, "Wrong predictions")
    is_for_fingers(pixel)


def test_compare(iphone: Page, server: Server):
    opened(iphone, server, "compare")
    scrolls(iphone.locator(PICTURE).first)
    rows = iphone.get_by_role("table").first.get_by_role("row")
    runs = rows.count()
    tap_button(iphone, "Add this run")
    expect(rows).to_have_count(runs + 1)
    tap_option(iphone, "Remove a run", "SGD, η 0.1")
    tap_button(iphone, "Remove this run")
    expect(rows).to_have_count(runs)
    tap(iphone.get_by_text("Logarithmic loss axes"))
    expect(iphone).to_have_url(re.compile("runs="))
    tap_tab(iphone, "Sweep: many settings at once")


def test_bug_lab(pixel: Page, server: Server):
    opened(pixel, server, "bug_lab")
    scrolls(pixel.locator(PICTURE).first)
    tap_option(pixel, "Your diagnosis", "Wrong sign")
    tap_button(pixel, "Check my diagnosis")
    expect(pixel.get_by_role("alert")).to_contain_text("✗ Not “Wrong sign”")
    tap_button(pixel, "Show the answer")
    expect(pixel.get_by_text("Answer: ")).to_be_visible()
    tap_tab(pixel, "All the numbers")
    is_for_fingers(pixel)


def test_precision_lab(iphone: Page, server: Server):
    opened(iphone, server, "precision_lab")
    stands_by(iphone.get_by_role("combobox", name="Classes K"))
    tap_choice(iphone, "float16")
    naive = figure(iphone, "Heat map, textbook")
    expect(naive).to_have_accessible_name(re.compile("float16"))
    to_the_middle(naive)
    iphone.touchscreen.tap(*place_on(naive, 0.4, 6))
    expect(iphone).to_have_url(re.compile("class_count=64.*logit_size=2.512"))
    tap_tab(iphone, "Along the logit size")
    is_for_fingers(iphone)


def test_your_model(pixel: Page, server: Server):
    opened(pixel, server, "your_model")
    scrolls(pixel.locator(PICTURE).first)
    verdict = pixel.get_by_test_id("stMain").get_by_role("heading", level=3).first
    first = verdict.inner_text()
    tap_choice(pixel, "2")
    expect(verdict).not_to_have_text(first)
    tap(pixel.get_by_role("combobox", name="Confidence (%)"))
    tap(pixel.get_by_role("option").last)
    expect(pixel.get_by_role("combobox", name="Confidence (%)")).not_to_have_value("all examples")
    tap_tab(pixel, "The worst examples")
    is_for_fingers(pixel)


def test_practice(iphone: Page, server: Server):
    asked = exercise(7, 1, 1)
    assert isinstance(asked.answer, MultipleChoice)
    (wrong,) = set(asked.answer.options) - {asked.answer.right}
    opened(iphone, server, "practice?set=7")
    scrolls(iphone.get_by_role("heading", level=3).first)
    for answer, said in ((wrong, "1 wrong"), (asked.answer.right, "1 of 10 correct")):
        tap(iphone.locator("label").filter(has=iphone.get_by_role("radio", name=answer)))
        tap_button(iphone, "Check")
        expect(iphone.get_by_text(said)).to_be_visible()
    tap_button(iphone, "Next exercise")
    expect(iphone).to_have_url(re.compile("exercise=2"))
    tap_tab(iphone, "Results")


def test_for_teachers(pixel: Page, server: Server):
    opened(pixel, server, "for_teachers")
    scrolls(pixel.get_by_role("img", name="QR code"))
    tap_option(pixel, "Page", "Loss surface")
    link = pixel.get_by_role("link", name="Open the lesson")
    expect(link).to_have_attribute("href", f"{server.url}/loss_surface")
    expect(pixel.get_by_test_id("stCode")).to_contain_text("/loss_surface")
    tap_tab(pixel, "What your students will see")
    with pixel.expect_popup() as lesson:
        tap(link)
    expect(lesson.value.get_by_role("heading", name="Loss surface")).to_be_visible()


def test_misconceptions(iphone: Page, server: Server):
    opened(iphone, server, "misconceptions")
    card = iphone.get_by_text("i, j and k are interchangeable names")
    scrolls(card)
    tap(card)
    link = iphone.get_by_role("link", name="Sixteen pairs for one weight")
    tap(link)
    expect(iphone.get_by_role("heading", name="Backpropagation", exact=True)).to_be_visible()
    sidebar = open_sidebar(iphone)
    sidebar.get_by_test_id("stSidebarNavLink").filter(has_text="Softmax").tap()
    expect(iphone.get_by_role("heading", name="Softmax", exact=True)).to_be_visible()
