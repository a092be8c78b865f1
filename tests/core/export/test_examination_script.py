"""The script of an examination finds the same numbers, far from this project."""

import io
import json
import subprocess
import sys
import zipfile
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from core import Examination, examine_logits
from core.export.examination_script import examination_archive
from tests.missing import need_package

RANDOM = np.random.default_rng(0)
LABELS = RANDOM.integers(4, size=200)
LOGITS = RANDOM.normal(size=(200, 4)).round(3) + 2 * np.eye(4)[LABELS]
LABELS[::9] = -1
CASES: dict[str, dict[str, Any]] = {
    "plain": {},
    "weights": {"class_weights": (1.0, 2.0, 0.0, 5.5)},
    "masked": {"masked": True},
}


@pytest.mark.parametrize("case", CASES)
@pytest.mark.parametrize("library", ["numpy", "torch"])
def test_the_script_recomputes_every_number(tmp_path: Path, library: str, case: str):
    need_package(library)
    settings = dict(CASES[case])
    logits = LOGITS.copy()
    if settings.pop("masked", False):
        logits[np.arange(200), (LABELS + 1) % 4] = -np.inf
    archive = examination_archive(logits, LABELS, library, ignore=-1, **settings)
    with zipfile.ZipFile(io.BytesIO(archive)) as files:
        files.extractall(tmp_path)
    done = subprocess.run(
        [sys.executable, "-I", "-W", "error", "examine.py"],
        cwd=tmp_path / "your-model",
        capture_output=True,
        text=True,
        check=False,
    )
    assert not done.stderr
    assert_same(json.loads(done.stdout), examine_logits(logits, LABELS, ignore=-1, **settings))


def assert_same(numbers: dict[str, Any], found: Examination) -> None:
    close = partial(np.testing.assert_allclose, rtol=1e-9, atol=1e-12)
    for name, value in found.reductions._asdict().items():
        close(numbers[name], value)
    assert numbers["accuracy"] == found.accuracy
    assert numbers["reliability"]["counts"] == found.reliability.counts.tolist()
    for name in ("confidence", "accuracy"):
        listed = np.array(numbers["reliability"][name], float)  # None is NaN
        close(listed, getattr(found.reliability, name))
    close(
        numbers["reliability"]["expected_calibration_error"],
        found.reliability.expected_calibration_error,
    )
    assert found.temperature is not None
    np.testing.assert_allclose(numbers["temperature"], found.temperature.temperature, rtol=1e-6)
    np.testing.assert_allclose(numbers["mean_at_temperature"], found.temperature.loss, rtol=1e-9)
    close(numbers["class_calibration_errors"], found.class_reliability.expected_calibration_errors)
    assert numbers["worst_rows"] == found.rows[found.worst(10)].tolist()
    confusion = np.zeros((4, 4), int)
    for label, predicted, count in numbers["confusion"]:
        confusion[label, predicted] = count
    np.testing.assert_array_equal(confusion, found.confusion)
