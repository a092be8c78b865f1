"""A run is changed in mid-run, ends by itself, and is the same for whoever opens its link."""

import re
from urllib.parse import quote

from playwright.sync_api import Page, expect

from core import Change, TrainingRun, TrainingSettings, load
from dashboard.text.markdown import UNSEEN
from dashboard.views.training.playback import STEPS_PER_ANSWER
from tests.browser.page_state import PageRecord, choose, settled
from tests.browser.player import (
    AT_REST,
    button,
    curves,
    go_to,
    number_field,
    numbers,
    open_training,
    rested,
    scrub,
    wait_for_step,
)
from tests.server import Server

FAR = STEPS_PER_ANSWER + 100  # the answer to a click there does not reach the step


def change_to_adam(page: Page, learning_rate: str) -> None:
    form = page.locator(".st-key-change_form")
    choose(form.get_by_role("combobox", name=re.compile("Optimiser")), "Adam")
    field = form.get_by_role("spinbutton", name="Learning rate η")
    field.fill(learning_rate)
    field.press("Enter")
    settled(page)
    form.get_by_role("button", name="Apply and continue").click()
    settled(page)


def test_a_change_in_mid_run_goes_on_and_its_link_finds_the_same_loss(page: Page, server: Server):
    open_training(page, server, "?data=iris&tab=change")
    go_to(page, FAR)
    rested(page, FAR)
    before = curves(page)["batch_loss"]["y"]
    change_to_adam(page, "0.05")
    rested(page, FAR)
    assert curves(page)["batch_loss"]["y"] == before
    later = FAR + 80
    scrub(page, later)
    settings = TrainingSettings(changes=(Change(FAR, optimizer="adam", learning_rate=0.05),))
    run = TrainingRun(settings, load("iris"))
    run.advance(later)
    loss = f"{run.evaluate(run.state).train_loss:#.4g}"
    expect(page.locator(".player .readouts")).to_contain_text(loss)
    seen = numbers(page)
    marks = page.locator(".player .chart .annotation-text").all_text_contents()
    assert marks == ["Adam, η 0.05"] * 2
    page.reload()
    settled(page)
    page.wait_for_function(AT_REST)
    rested(page, later)
    expect(page.locator(".player .readouts")).to_contain_text(loss)
    assert numbers(page) == seen
    assert page.url.count("changes=") == 1


def test_a_setting_of_the_sidebar_changed_in_mid_run_may_go_on_instead(page: Page, server: Server):
    open_training(page, server, "?data=iris&step=60")
    rested(page, 60)
    before = curves(page)["batch_loss"]["y"]
    field = number_field(page, "Learning rate η").first
    field.fill("0.5")
    field.press("Enter")
    rested(page, 0)
    expect(page.get_by_text("a new run starts at step 0")).to_be_visible()
    page.get_by_role(
        "button", name="Continue the old run from step 60 with the new settings"
    ).click()
    rested(page, 60)
    expect(field).to_have_value("0.1")
    assert curves(page)["batch_loss"]["y"] == before
    assert "changes=60%3Alr%3D0.5" in page.url
    assert "step=60" in page.url
    assert "&lr=" not in page.url
    marks = page.locator(".player .chart .annotation-text").all_text_contents()
    assert marks == ["η 0.5"] * 2
    scrub(page, 90)
    run = TrainingRun(TrainingSettings(changes=(Change(60, learning_rate=0.5),)), load("iris"))
    run.advance(90)
    loss = f"{run.evaluate(run.state).train_loss:#.4g}"
    expect(page.locator(".player .readouts")).to_contain_text(loss)


def test_one_may_scrub_across_a_change_and_back(page: Page, server: Server):
    open_training(page, server, "?data=iris&changes=60:lr=2&step=120")
    rested(page, 120)
    late = numbers(page)
    scrub(page, 30)
    early = numbers(page)
    assert early["training loss"] != late["training loss"]
    scrub(page, 120)
    assert numbers(page) == late


def test_a_diverging_run_stops_itself_and_says_where(page: Page, server: Server):
    open_training(page, server, "?data=iris&l2=5&lr=10")
    button(page, "Play").click()
    run = TrainingRun(TrainingSettings(learning_rate=10.0, l2=5.0), load("iris"))
    run.advance(1000)
    wait_for_step(page, run.last_step)
    expect(page.locator(".player .ended")).to_contain_text(
        f"Training diverged at step {run.last_step + 1}"
    )
    rested(page, run.last_step)
    assert button(page, "Play").is_disabled()
    button(page, "Reset").click()
    rested(page, 0)
    assert button(page, "Play").is_enabled()
    expect(page.locator(".player .ended")).to_be_empty()


def test_the_stop_rule_pauses_playback(page: Page, server: Server):
    open_training(page, server, "?data=iris&stop=steps&stop_steps=40")
    button(page, "Play").click()
    wait_for_step(page, 40)
    rested(page, 40)
    expect(page.locator(".player .ended")).to_have_text(
        "Stopped at step 40, as set in the sidebar."
    )


def test_the_loss_axis_turns_logarithmic_and_the_curve_holds_the_same_points(
    page: Page, server: Server
):
    open_training(page, server, "?data=iris&step=200")
    rested(page, 200)
    before = curves(page)
    page.get_by_text("Logarithmic loss axis").click()
    settled(page)
    kind = "document.querySelector('.player .chart')._fullLayout.yaxis.type"
    page.wait_for_function(f"{kind} === 'log'")
    assert curves(page) == before
    low, high = page.evaluate("document.querySelector('.player .chart')._fullLayout.yaxis.range")
    assert 10**low <= min(before["train_loss"]["y"]) <= max(before["train_loss"]["y"]) <= 10**high


def test_nonsense_in_the_changes_is_answered_as_text_beside_a_page_that_goes_on(
    page: Page, server: Server
):
    nonsense = "![](http://127.0.0.1:1/x.png)[a](http://b.c)"
    shown = nonsense.replace("http", f"http{UNSEEN}")
    with PageRecord(page) as record:
        open_training(page, server, f"?data=iris&changes={quote(nonsense)}")
        expect(page.get_by_role("alert").filter(has_text=f"'{shown}' is not")).to_be_visible()
        assert record.foreign_urls(server.url) == []
    assert page.locator("[role=alert] a, [role=alert] img").count() == 0
    expect(button(page, "Play")).to_be_enabled()
    field = page.get_by_role("textbox", name="Mid-run changes")
    field.fill("")
    field.press("Enter")
    settled(page)
    expect(number_field(page, "Go to step")).to_be_visible()
