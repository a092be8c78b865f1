"""The page Compare without a browser: its link, its limits, its numbers, pins and sweeps."""

import json
import re

import numpy as np
import plotly.graph_objects as go
import pytest
from streamlit.testing.v1 import AppTest

from core import TrainingRun, TrainingSettings, load
from core.sweeps.sweep import Sweep
from core.training import Change
from core.training.history import EVALUATION_DTYPE
from dashboard.controls.run.choice import RunChoice, training_state
from dashboard.controls.run.data import DataChoice, data_state
from dashboard.controls.run.named_runs import EXAMPLE, settings_from_text, text_of_settings
from dashboard.figures.compared_curves import Curve, CurveWords, comparison_figure
from dashboard.views.compare.controls import MAXIMUM_COMPARED_STEPS, run_names, same_batches
from dashboard.views.compare.sweep_controls import SweepPlan
from dashboard.views.compare.sweep_figure import SweepGrid, SweepWords, best_cell, sweep_figure
from tests.dashboard.opened_page import errors, opened, pictures, values, words

SIX = "sgd~0.1~32,momentum~0.1~32,nesterov~0.1~32,adagrad~0.1~32,rmsprop~0.01~32,adam~0.01~32"


def curve_names(app: AppTest) -> list[str]:
    return [trace["name"] for trace in pictures(app)[0]["figure"]["data"]]


def short_table(app: AppTest) -> dict[str, list[str]]:
    """The table below the curves, by its heads."""
    (text,) = (part.value for part in app.markdown if "| training loss |" in part.value)
    lines = [line.strip("| ").split(" | ") for line in text.splitlines() if line.startswith("| ")]
    return dict(zip(lines[0], map(list, zip(*lines[1:], strict=True)), strict=True))


def test_a_text_names_the_runs_that_make_it():
    runs = [
        TrainingSettings("adam", 0.00316, batch_size=1),
        TrainingSettings(schedule="cosine", schedule_steps=200, loss="squared error", l2=1e-05),
        TrainingSettings(changes=(Change(5, batch_size=64), Change(9, optimizer="sgd"))),
    ]
    text = text_of_settings(runs)
    assert " " not in text
    assert list(settings_from_text(text)) == runs


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("sgd", "'sgd'"),
        ("sgd~x~32", "'sgd~x~32'"),
        ("sgd~0.1~32~mass=3", "'sgd~0.1~32~mass=3'"),
        ("sgd~0.1~32~l2", "'sgd~0.1~32~l2'"),
        ("lion~0.1~32", "Optimiser must be one of sgd, "),
        ("sgd~nan~32", "Learning rate η must be from 0.00001 to 100, got nan."),
        ("sgd~0.1~0", "Batch size must be from 1 to 2\u202f048, got 0."),
        ("sgd~0.1~32~l2=-1", "L2 penalty λ must be from 0 to 10, got −1."),
        ("sgd~0.1~32~loss=hinge", "Loss must be one of cross-entropy, squared error, got hinge."),
        ("![](http://127.0.0.1:1/x.png)[a](http://b.c)", "'![](http://127.0.0.1:1/x.png)[a]"),
        ("sgd~0.1~32,sgd~0.10~32", "'sgd~0.10~32' appears twice"),
        (SIX + ",sgd~1~32", "At most 6 runs can be compared; there are 7"),
    ],
)
def test_what_names_no_run_is_answered_at_its_field_beside_the_example(text: str, named: str):
    app = opened("compare", c_data="iris", runs=text, c_steps="10")
    (sentence,) = errors(app)
    assert named in sentence
    assert "](http" not in app.sidebar.error[0].value
    assert curve_names(app) == ["SGD, η 0.1", "Momentum, η 0.1", "Adam, η 0.01"]
    assert "Sample runs:" in words(app)


def test_a_text_without_a_run_in_it_is_none():
    app = opened("compare", c_data="iris", runs=" , ", c_steps="10")
    assert len(curve_names(app)) == 3
    assert not app.error


def test_the_link_opens_the_runs_that_it_names():
    app = opened("compare", c_data="iris", runs=SIX, c_steps="100", c_log="true")
    assert not app.error
    assert len(set(curve_names(app))) == 6
    assert app.button(key="_add_run").disabled
    layouts = [picture["figure"]["layout"] for picture in pictures(app)]
    assert [layout["yaxis"].get("type") for layout in layouts] == ["log", "log", None]


@pytest.mark.parametrize("steps", ["0", "-5", "1e9", "5001", "many"])
def test_no_link_makes_runs_longer_than_the_limit(steps: str):
    app = opened("compare", c_data="iris", runs="sgd~0.1~32", c_steps=steps)
    shown = values(pictures(app)[0]["figure"]["data"][0]["x"])
    assert 10 <= shown[-1] <= MAXIMUM_COMPARED_STEPS


def test_every_number_is_cores():
    app = opened(
        "compare", c_data="iris", runs="sgd~0.1~32,adam~0.01~16~l2=0.1", c_seed="3", tab="numbers"
    )
    table = app.dataframe[0].value
    looks = json.loads(app.dataframe[0].proto.columns)
    aligned = {name for name, look in looks.items() if look.get("alignment") == "right"}
    assert aligned == set(table.columns) - {"run", "optimiser"}
    for place, settings in enumerate(
        (
            TrainingSettings(seed=3),
            TrainingSettings("adam", 0.01, batch_size=16, l2=0.1, seed=3),
        )
    ):
        run = TrainingRun(settings, load("iris", seed=3))
        run.advance(500)
        evaluations = run.history().evaluations
        for picture, field in enumerate(("train_loss", "test_loss", "test_accuracy")):
            trace = pictures(app)[picture]["figure"]["data"][place]
            np.testing.assert_array_equal(values(trace["y"]), evaluations[field].astype(np.float32))
        assert float(table["test loss"][place]) == pytest.approx(
            evaluations["test_loss"][-1], rel=1e-3
        )
        assert short_table(app)["test loss"][place] == table["test loss"][place]
    assert "batch sizes differ" in " ".join(caption.value for caption in app.caption)


def test_a_run_that_diverges_says_so_and_leaves_the_others():
    app = opened("compare", c_data="iris", runs="sgd~0.1~32,sgd~100~32~l2=1")
    diverged = short_table(app)["diverged at step"]
    run = TrainingRun(TrainingSettings(learning_rate=100.0, l2=1.0), load("iris"))
    run.advance(500)
    assert run.divergence is not None
    assert diverged == ["–", str(run.divergence.step)]
    assert "diverged at step" not in short_table(opened("compare", c_data="iris", c_steps="10"))
    alone = opened("compare", c_data="iris", runs="sgd~100~32~l2=1")
    assert "Every run diverged" in words(alone)


def test_the_fastest_run_and_the_best_one_are_named_below_the_curves():
    app = opened("compare", c_data="iris")
    evaluations = []
    for settings in settings_from_text(EXAMPLE):
        run = TrainingRun(settings, load("iris"))
        run.advance(500)
        evaluations.append(run.history().evaluations)
    lowest = min(rows["train_loss"].min() for rows in evaluations)
    steps = []
    for rows in evaluations:
        target = rows["train_loss"][0] - 0.9 * (rows["train_loss"][0] - lowest)
        reached = rows["step"][rows["train_loss"] <= target]
        steps.append(int(reached[0]) if len(reached) else 10**9)
    fastest = curve_names(app)[int(np.argmin(steps))]
    best = curve_names(app)[int(np.argmin([rows["test_loss"][-1] for rows in evaluations]))]
    said = words(app).replace("\\", "")
    assert f"**Fastest**: {fastest} (90% of the fall by step {min(steps)})" in said
    assert f"**Lowest test loss**: {best} (" in said


def test_one_legend_names_every_curve_once():
    app = opened("compare", c_data="iris", runs=SIX, c_steps="10")
    (legend,) = (part.value for part in app.markdown if "display: flex" in part.value)
    assert legend.count("<img") == 6
    assert all(name in legend for name in curve_names(app))
    layouts = [picture["figure"]["layout"] for picture in pictures(app)]
    assert [layout["showlegend"] for layout in layouts] == [False] * 3


def test_a_run_is_added_and_removed_on_the_page():
    app = opened("compare", c_data="iris")
    assert len(curve_names(app)) == len(settings_from_text(EXAMPLE))
    app.number_input("_add_lr_adam~0.01~32").set_value(0.5).run()
    app.button(key="_add_run").click().run()
    assert curve_names(app)[-1] == "Adam, η 0.5"
    assert app.text_input("runs").value == EXAMPLE + ",adam~0.5~32"
    app.button(key="_remove_run").click().run()
    assert app.text_input("runs").value == EXAMPLE


def test_the_form_begins_with_a_run_that_can_be_added():
    app = opened("compare", c_data="iris", c_steps="10")
    assert not app.button(key="_add_run").disabled
    app.button(key="_add_run").click().run()
    assert app.text_input("runs").value == EXAMPLE + ",adam~0.02~32"
    assert not app.button(key="_add_run").disabled


def test_a_test_loss_that_rises_while_the_training_loss_falls_is_named():
    runs = "sgd~0.1~32,momentum~0.1~32"
    assert "training loss is lower (Momentum)" in words(opened("compare", runs=runs, c_steps="500"))
    assert "*Overfitting*" not in words(opened("compare", runs="sgd~0.1~32", c_steps="500"))


def test_the_buttons_of_the_form_take_what_is_set_at_the_click():
    """What is typed and a click right after it come in one message, or in two at once."""
    app = opened("compare", c_data="iris", c_steps="10")
    app.number_input("_add_lr_adam~0.01~32").set_value(0.5).run()
    app.number_input("_add_batch_adam~0.01~32").set_value(8)
    app.button(key="_add_run").click().run()
    assert app.text_input("runs").value == EXAMPLE + ",adam~0.5~8"
    app.selectbox("_remove_which_adam~0.5~8").set_value(0)
    app.button(key="_remove_run").click().run()
    assert app.text_input("runs").value == "momentum~0.1~32,adam~0.01~32,adam~0.5~8"


def test_a_run_is_added_to_those_that_are_named_by_now():
    app = opened("compare", c_data="iris", c_steps="10", runs="sgd~0.1~32")
    app.number_input("_add_lr_sgd~0.1~32").set_value(0.5).run()
    app.text_input("runs").set_value("sgd~0.1~32,adam~0.1~32")
    app.button(key="_add_run").click().run()
    assert app.text_input("runs").value == "sgd~0.1~32,adam~0.1~32,sgd~0.5~32"


def test_what_is_pinned_is_what_is_set_at_the_click():
    app = opened("training", data="iris")
    app.number_input("lr").set_value(0.5)
    app.button(key="_pin").click().run()
    assert app.session_state["runs"] == EXAMPLE + ",sgd~0.5~32"


def test_pins_of_training_wait_for_compare_and_bring_their_data():
    app = opened("training", data="spirals", opt="adam", lr="0.01", seed="4")
    app.button(key="_pin").click().run()
    assert "one data set" not in app.toast[0].value
    app.selectbox("opt").set_value("sgd").run()
    app.button(key="_pin").click().run()
    assert "one data set" not in app.toast[0].value
    app.switch_page("views/compare/page.py").run()
    assert not app.exception
    assert curve_names(app) == ["SGD, η 0.1", "Momentum, η 0.1", "Adam, η 0.01", "SGD, η 0.01"]
    assert app.text_input("runs").value == EXAMPLE + ",sgd~0.01~32"
    assert app.selectbox("c_data").value == "spirals"
    assert app.number_input("c_seed").value == 4
    app.switch_page("views/training/page.py").run()
    app.number_input("seed").set_value(5).run()
    app.button(key="_pin").click().run()
    assert "earlier pinned runs now use this one" in app.toast[0].value


@pytest.mark.parametrize("key", ["runs", "c_seed"])
def test_what_is_locked_on_compare_is_not_written_by_a_pin(key: str):
    assert opened("training", data="iris", lock=key).button(key="_pin").disabled


def test_a_first_pin_stands_beside_the_sample_runs_and_the_seventh_run_makes_the_first_leave():
    app = opened("training", data="iris")
    for rate in (0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7):
        app.number_input("lr").set_value(rate).run()
        app.button(key="_pin").click().run()
        assert ("the oldest one was removed" in app.toast[0].value) == (rate >= 0.5)
    app.switch_page("views/compare/page.py").run()
    assert curve_names(app) == [f"SGD, η {rate}" for rate in (0.2, 0.3, 0.4, 0.5, 0.6, 0.7)]


def test_a_run_opens_in_training_from_its_link():
    settings = TrainingSettings("adam", 0.01, l2=0.1, schedule="cosine", seed=2)
    choice = RunChoice(DataChoice("spirals", seed=2, classes=4), settings)
    query = {key: str(value) for key, value in training_state(choice).items()}
    app = opened("training", **query)
    shown = {field.key: field.value for field in (*app.number_input, *app.selectbox)}
    assert {key: str(shown[key]) for key in query} == query
    assert data_state(choice.data, prefix="c_")["c_spirals_classes"] == 4


def test_names_tell_what_differs_and_only_that():
    runs = settings_from_text("sgd~0.1~32,sgd~0.1~64,sgd~0.1~64~l2=0.1")
    assert run_names(runs) == ["SGD, B 32, λ 0", "SGD, B 64, λ 0", "SGD, B 64, λ 0.1"]
    assert not same_batches(runs)
    assert same_batches(runs[1:])


def test_different_losses_are_told_apart_and_each_is_measured_by_its_own():
    one, other = "sgd~0.1~32", "sgd~0.1~32~loss=squared+error"
    both = opened("compare", c_data="iris", runs=f"{one},{other}", c_steps="200")
    assert "These runs minimise different losses" in words(both)
    titles = [part["figure"]["layout"]["title"]["text"] for part in pictures(both)[:3]]
    assert titles == [
        "training loss L (nats) / L (squared error)",
        "test loss L (nats) / L (squared error)",
        "test accuracy",
    ]
    column = "90% at step"
    alone = opened("compare", c_data="iris", runs=one, c_steps="200")
    assert short_table(alone)[column][0] == short_table(both)[column][0]
    assert "minimise different" not in words(alone)


def test_what_all_runs_share_and_the_table_lacks_is_said_once():
    runs = "sgd~0.1~32~schedule=cosine~smoothing=0.1,adam~0.1~32~schedule=cosine~smoothing=0.1"
    app = opened("compare", c_data="iris", runs=runs, c_steps="10", tab="numbers")
    shared = [part.value for part in app.main.caption if "All runs share" in part.value]
    assert [part.replace("\\", "") for part in shared] == [
        "All runs share these settings: Cosine, /1\u202f000, ε 0.1."
    ]
    usual = opened("compare", c_data="iris", c_steps="10", tab="numbers")
    assert not [part for part in usual.main.caption if "All runs share" in part.value]


def test_each_curve_has_a_colour_a_dash_and_a_mark_of_its_own():
    rows = np.zeros(3, EVALUATION_DTYPE)
    curves = [Curve(str(place), rows, 7 if place == 2 else None) for place in range(6)]
    figure = comparison_figure(curves, "train_loss", CurveWords("step", "loss", "diverged at"))
    lines = [trace for trace in figure.traces if "lines" in trace["mode"]]
    for looks in (
        [trace["line"]["color"] for trace in lines],
        [trace["line"]["dash"] for trace in lines],
        [trace["marker"]["symbol"] for trace in lines],
    ):
        assert len(set(looks)) == 6
    (cross,) = (trace for trace in figure.traces if trace["mode"] == "markers")
    assert cross["name"] == "2: diverged at 7"


def test_plotly_accepts_the_figures():
    rows = np.zeros(3, EVALUATION_DTYPE)
    curve = Curve("sgd", rows, 7)
    for logarithmic in (False, True):
        figure = comparison_figure(
            [curve], "test_loss", CurveWords("a", "b", "c"), logarithmic=logarithmic
        )
        go.Figure(*figure)  # checks every property
    grid = SweepGrid(np.array([[1.0, np.nan]]), np.array([[0, 7]]), ["0.1", "1"], ["sgd"])
    figure = sweep_figure(
        grid, SweepWords("η", "opt", "loss", "diverged at"), accuracy=False, chosen=(0, 0)
    )
    go.Figure(*figure)


def test_a_diverged_cell_is_marked_by_more_than_a_colour():
    grid = SweepGrid(
        np.array([[0.5, np.nan], [0.25, 2.0]]),
        np.array([[0, 71], [0, 0]]),
        ["0.1", "1"],
        ["sgd", "adam"],
    )
    words = SweepWords("η", "optimiser", "test loss", "diverged at step")
    cells, crosses = sweep_figure(grid, words, accuracy=False, chosen=None).traces
    assert [list(row) for row in cells["text"]] == [[".50", ""], [".25", "2.0"]]
    assert (list(crosses["x"]), list(crosses["y"])) == ([1], [0])
    assert list(crosses["text"]) == ["diverged at step 71"]
    assert best_cell(grid, accuracy=False) == (1, 0)
    assert best_cell(grid, accuracy=True) == (1, 1)


def sweep_picture(app: AppTest) -> dict:
    return json.loads(app.main.get("bidi_component")[-1].proto.bytes)


@pytest.mark.parametrize("by", ["optimiser", "batch size"])
def test_a_sweep_shows_cores_numbers(by: str):
    app = opened(
        "compare", c_data="iris", runs="sgd~0.1~32~l2=1", sweep_by=by, sweep_steps="50",
        sweep_high="100", tab="sweep",
    )  # fmt: skip
    app.button(key="_sweep_run").click().run(timeout=60)
    assert not app.exception
    rates = tuple(
        float(text) for text in sweep_picture(app)["figure"]["layout"]["xaxis"]["ticktext"]
    )
    plan = SweepPlan(DataChoice("iris"), TrainingSettings(l2=1.0), rates, by, 50)
    sweep = Sweep(plan.settings, load("iris"), 50)
    sweep.advance(50)
    expected = [
        np.nan if cell.evaluation is None else cell.evaluation.test_loss for cell in sweep.cells()
    ]
    shown = 10.0 ** values(sweep_picture(app)["figure"]["data"][0]["z"]).astype(float)
    np.testing.assert_allclose(shown, expected, rtol=1e-5)
    failed = sum(cell.divergence is not None for cell in sweep.cells())
    assert failed
    assert re.search(rf"Diverged: {failed} of {len(expected)}", words(app))


def test_a_sweeps_cell_opens_in_training_and_joins_the_comparison():
    app = opened("compare", c_data="iris", runs="sgd~0.1~32", sweep_steps="20", tab="sweep")
    app.button(key="_sweep_run").click().run(timeout=60)
    app.selectbox("_sweep_list").set_value((5, 2)).run()
    assert "Momentum, η 0.0139" in words(app)
    assert "(training?data=iris&opt=momentum&lr=0.0139&step=20)" in words(app)
    app.button(key="_sweep_add").click().run()
    assert app.text_input("runs").value == "sgd~0.1~32,momentum~0.0139~32"


def _said(app: AppTest, sentence: str) -> int:
    return sum(sentence in caption.value for caption in app.main.caption)


def test_a_cell_is_not_added_to_six_runs_and_that_is_said():
    six = ",".join(f"sgd~0.{place}~32" for place in range(1, 7))
    app = opened("compare", c_data="iris", runs=six, sweep_steps="20", tab="sweep")
    assert _said(app, "At most six runs") == 0
    app.button(key="_sweep_run").click().run(timeout=60)
    assert app.button(key="_sweep_add").disabled
    assert _said(app, "At most six runs") == 1


def test_a_cell_is_chosen_in_one_sweep_and_in_no_other_and_only_one_that_there_is():
    app = opened("compare", c_data="iris", runs="sgd~0.1~32", sweep_steps="20", tab="sweep")
    app.button(key="_sweep_run").click().run(timeout=60)
    best = app.selectbox("_sweep_list").value
    app.session_state["_sweep_cell"] = "a text that a client sends for a cell"
    app.run()
    assert not app.exception
    assert app.selectbox("_sweep_list").value == best
    app.selectbox("_sweep_list").set_value((5, 2)).run()
    assert app.selectbox("_sweep_list").value == (5, 2) != best
    app.number_input("sweep_steps").set_value(10).run()
    app.button(key="_sweep_run").click().run(timeout=60)
    assert not app.exception
    assert app.selectbox("_sweep_list").value != (5, 2)


def test_a_sweep_and_its_cell_are_those_set_at_the_click():
    app = opened("compare", c_data="iris", runs="sgd~0.1~32", c_steps="10", tab="sweep")
    app.number_input("sweep_steps").set_value(20)
    app.button(key="_sweep_run").click().run(timeout=60)
    assert "after 20 steps" in words(app)
    app.selectbox("_sweep_list").set_value((5, 2))
    app.button(key="_sweep_add").click().run()
    assert app.text_input("runs").value == "sgd~0.1~32,momentum~0.0139~32"


def test_learning_rates_that_do_not_rise_are_refused_by_name():
    app = opened("compare", c_data="iris", sweep_low="1", sweep_high="0.5", tab="sweep")
    (sentence,) = errors(app)
    assert "(1) must be smaller than the last (0.5)" in sentence
