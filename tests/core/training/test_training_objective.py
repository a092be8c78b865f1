"""What a run minimises besides plain cross-entropy, and how it goes on, breaks off or branches."""

import math
from dataclasses import replace

import numpy as np
import pytest

from core.datasets import load
from core.derivatives.numerical_gradient import numerical_gradient
from core.losses.cross_entropy import cross_entropy
from core.losses.squared_error import squared_error
from core.losses.targets import one_hot, smooth_labels
from core.optimizers import OPTIMIZERS
from core.random_streams import BATCHES_STREAM
from core.training import Change, Objective, TrainingRun, TrainingSettings
from core.training.initialisation import INITIALISATIONS, initial_parameters
from core.training.limits import MAXIMUM_CHANGES
from core.training.objective import KERNELS
from core.training.run import LARGEST_LENGTH

IRIS = load("iris")
LOSSES = {"cross-entropy": cross_entropy, "squared error": squared_error}


def advanced(steps: int, **settings) -> TrainingRun:
    run = TrainingRun(TrainingSettings(**settings), IRIS)
    run.advance(steps)
    return run


def agree(one: TrainingRun, other: TrainingRun) -> bool:
    """Whether two runs hold the same numbers, bit for bit."""
    return (
        one.step == other.step
        and one.state.parameters.tobytes() == other.state.parameters.tobytes()
        and one.history().batch_losses.tobytes() == other.history().batch_losses.tobytes()
        and one.history().evaluations.tobytes() == other.history().evaluations.tobytes()
    )


@pytest.mark.parametrize("loss", KERNELS)
@pytest.mark.parametrize(("smoothing", "l2"), [(0.0, 0.0), (0.1, 0.0), (0.0, 0.3), (1.0, 0.02)])
def test_the_gradient_is_that_of_loss_plus_penalty(loss: str, smoothing: float, l2: float):
    objective = Objective(loss, smoothing, l2)
    rng = np.random.default_rng(0)
    activations, parameters = rng.normal(size=(6, 4)), rng.normal(size=(5, 3))
    labels = rng.integers(0, 3, 6)
    distributions = smooth_labels(one_hot(labels, 3), smoothing)

    def total(at: np.ndarray) -> float:
        logits = activations @ at[:-1] + at[-1]
        return LOSSES[loss](logits, distributions).mean() + l2 / 2 * (at[:-1] ** 2).sum()

    targets = objective.targets(labels, 3)
    found = objective.mean_loss_and_gradients(activations, parameters, targets)
    assert found.loss + objective.penalty(parameters) == pytest.approx(total(parameters))
    np.testing.assert_allclose(found.gradient, numerical_gradient(total, parameters), atol=1e-8)


def test_the_bias_is_not_penalised():
    assert Objective(l2=5.0).penalty(np.array([[0.0, 0.0], [3.0, 4.0]])) == 0


def test_evaluations_tell_the_data_loss_from_the_penalty():
    run = advanced(20, l2=0.5, label_smoothing=0.2, loss="squared error")
    evaluation = run.evaluate(run.state)
    assert evaluation.penalty == pytest.approx(0.25 * (run.state.weights**2).sum())
    logits = IRIS.train.activations @ run.state.weights + run.state.bias
    targets = smooth_labels(one_hot(IRIS.train.labels, 3), 0.2)
    assert evaluation.train_loss == pytest.approx(squared_error(logits, targets).mean())


@pytest.mark.parametrize("initialisation", INITIALISATIONS)
def test_first_weights_are_drawn_from_the_seed(initialisation: str):
    first, again, other = (initial_parameters(initialisation, 30, 10, s) for s in (1, 1, 2))
    assert first.tobytes() == again.tobytes()
    assert (first.tobytes() == other.tobytes()) == (initialisation == "zero")
    assert not first[-1].any()
    spread = {"zero": 0, "small": 0.01, "glorot": math.sqrt(6 / 40 / 3), "large": 1}
    assert first[:-1].std() == pytest.approx(spread[initialisation], rel=0.15)


# ------------------------------------------------------------------------------------- changes


def test_a_change_leaves_what_came_before_it_as_it_was():
    plain = advanced(100)
    changed = advanced(100, changes=(Change(40, learning_rate=0.9),))
    before, after = (run.history().batch_losses for run in (plain, changed))
    assert before[:41].tobytes() == after[:41].tobytes()  # loss 41 is taken before update 41
    assert before[41] != after[41]


def test_another_learning_rate_keeps_the_batches():
    plain = advanced(100)
    changed = advanced(100, changes=(Change(33, learning_rate=0.9),))
    assert all(
        plain.batch_rows(step).tolist() == changed.batch_rows(step).tolist() for step in range(100)
    )


def test_another_batch_size_begins_an_epoch_in_which_each_example_comes_once():
    run = advanced(100, batch_size=30, changes=(Change(7, batch_size=50),))
    assert [tuple(epochs) for epochs in run.epochs] == [(0, 1, 4), (7, 3, 3)]
    seen = np.concatenate([run.batch_rows(step) for step in (7, 8, 9)])
    assert sorted(seen) == list(range(len(IRIS.train.labels)))
    assert len(run.batch_rows(7)) == 50


def test_the_order_of_an_epoch_is_drawn_as_links_and_scripts_rely_on():
    examples = len(IRIS.train.labels)
    run = advanced(0, seed=5, batch_size=60, changes=(Change(3, batch_size=120),))
    for steps, words in [((0, 1), (0,)), ((2,), (1,)), ((3,), (3, 0)), ((4,), (3, 1))]:
        order = np.random.default_rng((5, BATCHES_STREAM, *words)).permutation(examples)
        seen = np.concatenate([run.batch_rows(step) for step in steps])
        assert seen.tolist() == order[: len(seen)].tolist()


def test_another_optimiser_begins_with_an_empty_memory():
    run = advanced(60, optimizer="sgd", changes=(Change(50, optimizer="adam"),))
    start = run.state_at(50)
    adam = OPTIMIZERS["adam"]()
    parameters, memory = start.parameters, adam.init(start.parameters)
    for step in range(50, 60):
        rows = run.batch_rows(step)
        gradient = Objective().mean_loss_and_gradients(
            IRIS.train.activations[rows], parameters, IRIS.train.labels[rows]
        )
        parameters, memory = adam.update(gradient.gradient, memory, parameters, 0.1)
    assert parameters.tobytes() == run.state.parameters.tobytes()


@pytest.mark.parametrize(
    "change",
    [
        Change(1500, learning_rate=0.01),
        Change(1500, batch_size=7),
        Change(1503, optimizer="rmsprop"),
        Change(1000, optimizer="adam", learning_rate=0.02, batch_size=64),
    ],
)
def test_a_continued_run_is_the_run_computed_from_the_start(change: Change):
    parent = advanced(2100, optimizer="momentum")
    continued = parent.continued(change)
    assert continued.step == change.step
    continued.advance(2500 - change.step)
    whole = advanced(2500, optimizer="momentum", changes=(change,))
    assert agree(continued, whole)
    assert continued.state_at(700).parameters.tobytes() == whole.state_at(700).parameters.tobytes()
    assert parent.step == 2100


def test_a_run_is_continued_from_a_step_it_has_come_to_and_after_its_last_change():
    run = advanced(20, changes=(Change(10, learning_rate=0.5),))
    with pytest.raises(ValueError, match=r"continued: .* 0 … 20, got 21"):
        run.continued(Change(21, learning_rate=0.1))
    with pytest.raises(ValueError, match="by rising step, got 10 after 10"):
        run.continued(Change(10, learning_rate=0.1))
    assert run.continued(Change(20, learning_rate=0.1)).step == 20


def test_changes_follow_one_another():
    changes = (
        Change(10, learning_rate=0.5),
        Change(20, batch_size=10),
        Change(30, optimizer="adam"),
    )
    run = advanced(15)
    for change in changes:
        run.advance(max(0, change.step - run.step))
        run = run.continued(change)
    run.advance(20)
    assert agree(run, advanced(50, changes=changes))
    assert run.settings.at(25) == replace(
        TrainingSettings(), learning_rate=0.5, batch_size=10, optimizer="sgd"
    )


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ([Change(5, batch_size=4), Change(5, batch_size=8)], "by rising step, got 5 after 5"),
        (
            [Change(step, batch_size=4) for step in range(1, MAXIMUM_CHANGES + 2)],
            "at most 20 mid-run changes, got 21",
        ),
    ],
)
def test_changes_out_of_order_or_too_many_are_refused(changes: list[Change], sentence: str):
    with pytest.raises(ValueError, match=sentence):
        TrainingSettings(changes=tuple(changes))


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        ({"step": 0, "batch_size": 4}, "whole number from 1 to 199999, got 0"),
        ({"step": 200_000, "batch_size": 4}, "got 200000"),
        ({"step": 5}, "the change at step 5 changes nothing"),
        ({"step": 5, "optimizer": "lbfgs"}, "optimizer must be one of sgd.*got 'lbfgs'"),
        ({"step": 5, "learning_rate": math.nan}, "learning_rate .*nan"),
        ({"step": 5, "batch_size": 4096}, "batch_size must lie in 1 … 2048, got 4096"),
        ({"step": 5, "batch_size": "8"}, "batch_size must lie in 1 … 2048, got '8'"),
        ({"step": 5, "batch_size": 8.0}, "batch_size must be a whole number, got 8.0"),
        ({"step": 5, "learning_rate": "1"}, "learning_rate must lie in .*, got '1'"),
        (
            {"step": 5.0, "batch_size": 8},
            "the step of a mid-run change must be a whole number .*, got 5.0",
        ),
        (
            {"step": "5", "batch_size": 8},
            "the step of a mid-run change must be a whole number .*, got '5'",
        ),
        ({"step": None, "batch_size": 8}, "the step of a mid-run change must be .*, got None"),
    ],
)
def test_a_bad_change_is_refused(arguments: dict, sentence: str):
    with pytest.raises(ValueError, match=sentence):
        Change(**arguments)


# ----------------------------------------------------------------------------------- divergence


def diverging() -> TrainingRun:
    # Each update takes away η λ = 50 times the weights: they grow by a factor of 49 a step.
    return TrainingRun(TrainingSettings(learning_rate=10.0, l2=5.0), IRIS)


def test_a_diverging_run_stops_itself_at_its_last_finite_state():
    run = diverging()
    run.advance(1000)
    assert run.divergence is not None
    assert run.step == run.last_step == run.divergence.step - 1
    assert 8 < run.step < 30
    assert np.linalg.norm(run.state.parameters) < LARGEST_LENGTH
    assert np.isfinite(run.evaluate(run.state)).all()
    assert np.isfinite(run.history().batch_losses).all()
    assert len(run.history().batch_losses) == run.step
    assert run.divergence.reason == "weights"
    run.advance(10)
    assert run.step == run.last_step


def test_a_diverging_run_breaks_off_where_any_other_way_of_advancing_does():
    at_once, by_steps = diverging(), diverging()
    at_once.advance(500)
    while by_steps.divergence is None:
        by_steps.advance(1)
    assert by_steps.divergence == at_once.divergence
    assert agree(at_once, by_steps)


def test_returning_makes_another_try_possible():
    run = diverging()
    run.advance(1000)
    met = run.divergence
    run.return_to(10)
    assert run.divergence is None
    run.advance(1000)
    assert run.divergence == met
