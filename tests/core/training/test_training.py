"""A training run: stochastic gradient descent written out, a pure function of settings and step."""

import math
import re
from dataclasses import replace
from itertools import chain

import numpy as np
import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from core import (
    OPTIMIZERS,
    DataSet,
    Examples,
    TrainingRun,
    TrainingSettings,
    cross_entropy,
    fit_feature_map,
    layer_gradients,
    load,
)
from core.training import MAXIMUM_STEPS, TrainingState
from core.training.history import Evaluation
from core.training.run import CHECKPOINT_EVERY, LATEST_VISITS, NotFiniteError
from core.training.settings import SCHEDULE_NAMES, Change

NAMES = sorted(OPTIMIZERS)
IRIS = load("iris")
EXAMPLES, CLASSES, BATCH = 10, 3, 4  # batches of 4, 4 and 2
PER_EPOCH = 3


def data_set(activations, labels) -> DataSet:
    """A data set whose train and test parts are both these examples."""
    activations = np.array(activations, dtype=np.float64)
    part = Examples(activations.copy(), activations, np.array(labels))
    inputs = activations.shape[1]
    return DataSet(
        name="by hand",
        train=part,
        test=part,
        feature_names=tuple(f"a{place}" for place in range(inputs)),
        feature_units=("",) * inputs,
        class_names=tuple(str(label) for label in range(max(labels) + 1)),
        feature_map=fit_feature_map("identity", activations),
        image_shape=None,
    )


def traced_data(examples: int = EXAMPLES) -> DataSet:
    """Example p has the activation p alone: an update moves row p of W only if it saw p."""
    return data_set(np.eye(examples), [place % CLASSES for place in range(examples)])


def advanced(steps: int, data: DataSet = IRIS, **settings) -> TrainingRun:
    run = TrainingRun(TrainingSettings(**settings), data)
    run.advance(steps)
    return run


def examples_seen(run: TrainingRun, step: int) -> list[int]:
    """The examples that update `step` + 1 of a run on traced data used."""
    moved = run.state_at(step + 1).weights != run.state_at(step).weights
    return np.flatnonzero(moved.any(axis=1)).tolist()


def batches_of(steps: int, examples: int, batch_size: int, seed: int = 0) -> list[list[int]]:
    run = advanced(steps, traced_data(examples), batch_size=batch_size, seed=seed)
    return [examples_seen(run, step) for step in range(steps)]


def same_state(one, other) -> bool:
    arrays = zip(
        (one.parameters, one.memory.velocity, one.memory.squares),
        (other.parameters, other.memory.velocity, other.memory.squares),
        strict=True,
    )
    return (one.step, one.memory.step) == (other.step, other.memory.step) and all(
        left.tobytes() == right.tobytes() for left, right in arrays
    )


def same_run(one: TrainingRun, other: TrainingRun) -> bool:
    first, second = one.history(), other.history()
    return (
        same_state(one.state, other.state)
        and first.batch_losses.tobytes() == second.batch_losses.tobytes()
        and first.evaluations.tobytes() == second.evaluations.tobytes()
    )


# ------------------------------------------------------------------------------ reproducible


@pytest.fixture
def close_checkpoints(monkeypatch: pytest.MonkeyPatch) -> int:
    """Steps between two kept states, few enough to be crossed often at little cost."""
    every = 100
    monkeypatch.setattr("core.training.run.CHECKPOINT_EVERY", every)
    return every


@pytest.mark.parametrize("optimizer", NAMES)
def test_a_run_is_the_same_bit_for_bit_however_it_was_advanced(
    optimizer: str, close_checkpoints: int
):
    steps = close_checkpoints + 50
    at_once = advanced(steps, optimizer=optimizer)
    one_by_one = TrainingRun(TrainingSettings(optimizer=optimizer), IRIS)
    for _ in range(steps):
        one_by_one.advance(1)
    there_and_back = advanced(2 * close_checkpoints + 3, optimizer=optimizer)
    for step in (close_checkpoints + 1, close_checkpoints, close_checkpoints - 1, 7, 0):
        there_and_back.return_to(step)
        there_and_back.advance(11)
    there_and_back.advance(steps - there_and_back.step)
    there_and_back.return_to(close_checkpoints + 1)  # and on from a kept state
    there_and_back.advance(steps - there_and_back.step)
    assert same_run(at_once, one_by_one)
    assert same_run(at_once, there_and_back)


@given(
    st.lists(st.one_of(st.integers(0, 25), st.floats(0, 1, exclude_max=True)), max_size=8),
    st.sampled_from(NAMES),
)
@hypothesis_settings(max_examples=50)
def test_only_the_step_reached_matters_not_the_way_there(moves, optimizer):
    settings = TrainingSettings(
        optimizer=optimizer, batch_size=BATCH, evaluate_every=7, schedule="cosine"
    )
    run = TrainingRun(settings, traced_data())
    for move in moves:
        if isinstance(move, int):
            run.advance(move)
        else:  # back to this share of the way
            run.return_to(int(move * run.step))
    direct = TrainingRun(settings, traced_data())
    direct.advance(run.step)
    assert same_run(run, direct)


def test_a_state_can_be_had_again_at_every_step_and_the_run_stays_where_it_is():
    run = TrainingRun(TrainingSettings(optimizer="adam"), IRIS)
    kept = {}
    for step in range(2 * CHECKPOINT_EVERY + 2):
        kept[step] = run.state
        run.advance(1)
    end = run.state
    once, twice = CHECKPOINT_EVERY, 2 * CHECKPOINT_EVERY
    for step in (0, 1, once - 1, once, once + 1, twice - 1, twice, twice + 1, once + 1, once - 2):
        assert same_state(run.state_at(step), kept[step])
    assert run.state is end


@pytest.fixture
def updates(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The steps from which some run has made an update, in order."""
    made = list[int]()
    update = TrainingRun._update

    def recorded(run: TrainingRun, state: TrainingState) -> tuple[float, TrainingState]:
        made.append(state.step)
        return update(run, state)

    monkeypatch.setattr(TrainingRun, "_update", recorded)
    return made


def test_a_state_that_is_asked_for_again_is_not_computed_again(updates: list[int]):
    run = advanced(CHECKPOINT_EVERY - 1)
    asked = run.state_at(60)
    updates.clear()
    assert run.state_at(60) is asked
    assert updates == []
    assert same_state(run.state_at(63), advanced(63).state)
    assert updates[:3] == [60, 61, 62]


def test_kept_states_stay_few_however_long_the_run_and_lead_to_every_step(
    monkeypatch: pytest.MonkeyPatch,
):
    whole = advanced(100, optimizer="adam")
    monkeypatch.setattr("core.training.run.CHECKPOINT_EVERY", 10)
    monkeypatch.setattr("core.training.run.MAXIMUM_CHECKPOINTS", 4)
    run = advanced(100, optimizer="adam")
    # 10 apart up to step 40, then 20 apart up to 80, and 40 apart from there on.
    assert [kept.step for kept in run._checkpoints] == [0, 40, 80]
    assert run.kept_every == 40
    for step in (0, 1, 39, 40, 79, 80, 99):
        assert same_state(run.state_at(step), whole.state_at(step))
    run.return_to(50)
    run.advance(70)
    assert [kept.step for kept in run._checkpoints] == [0, 40, 80, 120]
    assert [kept.step for kept in run.continued(Change(80, batch_size=8))._checkpoints] == [
        0,
        40,
        80,
    ]


def test_no_more_than_the_latest_states_asked_for_are_held(updates: list[int]):
    run = advanced(100)
    asked = range(60, 60 - LATEST_VISITS - 1, -1)  # downwards: none leads to the next
    for step in asked:
        run.state_at(step)
    updates.clear()
    for step in asked[1:]:
        run.state_at(step)
    assert updates == []
    run.state_at(asked[0])
    assert updates == [59]


def test_states_are_those_of_the_evaluations_from_first_to_last():
    run = advanced(95, evaluate_every=10)
    for first, last, expected in [
        (0, 95, range(0, 91, 10)),
        (20, 40, (20, 30, 40)),
        (11, 39, (20, 30)),
        (31, 39, ()),
    ]:
        states = list(run.states(first, last))
        assert [state.step for state in states] == list(expected)
        assert all(same_state(state, run.state_at(state.step)) for state in states)


@pytest.mark.parametrize("optimizer", NAMES)
def test_nothing_that_a_run_hands_out_lets_its_past_be_overwritten(
    optimizer: str, close_checkpoints: int
):
    steps = close_checkpoints + 20
    run = TrainingRun(TrainingSettings(optimizer=optimizer), IRIS)
    handed_out = [run.state]  # the first checkpoint
    run.advance(steps)
    handed_out += [run.state, *run.states(10, 20)]
    handed_out += [run.state_at(step) for step in (0, 5, close_checkpoints, steps)]
    for state in handed_out:
        memory = state.memory
        for array in (state.parameters, state.weights, state.bias, memory.velocity, memory.squares):
            with pytest.raises(ValueError, match="read-only"):
                array[:] = 7
    with pytest.raises(ValueError, match="read-only"):
        run.batch_rows(steps)[:] = 0
    run.advance(20)
    run.return_to(5)
    run.advance(steps)
    assert same_run(run, advanced(steps + 5, optimizer=optimizer))


def test_another_seed_is_another_run():
    one, other = (advanced(5, seed=seed).history().batch_losses for seed in (0, 1))
    assert one[0] == pytest.approx(math.log(3))  # all weights are still 0
    assert other[0] == pytest.approx(math.log(3))
    assert not np.isclose(one[1:], other[1:]).any()


def test_returning_forgets_what_came_after():
    run = advanced(1205)
    run.return_to(1004)
    history = run.history()
    assert run.step == 1004
    assert len(history.batch_losses) == 1004
    assert history.evaluations["step"].tolist() == list(range(0, 1001, 10))
    with pytest.raises(ValueError, match="state_at"):
        run.state_at(1005)


# ------------------------------------------------------------------------------------ batches


@pytest.mark.parametrize("seed", [0, 1, 2**32 - 1])
def test_every_epoch_sees_every_example_exactly_once(seed: int):
    seen = batches_of(4 * PER_EPOCH, EXAMPLES, BATCH, seed)
    for epoch in range(4):
        epoch_batches = seen[epoch * PER_EPOCH : (epoch + 1) * PER_EPOCH]
        assert [len(batch) for batch in epoch_batches] == [4, 4, 2]
        assert sorted(chain.from_iterable(epoch_batches)) == list(range(EXAMPLES))


def test_every_epoch_has_an_order_of_its_own():
    seen = batches_of(6 * PER_EPOCH, EXAMPLES, BATCH)
    epochs = {str(seen[start : start + PER_EPOCH]) for start in range(0, len(seen), PER_EPOCH)}
    assert len(epochs) == 6


def test_a_batch_larger_than_the_data_is_the_data():
    run = advanced(2, traced_data(), batch_size=1024)
    assert run.epochs[0].batches == 1
    assert examples_seen(run, 1) == list(range(EXAMPLES))


@pytest.mark.parametrize(("batch_size", "batches"), [(1, 10), (5, 2), (9, 2), (10, 1), (11, 1)])
def test_an_epoch_is_as_many_batches_as_hold_every_example(batch_size: int, batches: int):
    run = TrainingRun(TrainingSettings(batch_size=batch_size), traced_data())
    assert run.epochs[0].batches == batches


def test_the_first_batch_loss_is_ln_k_because_all_weights_are_zero():
    for name, classes in [("iris", 3), ("digits", 10), ("moons", 2)]:
        losses = advanced(1, load(name)).history().batch_losses
        assert losses == pytest.approx([math.log(classes)], rel=1e-12)


def test_a_batch_loss_is_the_mean_over_its_own_examples_before_their_update():
    run = advanced(9, traced_data(), batch_size=BATCH, learning_rate=2.0)
    train = run.data.train
    for step, loss in enumerate(run.history().batch_losses):
        before, rows = run.state_at(step), examples_seen(run, step)
        logits = train.activations[rows] @ before.weights + before.bias
        assert loss == pytest.approx(cross_entropy(logits, train.labels[rows]).mean(), rel=1e-12)


# --------------------------------------------------------------------- the loop written out


def descent_by_hand(data: DataSet, batches: list[list[int]], rate: float):
    """Weights, bias and the loss of each mini-batch: stochastic gradient descent, sum by sum."""
    rows, labels = data.train.activations.tolist(), data.train.labels.tolist()
    inputs, classes = len(rows[0]), len(data.class_names)
    weights = [[0.0] * classes for _ in range(inputs)]
    bias = [0.0] * classes
    losses = []
    for batch in batches:
        weight_sums = [[0.0] * classes for _ in range(inputs)]
        bias_sums = [0.0] * classes
        total = 0.0
        for n in batch:
            logits = [
                bias[q] + math.fsum(rows[n][p] * weights[p][q] for p in range(inputs))
                for q in range(classes)
            ]
            whole = math.fsum(math.exp(logit) for logit in logits)
            probabilities = [math.exp(logit) / whole for logit in logits]
            total -= math.log(probabilities[labels[n]])
            for q in range(classes):
                error = probabilities[q] - (1.0 if q == labels[n] else 0.0)
                bias_sums[q] += error
                for p in range(inputs):
                    weight_sums[p][q] += rows[n][p] * error
        losses.append(total / len(batch))
        for q in range(classes):
            bias[q] -= rate * bias_sums[q] / len(batch)
            for p in range(inputs):
                weights[p][q] -= rate * weight_sums[p][q] / len(batch)
    return weights, bias, losses


def test_a_run_is_stochastic_gradient_descent_written_out():
    steps = 25
    examples = len(IRIS.train.labels)
    assert examples % 32  # a partial batch closes each epoch
    weights, bias, losses = descent_by_hand(IRIS, batches_of(steps, examples, 32), 0.3)
    run = advanced(steps, learning_rate=0.3)
    np.testing.assert_allclose(run.state.weights, weights, rtol=1e-9, atol=1e-14)
    np.testing.assert_allclose(run.state.bias, bias, rtol=1e-9, atol=1e-14)
    np.testing.assert_allclose(run.history().batch_losses, losses, rtol=1e-12)


@pytest.mark.parametrize("optimizer", NAMES)
def test_a_run_hands_each_batch_s_mean_gradient_to_its_optimiser(optimizer: str):
    steps = 12
    rule = OPTIMIZERS[optimizer]()
    parameters = np.zeros((IRIS.train.activations.shape[1] + 1, 3))
    memory = rule.init(parameters)
    for rows in batches_of(steps, len(IRIS.train.labels), 32):
        layer = layer_gradients(
            IRIS.train.activations[rows], parameters[:-1], parameters[-1], IRIS.train.labels[rows]
        )
        gradient = np.vstack([layer.weights, layer.bias])
        parameters, memory = rule.update(gradient, memory, parameters, 0.05)
    run = advanced(steps, optimizer=optimizer, learning_rate=0.05)
    np.testing.assert_allclose(run.state.parameters, parameters, rtol=1e-7, atol=1e-12)


def test_golden_step_of_three_examples():
    run = TrainingRun(
        TrainingSettings(learning_rate=1.0, batch_size=3, evaluate_every=1),
        data_set([[1, 0], [0, 1], [1, 1]], [0, 1, 2]),
    )
    run.advance(1)
    gradient = np.array([[-1, 2, -1], [2, -1, -1]]) / 9
    np.testing.assert_allclose(run.state.weights, -gradient, rtol=1e-12)
    np.testing.assert_allclose(run.state.bias, 0, atol=1e-16)
    history = run.history()
    assert history.batch_losses == pytest.approx([math.log(3)], rel=1e-12)
    expected = [math.log(3), 0.9626208092478588]
    assert history.evaluations["train_loss"] == pytest.approx(expected, rel=1e-12)
    assert history.evaluations["gradient_norm"][0] == pytest.approx(math.sqrt(12) / 9, rel=1e-12)


RATES = {
    "constant": lambda t: 0.5,  # noqa: ARG005
    "step": lambda t: 0.5 / 2 ** (t // 10),
    "exponential": lambda t: 0.5 / 2 ** (t / 10),
    "cosine": lambda t: 0.25 * (1 + math.cos(math.pi * min(t, 10) / 10)),
    "warm-up": lambda t: 0.5 * min(t + 1, 11) / 11,
}


@pytest.mark.parametrize("schedule", SCHEDULE_NAMES)
def test_each_update_uses_its_own_step_s_learning_rate(schedule: str):
    run = advanced(25, schedule=schedule, schedule_steps=10, learning_rate=0.5, batch_size=1024)
    run.return_to(12)  # the schedule goes on from there, not from 0
    run.advance(13)
    train = run.data.train
    for step in range(25):
        before, after = run.state_at(step), run.state_at(step + 1)
        layer = layer_gradients(train.activations, before.weights, before.bias, train.labels)
        expected = before.weights - RATES[schedule](step) * layer.weights
        np.testing.assert_allclose(after.weights, expected, rtol=1e-9, atol=1e-12)


# ----------------------------------------------------------------------------- what is measured


def measured_by_hand(run: TrainingRun, step: int) -> Evaluation:
    state = run.state_at(step)
    losses, accuracies = [], []
    for part in (run.data.train, run.data.test):
        logits = part.activations @ state.weights + state.bias
        losses.append(cross_entropy(logits, part.labels).mean())
        right = [
            int(np.argmax(row)) == label for row, label in zip(logits, part.labels, strict=True)
        ]
        accuracies.append(sum(right) / len(right))
    train = run.data.train
    layer = layer_gradients(train.activations, state.weights, state.bias, train.labels)
    norm = math.sqrt((layer.weights**2).sum() + (layer.bias**2).sum())
    return Evaluation(step, *losses, *accuracies, norm, 0.0)


@pytest.mark.parametrize("every", [1, 7, 10])
def test_the_whole_parts_are_measured_at_the_stated_steps(every: int):
    run = advanced(45, load("penguins"), evaluate_every=every)
    evaluations = run.history().evaluations
    assert evaluations["step"].tolist() == list(range(0, 46, every))
    for row in evaluations:
        assert tuple(row) == pytest.approx(measured_by_hand(run, int(row["step"])), rel=1e-12)


def test_any_state_can_be_measured_between_two_evaluations():
    run = advanced(45, load("penguins"))
    found = run.evaluate(run.state_at(33))
    assert found == pytest.approx(measured_by_hand(run, 33), rel=1e-12)


def test_a_slice_of_the_history_is_a_slice_of_the_whole():
    run = advanced(64, evaluate_every=10)
    whole = run.history()
    assert (whole.first, len(whole.batch_losses)) == (0, 64)
    for first, last, steps in [
        (0, 0, [0]),
        (0, 10, [0, 10]),
        (10, 30, [10, 20, 30]),
        (11, 29, [20]),
        (21, 29, []),
        (64, 64, []),
    ]:
        part = run.history(first, last)
        assert part.first == first
        assert part.batch_losses.tobytes() == whole.batch_losses[first:last].tobytes()
        assert part.evaluations["step"].tolist() == steps
        chosen = np.isin(whole.evaluations["step"], steps)
        assert part.evaluations.tobytes() == whole.evaluations[chosen].tobytes()


def test_a_history_is_a_copy():
    run = advanced(10)
    history = run.history()
    history.batch_losses[:] = -1
    history.evaluations["train_loss"] = -1
    assert run.history().batch_losses.min() > 0
    assert run.history().evaluations["train_loss"].min() > 0


@pytest.mark.parametrize("optimizer", NAMES)
def test_everything_is_float64(optimizer: str):
    run = advanced(12, optimizer=optimizer)
    memory = run.state.memory
    arrays = run.state.parameters, memory.velocity, memory.squares, run.history().batch_losses
    assert {array.dtype for array in arrays} == {np.dtype(np.float64)}
    fields = run.history().evaluations.dtype.fields
    assert {fields[name][0] for name in Evaluation._fields[1:]} == {np.dtype(np.float64)}


def test_the_data_and_earlier_states_are_not_changed():
    data = data_set(IRIS.train.activations, IRIS.train.labels)
    before = [array.copy() for array in (*data.train, *data.test)]
    run = TrainingRun(TrainingSettings(optimizer="adam"), data)
    run.advance(10)
    state = run.state
    kept = state.parameters.copy(), state.memory.velocity.copy(), state.memory.squares.copy()
    run.advance(30)
    for one, other in zip(before, (*data.train, *data.test), strict=True):
        np.testing.assert_array_equal(one, other)
    now = state.parameters, state.memory.velocity, state.memory.squares
    for one, other in zip(kept, now, strict=True):
        np.testing.assert_array_equal(one, other)


# ------------------------------------------------------------------------ a lesson worth seeing


@pytest.mark.parametrize("seed", range(5))
def test_digits_pass_ninety_percent_within_ten_seconds_of_the_player(seed: int):
    run = advanced(300, load("digits", seed=seed), seed=seed)  # 10 s at 30 steps a second
    evaluations = run.history().evaluations
    assert evaluations["test_accuracy"][0] < 0.3
    assert evaluations["test_accuracy"][-5:].min() > 0.9


@pytest.mark.parametrize("optimizer", NAMES)
@pytest.mark.parametrize("feature_map", ["identity", "polynomial"])
def test_even_the_largest_learning_rate_leaves_finite_numbers(optimizer: str, feature_map: str):
    data = load("penguins", feature_map=feature_map)
    run = advanced(200, data, optimizer=optimizer, learning_rate=100.0, batch_size=1)
    history = run.history()
    assert np.isfinite(run.state.parameters).all()
    assert np.isfinite(history.batch_losses).all()
    assert all(np.isfinite(history.evaluations[name]).all() for name in Evaluation._fields)


@pytest.mark.parametrize(("activation", "reason"), [(7e307, "loss"), (1e308, "logits")])
def test_first_weights_whose_loss_overflows_are_no_run(activation: float, reason: str):
    data = data_set([[1.0], [-1.0]], [1, 0])
    part = data.train._replace(activations=activation * data.train.activations)
    data = replace(data, train=part, test=part)
    with pytest.raises(NotFiniteError, match=f"^{reason}$"):
        TrainingRun(TrainingSettings(initialisation="large", seed=9), data)


# -------------------------------------------------------------------------------------- refused


@pytest.mark.parametrize(
    ("settings", "sentence"),
    [
        ({"optimizer": "sgdd"}, "optimizer must be one of sgd, momentum, .*, got 'sgdd'"),
        ({"schedule": "linear"}, "schedule must be one of constant, step, .*, got 'linear'"),
        ({"learning_rate": 0.0}, "learning_rate must lie in 1e-05 … 100.0, got 0.0"),
        ({"learning_rate": -0.1}, "learning_rate must lie in 1e-05 … 100.0, got -0.1"),
        ({"learning_rate": math.nan}, "learning_rate must lie in 1e-05 … 100.0, got nan"),
        ({"learning_rate": math.inf}, "learning_rate must lie in 1e-05 … 100.0, got inf"),
        ({"schedule_steps": 0}, "schedule_steps must lie in 1 … 200000, got 0"),
        ({"batch_size": 0}, "batch_size must lie in 1 … 2048, got 0"),
        ({"batch_size": 2049}, "batch_size must lie in 1 … 2048, got 2049"),
        ({"batch_size": 2.5}, "batch_size must be a whole number, got 2.5"),
        ({"seed": -1}, "seed must be a whole number in 0 … 4294967295, got -1"),
        ({"seed": 0.5}, "seed must be a whole number in 0 … 4294967295, got 0.5"),
        ({"evaluate_every": 0}, "evaluate_every must lie in 1 … 1000, got 0"),
        ({"batch_size": 10**5000}, "batch_size must lie in 1 … 2048, got a number too long"),
        ({"changes": [Change(5, batch_size=8)]}, "changes must be a tuple of Change records, got"),
        ({"changes": (1,)}, r"changes must be a tuple of Change records, got \(1,\)"),
        ({"changes": None}, "changes must be a tuple of Change records, got None"),
    ],
)
def test_a_setting_outside_its_limits_is_refused_by_name_value_and_rule(settings, sentence):
    with pytest.raises(ValueError, match=sentence):
        TrainingSettings(**settings)


FRACTIONS = ["learning_rate", "l2", "label_smoothing"]
WHOLE_NUMBERS = ["schedule_steps", "batch_size", "evaluate_every", "seed"]


@pytest.mark.parametrize("name", [*FRACTIONS, *WHOLE_NUMBERS])
@pytest.mark.parametrize("value", [None, "3", [3], 3j, math.nan, math.inf])
def test_a_setting_that_is_no_number_is_refused(name: str, value: object):
    with pytest.raises(ValueError, match=f"^{name} must .*, got {re.escape(repr(value))}$"):
        TrainingSettings(**{name: value})


@pytest.mark.parametrize("name", WHOLE_NUMBERS)
def test_a_whole_setting_must_be_an_int(name: str):
    """A float would be taken, and fail as an index later."""
    with pytest.raises(ValueError, match=f"{name} must be a whole number.*, got 32.0"):
        TrainingSettings(**{name: 32.0})
    assert TrainingSettings(**{name: np.int64(32)}) == TrainingSettings(**{name: 32})


@pytest.mark.parametrize("seed", ["a", None, 3.0, [1]])
def test_a_data_set_refuses_a_seed_that_is_no_int(seed: object):
    with pytest.raises(ValueError, match="seed must be a whole number in 0 … 4294967295, got"):
        load("iris", seed=seed)


@pytest.mark.parametrize(
    ("reach", "sentence"),
    [
        (lambda run: run.advance(-1), "advance: .* 20 … 200000, got 19"),
        (lambda run: run.advance(MAXIMUM_STEPS), "advance: .* 20 … 200000, got 200020"),
        (lambda run: run.advance(0.5), "advance: .* whole number .*, got 20.5"),
        (lambda run: run.return_to(21), "return_to: .* 0 … 20, got 21"),
        (lambda run: run.return_to(-1), "return_to: .* 0 … 20, got -1"),
        (lambda run: run.state_at(21), "state_at: .* 0 … 20, got 21"),
        (lambda run: run.state_at(-1), "state_at: .* 0 … 20, got -1"),
        (lambda run: run.state_at(math.nan), "state_at: .* 0 … 20, got nan"),
        (lambda run: list(run.states(0, 40)), "states: .* 0 … 20, got 40"),
        (lambda run: list(run.states(-40, 0)), "states: .* 0 … 0, got -40"),
        (lambda run: list(run.states(-5, 10)), "states: .* 0 … 10, got -5"),
        (lambda run: list(run.states(11, 10)), "states: .* 0 … 10, got 11"),
        (lambda run: list(run.states(0.5, 10)), "states: .* whole number .*, got 0.5"),
        (lambda run: run.history(0, 21), "history: .* 0 … 20, got 21"),
        (lambda run: run.history(11, 10), "history: .* 0 … 10, got 11"),
        (lambda run: run.history(-1), "history: .* 0 … 20, got -1"),
    ],
)
def test_a_step_out_of_reach_is_refused_and_the_run_stays_as_it_is(reach, sentence):
    run = advanced(20)
    with pytest.raises(ValueError, match=sentence):
        reach(run)
    assert same_run(run, advanced(20))
