"""The precision lab: it draws what core computes, in every state that a link can ask for."""

import itertools
import math
import re

import numpy as np
import plotly.graph_objects as go
import pytest

from core.datasets import load
from core.precision.difference_sweep import difference_sweep
from core.precision.dtypes import DTYPES
from core.precision.exponential_range import exponential_range
from core.precision.formula_errors import (
    PARTS,
    QUANTITIES,
    Outcome,
    error_map,
    formula_errors,
    spread_logits,
)
from core.precision.precision_run import precision_run
from dashboard.text import number
from dashboard.views.precision_lab.controls import CLASS_COUNT, SIZE, TABS, choose_clicked_point
from dashboard.views.precision_lab.difference_sweep_figure import STEPS
from dashboard.views.precision_lab.figure import CLASS_COUNTS, CURVE_SIZES, MAP_SIZES
from tests.dashboard.clicked_page import after_click
from tests.dashboard.opened_page import opened, pictures, sent_bytes, values, words

NAIVE, STABLE, IN_TAB = range(3)
FORMULAS = ("textbook formula", "stable formula")


def cells(picture: dict) -> np.ndarray:
    heat = picture["figure"]["data"][0]
    return values(heat["z"]).reshape(len(CLASS_COUNTS), len(MAP_SIZES))


def traces(picture: dict) -> dict[str, dict]:
    return {trace["name"]: trace for trace in picture["figure"]["data"] if "name" in trace}


@pytest.mark.parametrize(
    ("dtype", "quantity", "part", "measured"),
    [
        ("float16", "softmax", "gradient", "relative"),
        ("float32", "cross-entropy", "value", "absolute"),
        ("float64", "log-softmax", "gradient", "relative"),
    ],
)
def test_the_maps_the_curve_and_the_sweep_draw_what_core_computes(
    dtype: str, quantity: str, part: str, measured: str
):
    query = {"dtype": dtype, "quantity": quantity, "part": part, "measured": measured}
    shown = pictures(opened("precision_lab", **query))
    assert len(shown) == 2
    errors = error_map(dtype, quantity, part, MAP_SIZES, list(CLASS_COUNTS))
    for picture, side in zip(shown, errors, strict=True):
        expected = np.log10(np.maximum(getattr(side, measured), 1e-17))
        np.testing.assert_allclose(cells(picture), expected, rtol=1e-5)
        # What is no number is told by a mark of its own, not by a colour.
        broken = picture["figure"]["data"][1]
        assert len(broken["customdata"]) == int(np.isnan(expected).sum())
        counts = {mark: broken["customdata"].count(mark) for mark in "∞✕"}
        assert counts == {
            "∞": int((side.outcome == Outcome.INFINITE).sum()),
            "✕": int((side.outcome == Outcome.NOT_A_NUMBER).sum()),
        }
        marked = np.array(picture["figure"]["data"][0]["text"]) == "0"
        np.testing.assert_array_equal(marked, side.outcome == Outcome.VANISHED)
        dashed = picture["figure"]["layout"]["shapes"][0]["x0"]
        assert 10**dashed == pytest.approx(exponential_range(dtype).overflow)
    curve = formula_errors(spread_logits(CURVE_SIZES, 16, dtype), quantity, part)
    along = traces(pictures(opened("precision_lab", tab="size", **query))[IN_TAB])
    for name, side in zip(FORMULAS, curve, strict=True):
        drawn = values(along[name]["y"])
        np.testing.assert_allclose(drawn, np.maximum(getattr(side, measured), 1e-17), rtol=1e-12)
    sweep = difference_sweep([1.0, 2.0, 0.5], 0, 0, dtype, STEPS)
    app = opened("precision_lab", tab="difference", **query)
    front = traces(pictures(app)[IN_TAB])[dtype]
    assert front["mode"] == "lines+markers"
    np.testing.assert_allclose(values(front["y"]), np.maximum(sweep.errors, 1e-15), rtol=1e-6)
    text = words(app)
    assert f"**{number(sweep.best_step)}** measured" in text
    assert f"{number(sweep.foretold_step)} predicted" in text


def test_both_misconceptions_are_answered_with_the_numbers_of_the_page():
    text = words(opened("precision_lab", dtype="float16", logit_size="100", tab="size"))
    assert "“Softmax overflows for large logits”?" in text
    assert "L = 200.0, but the intermediate $e^z$ is too large for float16" in text
    assert "from z = 11.0899 on" in text
    assert "float64 fails at z = 709.783" in text
    assert "| e^z is ∞ above z = | 11.0899 | 88.7228 | 709.783 |" in text
    text = words(opened("precision_lab", dtype="float16", tab="difference"))
    assert "“The smaller h, the better the check”?" in text
    single = difference_sweep([1.0, 2.0, 0.5], 0, 0, "float32", STEPS)
    assert f"a float32 check agrees reliably only to about {number(single.best_error)}" in text


def test_the_place_that_is_looked_at_is_explained_by_what_happened_there():
    app = opened("precision_lab")

    def shown(**state: object) -> str:
        for key, value in state.items():
            app.session_state[key] = value
        app.run()
        assert not app.exception
        return words(app)

    assert "textbook formula **gives ∞**" in shown(dtype="float32", logit_size=100.0)
    assert "100.0 is above 88.7228" in words(app)
    assert "L is 200.0." in words(app)
    captions = "\n".join(part.value for part in app.caption)
    assert "x = −100.0 is 3.720\xa0×\xa010⁻⁴⁴" in captions  # float32 has 3.784 × 10⁻⁴⁴
    assert "No exponential overflows, but their sum does" in shown(
        dtype="float16", class_count="4096", logit_size=10.0
    )
    assert "ŷ₁ underflows: it is too small for float16" in shown(class_count="2", logit_size=10.0)
    assert "1/ŷ₁ does: ŷ₁ = " in shown(
        quantity="log-softmax", part="gradient", logit_size=3.0, class_count="4096"
    )
    assert "2\u202f048 times a term" in shown(quantity="softmax", part="value", logit_size=0.1)
    assert "only lose digits to rounding" in shown(class_count="16")
    assert "| ŷ₁ | 0 | 0 | 1.384\xa0×\xa010⁻⁸⁷ |" in shown(dtype="float32", logit_size=100.0)
    assert "×\xa010⁻⁴³⁴³ |" in shown(class_count="2", logit_size=5000.0)  # e^−10000


def test_a_run_s_break_is_told_with_its_step_and_reason():
    data = load("penguins")
    naive = precision_run(data, "float16", "naive", learning_rate=1.0)
    assert naive.broke is not None
    app = opened("precision_lab", dtype="float16", tab="run")
    assert f"textbook formula: **step {naive.broke.step}: a loss is NaN" in words(app)
    assert "textbook formula in **float16**, with the stable formula in **no" in words(app)
    drawn = traces(pictures(app)[IN_TAB])
    cross = drawn[f"textbook formula: stops at step {naive.broke.step}"]
    assert cross["x"] == [naive.broke.step - 2]  # its last finite loss, counted from step 0
    np.testing.assert_allclose(values(drawn["textbook formula"]["y"]), naive.losses[:-1], rtol=1e-6)
    rows = re.findall(r"\| (?:\*\*)?(float\d\d), (textbook formula|stable formula)", words(app))
    assert rows == list(itertools.product(DTYPES, FORMULAS))


def test_every_quantity_at_every_extreme_leaves_a_whole_page():
    app = opened("precision_lab")
    extremes = itertools.cycle(
        itertools.product(("2", "4096"), (0.1, 1e4), (-16.0, 1.0), (-6.0, 6.0))
    )
    tabs = itertools.cycle(TABS.options)
    for dtype, quantity, part in itertools.product(DTYPES, QUANTITIES, PARTS):
        classes, size, log_h, swept = next(extremes)
        state: dict[str, object] = {"dtype": dtype, "quantity": quantity, "part": part}
        state["tab"] = next(tabs)
        state |= {"class_count": classes, "logit_size": size, "log_h": log_h, "swept_z": swept}
        for key, value in state.items():
            app.session_state[key] = value
        app.run()
        assert not app.exception
        assert not app.error
        shown = "\n".join([words(app), *(part.value for part in app.latex)])
        assert "nan" not in shown
        assert "inf" not in shown.replace(r"\infty", "")
        for picture in pictures(app):
            assert picture["alternative"]
            assert "{" not in picture["alternative"]
            assert "nan" not in picture["alternative"]
        assert sent_bytes(app) < 60_000
    for tab, number_of_pictures in zip(TABS.options, (2, 3, 3, 3, 2), strict=True):
        app.session_state["tab"] = tab
        app.run()
        assert len(pictures(app)) == number_of_pictures
        for picture in pictures(app):
            go.Figure(picture["figure"])  # here Plotly checks every property


def test_whatever_a_link_asks_for_is_held_to_the_limits():
    app = opened(
        "precision_lab",
        dtype="int8",
        quantity="softmin",
        class_count="1000000",
        logit_size="1e300",
        log_h="99",
        swept_z="nan",
        run_rate="-5",
        run_scale="1e9",
        run_data="digits",
    )
    assert len(app.error) == 9
    assert "**textbook formula, float32**" in words(app)
    assert len(pictures(app)) == 2


def test_the_numbers_are_sent_once_their_tab_is_open():
    assert not opened("precision_lab").dataframe
    app = opened("precision_lab", tab="numbers", run_rate="2", swept_z="-1")
    curve, naive, stable, losses, differences = (table.value for table in app.dataframe)
    assert losses.shape == (1000, 6)
    run = precision_run(load("penguins"), "float64", "stable", learning_rate=2.0)
    np.testing.assert_array_equal(losses.iloc[:, -1], run.losses)
    assert differences.shape == (len(STEPS), 7)
    sweep = difference_sweep([-1.0, 2.0, 0.5], 0, 0, "float64", STEPS)
    np.testing.assert_array_equal(differences.iloc[:, -1], sweep.errors)
    assert curve.shape == (len(CURVE_SIZES), 3)
    assert naive.shape == stable.shape == (len(CLASS_COUNTS), len(MAP_SIZES))
    expected = error_map("float32", "cross-entropy", "value", MAP_SIZES, list(CLASS_COUNTS))
    np.testing.assert_array_equal(stable.to_numpy(), expected.stable.relative)


def test_a_control_of_a_tab_that_is_shut_keeps_its_value_in_the_link():
    app = opened("precision_lab", tab="difference", log_h="-5", run_rate="2")
    assert [slider.key for slider in app.slider] == ["log_h", "swept_z"]
    app.session_state["tab"] = "formulas"
    app.run()
    assert not app.slider
    assert dict(app.query_params) == {"log_h": "-5", "run_rate": "2"}
    app.session_state["tab"] = "difference"
    app.run()
    assert app.slider(key="log_h").value == -5.0


@pytest.mark.parametrize(
    ("click", "chosen"),
    [
        ({"x": 2.0, "y": 4.0}, ("16", 100.0)),
        ({"x": 0.4, "y": 12.0}, ("4096", 2.512)),
        ({"x": 2.0, "y": 0.0}, None),
        ({"x": 9.0, "y": 4.0}, None),
        ({"x": 2.0, "y": 1e300}, None),
        ({"x": -1e300, "y": 4.0}, None),
        ({"x": math.nan, "y": 4.0}, None),
    ],
)
def test_a_click_goes_to_a_cell_that_exists_or_nowhere(
    click: dict[str, float], chosen: tuple[str, float] | None
):
    app = after_click(
        lambda: choose_clicked_point({"trace": 0} | click),
        (CLASS_COUNT, SIZE),
        class_count="256",
        logit_size="30",
    )
    shown = app.selectbox(key="class_count").value, app.number_input(key="logit_size").value
    assert shown == (chosen or ("256", 30.0))
