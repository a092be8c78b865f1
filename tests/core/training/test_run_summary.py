"""What a run came to, read off its evaluations."""

import numpy as np
import pytest

from core.training.history import EVALUATION_DTYPE
from core.training.run_summary import RunSummary, run_summary, train_loss_target


def evaluations(train_losses: list[float], test_losses: list[float]) -> np.ndarray:
    """Evaluations 10 steps apart, whose test accuracy is a hundredth of the step."""
    rows = np.zeros(len(train_losses), EVALUATION_DTYPE)
    rows["step"] = 10 * np.arange(len(rows))
    rows["train_loss"], rows["test_loss"] = train_losses, test_losses
    rows["test_accuracy"] = rows["step"] / 100
    return rows


def test_the_end_of_a_run_and_its_best_moment_are_told_apart():
    rows = evaluations([1.0, 0.5, 0.25, 0.125], [1.5, 0.75, 0.5, 1.0])
    assert run_summary(rows, target=0.3) == RunSummary(
        step=30,
        train_loss=0.125,
        test_loss=1.0,
        test_accuracy=0.3,
        best_test_loss=0.5,
        best_step=20,
        reached=20,
    )


def test_of_equal_losses_the_first_is_the_best():
    assert run_summary(evaluations([1.0] * 4, [2.0, 1.0, 1.0, 3.0]), target=0.0).best_step == 10


@pytest.mark.parametrize(
    ("target", "reached"), [(2.0, 0), (1.0, 0), (0.9, 10), (0.4, 10), (0.39, None)]
)
def test_a_target_is_reached_where_the_train_loss_is_first_at_most_that(target, reached):
    rows = evaluations([1.0, 0.4, 0.6], [0.0, 0.0, 0.0])
    assert run_summary(rows, target).reached == reached


def test_a_target_lies_between_the_first_and_the_lowest_loss():
    assert train_loss_target(3.0, 1.0, fraction=0.0) == 3.0
    assert train_loss_target(3.0, 1.0, fraction=0.25) == 2.5
    assert train_loss_target(3.0, 1.0, fraction=1.0) == 1.0
