"""The training page: playback costs the server nothing, and every number on screen is core's."""

import re

import pytest
from playwright.sync_api import Page, WebSocket, expect

from core import load
from tests.browser.page_state import choose, navigation_link, settled
from tests.browser.player import (
    AT_REST,
    HAVE,
    STEP,
    button,
    curves,
    digits_run,
    go_to,
    images,
    number_field,
    numbers,
    numbers_of_core,
    open_training,
    rested,
    scrub,
    step_on_screen,
    wait_for_step,
)
from tests.server import Server

EPOCH = 45  # mini-batches: 1,438 digits by 32


def watched_frames(page: Page) -> list[str]:
    """Fills with whatever passes through the websockets of the page from now on."""
    frames: list[str] = []

    def watch(socket: WebSocket) -> None:
        socket.on("framesent", lambda payload: frames.append(f"sent {len(payload)}"))
        socket.on("framereceived", lambda payload: frames.append(f"received {len(payload)}"))

    page.on("websocket", watch)
    return frames


# ----------------------------------------------------------------------------------- the buttons


def test_training_plays_and_pauses_at_once_with_one_point_for_each_step_and_no_other(
    page: Page, server: Server
):
    open_training(page, server)
    assert step_on_screen(page) == 0
    button(page, "Play").click()
    wait_for_step(page, 30)
    told = page.locator(".st-key-_details_of_step")
    expect(told).to_have_css("opacity", "0.4")  # of the step that it began at
    at_click, frames_later = page.evaluate(
        f"""async () => {{
          document.querySelector(".player .play").click();
          const step = {STEP};
          for (let frame = 0; frame < 5; frame++) await new Promise(requestAnimationFrame);
          return [step, {STEP}];
        }}"""
    )
    assert frames_later == at_click
    rested(page, at_click)
    page.wait_for_timeout(500)
    assert step_on_screen(page) == at_click
    assert numbers(page) == numbers_of_core(at_click)
    expect(button(page, "Play")).to_be_visible()
    expect(told).to_have_css("opacity", "1")
    found = curves(page)
    assert found["batch_loss"]["x"] == found["smoothed_loss"]["x"] == [*range(1, at_click + 1)]
    for name in ("train_loss", "test_loss", "train_accuracy", "test_accuracy"):
        assert found[name]["x"] == list(range(0, at_click + 1, 10))
    expected = digits_run().history(0, at_click).batch_losses.astype("float32").tolist()
    assert found["batch_loss"]["y"] == expected


def test_one_batch_one_epoch_and_reset(page: Page, server: Server):
    open_training(page, server)
    assert numbers(page) == numbers_of_core(0)
    for name, step in [
        ("One mini-batch", 1),
        ("One mini-batch", 2),
        ("One epoch", EPOCH),
        ("One epoch", 2 * EPOCH),
        ("One mini-batch", 2 * EPOCH + 1),
        ("One epoch", 3 * EPOCH),
        ("Reset", 0),
    ]:
        button(page, name).click()
        rested(page, step)
        assert numbers(page) == numbers_of_core(step), (name, step)
        assert len(curves(page)["batch_loss"]["x"]) == step


def test_the_speed_is_in_steps_a_second(page: Page, server: Server):
    open_training(page, server)
    speed = page.locator(".player .speed")
    speed.select_option("1")
    button(page, "Play").click()
    page.wait_for_timeout(1500)
    assert step_on_screen(page) <= 2
    speed.select_option("300")
    wait_for_step(page, 100)
    before = step_on_screen(page)
    page.wait_for_timeout(1000)
    # A busy machine loses frames, and so time; it never gains any.
    assert 50 < step_on_screen(page) - before < 450


# ------------------------------------------------------------------------------- silence and haste


def test_the_websocket_is_silent_while_known_steps_play(page: Page, server: Server):
    frames = watched_frames(page)
    open_training(page, server)
    page.wait_for_timeout(500)
    assert frames  # the page itself came through it
    button(page, "Play").click()
    page.wait_for_function(f"{HAVE} >= 1000")
    settled(page)
    frames.clear()
    page.wait_for_timeout(3500)
    assert step_on_screen(page) > 20
    assert frames == []


def test_a_run_that_nobody_touches_holds_few_steps_and_a_touch_brings_more(
    page: Page, server: Server
):
    open_training(page, server)
    assert page.evaluate(HAVE) < 200
    scrub(page, 900)  # beyond what is here
    assert page.evaluate(HAVE) >= 1900
    assert numbers(page) == numbers_of_core(900)


def test_playback_goes_on_beyond_the_first_chunk_without_a_stop(page: Page, server: Server):
    open_training(page, server)
    page.locator(".player .speed").select_option("1000")
    button(page, "Play").click()
    stalls = page.evaluate(
        f"""async () => {{
          let stalls = 0, last = performance.now(), step = {STEP};
          while (step < 3000 && performance.now() - last < 10_000) {{
            await new Promise(requestAnimationFrame);
            const now = {STEP};
            if (now !== step) {{
              if (performance.now() - last > 1500) stalls += 1;
              [last, step] = [performance.now(), now];
            }}
          }}
          return step < 3000 ? "stopped" : stalls;
        }}"""
    )
    assert stalls == 0
    button(page, "Pause").click()
    rested(page, step_on_screen(page))
    assert numbers(page) == numbers_of_core(step_on_screen(page))


def test_a_far_step_is_reached(page: Page, server: Server):
    open_training(page, server)
    go_to(page, 20_000)
    page.wait_for_function(f"{HAVE} >= 20000")
    rested(page, 20_000)
    expect(page.locator(".player .waiting")).to_have_text("")
    assert numbers(page) == numbers_of_core(20_000)
    assert curves(page)["batch_loss"]["x"][-1] <= 20_000
    assert len(curves(page)["batch_loss"]["x"]) <= 1000


def test_on_the_way_to_a_far_step_play_keeps_its_word_and_waits(page: Page, server: Server):
    page.goto(f"{server.url}/training?data=iris&lr=0.07&step=150000")
    page.wait_for_function(
        """() => {
          const player = document.querySelector(".player");
          const play = player?.querySelector(".play");
          const waiting = Number(player?.dataset.have) > 0 && Number(player.dataset.have) < 150000;
          return waiting && play.disabled && play.textContent === "Play";
        }"""
    )
    expect(page.locator(".player .progress")).to_have_text("Step 150\u202f000 · epoch 37\u202f501")


def test_a_question_on_its_way_does_not_bring_the_old_step_back(page: Page, server: Server):
    page.goto(f"{server.url}/training?data=iris&lr=0.03&step=150000")
    page.wait_for_function("Number(document.querySelector('.player')?.dataset.have) > 0")
    go_to(page, 5)
    rested(page, 5)
    expect(number_field(page, "Go to step").first).to_have_value("5")
    expect(page).to_have_url(re.compile("step=5$"))


@pytest.mark.parametrize("milliseconds", [30, 120])
def test_a_page_that_is_left_right_after_pause_makes_room_for_the_next(
    page: Page, server: Server, milliseconds: int
):
    open_training(page, server, "?step=30")
    page.locator(".player .speed").select_option("1")
    button(page, "Play").click()
    page.wait_for_timeout(1500)  # what is held ready ahead has come: nothing more is asked for
    settled(page)
    link = navigation_link(page, "Softmax")
    link.scroll_into_view_if_needed()
    box = link.bounding_box()
    assert box is not None
    button(page, "Pause").evaluate("button => button.click()")
    page.wait_for_timeout(milliseconds)
    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    expect(page.get_by_role("heading", name="Softmax", exact=True)).to_be_visible()
    page.wait_for_timeout(1000)  # a late question would empty the page
    settled(page)
    expect(page.get_by_role("heading", name="Softmax", exact=True)).to_be_visible()
    assert "step=" not in page.url


def test_after_a_far_step_the_images_of_earlier_ones_play_too(page: Page, server: Server):
    open_training(page, server, "?step=12000")
    rested(page, 12_000)
    button(page, "Reset").click()
    rested(page, 0)
    page.locator(".player .speed").select_option("100")
    button(page, "Play").click()
    wait_for_step(page, 60)
    expect(page.locator(".player .tiles")).not_to_have_class(re.compile(r"\bstale\b"), timeout=5000)
    shown = images(page)
    wait_for_step(page, 150)
    assert images(page) != shown


# -------------------------------------------------------------------------------------- the row

ROW = """() => [".pictures", ".chart:nth-child(1)", ".chart:nth-child(2)"].map((name) => {
  const { left, right, top, bottom } =
    document.querySelector(`.player ${name}`).getBoundingClientRect();
  return { left, right, top, bottom };
})"""


@pytest.mark.parametrize("query", ["", "?data=spirals"])
@pytest.mark.parametrize(("width", "height"), [(1280, 800), (1920, 1080), (390, 844)])
def test_what_is_learnt_loss_and_accuracy_stand_in_one_row_or_stacked(
    page: Page, server: Server, width: int, height: int, query: str
):
    page.set_viewport_size({"width": width, "height": height})
    open_training(page, server, query)
    learnt, loss, accuracy = page.evaluate(ROW)
    left, right = page.locator(".player").evaluate(
        "(node) => [node.getBoundingClientRect().left, node.getBoundingClientRect().right]"
    )
    if width == 390:
        assert learnt["bottom"] <= loss["top"] < loss["bottom"] <= accuracy["top"]
        assert (loss["left"], loss["right"]) == pytest.approx((left, right), abs=0.5)
    else:
        assert learnt["top"] == loss["top"] == accuracy["top"]
        edges = left, learnt["right"] + 16, loss["right"] + 16, right
        found = learnt["left"], loss["left"], accuracy["left"], accuracy["right"]
        assert found == pytest.approx(edges, abs=0.5)
        assert max(loss["bottom"], learnt["bottom"]) <= height


def test_step_0_is_drawn_with_an_example_of_each_class_and_the_first_losses(
    page: Page, server: Server
):
    open_training(page, server)
    samples = page.locator(".player .tiles img")
    expect(samples).to_have_count(10)
    assert len(set(samples.evaluate_all("(all) => all.map(({ src }) => src)"))) == 10
    nothing = "getComputedStyle(document.querySelector('.player .tile'), '::after').content"
    assert page.evaluate(nothing) == '"w = 0"'
    points = """() => [...document.querySelectorAll(".player .chart")].map((node) =>
      node.querySelectorAll(".scatterlayer .point").length)"""
    assert page.evaluate(points) == [2, 2]  # training and test set
    button(page, "One mini-batch").click()
    rested(page, 1)
    assert page.evaluate(nothing) == "none"
    assert page.evaluate(points) == [4, 2]


def test_nothing_moves_when_a_setting_is_changed_while_it_plays(page: Page, server: Server):
    places = """() => ["play", "reset", "speed", "scrubber", "readouts", "tiles", "chart"].map(
      (name) => {
        const { left, top } = document.querySelector(`.player .${name}`).getBoundingClientRect();
        return [left, top];
      })"""
    open_training(page, server)
    button(page, "Play").click()
    wait_for_step(page, 30)
    field = number_field(page, "Learning rate η").first
    before = page.evaluate(places), field.bounding_box()
    field.fill("0.5")
    field.press("Enter")
    expect(page.get_by_role("button", name=re.compile("Continue the old run"))).to_be_visible()
    assert (page.evaluate(places), field.bounding_box()) == before


# --------------------------------------------------------------------------------- the same again


def test_a_link_shows_the_same_step_with_the_same_numbers(
    page: Page, visitor: Page, server: Server
):
    open_training(page, server, "?opt=momentum")
    page.locator(".player .speed").select_option("100")
    button(page, "Play").click()
    wait_for_step(page, 103)
    button(page, "Pause").click()
    step = step_on_screen(page)
    rested(page, step)
    expect(page).to_have_url(re.compile(rf"[?&]step={step}\b"))
    before = numbers(page), curves(page), images(page)
    assert before[0] == numbers_of_core(step, optimizer="momentum")
    visitor.goto(page.url)
    settled(visitor)
    visitor.wait_for_function(AT_REST)
    rested(visitor, step)
    expect(visitor.locator(".player .speed")).to_have_value("100")
    assert (numbers(visitor), curves(visitor), images(visitor)) == before


def test_scrubbing_back_and_forth_shows_the_same_numbers(page: Page, server: Server):
    open_training(page, server, "?step=90")
    rested(page, 90)
    at_90 = numbers(page), curves(page), images(page)
    scrub(page, 33)
    assert numbers(page) == numbers_of_core(33)
    at_33 = numbers(page), curves(page), images(page)
    assert at_33[2] != at_90[2]
    scrub(page, 90)
    assert (numbers(page), curves(page), images(page)) == at_90
    scrub(page, 33)
    assert (numbers(page), curves(page), images(page)) == at_33


def test_a_step_can_be_typed_and_has_its_ten_images_of_weights(page: Page, server: Server):
    open_training(page, server)
    captions = page.locator(".player .tiles figcaption").all_inner_texts()
    assert captions == list("0123456789")
    white = images(page)
    assert len(white) == 10
    assert len(set(white)) == 1  # all weights are 0
    go_to(page, 257)
    rested(page, 257)
    assert numbers(page) == numbers_of_core(257)
    assert curves(page)["batch_loss"]["x"] == list(range(1, 258))
    expect(page).to_have_url(re.compile(r"[?&]step=257\b"))
    learnt = images(page)
    assert len(set(learnt)) == 10
    assert white[0] not in learnt


def test_another_page_and_back(page: Page, server: Server):
    open_training(page, server, "?lr=0.2")
    for _ in range(3):
        button(page, "One mini-batch").click()
    button(page, "One epoch").click()
    rested(page, EPOCH)
    before = numbers(page)
    page.locator(".player .speed").select_option("300")
    expect(page).to_have_url(re.compile(r"[?&]speed=300\b"))
    navigation_link(page, "Start").click()
    settled(page)
    expect(page.locator(".player")).to_have_count(0)
    navigation_link(page, "Training").click()
    settled(page)
    page.wait_for_function(AT_REST)
    rested(page, EPOCH)
    assert numbers(page) == before == numbers_of_core(EPOCH, learning_rate=0.2)
    expect(page.locator(".player .speed")).to_have_value("300")
    button(page, "Play").click()
    wait_for_step(page, EPOCH + 20)


def test_another_learning_rate_begins_another_run_at_step_0(page: Page, server: Server):
    open_training(page, server, "?step=60")
    rested(page, 60)
    field = number_field(page, "Learning rate η").first
    field.fill("0.5")
    field.press("Enter")
    rested(page, 0)
    assert curves(page)["batch_loss"]["x"] == []
    assert numbers(page) == numbers_of_core(0)
    button(page, "One epoch").click()
    rested(page, EPOCH)
    assert numbers(page) == numbers_of_core(EPOCH, learning_rate=0.5)


def test_a_change_of_settings_while_it_plays_begins_another_run(page: Page, server: Server):
    open_training(page, server)
    page.locator(".player .speed").select_option("100")
    button(page, "Play").click()
    wait_for_step(page, 200)
    field = number_field(page, "Learning rate η").first
    field.fill("0.5")
    field.press("Enter")
    page.wait_for_function(f"{STEP} < 150")
    if button(page, "Pause").count():
        button(page, "Pause").click()
    step = step_on_screen(page)
    rested(page, step)
    assert numbers(page) == numbers_of_core(step, learning_rate=0.5)
    # The step of the run that was left was known to the player alone.
    go_on = page.get_by_role("button", name=re.compile(r"Continue the old run from step \d+ with"))
    left = int(re.findall(r"\d+", go_on.inner_text())[0])
    assert left >= 200
    go_on.click()
    rested(page, left)
    assert numbers(page)["mini-batch loss"] == numbers_of_core(left)["mini-batch loss"]
    assert f"changes={left}%3Alr%3D0.5" in page.url


# ------------------------------------------------------------------------------ what a curve holds


def test_looking_adds_no_point_to_a_curve(page: Page, server: Server):
    open_training(page, server, "?step=60")
    rested(page, 60)
    before = curves(page)
    assert len(before["batch_loss"]["x"]) == 60
    chart = page.locator(".player .chart").first

    box = chart.locator(".nsewdrag").bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + 0.1 * box["width"], box["y"] + 0.5 * box["height"])
    page.mouse.move(box["x"] + 0.15 * box["width"], box["y"] + 0.5 * box["height"])
    expect(chart.locator(".hoverlayer > *").first).to_be_attached(timeout=5000)
    assert curves(page) == before

    chart.locator(".legendtoggle").first.click()
    page.wait_for_function(
        "document.querySelector('.player .chart').data[0].visible === 'legendonly'"
    )
    assert curves(page) == before
    chart.locator(".legendtoggle").first.click()
    page.wait_for_function("document.querySelector('.player .chart').data[0].visible === true")
    assert curves(page) == before

    scrub(page, 20)
    assert len(curves(page)["batch_loss"]["x"]) == 20
    scrub(page, 60)
    assert curves(page) == before

    colour = "getComputedStyle(document.querySelector('.player .progress')).color"
    light = page.evaluate(colour)
    page.emulate_media(color_scheme="dark")
    page.wait_for_function(f"{colour} !== '{light}'")
    settled(page)
    assert curves(page) == before

    page.set_viewport_size({"width": 900, "height": 800})
    page.wait_for_timeout(500)
    assert curves(page) == before


def test_every_legend_entry_can_be_reached_at_rest(page: Page, server: Server):
    open_training(page, server, "?step=60")
    rested(page, 60)
    for chart in page.locator(".player .chart").all():
        chart.locator(".nsewdrag").hover()  # brings out the buttons of the chart
        reached = chart.evaluate(
            """(node) => [...node.querySelectorAll(".legendtoggle")].map((entry) => {
              const { left, top, width, height } = entry.getBoundingClientRect();
              return document.elementFromPoint(left + width / 2, top + height / 2) === entry;
            })"""
        )
        assert all(reached), reached


def test_what_is_still_covered_cannot_be_reached_while_it_plays(page: Page, server: Server):
    open_training(page, server)
    chart = page.locator(".player .chart").first
    box = chart.locator(".nsewdrag").bounding_box()
    button(page, "Play").click()
    wait_for_step(page, 10)
    reached = page.evaluate(
        """() => [...document.querySelectorAll(".player .chart")].flatMap((node) =>
          [".nsewdrag", ".legend .legendtoggle", ".modebar-btn"].map((name) => {
            const part = node.querySelector(name);
            if (!part) return "";
            const { left, top, width, height } = part.getBoundingClientRect();
            const found = document.elementFromPoint(left + width / 2, top + height / 2);
            return found && (part === found || part.contains(found)) ? name : "";
          })).filter(Boolean)"""
    )
    assert reached == []
    assert box is not None
    page.mouse.move(box["x"] + 0.9 * box["width"], box["y"] + 0.5 * box["height"])
    page.mouse.move(box["x"] + 0.8 * box["width"], box["y"] + 0.4 * box["height"])
    page.wait_for_timeout(300)
    assert chart.locator(".hoverlayer > *").count() == 0
    uncovered = page.evaluate(
        f"""() => [...document.querySelectorAll(".player .chart")].map((node) => {{
          const layer = node.querySelector(".cartesianlayer .scatterlayer");
          const covered = parseFloat(layer.style.clipPath.split(" ")[1]);
          return node._fullLayout.xaxis.p2d(node._fullLayout.width - covered) - {STEP};
        }})"""
    )
    assert all(-2 < ahead < 4 for ahead in uncovered), uncovered


# -------------------------------------------------------------------------------------- pictures


def test_spirals_show_the_regions_under_the_points(page: Page, server: Server):
    open_training(page, server, "?data=spirals&map=relu&opt=adam&lr=0.01&step=500")
    rested(page, 500)
    found = page.evaluate(
        """() => {
          const node = document.querySelector(".player .plane-figure");
          const canvas = document.querySelector(".player .tiles canvas");
          const box = ({ left, top, width, height }) => [left, top, width, height];
          node.scrollIntoView({ block: "center" });
          return {
            plot: box(node.querySelector(".nsewdrag").getBoundingClientRect()),
            canvas: box(canvas.getBoundingClientRect()),
            marks: node.querySelectorAll(".scatterlayer .point").length,
          };
        }"""
    )
    assert found["marks"] == len(load("spirals").train.labels)
    assert found["canvas"] == pytest.approx(found["plot"], abs=1.5)
    middle = [found["plot"][0] + found["plot"][2] / 2, found["plot"][1] + found["plot"][3] / 2]
    over = page.evaluate(
        "(at) => document.elementFromPoint(...at).closest('.plane-figure')", middle
    )
    assert over is not None
    pixels = images(page)
    assert len(pixels) == 1
    colours = {tuple(pixels[0].split(",")[place : place + 3]) for place in range(0, 48 * 48 * 4, 4)}
    assert len(colours) > 2  # every arm of the spiral holds some ground


def test_one_data_set_after_another(page: Page, server: Server):
    open_training(page, server)
    for name, pictures, points in [
        ("Iris flowers", 0, 0),
        ("Spiral arms", 1, 3),
        ("Handwritten digits", 10, 0),
    ]:
        choose(page.get_by_role("combobox", name=re.compile("Data")), name)
        rested(page, 0)
        expect(page.locator(".player .tiles canvas")).to_have_count(pictures)
        traces = page.locator(".player .plane-figure .scatterlayer .trace").filter(visible=True)
        expect(traces).to_have_count(points)
        button(page, "One epoch").click()
        page.wait_for_function(f"{STEP} > 0")
        rested(page, step_on_screen(page))


def test_motion_slows_down_when_the_system_asks_for_less(page: Page, server: Server):
    page.emulate_media(reduced_motion="reduce")
    open_training(page, server)
    page.locator(".player .speed").select_option("100")
    button(page, "Play").click()
    seen = page.evaluate(
        f"""async () => {{
          const seen = new Set(), start = performance.now();
          while (performance.now() - start < 2000) {{
            seen.add({STEP});
            await new Promise(requestAnimationFrame);
          }}
          return seen.size;
        }}"""
    )
    assert 2 <= seen <= 6
