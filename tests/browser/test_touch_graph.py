"""The graph of Chain rule: its inputs are dragged, and every number in it follows."""

import re
from collections.abc import Mapping

import pytest
from playwright.sync_api import Locator, Page, expect

from core import Operation
from core.derivatives.chain_rule import DerivativeByPaths, derivative_by_paths
from dashboard.text import number
from dashboard.text.formulas import in_brackets
from tests.browser.fingers import middle, scrolled, swipe
from tests.browser.page_state import navigation_link, place_on, settled
from tests.server import Server

STOP = 5  # px of a drag
BESIDE = (10, -7)  # px from the middle of a circle, where the mouse takes hold
TWO_PATHS = {
    "z1": Operation("product", ("x1", "x2")),
    "z2": Operation("square-sum", ("x1", "x2")),
    "p": Operation("product", ("z1", "z2")),
}
COMPOSITION = {"u": Operation("square", ("x",)), "y": Operation("exp", ("u",))}
COMPOSITION_QUERY = "demo=f(g(x))"
Numbers = Mapping[str, float]


def opened(page: Page, server: Server, query: str = "") -> Page:
    page.goto(f"{server.url}/chain_rule?{query}")
    settled(page)
    page.locator(".figure[data-drawings] .handle").first.wait_for()
    return settled(page)


def handle(page: Page, name: str) -> Locator:
    return page.get_by_role("figure").get_by_role("slider", name=name, exact=True)


def drag(page: Page, name: str, stops: int, *, release: bool = True) -> None:
    """Drag a circle sideways with the mouse, which takes hold beside its middle."""
    handle(page, name).scroll_into_view_if_needed()
    settled(page)
    pull(page, name, 0)
    page.mouse.down()
    pull(page, name, stops)
    if release:
        page.mouse.up()


def pull(page: Page, name: str, stops: int) -> None:
    """Move the mouse so many stops from where it takes hold, and half of one."""
    x, y = middle(handle(page, name))
    across = STOP * (stops + (stops > 0) / 2 - (stops < 0) / 2)
    page.mouse.move(x + BESIDE[0] + across, y + BESIDE[1] + abs(stops), steps=8)


def seen(symbol: str) -> str:
    return symbol.translate(str.maketrans("12", "₁₂"))


def texts(rule: DerivativeByPaths, sign: str, wrt: str) -> dict[str, str]:
    """The first line of each text of the picture, with what stands below it."""
    output = list(rule.values)[-1]
    found = {seen(node): number(value) for node, value in rule.values.items()}
    for (source, target), derivative in rule.derivatives.items():
        found[f"{sign}{seen(target)}/{sign}{seen(source)}"] = number(derivative)
    wanted, total = f"{sign}{output}/{sign}{seen(wrt)}", number(rule.total)
    products = [
        " · ".join(in_brackets(number(value)) for value in reversed(path.derivatives))
        for path in rule.paths
    ]
    if len(rule.paths) == 1:
        return found | ({f"{wanted} = {products[0]} = {total}": ""} if len(found) > 3 else {})
    for k, (path, factors) in enumerate(zip(rule.paths, products, strict=True), start=1):
        found[f"path {k}"] = f"{factors} = {number(path.product)}"
    return found | {wanted: f"= {total}"}


_TEXTS_DRAWN = """() => Object.fromEntries(
  [...document.querySelectorAll(".figure :is(.textpoint, .annotation) text")]
    .map((text) => [...text.querySelectorAll(".line")].map((line) => line.textContent))
    .filter(([first]) => first)
    .map(([first, ...others]) => [first, others.join(" ")]))"""


def shows(
    page: Page, operations: Mapping[str, Operation], inputs: Numbers, wrt: str, sign: str = "∂"
) -> None:
    """Every number in the picture, and what each handle says, is core's."""
    rule = derivative_by_paths(operations, inputs, wrt)
    output = list(operations)[-1]
    results = f"{output} = {number(rule.values[output])}"
    results += f", {sign}{output}/{sign}{seen(wrt)} = {number(rule.total)}"
    for name, value in inputs.items():
        said = f"{seen(name)} = {number(value)}, {results}"
        expect(page.get_by_role("figure").locator(f"[aria-label={seen(name)}]")).to_have_attribute(
            "aria-valuetext", said
        )
    assert page.evaluate(_TEXTS_DRAWN) == texts(rule, sign, wrt)


def test_a_drag_is_followed_in_silence_and_told_once(
    page: Page, server: Server, sent: list[object]
):
    opened(page, server)
    before = len(sent)
    drag(page, "x₁", -22, release=False)
    shows(page, TWO_PATHS, {"x1": -0.7, "x2": 0.5}, "x1")
    page.mouse.move(0, 300, steps=5)
    pull(page, "x₁", 3)
    shows(page, TWO_PATHS, {"x1": 1.8, "x2": 0.5}, "x1")
    page.wait_for_timeout(500)
    assert len(sent) == before
    page.mouse.up()
    expect(page).to_have_url(f"{server.url}/chain_rule?x1=1.8")
    settled(page)
    assert len(sent) == before + 1
    shows(page, TWO_PATHS, {"x1": 1.8, "x2": 0.5}, "x1")
    total = derivative_by_paths(TWO_PATHS, {"x1": 1.8, "x2": 0.5}, "x1").total
    expect(page.get_by_text(f"= {number(total)}. Check")).to_be_visible()
    expect(page.get_by_test_id("stSlider").get_by_role("slider", name="x₁")).to_have_value("1.8")

    drag(page, "x₂", 9)
    expect(page).to_have_url(f"{server.url}/chain_rule?x1=1.8&x2=1.4")
    shows(page, TWO_PATHS, {"x1": 1.8, "x2": 1.4}, "x1")


def test_no_text_jumps_when_python_answers(page: Page, server: Server):
    opened(page, server, "fz1=sum-exp&fz2=sine&fp=ratio&wrt=2")
    drag(page, "x₂", -14, release=False)
    places = """() => [...document.querySelectorAll(".figure :is(.textpoint, .annotation) text")]
      .filter((text) => text.textContent)
      .map((text) => text.getBoundingClientRect())
      .flatMap(({ left, top, right, bottom }) => [left, top, right, bottom])"""
    drawings = page.locator(".figure").get_attribute("data-drawings")
    while_held = page.evaluate(places)
    page.mouse.up()
    expect(page.locator(".figure")).not_to_have_attribute("data-drawings", drawings or "")
    settled(page)
    assert page.evaluate(places) == pytest.approx(while_held, abs=1)  # Plotly rounds to pixels


@pytest.mark.parametrize(
    ("query", "operations", "x", "sign"),
    [
        (COMPOSITION_QUERY, COMPOSITION, 0.8, "d"),
        ("demo=x²&x=-1", {"y": Operation("square", ("x",))}, -1.0, "d"),
        ("demo=eˣ&x=1", {"y": Operation("exp", ("x",))}, 1.0, "d"),
        (
            "demo=f·g&f=cube&g=relu&x=0.3",
            {
                "f": Operation("cube", ("x",)),
                "g": Operation("relu", ("x",)),
                "p": Operation("product", ("f", "g")),
            },
            0.3,
            "∂",
        ),
    ],
)
def test_the_one_input_of_a_warm_up_is_dragged(
    page: Page,
    server: Server,
    query: str,
    operations: Mapping[str, Operation],
    x: float,
    sign: str,
):
    opened(page, server, query)
    drag(page, "x", 1, release=False)
    for stops in (-3, 0, -50):  # to 0, for ReLU; back; past the least
        pull(page, "x", stops)
        shows(page, operations, {"x": max(round(x + stops / 10, 6), -2.0)}, "x", sign)
    pull(page, "x", -3)
    page.mouse.up()
    expect(page).to_have_url(re.compile(f"[?&]x={round(x - 0.3, 6):g}(&|$)"))
    settled(page)
    shows(page, operations, {"x": round(x - 0.3, 6)}, "x", sign)


def test_a_power_of_ten_stays_in_its_circle(page: Page, server: Server):
    """Where the lines of a text become more, its middle stays where it was."""
    opened(page, server, "demo=f(g(x))&g=exp&x=1")
    drag(page, "x", 10, release=False)
    operations = {"u": Operation("exp", ("x",)), "y": Operation("exp", ("u",))}
    opened_middle = "() => [...document.querySelectorAll('.figure .textpoint text')].map(text => {"
    opened_middle += "const {top, bottom} = text.getBoundingClientRect(); return top + bottom})"
    shows(page, operations, {"x": 2.0}, "x", "d")
    pull(page, "x", 13)
    shows(page, operations, {"x": 2.0}, "x", "d")  # the most
    u, _, y = page.evaluate(opened_middle)
    assert u == pytest.approx(y, abs=2)
    page.mouse.up()


def test_the_keyboard_moves_an_input(page: Page, server: Server, sent: list[object]):
    opened(page, server)
    handle(page, "x₂").focus()
    before = len(sent)
    for key in ("ArrowRight", "ArrowRight", "ArrowLeft", "ArrowUp", "ArrowDown", "ArrowDown"):
        page.keyboard.press(key)
    page.keyboard.press("Shift+ArrowLeft")
    shows(page, TWO_PATHS, {"x1": 1.5, "x2": -0.5}, "x1")
    assert len(sent) == before
    expect(page).to_have_url(f"{server.url}/chain_rule?x2=-0.5")
    settled(page)
    assert len(sent) == before + 1
    expect(handle(page, "x₂")).to_be_focused()
    shows(page, TWO_PATHS, {"x1": 1.5, "x2": -0.5}, "x1")


def test_a_click_on_an_input_asks_for_its_derivative_and_moves_nothing(page: Page, server: Server):
    opened(page, server)
    for name, query, wrt in (("x₂", "?wrt=2", "x2"), ("x₁", "", "x1")):
        x, y = middle(handle(page, name))
        page.mouse.move(x, y)
        page.mouse.down()
        page.mouse.move(x + 3, y + 6)  # no hand is quite still
        page.mouse.up()
        expect(page).to_have_url(f"{server.url}/chain_rule{query}")
        settled(page)
        shows(page, TWO_PATHS, {"x1": 1.5, "x2": 0.5}, wrt)
    drag(page, "x₂", 4)
    expect(page).to_have_url(f"{server.url}/chain_rule?x2=0.9")
    settled(page)
    shows(page, TWO_PATHS, {"x1": 1.5, "x2": 0.9}, "x1")  # a drag asks for nothing else


@pytest.mark.parametrize("lesson", ["lock=x1", "hide=x1"])
def test_what_a_lesson_holds_is_no_handle(page: Page, server: Server, lesson: str):
    opened(page, server, f"{lesson}&wrt=2")
    expect(handle(page, "x₁")).to_have_count(0)
    left, top = place_on(page.locator(".figure"), 0, 1)
    page.mouse.move(left, top)
    page.mouse.down()
    page.mouse.move(left + 80, top, steps=5)
    page.mouse.up()
    settled(page)
    drag(page, "x₂", 6)
    expect(page).to_have_url(re.compile("[?&]x2=1.1(&|$)"))
    settled(page)
    values = page.evaluate(_TEXTS_DRAWN)
    assert (values["x₁"], values["x₂"]) == (number(1.5), number(1.1))


def test_the_next_graph_has_its_own_handles(page: Page, server: Server):
    opened(page, server)
    drag(page, "x₁", 2)
    settled(page)
    page.get_by_role("radio", name="f(g(x))").click()
    settled(page)
    expect(page.locator(".figure .handle")).to_have_count(1)
    shows(page, COMPOSITION, {"x": 0.8}, "x", "d")
    drag(page, "x", 5)
    settled(page)
    shows(page, COMPOSITION, {"x": 1.3}, "x", "d")


def test_back_reload_and_a_second_visitor_have_the_state(page: Page, server: Server, visitor: Page):
    opened(page, server)
    drag(page, "x₁", -7)
    expect(page).to_have_url(f"{server.url}/chain_rule?x1=0.8")
    settled(page)
    navigation_link(page, "Softmax").click()
    settled(page)
    page.go_back()
    settled(page)
    shows(page, TWO_PATHS, {"x1": 0.8, "x2": 0.5}, "x1")
    page.reload()
    settled(page)
    shows(page, TWO_PATHS, {"x1": 0.8, "x2": 0.5}, "x1")
    visitor.goto(page.url)
    shows(visitor, TWO_PATHS, {"x1": 0.8, "x2": 0.5}, "x1")


def test_a_finger_moves_an_input_sideways_and_scrolls_the_page_elsewhere(
    phone: Page, server: Server
):
    opened(phone, server)
    x, y = middle(handle(phone, "x₂"))
    swipe(phone, (x, y), (x + STOP * 12.5, y + 8))
    assert scrolled(phone) == 0
    expect(phone).to_have_url(re.compile("x2=1.7$"))
    settled(phone)
    shows(phone, TWO_PATHS, {"x1": 1.5, "x2": 1.7}, "x1")

    for start in (middle(handle(phone, "x₂")), place_on(phone.locator(".figure"), 1.0, 0.0)):
        before = scrolled(phone)
        swipe(phone, start, (start[0], start[1] - 150))
        assert scrolled(phone) > before + 50
    shows(phone, TWO_PATHS, {"x1": 1.5, "x2": 1.7}, "x1")
    assert phone.url.endswith("?x2=1.7")
