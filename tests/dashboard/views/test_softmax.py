"""The softmax page: its numbers against a slow oracle, the entry it explains, its extremes."""

import itertools
import math
import random
import re

import numpy as np
import plotly.graph_objects as go
import pytest
from numpy.typing import NDArray

from core import numerical_gradient, softmax, softmax_jacobian, softmax_steps
from dashboard.controls.example.controls import LOGITS, TEMPERATURE, Example
from dashboard.figures.simplex import (
    TemperatureWords,
    prepare_temperature_curve,
    simplex_way,
    temperature_figure,
)
from dashboard.palette import BACKGROUND, NEGATIVE, POSITIVE
from dashboard.text.markdown import UNSEEN
from dashboard.views.softmax.controls import SHIFT, TABS, choose_clicked_entry, entry_choices
from dashboard.views.softmax.figure import (
    ShiftWords,
    SoftmaxPicture,
    StepBars,
    prepare_softmax,
    shift_figure,
    step_figure,
)
from dashboard.views.softmax.in_hand import bars_in_hand
from dashboard.views.softmax.jacobian_figure import JacobianWords, jacobian_figure
from dashboard.views.softmax.temperature_figure import temperature_lines
from dashboard.views.softmax.words import step_bars
from tests.dashboard.clicked_page import after_click
from tests.dashboard.opened_page import opened, pictures, sent_bytes, values, words

STEPS, SIMPLEX, IN_TAB = slice(4), 4, 5


def random_states(count: int) -> list[tuple[np.ndarray, float, float]]:
    """Logits, shift and temperature within the limits of the controls; the same every time."""
    draw = random.Random(3)
    return [
        (
            np.array([round(draw.uniform(-10, 10), 1) for _ in range(draw.randint(2, 10))]),
            round(draw.uniform(-10, 10), 1),
            round(10 ** draw.uniform(-1, 1), 1),
        )
        for _ in range(count)
    ]


every_state = pytest.mark.parametrize(("logits", "shift", "temperature"), random_states(60))


def slow_softmax(logits: list[float], temperature: float) -> list[float]:
    """ŷ as the formula has it, without a shift by the maximum."""
    exponentials = [math.exp(logit / temperature) for logit in logits]
    return [part / math.fsum(exponentials) for part in exponentials]


def drawn_steps(picture: SoftmaxPicture) -> list[np.ndarray]:
    steps = picture.steps
    drawn = []
    for numbers in (picture.logits, steps.scaled, picture.exponentials, steps.probabilities):
        names = [str(place) for place in range(len(numbers))]
        words = StepBars(numbers, names, names, (0, 1), ("Σ", ""))
        bars = go.Figure(*step_figure(words)).data[0]
        drawn.append(bars.x[: len(numbers)])
        starts = bars.base.astype("f8")
        np.testing.assert_array_equal(starts[: len(numbers)], 0)
        ends = (starts + bars.x)[len(numbers) :]
        np.testing.assert_allclose(ends, np.cumsum(numbers), rtol=1e-12, atol=1e-12)
    return drawn


@every_state
def test_every_bar_is_core_s_number_and_the_oracle_s(logits, shift, temperature):
    picture = prepare_softmax(logits, shift, temperature)
    moved, scaled, exponentials, probabilities = drawn_steps(picture)
    steps = softmax_steps(logits + shift, temperature=temperature)
    np.testing.assert_array_equal(probabilities, steps.probabilities)
    np.testing.assert_allclose(exponentials, np.exp(steps.maximum) * steps.unnormalized, rtol=1e-12)
    np.testing.assert_allclose(moved, [logit + shift for logit in logits], rtol=1e-12)
    np.testing.assert_allclose(scaled, (logits + shift) / temperature, rtol=1e-12)
    oracle = [math.exp((logit + shift) / temperature) for logit in logits]
    np.testing.assert_allclose(exponentials, oracle, rtol=1e-12)
    np.testing.assert_allclose(probabilities, slow_softmax(list(logits), temperature), rtol=1e-12)
    np.testing.assert_allclose(probabilities, exponentials / exponentials.sum(), rtol=1e-12)


@every_state
def test_the_shift_moves_the_log_normalizer_along_its_line_and_no_probability(
    logits, shift, temperature
):
    picture = prepare_softmax(logits, shift, temperature)
    names = [str(place) for place in range(len(logits))]
    drawn = shift_figure(picture, shift, ShiftWords("t", "", "log Σ", names))
    *lines, normalizer, now = go.Figure(*drawn).data
    at_zero = math.log(math.fsum(math.exp(logit / temperature) for logit in logits))
    expected = at_zero + picture.shifts / temperature
    np.testing.assert_allclose(normalizer.y, expected, rtol=1e-5, atol=1e-4)
    assert now.y[-1] == pytest.approx(at_zero + shift / temperature, rel=1e-5, abs=1e-4)
    for share, line in zip(slow_softmax(list(logits), temperature), lines, strict=True):
        np.testing.assert_allclose(normalizer.y - line.y, -math.log(share), rtol=1e-4, atol=1e-3)
    np.testing.assert_allclose(
        picture.steps.probabilities, picture.unshifted.probabilities, rtol=1e-10
    )


@every_state
def test_every_cell_is_core_s_derivative_and_that_of_a_finite_difference(
    logits, shift, temperature
):
    picture = prepare_softmax(logits, shift, temperature)
    classes = range(len(logits))
    readings = np.full((len(logits), len(logits)), "")
    words = JacobianWords("", "", [""] * len(logits), [""] * len(logits), readings)
    cells = go.Figure(*jacobian_figure(picture.jacobian, temperature, (0, 1), words)).data[0]
    expected = softmax_jacobian(
        softmax(logits + shift, temperature=temperature), temperature=temperature
    )
    np.testing.assert_array_equal(cells.z, expected.astype("f4"))
    shares = slow_softmax(list(logits), temperature)
    for k, i in itertools.product(classes, classes):
        oracle = shares[k] * ((1 if k == i else 0) - shares[i]) / temperature
        assert cells.z[k, i] == pytest.approx(oracle, rel=1e-4, abs=1e-13)
    for k in classes:

        def probability(z: NDArray[np.float64], k: int = k) -> np.float64:
            return softmax(z, temperature=temperature)[k]

        estimate = numerical_gradient(probability, logits)
        np.testing.assert_allclose(cells.z[k], estimate, rtol=1e-4, atol=1e-5)
    assert cells.zmax == -cells.zmin == pytest.approx(0.25 / temperature)
    (_, lowest), (_, middle), (_, highest) = cells.colorscale
    assert (lowest, middle, highest) == (NEGATIVE, BACKGROUND, POSITIVE)
    assert np.abs(cells.z).max() <= np.float32(cells.zmax) * (1 + 1e-6)
    np.testing.assert_allclose(picture.jacobian.sum(axis=0), 0, atol=1e-14)
    np.testing.assert_allclose(picture.jacobian.sum(axis=1), 0, atol=1e-14)


@every_state
def test_the_temperature_curve_runs_through_the_softmax_of_every_temperature(
    logits, shift, temperature
):
    three = np.resize(logits, 3)
    curve = prepare_temperature_curve(three, 0.1, 10.0)
    shown = softmax(three, temperature=temperature)
    corners = ("ŷ₁", "ŷ₂", "ŷ₃")
    picture = temperature_figure(
        curve, shown, np.array([0.7, 0.2, 0.1]), TemperatureWords(corners, "", "", "")
    )
    way, target, example = go.Figure(*picture).data
    for place in (0, 40, 80):
        expected = slow_softmax(list(three), float(curve.temperatures[place]))
        drawn = [axis[place] for axis in (way.a, way.b, way.c)]
        np.testing.assert_allclose(drawn, expected, rtol=1e-5, atol=1e-30)
        assert way.customdata[place] == pytest.approx(curve.temperatures[place], rel=1e-6)
    assert (curve.temperatures[0], curve.temperatures[-1]) == pytest.approx((0.1, 10))
    np.testing.assert_allclose([example.a[0], example.b[0], example.c[0]], shown, rtol=1e-6)
    np.testing.assert_allclose([target.a[0], target.b[0], target.c[0]], [0.7, 0.2, 0.1])


@every_state
def test_the_lines_of_the_temperature_are_the_softmax_of_every_temperature(
    logits, shift, temperature
):
    curve = prepare_temperature_curve(logits, 0.1, 10.0)
    names = [str(place) for place in range(len(logits))]
    shown = softmax(logits, temperature=temperature)
    *lines, now = go.Figure(*temperature_lines(curve, shown, temperature, "T", names)).data
    for place in (0, 40, 80):
        expected = slow_softmax(list(logits), float(curve.temperatures[place]))
        np.testing.assert_allclose(
            [line.y[place] for line in lines], expected, rtol=1e-5, atol=1e-30
        )
        assert lines[0].x[place] == pytest.approx(curve.temperatures[place], rel=1e-6)
    np.testing.assert_array_equal(now.y, shown)
    np.testing.assert_array_equal(now.x, temperature)


def test_a_way_through_the_simplex_marks_its_ends_only_where_asked():
    points = np.full((4, 3), 1 / 3)
    options = {"name": "", "parameter": "t", "values": np.arange(4.0), "line": {"color": "red"}}
    assert simplex_way(points, **options)["mode"] == "lines"
    assert simplex_way(points, **options, ends=True)["marker"]["size"] == [9, 0, 0, 9]


def test_the_page_draws_what_core_computes():
    state = {"z1": "0", "z2": "1", "z3": "-1", "T": "2", "shift": "3", "eps": "0.3", "y": "2"}
    app = opened("softmax", **state, tab="jacobian")
    drawn = [picture["figure"] for picture in pictures(app)]
    steps = softmax_steps([3.0, 4.0, 2.0], temperature=2.0)
    expected = (np.array([3, 4, 2]), steps.scaled, np.exp(steps.scaled), steps.probabilities)
    for figure, numbers in zip(drawn[STEPS], expected, strict=True):
        np.testing.assert_allclose(values(figure["data"][0]["x"])[:3], numbers, rtol=1e-6)
    cells = values(drawn[IN_TAB]["data"][0]["z"]).reshape(3, 3)
    jacobian = softmax_jacobian(steps.probabilities, temperature=2.0)
    np.testing.assert_allclose(cells, jacobian, rtol=1e-6)
    example = drawn[SIMPLEX]["data"][2]
    shown = [values(example[axis])[0] for axis in "abc"]
    np.testing.assert_allclose(shown, steps.probabilities, rtol=1e-6)
    target = drawn[SIMPLEX]["data"][1]
    np.testing.assert_allclose([values(target[axis])[0] for axis in "abc"], [0.1, 0.8, 0.1])


@pytest.mark.parametrize("classes", [2, 3, 10])
def test_the_explanation_of_every_entry_is_the_right_one(classes: int):
    places = range(1, classes + 1)
    app = opened("softmax", K=str(classes), T="2", jk="1", ji="1", tab="jacobian")
    logits = [float(app.slider(key=f"z{place}").value) for place in places]
    shares = slow_softmax(logits, 2.0)
    entries = list(itertools.product(places, places))
    if classes == 10:  # its 100 entries differ in nothing that these do not show
        entries = [(10, 10), (1, 10), (10, 1), (4, 7), (9, 9)]
    for k, i in entries:
        app.session_state["jk"], app.session_state["ji"] = str(k), str(i)
        app.run()
        assert not app.exception
        text = words(app)
        own, other = shares[k - 1], shares[i - 1]
        value = own * (1 - own) / 2 if k == i else -own * other / 2
        shown = f"{value:#.4g}".replace("-", "−")
        assert ("**k = i.**" in text) == (k == i)
        assert ("**k ≠ i.**" in text) == (k != i)
        assert f", by {abs(value):#.4g} per unit of z" in text
        assert f"| formula | {shown} |" in text
        assert f"| finite difference | {shown} |" in text
        assert f"| without 1/T | {value * 2:#.4g} |".replace("-", "−") in text
        formula = next(part.value for part in app.latex if r"{\partial \hat y_" in part.value)
        assert rf"\frac{{\partial \hat y_{{{k}}}}}{{\partial z_{{{i}}}}}" in formula
        assert rf"\delta_{{{k},{i}}} = {1 if k == i else 0}" in formula
        assert formula.rstrip(" $\n").endswith(f"&= {value:#.4g} \\end{{aligned}}")
        outline = pictures(app)[-1]["figure"]["layout"]["shapes"][0]
        assert (outline["y0"], outline["x0"]) == (k - 0.5, i - 0.5)


def test_the_gradient_stands_beside_its_usual_mistakes():
    text = words(opened("softmax", T="2", eps="0.3", y="2", ji="2", tab="gradient"))
    share = slow_softmax([1.0, 2.0, 0.5], 2.0)[1]
    right, alone = (share - 0.8) / 2, -0.8 * (1 - share) / 2

    def row(name: str, value: float, verdict: str) -> str:
        return f"| {name} | {value:#.4g} | {verdict} |".replace("-", "−")

    assert row("sum of all terms", right, "✓ right") in text
    assert row("(ŷ₂ − y₂)/T", right, "✓ right") in text
    dropped = "only the term k = i, off−diagonal terms dropped"
    assert row(dropped, alone, "✗ wrong").replace("off−", "off-") in text.replace("off−", "off-")
    assert row("(ŷ₂ − 1)/T, as if i were the true class", (share - 1) / 2, "✗ wrong") in text
    assert row("ŷ₂ − y₂, without 1/T", right * 2, "✗ wrong") in text


def test_the_gradient_is_taken_apart_as_in_the_seed():
    formula = opened("softmax", T="2", eps="0.3", ji="2", tab="gradient").latex[-1].value
    share = f"{slow_softmax([1.0, 2.0, 0.5], 2.0)[1]:#.4g}"
    lines = [line.strip() for line in formula.split(r"\\[6pt]")]
    assert lines[0].endswith(r"-\sum_k y_k \frac{\partial \log \hat y_k}{\partial z_{2}}")
    split = r"&= -y_{2} (1 - \hat y_{2}) + \sum_{k \neq 2} y_k \, \hat y_{2}"
    assert lines[5].endswith(split)
    assert lines[6] == rf"&= -0.1000 \cdot (1 - {share}) \\ &\qquad + 0.9000 \cdot {share}"
    assert lines[8] == rf"&= -0.1000 + {share} \cdot (0.1000 + 0.9000)"
    assert lines[9] == r"\sum_k y_k &= 0.8000 + 0.1000 + 0.1000 = 1.000"
    assert "{2.000}" in lines[11]


def test_a_mistake_that_does_no_harm_here_is_said_to_be_one():
    text = words(opened("softmax", T="0.1", z2="4", y="2", ji="2", tab="gradient"))
    same = "correct only for y₂ = 1"
    assert len(re.findall(rf"\(ŷ₂ − 1\)/T.*{same}", text)) == 1
    assert len(re.findall(rf"off-diagonal terms dropped.*{same}", text)) == 1
    assert len(re.findall(r"ŷ₂ − y₂, without 1/T.*✗ wrong", text)) == 1
    for tab in ("jacobian", "gradient"):
        text = words(opened("softmax", tab=tab))
        assert len(re.findall(r"without 1/T.*correct only for T = 1", text)) == 1


def test_the_page_says_that_the_shift_moves_the_log_normalizer_and_no_probability():
    text = words(opened("softmax", shift="3", T="2", tab="shift"))
    assert "**moves** by $t/T$ = 1.500." in text
    assert "**no ŷ changes**" in text
    assert "the shift t has changed none of them" in text


def test_logits_that_tie_for_the_largest_share_all_in_the_cold():
    one = words(opened("softmax", tab="temperature"))
    assert "the class with the largest logit gets probability 1;" in one
    assert "The largest probability is **ŷ₂ = 0.6285**; all of them add up to 1." in one
    tied = words(opened("softmax", z1="10", z2="-10", z3="10", tab="temperature"))
    assert "The largest probability is **ŷ₁ = ŷ₃ = 0.5000**;" in tied
    assert "the 2 classes with the largest logit get probability 0.5000 each;" in tied
    assert "gets probability 1" not in tied


extremes = pytest.mark.parametrize(
    ("tab", "classes", "temperature", "smoothing", "shift"),
    [
        (tab, *state)
        for turn, state in enumerate(
            itertools.product(("2", "3", "10"), ("0.1", "10"), ("0", "1"), ("-10", "10"))
        )
        for tab in itertools.islice(itertools.cycle(TABS.options), turn % 2, 6, 2)
    ],
)


@extremes
def test_no_extreme_state_breaks_the_page(tab, classes, temperature, smoothing, shift):
    query = {f"z{place}": "-10" if place % 2 else "10" for place in range(1, int(classes) + 1)}
    query |= {"K": classes, "T": temperature, "eps": smoothing, "shift": shift, "jk": classes}
    query["tab"] = tab
    app = opened("softmax", **query)
    shown = "\n".join([words(app), *(part.value for part in app.latex)])
    assert "nan" not in shown.lower()
    assert "∞" not in shown
    assert "infty" not in shown
    assert not app.error
    for picture in pictures(app):
        assert picture["alternative"]
        assert "{" not in picture["alternative"]
        assert "<" not in picture["alternative"]


def test_the_triangle_names_the_limits_of_the_temperature():
    """Its two sentences are whole in the catalogue: other limits need other sentences."""
    simplex = pictures(opened("softmax"))[SIMPLEX]
    coldest, hottest = f"T = {TEMPERATURE.minimum:g}", f"T = {TEMPERATURE.maximum:g}"
    names = [trace.get("name", "") for trace in simplex["figure"]["data"]]
    assert any(coldest in name and hottest in name for name in names)
    limits = f"from {TEMPERATURE.minimum:g} to {TEMPERATURE.maximum:g}."
    assert simplex["alternative"].endswith(limits)


def test_only_three_classes_have_a_triangle():
    assert len(pictures(opened("softmax", K="3"))) == 5
    four = opened("softmax", K="4", tab="temperature")
    assert len(pictures(four)) == 5
    assert "(softmax?K=3)" in words(four)


def test_a_closed_tab_keeps_the_entry_that_was_chosen_in_it():
    app = opened("softmax", jk="3", ji="1", tab="jacobian")
    assert "∂ŷ₃/∂z₁" in words(app).replace(UNSEEN, "")
    app.session_state["tab"] = "formula"
    app.run()
    assert dict(app.query_params) == {"jk": "3", "ji": "1"}
    app.session_state["tab"] = "gradient"
    app.run()
    assert "∂L/∂z₁" in words(app).replace(UNSEEN, "")
    app.session_state["tab"] = "jacobian"
    app.run()
    assert [app.selectbox(key=key).value for key in ("jk", "ji")] == ["3", "1"]


def test_fewer_classes_leave_an_entry_that_exists():
    app = opened("softmax", K="5", jk="5", ji="4", tab="jacobian")
    app.number_input(key="K").set_value(2).run()
    assert not app.exception
    assert "∂ŷ₁/∂z₂" in words(app).replace(UNSEEN, "")


@pytest.mark.parametrize("classes", ["2", "3", "10"])
@pytest.mark.parametrize("tab", ["temperature", "shift", "jacobian"])
def test_plotly_accepts_every_property_of_every_figure_sent(classes: str, tab: str):
    """Its builders vouch for them; here Plotly checks."""
    for picture in pictures(opened("softmax", K=classes, shift="2", tab=tab)):
        go.Figure(picture["figure"])


@pytest.mark.parametrize("tab", TABS.options)
def test_an_interaction_sends_little(tab: str):
    assert sent_bytes(opened("softmax", K="10", T="0.1", shift="10", tab=tab)) < 60_000


def test_the_numbers_are_sent_once_their_tab_is_open():
    app = opened("softmax", shift="2")
    assert not app.dataframe
    app.session_state["tab"] = "numbers"
    app.run()
    steps, jacobian, shifts = (table.value for table in app.dataframe)
    assert steps.shape == (3, 8)
    np.testing.assert_allclose(steps["e^u"], np.exp([3.0, 4.0, 2.5]))
    np.testing.assert_allclose(steps["e^u"] / steps["e^u at t = 0"], math.exp(2))
    assert jacobian.shape == (4, 4)
    np.testing.assert_allclose(jacobian.loc["Σ"], 0, atol=1e-15)
    assert len(shifts) == 21


@pytest.mark.parametrize(
    ("click", "chosen"),
    [
        ({"x": 3, "y": 2}, ("2", "3")),
        ({"x": 1.0, "y": 1.0}, ("1", "1")),
        ({"x": 4, "y": 1}, None),
        ({"x": 0, "y": 1}, None),
        ({"x": 1.5, "y": 1}, None),
        ({"x": math.nan, "y": 1}, None),
        ({"x": math.inf, "y": 1}, None),
        ({"x": -1e300, "y": 1}, None),
    ],
)
def test_a_click_chooses_an_entry_that_exists_or_nothing(
    click: dict[str, float], chosen: tuple[str, str] | None
):
    app = after_click(
        lambda: choose_clicked_entry({"trace": 0} | click, 3), entry_choices(3), jk="3", ji="1"
    )
    assert tuple(app.selectbox(key=key).value for key in ("jk", "ji")) == (chosen or ("3", "1"))


# ------------------------------------------------------------------------------------- in the hand


def test_all_pictures_are_told_the_same_state_and_may_move_all_of_it():
    query = {"K": "3", "z3": "-4", "T": "2", "shift": "1.5"}
    for tab, count in (("temperature", 6), ("shift", 6), ("formula", 5)):
        told = [picture["live"] for picture in pictures(opened("softmax", **query, tab=tab))]
        assert len(told) == count
        for live in told:
            assert live["values"] == {"z1": 1.0, "z2": 2.0, "z3": -4.0, "T": 2.0, "shift": 1.5}
            assert live["limits"] == {
                **{key: [-10.0, 10.0, 0.1] for key in ("z1", "z2", "z3", "shift")},
                "T": [0.1, 10.0, 0.1],
            }
            assert live["given"]["logits"] == ["z1", "z2", "z3"]
            assert (live["given"]["temperature"], live["given"]["shift"]) == ("T", "shift")


def test_the_first_step_alone_has_handles():
    *steps, triangle = [picture["live"]["view"] for picture in pictures(opened("softmax"))]
    assert [view["kind"] for view in (*steps, triangle)] == [*["bars"] * 4, "triangle"]
    assert [len(view["handles"]) for view in steps] == [3, 0, 0, 0]
    assert [handle["key"] for handle in steps[0]["handles"]] == ["z1", "z2", "z3"]


@pytest.mark.parametrize("restricted", [{"lock": "z1,T"}, {"hide": "z1,T"}, {"lock": "T,z1,K"}])
def test_no_picture_lets_a_hand_move_what_a_lesson_holds(restricted: dict[str, str]):
    for picture in pictures(opened("softmax", **restricted, tab="temperature")):
        assert picture["live"]["limits"].keys() == {"z2", "z3", "shift"}


@pytest.mark.parametrize(
    ("moved", "expected"),
    [
        ({"z1": 2.4, "z2": -3.2, "T": 0.5, "shift": 4}, (2.4, -3.2, 0.5, 4.0)),
        ({"z1": 11, "z2": -1e308, "T": 0, "shift": 10**400}, (10.0, -10.0, 0.1, 10.0)),
        ({"T": -5.0}, (1.0, 2.0, 0.1, 0.0)),
        ({"z1": 0.3333, "T": 3.14159}, (0.3, 2.0, 3.1, 0.0)),
        ({"z3": 5.0, "K": 9, "eps": 1.0, "_restrictions": 1.0}, (1.0, 2.0, 1.0, 0.0)),
        ({}, (1.0, 2.0, 1.0, 0.0)),
    ],
)
def test_a_hand_moves_the_page_s_sliders_within_their_limits_and_nothing_else(
    moved: dict[str, float], expected: tuple[float, ...]
):
    live = bars_in_hand(Example((1.0, 2.0), (1.0, 0.0), 1.0, 0.0), 0.0, 0, has_sum=False)
    sliders = [*LOGITS[:2], TEMPERATURE, SHIFT]
    app = after_click(lambda: live.on_move(moved), sliders)
    assert [slider.value for slider in app.slider] == pytest.approx(expected)
    for key in moved.keys() - {"z1", "z2", "T", "shift", "_restrictions"}:
        assert key not in app.session_state


def test_the_room_for_the_numbers_is_the_same_for_all_logits():
    """A bar that is dragged would jump if the number behind it made the picture narrower."""
    rooms = set()
    for logit, shift in itertools.product((-10.0, -0.1, 0.0, 0.1, 9.9), (-10.0, 0.0, 10.0)):
        picture = prepare_softmax(np.array([logit, 0.5]), shift, 1.0)
        (_, bars), *_ = step_bars(picture, shift)
        rooms.add(step_figure(bars).layout["margin"]["r"])
    assert len(rooms) == 1
