"""Pictures that can be touched: what a hand moves is followed, and Python is told once."""

import re

import numpy as np
import pytest
from playwright.sync_api import Locator, Page, expect

import core
from core.landscape.descent_path import descent_path
from dashboard.text import number
from tests.browser.fingers import middle, scrolled, swipe
from tests.browser.page_state import click_figure, navigation_link, place_on, settled
from tests.server import Server

TARGETS = np.array([1.0, 0.0, 0.0])
LANDSCAPE, MAP = "as a landscape", "as a map with level lines"


def opened(page: Page, server: Server, query: str = "") -> Page:
    page.goto(f"{server.url}/loss_surface{query}")
    settled(page)
    expect(page.locator(".figure[data-drawings]")).to_have_count(2)
    return page


def figure(page: Page, name: str = MAP) -> Locator:
    return page.get_by_role("figure", name=name)


def handle(page: Page) -> Locator:
    return figure(page).locator(".handle")


def text(logits: list[float]) -> str:
    """What the handle says of z₁, z₂ and the loss, where class 1 is the true one."""
    loss = number(float(core.cross_entropy(np.array(logits), TARGETS)))
    probability = number(float(core.softmax(np.array(logits))[0]))
    values = f"z₁ = {number(logits[0])}, z₂ = {number(logits[1])}"
    return f"{values}, L = {loss}, ŷ₁ = {probability}"


def grab(page: Page) -> None:
    """Press the mouse on the mark, a little beside its middle."""
    figure(page).scroll_into_view_if_needed()
    settled(page)
    x, y = middle(handle(page))
    page.mouse.move(x + 6, y - 4)
    page.mouse.down()


def drag_to(page: Page, x: float, y: float, steps: int = 10) -> None:
    left, top = place_on(figure(page), x, y)
    page.mouse.move(left + 6, top - 4, steps=steps)


def says(page: Page, logits: list[float]) -> None:
    expect(handle(page)).to_have_attribute("aria-valuetext", text(logits))


_FOOT_OF_PIN = """(node, point) => {
  const { glplot, dataScale } = node._fullLayout.scene._scene;
  const { model, view, projection } = glplot.cameraParams;
  const seen = [model, view, projection].reduce(
    (place, matrix) => DOMMatrix.fromFloat32Array(Float32Array.from(matrix)).transformPoint(place),
    new DOMPoint(...point.map((value, k) => value * dataScale[k])));
  const { left, top, width, height } = glplot.canvas.getBoundingClientRect();
  const box = node.getBoundingClientRect();
  const right = [left + (1 + seen.x / seen.w) * width / 2 - box.left,
                 top + (1 - seen.y / seen.w) * height / 2 - box.top];
  const [, ...drawn] = /M([^,]+),([^L]+)L/.exec(node.querySelector(".over path").getAttribute("d"));
  return Math.hypot(...right.map((value, k) => value - Number(drawn[k])));
}"""


def pin_stands_at(page: Page, logits: list[float]) -> None:
    """The pin's foot is drawn, to a pixel, where the camera sees the loss of these logits."""
    loss = float(core.cross_entropy(np.array(logits), TARGETS))
    node = figure(page, LANDSCAPE).element_handle()
    page.wait_for_function(
        f"([node, point]) => ({_FOOT_OF_PIN})(node, point) < 1", arg=[node, [*logits[:2], loss]]
    )


def test_a_drag_is_followed_in_silence_and_told_once(
    page: Page, server: Server, sent: list[object]
):
    opened(page, server)
    grab(page)
    before = len(sent)
    for z1, z2 in ((3.0, -1.5), (-2.4, 0.8), (4.1, -5.0)):
        drag_to(page, z1, z2)
        says(page, [z1, z2, 0.5])
        reading = figure(page).locator(".reading")
        expect(reading).to_have_text(text([z1, z2, 0.5]).replace(", ", "\n"))
        pin_stands_at(page, [z1, z2, 0.5])
    page.wait_for_timeout(500)
    assert len(sent) == before
    page.mouse.up()
    expect(page).to_have_url(f"{server.url}/loss_surface?z1=4.1&z2=-5")
    settled(page)
    assert len(sent) == before + 1
    loss = core.cross_entropy(np.array([4.1, -5.0, 0.5]), TARGETS)
    expect(page.get_by_text(f"so L = {number(float(loss))} nats")).to_be_visible()
    expect(page.get_by_role("slider", name="z₁")).to_have_value("4.1")
    expect(page.get_by_role("slider", name="z₂")).to_have_value("-5")
    page.mouse.move(5, 5)
    expect(figure(page).locator(".reading")).to_be_hidden()
    says(page, [4.1, -5.0, 0.5])
    pin_stands_at(page, [4.1, -5.0, 0.5])


def test_the_mark_stands_where_the_axes_read_its_logits(page: Page, server: Server):
    opened(page, server, "?z1=-3&z2=4.5")
    for logits in ([-3.0, 4.5], [2.2, -1.0]):
        grab(page)
        drag_to(page, *logits)
        assert middle(handle(page)) == pytest.approx(place_on(figure(page), *logits), abs=1)
        page.mouse.up()
        settled(page)
        assert middle(handle(page)) == pytest.approx(place_on(figure(page), *logits), abs=1)


def test_the_mark_stays_within_the_picture_and_the_picture_grows(page: Page, server: Server):
    opened(page, server)
    grab(page)
    page.mouse.move(5, 5, steps=5)
    says(page, [-6.0, 6.0, 0.5])
    page.mouse.up()
    settled(page)
    expect(page).to_have_url(f"{server.url}/loss_surface?z1=-6&z2=6")
    assert handle(page).get_attribute("aria-valuemin") == "-7"


def test_an_answer_that_comes_late_does_not_throw_the_mark_back(page: Page, server: Server):
    opened(page, server)
    grab(page)
    drag_to(page, 3.0, 3.0)
    page.mouse.up()
    x, y = middle(handle(page))
    page.mouse.move(x + 6, y - 4)
    page.mouse.down()
    drag_to(page, -3.0, 1.0)
    expect(page).to_have_url(f"{server.url}/loss_surface?z1=3&z2=3")  # the answer to the first
    page.wait_for_timeout(500)
    says(page, [-3.0, 1.0, 0.5])
    page.mouse.up()
    says(page, [-3.0, 1.0, 0.5])
    expect(page).to_have_url(f"{server.url}/loss_surface?z1=-3&z2=1")
    settled(page)
    says(page, [-3.0, 1.0, 0.5])


def test_arrow_keys_move_the_mark_and_python_is_told_when_they_rest(
    page: Page, server: Server, sent: list[object]
):
    opened(page, server)
    handle(page).focus()
    before = len(sent)
    for key in ("ArrowRight", "ArrowRight", "ArrowLeft", "ArrowUp", "ArrowDown", "ArrowDown"):
        page.keyboard.press(key)
    page.keyboard.press("Shift+ArrowUp")
    says(page, [1.1, 2.9, 0.5])
    assert len(sent) == before
    expect(page).to_have_url(f"{server.url}/loss_surface?z1=1.1&z2=2.9")
    settled(page)
    assert len(sent) == before + 1
    expect(handle(page)).to_be_focused()
    pin_stands_at(page, [1.1, 2.9, 0.5])


def test_a_click_moves_the_mark_before_python_answers(page: Page, server: Server):
    opened(page, server)
    click_figure(figure(page), -2.0, 3.2)
    says(page, [-2.0, 3.2, 0.5])
    expect(page).to_have_url(f"{server.url}/loss_surface?z1=-2&z2=3.2")


def test_a_slider_moves_the_mark(page: Page, server: Server):
    opened(page, server)
    page.get_by_role("slider", name="z₁").press("ArrowRight")
    says(page, [1.1, 2.0, 0.5])


@pytest.mark.parametrize(
    ("lesson", "logits"),
    [("lock=z1", [1.0, -3.0, 0.5]), ("hide=z2", [4.0, 2.0, 0.5])],
)
def test_what_a_lesson_holds_stays_in_a_drag(
    page: Page, server: Server, lesson: str, logits: list[float]
):
    opened(page, server, f"?{lesson}")
    grab(page)
    drag_to(page, 4.0, -3.0)
    says(page, logits)
    page.mouse.up()
    settled(page)
    says(page, logits)
    click_figure(figure(page), -2.0, -2.0)
    says(page, [z if z in (1.0, 2.0) else -2.0 for z in logits[:2]] + [0.5])


def test_a_mark_that_a_lesson_holds_altogether_is_no_control(page: Page, server: Server):
    opened(page, server, "?lock=z1&hide=z2")
    expect(figure(page).get_by_role("slider")).to_have_count(0)
    assert handle(page).get_attribute("tabindex") is None
    url = page.url
    grab(page)
    page.mouse.up()
    settled(page)
    click_figure(figure(page), 4.0, -3.0)
    assert page.url == url
    assert middle(handle(page)) == pytest.approx(place_on(figure(page), 1.0, 2.0), abs=1)


def test_back_reload_and_a_second_visitor_have_the_state(page: Page, server: Server, visitor: Page):
    opened(page, server)
    grab(page)
    drag_to(page, 3.3, -4.2)
    page.mouse.up()
    settled(page)
    navigation_link(page, "Chain rule").click()
    settled(page)
    page.go_back()
    settled(page)
    says(page, [3.3, -4.2, 0.5])
    page.reload()
    settled(page)
    says(page, [3.3, -4.2, 0.5])
    visitor.goto(page.url)
    says(visitor, [3.3, -4.2, 0.5])


# ---------------------------------------------------------------------------------------- the cuts

CUT = "Along z₁: cross-entropy from"
# How far apart, in pixels, what is drawn over the cut and what Plotly has drawn of it are.
_DRAWN_OVER = """(node) => {
  const axes = node._fullLayout, { left, top } = node.querySelector(".over").style;
  const points = node.querySelectorAll(".over polyline")[0].points;
  return [...points].map(({ x, y }) => [
    axes.xaxis.p2d(x + parseFloat(left) - axes.xaxis._offset),
    axes.yaxis.p2d(y + parseFloat(top) - axes.yaxis._offset),
  ]);
}"""


def cut_text(logits: list[float]) -> str:
    loss, gradient = core.cross_entropy_with_gradient(np.array(logits), TARGETS)
    values = f"z₁ = {number(logits[0])}, L = {number(float(loss))}"
    return f"{values}, ∂L/∂z₁ = {number(float(gradient[0]))}"


def test_the_cuts_follow_the_diamond(page: Page, server: Server, sent: list[object]):
    page.goto(f"{server.url}/loss_surface?tab=sections")
    settled(page)
    expect(page.locator(".figure[data-drawings]")).to_have_count(4)
    before = len(sent)
    logits = [-2.0, 3.0, 0.5]
    grab(page)
    drag_to(page, *logits[:2])
    mark = figure(page, CUT).locator(".handle")
    expect(mark).to_have_attribute("aria-valuetext", cut_text(logits))
    curve = figure(page, CUT).evaluate(_DRAWN_OVER)
    for value, loss in (curve[0], curve[23], curve[-1]):
        right = core.cross_entropy(np.array([value, *logits[1:]]), TARGETS)
        assert loss == pytest.approx(float(right), abs=1e-3)
    assert len(sent) == before
    page.mouse.up()
    settled(page)
    expect(page.locator(".figure .over").and_(page.locator("svg:visible"))).to_have_count(1)  # pin
    expect(mark).to_have_attribute("aria-valuetext", cut_text(logits))


def test_the_mark_on_a_cut_moves_its_logit(page: Page, server: Server):
    page.goto(f"{server.url}/loss_surface?tab=sections")
    settled(page)
    expect(page.locator(".figure[data-drawings]")).to_have_count(4)
    figure(page, CUT).scroll_into_view_if_needed()
    mark = figure(page, CUT).locator(".handle")
    page.mouse.move(*middle(mark))
    page.mouse.down()
    page.mouse.move(*place_on(figure(page, CUT), -3.0, 1.0), steps=6)
    says(page, [-3.0, 2.0, 0.5])
    page.mouse.up()
    expect(page).to_have_url(f"{server.url}/loss_surface?tab=sections&z1=-3")
    settled(page)
    expect(mark).to_have_attribute("aria-valuetext", cut_text([-3.0, 2.0, 0.5]))


def test_the_mark_says_where_it_stands_under_the_mouse_and_in_focus(page: Page, server: Server):
    opened(page, server)
    reading = figure(page).locator(".reading")
    expect(reading).to_be_hidden()
    page.mouse.move(*middle(handle(page)))
    expect(reading).to_have_text(text([1.0, 2.0, 0.5]).replace(", ", "\n"))
    page.mouse.move(5, 5)
    expect(reading).to_be_hidden()
    handle(page).focus()
    page.keyboard.press("ArrowRight")
    settled(page)
    expect(reading).to_have_text(text([1.1, 2.0, 0.5]).replace(", ", "\n"))


# ---------------------------------------------------------------------------------- gradient field


def descent(page: Page, server: Server, query: str = "") -> Page:
    page.goto(f"{server.url}/gradient_field{query}")
    settled(page)
    expect(page.locator(".figure[data-drawings]")).to_have_count(2)
    return page


FIELD, SIMPLEX = "of −∇L over z₁ and z₂", "on the triangle of probabilities"


def start_of(page: Page, name: str) -> Locator:
    return figure(page, name).locator(".handle")


def start_text(logits: list[float]) -> str:
    loss, gradient = core.cross_entropy_with_gradient(np.array(logits), TARGETS)
    norm = float(np.linalg.norm(gradient[:2]))
    values = f"z₁ = {number(logits[0])}, z₂ = {number(logits[1])}"
    return f"{values}, L = {number(float(loss))}, ‖∇L‖ = {number(norm)}"


def way_on_screen(page: Page, name: str) -> list[list[float]]:
    """The points of the path that is drawn over the picture, from its left upper corner."""
    points = figure(page, name).locator(".over polyline").get_attribute("points")
    assert points is not None
    return [[float(part) for part in point.split(",")] for point in points.split(" ")]


def pull(page: Page, name: str, left: float, top: float) -> None:
    """Drag the start, whose middle is grabbed, to a place of the screen; the button stays down."""
    page.mouse.move(*middle(start_of(page, name)))
    page.mouse.down()
    page.mouse.move(left, top, steps=8)


def test_the_descent_follows_its_start_on_both_pictures(
    page: Page, server: Server, sent: list[object]
):
    descent(page, server, "?descent_step=4")
    before = len(sent)
    logits = [-2.0, 3.0, 0.5]
    pull(page, FIELD, *place_on(figure(page, FIELD), *logits[:2]))
    for name in (FIELD, SIMPLEX):
        expect(start_of(page, name)).to_have_attribute("aria-valuetext", start_text(logits))
    path = descent_path(logits, 0, step_size=1.0, steps=30, first=0, second=1).logits
    drawn = way_on_screen(page, FIELD)
    box = figure(page, FIELD).locator(".over").bounding_box()
    assert box is not None
    assert len(drawn) == len(path)
    for step in (0, 4, 30):
        expected = place_on(figure(page, FIELD), *path[step, :2])
        found = [box["x"] + drawn[step][0], box["y"] + drawn[step][1]]
        assert found == pytest.approx(expected, abs=1), step
    triangle = np.array(way_on_screen(page, SIMPLEX))
    probabilities = core.softmax(path)
    across = probabilities[:, 2] - probabilities[:, 1]
    for screen, share in ((triangle[:, 0], across), (triangle[:, 1], probabilities[:, 0])):
        slope = np.polyfit(share, screen, 1)
        assert np.abs(np.polyval(slope, share) - screen).max() < 0.01  # it is linear in ŷ
    assert len(sent) == before
    page.mouse.up()
    expect(page).to_have_url(f"{server.url}/gradient_field?descent_step=4&z1=-2&z2=3")
    settled(page)
    assert len(sent) == before + 1
    for name in (FIELD, SIMPLEX):
        expect(start_of(page, name)).to_have_attribute("aria-valuetext", start_text(logits))
        expect(figure(page, name).locator(".over")).to_be_hidden()
    expect(page.get_by_text("Step 4 of 30: ")).to_contain_text(f"z₁ = {number(path[4, 0])}")


def test_a_drag_on_the_triangle_moves_the_logits(page: Page, server: Server):
    descent(page, server)
    target = np.array([2.0, -1.0, 0.5])
    x, y = simplex_place(page, core.softmax(target))
    pull(page, SIMPLEX, x, y)
    for name in (FIELD, SIMPLEX):
        expect(start_of(page, name)).to_have_attribute("aria-valuetext", start_text(list(target)))
    page.mouse.up()
    expect(page).to_have_url(f"{server.url}/gradient_field?z1=2&z2=-1")


def simplex_place(page: Page, probabilities: np.ndarray) -> list[float]:
    """Where ŷ stands on the screen, by Plotly's own account of its triangle."""
    return figure(page, SIMPLEX).evaluate(
        """(node, [a, b, c]) => {
          const { left, top } = node.getBoundingClientRect();
          const { xaxis, yaxis } = node._fullLayout.ternary._subplot;
          return [left + xaxis._offset + xaxis.c2p(c - b), top + yaxis._offset + yaxis.c2p(a)];
        }""",
        probabilities.tolist(),
    )


# ------------------------------------------------------------------------------------------- touch


def test_a_finger_on_the_mark_moves_it_and_one_beside_it_scrolls(phone: Page, server: Server):
    opened(phone, server)
    figure(phone).scroll_into_view_if_needed()
    settled(phone)
    before = scrolled(phone)
    swipe(phone, middle(handle(phone)), place_on(figure(phone), -3.0, -2.0))
    assert scrolled(phone) == before
    says(phone, [-3.0, -2.0, 0.5])
    expect(phone).to_have_url(re.compile(r"loss_surface\?z1=-3&z2=-2$"))

    beside = place_on(figure(phone), 3.0, 3.0)
    swipe(phone, beside, (beside[0], beside[1] - 150))
    assert scrolled(phone) > before + 50
    says(phone, [-3.0, -2.0, 0.5])


def test_a_tap_on_the_map_moves_the_mark_once(phone: Page, server: Server):
    sent: list[object] = []
    phone.once("websocket", lambda socket: socket.on("framesent", lambda frame: sent.append(frame)))
    opened(phone, server)
    figure(phone).scroll_into_view_if_needed()
    settled(phone)
    before = len(sent)
    phone.touchscreen.tap(*place_on(figure(phone), 3.0, -3.0))
    says(phone, [3.0, -3.0, 0.5])
    expect(phone).to_have_url(re.compile(r"loss_surface\?z1=3&z2=-3$"))
    settled(phone)
    assert len(sent) == before + 1


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("loss_surface", LANDSCAPE),
        ("gradient_field", FIELD),
        ("gradient_field", SIMPLEX),
        ("loss_surface?tab=sections", CUT),
    ],
)
def test_a_finger_over_any_picture_scrolls(phone: Page, server: Server, path: str, name: str):
    phone.goto(f"{server.url}/{path}")
    settled(phone)
    picture = figure(phone, name)
    expect(picture).to_have_attribute("data-drawings", re.compile("."))
    picture.scroll_into_view_if_needed()
    settled(phone)
    x, y = middle(picture)
    before, url = scrolled(phone), phone.url
    swipe(phone, (x + 20, y + 40), (x + 20, y - 110))
    assert scrolled(phone) > before + 50
    assert phone.url == url


def test_a_finger_across_the_landscape_turns_it(phone: Page, server: Server):
    opened(phone, server)
    landscape = figure(phone, LANDSCAPE)
    landscape.scroll_into_view_if_needed()
    settled(phone)
    eye = "node => node._fullLayout.scene.camera.eye"
    before, height = landscape.evaluate(eye), scrolled(phone)
    x, y = middle(landscape)
    swipe(phone, (x - 60, y), (x + 60, y))
    after = landscape.evaluate(eye)
    assert np.hypot(after["x"], after["y"]) == pytest.approx(np.hypot(before["x"], before["y"]))
    turned = np.arctan2(after["y"], after["x"]) - np.arctan2(before["y"], before["x"])
    assert abs(turned) > 0.5
    assert after["z"] == before["z"]
    assert scrolled(phone) == height
    pin_stands_at(phone, [1.0, 2.0, 0.5])
