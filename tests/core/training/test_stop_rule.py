"""When a run has done enough."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.training.history import EVALUATION_DTYPE
from core.training.stop_rule import StopRule


def evaluations(losses: list[float], every: int = 10, penalty: float = 0.0) -> np.ndarray:
    rows = np.zeros(len(losses), EVALUATION_DTYPE)
    rows["step"] = np.arange(len(losses)) * every
    rows["train_loss"] = losses
    rows["penalty"] = penalty
    return rows


def first_plateau(losses: list[float], patience: int, gain: float) -> int | None:
    """As `StopRule.plateau_step`, read off its definition; the losses stand 10 steps apart."""
    for place in range(len(losses)):
        earlier = place - patience // 10
        if earlier >= 0 and min(losses[: place + 1]) > (1 - gain) * min(losses[: earlier + 1]):
            return 10 * place
    return None


@given(
    st.lists(st.floats(0.01, 10), max_size=60),
    st.integers(1, 20).map(lambda tens: 10 * tens),
    st.floats(0.0001, 0.5),
)
def test_a_plateau_is_found_where_the_definition_says(losses, patience, gain):
    found = StopRule(patience=patience, least_gain=gain).plateau_step(evaluations(losses))
    assert found == first_plateau(losses, patience, gain)


def test_a_loss_that_keeps_falling_never_stops():
    falling = evaluations([0.9**place for place in range(200)])
    assert StopRule(patience=50).plateau_step(falling) is None


def test_a_loss_that_falls_by_just_the_least_gain_goes_on():
    halved = evaluations([1.0, 0.5, 0.25])
    assert StopRule(patience=10, least_gain=0.5).plateau_step(halved) is None


def test_a_loss_of_0_has_nothing_left_to_gain():
    fallen = evaluations([1.0, 0.5, 0.0, 0.0, 0.0, 0.0])
    assert StopRule(patience=30).plateau_step(fallen) == 50
    assert StopRule(patience=40).plateau_step(fallen) is None


def test_the_penalty_counts():
    losses = [1.0, 0.9, 0.8, 0.7]
    assert StopRule(patience=10, least_gain=0.05).plateau_step(evaluations(losses)) is None
    heavy = evaluations(losses, penalty=100.0)
    assert StopRule(patience=10, least_gain=0.05).plateau_step(heavy) == 10


def test_without_patience_there_is_no_plateau():
    assert StopRule(steps=5).plateau_step(evaluations([1.0] * 50)) is None


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        ({"steps": 0}, "steps must lie in 1 … 200000, got 0"),
        ({"patience": 5}, "patience must lie in 10 … 200000, got 5"),
        ({"least_gain": 0.9}, "least_gain must lie in 0.0001 … 0.5, got 0.9"),
        ({"least_gain": None}, "least_gain must lie in 0.0001 … 0.5, got None"),
        ({"steps": "many"}, "steps must lie in 1 … 200000, got 'many'"),
    ],
)
def test_a_rule_out_of_bounds_is_refused(arguments: dict, sentence: str):
    with pytest.raises(ValueError, match=sentence):
        StopRule(**arguments)
