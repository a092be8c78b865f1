"""The gradients of a stack of runs are those of its runs."""

import numpy as np
import pytest

from core.training import Objective
from core.training.stacked_gradients import (
    SAFE,
    NotFiniteRunsError,
    SharedBatch,
    stacked_gradients,
)

OBJECTIVES = (
    Objective(),
    Objective(l2=0.1),
    Objective(label_smoothing=0.1),
    Objective(loss="squared error"),
)
RUNS, INPUTS, CLASSES = 6, 4, 3
RUNS_OF_BATCH = {1: slice(0, 1), 5: slice(1, 3), 32: slice(3, 6)}  # by its size


def stack(objective: Objective, scales: list[float]) -> tuple[np.ndarray, list[SharedBatch]]:
    """Parameters of each run, as large as its scale, and the batches that the runs share."""
    generator = np.random.default_rng(5)
    parameters = generator.normal(size=(RUNS, INPUTS + 1, CLASSES))
    parameters *= np.array(scales)[:, None, None]
    batches = [
        SharedBatch(
            runs,
            generator.normal(size=(size, INPUTS)),
            objective.targets(generator.integers(CLASSES, size=size), CLASSES),
        )
        for size, runs in RUNS_OF_BATCH.items()
    ]
    return parameters, batches


def one_by_one(
    objective: Objective, parameters: np.ndarray, batches: list[SharedBatch]
) -> np.ndarray:
    return np.array(
        [
            objective.mean_loss_and_gradients(batch.activations, own, batch.targets).gradient
            for batch in batches
            for own in parameters[batch.runs]
        ]
    )


@pytest.mark.parametrize("objective", OBJECTIVES)
@pytest.mark.parametrize(
    "scales",
    [[1.0] * RUNS, [1e4] * RUNS, [1.0, 1e5, 1.0, SAFE, 1.0, 1e12]],
    ids=["moderate", "large", "some large"],
)
def test_every_gradient_is_the_one_of_its_run(objective, scales):
    parameters, batches = stack(objective, scales)
    expected = one_by_one(objective, parameters, batches)
    np.testing.assert_allclose(
        stacked_gradients(objective, parameters, batches), expected, rtol=1e-12, atol=1e-15
    )


def test_logits_far_below_the_others_are_no_reason_to_shift():
    parameters, batches = stack(Objective(), [1.0] * RUNS)
    batches = [batch._replace(targets=np.zeros_like(batch.targets)) for batch in batches]
    parameters[:, -1, 2] = -1e6  # a class that no example has
    np.testing.assert_allclose(
        stacked_gradients(Objective(), parameters, batches),
        one_by_one(Objective(), parameters, batches),
        rtol=1e-12,
        atol=1e-15,
    )


@pytest.mark.parametrize("objective", OBJECTIVES)
@pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf])
@pytest.mark.filterwarnings("ignore::RuntimeWarning")  # a sweep silences them
def test_runs_without_finite_logits_are_named(objective, value):
    parameters, batches = stack(objective, [1.0, 1.0, 1e5, 1.0, 1.0, 1.0])
    parameters[[1, 4], -1] = value
    with pytest.raises(NotFiniteRunsError, match="logits") as failure:
        stacked_gradients(objective, parameters, batches)
    assert np.flatnonzero(failure.value.runs).tolist() == [1, 4]


@pytest.mark.filterwarnings("ignore::RuntimeWarning")
def test_runs_without_a_finite_loss_are_named():
    parameters, batches = stack(Objective(), [1.0] * RUNS)
    batches = [batch._replace(targets=np.zeros_like(batch.targets)) for batch in batches]
    parameters[2, -1, 0] = -np.inf
    with pytest.raises(NotFiniteRunsError, match="loss") as failure:
        stacked_gradients(Objective(), parameters, batches)
    assert np.flatnonzero(failure.value.runs).tolist() == [2]
