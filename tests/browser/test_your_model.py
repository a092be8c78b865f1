"""A model of one's own in a browser: from the upload to the script, which runs."""

import io
import json
import subprocess
import sys
import zipfile
from pathlib import Path

import numpy as np
from playwright.sync_api import FilePayload, Page, expect

from core import examine_logits
from dashboard.text import number
from tests.browser.page_state import navigation_link, settled
from tests.server import Server

LABELS = np.arange(240) % 3
LOGITS = (2 * np.eye(3)[LABELS] + np.sin(np.arange(720)).reshape(240, 3) * 2).round(3)


def open_with(page: Page, server: Server, name: str, content: bytes, query: str = "") -> None:
    page.goto(f"{server.url}/your_model?logits=file{query}")
    settled(page)
    file: FilePayload = {
        "name": name,
        "mimeType": "application/octet-stream",
        "buffer": content,
    }
    page.get_by_test_id("stFileUploader").locator("input[type=file]").set_input_files(file)
    page.get_by_test_id("stFileChipName").get_by_text(name).wait_for()
    settled(page)


def test_from_an_upload_to_the_script(page: Page, server: Server, tmp_path: Path):
    found = examine_logits(LOGITS, LABELS)
    printed = f"{found.reductions.sum:.4f}"
    content = io.BytesIO()
    np.savez(content, z=LOGITS, y=LABELS)
    open_with(page, server, "logits.npz", content.getvalue(), f"&printed={printed}")
    verdict = page.get_by_role("heading", name=f"{printed} is the sum over the 240 examples")
    expect(verdict).to_contain_text(f"their mean is {number(found.reductions.mean)}")

    page.get_by_role("figure", name="Reliability diagram").scroll_into_view_if_needed()
    column = page.locator(".figure .trace.bars").first.locator(".point").last.bounding_box()
    assert column is not None  # Plotly's own layer lies over it
    page.mouse.click(column["x"] + 8, column["y"] + 40)
    settled(page)
    confident = found.confidence > 0.9
    expect(page.get_by_text(f"{int(confident.sum())} examples, ")).to_be_visible()
    worst = next(at for at in found.worst(240) if confident[at])
    row = page.get_by_role("row").filter(has_text=number(found.losses[worst]))
    expect(row.first).to_contain_text(str(found.rows[worst]))

    page.get_by_role("tab", name="Take it with you").click()
    settled(page)
    for library in ("NumPy", "PyTorch"):
        with page.expect_download() as download:
            page.get_by_role("button", name=f"{library} (ZIP)").click()
        download.value.save_as(tmp_path / "script.zip")
        zipfile.ZipFile(tmp_path / "script.zip").extractall(tmp_path)
        done = subprocess.run(
            [sys.executable, "-I", "examine.py"],
            cwd=tmp_path / "your-model",
            capture_output=True,
            text=True,
            check=True,
            timeout=120,
        )
        numbers = json.loads(done.stdout)
        of, name, value = numbers["explained"][0]
        assert (of, name, f"{value:.4f}") == ("loss", "sum", printed)
    metric = page.get_by_test_id("stMetric").filter(has_text="mean loss")
    expect(metric).to_contain_text(number(numbers["mean"]))
    assert "npz" not in page.url  # the link has nothing of the file


def test_a_bad_file_is_one_sentence_and_a_good_one_comes_back_with_the_page(
    page: Page, server: Server
):
    open_with(page, server, "bad.csv", b"a,b,y\n1,2,0\n1,x,1\n")
    expect(page.get_by_text("Row 3, column “b”: “x” is not a number")).to_be_visible()
    open_with(page, server, "good.csv", b"a,b,y\n1,2,0\n1,3,1\n")
    verdict = page.get_by_role("heading", name="The mean loss of the 2 examples")
    expect(verdict).to_be_visible()
    navigation_link(page, "Start").click()
    settled(page)
    navigation_link(page, "Your model").click()
    settled(page)
    expect(page.get_by_text("Still in use: good.csv")).to_be_visible()
    expect(verdict).to_be_visible()
    page.get_by_role("button", name="Remove this file").click()
    settled(page)
    expect(verdict).to_have_count(0)
