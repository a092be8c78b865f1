"""The gradients of a stack of runs are those of its runs."""

from typing import NamedTuple

import numpy as np
import pytest

from core.sweeps.pool_layout import pool_layout
from core.sweeps.stacked_gradients import SAFE, NotFiniteRunsError, stacked_gradients
from core.training import Objective

OBJECTIVES = (
    Objective(),
    Objective(l2=0.1),
    Objective(label_smoothing=0.1),
    Objective(loss="squared error"),
)
RUNS, INPUTS, CLASSES = 6, 4, 3
LAYOUT = pool_layout((1, 2, 3), (1, 5, 32))  # the runs and the examples of three batches
EXAMPLES = len(LAYOUT.copies)


class Stack(NamedTuple):
    parameters: np.ndarray
    activations: np.ndarray
    targets: np.ndarray


def stack(objective: Objective, scales: list[float]) -> Stack:
    """Parameters of each run, as large as its scale, and the batches that the runs share."""
    generator = np.random.default_rng(5)
    parameters = generator.normal(size=(RUNS, INPUTS + 1, CLASSES))
    parameters *= np.array(scales)[:, None, None]
    activations = generator.normal(size=(EXAMPLES, INPUTS))
    labels = generator.integers(CLASSES, size=EXAMPLES)
    return Stack(parameters, activations, objective.targets(labels, CLASSES))


def one_by_one(objective: Objective, runs: Stack) -> np.ndarray:
    return np.array(
        [
            objective.mean_loss_and_gradients(
                runs.activations[part.examples], own, runs.targets[part.examples]
            ).gradient
            for part in LAYOUT.parts
            for own in runs.parameters[part.runs]
        ]
    )


def test_a_layout_is_shared_and_cannot_be_overwritten():
    assert pool_layout((1, 2, 3), (1, 5, 32)) is LAYOUT
    with pytest.raises(ValueError, match="read-only"):
        LAYOUT.copies[0] = 7


@pytest.mark.parametrize("objective", OBJECTIVES)
@pytest.mark.parametrize(
    "scales",
    [[1.0] * RUNS, [1e4] * RUNS, [1.0, 1e5, 1.0, SAFE, 1.0, 1e12]],
    ids=["moderate", "large", "some large"],
)
def test_every_gradient_is_the_one_of_its_run(objective, scales):
    runs = stack(objective, scales)
    np.testing.assert_allclose(
        stacked_gradients(objective, *runs, LAYOUT),
        one_by_one(objective, runs),
        rtol=1e-12,
        atol=1e-15,
    )


def test_logits_far_below_the_others_are_no_reason_to_shift():
    runs = stack(Objective(), [1.0] * RUNS)
    runs.targets[:] = 0
    runs.parameters[:, -1, 2] = -1e6  # a class that no example has
    np.testing.assert_allclose(
        stacked_gradients(Objective(), *runs, LAYOUT),
        one_by_one(Objective(), runs),
        rtol=1e-12,
        atol=1e-15,
    )


@pytest.mark.parametrize("objective", OBJECTIVES)
@pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf])
@pytest.mark.filterwarnings("ignore::RuntimeWarning")  # a sweep silences them
def test_runs_without_finite_logits_are_named(objective, value):
    runs = stack(objective, [1.0, 1.0, 1e5, 1.0, 1.0, 1.0])
    runs.parameters[[1, 4], -1] = value
    with pytest.raises(NotFiniteRunsError, match="logits") as failure:
        stacked_gradients(objective, *runs, LAYOUT)
    assert np.flatnonzero(failure.value.runs).tolist() == [1, 4]


@pytest.mark.filterwarnings("ignore::RuntimeWarning")
def test_runs_without_a_finite_loss_are_named():
    runs = stack(Objective(), [1.0] * RUNS)
    runs.targets[:] = 0
    runs.parameters[2, -1, 0] = -np.inf
    with pytest.raises(NotFiniteRunsError, match="loss") as failure:
        stacked_gradients(Objective(), *runs, LAYOUT)
    assert np.flatnonzero(failure.value.runs).tolist() == [2]
