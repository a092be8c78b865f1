import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core import cross_entropy, fit_temperature
from core.predictions.fitted_temperature import LEAST_TEMPERATURE, MOST_TEMPERATURE


@st.composite
def noisy_predictions(draw):
    """Logits that know something of the labels, made too bold or too timid."""
    generator = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    examples, classes = draw(st.integers(20, 80)), draw(st.integers(2, 5))
    labels = generator.integers(classes, size=examples)
    logits = generator.normal(size=(examples, classes)) + 1.5 * np.eye(classes)[labels]
    return logits * draw(st.sampled_from([0.1, 1.0, 7.0])), labels


def loss(logits, labels, temperature):
    return float(cross_entropy(logits, labels, temperature=temperature).mean())


@given(noisy_predictions())
def test_no_temperature_of_a_fine_grid_is_better(drawn):
    fitted = fit_temperature(*drawn)
    logits, labels = drawn
    grid = np.geomspace(LEAST_TEMPERATURE, MOST_TEMPERATURE, 1001)
    every_labels = np.tile(labels, (len(grid), 1))
    losses = cross_entropy(logits / grid[:, None, None], every_labels).mean(axis=1)
    best = int(np.argmin(losses))
    assert fitted.loss <= losses[best] + 1e-12
    if not fitted.at_limit:
        assert grid[max(best - 1, 0)] <= fitted.temperature <= grid[min(best + 1, 1000)]


@given(noisy_predictions())
def test_its_losses_are_those_of_cross_entropy_and_never_rise(drawn):
    fitted = fit_temperature(*drawn)
    assert fitted.loss == pytest.approx(loss(*drawn, fitted.temperature), rel=1e-9)
    assert fitted.loss_before == pytest.approx(loss(*drawn, 1.0), rel=1e-9)
    assert fitted.loss <= fitted.loss_before + 1e-12


@given(noisy_predictions(), st.floats(0.3, 3.0))
def test_logits_times_c_have_c_times_the_temperature(drawn, factor):
    logits, labels = drawn
    plain, scaled = fit_temperature(logits, labels), fit_temperature(factor * logits, labels)
    if not plain.at_limit and not scaled.at_limit:
        assert scaled.temperature == pytest.approx(factor * plain.temperature, rel=1e-6)
        assert scaled.loss == pytest.approx(plain.loss, rel=1e-9)


@given(noisy_predictions())
def test_a_shift_of_the_logits_changes_nothing(drawn):
    logits, labels = drawn
    shifted = fit_temperature(logits + 3.25, labels)
    assert shifted.temperature == pytest.approx(fit_temperature(logits, labels).temperature)


def test_two_classes_by_hand():
    # Three right of four with one gap d: ŷ = 3/4 where d/T = ln 3.
    fitted = fit_temperature([[5.0, 0.0]] * 4, [0, 0, 0, 1])
    assert fitted.temperature == pytest.approx(5 / math.log(3), rel=1e-12)
    assert fitted.loss == pytest.approx(-(0.75 * math.log(0.75) + 0.25 * math.log(0.25)))


def test_logits_that_are_all_right_want_a_temperature_of_0():
    fitted = fit_temperature([[1.0, 0.0], [0.0, 1.0]], [0, 1])
    assert fitted.at_limit
    assert fitted.temperature == pytest.approx(LEAST_TEMPERATURE)


def test_logits_that_are_all_wrong_want_to_be_forgotten():
    fitted = fit_temperature([[1.0, 0.0], [0.0, 1.0]], [1, 0])
    assert fitted.at_limit
    assert fitted.temperature == pytest.approx(MOST_TEMPERATURE)


def test_logits_that_say_nothing_keep_a_temperature_of_1():
    fitted = fit_temperature(np.full((3, 4), 2.5), [0, 1, 3])
    assert fitted[:1] == (1.0,)
    assert fitted.loss == fitted.loss_before == pytest.approx(math.log(4))


def test_huge_logits_do_not_overflow():
    fitted = fit_temperature(1e6 * np.array([[1.0, 0.0], [1.0, 0.0], [0.0, 1.0]]), [0, 1, 1])
    assert math.isfinite(fitted.loss)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (([[np.inf, 0.0]], [0]), r"logits must not hold NaN or \+inf, got inf"),
        (([[0.0, -np.inf]], [1]), "logits must be finite at the labels, got -inf in row 0"),
        (([1.0, 0.0], [0]), r"logits must have shape \(n, classes\)"),
        ((np.empty((0, 2)), []), r"at least one row, got shape \(0, 2\)"),
        (([[1.0, 0.0]], [2]), "labels must be whole numbers from 0 to 1, got 2"),
        (([[1.0, 0.0]], [0, 1]), r"labels must have shape \(1,\), .* got shape \(2,\)"),
    ],
)
def test_what_has_no_temperature_is_refused(arguments, message):
    with pytest.raises(ValueError, match=message):
        fit_temperature(*arguments)
