"""The learning-rate schedules: their end points, their shapes and their rules."""

import math
from itertools import pairwise

import numpy as np
import pytest

from core.optimizers.schedules import (
    SCHEDULES,
    Constant,
    CosineDecay,
    ExponentialDecay,
    StepDecay,
    WarmUp,
)

EXAMPLES = {
    "constant": Constant(0.4),
    "step": StepDecay(0.4, every=4, factor=0.5),
    "exponential": ExponentialDecay(0.4, decay=0.9),
    "cosine": CosineDecay(0.4, steps=10, floor=0.05),
    "warm-up": WarmUp(CosineDecay(0.4, steps=10), steps=5),
}

# torch.optim.lr_scheduler 2.13 with the same numbers, at steps 0, 3, 4, 7 and 10.
PYTORCH = {
    "step": [0.4, 0.4, 0.2, 0.2, 0.1],
    "exponential": [
        0.4,
        0.2916000000000001,
        0.26244000000000006,
        0.1913187600000001,
        0.13947137604000007,
    ],
    "cosine": [0.4, 0.3278624191511828, 0.2790779740156158, 0.12213758084881725, 0.05],
}


def test_every_name_has_its_schedule():
    assert {name: type(schedule) for name, schedule in EXAMPLES.items()} == dict(SCHEDULES)


@pytest.mark.parametrize("name", sorted(PYTORCH))
def test_schedule_agrees_with_pytorch(name):
    rates = [EXAMPLES[name](step) for step in (0, 3, 4, 7, 10)]
    np.testing.assert_allclose(rates, PYTORCH[name], rtol=1e-12)


@pytest.mark.parametrize("name", sorted(set(EXAMPLES) - {"warm-up"}))
def test_first_step_has_the_base_rate_and_no_later_step_a_higher_one(name):
    rates = [EXAMPLES[name](step) for step in range(200)]
    assert rates[0] == 0.4
    assert all(later <= earlier for earlier, later in pairwise(rates))


@pytest.mark.parametrize("name", sorted(EXAMPLES))
def test_rate_is_a_finite_python_float_even_after_a_million_steps(name):
    for step in (0, 1, 1_000_000):
        rate = EXAMPLES[name](step)
        assert type(rate) is float
        assert 0 <= rate <= 0.4


def test_a_numpy_rate_still_gives_python_floats():
    """float32 parameters times a NumPy float64 rate would become float64."""
    rate = np.float64(0.4)
    schedules = [Constant(rate), StepDecay(rate, 5), ExponentialDecay(rate), CosineDecay(rate, 5)]
    for schedule in (*schedules, WarmUp(Constant(rate), 5)):
        assert type(schedule(3)) is float


def test_cosine_is_halfway_at_half_time_and_stays_on_its_floor():
    schedule = CosineDecay(0.4, steps=10, floor=0.2)
    assert schedule(5) == pytest.approx(0.3)
    assert schedule(10) == schedule(11) == schedule(1000) == 0.2


def test_exponential_halves_after_its_half_life():
    schedule = ExponentialDecay(0.4, decay=0.999)
    half_life = math.log(0.5) / math.log(0.999)
    assert schedule(half_life) == pytest.approx(0.2)


def test_warm_up_is_a_line_that_meets_the_schedule_it_leads_to():
    then = CosineDecay(0.4, steps=10)
    schedule = WarmUp(then, steps=4)
    rates = [schedule(step) for step in range(5)]
    np.testing.assert_allclose(np.diff(rates), 0.4 / 5)
    assert schedule(0) == pytest.approx(0.4 / 5)
    assert [schedule(4 + step) for step in range(12)] == [then(step) for step in range(12)]


def test_equal_fields_make_equal_schedules():
    assert WarmUp(Constant(0.1), 5) == WarmUp(Constant(0.1), 5)
    assert hash(CosineDecay(0.1, 10)) == hash(CosineDecay(0.1, 10))
    assert Constant(0.1) != Constant(0.2)


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: Constant(0.0), "learning_rate must be a positive finite number, got 0.0"),
        (lambda: Constant(math.nan), "learning_rate must be a positive finite number, got nan"),
        (
            lambda: CosineDecay(math.inf, 5),
            "learning_rate must be a positive finite number, got inf",
        ),
        (lambda: StepDecay(0.1, every=0), "every must be a whole number of at least 1, got 0"),
        (lambda: StepDecay(0.1, every=2.5), "every must be a whole number of at least 1, got 2.5"),
        (lambda: StepDecay(0.1, 5, factor=1.5), r"factor must lie in \(0, 1\], got 1.5"),
        (lambda: StepDecay(0.1, 5, factor="0.5"), r"factor must lie in \(0, 1\], got '0.5'"),
        (lambda: ExponentialDecay(0.1, decay=0), r"decay must lie in \(0, 1\], got 0"),
        (lambda: CosineDecay(0.1, steps=-1), "steps must be a whole number of at least 1, got -1"),
        (lambda: CosineDecay(0.1, 5, floor=0.2), r"floor must lie in \[0, learning_rate = 0.1\]"),
        (lambda: CosineDecay(0.1, 5, floor=-0.1), r"floor must lie in \[0, .*\], got -0.1"),
        (lambda: CosineDecay(0.1, 5, floor=None), r"floor must lie in \[0, .*\], got None"),
        (lambda: WarmUp(Constant(0.1), 0), "steps must be a whole number of at least 1, got 0"),
    ],
)
def test_a_value_out_of_range_is_named_with_its_rule(make, message):
    with pytest.raises(ValueError, match=message):
        make()
