"""Shared runs: computed once for everybody, bounded, and the same numbers whoever asks."""

import gc
import random
import weakref
from concurrent.futures import Future, ThreadPoolExecutor, wait
from dataclasses import replace
from itertools import count

import numpy as np
import pytest
import streamlit as st
from numpy.typing import NDArray

from core import (
    TrainingRun,
    TrainingSettings,
    decision_regions,
    exponential_moving_average,
)
from core.predictions.input_plane import DecisionRegions, PlaneGrid
from core.training import Change
from dashboard.controls.run.choice import RunChoice
from dashboard.controls.run.data import DataChoice
from dashboard.figures.training_pictures import (
    region_palette,
    region_pictures,
    weight_palette,
    weight_pictures,
)
from dashboard.palette import CLASSES
from dashboard.runs import shared_run as runs
from dashboard.runs.shared_run import SharedRun, run_identity, shared_run
from dashboard.views.training import run_pictures as kept_pictures
from dashboard.views.training.run_pictures import run_pictures

pytestmark = pytest.mark.usefixtures("empty_caches")


def choice(name: str = "iris", feature_map: str = "standardise", **settings) -> RunChoice:
    return RunChoice(DataChoice(name, feature_map=feature_map), TrainingSettings(**settings))


def draw_in_blocks(monkeypatch: pytest.MonkeyPatch, *, steps: int) -> None:
    for module in (runs, kept_pictures):
        monkeypatch.setattr(module, "STEPS_PER_BLOCK", steps)


def drawn(some: RunChoice, first: int, last: int) -> NDArray[np.uint8]:
    pictures = run_pictures(some, first, last)
    assert pictures is not None
    return pictures


def grid_of(shared: SharedRun) -> PlaneGrid:
    assert shared.grid is not None
    return shared.grid


def record(run: TrainingRun, last: int) -> bytes:
    history = run.history(0, last)
    return history.batch_losses.tobytes() + history.evaluations.tobytes()


# ------------------------------------------------------------------------------------ the cache


def test_a_second_session_is_served_what_the_first_one_computed(steps_computed: list[int]):
    first = shared_run(choice()).up_to(500)
    with ThreadPoolExecutor(1) as another_session:
        second = another_session.submit(lambda: shared_run(choice()).up_to(500)).result()
    assert sum(steps_computed) == 500
    assert record(second, 500) == record(first, 500)


def test_more_steps_cost_only_the_steps_that_are_lacking(steps_computed: list[int]):
    shared = shared_run(choice())
    for step in (100, 40, 250, 250, 0):
        assert shared.up_to(step).step >= step
    assert sum(steps_computed) == 250
    assert shared.steps == 250


def test_another_choice_is_another_run():
    slow, fast = shared_run(choice(learning_rate=0.1)), shared_run(choice(learning_rate=1.0))
    assert record(slow.up_to(20), 20) != record(fast.up_to(20), 20)


def test_no_more_runs_are_kept_than_stated():
    kept = [weakref.ref(shared_run(choice(seed=seed))) for seed in range(runs.CACHED_RUNS + 8)]
    gc.collect()
    assert sum(reference() is not None for reference in kept) == runs.CACHED_RUNS
    assert kept[0]() is None
    assert kept[-1]() is shared_run(choice(seed=runs.CACHED_RUNS + 7))


def test_no_more_bytes_are_kept_than_stated_but_always_the_run_asked_for_last(
    monkeypatch: pytest.MonkeyPatch,
):
    def on_moons(seed: int = 0, **settings) -> RunChoice:
        data = DataChoice("moons", seed, feature_map="relu", units=512)
        return RunChoice(data, TrainingSettings(**settings))

    def kept_of(choices: list[RunChoice]) -> list[int]:
        kept = [weakref.ref(shared_run(some)) for some in choices]
        gc.collect()
        return [place for place, reference in enumerate(kept) if reference() is not None]

    one = SharedRun(on_moons())
    monkeypatch.setattr(runs, "CACHED_BYTES", 3 * (one.own_bytes + one.data_bytes))
    assert kept_of([on_moons(seed) for seed in range(6)]) == [3, 4, 5]
    rates = [on_moons(learning_rate=rate) for rate in (0.1, 0.2, 0.3, 0.4, 0.5)]
    assert kept_of(rates) == [0, 1, 2, 3, 4]  # their data are the same, and count once
    monkeypatch.setattr(runs, "CACHED_BYTES", 1)
    assert kept_of([on_moons(learning_rate=rate) for rate in (1.0, 2.0)]) == [1]


def test_a_run_on_the_largest_data_that_a_link_can_name_takes_what_is_stated():
    data = DataChoice("spirals", samples=5000, classes=10, feature_map="relu", units=512)
    shared = shared_run(RunChoice(data, TrainingSettings()))
    assert 42e6 < shared.own_bytes + shared.data_bytes < 43e6
    arrays = (*shared.data.train, *shared.data.test, *grid_of(shared))
    assert shared.data_bytes == sum(array.size for array in arrays) * 8
    assert shared_run(RunChoice(data, TrainingSettings("adam"))).grid is shared.grid


def test_a_run_that_changes_often_takes_the_place_of_one(monkeypatch: pytest.MonkeyPatch):
    made: list[RunChoice] = []
    begin = SharedRun.__init__

    def noted(run: SharedRun, some: RunChoice) -> None:
        made.append(some)
        begin(run, some)

    monkeypatch.setattr(SharedRun, "__init__", noted)
    changed = choice(changes=tuple(Change(step, batch_size=step) for step in range(1, 21)))
    assert shared_run(changed).up_to(30).step == 30
    assert made == [changed]


def test_data_are_let_go_with_the_last_run_on_them():
    data = weakref.ref(shared_run(choice("moons")).data)
    assert data() is shared_run(choice("moons", learning_rate=0.5)).data
    st.cache_resource.clear()
    gc.collect()
    assert data() is None


def test_no_more_pictures_are_kept_than_stated(cheap_steps, monkeypatch: pytest.MonkeyPatch):
    drawn = []
    pictures = SharedRun.pictures

    def counted(shared, parameters):
        drawn.append(len(parameters))
        return pictures(shared, parameters)

    monkeypatch.setattr(SharedRun, "pictures", counted)
    draw_in_blocks(monkeypatch, steps=10)
    moons = choice("moons")
    blocks = kept_pictures.CACHED_BLOCKS + 8
    run_pictures(moons, 0, 10 * blocks - 1)
    assert len(drawn) == blocks
    run_pictures(moons, 10 * blocks - 10, 10 * blocks - 1)  # the last one is still there
    assert len(drawn) == blocks
    run_pictures(moons, 0, 9)  # the first one had to go
    assert len(drawn) == blocks + 1


def test_after_the_caches_were_cleared_the_same_numbers_come_back(steps_computed: list[int]):
    digits = choice("digits", optimizer="adam", learning_rate=0.01)
    before = record(shared_run(digits).up_to(300), 300)
    smoothed = shared_run(digits).smoothed_losses(0, 300).tobytes()
    pictures = drawn(digits, 0, 290).tobytes()
    computed = sum(steps_computed)
    st.cache_resource.clear()
    assert drawn(digits, 0, 290).tobytes() == pictures  # its cache was not cleared
    st.cache_data.clear()
    assert record(shared_run(digits).up_to(300), 300) == before
    assert shared_run(digits).smoothed_losses(0, 300).tobytes() == smoothed
    assert drawn(digits, 0, 290).tobytes() == pictures
    assert sum(steps_computed) > computed


def test_sessions_that_ask_at_once_get_the_numbers_of_one_alone(steps_computed: list[int]):
    alone = TrainingRun(choice().settings, shared_run(choice()).data)
    alone.advance(3000)
    steps_computed.clear()
    wanted = list(range(50, 3001, 50))
    random.Random(0).shuffle(wanted)

    def ask(last: int) -> tuple[int, bytes, bytes, int]:
        shared = shared_run(choice())
        run = shared.up_to(last)
        smoothed = shared.smoothed_losses(0, last)
        return last, record(run, last), smoothed.tobytes(), len(smoothed)

    with ThreadPoolExecutor(8) as sessions:
        for last, found, smoothed, count in sessions.map(ask, wanted):
            assert found == record(alone, last)
            assert count == last
            expected = exponential_moving_average(
                alone.history(0, last).batch_losses, span=runs.SMOOTHING_SPAN
            )
            assert smoothed == expected.tobytes()
    assert sum(steps_computed) == 3000


def test_a_run_that_diverges_is_handed_out_with_all_its_smoothed_losses(
    monkeypatch: pytest.MonkeyPatch,
):
    shared = shared_run(choice(learning_rate=10.0, l2=5.0))
    counted: list[Future[int]] = []

    def count_as_another_session() -> int:
        run = shared.up_to(1000)
        return len(shared.smoothed_losses(0, run.last_step))

    def smoothed_late(*values, **settings):
        if shared._run.divergence is not None and not counted:
            counted.append(sessions.submit(count_as_another_session))
            wait(counted, timeout=0.1)
        return exponential_moving_average(*values, **settings)

    monkeypatch.setattr(runs, "exponential_moving_average", smoothed_late)
    with ThreadPoolExecutor(1) as sessions:
        last = shared.up_to(1000).last_step
        assert counted[0].result() == last < 1000


def test_a_turn_ends_in_time_where_steps_are_costly(monkeypatch: pytest.MonkeyPatch):
    clock = count()
    turns: list[int] = []
    shared = shared_run(choice())
    monkeypatch.setattr(runs, "SECONDS_PER_TURN", 2)
    monkeypatch.setattr(runs, "thread_time", lambda: next(clock))
    monkeypatch.setattr(runs, "stop_if_out_of_date", lambda: turns.append(shared.steps))
    assert shared.up_to(45).step == 45
    assert turns == [0, 10, 20, 30, 40]  # each ended at the first evaluation


def test_a_run_that_nobody_wants_any_more_takes_no_further_step(monkeypatch: pytest.MonkeyPatch):
    class OutOfDate(BaseException):
        pass

    shared = shared_run(choice())

    def stop() -> None:
        if shared.steps:
            raise OutOfDate

    monkeypatch.setattr(runs, "stop_if_out_of_date", stop)
    with pytest.raises(OutOfDate):
        shared.up_to(10 * runs.STEPS_PER_TURN)
    assert 0 < shared.steps <= runs.STEPS_PER_TURN


def test_a_state_is_its_own_step_s_while_another_session_makes_the_run_grow():
    alone = TrainingRun(choice().settings, shared_run(choice()).data)
    alone.advance(1)
    parameters = []
    for _ in range(400):
        parameters.append(alone.state.parameters)
        alone.advance(1)
    shared = shared_run(choice())

    def grow() -> None:
        for step in range(2, 402):
            shared.up_to(step)

    with ThreadPoolExecutor(1) as other:
        growing = other.submit(grow)
        while not growing.done():
            run = shared.up_to(1)
            step = min(run.step, 400)
            if step:
                state = run.state_at(step)
                assert state.step == step
                np.testing.assert_array_equal(state.parameters, parameters[step - 1])
        growing.result()


# --------------------------------------------------------------------------------- its identity

BASE = RunChoice(DataChoice("spirals", samples=500, classes=3, noise=0.03), TrainingSettings())
OTHERS = [
    *(
        replace(BASE, data=replace(BASE.data, **change))
        for change in (
            {"name": "circles"},
            {"seed": 1},
            {"samples": 400},
            {"classes": 4},
            {"noise": 0.1},
            {"feature_map": "relu", "units": 32},
            {"feature_map": "relu", "units": 64},
            {"feature_map": "polynomial", "degree": 2},
            {"feature_map": "polynomial", "degree": 3},
        )
    ),
    *(
        replace(BASE, settings=replace(BASE.settings, **change))
        for change in (
            {"optimizer": "adam"},
            {"learning_rate": 0.1000001},
            {"schedule": "cosine"},
            {"schedule_steps": 1001},
            {"batch_size": 31},
            {"seed": 1},
            {"evaluate_every": 11},
        )
    ),
]


def test_every_choice_has_a_name_of_its_own():
    names = {run_identity(some) for some in [BASE, *OTHERS]}
    assert len(names) == 1 + len(OTHERS)


def test_equal_choices_share_their_name():
    again = RunChoice(DataChoice("spirals", samples=500, classes=3, noise=0.03), TrainingSettings())
    assert run_identity(again) == run_identity(BASE) == shared_run(again).identity


# ----------------------------------------------------------------------------- smoothed losses


def test_the_smoothed_line_is_that_of_the_whole_however_the_run_grew():
    shared = shared_run(choice())
    for step in (1, 2, 17, 300):
        shared.up_to(step)
    losses = shared.up_to(300).history().batch_losses
    expected = exponential_moving_average(losses, span=runs.SMOOTHING_SPAN)
    assert shared.smoothed_losses(0, 300).tobytes() == expected.tobytes()
    assert shared.smoothed_losses(100, 200).tobytes() == expected[100:200].tobytes()


# -------------------------------------------------------------------------------------- pictures


@pytest.mark.parametrize(("first", "last"), [(0, 0), (0, 190), (180, 230), (200, 419)])
@pytest.mark.parametrize("name", ["digits", "spirals"])
def test_there_is_one_picture_for_each_evaluation_of_its_very_state(
    name, first, last, monkeypatch: pytest.MonkeyPatch
):
    draw_in_blocks(monkeypatch, steps=40)
    some = choice(name)
    shared = shared_run(some)
    found = drawn(some, first, last)
    run = shared.up_to(last)
    steps = run.history(first, last).evaluations["step"].tolist()
    assert len(found) == len(steps)
    for picture, step in zip(found, steps, strict=True):
        alone = shared.pictures(run.state_at(step).parameters[None])
        assert alone is not None
        np.testing.assert_array_equal(picture, alone[0])


@pytest.mark.parametrize(
    ("name", "feature_map", "shape"),
    [
        ("digits", "standardise", (10, 8, 8)),
        ("digits", "scale", (10, 8, 8)),
        ("digits", "relu", None),  # weights of random units are no image
        ("iris", "standardise", None),
        ("spirals", "relu", (1, runs.REGION_RESOLUTION, runs.REGION_RESOLUTION)),
        ("moons", "polynomial", (1, runs.REGION_RESOLUTION, runs.REGION_RESOLUTION)),
    ],
)
def test_what_has_a_picture(name: str, feature_map: str, shape: tuple[int, ...] | None):
    some = choice(name, feature_map)
    pictures = run_pictures(some, 0, 20)
    none_yet = shared_run(some).no_pictures()
    if shape is None:
        assert pictures is None
        assert none_yet is None
    else:
        assert pictures is not None
        assert none_yet is not None
        assert pictures.shape == (3, *shape)
        assert none_yet.shape == (0, *shape)
        assert pictures.dtype == none_yet.dtype == np.uint8


def test_a_weight_of_zero_is_the_middle_and_the_largest_size_the_ends():
    weights = np.array([[0.0, 0.5], [-2.0, 0.0], [1.0, 2.0], [0.0, -1.0]])
    images = weight_pictures(weights, (2, 2))
    assert images.tolist() == [[[128, 1], [192, 128]], [[160, 128], [255, 64]]]


def test_weights_and_their_negatives_stand_symmetrically_about_the_middle():
    weights = np.random.default_rng(0).normal(size=(5, 64, 10))
    images = weight_pictures(weights, (8, 8)).astype(int)
    mirrored = weight_pictures(-weights, (8, 8)).astype(int)
    assert np.abs(images + mirrored - 256).max() <= 1  # a half may be rounded either way
    assert images.min() == 1
    assert images.max() == 255


def test_all_images_of_a_step_share_one_scale_and_each_step_has_its_own():
    weights = np.zeros((2, 64, 10))
    weights[0, 0] = np.arange(10)
    weights[1] = 1000 * weights[0]
    images = weight_pictures(weights, (8, 8))
    np.testing.assert_array_equal(images[0], images[1])
    assert images[0, :, 0, 0].tolist() == [128 + round(127 * place / 9) for place in range(10)]


def test_all_zero_weights_show_the_page_s_background():
    images = weight_pictures(np.zeros((64, 10)), (8, 8))
    assert (images == 128).all()
    assert weight_palette()[128, 3] == 0


def test_red_speaks_for_a_class_and_blue_against_it():
    palette = weight_palette().astype(int)
    assert palette.shape == (256, 4)
    red, green, blue, opacity = palette.T
    assert (opacity[[1, 255]] == 255).all()
    assert (np.diff(opacity[1:129]) < 0).all()
    assert (np.diff(opacity[128:]) > 0).all()
    assert red[255] > 1.5 * max(green[255], blue[255])
    assert blue[1] > 1.3 * max(red[1], green[1])
    assert (red[192:] > blue[192:]).all()
    assert (blue[:64] > red[:64]).all()


def rgb(colour: str) -> list[int]:
    return [int(colour[start : start + 2], 16) for start in (1, 3, 5)]


@pytest.mark.parametrize("classes", [2, 3, 10])
def test_a_region_has_its_class_s_colour_the_stronger_the_surer(classes: int):
    sureness = np.linspace(1 / classes, 1, 9)
    grid = np.broadcast_to(np.arange(classes)[:, np.newaxis], (classes, 9))
    regions = DecisionRegions(grid, np.broadcast_to(sureness, (classes, 9)))
    picture = region_pictures(regions, classes)
    assert picture.shape == (1, classes, 9)
    shown = region_palette()[picture[0, ::-1]]  # the first row is drawn at the bottom
    for place in range(classes):
        assert (shown[place, :, :3] == rgb(CLASSES[place])).all()
        assert (np.diff(shown[place, :, 3].astype(int)) > 0).all()


def test_the_top_row_of_a_region_picture_is_the_greatest_second_input():
    shared = shared_run(choice("moons"))
    weights, bias = np.array([[0.0, 0.0], [0.0, 9.0]]), np.zeros(2)  # class 1 lies upwards
    picture = region_pictures(decision_regions(grid_of(shared), weights, bias), 2)
    colours = region_palette()[picture[0], :3]
    assert (colours[0] == rgb(CLASSES[1])).all()
    assert (colours[-1] == rgb(CLASSES[0])).all()


def test_the_grid_holds_train_and_test_points():
    shared = shared_run(choice("circles"))
    grid = grid_of(shared)
    for part in (shared.data.train, shared.data.test):
        assert part.inputs[:, 0].min() > grid.first_values[0]
        assert part.inputs[:, 0].max() < grid.first_values[-1]
        assert part.inputs[:, 1].min() > grid.second_values[0]
        assert part.inputs[:, 1].max() < grid.second_values[-1]
