"""Losses that PyTorch computed in float32, rightly or with a known mistake, at random sizes."""

import numpy as np
import pytest
import torch
from numpy.testing import assert_allclose

from core import examine_logits
from core.examination.explanation import CONVENTIONS as CONVENTION_NAMES
from tests.core.examination.mistakes import CLIPPED, CONVENTIONS, MISTAKES, WITH_FREE_NUMBER

DRAWS = 10  # of each mistake


def drawn(seed, scale=1.0):
    """Logits of up to 200 examples and 50 classes that know something of the labels."""
    random = np.random.default_rng(seed)
    examples, classes = random.integers(2, 200), random.integers(3, 50)
    labels = random.integers(classes, size=examples)
    logits = random.normal(size=(examples, classes)) + (labels[:, None] == np.arange(classes))
    return (logits * scale * random.choice([0.5, 1, 3])).astype(np.float32), labels


def reported_by(program, logits, labels):
    return program(torch.tensor(logits), torch.tensor(labels)).item()


def class_weights(logits):
    return torch.linspace(0.5, 4, logits.shape[1]).numpy()


def first_names(name, program, *, scale=1.0, text="{!r}"):
    """What is named first, of each draw."""
    for seed in range(DRAWS):
        logits, labels = drawn(seed, scale)
        number = text.format(reported_by(program, logits, labels))
        weights = class_weights(logits) if name.startswith("weighted") else None
        found = examine_logits(logits, labels, class_weights=weights, reported_loss=number)
        yield found.explanations[0]


@pytest.mark.parametrize("text", ["{!r}", "{:.6g}"])
def test_at_least_95_percent_of_the_mistakes_are_named_first(text):
    programs = {**CONVENTIONS, **MISTAKES}
    named = [
        each.name == name
        for name, program in programs.items()
        for each in first_names(name, program, text=text)
    ]
    named += [
        each.name == "clipped" for each in first_names("", CLIPPED["clipped"], scale=20, text=text)
    ]
    assert np.mean(named) >= 0.95


@pytest.mark.parametrize("name", WITH_FREE_NUMBER)
def test_a_free_number_is_found_and_a_round_one_is_named_first(name):
    number, program = WITH_FREE_NUMBER[name]
    found = list(first_names("", program))
    assert np.mean([each.name == name for each in found]) >= 0.9
    assert all(each.possible for each in found)
    assert_allclose([each.parameter for each in found if each.name == name], number, rtol=1e-5)


def test_none_of_100_right_losses_is_called_a_mistake():
    for seed in range(100):
        logits, labels = drawn(seed, scale=[0.1, 1, 20][seed % 3])
        name = list(CONVENTIONS)[seed % len(CONVENTIONS)]
        number = reported_by(CONVENTIONS[name], logits, labels)
        weights = class_weights(logits) if name.startswith("weighted") else None
        found = examine_logits(logits, labels, class_weights=weights, reported_loss=number)
        assert found.explanations[0].name == name
        assert {each.name for each in found.explanations} <= set(CONVENTION_NAMES)


def test_values_are_those_of_pytorch_in_float64():
    logits, labels = drawn(1)
    wide = torch.tensor(logits, dtype=torch.float64)
    for name, program in {**CONVENTIONS, **MISTAKES, **CLIPPED}.items():
        if name.startswith("weighted"):
            continue
        factor = 20 if name == "clipped" else 1
        expected = program(wide * factor, torch.tensor(labels)).item()
        found = examine_logits(wide.numpy() * factor, labels, reported_loss=expected).explanations
        assert found[0].name == name
        assert_allclose(found[0].value, expected, rtol=1e-12)


def test_a_mistake_under_another_reduction_is_the_same_mistake():
    logits, labels = drawn(2)
    number = float(
        torch.nn.functional.cross_entropy(
            torch.tensor(logits).softmax(1), torch.tensor(labels), reduction="sum"
        )
    )
    found = examine_logits(logits, labels, reported_loss=number).explanations[0]
    assert found.name == "softmax_twice"
    assert found.formula.startswith("Σᵢ lᵢ,")


def test_ignored_examples_in_the_denominator():
    logits, labels = drawn(3)
    labels[::3] = -100
    losses = torch.nn.functional.cross_entropy(
        torch.tensor(logits), torch.tensor(labels), reduction="none"
    )
    found = examine_logits(logits, labels, ignore=-100, reported_loss=losses.mean().item())
    assert found.explanations[0].name == "ignored_in_denominator"
    kept = losses[labels != -100].mean().item()
    found = examine_logits(logits, labels, ignore=-100, reported_loss=kept)
    assert found.explanations[0].name == "mean"


@pytest.mark.parametrize("rows", [1, -1])
def test_labels_one_row_off(rows):
    logits, labels = drawn(4)
    for shifted in (np.roll(labels, rows), None):
        if shifted is None:  # as in next-token prediction: the row without a neighbour is left out
            kept = (logits[:-1], labels[1:]) if rows < 0 else (logits[1:], labels[:-1])
        else:
            kept = (logits, shifted)
        number = reported_by(CONVENTIONS["mean"], *kept)
        found = examine_logits(logits, labels, reported_loss=number).explanations
        assert found[0].name == "labels_shifted"


def test_smoothing_with_class_weights_as_pytorch_has_it():
    logits, labels = drawn(5)
    weights = class_weights(logits)
    number = torch.nn.functional.cross_entropy(
        torch.tensor(logits), torch.tensor(labels), torch.tensor(weights), label_smoothing=0.2
    ).item()
    found = examine_logits(logits, labels, class_weights=weights, reported_loss=number)
    assert found.explanations[0].name == "smoothing_k"
    assert found.explanations[0].parameter == 0.2
    assert_allclose(found.explanations[0].value, number, rtol=1e-6)


def test_what_the_digits_cannot_tell_apart_is_named_together():
    logits, labels = drawn(6)
    found = examine_logits(
        logits,
        labels,
        sample_weights=np.full(len(labels), 2.0),
        reported_loss=(reported_by(CONVENTIONS["mean"], logits, labels)),
    ).explanations
    assert [each.name for each in found] == ["mean", "weighted_mean"]
    assert found[0].together == ("weighted_mean",)
    assert found[1].together == ("mean",)


def test_few_digits_are_judged_as_such():
    logits = [[2.0, 1.0, 0.5]]  # mean 0.4644, base 2 0.6699
    for text, names in [
        ("0.46", {"mean", "sum"}),
        ("0.464", {"mean", "sum"}),
        ("0.465", set()),
        ("0.5", {"mean"}),
    ]:
        found = examine_logits(logits, [0], reported_loss=text).explanations
        certain = {each.name for each in found if not each.possible} - {"none"}
        assert names <= certain, text
        assert bool(names) == bool(certain & set(CONVENTION_NAMES)), text


def test_nothing_fits_a_number_that_no_temperature_and_no_smoothing_reaches():
    found = examine_logits([[2.0, 0.0], [2.0, 0.0]], [0, 1], reported_loss=0.0123)
    assert [each.name for each in found.explanations] == ["none"]


def test_explanations_without_a_free_number_come_first():
    for seed in range(20):
        logits, labels = drawn(seed)
        number = f"{reported_by(MISTAKES['softmax_twice'], logits, labels):.3g}"
        found = examine_logits(logits, labels, reported_loss=number).explanations
        possible = [each.possible for each in found]
        assert possible == sorted(possible)


def test_both_temperatures_of_a_loss_are_found():
    logits, labels = drawn(7)
    for temperature in (0.3, 8.0):
        number = reported_by(CONVENTIONS["mean"], logits / np.float32(temperature), labels)
        found = examine_logits(logits, labels, reported_loss=number).explanations
        assert temperature in [each.parameter for each in found if each.name == "temperature"]
