"""The scripts of a run train it again, far from this project, to the same losses."""

import io
import os
import subprocess
import sys
import zipfile
from functools import cache
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pytest

from core.datasets import data_set_of_table, labelled_table, load, read_csv
from core.export import LIBRARIES, script_archive
from core.export.script import used_optimizers
from core.optimizers import OPTIMIZERS
from core.training import Change, TrainingRun, TrainingSettings
from core.training.initialisation import INITIALISATIONS
from core.training.objective import KERNELS
from core.training.settings import SCHEDULE_NAMES
from tests.missing import need_package

STEPS = 60
CLOSE = 1e-9  # relative; 1e-6 is what the page promises

# 120 examples in batches of 32 or 7: the last batch of an epoch holds what is left.
CASES: dict[str, tuple[str, dict]] = {
    "digits": ("digits", {"l2": 0.01, "label_smoothing": 0.1}),
    "penguins": ("penguins", {"optimizer": "adam", "seed": 3}),
    "all at once": ("penguins", {"batch_size": 2048}),
    "all smoothed": ("iris", {"label_smoothing": 1.0, "initialisation": "large"}),
    **{f"{name}": ("iris", {"optimizer": name, "learning_rate": 0.02}) for name in OPTIMIZERS},
    **{
        f"{name}, L2": ("iris", {"optimizer": name, "l2": 0.3, "batch_size": 7, "seed": 1})
        for name in OPTIMIZERS
    },
    **{
        f"{name} schedule": ("iris", {"schedule": name, "schedule_steps": 20, "batch_size": 7})
        for name in SCHEDULE_NAMES
    },
    **{
        f"{name} weights": ("iris", {"initialisation": name, "seed": 7}) for name in INITIALISATIONS
    },
    **{name: ("iris", {"loss": name, "initialisation": "small"}) for name in KERNELS},
    **{
        f"{name}, smoothed": ("iris", {"loss": name, "label_smoothing": 0.2, "l2": 0.1})
        for name in KERNELS
    },
    "changes": (
        "iris",
        {
            "changes": (
                Change(5, learning_rate=0.01),
                Change(9, optimizer="sgd"),  # as before: nothing changes
                Change(11, optimizer="adam"),
                Change(20, batch_size=7),
                Change(30, optimizer="adamw", batch_size=50, learning_rate=0.05),
                Change(40, optimizer="adam"),
                Change(STEPS, optimizer="rmsprop"),  # too late
            )
        },
    ),
    "changes under a schedule": (
        "iris",
        {
            "schedule": "cosine",
            "schedule_steps": 40,
            "optimizer": "momentum",
            "changes": (Change(10, learning_rate=0.5), Change(33, optimizer="nesterov")),
        },
    ),
}


@cache  # nobody advances it further
def run_of(case: str, steps: int = STEPS) -> TrainingRun:
    data, settings = CASES[case]
    run = TrainingRun(TrainingSettings(**settings), load(data))
    run.advance(steps)
    assert run.step == steps
    return run


def unpacked(folder: Path, run: TrainingRun, library: str, name: str = "run") -> Path:
    """The folder of the archive for the last step of the run."""
    archive = io.BytesIO(script_archive(run, run.step, library, name))
    zipfile.ZipFile(archive).extractall(folder)
    return folder / name


def printed_by(folder: Path, *program: str) -> str:
    """What a program prints that knows nothing of this project."""
    answer = subprocess.run(
        [sys.executable, "-I", *program],
        cwd=folder,
        env={**os.environ, "OMP_NUM_THREADS": "1"},
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )
    assert answer.returncode == 0, answer.stderr
    return answer.stdout


def numbers_in(printed: str) -> dict[str, float]:
    """Each number by its name."""
    lines = (line.rpartition(" ") for line in printed.splitlines())
    return {name: float(value) for name, _, value in lines}


def losses_in(folder: Path) -> np.ndarray:
    table = np.loadtxt(folder / "losses.csv", delimiter=",", skiprows=1, ndmin=2)
    np.testing.assert_array_equal(table[:, 0], np.arange(1, len(table) + 1))
    return table[:, 1]


class Scripts(NamedTuple):
    """The scripts of every case, each run once."""

    root: Path  # of a folder for each case
    printed: dict[str, str]  # by case


# The first script has an interpreter in which nothing ran before; importing torch for each of them
# would take seconds.
ONE_AFTER_THE_OTHER = """
import runpy, sys
for path in sys.argv[1:]:
    runpy.run_path(path, None, "__main__")
    print(end="\\f")
"""


@pytest.fixture(scope="module", params=list(LIBRARIES))
def scripts(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Scripts:
    need_package(request.param)
    root = tmp_path_factory.mktemp(request.param)
    folders = [unpacked(root, run_of(case), request.param, case) for case in CASES]
    paths = [str(folder / "train.py") for folder in folders]
    *printed, rest = printed_by(root, "-c", ONE_AFTER_THE_OTHER, *paths).split("\f")
    assert rest == ""
    return Scripts(root, dict(zip(CASES, printed, strict=True)))


@pytest.mark.parametrize("case", CASES)
def test_a_script_finds_the_losses_of_the_run_and_prints_the_numbers_of_the_page(
    case: str, scripts: Scripts
):
    run = run_of(case)
    losses = run.history().batch_losses
    np.testing.assert_allclose(losses_in(scripts.root / case), losses, rtol=CLOSE, atol=1e-12)
    measured = run.evaluate(run.state)
    expected = {
        "mini-batch loss": losses[-1],
        "train loss": measured.train_loss,
        "train accuracy": measured.train_accuracy,
        "test loss": measured.test_loss,
        "test accuracy": measured.test_accuracy,
    }
    assert numbers_in(scripts.printed[case]) == pytest.approx(expected, rel=CLOSE, abs=1e-12)


def test_a_long_run_stays_together(tmp_path: Path):
    run = run_of("digits", 3000)
    folder = unpacked(tmp_path, run, "numpy")
    printed_by(folder, "train.py")
    np.testing.assert_allclose(losses_in(folder), run.history().batch_losses, rtol=CLOSE)


def test_a_run_of_no_step_is_measured_alone(tmp_path: Path):
    run = run_of("large weights", 0)
    printed = numbers_in(printed_by(unpacked(tmp_path, run, "numpy"), "train.py"))
    assert set(printed) == {"train loss", "train accuracy", "test loss", "test accuracy"}
    assert printed["train loss"] == pytest.approx(run.evaluate(run.state).train_loss, rel=CLOSE)


def test_a_run_that_diverged_is_repeated_up_to_its_last_finite_step(tmp_path: Path):
    data = load("iris", feature_map="identity")
    run = TrainingRun(TrainingSettings(learning_rate=100.0, l2=10.0), data)
    run.advance(10_000)
    assert run.divergence is not None
    folder = unpacked(tmp_path, run, "numpy")
    printed_by(folder, "train.py")
    np.testing.assert_allclose(losses_in(folder), run.history().batch_losses, rtol=1e-6)


# ---------------------------------------------------------------------------------- what it holds


@pytest.mark.parametrize("library", LIBRARIES)
def test_a_script_holds_no_more_than_it_uses(library: str, tmp_path: Path):
    need_package("ruff")
    for case in CASES:
        source = LIBRARIES[library](run_of(case), STEPS)
        (tmp_path / f"{case.replace(' ', '_')}.py").write_text(source, encoding="utf-8")
    ruff = [sys.executable, "-m", "ruff"]
    for command in (
        ["check", "--select=E,F,W,I", "--line-length=100", "--isolated"],
        ["format", "--check", "--line-length=100", "--isolated"],
    ):
        answer = subprocess.run(
            [*ruff, *command, str(tmp_path)], capture_output=True, text=True, check=False
        )
        assert answer.returncode == 0, answer.stdout
    plain = LIBRARIES[library](run_of("sgd"), STEPS)
    assert not any(word in plain for word in ("L2", "SMOOTHING", "SCHEDULE", "Adam", "a change"))


def test_only_the_optimisers_of_the_run_are_in_it():
    settings = run_of("changes").settings
    assert used_optimizers(settings, STEPS) == ["sgd", "adam", "adamw"]
    assert used_optimizers(settings, 11) == ["sgd"]
    assert used_optimizers(settings, 12) == ["sgd", "adam"]


@pytest.mark.parametrize("library", LIBRARIES)
def test_no_word_of_a_user_stands_in_the_code(library: str, tmp_path: Path):
    evil = "'''+__import__('os')+"
    rows = "".join(f"{number},{evil}{number % 2}\n" for number in range(20))
    text = read_csv(f"{evil},kind\n{rows}".encode())
    table = labelled_table(text, label="kind", features=[evil])
    run = TrainingRun(TrainingSettings(), data_set_of_table(table, name=evil))
    assert evil in run.data.class_names[0]
    run.advance(10)
    source = LIBRARIES[library](run, 10)
    assert "__import__" not in source
    assert "your own data" in source


@pytest.mark.parametrize("library", LIBRARIES)
def test_the_same_run_makes_the_same_archive(library: str):
    run = run_of("sgd")
    assert script_archive(run, 5, library, "run") == script_archive(run, 5, library, "run")
