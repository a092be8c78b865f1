"""The player of the Training page as a test drives and reads it, and what it must show by core."""

from functools import cache
from typing import Any

from playwright.sync_api import Locator, Page, expect

from core import TrainingRun, TrainingSettings, exponential_moving_average, load
from dashboard.runs.shared_run import SMOOTHING_SPAN
from dashboard.written_numbers import number, percent
from tests.browser.page_state import settled
from tests.server import Server

STEP = "Number(document.querySelector('.player').dataset.step)"
HAVE = "Number(document.querySelector('.player').dataset.have)"
# The points of every curve on the page, by the series that it draws; a place is kept with null.
CURVES = """() => {
  const traces = [...document.querySelectorAll(".player .chart")].flatMap((node) => node.data);
  const drawn = (values) => [...(values ?? [])].filter((value) => value !== null);
  const points = ({ meta, x, y }) => [meta.series, { x: drawn(x), y: drawn(y) }];
  return Object.fromEntries(traces.map(points));
}"""
IMAGES = """() => [...document.querySelectorAll(".player .tiles canvas")].map((canvas) =>
  [...canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height).data].join())"""
AT_REST = """() => document.querySelector(".player")?.dataset.playing === "false"
  && [...document.querySelectorAll(".player .chart")].every((node) => node.data)"""


def open_training(page: Page, server: Server, query: str = "") -> Page:
    page.goto(f"{server.url}/training{query}")
    settled(page)
    page.wait_for_function(AT_REST)
    return page


def button(page: Page, name: str) -> Locator:
    return page.locator(".player").get_by_role("button", name=name, exact=True)


def number_field(page: Page, name: str) -> Locator:
    return page.get_by_role("spinbutton", name=name, exact=True)


def step_on_screen(page: Page) -> int:
    return page.evaluate(STEP)


def wait_for_step(page: Page, step: int) -> None:
    page.wait_for_function(f"{STEP} >= {step}")


def numbers(page: Page) -> dict[str, str]:
    """The readouts by their labels."""
    rows = page.locator(".player .readouts")
    labels, shown = (rows.locator(part).all_inner_texts() for part in ("dt", "dd"))
    return dict(zip(labels, shown, strict=True))


def curves(page: Page) -> dict[str, Any]:
    return page.evaluate(CURVES)


def images(page: Page) -> list[str]:
    return page.evaluate(IMAGES)


def scrub(page: Page, step: int) -> None:
    page.locator(".player .scrubber").fill(str(step))
    rested(page, step)


def go_to(page: Page, step: int) -> None:
    field = number_field(page, "Go to step")
    field.fill(str(step))
    field.press("Enter")


def rested(page: Page, step: int) -> None:
    """Wait until playback rests at the step, for Python too: its details are here."""
    page.wait_for_function(f"{STEP} === {step}")
    expect(number_field(page, "Go to step")).to_have_value(str(step))
    settled(page)


@cache
def digits_run(**settings) -> TrainingRun:
    return TrainingRun(TrainingSettings(evaluate_every=1000, **settings), load("digits"))


def numbers_of_core(step: int, **settings) -> dict[str, str]:
    """What the readouts must show of the digits at a step, worked out here."""
    run = digits_run(**settings)
    run.advance(max(0, step - run.step))
    losses = run.history(0, step).batch_losses
    measured = run.evaluate(run.state_at(step))

    expected = {
        "training loss": number(measured.train_loss),
        "test loss": number(measured.test_loss),
        "training accuracy": percent(measured.train_accuracy),
        "test accuracy": percent(measured.test_accuracy),
        "gradient norm": number(measured.gradient_norm),
        "mini-batch loss": "–",
        "smoothed loss": "–",
    }
    if step > 0:
        smoothed = exponential_moving_average(losses, span=SMOOTHING_SPAN)
        expected |= {"mini-batch loss": number(losses[-1]), "smoothed loss": number(smoothed[-1])}
    return expected
