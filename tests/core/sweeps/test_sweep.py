"""A sweep is so many training runs, each as it would be alone."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core import OPTIMIZERS, TrainingRun, TrainingSettings, load
from core.sweeps.sweep import (
    MAXIMUM_CELLS,
    MAXIMUM_SWEEP_STEPS,
    Sweep,
    SweepCell,
    learning_rate_steps,
)
from core.training import Change

IRIS = load("iris")
RATES = (0.001, 0.1, 1.0)


def swept(cells: list[TrainingSettings], steps: int, data=IRIS) -> list[SweepCell]:
    sweep = Sweep(cells, data, steps)
    sweep.advance(steps)
    assert sweep.done
    return sweep.cells()


def alone(own: TrainingSettings, steps: int, data=IRIS) -> SweepCell:
    run = TrainingRun(own, data)
    run.advance(steps)
    if run.divergence is not None:
        return SweepCell(own, None, run.divergence)
    return SweepCell(own, run.evaluate(run.state), None)


def assert_agree(cells: list[SweepCell], steps: int, data=IRIS) -> None:
    """To 1e-9; on the machines known so far, bit for bit."""
    for cell in cells:
        expected = alone(cell.settings, steps, data)
        assert cell.divergence == expected.divergence, cell.settings
        if expected.evaluation is not None:
            assert cell.evaluation is not None
            np.testing.assert_allclose(
                cell.evaluation, expected.evaluation, rtol=1e-9, err_msg=str(cell.settings)
            )


def grid(base: TrainingSettings, **axis: tuple) -> list[TrainingSettings]:
    ((name, values),) = axis.items()
    return [
        replace(base, learning_rate=rate, **{name: value}) for value in values for rate in RATES
    ]


def test_every_optimizer_in_a_sweep_learns_as_it_does_alone():
    assert_agree(swept(grid(TrainingSettings(), optimizer=tuple(OPTIMIZERS)), 60), 60)


def test_every_batch_size_in_a_sweep_sees_the_batches_that_it_sees_alone():
    assert_agree(swept(grid(TrainingSettings(), batch_size=(1, 7, 32, 1024)), 60), 60)


@pytest.mark.parametrize(
    "base",
    [
        TrainingSettings(l2=0.01),
        TrainingSettings(label_smoothing=0.1),
        TrainingSettings(loss="squared error", initialisation="large", seed=3),
        TrainingSettings(schedule="cosine", schedule_steps=40, initialisation="glorot"),
        TrainingSettings(schedule="warm-up", schedule_steps=20, optimizer="adamw"),
    ],
    ids=["l2", "smoothing", "squared error", "cosine", "warm-up"],
)
def test_a_sweep_minimises_the_objective_of_its_settings(base: TrainingSettings):
    assert_agree(swept(grid(base, optimizer=("sgd", "adam")), 60), 60)


def mixed_grid(base: TrainingSettings, rates: tuple[float, ...] = RATES) -> list[TrainingSettings]:
    """Every optimiser at every rate and several batch sizes, in no order that suits a stack."""
    batch_sizes = (64, 1, 1024)
    return [
        replace(base, learning_rate=rate, optimizer=name, batch_size=size)
        for rate in rates
        for name in OPTIMIZERS
        for size in batch_sizes
    ][:MAXIMUM_CELLS]


@pytest.mark.parametrize(
    "base",
    [
        TrainingSettings(),
        TrainingSettings(l2=0.01),
        TrainingSettings(label_smoothing=0.1, initialisation="small"),
        TrainingSettings(loss="squared error", initialisation="large", seed=3),
        TrainingSettings(schedule="cosine", schedule_steps=15),
        TrainingSettings(schedule="warm-up", schedule_steps=10, l2=0.001),
    ],
    ids=["cross-entropy", "l2", "smoothing", "squared error", "cosine", "warm-up"],
)
def test_runs_that_differ_in_everything_at_once_learn_as_they_do_alone(base: TrainingSettings):
    assert_agree(swept(mixed_grid(base), 25), 25)


@pytest.mark.parametrize(
    "base",
    [
        TrainingSettings(l2=10.0),
        TrainingSettings(l2=10.0, label_smoothing=0.1),
        TrainingSettings(l2=10.0, loss="squared error", initialisation="large"),
        TrainingSettings(l2=10.0, schedule="exponential", schedule_steps=40),
    ],
    ids=["cross-entropy", "smoothing", "squared error", "exponential"],
)
def test_runs_that_diverge_in_a_mixed_grid_leave_the_others_as_they_are(base: TrainingSettings):
    results = swept(mixed_grid(base, rates=(0.01, 1.0, 100.0)), 40)
    diverged = {cell.settings.optimizer for cell in results if cell.divergence is not None}
    left = {cell.settings.optimizer for cell in results if cell.divergence is None}
    assert diverged & left  # some rules step on without a part of their runs
    assert left - diverged
    assert_agree(results, 40)


def test_a_mixed_grid_is_the_same_however_it_is_cut_into_stacks(monkeypatch):
    cells = mixed_grid(TrainingSettings(l2=10.0), rates=(0.01, 100.0))
    together = swept(cells, 40)
    for entries in (1, 500, 1500):
        monkeypatch.setattr("core.sweeps.sweep.STACK_ENTRIES", entries)
        assert swept(cells, 40) == together


def test_a_mixed_grid_on_digits_at_unstable_rates_agrees_too():
    digits = load("digits")
    cells = [
        replace(TrainingSettings(), learning_rate=rate, optimizer=name, batch_size=size)
        for rate in (0.01, 1.0, 100.0)
        for name in ("sgd", "rmsprop", "adamw")
        for size in (3, 200)
    ]
    assert_agree(swept(cells, 60, digits), 60, digits)


def test_digits_at_unstable_rates_agree_too():
    digits = load("digits")
    rates = [replace(TrainingSettings(), learning_rate=rate) for rate in (0.01, 1.0, 100.0)]
    assert_agree(swept(rates, 100, digits), 100, digits)


def test_a_run_that_diverges_leaves_the_others_as_they_are():
    base = TrainingSettings(l2=10.0)  # η λ > 2: the weights grow at every step
    cells = [replace(base, learning_rate=rate) for rate in (0.01, 1.0, 0.05, 100.0)]
    results = swept(cells, 100)
    assert [cell.divergence is None for cell in results] == [True, False, True, False]
    assert_agree(results, 100)


def test_divergence_is_found_at_the_cadence_of_the_run():
    for every in (1, 10, 50):
        base = TrainingSettings(l2=10.0, evaluate_every=every)
        cells = grid(base, optimizer=("sgd", "momentum", "adam"))
        results = swept(cells, 50)
        assert any(cell.divergence is not None for cell in results)
        assert_agree(results, 50)


def test_a_sweep_whose_every_run_diverged_goes_on_to_its_end():
    cells = [replace(TrainingSettings(l2=10.0), learning_rate=rate) for rate in (50.0, 100.0)]
    assert all(cell.divergence is not None for cell in swept(cells, 1000))


@settings(max_examples=20, deadline=None)
@given(
    rates=st.lists(st.floats(1e-4, 1.0), min_size=1, max_size=6),
    optimizer=st.sampled_from(sorted(OPTIMIZERS)),
    batch_size=st.integers(1, 200),
    slices=st.lists(st.integers(1, 30), min_size=1, max_size=5),
)
def test_a_sweep_is_the_same_in_whatever_slices_it_advances(rates, optimizer, batch_size, slices):
    base = TrainingSettings(optimizer=optimizer, batch_size=batch_size)
    cells = [replace(base, learning_rate=rate) for rate in rates]
    steps = sum(slices)
    sweep = Sweep(cells, IRIS, steps)
    for part in slices:
        sweep.advance(part)
    assert sweep.done
    assert sweep.cells() == swept(cells, steps)
    assert_agree(sweep.cells(), steps)


def test_a_sweep_can_be_read_before_its_end_and_stops_there():
    sweep = Sweep([TrainingSettings()], IRIS, 30.0)  # whole, if not an int
    sweep.advance(10)
    assert (sweep.step, sweep.done) == (10, False)
    assert_agree(sweep.cells(), 10)
    sweep.advance(1000)
    assert (sweep.step, sweep.done) == (30, True)


def test_what_cannot_be_swept_is_refused_by_name():
    one = TrainingSettings()
    with pytest.raises(ValueError, match=f"1 … {MAXIMUM_CELLS} cells, got 65"):
        Sweep([one] * 65, IRIS, 10)
    with pytest.raises(ValueError, match="cells, got 0"):
        Sweep([], IRIS, 10)
    with pytest.raises(ValueError, match=f"1 … {MAXIMUM_SWEEP_STEPS}, got 2001"):
        Sweep([one], IRIS, MAXIMUM_SWEEP_STEPS + 1)
    for steps in (0, 2.5, float("nan")):
        with pytest.raises(ValueError, match=f"a whole number in 1 … .*, got {steps}"):
            Sweep([one], IRIS, steps)
    with pytest.raises(ValueError, match="no mid-run changes"):
        Sweep([replace(one, changes=(Change(5, learning_rate=1.0),))], IRIS, 10)
    with pytest.raises(ValueError, match="may differ in optimizer, learning_rate and batch_size"):
        Sweep([one, replace(one, l2=0.1)], IRIS, 10)
    wide = load("digits", feature_map="relu", units=512)
    with pytest.raises(ValueError, match="multiplications"):
        Sweep([replace(one, batch_size=1024)] * 64, wide, MAXIMUM_SWEEP_STEPS)


def test_learning_rate_steps_are_log_spaced():
    rates = np.array(learning_rate_steps(1e-4, 10.0, 11))
    np.testing.assert_allclose(np.diff(np.log10(rates)), 0.5, atol=0.002)
