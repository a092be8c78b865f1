"""Runs in one dtype: what they are without trouble, and the step and reason of each break."""

from dataclasses import replace

import numpy as np
import pytest

from core.datasets import DataSet, Examples, load
from core.precision.dtypes import DTYPES
from core.precision.exponential_range import exponential_range
from core.precision.precision_run import LOSS_FORMULAS, REASONS, precision_run
from core.training import TrainingRun, TrainingSettings

IRIS, PENGUINS = load("iris"), load("penguins")


# The same four times, once of the other class: that one's ŷ falls as the others' rises.
ONE_OF_FOUR = replace(
    IRIS,
    train=Examples(np.ones((4, 1)), np.ones((4, 1)), np.array([0, 0, 0, 1])),
    class_names=("usual", "rare"),
)


def with_activations(data: DataSet, factor: float) -> DataSet:
    train = data.train
    return replace(data, train=Examples(train.inputs, train.activations * factor, train.labels))


@pytest.mark.parametrize("formulas", LOSS_FORMULAS)
def test_in_float64_and_within_range_a_run_is_that_of_core_training(formulas: str):
    run = precision_run(IRIS, "float64", formulas, learning_rate=0.5, steps=40)
    usual = TrainingRun(TrainingSettings(learning_rate=0.5, batch_size=2048), IRIS)
    usual.advance(40)
    np.testing.assert_allclose(run.losses, usual.history().batch_losses, rtol=1e-12)
    assert run.broke is None


@pytest.mark.parametrize("dtype", DTYPES)
def test_a_scale_of_c_is_a_temperature_of_one_over_c(dtype: str):
    """With z = c(aW + b) the first step moves the logits c² times as far."""
    once = precision_run(IRIS, dtype, "stable", learning_rate=0.01, steps=2)
    four = precision_run(IRIS, dtype, "stable", learning_rate=0.01, logit_scale=4.0, steps=2)
    assert four.largest_logit == pytest.approx(16 * once.largest_logit, rel=5e-3)


def test_the_naive_float16_run_breaks_when_its_logits_reach_the_overflow():
    naive = precision_run(PENGUINS, "float16", "naive", learning_rate=1.0)
    stable = precision_run(PENGUINS, "float16", "stable", learning_rate=1.0)
    assert naive.broke is not None
    assert naive.broke.reason == "undefined loss"
    overflow = exponential_range("float16").overflow
    assert naive.largest_logit > overflow
    before = precision_run(
        PENGUINS, "float16", "naive", learning_rate=1.0, steps=naive.broke.step - 1
    )
    assert before.broke is None
    assert before.largest_logit < overflow
    # Up to there both learned alike; the stable one goes on until its steps are lost.
    reached = naive.broke.step - 1
    np.testing.assert_allclose(naive.losses[:reached], stable.losses[:reached], rtol=0.02)
    assert stable.broke is not None
    assert stable.broke.step > naive.broke.step
    assert stable.broke.reason == "still weights"
    for formulas in LOSS_FORMULAS:  # more digits, and the same steps are no trouble
        assert precision_run(PENGUINS, "float32", formulas, learning_rate=1.0).broke is None


def test_the_more_digits_the_later_a_naive_run_breaks():
    def step(dtype: str, scale: float) -> float:
        broke = precision_run(
            IRIS, dtype, "naive", learning_rate=1.0, logit_scale=scale, steps=200
        ).broke
        return np.inf if broke is None else broke.step

    for scale in (1.0, 10.0, 30.0):
        steps = [step(dtype, scale) for dtype in DTYPES]
        assert steps == sorted(steps)
    assert step("float64", 30.0) < np.inf


@pytest.mark.parametrize(
    ("data", "dtype", "formulas", "rate", "scale", "reason"),
    [
        (IRIS, "float16", "stable", 10.0, 100.0, "logits"),
        (IRIS, "float32", "naive", 1.0, 10.0, "undefined loss"),
        (with_activations(IRIS, 10_000.0), "float16", "stable", 0.1, 1.0, "gradient"),
        (with_activations(IRIS, 300.0), "float16", "stable", 100.0, 10.0, "weights"),
        (ONE_OF_FOUR, "float32", "naive", 30.0, 2.0, "infinite loss"),
        (PENGUINS, "float16", "stable", 1.0, 30.0, "still weights"),
        (PENGUINS, "float32", "stable", 10.0, 100.0, "zero gradient"),
    ],
)
def test_a_run_says_why_it_stopped(
    data: DataSet, dtype: str, formulas: str, rate: float, scale: float, reason: str
):
    run = precision_run(data, dtype, formulas, learning_rate=rate, logit_scale=scale, steps=50)
    assert run.broke is not None
    assert run.broke.reason == reason
    assert reason in REASONS
    assert len(run.losses) == run.broke.step
    assert np.isfinite(run.losses[:-1]).all()


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"dtype": "int8"}, "dtype must be one of"),
        ({"formulas": "exact"}, "formulas must be one of"),
        ({"learning_rate": 0.0}, "learning_rate must lie in"),
        ({"logit_scale": 1e9}, "logit_scale must lie in"),
        ({"steps": 100_000}, "steps must lie in"),
    ],
)
def test_what_cannot_be_run_is_refused(arguments: dict[str, object], message: str):
    with pytest.raises(ValueError, match=f"^{message}"):
        precision_run(IRIS, **({"dtype": "float32", "formulas": "naive"} | arguments))
