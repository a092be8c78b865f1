"""Gradients in the logits that PyTorch computed, rightly or with a known mistake."""

import numpy as np
import pytest
import torch
from numpy.testing import assert_allclose

from core import examine_logits
from tests.core.examination.mistakes import CLIPPED, CONVENTIONS, MISTAKES, WITH_FREE_NUMBER
from tests.core.examination.test_reported_losses import class_weights, drawn


def gradient_by(program, logits, labels):
    leaf = torch.tensor(logits, requires_grad=True)
    program(leaf, torch.tensor(labels)).backward()
    return leaf.grad.numpy()


@pytest.mark.parametrize("name", [*CONVENTIONS, *MISTAKES, *CLIPPED])
def test_what_reproduces_a_gradient_is_named_first(name):
    program = {**CONVENTIONS, **MISTAKES, **CLIPPED}[name]
    for seed in range(6):
        logits, labels = drawn(seed, scale=30 if name == "clipped" else 1)
        gradient = gradient_by(program, logits, labels)
        weights = class_weights(logits) if name.startswith("weighted") else None
        found = examine_logits(logits, labels, class_weights=weights, reported_gradient=gradient)
        explanation = found.explanations[0]
        assert (explanation.name, explanation.of) == (name, "gradient")
        assert_allclose(explanation.value, gradient[found.gradient_entry], rtol=1e-5)


@pytest.mark.parametrize("name", WITH_FREE_NUMBER)
def test_a_free_number_that_a_gradient_leaves_no_doubt_of(name):
    number, program = WITH_FREE_NUMBER[name]
    for seed in range(4):
        logits, labels = drawn(seed)
        gradient = gradient_by(program, logits, labels)
        found = examine_logits(logits, labels, reported_gradient=gradient)
        explanation = found.explanations[0]
        assert (explanation.name, explanation.parameter) == (name, number)
        assert_allclose(explanation.value, gradient[found.gradient_entry], rtol=1e-5)


def test_a_missing_1_over_t_and_a_factor():
    logits, labels = drawn(1)
    softened = logits / np.float32(2)
    gradient = gradient_by(CONVENTIONS["mean"], softened, labels)
    found = examine_logits(logits, labels, reported_gradient=gradient).explanations[0]
    assert (found.name, found.parameter) == ("temperature", 2.0)
    assert "yᵢ)/T" not in found.formula
    right = gradient_by(CONVENTIONS["mean"], logits, labels)
    for factor, name in [(2, "doubled"), (1, "mean"), (-1, "sign"), (0.3, "factor")]:
        found = examine_logits(logits, labels, reported_gradient=factor * right).explanations[0]
        assert found.name == name
    assert found.parameter == 0.3


def test_rounded_entries_are_judged_by_their_decimals():
    logits, labels = drawn(2)
    gradient = gradient_by(CONVENTIONS["sum"], logits, labels)
    found = examine_logits(logits, labels, reported_gradient=gradient.round(3)).explanations
    assert found[0].name == "sum"


def test_ignored_examples():
    logits, labels = drawn(3)
    labels[::3] = -100
    gradient = gradient_by(CONVENTIONS["mean"], logits, labels)
    found = examine_logits(logits, labels, ignore=-100, reported_gradient=gradient)
    assert found.explanations[0].name == "mean"
    part = np.float32(np.mean(labels != -100))
    found = examine_logits(logits, labels, ignore=-100, reported_gradient=gradient * part)
    assert found.explanations[0].name == "ignored_in_denominator"


def test_a_gradient_that_nothing_reproduces():
    logits, labels = drawn(4)
    noise = np.random.default_rng(0).normal(size=logits.shape)
    found = examine_logits(logits, labels, reported_gradient=noise)
    assert [each.name for each in found.explanations] == ["none"]


def test_a_loss_and_a_gradient_are_explained_one_after_the_other():
    found = examine_logits(
        [[0.0, 0.0]], [1], reported_loss="0.693", reported_gradient=[[-0.5, 0.5]]
    )
    explained = [(each.of, each.name) for each in found.explanations]
    assert explained[0] == ("loss", "mean")
    assert ("gradient", "sign") in explained
