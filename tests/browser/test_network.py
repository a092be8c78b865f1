"""The network at work on the start page: what a hand moves, the steps, and how it is drawn."""

import itertools
import json
import re
from typing import Any
from urllib.parse import parse_qs, urlsplit

import numpy as np
import pytest
from playwright.sync_api import Locator, Page, expect

from dashboard.controls.layer.controls import FIRST_LAYER, LARGEST_LAYER, Layer, one_hot_row
from dashboard.controls.layer.line_text import layer_texts, parse_layer
from dashboard.text import number
from dashboard.views.start.step import layer_step
from tests.browser.fingers import middle, scrolled, swipe
from tests.browser.page_state import follow_address, navigation_link, settled
from tests.server import Server


def opened(page: Page, server: Server, query: str = "") -> Page:
    page.goto(f"{server.url}/{query}")
    network(page).wait_for()
    settled(page)
    return page


def network(page: Page) -> Locator:
    return page.get_by_role("figure", name=re.compile("network|mạng"))


def handle(page: Page, name: str) -> Locator:
    return network(page).get_by_role("slider", name=name, exact=True)


def button(page: Page, name: str) -> Locator:
    return network(page).get_by_role("button", name=name, exact=True)


def says(page: Page, layer: Layer) -> None:
    """The text alternative holds these numbers of the layer."""
    found = layer.network.computed
    parts = [f"a loss of {number(float(found.loss))} nats"]
    for letter, values in (("z", found.logits), ("ŷ", found.probabilities), ("∂L/∂z", found.bias)):
        parts.append(f"{letter}₁ = {number(float(values[0]))}")
    for part in parts:
        expect(network(page)).to_have_accessible_name(re.compile(re.escape(part)))


def layer_of_link(page: Page) -> Layer:
    """The layer that the page's link holds."""
    told = {key: values[0] for key, values in parse_qs(urlsplit(page.url).query).items()}
    return parse_layer(layer_texts(FIRST_LAYER) | told)


def at_rest(page: Page, layer: Layer) -> None:
    """The step is over, Python has been told, and link and picture hold the layer."""
    page.wait_for_function(
        "text => decodeURIComponent(location.search).includes(text)", arg=layer_texts(layer)["b"]
    )
    settled(page)
    assert layer_of_link(page) == layer
    says(page, layer)


def moved(layer: Layer, **entries: float) -> Layer:
    """The layer with other values: w21=0.5."""
    a, b = list(layer.activations), list(layer.bias)
    weights = [list(row) for row in layer.weights]
    for name, value in entries.items():
        if name[0] == "w":
            weights[int(name[1]) - 1][int(name[2]) - 1] = value
        else:
            (a if name[0] == "a" else b)[int(name[1]) - 1] = value
    return Layer(tuple(a), tuple(map(tuple, weights)), tuple(b), layer.target)


# ------------------------------------------------------------------------------------------ a hand


@pytest.mark.parametrize(("name", "key"), [("w₂₁", "w21"), ("a₃", "a3"), ("b₁", "b1")])
def test_a_drag_is_followed_in_silence_and_told_once(
    page: Page, server: Server, sent: list[object], name: str, key: str
):
    opened(page, server)
    first = dict(zip(("w21", "a3", "b1"), (-0.4, -1.0, 0.1), strict=True))[key]
    x, y = middle(handle(page, name))
    page.mouse.move(x, y)
    page.mouse.down()
    before = len(sent)
    for steps in (3, -7, 12):
        page.mouse.move(x + 8 * steps, y + 3, steps=6)
        value = round(first + 0.01 * 8 * steps, 6)
        expect(handle(page, name)).to_have_attribute("aria-valuenow", f"{value:g}")
        says(page, moved(FIRST_LAYER, **{key: value}))
    page.wait_for_timeout(400)
    assert len(sent) == before
    page.mouse.up()
    settled(page)
    assert len(sent) == before + 1
    assert layer_of_link(page) == moved(FIRST_LAYER, **{key: round(first + 0.96, 6)})


def test_arrow_keys_move_a_number_and_python_is_told_when_they_rest(
    page: Page, server: Server, sent: list[object]
):
    opened(page, server)
    handle(page, "w₁₂").focus()
    before = len(sent)
    for key in ("ArrowRight", "ArrowUp", "ArrowLeft", "Shift+ArrowUp"):
        page.keyboard.press(key)
    expect(handle(page, "w₁₂")).to_have_attribute("aria-valuenow", "0.8")
    assert len(sent) == before
    page.wait_for_url(re.compile("W="))
    settled(page)
    assert len(sent) == before + 1
    expect(handle(page, "w₁₂")).to_be_focused()
    assert layer_of_link(page) == moved(FIRST_LAYER, w12=0.8)


@pytest.mark.parametrize(
    ("typed", "value"), [("2.5", 2.5), ("-0,75", -0.75), ("0.1234567", 0.123457)]
)
def test_a_number_is_typed(page: Page, server: Server, typed: str, value: float):
    opened(page, server)
    handle(page, "w₂₂").focus()
    page.keyboard.type(typed)
    page.keyboard.press("Enter")
    expect(handle(page, "w₂₂")).to_be_focused()
    page.wait_for_url(re.compile("W="))
    settled(page)
    assert layer_of_link(page) == moved(FIRST_LAYER, w22=value)


@pytest.mark.parametrize(
    ("typed", "answer"), [("1e9", "1e9 is out of range"), ("1-2", "“1-2” is not a number")]
)
def test_what_cannot_be_taken_is_answered_and_changes_nothing(
    page: Page, server: Server, typed: str, answer: str
):
    opened(page, server)
    handle(page, "w₂₂").dblclick()
    field = network(page).locator(".typed")
    field.fill(typed)
    field.press("Enter")
    expect(network(page).locator(".told")).to_contain_text(answer)
    says(page, FIRST_LAYER)
    handle(page, "w₂₂").dblclick()
    field.fill("3")
    field.press("Escape")
    says(page, FIRST_LAYER)


def test_the_true_class_is_dragged_clicked_and_moved_by_keys(page: Page, server: Server):
    opened(page, server, "?" + link_of(LARGEST_LAYER.resized(3, 3), target="1"))
    true = handle(page, "true class")
    x, y = middle(true)
    pitch = middle(network(page).locator("text", has_text="y₂ = 0"))[1] - y
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x, y + 2 * pitch, steps=8)
    expect(true).to_have_attribute("aria-valuenow", "3")
    page.mouse.up()
    expect(page).to_have_url(re.compile("target=3"))
    true.press("ArrowUp")
    expect(page).not_to_have_url(re.compile("target="))  # class 2 is the default
    page.mouse.click(*middle(network(page).locator("text", has_text="ŷ₁")))
    expect(page).to_have_url(re.compile("target=1"))
    expect(true).to_have_attribute("aria-valuetext", re.compile("^y₁ = 1, L = "))


def test_an_answer_that_comes_late_does_not_throw_a_number_back(page: Page, server: Server):
    opened(page, server)
    for value in ("0.6", "0.7", "0.8", "0.9"):
        handle(page, "w₁₁").press("ArrowRight")
        expect(handle(page, "w₁₁")).to_have_attribute("aria-valuenow", value)
        page.wait_for_timeout(430)  # about when Python is told
    page.wait_for_url(re.compile("W=0.9"))
    settled(page)
    expect(handle(page, "w₁₁")).to_have_attribute("aria-valuenow", "0.9")


def test_a_finger_across_moves_a_number_and_one_along_scrolls(phone: Page, server: Server):
    opened(phone, server)
    x, y = middle(handle(phone, "w₂₁"))
    swipe(phone, (x, y), (x + 40, y))
    assert scrolled(phone) == 0
    expect(handle(phone, "w₂₁")).not_to_have_attribute("aria-valuenow", "-0.4")
    now = handle(phone, "w₂₁").get_attribute("aria-valuenow")
    swipe(phone, (x, y), (x, y - 150))
    assert scrolled(phone) > 50
    expect(handle(phone, "w₂₁")).to_have_attribute("aria-valuenow", str(now))


# ----------------------------------------------------------------------------------------- lessons


def test_what_a_lesson_holds_is_no_handle_and_a_step_still_learns(page: Page, server: Server):
    opened(page, server, "?lock=W,target&hide=a")
    names = [each.get_attribute("aria-label") for each in network(page).get_by_role("slider").all()]
    assert names == ["b₁", "b₂"]
    button(page, "Take one step").click()
    at_rest(page, layer_step(FIRST_LAYER, 0.5))


def test_a_lesson_hides_and_locks_the_steps(page: Page, server: Server):
    opened(page, server, "?hide=take_step&lock=eta,edges")
    expect(button(page, "Take one step")).to_have_count(0)
    expect(button(page, "Play")).to_have_count(0)
    expect(network(page).get_by_role("textbox", name="Learning rate η")).to_be_disabled()
    expect(network(page).get_by_role("combobox", name="Edges")).to_be_disabled()
    opened(page, server, "?lock=take_step")
    expect(button(page, "Take one step")).to_be_disabled()
    expect(page.get_by_text("Your teacher has hidden 0 and locked 1")).to_be_visible()


# ------------------------------------------------------------------------------------------- steps


def test_a_step_flows_in_silence_and_is_told_once(page: Page, server: Server, sent: list[object]):
    opened(page, server)
    before = len(sent)
    button(page, "Take one step").click()
    told = network(page).locator(".told")
    for phase in ("Forward: ", "The loss: L = −log 0.3100 = 1.171", "Backward: ", "The step: "):
        expect(told).to_contain_text(phase)
        assert len(sent) == before
    expect(told).to_have_text("Step 1: L fell from 1.171 to 0.2122; ŷ₂ went from 31.00% to 80.88%.")
    at_rest(page, layer_step(FIRST_LAYER, 0.5))
    assert len(sent) == before + 1


def test_undo_and_reset_lead_back(page: Page, server: Server):
    opened(page, server)
    network(page).get_by_role("combobox", name="Steps/s").select_option("10")
    expect(button(page, "Undo")).to_be_disabled()
    layers = [FIRST_LAYER]
    for _ in range(3):
        button(page, "Take one step").click()
        layers.append(layer_step(layers[-1], 0.5))
        at_rest(page, layers[-1])
    handle(page, "b₁").press("ArrowUp")
    b = round(layers[-1].bias[0] + 0.1, 6)
    at_rest(page, moved(layers[-1], b1=b))
    button(page, "Undo").click()
    at_rest(page, layers[-1])
    button(page, "Undo").click()
    at_rest(page, layers[-2])
    button(page, "Reset").click()
    expect(page).to_have_url(f"{server.url}/")
    says(page, FIRST_LAYER)
    expect(button(page, "Reset")).to_be_disabled()


def test_it_plays_in_silence_at_a_speed_and_is_told_once(
    page: Page, server: Server, sent: list[object]
):
    opened(page, server)
    network(page).get_by_role("combobox", name="Steps/s").select_option("10")
    before = len(sent)
    button(page, "Play").click()
    expect(network(page).locator(".told")).to_contain_text(re.compile("^Step 1[0-9]: L fell"))
    assert len(sent) == before
    button(page, "Pause").click()
    said = network(page).locator(".told").inner_text()
    steps = int(re.findall(r"\d+", said)[0])
    layer = FIRST_LAYER
    for _ in range(steps):
        layer = layer_step(layer, 0.5)
    at_rest(page, layer)
    assert len(sent) == before + 1
    points = network(page).locator("polyline").get_attribute("points")
    assert points is not None
    assert len(points.split()) == steps + 1


def test_a_size_that_is_chosen_while_it_plays_ends_the_play(page: Page, server: Server):
    opened(page, server)
    button(page, "Play").click()
    expect(network(page).locator(".told")).to_contain_text("Forward")
    outputs = page.get_by_test_id("stSidebar").get_by_role("radiogroup").nth(1)
    outputs.get_by_text("4", exact=True).click()
    expect(button(page, "Play")).to_be_visible()
    expect(handle(page, "w₃₄")).to_be_visible()
    settled(page)
    says(page, FIRST_LAYER.resized(3, 4))


def test_reduced_motion_shows_the_states_without_the_flow(page: Page, server: Server):
    page.emulate_media(reduced_motion="reduce")
    opened(page, server)
    page.evaluate(
        """() => {
          window.pictures = new Set();
          window.hasPulsed = false;
          const svg = document.querySelector(".network svg");
          const look = () => {
            window.pictures.add(new XMLSerializer().serializeToString(svg));
            window.hasPulsed ||= [...svg.querySelectorAll("[stroke-dasharray]")].some(
              (group) => group.style.display !== "none");
            requestAnimationFrame(look);
          };
          look();
        }"""
    )
    button(page, "Take one step").click()
    at_rest(page, layer_step(FIRST_LAYER, 0.5))
    assert page.evaluate("hasPulsed") is False
    assert page.evaluate("pictures.size") <= 8  # at rest, of five phases, and at rest again
    expect(network(page).locator("text", has_text="change")).to_have_count(1)
    page.get_by_role("radiogroup", name="Outputs").get_by_role("radio", name="3").click()
    expect(network(page).get_by_role("slider", name="w₁₃")).to_be_visible()
    expect(network(page).locator("text", has_text="change")).to_have_count(0)


def test_the_learning_rate_is_taken_and_a_long_step_says_what_to_do(page: Page, server: Server):
    opened(page, server, "?target=0.3,0.7")
    network(page).get_by_role("combobox", name="Steps/s").select_option("10")
    rate = network(page).get_by_role("textbox", name="Learning rate η")
    rate.fill("1e9")
    rate.press("Enter")
    expect(network(page).locator(".told")).to_contain_text("out of range")
    rate.fill("4,0")
    button(page, "Take one step").click()
    expect(network(page).locator(".told")).to_have_text(
        "Step 1: L rose from 0.9311 to 2.802, because the step was too long. Undo it and try a "
        "smaller η."
    )
    expect(page).to_have_url(re.compile("eta=4"))


def test_a_visit_to_another_page_keeps_what_was_done(page: Page, server: Server):
    opened(page, server)
    network(page).get_by_role("combobox", name="Steps/s").select_option("10")
    button(page, "Take one step").click()
    after = layer_step(FIRST_LAYER, 0.5)
    at_rest(page, after)
    navigation_link(page, "Backpropagation").click()
    settled(page)
    expect(page.get_by_role("textbox", name="Bias b")).to_have_value("-0.244987,0.244987")
    navigation_link(page, "Start").click()
    network(page).wait_for()
    settled(page)
    says(page, after)
    button(page, "Undo").click()
    expect(page).to_have_url(f"{server.url}/")
    says(page, FIRST_LAYER)


def test_a_link_a_reload_and_back_have_the_state(page: Page, server: Server):
    opened(page, server)
    network(page).get_by_role("combobox", name="Steps/s").select_option("10")
    button(page, "Take one step").click()
    after = layer_step(FIRST_LAYER, 0.5)
    at_rest(page, after)
    page.reload()
    network(page).wait_for()
    settled(page)
    says(page, after)
    navigation_link(page, "Softmax").click()
    settled(page)
    page.go_back()
    network(page).wait_for()
    settled(page)
    says(page, after)


def test_the_edges_are_as_wide_and_coloured_as_their_numbers(page: Page, server: Server):
    opened(page, server)
    found = {}
    for shown, rows in (
        ("w", FIRST_LAYER.weights),
        ("∂L/∂w", FIRST_LAYER.network.computed.weights.tolist()),
    ):
        network(page).get_by_role("combobox", name="Edges").select_option(shown)
        settled(page)
        paths = network(page).evaluate(
            """node => [...node.querySelectorAll("svg > g:first-of-type path")].map((path) =>
              [Number(path.getAttribute("stroke-width")), path.getAttribute("stroke")])"""
        )
        numbers = list(itertools.chain(*rows))
        assert len(paths) == len(numbers)
        by_size = sorted(zip(np.abs(numbers), paths, strict=True), key=lambda pair: pair[0])
        widths = [width for _, (width, _) in by_size]
        assert widths == sorted(widths)
        for value, (_, colour) in zip(numbers, paths, strict=True):
            assert colour == ("#d7303b" if value > 0 else "#2f78d4")
        found[shown] = widths
    assert found["w"] != found["∂L/∂w"]
    expect(page).to_have_url(re.compile("edges="))


@pytest.mark.parametrize("kind", ["SVG", "PNG"])
def test_the_picture_is_saved(page: Page, server: Server, kind: str, tmp_path: Any):
    opened(page, server)
    with page.expect_download() as waited:
        button(page, kind).click()
    path = tmp_path / waited.value.suggested_filename
    waited.value.save_as(path)
    content = path.read_bytes()
    if kind == "PNG":
        assert content.startswith(b"\x89PNG")
        width = int.from_bytes(content[16:20], "big")
        assert width == 2 * network(page).locator("svg").evaluate("svg => svg.clientWidth")
        return
    text = content.decode()
    assert "var(--" not in text
    assert "@font-face" in text
    assert ">−0.4</text>" in text


# --------------------------------------------------------------------------------- how it is drawn

FITTED = """() => [...document.querySelectorAll(".network .stage")].every((stage) =>
  stage.firstElementChild.viewBox.baseVal.width === stage.clientWidth)"""
MEASURED = """node => {
  const svg = node.querySelector("svg");
  const frame = svg.getBoundingClientRect();
  const shown = (element) => element.checkVisibility();
  const texts = [...svg.querySelectorAll("text")].filter((text) => text.textContent && shown(text));
  const inner = (text) => {
    // The height of the letters, not of the line.
    const { left, right, top, bottom } = text.getBoundingClientRect();
    const spare = (bottom - top) * 0.15;
    return { left, right, top: top + spare, bottom: bottom - spare, name: text.textContent };
  };
  const boxes = texts.map(inner);
  const circles = [...svg.querySelectorAll("circle[stroke]")].map((circle) => {
    const { left, top, width } = circle.getBoundingClientRect();
    return { x: left + width / 2, y: top + width / 2, r: width / 2 };
  });
  const wrong = [];
  boxes.forEach((one, place) => {
    if (one.left < frame.left - 0.5 || one.right > frame.right + 0.5 ||
        one.top < frame.top - 0.5 || one.bottom > frame.bottom + 0.5) wrong.push(["cut", one.name]);
    for (const other of boxes.slice(0, place)) {
      if (one.left < other.right && other.left < one.right &&
          one.top < other.bottom && other.top < one.bottom) {
        wrong.push(["text", one.name, other.name]);
      }
    }
  });
  // Points along each edge, half its width to either side.
  const edges = [...svg.querySelectorAll(":scope > g[stroke-linecap=butt] path")];
  for (const path of edges) {
    const length = path.getTotalLength();
    const half = Number(path.getAttribute("stroke-width")) / 2;
    const matrix = path.getScreenCTM();
    for (let at = 0; at <= length; at += 2) {
      const { x, y } = path.getPointAtLength(at).matrixTransform(matrix);
      for (const box of boxes) {
        if (x > box.left && x < box.right && y + half > box.top && y - half < box.bottom) {
          wrong.push(["edge", box.name]);
        }
      }
      for (const circle of circles) {
        const distance = Math.hypot(x - circle.x, y - circle.y);
        if (distance < circle.r - half - 1) wrong.push(["node", at]);
      }
    }
  }
  // A text within a circle stays within it; one outside of it stays outside.
  for (const { x, y, r } of circles) {
    for (const box of boxes) {
      const corners = [box.left, box.right].flatMap((u) => [box.top, box.bottom].map((v) =>
        Math.hypot(u - x, v - y) < r));
      if (corners.some(Boolean) && !corners.every(Boolean)) wrong.push(["circle", box.name]);
    }
  }
  const smallest = Math.min(...texts.map((text) => {
    const scale = frame.width / svg.viewBox.baseVal.width;
    return parseFloat(getComputedStyle(text).fontSize) * scale;
  }));
  return { wrong: [...new Set(wrong.map((each) => JSON.stringify(each)))], smallest };
}"""


def link_of(layer: Layer, **others: str) -> str:
    return "&".join(f"{key}={value}" for key, value in (layer_texts(layer) | others).items())


def crowded_layer(inputs: int, outputs: int) -> Layer:
    """With entries as long as they get: a sign and four digits."""
    rows = tuple(
        tuple(round(-0.1234567 * (1 + p + k), 6) for k in range(outputs)) for p in range(inputs)
    )
    activations = tuple(round(-1.234567 - p, 6) for p in range(inputs))
    bias = tuple(round(-0.765432 + k / 9, 6) for k in range(outputs))
    return Layer(activations, rows, bias, one_hot_row(1, outputs))


FARTHEST = Layer(
    (10.0, -10.0, 10.0, -10.0),
    ((10.0, -10.0, 10.0, -10.0), (-10.0, 10.0, -10.0, 10.0)) * 2,
    (10.0, -10.0, 10.0, -10.0),
    (0.25, 0.25, 0.25, 0.25),
)


@pytest.mark.parametrize("language", ["en", "vi"])
@pytest.mark.parametrize("outputs", range(2, 5))
def test_no_text_lies_on_another_on_an_edge_or_on_a_node(
    page: Page, server: Server, outputs: int, language: str
):
    layers = [crowded_layer(inputs, outputs) for inputs in range(1, 5)]
    if outputs == LARGEST_LAYER.outputs:
        layers += [FARTHEST, LARGEST_LAYER]
    opened(page, server, f"?lang={language}")
    for layer in layers:
        follow_address(page, f"/?{link_of(layer)}&lang={language}&edges=∂L/∂w")
        first = f"{layer.activations[0]:.10g}"
        expect(handle(page, "a₁")).to_have_attribute("aria-valuenow", first)
        for width in (390, 1280, 1920):
            page.set_viewport_size({"width": width, "height": 900})
            page.wait_for_function(FITTED)
            found = network(page).evaluate(MEASURED)
            assert found["wrong"] == [], (layer.inputs, layer.outputs, width)
            assert found["smallest"] >= 14 - 1e-6
            assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_nothing_is_crowded_while_a_step_flows(page: Page, server: Server):
    opened(page, server, "?" + link_of(crowded_layer(4, 4)))
    button(page, "Take one step").click()
    found = page.evaluate(
        f"""async () => {{
          const node = document.querySelector(".network");
          const measured = {MEASURED};
          const wrong = new Set();
          for (let round = 0; round < 25; round += 1) {{
            measured(node).wrong.forEach((each) => wrong.add(each));
            await new Promise((done) => setTimeout(done, 60));
          }}
          return [...wrong];
        }}"""
    )
    assert found == []


def test_the_same_layer_is_the_same_picture(page: Page, server: Server):
    """It is generated from the state: however that came about."""
    opened(page, server)
    first = network(page).locator("svg").evaluate("svg => svg.outerHTML")
    handle(page, "w₁₁").press("ArrowRight")
    page.wait_for_url(re.compile("W="))
    settled(page)
    button(page, "Undo").click()
    expect(page).to_have_url(f"{server.url}/")
    settled(page)
    again = network(page).locator("svg").evaluate("svg => svg.outerHTML")
    assert json.dumps(again) == json.dumps(first)


def test_the_main_button_can_be_read_on_both_themes(page: Page, server: Server):
    opened(page, server)
    for scheme, colour in (("light", "rgb(255, 255, 255)"), ("dark", "rgb(20, 23, 28)")):
        page.emulate_media(color_scheme=scheme)
        expect(button(page, "Take one step")).to_have_css("color", colour)
