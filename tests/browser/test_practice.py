"""The practice page in the browser: whole exercises, from the keyboard, with their file."""

import csv
import re
from pathlib import Path

from playwright.sync_api import Page, expect

from core.exercises import MultipleChoice, Numbers, exercise
from tests.browser.page_state import settled
from tests.server import Server


def open_exercise(page: Page, server: Server, query: str) -> Page:
    page.goto(f"{server.url}/practice{query}")
    return settled(page)


def test_an_exercise_is_read_answered_wrongly_hinted_and_solved(page: Page, server: Server):
    asked = exercise(7, 2, 2)
    assert isinstance(asked.answer, Numbers)
    (value,) = asked.answer.values
    open_exercise(page, server, "?set=7&level=2&exercise=2")
    expect(page.get_by_text("What is ∂L/∂z₁, for the cross-entropy L?")).to_be_visible()
    field = page.get_by_role("textbox", name="∂L/∂z₁")
    field.fill(f"{-value:.4f}".replace(".", ","))
    field.press("Enter")
    settled(page)
    expect(page.get_by_test_id("stAlert")).to_contain_text("The sign is reversed")
    expect(field).to_be_focused()
    expect(page.get_by_text("1 wrong (✗ 2)")).to_be_visible()
    page.get_by_role("button", name="Hint 1 of 2").click()
    settled(page)
    page.get_by_role("button", name="Hint 2 of 2").click()
    settled(page)
    link = page.get_by_role("link", name="Softmax: this example step by step")
    logits = "&".join(f"z{k}={z:g}" for k, z in enumerate(asked.given.logits[0], 1))
    expect(link).to_have_attribute("href", re.compile(f"softmax\\?K=4&{logits}&y=1"))
    link.click()
    settled(page)
    expect(page.get_by_role("heading", name="Softmax", exact=True)).to_be_visible()
    page.go_back()
    settled(page)
    expect(page.get_by_text("1 wrong (✗ 2)")).to_be_visible()
    field.fill(f"{value:.4f}".replace("-", "−"))
    field.press("Enter")
    settled(page)
    expect(page.get_by_text("Correct: −0.9482")).to_be_visible()
    expect(page.get_by_text("Worked solution: −0.9482")).to_be_visible()
    expect(page.locator(".katex-display")).to_contain_text("0.05178")
    page.get_by_role("tab", name="Results").click()
    settled(page)
    expect(page.get_by_role("row").filter(has_text="2 · One entry")).to_contain_text("✓")
    with page.expect_download() as download:
        page.get_by_role("button", name="Results (CSV)").press("Enter")  # it may still move
    with Path(download.value.path()).open(encoding="utf-8-sig", newline="") as file:
        (row,) = csv.DictReader(file)
    assert (row["seed"], row["level"], row["exercise"]) == ("7", "2", "2")
    assert (row["result"], row["tries"], row["hints"]) == ("right", "2", "2")
    assert (row["answer"], float(row["key"])) == ("−0.9482", round(value, 6))
    page.get_by_role("button", name="Next exercise").click()
    settled(page)
    expect(page).to_have_url(re.compile(r"exercise=3"))
    expect(page).not_to_have_url(re.compile("0.9482"))


def test_a_choice_is_made_from_the_keyboard_and_another_set_is_drawn(page: Page, server: Server):
    asked = exercise(7, 1, 1)
    open_exercise(page, server, "?set=7")
    assert isinstance(asked.answer, MultipleChoice)
    first, second = asked.answer.options
    page.get_by_role("radio", name=first).press("Space")
    if asked.answer.right == second:
        page.get_by_role("radio", name=first).press("ArrowRight")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    settled(page)
    expect(page.get_by_text(f"Correct: {asked.answer.right}")).to_be_visible()
    page.get_by_role("button", name="New set").click()
    settled(page)
    expect(page).to_have_url(re.compile(r"set=\d+$"))
    expect(page.get_by_text("0 of 10 correct")).to_be_visible()
    page.set_viewport_size({"width": 390, "height": 800})
    settled(page)
    width = page.get_by_test_id("stMain").evaluate("main => main.scrollWidth")
    assert width == 390


def test_the_answers_outlast_a_reload(page: Page, server: Server):
    asked = exercise(7, 2, 2)
    assert isinstance(asked.answer, Numbers)
    (value,) = asked.answer.values
    open_exercise(page, server, "?set=7&level=2&exercise=2")
    field = page.get_by_role("textbox", name="∂L/∂z₁")
    field.fill(f"{value + 0.005:.4f}")
    field.press("Enter")
    settled(page)
    expect(page.get_by_test_id("stAlert")).to_contain_text("Very close: ∂L/∂z₁ is off by 0.00")
    page.get_by_role("button", name="Hint 1 of 2").click()
    expect(page.get_by_text("hints used: 1")).to_be_visible()
    page.reload()
    settled(page)
    expect(page.get_by_text("1 wrong (✗ 2), 9 open; hints used: 1.")).to_be_visible()
    expect(field).to_have_value(f"{value + 0.005:.4f}")
    field.fill(f"{value:.4f}")
    field.press("Enter")
    expect(page.get_by_text("1 of 10 correct")).to_be_visible()
    page.goto(f"{server.url}/practice?set=7&level=2")  # another session, in the same tab
    expect(page.get_by_text("1 of 10 correct (✓ 2)")).to_be_visible()
    other = page.context.new_page()  # whose answers are its own
    other.goto(f"{server.url}/practice?set=7&level=2")
    settled(other)
    expect(other.get_by_text("0 of 10 correct")).to_be_visible()


def test_level_1_names_its_loss_and_has_a_one_hot_target(page: Page, server: Server):
    open_exercise(page, server, "?set=1&level=1&exercise=1")
    expect(page.get_by_text("What is the sign of ∂L/∂z₄, for the cross-entropy L?")).to_be_visible()
    (target,) = exercise(1, 1, 1).given.targets
    assert sorted(target) == [0, 0, 0, 1]
    written = page.locator(".katex").filter(has_text="y=(0, 0, 1, 0)")
    expect(written.first).to_be_visible()
