"""The gradient field: the arrows and the path drawn, and the page that draws them."""

import math
import re
from typing import Any

import numpy as np
import plotly.graph_objects as go
import pytest

from core import squared_error_with_gradient
from dashboard.figures.hessian_cross import LONGEST_ARM
from dashboard.figures.logit_plane import Plane, PlaneWords
from dashboard.text import number
from dashboard.views.gradient_field.arrows_figure import arrow_strokes
from dashboard.views.gradient_field.controls import TABS
from dashboard.views.gradient_field.figure import (
    ARROWS,
    FieldWords,
    GradientField,
    arrows_trace,
    gradient_field_figure,
    prepare_gradient_field,
)
from dashboard.views.gradient_field.labels_figure import LETTER, LINE, MARK, labelled
from dashboard.views.gradient_field.simplex_figure import (
    in_triangle,
    prepare_simplex_flow,
    simplex_arrows,
)
from dashboard.views.gradient_field.steps_figure import (
    compare_steps,
    newton_mark,
    shown_mark,
    simplex_marks,
)
from dashboard.views.gradient_field.streamlines_figure import prepare_streamlines, streamlines_trace
from tests.dashboard.opened_page import opened, pictures, sent_bytes, values, words
from tests.number_on_screen import read_number

LOGITS = np.array([1.0, 2.0, -0.5])
TARGETS = np.array([0.7, 0.2, 0.1])
PLANE = Plane(0, 2, reach=6.0, chosen_reach=6.0)


def softmax(logits: list[float], temperature: float) -> list[float]:
    exponentials = [math.exp(logit / temperature) for logit in logits]
    return [exponential / sum(exponentials) for exponential in exponentials]


def slope(logits: list[float], place: int, temperature: float) -> float:
    """(ŷ − y)/T of one logit, slowly."""
    return (softmax(logits, temperature)[place] - TARGETS[place]) / temperature


@pytest.fixture
def field() -> GradientField:
    return prepare_gradient_field(LOGITS, TARGETS, 2.0, PLANE, step_size=1.5, steps=7)


def test_every_arrow_is_minus_the_gradient_with_its_one_over_t(field: GradientField):
    assert len(field.tails) == len(field.descents) == ARROWS**2
    for tail, descent in zip(field.tails[::23], field.descents[::23], strict=True):
        logits = [tail[0], 2.0, tail[1]]
        expected = [-slope(logits, 0, 2.0), -slope(logits, 2, 2.0)]
        assert descent.tolist() == pytest.approx(expected, rel=1e-12)


def test_the_path_takes_the_steps_of_gradient_descent_in_the_plane(field: GradientField):
    logits = LOGITS.tolist()
    for point, loss in zip(*field.path, strict=True):
        assert point.tolist() == pytest.approx(logits, rel=1e-12)
        probabilities = softmax(logits, 2.0)
        expected = -sum(y * math.log(p) for y, p in zip(TARGETS, probabilities, strict=True))
        assert loss == pytest.approx(expected, rel=1e-12)
        steps = [1.5 * slope(logits, 0, 2.0), 0.0, 1.5 * slope(logits, 2, 2.0)]
        logits = [logit - step for logit, step in zip(logits, steps, strict=True)]
    assert len(field.path.losses) == 8


@pytest.mark.parametrize("temperature", [0.1, 0.5, 1.0, 3.3, 10.0])
@pytest.mark.parametrize("reach", [2.0, 6.0, 12.0])
def test_no_arrow_can_be_longer_than_its_way_to_the_next(temperature: float, reach: float):
    plane = Plane(0, 1, reach, reach)
    field = prepare_gradient_field(
        np.array([0.0, 0.0]), np.array([1.0, 0.0]), temperature, plane, step_size=1.0, steps=0
    )
    longest = math.sqrt(2) / temperature / field.norm_of_unit
    distance = 2 * reach / ARROWS
    assert np.linalg.norm(field.descents, axis=1).max() / field.norm_of_unit <= longest
    assert 0.8 * distance < longest < math.sqrt(2) * distance


def test_the_scale_stays_while_the_logits_move(field: GradientField):
    moved = prepare_gradient_field(LOGITS + 3, TARGETS, 2.0, PLANE, step_size=1.0, steps=1)
    assert moved.norm_of_unit == field.norm_of_unit


def test_an_arrow_is_a_shaft_and_a_head_at_its_tip():
    strokes = arrow_strokes(np.array([[1.0, 2.0]]), np.array([[0.0, 2.0]]))
    shaft, head = strokes[:2], strokes[1:5]
    assert shaft.tolist() == [[1, 2], [1, 4]]
    assert head[3].tolist() == [1, 4]
    assert head[1, 1] == head[2, 1] < 4
    assert head[1, 0] + head[2, 0] == 2
    assert np.isnan(strokes[5]).all()


def test_the_arrows_drawn_are_the_descents_in_the_stated_scale(field: GradientField):
    words_of_plane = PlaneWords("z₁", "z₃", "L", "start")
    picture = gradient_field_figure(
        field, arrows_trace(field), words_of_plane, FieldWords("scale", "lines", "way", "end")
    )
    figure = go.Figure(*picture)
    _, arrows, path, end, start = figure.data
    drawn = np.stack([arrows.x, arrows.y], axis=1).reshape(-1, 6, 2)
    np.testing.assert_allclose(drawn[:, 0], field.tails, atol=1e-6)
    lengths = np.linalg.norm(drawn[:, 1] - drawn[:, 0], axis=1)
    norms = np.linalg.norm(field.descents, axis=1)
    np.testing.assert_allclose(lengths * field.norm_of_unit, norms, atol=1e-5)
    np.testing.assert_allclose(path.x, field.path.logits[:, 0], rtol=1e-6)
    np.testing.assert_allclose(path.y, field.path.logits[:, 2], rtol=1e-6)
    assert (start.x[0], start.y[0]) == (1.0, -0.5)
    assert (end.x[0], end.y[0]) == (path.x[-1], path.y[-1])
    assert start.marker.symbol != end.marker.symbol


def test_the_page_states_the_scale_and_the_losses_at_both_ends():
    app = opened("gradient_field", step_size="2", descent_steps="5", tab="steps")
    page = words(app)
    assert "**L = 1.464** at the diamond, 5 steps" in page
    figure = pictures(app)[0]["figure"]
    title = figure["layout"]["title"]["text"]
    assert title == "cross-entropy (arrow 1 unit long: ‖∇L‖ = 1.500)"
    losses = values(figure["data"][2]["customdata"])
    assert len(losses) == 6
    assert f"**L = {losses[-1]:#.4g}** at the square" in page


def test_no_steps_leave_the_example_where_it_is():
    assert "0 steps lead to **L = 1.464**" in words(
        opened("gradient_field", descent_steps="0", tab="steps")
    )


def test_steps_that_are_too_long_are_called_so():
    page = words(opened("gradient_field", K="2", z1="-1", z2="3", q="0.6,0.4", step_size="4.5"))
    assert "Steps at which the loss rose" in page
    assert "Steps at which the loss rose" not in words(opened("gradient_field"))


def test_an_end_outside_the_picture_is_told():
    page = words(opened("gradient_field", T="0.1", step_size="100", descent_steps="1", z1="-3"))
    assert "The end lies outside the picture." in page


@pytest.mark.parametrize(
    "query", [{"step_size": "-1"}, {"descent_steps": "100000"}, {"descent_steps": "x"}]
)
def test_what_a_link_may_not_say_is_left_out(query: dict[str, str]):
    page = words(opened("gradient_field", **query, tab="steps"))
    assert "**L = 1.464** at the diamond, 30 steps" in page


@pytest.mark.parametrize(("key", "value"), [("step_size", 1e9), ("descent_steps", 10**9)])
def test_a_value_beyond_its_limit_is_held_to_it(key: str, value: float):
    app = opened("gradient_field")
    app.number_input(key=key).set_value(value).run()
    assert not app.exception
    assert len(values(pictures(app)[0]["figure"]["data"][2]["x"])) <= 201


def test_the_formula_has_a_line_for_each_class_with_its_own_share_and_temperature():
    app = opened("gradient_field", K="4", T="2", eps="0.2", y="3")
    formula = app.latex[0].value
    shown = softmax([1.0, 2.0, 0.5, 0.0], 2.0)
    for place, (probability, target) in enumerate(
        zip(shown, [0.05, 0.05, 0.85, 0.05], strict=True), start=1
    ):
        line = next(line for line in formula.split(r"\\") if f"z_{{{place}}}" in line)
        assert f"{probability:#.4g} - {target:#.4g}" in line
        assert "{2.000}" in line
        assert f"= {(probability - target) / 2:#.4g}" in line


def test_the_numbers_are_sent_once_their_tab_is_open():
    assert not opened("gradient_field").dataframe
    app = opened("gradient_field", tab="numbers")
    classes, steps, arrows = (table.value for table in app.dataframe)
    np.testing.assert_allclose(classes["∂L/∂z"].sum(), 0, atol=1e-15)
    assert len(steps) == 31
    assert len(arrows) == ARROWS**2


def test_an_interaction_sends_little():
    assert sent_bytes(opened("gradient_field", K="10", descent_steps="200")) < 45_000
    beside = opened("gradient_field", K="10", beside="squared error")
    assert sent_bytes(beside) < 50_000


# ------------------------------------------------------------------------------- random states


def random_state(seed: int) -> tuple[np.ndarray, np.ndarray, float, Plane]:
    """An example and a plane; every third target is one-hot."""
    random = np.random.default_rng(seed)
    classes = 3 if seed % 5 == 0 else int(random.integers(2, 11))
    logits = random.uniform(-10, 10, classes).round(1)
    targets = np.eye(classes)[random.integers(classes)]
    if seed % 3:
        targets = 0.7 * targets + 0.3 * random.dirichlet(np.ones(classes))
    temperature = float(random.choice([0.1, 0.5, 1.0, 2.5, 10.0]))
    first, second = random.permutation(classes)[:2]
    return logits, targets, temperature, Plane(int(first), int(second), 11.0, 6.0)


def probabilities_by_hand(logits: list[float], temperature: float) -> list[float]:
    top = max(logits)
    exponentials = [math.exp((logit - top) / temperature) for logit in logits]
    return [exponential / math.fsum(exponentials) for exponential in exponentials]


def slopes_by_hand(
    logits: list[float], targets: np.ndarray, temperature: float
) -> tuple[list[float], list[float]]:
    """∂L/∂z of cross-entropy and, through the whole Jacobian, of squared error."""
    shares = probabilities_by_hand(logits, temperature)
    classes = range(len(shares))
    entropy = [(shares[k] - targets[k]) / temperature for k in classes]
    squared = [
        math.fsum(
            (shares[i] - targets[i]) * shares[i] * ((i == k) - shares[k]) / temperature
            for i in classes
        )
        for k in classes
    ]
    return entropy, squared


every_state = pytest.mark.parametrize("seed", range(50))


@every_state
def test_both_fields_drawn_are_the_slopes_by_hand_to_one_scale(seed: int):
    logits, targets, temperature, plane = random_state(seed)
    options = {"step_size": 0.5 * temperature**2, "steps": 3}
    fields = [
        prepare_gradient_field(logits, targets, temperature, plane, **options, **loss)
        for loss in ({}, {"loss": squared_error_with_gradient})
    ]
    assert fields[0].norm_of_unit == fields[1].norm_of_unit
    two = [plane.first, plane.second]
    for which, field in enumerate(fields):
        trace = arrows_trace(field)
        drawn = np.stack([trace["x"], trace["y"]], axis=1).reshape(-1, 6, 2)
        for arrow in np.random.default_rng(seed).integers(0, ARROWS**2, 5):
            point = logits.copy()
            point[two] = field.tails[arrow]
            slopes = slopes_by_hand(point.tolist(), targets, temperature)[which]
            expected = [-slopes[place] / field.norm_of_unit for place in two]
            vector = drawn[arrow, 1] - drawn[arrow, 0]
            assert vector.tolist() == pytest.approx(expected, rel=1e-4, abs=1e-5)
        point = logits.tolist()
        for step in range(4):
            assert field.path.logits[step].tolist() == pytest.approx(point, rel=1e-9, abs=1e-9)
            slopes = slopes_by_hand(point, targets, temperature)[which]
            for place in two:
                point[place] -= options["step_size"] * slopes[place]


@every_state
def test_newton_s_step_is_its_two_equations_solved_by_hand(seed: int):
    logits, targets, temperature, plane = random_state(seed)
    logits = logits / 5 * min(1, temperature)  # where the curvature can be told from 0
    compared = compare_steps(logits, targets, temperature, plane, 0.7)
    shares = probabilities_by_hand(logits.tolist(), temperature)
    i, j = plane.first, plane.second
    slopes, _ = slopes_by_hand(logits.tolist(), targets, temperature)
    off = -shares[i] * shares[j] / temperature**2
    if len(logits) == 2:
        # Singular: along (1, −1)/√2 the curvature is −2·off, and the step slope over curvature.
        expected = [-(slopes[i] - slopes[j]) / 2 / (-2 * off), 0.0]
        expected[1] = -expected[0]
    else:
        a, d = (
            math.fsum(shares[k] * shares[m] for m in range(len(shares)) if m != k) / temperature**2
            for k in (i, j)
        )
        determinant = a * d - off * off
        expected = [
            -(d * slopes[i] - off * slopes[j]) / determinant,
            -(a * slopes[j] - off * slopes[i]) / determinant,
        ]
    assert compared.newton.step[[i, j]].tolist() == pytest.approx(expected, rel=1e-6, abs=1e-9)
    gradient_step = compared.descent.logits[1] - logits
    assert gradient_step[[i, j]].tolist() == pytest.approx(
        [-0.7 * slopes[i], -0.7 * slopes[j]], rel=1e-9, abs=1e-12
    )
    end = probabilities_by_hand(compared.newton_end.tolist(), temperature)
    loss = -math.fsum(y * math.log(p) for y, p in zip(targets, end, strict=True) if y)
    assert compared.newton_loss == pytest.approx(loss, rel=1e-9, abs=1e-12)
    shown, newton = shown_mark(compared, "shown"), newton_mark(compared, "newton")
    assert [shown["x"][0], shown["y"][0]] == pytest.approx(logits[[i, j]].tolist(), rel=1e-6)
    if np.abs(compared.newton.step).max() < 20:
        assert [newton["x"][1], newton["y"][1]] == pytest.approx(
            compared.newton_end[[i, j]].tolist(), rel=1e-5, abs=1e-6
        )


@pytest.mark.parametrize("temperature", [0.1, 1.0, 10.0])
def test_newton_s_slopes_are_not_rounded_away(temperature: float):
    """However small, the slope of a class without a share of the target is ŷ/T."""
    logits = np.array([10.0, -10.0, 0.0])
    compared = compare_steps(logits, np.array([1.0, 0, 0]), temperature, Plane(0, 1, 11, 6), 0.7)
    expected = probabilities_by_hand(logits.tolist(), temperature)[1] / temperature
    assert compared.gradient[1] == pytest.approx(expected, rel=1e-9)
    assert compared.gradient[2] == 0
    ends = {"z1": "10", "z2": "-10", "z3": "0"}
    page = words(opened("gradient_field", T=str(temperature), **ends, tab="newton"))
    assert "The gradient is 0 here" not in page


@every_state
def test_the_simplex_shows_the_probabilities_of_the_same_points(seed: int):
    logits, targets, temperature, plane = random_state(5 * seed)
    compared = compare_steps(logits, targets, temperature, plane, 1.0)
    marks = simplex_marks(compared, temperature, logits - 1.0, ("end", "shown"))
    for mark, point in zip(marks, (logits - 1.0, logits), strict=True):
        expected = probabilities_by_hand(point.tolist(), temperature)
        drawn = [float(mark[corner][0]) for corner in "abc"]
        assert drawn == pytest.approx(expected, rel=1e-5, abs=1e-7)


@every_state
def test_streamlines_go_down_keep_apart_and_cover_the_plane(seed: int):
    logits, targets, temperature, plane = random_state(seed)
    losses: tuple[dict[str, Any], ...] = {}, {"loss": squared_error_with_gradient}
    for which, loss in enumerate(losses):
        lines = prepare_streamlines(logits, targets, temperature, plane, **loss)
        for line in lines[::5]:
            assert np.abs(line).max() <= plane.reach
            point = logits.copy()
            point[[plane.first, plane.second]] = line[1]
            slopes = slopes_by_hand(point.tolist(), targets, temperature)[which]
            along = line[2] - line[1]
            assert along @ np.array([slopes[plane.first], slopes[plane.second]]) <= 0
        corners = {tuple(corner) for line in lines for corner in (line > 0).tolist()}
        assert len(lines) >= 18  # of 64
        assert len(corners) == 4
        assert len(streamlines_trace(lines, plane)["x"]) < 1500


def test_a_line_that_comes_to_rest_is_drawn_up_to_there():
    shared_out = np.array([0.8, 0.1, 0.1])
    plane = Plane(0, 1, 6.0, 6.0)
    for loss in ({}, {"loss": squared_error_with_gradient}):
        lines = prepare_streamlines(np.array([0.0, 0.0, 0.5]), shared_out, 1.0, plane, **loss)
        assert len(lines) > 35  # of 64
        assert all((np.diff(line, axis=0) != 0).any(axis=1).all() for line in lines)


# ------------------------------------------------------------------------------- the page


def test_the_scrubber_moves_the_point_on_both_views_in_step():
    app = opened("gradient_field", T="2", step_size="1.5")
    app.session_state["descent_step"] = 7
    app.run()
    field, simplex = (picture["figure"]["data"] for picture in pictures(app))
    path = next(trace for trace in field if trace.get("name") == "gradient descent")
    shown = next(trace for trace in field if trace.get("name") == "step 7")
    x, y = (values(path[axis])[7] for axis in "xy")
    assert (values(shown["x"])[0], values(shown["y"])[0]) == pytest.approx((x, y))
    there = next(trace for trace in simplex if trace.get("name") == "step 7")
    expected = softmax([float(x), float(y), 0.5], 2.0)
    drawn = [values(there[corner])[0] for corner in "abc"]
    assert drawn == pytest.approx(expected, rel=1e-5)
    loss = -math.log(expected[0])
    assert "Step 7 of 30: z₁ = " in words(app)
    assert f"**L = {loss:#.4g}** nats." in words(app)
    norm = math.hypot(expected[0] - 1, expected[1]) / 2
    assert f"**‖∇L‖ = {norm:#.4g}**" in words(app)


def test_the_formula_is_that_of_the_step_shown_beside_finite_differences():
    app = opened("gradient_field", T="2", step_size="1.5", descent_step="7", eps="0.3")
    page = words(app)
    assert "The gradient at step 7" in page
    x, y = (values(pictures(app)[0]["figure"]["data"][2][axis])[7] for axis in "xy")
    shares = softmax([float(x), float(y), 0.5], 2.0)
    for place, (share, target) in enumerate(zip(shares, [0.8, 0.1, 0.1], strict=True)):
        slope = (share - target) / 2
        row = re.search(rf"\| ∂L/∂z{'₁₂₃'[place]} \| ([^|]+) \| ([^|]+) \| ([^|]+) \|", page)
        assert row is not None
        formula, estimate, difference = map(read_number, row.groups())
        assert [formula, estimate] == pytest.approx([slope, slope], rel=1e-3, abs=1e-6)
        assert abs(difference) < 1e-8
        assert f"{share:#.4g} - {target:#.4g}" in app.latex[0].value


def test_the_hessian_s_axes_cross_at_the_step_shown():
    figure = pictures(opened("gradient_field", descent_step="7", tab="newton"))[2]["figure"]
    x, y = (values(figure["data"][2][axis])[7] for axis in "xy")
    cross = figure["data"][3]
    ends = np.stack([values(cross["x"]), values(cross["y"])], axis=1).reshape(2, 3, 2)[:, :2]
    shares = softmax([float(x), float(y), 0.5], 1.0)
    block = np.diag(shares[:2]) - np.outer(shares[:2], shares[:2])
    for arm in (ends - [x, y]).reshape(4, 2):
        rise, longest = arm @ block @ arm / 2, LONGEST_ARM * 6
        assert rise == pytest.approx(0.1, rel=1e-4) or (
            rise < 0.1 and np.hypot(*arm) == pytest.approx(longest, rel=1e-4)
        )
    arms = ends[:, 1] - ends[:, 0]
    assert arms[0] @ arms[1] == pytest.approx(0, abs=1e-4)


def test_a_step_outside_the_picture_has_no_cross():
    far = {"T": "0.1", "step_size": "100", "descent_steps": "1", "z1": "-3", "descent_step": "1"}
    for state, traces in ((far, 7), ({}, 8)):
        newton = pictures(opened("gradient_field", **state, tab="newton"))[2]
        assert len(newton["figure"]["data"]) == traces


def lifts(values: np.ndarray) -> np.ndarray:
    """Where the next stroke begins."""
    return np.flatnonzero(np.isnan(values)) + 1


def test_the_triangle_holds_the_same_streamlines_point_by_point():
    app = opened("gradient_field", flow="streamlines", T="2", i="3", j="1", eps="0.3")
    field, simplex = (picture["figure"]["data"] for picture in pictures(app))
    drawn = {axis: values(field[1][axis]) for axis in "xy"}
    pushed = {corner: values(simplex[0][corner]) for corner in "ab"}
    strokes = np.split(np.stack([drawn["y"], drawn["x"]], axis=1), lifts(drawn["x"]))
    shown = iter(np.split(np.stack([pushed["a"], pushed["b"]], axis=1), lifts(pushed["a"])))
    left_out = 0
    for stroke in strokes[:-1]:
        expected = np.array([softmax([x, 2.0, y], 2.0) for x, y in stroke[:-1].tolist()])
        if not len(expected) or np.ptp(expected[:, :2], axis=0).max() < 0.01:
            left_out += 1
        else:
            np.testing.assert_allclose(next(shown)[:-1], expected[:, :2], rtol=1e-4)
    assert len(next(shown)) == 0
    assert left_out < 0.7 * len(strokes)


@every_state
def test_the_triangle_s_arrows_are_the_change_of_each_probability(seed: int):
    _, targets, temperature, plane = random_state(5 * seed)
    flow = prepare_simplex_flow(targets, temperature, plane)
    assert flow.probabilities.min() > 0.02  # off the edges
    for shares, change in zip(flow.probabilities[::7], flow.changes[::7], strict=True):
        logits = [temperature * math.log(share) for share in shares]
        slopes, _ = slopes_by_hand(logits, targets, temperature)
        little = 1e-5
        before, after = (
            probabilities_by_hand(
                [
                    logit + way * little * slopes[k] * (k in (plane.first, plane.second))
                    for k, logit in enumerate(logits)
                ],
                temperature,
            )
            for way in (1, -1)
        )
        expected = (np.array(after) - before) / (2 * little)
        assert change.tolist() == pytest.approx(expected.tolist(), rel=1e-4, abs=1e-7)


def test_no_arrow_of_the_triangle_reaches_the_next_one_or_an_edge():
    flow = prepare_simplex_flow(np.array([1.0, 0, 0]), 1.0, Plane(0, 1, 6.0, 6.0))
    trace = simplex_arrows(flow)
    a, b = trace["a"].reshape(-1, 6)[:, :2].T, trace["b"].reshape(-1, 6)[:, :2].T
    tails, tips = (in_triangle(np.stack([a[k], b[k], 1 - a[k] - b[k]], axis=1)) for k in (0, 1))
    np.testing.assert_allclose(tails, in_triangle(flow.probabilities), atol=1e-6)
    assert 0.07 < np.linalg.norm(tips - tails, axis=1).max() < 1 / 12
    assert min(a.min(), b.min(), (1 - a - b).min()) > 0.01


@pytest.mark.parametrize("seed", range(200))
def test_no_label_lies_on_another_or_on_a_mark(seed: int):
    random = np.random.default_rng(seed)
    way = np.clip(np.cumsum(random.normal(0, 0.08, (12, 2)), axis=0) + 0.5, 0.1, 0.9)
    places = [way[-1], way[random.integers(12)], way[0]]
    marks = [
        {"x": [x], "y": [y], "mode": "markers", "name": name}
        for (x, y), name in zip(places, ("end", "step 12", "start"), strict=True)
    ]
    boxes = []
    for mark, (x, y) in zip(labelled(marks, places, way, way), places, strict=True):
        if "text" not in mark:
            continue
        up, across = mark["textposition"].split()
        width, height = LETTER * len(mark["name"]), LINE
        left = {"left": x - MARK - width, "center": x - width / 2, "right": x + MARK}[across]
        low = {"bottom": y - MARK - height, "middle": y - height / 2, "top": y + MARK}[up]
        boxes.append((left, low, left + width, low + height))
        assert min(left, low) >= 0
        assert max(left + width, low + height) <= 1
    signs = [(x - 0.02, y - 0.02, x + 0.02, y + 0.02) for x, y in places]
    for count, (left, low, right, high) in enumerate(boxes):
        for other in [*boxes[:count], *signs]:
            is_apart = other[0] >= right or other[2] <= left or other[1] >= high or other[3] <= low
            assert is_apart


def test_the_label_of_a_star_beside_the_disc_is_not_cut_at_the_edge():
    app = opened("gradient_field", z1="-2.9", z2="3.9", descent_step="30", tab="newton")
    newton = pictures(app)[2]["figure"]["data"]
    (star,) = (trace for trace in newton if trace.get("name") == "Newton step")
    assert star["textposition"].endswith("left")


def test_a_link_opens_the_descent_at_its_step():
    assert "Step 12 of 20: " in words(
        opened("gradient_field", descent_step="12", descent_steps="20")
    )


def test_fewer_steps_keep_the_scrubber_on_the_path():
    app = opened("gradient_field", descent_step="25")
    app.number_input(key="descent_steps").set_value(10).run()
    assert not app.exception
    assert "of 10: z₁" in words(app)


def test_four_classes_have_no_triangle_and_say_why():
    app = opened("gradient_field", K="4", descent_step="3")
    assert "With 4 classes, the loss at each step is shown instead" in words(app)
    field, beside = (picture["figure"]["data"] for picture in pictures(app))
    curve, here = beside
    np.testing.assert_array_equal(values(curve["y"]), values(field[2]["customdata"]))
    assert (here["x"], values(here["y"])[0]) == ([3], values(curve["y"])[3])


def test_squared_error_stands_beside_to_the_same_scale():
    tab = {"tab": "squared_error"}
    beside = opened("gradient_field", beside="squared error", z1="-6", z2="6", **tab)
    below = opened("gradient_field", z1="-6", z2="6", **tab)
    for app, which in ((beside, [0, 1]), (below, [0, 2])):
        shown = pictures(app)
        assert len(shown) == which[1] + 1
        titles = [shown[one]["figure"]["layout"]["title"]["text"] for one in which]
        assert [title.partition(" (")[2] for title in titles] == [
            "arrow 1 unit long: ‖∇L‖ = 1.500)"
        ] * 2
        assert "same number of steps, gradient descent takes it from" in words(app)


def test_with_two_classes_the_hessian_is_called_singular():
    page = words(opened("gradient_field", K="2", tab="newton"))
    assert "∇²L is **singular**" in page
    assert "**singular**" not in words(opened("gradient_field", K="3", tab="newton"))


def test_newton_s_step_has_its_digits_where_the_example_is_confident():
    app = opened("gradient_field", K="2", z1="10", z2="-10", T="0.5", tab="newton")
    assert "| length of the step | 1.202\xa0×\xa010⁻¹⁷ | 0.3536 |" in words(app)
    assert not re.search(r"promised[^\n]*−\d", words(app))


def test_newton_from_saturation_is_shown_to_overshoot():
    tab = {"tab": "newton"}
    page = words(opened("gradient_field", K="2", q="0.3,0.7", z1="10", z2="-10", **tab))
    assert "**Newton overshoots**" in page
    assert "The softmax is saturated here (largest ŷ 1.000):" in page
    ends = {"z1": "10", "z2": "-10", "z3": "10"}
    warm = words(opened("gradient_field", q="0.5,0.3,0.2", T="10", **ends, **tab))
    assert "**Newton overshoots**" in warm
    assert "saturated" not in warm
    assert "The star lies outside the picture" in page


def test_a_confident_example_has_its_steps_to_four_digits():
    page = words(opened("gradient_field", K="2", z1="10", z2="-10", T="0.5", y="1", tab="newton"))
    loss = math.exp(-40)
    lengths = 2 * loss * math.sqrt(2), 0.25 * math.sqrt(2)  # η‖∇L‖ with η = 1, and Newton's
    assert f"| length of the step | {number(lengths[0])} | {number(lengths[1])} |" in page
    assert f"| predicted L | {number(loss)} | {number(loss / 2)} |" in page


@pytest.mark.parametrize("classes", ["2", "3", "10"])
@pytest.mark.parametrize("temperature", ["0.1", "10"])
@pytest.mark.parametrize("smoothing", ["0", "1"])
@pytest.mark.parametrize("ends", [("-10", "10"), ("10", "-10"), ("10", "10")])
def test_extreme_states_are_shown(
    classes: str, temperature: str, smoothing: str, ends: tuple[str, str]
):
    state = {"K": classes, "T": temperature, "eps": smoothing, "z1": ends[0], "z2": ends[1]}
    app = opened("gradient_field", **state, flow="streamlines", beside="squared error")
    app.session_state["descent_step"] = 30
    app.selectbox(key="beside").set_value("simplex")
    for tab in TABS.options:
        app.session_state["tab"] = tab
        app.run()
        assert not app.exception
        assert "nan" not in (words(app) + "".join(part.value for part in app.latex)).lower()


def test_plotly_accepts_every_property_of_every_figure_sent():
    """Its builders vouch for them; here Plotly checks."""
    for state in ({}, {"K": "2"}, {"beside": "squared error"}):
        for tab in ("steps", "newton", "squared_error"):
            for picture in pictures(opened("gradient_field", **state, tab=tab)):
                go.Figure(picture["figure"])


def test_both_pictures_are_told_the_descent_that_starts_in_the_hand():
    query = {"step_size": "0.5", "descent_steps": "12", "descent_step": "3", "i": "2", "j": "3"}
    field, simplex = pictures(opened("gradient_field", **query))
    for picture, kind in ((field, "field"), (simplex, "simplex")):
        told = picture["live"]
        assert told["view"]["kind"] == kind
        assert told["view"]["descent"] == {
            "key": "descent_step",
            "learningRate": 0.5,
            "steps": 12,
            "moved": [1, 2],
            "loss": "cross_entropy_with_gradient",
            "written": "step {step} of {steps}, L = {loss}",
        }
        assert told["values"]["descent_step"] == 3
        assert told["limits"]["descent_step"] == [0, 12, 1]
        assert told["limits"].keys() == {"z2", "z3", "descent_step"}
        traces = told["view"]["traces"]
        names = {name: picture["figure"]["data"][trace]["name"] for name, trace in traces.items()}
        assert names == {
            "path": "gradient descent",
            "end": "end",
            "shown": "step 3",
            "start": "start",
        }
        assert told["view"]["trace"] == traces["start"]
    assert field["live"]["values"] == simplex["live"]["values"]
    assert field["live"]["given"] == simplex["live"]["given"]
