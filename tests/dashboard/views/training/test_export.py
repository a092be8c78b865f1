"""The downloads of the Training page: what is offered, when it is made, and the curves' file."""

import json
import re

import numpy as np
import pytest

from core import TrainingRun, TrainingSettings, load
from core.training import Change
from dashboard.controls.run.choice import RunChoice
from dashboard.controls.run.data import DataChoice
from dashboard.runs.shared_run import shared_run
from dashboard.views.training import export as training_export
from dashboard.views.training.charts import gradient_norm_chart, played_charts
from dashboard.views.training.export import curves_html, file_name
from tests.dashboard.opened_page import opened, values, words

CHOICE = RunChoice(
    DataChoice("iris"),
    TrainingSettings(l2=0.01, changes=(Change(20, learning_rate=0.02),)),
)
STEP = 45
PICTURE = re.compile(r'Plotly\.newPlot\(\s*"chart-\d",\s*(\[.*?\]),\s*(\{.*?\}),\s*\{"', re.DOTALL)


@pytest.fixture(scope="module")
def html() -> str:
    shared = shared_run(CHOICE)
    charts = played_charts(CHOICE.settings, logarithmic=False)
    charts.append(gradient_norm_chart(CHOICE.settings, logarithmic=False))
    return curves_html(shared, shared.up_to(STEP), STEP, charts, "iris & <co>", "en")


@pytest.fixture(scope="module")
def traces(html: str) -> dict[str, dict]:
    """The lines in the file, by the series that they draw."""
    drawn = [json.loads(data) for data, _ in PICTURE.findall(html)]
    assert len(drawn) == 3
    return {trace["meta"]["series"]: trace for chart in drawn for trace in chart}


def test_the_tab_offers_every_file():
    app = opened("training", data="iris", step="40", tab="export")
    labels = [button.proto.label for button in app.get("download_button")]
    assert labels == [
        "History (CSV)",
        "Weights (NPZ)",
        "Weights (JSON)",
        "NumPy (ZIP)",
        "PyTorch (ZIP)",
        "Charts (HTML)",
    ]
    assert "up to step 40" in words(app)
    assert not opened("training", data="iris", step="40").get("download_button")


def test_no_file_is_made_before_it_is_asked_for(monkeypatch: pytest.MonkeyPatch):
    def made(*_: object) -> str:
        raise AssertionError

    for name in ("history_csv", "weights_npz", "weights_json", "script_archive", "curves_html"):
        monkeypatch.setattr(training_export, name, made)
    opened("training", data="iris", step="40", tab="export")


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        ("digits", "digits-adam-step-1240"),
        ("../../etc/passwd", "etc-passwd-adam-step-1240"),
        ("số liệu", "s-li-u-adam-step-1240"),
        ("数据", "data-adam-step-1240"),
        ("x" * 500, "x" * 40 + "-adam-step-1240"),
    ],
)
def test_a_file_is_called_after_data_optimiser_and_step(data: str, expected: str):
    assert file_name(data, "adam", 1240) == expected


def test_the_curves_file_holds_the_history_of_the_run(traces: dict[str, dict]):
    run = TrainingRun(CHOICE.settings, load("iris"))
    run.advance(STEP)
    history = run.history()
    assert values(traces["batch_loss"]["x"]).tolist() == list(range(1, STEP + 1))
    np.testing.assert_array_equal(values(traces["batch_loss"]["y"]), history.batch_losses)
    for name in ("train_loss", "test_loss", "train_accuracy", "gradient_norm", "penalty"):
        np.testing.assert_array_equal(values(traces[name]["y"]), history.evaluations[name])
        assert values(traces[name]["x"]).tolist() == [0, 10, 20, 30, 40]


def test_the_curves_file_stands_by_itself(html: str):
    outside = html.replace(html[html.index("<script") : html.rindex("</script>")], "")
    assert "src=" not in outside
    assert not re.search(r"<script[^>]+src=", html)
    assert "var(--st-" not in "".join(layout for _, layout in PICTURE.findall(html))
    assert "<h1>iris &amp; &lt;co&gt;</h1>" in html
    assert "plotly.js v" in html
