"""What the player is handed: bounded answers that join into curves of one point a step."""

import random
from types import SimpleNamespace

import numpy as np
import plotly.graph_objects as go
import pytest
import streamlit as st

from core import TrainingRun, TrainingSettings, exponential_moving_average
from core.datasets import load
from core.training import MAXIMUM_STEPS, Change
from core.training.stop_rule import StopRule
from dashboard.components.player_message import Chunk, Pictures, Question, Rest, pack
from dashboard.controls.run.choice import RunChoice
from dashboard.controls.run.data import DataChoice
from dashboard.runs.shared_run import (
    SMOOTHING_SPAN,
    STEPS_PER_BLOCK,
    STEPS_PER_TURN,
    run_identity,
    shared_run,
)
from dashboard.text import number
from dashboard.views.training import playback
from dashboard.views.training.charts import gradient_norm_chart
from dashboard.views.training.controls import PLAIN_PLAYBACK, Playback
from dashboard.views.training.playback import (
    LOOK_AHEAD,
    NO_LOOK_AHEAD,
    STEPS_PER_ANSWER,
    chunk_of_run,
)
from dashboard.written_numbers import whole_number
from tests.dashboard.player_message import parsed

MEASURES = (
    "train_loss",
    "test_loss",
    "train_accuracy",
    "test_accuracy",
    "gradient_norm",
)
CURVES = ("batch_loss", "smoothed_loss", *MEASURES)

pytestmark = pytest.mark.usefixtures("empty_caches")


def choice(name: str = "iris", **settings) -> RunChoice:
    return RunChoice(DataChoice(name), TrainingSettings(**settings))


def ask(
    some: RunChoice, have=0, until=0, step=0, *, resting=False, run=None, playback=PLAIN_PLAYBACK
) -> Chunk:
    name = run_identity(some) if run is None else run
    return chunk_of_run(some, Question(name, have, until, step, resting), playback)


def rest_of(chunk: Chunk) -> Rest:
    assert chunk.rest is not None
    return chunk.rest


def pictures_of(chunk: Chunk) -> Pictures:
    assert chunk.pictures is not None
    return chunk.pictures


def series(chunk: Chunk, name: str):
    return next(one for one in chunk.series if one.name == name)


def steps_of(one) -> list[int]:
    return [one.first + place * one.stride for place in range(len(one.values))]


# --------------------------------------------------------------------------------- what is sent


def test_the_curves_are_core_s_numbers_as_float32():
    some = choice(optimizer="adam")
    chunk = ask(some, until=700)
    run = TrainingRun(some.settings, shared_run(some).data)
    run.advance(700)
    history = run.history()
    smoothed = exponential_moving_average(history.batch_losses, span=SMOOTHING_SPAN)
    expected = {"batch_loss": history.batch_losses, "smoothed_loss": smoothed}
    expected |= {name: history.evaluations[name] for name in MEASURES}
    assert {one.name for one in chunk.series} == set(expected)
    for name, values in expected.items():
        found = series(chunk, name).values
        assert found.dtype == np.float32
        assert found.tobytes() == values.astype(np.float32).tobytes()


def test_a_mini_batch_loss_stands_at_the_update_that_it_made():
    chunk = ask(choice(), until=30)
    assert steps_of(series(chunk, "batch_loss")) == list(range(1, 31))
    assert steps_of(series(chunk, "smoothed_loss")) == list(range(1, 31))
    assert steps_of(series(chunk, "test_loss")) == [0, 10, 20, 30]


@pytest.mark.parametrize("seed", range(2))
@pytest.mark.parametrize("every", [1, 7, 10, 1000])
def test_chunks_join_into_one_point_a_step_however_they_were_asked_for(every: int, seed: int):
    some, draw = choice(evaluate_every=every), random.Random(seed)
    points: dict[str, list[tuple[int, float]]] = {name: [] for name in CURVES}
    have = 0
    for turn in range(12):
        until = have + draw.choice([0, 1, 9, 10, 11, 99, 250])
        chunk = ask(some, have=have, until=until, step=draw.randint(0, until), resting=turn % 2 > 0)
        assert chunk.first == have
        for one in chunk.series:
            points[one.name] += zip(steps_of(one), one.values.tolist(), strict=True)
        have = chunk.last
    whole = ask(some, until=have)
    for name, joined in points.items():
        # A step on the border of two chunks may come twice: with the same number.
        assert joined == sorted(joined), name
        expected = list(zip(steps_of(series(whole, name)), series(whole, name).values, strict=True))
        assert sorted(set(joined)) == expected, name
        if name in MEASURES:
            assert [step for step, _ in expected] == list(range(0, have + 1, every))
        else:
            assert [step for step, _ in joined] == list(range(1, have + 1))


def test_every_trace_and_every_readout_names_a_series_that_is_sent():
    chunk = ask(choice(), until=10)
    named = {
        trace.meta["series"] for chart in chunk.charts for trace in go.Figure(*chart.figure).data
    }
    named |= {readout.series for readout in chunk.readouts}
    assert named == {one.name for one in chunk.series}


def test_no_figure_holds_a_point_before_the_player_puts_it_there():
    for chart in ask(choice(), until=100).charts:
        assert all("x" not in trace and "y" not in trace for trace in chart.figure.traces)
        assert chart.alternative


def test_a_plane_shows_every_training_point_over_its_regions():
    chunk = ask(choice("spirals"), until=10)
    train = shared_run(choice("spirals")).data.train
    assert chunk.plane is not None
    assert sum(len(trace["x"]) for trace in chunk.plane.traces) == len(train.labels)
    points = np.concatenate([np.column_stack([t["x"], t["y"]]) for t in chunk.plane.traces])
    inputs = train.inputs.astype(np.float32)
    assert sorted(map(tuple, points)) == sorted(map(tuple, inputs))
    assert len({trace["marker"]["symbol"] for trace in chunk.plane.traces}) == 3
    assert pictures_of(chunk).frames.shape[1] == len(pictures_of(chunk).captions) == 1


def test_digits_have_ten_named_images_and_no_plane():
    chunk = ask(choice("digits"), until=10)
    assert chunk.plane is None
    assert pictures_of(chunk).captions == tuple("0123456789")
    assert pictures_of(chunk).frames.shape == (2, 10, 8, 8)
    assert (pictures_of(chunk).frames[0] == 128).all()  # all weights are 0 before the first update
    train = shared_run(choice("digits")).data.train
    samples = pictures_of(chunk).samples
    assert samples is not None
    for digit, ink in enumerate(samples):
        drawn = train.inputs[np.flatnonzero(train.labels == digit)[0]]
        np.testing.assert_array_equal(ink.ravel(), np.round(255 * drawn / 16))


@pytest.mark.parametrize("name", ["digits", "spirals"])
def test_pictures_stand_at_the_evaluations_of_the_chunk(name: str):
    some = choice(name)
    for have, until in [(0, 25), (25, 995), (995, 1012), (1012, 1019), (1020, 1020)]:
        chunk = ask(some, have=have, until=until)
        pictures, measured = pictures_of(chunk), series(chunk, "train_loss")
        assert (pictures.first, pictures.stride) == (measured.first, measured.stride)
        assert len(pictures.frames) == len(measured.values)


# --------------------------------------------------------------------------------------- at rest


@pytest.mark.parametrize("name", ["digits", "spirals", "iris"])
def test_at_rest_the_exact_numbers_of_the_very_step_come_along(name: str):
    some = choice(name)
    run = TrainingRun(some.settings, shared_run(some).data)
    for step in (1, 10, 33, 999, 1000, 1001):
        chunk = ask(some, until=1100, step=step, resting=True)
        run.advance(step - run.step)
        measured = run.evaluate(run.state)._asdict()
        assert measured.pop("step") == rest_of(chunk).step == step
        assert measured.pop("penalty") == 0  # not shown where there is none
        losses = run.history().batch_losses
        measured["batch_loss"] = losses[-1]
        measured["smoothed_loss"] = exponential_moving_average(losses, span=SMOOTHING_SPAN)[-1]
        assert rest_of(chunk).values == measured
        if name == "iris":
            assert rest_of(chunk).picture is None
        else:
            expected = shared_run(some).pictures(run.state.parameters[None])
            assert expected is not None
            np.testing.assert_array_equal(rest_of(chunk).picture, expected[0])
        if name == "digits":
            low, high = (
                number(float(end)) for end in (run.state.weights.min(), run.state.weights.max())
            )
            assert f"weights from {low} to {high};" in rest_of(chunk).picture_in_words


def test_before_the_first_update_there_is_no_mini_batch():
    rest = rest_of(ask(choice(), until=100, resting=True))
    assert rest.step == 0
    assert set(rest.values) == set(MEASURES)


def test_while_it_plays_no_details_are_sent():
    assert ask(choice(), until=100, step=50, resting=False).rest is None


def test_on_the_way_to_a_far_step_neither_details_nor_pictures_are_sent(cheap_steps):
    some = choice("moons")
    have, answers = 0, 0
    while True:
        chunk = ask(some, have=have, until=3 * STEPS_PER_ANSWER, step=2 * STEPS_PER_ANSWER + 7)
        answers += 1
        if chunk.last >= 2 * STEPS_PER_ANSWER + 7:
            break
        assert chunk.rest is None
        assert len(pictures_of(chunk).frames) == 0
        have = chunk.last
    assert answers == 3
    assert len(pictures_of(chunk).frames) > 0


# ----------------------------------------------------------------------------------------- bounds

HOSTILE = [
    (0, 2**53 - 1, 0),
    (0, 2**53 - 1, 2**53 - 1),
    (2**53 - 1, 2**53 - 1, 2**53 - 1),
    (2**53 - 1, 0, 0),
    (MAXIMUM_STEPS, MAXIMUM_STEPS, MAXIMUM_STEPS),
    (MAXIMUM_STEPS - 1, 0, 0),
    (100_000, 100_001, 0),
    (0, 0, MAXIMUM_STEPS),
    (500, 3, 2),
]


def test_while_others_wait_an_answer_holds_what_is_there_and_a_few_steps_more(
    monkeypatch: pytest.MonkeyPatch, steps_computed: list[int]
):
    sharing = SimpleNamespace(waiting=1)
    monkeypatch.setattr(playback, "fair_share", sharing)
    some = choice("moons", learning_rate=0.2)
    first = ask(some, until=1000, step=100)
    assert (first.last, first.look_ahead) == (100 + STEPS_PER_TURN, NO_LOOK_AHEAD)
    sharing.waiting = 0
    with_time = ask(some, have=first.last, until=1000, step=100)
    assert (with_time.first, with_time.last) == (first.last, 1000)
    assert with_time.look_ahead == LOOK_AHEAD
    sharing.waiting = 1
    steps_computed.clear()
    again = ask(some, until=1000, step=100)
    assert again.last == 1000  # it was there
    assert steps_computed == []


@pytest.mark.parametrize("resting", [False, True])
@pytest.mark.parametrize(("have", "until", "step"), HOSTILE)
def test_one_question_costs_a_bounded_number_of_steps(
    steps_computed: list[int], cheap_steps, have: int, until: int, step: int, resting: bool
):
    chunk = ask(choice("moons"), have=have, until=until, step=step, resting=resting)
    assert 0 <= chunk.first <= chunk.last <= MAXIMUM_STEPS == chunk.limit
    assert chunk.last - chunk.first <= STEPS_PER_ANSWER
    # Pictures are made by whole blocks, so the last of them may reach further.
    assert sum(steps_computed) <= STEPS_PER_ANSWER + STEPS_PER_BLOCK
    assert len(pack(chunk, (0, 0))) < 2_000_000


@pytest.mark.parametrize("name", ["moons", "iris"])
def test_the_last_step_there_can_be_is_reached(cheap_steps, name: str):
    some = choice(name, evaluate_every=1000)
    have = 0
    while have < MAXIMUM_STEPS:
        chunk = ask(some, have=have, until=MAXIMUM_STEPS, step=have)
        assert chunk.first == have
        assert chunk.last > have
        have = chunk.last
    end = ask(some, have=have, until=have, step=have, resting=True)
    assert (end.first, end.last) == (MAXIMUM_STEPS, MAXIMUM_STEPS)
    assert rest_of(end).step == MAXIMUM_STEPS


def test_a_question_about_another_run_is_answered_from_the_beginning():
    old, new = choice(learning_rate=0.1), choice(learning_rate=0.2)
    chunk = ask(new, have=300, until=500, step=20, run=run_identity(old))
    assert chunk.run == run_identity(new) != run_identity(old)
    assert (chunk.first, chunk.last) == (0, 500)


def test_a_question_about_no_run_is_answered_from_the_beginning():
    assert ask(choice(), have=300, until=500, run="").first == 0


def test_a_player_whose_run_has_left_the_cache_goes_on_without_a_gap():
    some = choice()
    before = ask(some, until=400)
    st.cache_resource.clear()
    have, joined = before.last, series(before, "batch_loss").values.tolist()
    for _ in range(3):
        chunk = ask(some, have=have, until=900, step=have)
        assert chunk.first <= have
        joined += series(chunk, "batch_loss").values[have - chunk.first :].tolist()
        have = max(have, chunk.last)
    st.cache_resource.clear()
    assert joined == series(ask(some, until=have), "batch_loss").values.tolist()


@pytest.mark.parametrize("name", ["digits", "spirals", "iris"])
def test_a_second_session_s_message_is_the_first_one_s_byte_for_byte(
    steps_computed: list[int], name: str
):
    question = {"until": 1000, "step": 33, "resting": True}
    first = pack(ask(choice(name), **question), (0, 33))
    computed = sum(steps_computed)
    assert pack(ask(choice(name), **question), (0, 33)) == first
    assert sum(steps_computed) == computed


def test_the_message_holds_the_chunk():
    chunk = ask(choice("digits"), until=40, step=33, resting=True)
    header = parsed(pack(chunk, (4, 33))).header
    assert header["run"] == chunk.run
    assert header["seek"] == {"id": 4, "step": 33}
    assert (header["first"], header["last"], header["limit"]) == (0, 40, MAXIMUM_STEPS)
    assert header["epochs"][0]["batches"] == 45  # 1,438 training examples by 32
    for sent, one in zip(header["series"], chunk.series, strict=True):
        assert sent["values"].tobytes() == one.values.tobytes()
    assert header["pictures"]["frames"].tobytes() == pictures_of(chunk).frames.tobytes()
    picture = rest_of(chunk).picture
    assert picture is not None
    assert header["rest"]["picture"].tobytes() == picture.tobytes()
    assert header["rest"]["values"] == rest_of(chunk).values


# ------------------------------------------------------------------------- penalty, ends, changes


def test_a_penalty_is_drawn_beside_the_data_loss():
    chunk = ask(choice(l2=0.1), until=100, resting=True, step=100)
    sent = {series.name: series.values for series in chunk.series}
    run = TrainingRun(TrainingSettings(l2=0.1), load("iris"))
    run.advance(100)
    np.testing.assert_array_equal(
        sent["penalty"], run.history().evaluations["penalty"].astype("float32")
    )
    assert rest_of(chunk).values["penalty"] == pytest.approx(0.05 * (run.state.weights**2).sum())


@pytest.mark.parametrize("logarithmic", [False, True])
def test_the_loss_axis_is_logarithmic_when_asked(logarithmic: bool):
    playback, settings = Playback(logarithmic=logarithmic), choice().settings
    loss, accuracy = ask(choice(), until=10, playback=playback).charts
    gradient = gradient_norm_chart(settings, logarithmic=logarithmic)
    kinds = [chart.figure.layout["yaxis"].get("type") for chart in (loss, accuracy, gradient)]
    assert kinds == (["log", None, "log"] if logarithmic else [None] * 3)
    axis = go.Figure(*loss.figure).layout.template.layout.yaxis
    assert axis.exponentformat == "power"  # 3e12 is not "3T"


def test_a_stop_rule_ends_the_playback_and_says_so():
    chunk = ask(choice(), until=100, playback=Playback(StopRule(steps=40)))
    assert chunk.limit == 40
    assert "40" in chunk.ended


def test_a_plateau_ends_the_playback_where_the_loss_no_longer_falls():
    playback = Playback(StopRule(patience=200, least_gain=0.05))
    chunk = ask(choice(), until=3000, playback=playback)
    run = TrainingRun(TrainingSettings(), load("iris"))
    run.advance(3000)
    losses = dict(run.history().evaluations[["step", "train_loss"]].tolist())

    def is_flat(step: int) -> bool:
        least = min(loss for at, loss in losses.items() if at <= step)
        before = min(loss for at, loss in losses.items() if at <= step - 200)
        return least > 0.95 * before

    assert chunk.limit == next(step for step in losses if step >= 200 and is_flat(step))
    assert whole_number(chunk.limit) in chunk.ended
    assert "5.00%" in chunk.ended


def test_a_diverged_run_ends_at_its_last_finite_state_with_a_sentence():
    some = choice(learning_rate=10.0, l2=5.0)
    chunk = ask(some, until=1000, resting=True, step=1000)
    run = TrainingRun(some.settings, load("iris"))
    run.advance(1000)
    assert chunk.last == chunk.limit == run.last_step < 1000
    assert f"diverged at step {run.last_step + 1}" in chunk.ended
    assert rest_of(chunk).step == run.last_step
    again = ask(some, have=chunk.last, until=2000, step=chunk.last, resting=True)
    assert (again.first, again.last) == (chunk.last, chunk.last)


def test_a_change_goes_on_from_the_run_without_it_and_is_marked(steps_computed: list[int]):
    plain = choice()
    ask(plain, until=2000)
    steps_computed.clear()
    changed = choice(changes=(Change(1500, learning_rate=0.01),))
    chunk = ask(changed, until=2000)
    assert sum(steps_computed) == 500
    whole = TrainingRun(changed.settings, load("iris"))
    whole.advance(2000)
    sent = {series.name: series.values for series in chunk.series}
    np.testing.assert_array_equal(
        sent["batch_loss"], whole.history().batch_losses.astype("float32")
    )
    smoothed = exponential_moving_average(whole.history().batch_losses, span=SMOOTHING_SPAN)
    np.testing.assert_allclose(sent["smoothed_loss"], smoothed, rtol=1e-6)
    for chart in chunk.charts:
        layout = go.Figure(*chart.figure).layout
        (mark,) = layout.shapes
        assert mark.x0 == mark.x1 == 1500
        assert layout.annotations[0].text == "η 0.01"


def test_a_change_far_ahead_costs_one_answer_no_more_than_any(steps_computed: list[int]):
    ask(choice(changes=(Change(100_000, batch_size=8),)), until=200_000)
    assert sum(steps_computed) == STEPS_PER_ANSWER
