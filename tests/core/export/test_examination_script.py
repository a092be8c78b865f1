"""The script of an examination finds the same numbers, far from this project."""

import io
import json
import runpy
import subprocess
import sys
import zipfile
from collections.abc import Callable
from dataclasses import replace
from functools import cache, partial
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
import torch.nn.functional as F  # noqa: N812 (the name its own documentation uses)
from numpy.typing import NDArray

from core import Examination, examine_logits
from core.datasets.model_output import output_of_arrays
from core.examination.explanation import RIGHT_LOSS, Explanation
from core.examination.gradient_explanations import Comparison
from core.examination.labelled_logits import labelled_logits
from core.examination.measured_predictions import predictions_of
from core.examination.mistaken_gradients import reported_gradient_of
from core.examination.mistaken_losses import Mistake, logit_sums, mistakes
from core.examination.reductions import reductions_of
from core.export.examination_formulas import GRADIENTS, LOSSES, REDUCTIONS, SCALES
from core.export.examination_script import LISTED, examination_archive
from core.losses.cross_entropy import cross_entropy_gradient
from tests.core.examination.mistakes import WITH_FREE_NUMBER

RANDOM = np.random.default_rng(0)
LABELS = RANDOM.integers(4, size=200)
LOGITS = RANDOM.normal(size=(200, 4)).round(3) + 2 * np.eye(4)[LABELS]
LOGITS[1, LABELS[1]] = 40  # a probability that a program would clip
LABELS[::9] = -1
ROWS = np.arange(2, 202)  # as a table with a header counts them
GRADIENT = RANDOM.normal(size=LOGITS.shape)
WEIGHTS = (1.0, 2.0, 0.5, 5.5)
CASES: dict[str, dict[str, Any]] = {
    "plain": {},
    "weights": {"class_weights": (1.0, 2.0, 0.0, 5.5)},
    "masked": {"masked": True},
}
close = partial(np.testing.assert_allclose, rtol=1e-9, atol=1e-12)


def unpacked(
    folder: Path, library: str, found: Examination, logits: Any, labels: Any, **settings: Any
) -> Path:
    """The script with its data in a folder."""
    output = output_of_arrays(logits, labels, settings.pop("gradient", None))
    archive = examination_archive(
        output._replace(row_numbers=ROWS[: len(labels)]), library, found.explanations, **settings
    )
    with zipfile.ZipFile(io.BytesIO(archive)) as files:
        files.extractall(folder)
    return folder / "your-model"


@pytest.mark.parametrize("case", CASES)
@pytest.mark.parametrize("library", ["numpy", "torch"])
def test_the_script_recomputes_every_number(tmp_path: Path, library: str, case: str):
    settings = {"ignore": -1} | CASES[case]
    logits = LOGITS.copy()
    if settings.pop("masked", False):
        logits[np.arange(200), (LABELS + 1) % 4] = -np.inf
    found = examine_logits(logits, LABELS, reported_gradient=GRADIENT, **settings)
    folder = unpacked(tmp_path, library, found, logits, LABELS, gradient=GRADIENT, **settings)
    done = subprocess.run(
        [sys.executable, "-I", "-W", "error", "examine.py"],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )
    assert not done.stderr
    numbers = json.loads(done.stdout)
    assert_same(numbers, found)
    assert numbers["explained"] == []  # noise is no gradient of anything
    entry = found.gradient_entry
    assert entry is not None
    assert numbers["largest_of_gradient"] == [ROWS[entry[0]], entry[1], GRADIENT[entry]]
    for row, column, right, yours, ratio in numbers["gradient"]:
        close(right, cross_entropy_gradient(logits[row - 2], LABELS[row - 2])[column])
        assert yours == GRADIENT[row - 2, column]
        close(ratio, yours / right)


def assert_same(numbers: dict[str, Any], found: Examination) -> None:
    for name, value in found.reductions._asdict().items():
        close(numbers[name], value)
    assert numbers["accuracy"] == found.accuracy
    close(np.array(numbers["recall"], float), found.recall)
    assert_same_bins(numbers["reliability"], found.reliability)
    assert found.temperature is not None
    np.testing.assert_allclose(numbers["temperature"], found.temperature.temperature, rtol=1e-6)
    np.testing.assert_allclose(numbers["mean_at_temperature"], found.temperature.loss, rtol=1e-9)
    assert found.tempered is not None
    close(
        numbers["reliability_at_temperature"]["expected_calibration_error"],
        found.tempered.expected_calibration_error,
        rtol=1e-6,
    )
    of_classes = found.class_reliability
    for k, each in enumerate(numbers["class_reliability"]):
        assert each["counts"] == of_classes.counts[k].tolist()
        close(np.array(each["confidence"], float), of_classes.confidence[k])
        close(np.array(each["accuracy"], float), of_classes.frequency[k])
        close(each["expected_calibration_error"], of_classes.expected_calibration_errors[k])
    worst = found.worst(len(found.losses))
    assert_same_examples(numbers["worst"], found, worst)
    bins = np.digitize(found.confidence[worst], found.reliability.edges[1:-1], right=True)
    for m, listed in enumerate(numbers["worst_of_bins"]):
        assert_same_examples(listed, found, worst[bins == m])
    confusion = np.zeros((4, 4))
    fractions = np.zeros((4, 4))
    for label, predicted, count, fraction in numbers["confusion"]:
        confusion[label, predicted], fractions[label, predicted] = count, fraction
    np.testing.assert_array_equal(confusion, found.confusion)
    close(fractions, found.confusion / found.confusion.sum(axis=1, keepdims=True))


def assert_same_bins(numbers: dict[str, Any], found: Any) -> None:
    assert numbers["counts"] == found.counts.tolist()
    for name in ("confidence", "accuracy"):
        close(np.array(numbers[name], float), getattr(found, name))  # None is NaN
    close(numbers["expected_calibration_error"], found.expected_calibration_error)


def assert_same_examples(listed: list[list[float]], found: Examination, worst: Any) -> None:
    at = worst[:LISTED]
    columns = ROWS[found.rows[at]], found.labels[at], found.predicted[at]
    expected = np.stack([*columns, found.confidence[at], found.losses[at]], axis=1)
    close(np.array(listed).reshape(expected.shape), expected)


def without_free_number(ignore: int | None) -> list[Explanation]:
    """Every formula that `core` compares with what was reported, and the value it has there."""
    labels = LABELS if ignore is not None else np.abs(LABELS)
    examples = labelled_logits(LOGITS, labels, np.array(WEIGHTS), None, ignore)
    predictions = predictions_of(examples, 10)
    right = Mistake("mean", RIGHT_LOSS, predictions.losses, examples.weights)
    made = [right, *mistakes(examples, predictions, logit_sums(examples, predictions))]
    found = [
        Explanation(each.name, how.formula, each.formula, how.of(each.losses, each.weights), "loss")
        for each in made
        for how in reductions_of(len(each.losses), 4, each.weights)
    ]
    reported = reported_gradient_of(GRADIENT, examples)
    comparison = Comparison(reported, examples)
    return found + [explanation for _, explanation, *_ in comparison.without_free_number()]


@cache
def with_free_number() -> list[tuple[Examination, NDArray[Any], tuple[float, ...] | None]]:
    """What `core` fits to a loss and a gradient that PyTorch computed, with and without weights."""
    logits, labels = torch.tensor(LOGITS, requires_grad=True), torch.tensor(np.abs(LABELS))
    weights = torch.tensor(WEIGHTS, dtype=torch.float64)
    programs = [
        *((program, None) for _, program in WITH_FREE_NUMBER.values()),
        (lambda z, y: 0.3 * F.cross_entropy(z, y), None),
        (lambda z, y: 2.5 * F.cross_entropy(z / 2.5, y), None),  # its gradient lacks 1/T
        (lambda z, y: F.cross_entropy(z, y, weights, label_smoothing=0.1), WEIGHTS),
        (lambda z, y: F.cross_entropy(z / 2.5, y, weights), WEIGHTS),
    ]
    found: list[tuple[Examination, NDArray[Any], tuple[float, ...] | None]] = []
    for program, class_weights in programs:
        loss = program(logits, labels)
        gradient = torch.autograd.grad(loss, logits)[0].numpy()
        examined = examine_logits(
            LOGITS,
            labels.numpy(),
            class_weights=class_weights,
            reported_loss=loss.item(),
            reported_gradient=gradient,
        )
        found.append((examined, gradient, class_weights))
    return found


@pytest.fixture
def explained(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Callable[..., None]:
    """Run the script, and compare what it explains with what `core` does."""

    def compare(library: str, found: Examination, *arguments: Any, **settings: Any) -> None:
        monkeypatch.chdir(unpacked(tmp_path, library, found, *arguments, **settings))
        runpy.run_path("examine.py")
        explained = json.loads(capsys.readouterr().out)["explained"]
        explanations = [each for each in found.explanations if each.name != "none"]
        for explanation, (of, name, value) in zip(explanations, explained, strict=True):
            assert (of, name) == (explanation.of, explanation.name)
            close(value, explanation.value, err_msg=explanation.formula)

    return compare


@pytest.mark.parametrize("ignore", [-1, None])
@pytest.mark.parametrize("library", ["numpy", "torch"])
def test_the_script_recomputes_every_explanation(
    explained: Callable[..., None], library: str, ignore: int | None
):
    labels = LABELS if ignore is not None else np.abs(LABELS)
    found = examine_logits(LOGITS, labels, ignore=ignore)
    found = replace(found, explanations=tuple(without_free_number(ignore)))
    settings = {"gradient": GRADIENT, "class_weights": WEIGHTS, "ignore": ignore}
    explained(library, found, LOGITS, labels, **settings)


@pytest.mark.parametrize("library", ["numpy", "torch"])
def test_the_script_recomputes_what_was_fitted(explained: Callable[..., None], library: str):
    for found, gradient, weights in with_free_number():
        settings = {"gradient": gradient, "class_weights": weights}
        explained(library, found, LOGITS, np.abs(LABELS), **settings)


@pytest.mark.parametrize("library", ["numpy", "torch"])
def test_a_confident_example_keeps_its_digits(
    tmp_path: Path,
    library: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
):
    logits, labels = np.array([[0.0, -40.0]]), np.array([0])
    found = examine_logits(logits, labels, reported_loss="4.248354255291589e-18")
    gradient = np.zeros((1, 2))
    monkeypatch.chdir(unpacked(tmp_path, library, found, logits, labels, gradient=gradient))
    runpy.run_path("examine.py")
    numbers = json.loads(capsys.readouterr().out)
    expected = found.reductions.mean
    assert numbers["gradient"] == [[ROWS[0], 0, pytest.approx(-expected, rel=1e-12, abs=0), 0, 0]]
    for value in (numbers["mean"], numbers["explained"][0][2], numbers["worst"][0][4]):
        assert value == pytest.approx(expected, rel=1e-12, abs=0)


def test_every_formula_of_the_script_is_one_of_core():
    found = [*without_free_number(-1), *without_free_number(None)]
    found += [each for examined, *_ in with_free_number() for each in examined.explanations]
    found = [each for each in found if each.name != "none"]
    assert {each.of_example for each in found if each.of == "loss"} == LOSSES.keys()
    assert {each.of_example for each in found if each.of == "gradient"} == GRADIENTS.keys()
    assert {each.reduction for each in found} == REDUCTIONS.keys()
    assert {each.scale for each in found} == SCALES.keys()
