"""Each bug computes its very mistake, and leaves the right gradient alone."""

import math
from itertools import pairwise

import numpy as np
import pytest

from core.bugs.gradient_bugs import (
    BUGS,
    GRADIENT_STEPS,
    NO_BUG,
    POSSIBLE_BUGS,
    gradient_of,
    mystery_bug,
)
from core.layer.output_layer import layer_gradients
from core.layer.output_layer import mean_loss_and_gradients as right_gradient
from core.losses.cross_entropy import cross_entropy_gradient
from core.losses.targets import one_hot

TEMPERATURES = (0.5, 1.0, 2.0)


def softmax_of(numbers: list[float]) -> list[float]:
    """As in a textbook, which is also what the naive exponentials are."""
    exponentials = [math.exp(number) for number in numbers]
    return [one / math.fsum(exponentials) for one in exponentials]


def by_hand(bug: str, activations, parameters, targets, temperature: float):
    """Loss and gradient entry by entry, with the mistake written out where it is made."""
    examples, inputs = activations.shape
    classes = parameters.shape[1]
    losses, gradient = [], np.zeros_like(parameters)
    for a, y in zip(activations, targets, strict=True):
        z = [
            sum(a[p] * parameters[p, q] for p in range(inputs)) + parameters[inputs, q]
            for q in range(classes)
        ]
        shares = softmax_of([one / temperature for one in z])
        if bug == "softmax twice":
            shares = softmax_of(shares)
        losses.append(-math.log(shares[list(y).index(1.0)]))
        for q in range(classes):
            slope = (shares[q] - y[q]) / temperature
            if bug == "sign":
                slope = (y[q] - shares[q]) / temperature
            if bug == "missing 1/T":
                slope = shares[q] - y[q]
            if bug == "diagonal only":
                # ∂L/∂ŷ_q · ∂ŷ_q/∂z_q, the sum over the other ŷ forgotten
                slope = -y[q] / shares[q] * shares[q] * (1 - shares[q]) / temperature
            for p in range(inputs):
                gradient[p, q] += a[p] * slope
            if bug == "bias over classes":
                gradient[inputs, :] += slope
            else:
                gradient[inputs, q] += slope
    if bug != "sum for mean":
        gradient /= examples
    return math.fsum(losses) / examples, gradient


@pytest.fixture
def layer():
    rng = np.random.default_rng(3)
    targets = one_hot(rng.integers(0, 3, 7), 3)
    return rng.normal(size=(7, 4)), rng.normal(size=(5, 3)), targets


@pytest.mark.parametrize("outcome", POSSIBLE_BUGS)
def test_a_bug_is_its_very_mistake_and_nothing_else(outcome: str, layer):
    for temperature in TEMPERATURES:
        loss, gradient = by_hand(outcome, *layer, temperature)
        found = gradient_of(outcome)(*layer, temperature)
        assert found.loss == pytest.approx(loss, rel=1e-12)
        np.testing.assert_allclose(found.gradient, gradient, rtol=1e-10, atol=1e-14)


@pytest.mark.parametrize("outcome", POSSIBLE_BUGS)
def test_no_gradient_changes_what_it_is_given(outcome: str, layer):
    before = [values.copy() for values in layer]
    gradient_of(outcome)(*layer, 2.0)
    for values, kept in zip(layer, before, strict=True):
        assert values.tobytes() == kept.tobytes()


def test_the_right_gradient_is_that_of_the_layer_for_every_temperature(layer):
    activations, parameters, targets = layer
    for temperature in TEMPERATURES:
        found = right_gradient(*layer, temperature)
        expected = layer_gradients(
            activations, parameters[:-1], parameters[-1], targets, temperature=temperature
        )
        assert found.loss == pytest.approx(expected.loss, rel=1e-14)
        np.testing.assert_allclose(found.gradient[:-1], expected.weights, rtol=1e-12)
        np.testing.assert_allclose(found.gradient[-1], expected.bias, rtol=1e-12)
    assert gradient_of(NO_BUG) is right_gradient


def test_the_bias_summed_over_classes_never_learns(layer):
    assert np.abs(gradient_of("bias over classes")(*layer, 2.0).gradient[-1]).max() < 1e-15


def test_a_softmax_taken_twice_has_a_floor_that_no_logit_gets_below():
    sure = np.array([[0.0, 0.0, 0.0], [1e4, 0.0, 0.0]])
    found = gradient_of("softmax twice")(np.ones((1, 1)), sure, one_hot([0], 3), 1.0)
    assert found.loss == pytest.approx(math.log(1 + 2 / math.e))


@pytest.mark.parametrize(("beyond", "is_finite"), [(-0.5, True), (0.5, False)])
def test_naive_exponentials_are_right_up_to_the_largest_that_a_number_holds(
    beyond: float, is_finite: bool
):
    largest = 709.782712893384  # log of the largest float64
    for temperature in TEMPERATURES:
        logits = np.array([(largest + beyond) * temperature, 0.0])
        layer = np.zeros((1, 1)), np.vstack([np.zeros(2), logits]), one_hot([1], 2)
        loss, gradient = gradient_of("naive exp")(*layer, temperature)
        assert math.isfinite(loss) == is_finite
        if is_finite:
            expected = cross_entropy_gradient(logits, 1, temperature=temperature)
            np.testing.assert_allclose(gradient[-1], expected)
        else:
            assert np.isnan(gradient[-1, 0])
        assert np.isfinite(gradient_of(NO_BUG)(*layer, temperature).gradient).all()


def test_the_list_names_each_bug_once_and_the_step_it_breaks():
    assert list(BUGS) == [bug.name for bug in BUGS.values()]
    assert len(POSSIBLE_BUGS) == len(set(POSSIBLE_BUGS)) == len(BUGS) + 1
    assert {bug.broken_step for bug in BUGS.values()} == set(GRADIENT_STEPS)


def test_a_seed_hides_the_same_bug_for_everyone_and_all_seeds_together_each_one_evenly():
    seeds = range(4000)
    hidden = [mystery_bug(seed) for seed in seeds]
    assert hidden == [mystery_bug(seed) for seed in seeds]
    counts = np.array([hidden.count(outcome) for outcome in POSSIBLE_BUGS])
    expected = len(seeds) / len(POSSIBLE_BUGS)
    assert counts.sum() == len(seeds)
    assert ((counts - expected) ** 2 / expected).sum() < 24.3  # χ² with 7 degrees, p = 0.001
    # Neighbours do not give each other away.
    pairs = set(pairwise(hidden))
    assert len(pairs) == len(POSSIBLE_BUGS) ** 2
