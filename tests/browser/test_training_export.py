"""What is downloaded from the Training page: the script finds the loss that stood there."""

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import numpy as np
from playwright.sync_api import Locator, Page, expect

from tests.browser.player import (
    button,
    digits_run,
    numbers,
    open_training,
    rested,
    step_on_screen,
    wait_for_step,
)
from tests.server import Server


def opened_tab(page: Page) -> Locator:
    page.get_by_role("tab", name="Download", exact=True).click()
    part = page.get_by_role("tabpanel").filter(visible=True)
    expect(part.get_by_role("button", name="NumPy (ZIP)")).to_be_visible()
    return part


def downloaded(page: Page, pressed: Locator, folder: Path) -> Path:
    with page.expect_download() as download:
        pressed.click()
    file = folder / download.value.suggested_filename
    download.value.save_as(file)
    return file


def test_the_script_of_a_step_finds_the_loss_on_the_page(
    page: Page, server: Server, tmp_path: Path
):
    open_training(page, server)
    button(page, "Play").click()
    wait_for_step(page, 20)
    button(page, "Pause").click()
    step = step_on_screen(page)
    rested(page, step)
    shown = numbers(page)
    archive = downloaded(page, opened_tab(page).get_by_role("button", name="NumPy (ZIP)"), tmp_path)
    assert archive.name == f"digits-sgd-step-{step}-numpy.zip"
    zipfile.ZipFile(archive).extractall(tmp_path)
    answer = subprocess.run(
        [sys.executable, "-I", tmp_path / archive.stem / "train.py"],
        cwd=tmp_path,
        env={**os.environ, "OPENBLAS_NUM_THREADS": "1"},
        capture_output=True,
        text=True,
        check=True,
        timeout=120,
    )
    printed = dict(line.rsplit(" ", 1) for line in answer.stdout.splitlines())
    by_page = {name.replace("train ", "training "): value for name, value in printed.items()}
    for name in ("mini-batch loss", "training loss", "test loss"):
        assert f"{float(by_page[name]):#.4g}" == shown[name], name
    for name in ("training accuracy", "test accuracy"):
        assert f"{100 * float(by_page[name]):.2f}%" == shown[name], name


def test_the_files_follow_the_step_at_which_playback_rests(
    page: Page, server: Server, tmp_path: Path
):
    open_training(page, server, "?step=30")
    rested(page, 30)
    part = opened_tab(page)
    for step in (30, 31):
        if step == 31:
            button(page, "One mini-batch").click()
            rested(page, 31)
            expect(part).to_contain_text("up to step 31")
        file = downloaded(page, part.get_by_role("button", name="Weights (NPZ)"), tmp_path)
        assert file.name == f"digits-sgd-step-{step}-weights.npz"
        run = digits_run()
        run.advance(max(0, step - run.step))
        np.testing.assert_array_equal(np.load(file)["weights"], run.state_at(step).weights)


def test_a_chart_is_saved_as_a_picture_of_what_has_been_played(
    page: Page, server: Server, tmp_path: Path
):
    open_training(page, server)
    button(page, "Play").click()
    wait_for_step(page, 10)
    pressed = page.locator(".player").get_by_role("button", name="PNG: accuracy")
    file = downloaded(page, pressed, tmp_path)
    assert file.read_bytes().startswith(b"\x89PNG\r\n")
    assert file.name == f"step-{step_on_screen(page)}.png"
    expect(button(page, "Play")).to_be_visible()
