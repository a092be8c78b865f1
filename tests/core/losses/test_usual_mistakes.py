import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core import gradient_entry, jacobian_entry
from tests.core.strategies import finite_arrays, temperatures

places = st.integers(0, 2)


def slow_softmax(logits, temperature):
    exponentials = [math.exp(logit / temperature) for logit in logits]
    return [part / math.fsum(exponentials) for part in exponentials]


@given(finite_arrays(3), places, places, temperatures)
def test_an_entry_of_the_jacobian_agrees_with_the_slow_formula_and_with_its_check(
    logits, k, i, temperature
):
    entry = jacobian_entry(logits, k, i, temperature=temperature)
    shares = slow_softmax(logits, temperature)
    expected = shares[k] * ((k == i) - shares[i])
    assert entry.value == pytest.approx(expected / temperature, abs=1e-13)
    assert entry.without_temperature == pytest.approx(expected, abs=1e-13)
    assert entry.estimate == pytest.approx(entry.value, abs=1e-7)


@given(finite_arrays(3), places, temperatures)
def test_an_entry_of_the_gradient_and_its_mistakes_agree_with_the_slow_formulas(
    logits, i, temperature
):
    targets = [0.7, 0.2, 0.1]
    entry = gradient_entry(logits, targets, i, temperature=temperature)
    shares = slow_softmax(logits, temperature)
    right = (shares[i] - targets[i]) / temperature
    assert entry.value == pytest.approx(right, abs=1e-13)
    assert entry.terms.sum() == pytest.approx(right, abs=1e-13)
    assert entry.estimate == pytest.approx(right, abs=1e-6)
    alone = -targets[i] * (1 - shares[i]) / temperature
    assert entry.diagonal_only == pytest.approx(alone, abs=1e-13)
    assert entry.as_true_class == pytest.approx((shares[i] - 1) / temperature, abs=1e-13)
    assert entry.without_temperature == pytest.approx(right * temperature, abs=1e-13)


@pytest.mark.parametrize(("k", "i", "name"), [(2, 0, "k"), (0, -1, "i")])
def test_an_entry_outside_the_classes_is_refused(k: int, i: int, name: str):
    with pytest.raises(ValueError, match=f"^{name} must be a whole number from 0 to 1"):
        jacobian_entry([0.0, 0.0], k, i)


def test_more_than_one_example_is_refused():
    with pytest.raises(ValueError, match="logits must be one example"):
        gradient_entry(np.zeros((2, 3)), np.full((2, 3), 1 / 3), 0)
