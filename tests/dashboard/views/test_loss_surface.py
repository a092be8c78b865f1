"""The loss surface: the numbers drawn, and the page that draws them."""

import math

import numpy as np
import plotly.graph_objects as go
import pytest

from dashboard.controls.example.controls import LOGITS as LOGIT_SLIDERS
from dashboard.controls.example.controls import Example
from dashboard.controls.example.logit_plane import map_in_hand
from dashboard.figures.hessian_cross import LONGEST_ARM, RISE, cross_ends
from dashboard.figures.logit_plane import Plane, PlaneWords
from dashboard.text import number
from dashboard.views.loss_surface.controls import TABS
from dashboard.views.loss_surface.cross_sections_figure import (
    TRACES,
    CrossSection,
    SectionWords,
    cross_section_figure,
    prepare_cross_sections,
)
from dashboard.views.loss_surface.figure import (
    LossSurface,
    ShiftWords,
    flat_direction_figure,
    map_figure,
    prepare_loss_surface,
    surface_figure,
)
from dashboard.views.loss_surface.saturation_figure import prepare_steepness, steepness_figure
from tests.dashboard.clicked_page import after_click
from tests.dashboard.opened_page import errors, opened, pictures, sent_bytes, values, words

WORDS = PlaneWords("z₁", "z₃", "L", "the example")
LOGITS = np.array([1.0, 2.0, -0.5])
TARGETS = np.array([0.7, 0.2, 0.1])
PLANE = Plane(0, 2, reach=6.0, chosen_reach=6.0)


def loss(logits: list[float], targets: list[float], temperature: float) -> float:
    """−Σ y log ŷ, slowly."""
    exponentials = [math.exp(logit / temperature) for logit in logits]
    return -sum(
        share * math.log(exponential / sum(exponentials))
        for share, exponential in zip(targets, exponentials, strict=True)
    )


@pytest.fixture
def surface() -> LossSurface:
    return prepare_loss_surface(LOGITS, TARGETS, 2.0, PLANE)


def test_every_height_is_the_loss_with_the_other_logits_held(surface: LossSurface):
    for row in (0, 13, 30):
        for column in (0, 7, 30):
            logits = [float(surface.axis[column]), 2.0, float(surface.axis[row])]
            expected = loss(logits, list(TARGETS), 2.0)
            assert surface.losses[row, column] == pytest.approx(expected, rel=1e-6)


def test_the_example_stands_at_its_logits_and_its_loss(surface: LossSurface):
    assert surface.example.tolist() == [1.0, -0.5]
    assert surface.loss == pytest.approx(loss(list(LOGITS), list(TARGETS), 2.0), rel=1e-12)


def test_shifting_all_logits_changes_nothing(surface: LossSurface):
    np.testing.assert_allclose(surface.losses_all_shifted, surface.loss, rtol=1e-12)


def test_shifting_two_of_three_logits_does_change_the_loss(surface: LossSurface):
    for place in (0, 25, 80):
        shift = surface.shifts[place]
        expected = loss([1 + shift, 2, shift - 0.5], list(TARGETS), 2.0)
        assert surface.losses_two_shifted[place] == pytest.approx(expected, rel=1e-12)
    assert np.ptp(surface.losses_two_shifted) > 0.1


def test_with_two_classes_the_shift_of_two_is_the_shift_of_all():
    surface = prepare_loss_surface(LOGITS[:2], np.array([1.0, 0.0]), 1.0, Plane(0, 1, 6.0, 6.0))
    np.testing.assert_array_equal(surface.losses_two_shifted, surface.losses_all_shifted)


def test_surface_and_map_show_the_same_numbers_and_the_same_mark(surface: LossSurface):
    landscape, pin = go.Figure(*surface_figure(surface, WORDS)).data
    heights, mark = go.Figure(*map_figure(surface, WORDS)).data
    np.testing.assert_array_equal(landscape.z, surface.losses)
    np.testing.assert_array_equal(heights.z, surface.losses)
    assert (pin.x[0], pin.y[0]) == (mark.x[0], mark.y[0]) == (1.0, -0.5)
    assert pin.z[0] == pytest.approx(surface.loss, rel=1e-6)
    assert pin.marker.symbol == mark.marker.symbol


def test_the_line_along_one_one_lies_on_the_surface_and_is_the_shift_of_its_two_logits(
    surface: LossSurface,
):
    line = go.Figure(*surface_figure(surface, WORDS, "two")).data[1]
    np.testing.assert_allclose(line.y - line.x, -1.5, rtol=1e-5)
    assert np.abs([*line.x, *line.y]).max() == pytest.approx(PLANE.reach)
    for place in (0, 31, 80):
        expected = loss([float(line.x[place]), 2, float(line.y[place])], list(TARGETS), 2.0)
        assert line.z[place] == pytest.approx(expected, rel=1e-5)
    assert (line.name, line.line.dash) == ("two", "solid")


def test_with_two_classes_the_line_along_one_one_is_level():
    surface = prepare_loss_surface(LOGITS[:2], np.array([1.0, 0.0]), 1.0, Plane(0, 1, 6.0, 6.0))
    line = go.Figure(*surface_figure(surface, WORDS, "all")).data[1]
    np.testing.assert_allclose(line.z, surface.loss, rtol=1e-6)
    assert line.line.dash == "dash"
    every, _ = go.Figure(*flat_direction_figure(surface, ShiftWords("t", "L", "all", "two"))).data
    assert (every.name, every.line.dash) == ("all", "dash")


def test_the_flat_direction_is_drawn_beside_the_shift_of_two(surface: LossSurface):
    shift = flat_direction_figure(surface, ShiftWords("t", "L", "all", "two"))
    two, every, _ = go.Figure(*shift).data
    np.testing.assert_allclose(every.y, surface.losses_all_shifted, rtol=1e-6)
    np.testing.assert_allclose(two.y, surface.losses_two_shifted, rtol=1e-6)
    assert (two.name, two.line.dash, every.name, every.line.dash) == ("two", "solid", "all", "dash")


def test_camera_and_zoom_are_kept_while_the_axes_stay_the_same():
    def revisions(plane: Plane, logits: np.ndarray) -> tuple:
        surface = prepare_loss_surface(logits, TARGETS, 1.0, plane)
        landscape = go.Figure(*surface_figure(surface, WORDS))
        heights = go.Figure(*map_figure(surface, WORDS))
        return landscape.layout.uirevision, heights.layout.xaxis.uirevision

    first = revisions(PLANE, LOGITS)
    assert revisions(PLANE, LOGITS + np.array([2, 0, 0])) == first
    assert revisions(Plane(0, 2, reach=9.0, chosen_reach=6.0), LOGITS) == first
    camera, zoom = revisions(Plane(0, 2, reach=9.0, chosen_reach=9.0), LOGITS)
    assert camera == first[0]
    assert zoom != first[1]
    assert all(a != b for a, b in zip(revisions(Plane(1, 2, 6.0, 6.0), LOGITS), first, strict=True))


def test_the_page_states_the_loss_the_true_class_and_the_held_logits():
    page = words(opened("loss_surface"))
    assert "z₁ = 1.000, z₂ = 2.000, the true class has ŷ₁ = 0.2312, so **L = 1.464** nats" in page
    assert "Kept fixed: z₃ = 0.5000." in page


def test_a_link_names_the_state_that_the_page_shows():
    app = opened("loss_surface", K="4", i="4", j="2", z4="-3", q="0.1,0.2,0.3,0.4", T="0.5")
    assert "z₄ = −3.000, z₂ = 2.000" in words(app)
    assert "nats. Soft target:" in words(app)
    assert "Kept fixed: z₁ = 1.000, z₃ = 0.5000." in words(app)
    assert "y₁ = 0.1000, y₂ = 0.2000, y₃ = 0.3000, y₄ = 0.4000" in words(app)
    expected = loss([1, 2, 0.5, -3], [0.1, 0.2, 0.3, 0.4], 0.5)
    assert f"**L = {expected:#.4g}**" in words(app)


def test_moving_a_slider_moves_the_mark_on_both_pictures():
    app = opened("loss_surface")
    app.slider(key="z1").set_value(2.0).run()
    landscape, heights, *_ = pictures(app)
    assert values(landscape["figure"]["data"][-1]["x"])[0] == 2.0
    assert values(heights["figure"]["data"][-1]["x"])[0] == 2.0


def test_the_picture_widens_to_hold_the_example():
    landscape, heights, *_ = pictures(opened("loss_surface", z1="9"))
    assert heights["figure"]["layout"]["xaxis"]["range"] == [-10, 10]
    assert landscape["figure"]["layout"]["scene"]["yaxis"]["range"] == [-10, 10]


def test_an_interaction_sends_little():
    assert sent_bytes(opened("loss_surface", K="10")) < 50_000


def test_two_equal_axes_are_answered_in_one_sentence_and_the_page_goes_on():
    app = opened("loss_surface", i="2", j="2")
    assert errors(app) == [
        "Both axes show z₂. Choose a different logit for one of them; until then z₁ is on the "
        "vertical axis."
    ]
    assert "z₂ = 2.000, z₁ = 1.000" in words(app)


def test_fewer_classes_leave_axes_that_exist():
    app = opened("loss_surface", K="5", i="5", j="4")
    app.number_input(key="K").set_value(2).run()
    assert not app.exception
    assert "z₁ = 1.000, z₂ = 2.000" in words(app)


@pytest.mark.parametrize("classes", ["2", "3", "10"])
@pytest.mark.parametrize("temperature", ["0.1", "10"])
@pytest.mark.parametrize("smoothing", ["0", "0.5", "1"])
def test_the_formula_holds_one_term_for_each_share(classes: str, temperature: str, smoothing: str):
    app = opened("loss_surface", K=classes, T=temperature, eps=smoothing, z1="-10", z2="10")
    terms = app.latex[0].value.count(r"\log") - 1
    assert terms == (1 if smoothing == "0" else int(classes))
    assert "nan" not in app.latex[0].value.lower()


def test_the_numbers_are_sent_once_their_tab_is_open():
    app = opened("loss_surface")
    assert not app.dataframe
    app.session_state["tab"] = "numbers"
    app.run()
    classes, heights, shifts, *along = (table.value for table in app.dataframe)
    assert classes.shape == (3, 4)
    assert heights.shape == (31, 31)
    assert [table.shape for table in along] == [(61, 3), (61, 3)]
    assert len(shifts) == 81


@pytest.mark.parametrize(
    ("tab", "count"),
    [
        ("formula", 2),
        ("sections", 4),
        ("bound", 2),
        ("flat", 4),
        ("curvature", 3),
        ("saturation", 4),
        ("numbers", 2),
    ],
)
def test_every_picture_has_its_words(tab: str, count: int):
    shown = pictures(opened("loss_surface", tab=tab))
    assert len(shown) == count
    for picture in shown:
        assert len(picture["alternative"]) > 40
        assert "{" not in picture["alternative"]


# ------------------------------------------------------------------------------- random states


def random_state(seed: int) -> tuple[np.ndarray, np.ndarray, float, Plane]:
    """An example and a plane; every third target is one-hot."""
    random = np.random.default_rng(seed)
    classes = int(random.integers(2, 11))
    logits = random.uniform(-10, 10, classes).round(1)
    targets = np.eye(classes)[random.integers(classes)]
    if seed % 3:
        targets = 0.7 * targets + 0.3 * random.dirichlet(np.ones(classes))
    temperature = float(random.choice([0.1, 0.5, 1.0, 2.5, 10.0]))
    first, second = random.permutation(classes)[:2]
    return logits, targets, temperature, Plane(int(first), int(second), 11.0, 6.0)


def log_probabilities(logits: list[float], temperature: float) -> list[float]:
    scaled = [logit / temperature for logit in logits]
    top = max(scaled)
    rest = math.fsum(math.exp(one - top) for one in scaled)
    return [one - top - math.log(rest) for one in scaled]


def both_losses(
    logits: list[float], targets: np.ndarray, temperature: float
) -> tuple[float, float]:
    """Cross-entropy and squared error by hand, from one log-softmax in plain Python."""
    logs = log_probabilities(logits, temperature)
    entropy = -math.fsum(y * log for y, log in zip(targets, logs, strict=True))
    error = math.fsum((math.exp(log) - y) ** 2 for y, log in zip(targets, logs, strict=True)) / 2
    return entropy, error


every_state = pytest.mark.parametrize("seed", range(50))


@every_state
def test_everything_drawn_is_the_loss_by_hand(seed: int):
    logits, targets, temperature, plane = random_state(seed)
    surface = prepare_loss_surface(logits, targets, temperature, plane)
    landscape = go.Figure(*surface_figure(surface, WORDS)).data[0]
    heights, mark = go.Figure(*map_figure(surface, WORDS)).data
    random = np.random.default_rng(seed)
    for row, column in random.integers(0, len(surface.axis), (5, 2)):
        point = logits.tolist()
        point[plane.first], point[plane.second] = surface.axis[column], surface.axis[row]
        expected, _ = both_losses(point, targets, temperature)
        assert landscape.z[row, column] == pytest.approx(expected, rel=1e-5, abs=1e-7)
        assert heights.z[row, column] == landscape.z[row, column]
    assert mark.customdata[0] == pytest.approx(
        both_losses(logits.tolist(), targets, temperature)[0], rel=1e-9, abs=1e-12
    )
    for section in prepare_cross_sections(logits, targets, temperature, plane):
        words = SectionWords("z", "L", "ce", "se", "floor", "example")
        floor, entropies, errors, *_ = go.Figure(*cross_section_figure(section, 1.0, words)).data
        assert floor.y[0] == pytest.approx(
            -math.fsum(y * math.log(y) for y in targets if y), rel=1e-6, abs=1e-7
        )
        for place in (0, 30, 60):
            point = logits.tolist()
            point[section.place] = section.values[place]
            expected, error = both_losses(point, targets, temperature)
            assert entropies.y[place] == pytest.approx(expected, rel=1e-5, abs=1e-7)
            assert errors.y[place] == pytest.approx(error, rel=1e-5, abs=1e-7)


@every_state
def test_the_steepness_drawn_is_the_slope_by_finite_differences(seed: int):
    logits, targets, temperature, plane = random_state(seed)
    steepness = prepare_steepness(logits, targets, temperature, plane)
    random = np.random.default_rng(seed)
    step = 1e-5 * temperature
    for norms, which in ((steepness.cross_entropy, 0), (steepness.squared_error, 1)):
        drawn = go.Figure(*steepness_figure(steepness, norms, 0.0, WORDS)).data[0].z
        for row, column in random.integers(0, len(steepness.axis), (3, 2)):
            point = logits.tolist()
            point[plane.first] = float(steepness.axis[column])
            point[plane.second] = float(steepness.axis[row])
            slopes = []
            for place in (plane.first, plane.second):
                ends = []
                for side in (step, -step):
                    moved = point.copy()
                    moved[place] += side
                    ends.append(both_losses(moved, targets, temperature)[which])
                slopes.append((ends[0] - ends[1]) / (2 * step))
            # Losses reach 200 nats at T = 0.1; their differences are good to 1e-5 of the scale.
            expected = math.hypot(*slopes)
            assert drawn[row, column] == pytest.approx(
                expected, rel=1e-4, abs=2e-5 * steepness.scale
            )


@every_state
def test_an_axis_ends_where_the_curvature_has_added_the_stated_rise(seed: int):
    logits, targets, temperature, plane = random_state(seed)
    surface = prepare_loss_surface(logits, targets, temperature, plane)
    two = [plane.first, plane.second]
    # The Hessian once more, as the sum of ŷ_k ŷ_i (e_k − e_i)(e_k − e_i)ᵀ/T² over pairs.
    shares = [math.exp(log) for log in log_probabilities(logits.tolist(), temperature)]
    hessian = np.zeros((len(logits), len(logits)))
    for k in range(len(logits)):
        for i in range(k):
            pair = np.eye(len(logits))[k] - np.eye(len(logits))[i]
            hessian += shares[k] * shares[i] * np.outer(pair, pair) / temperature**2
    block = hessian[np.ix_(two, two)]
    cross = cross_ends(surface.axes, logits[two], plane)
    for ends in cross:
        assert np.abs(ends).max() <= plane.reach * (1 + 1e-6)
        for end in ends:
            arm = end - logits[two]
            rise = arm @ block @ arm / 2
            assert rise <= RISE * (1 + 1e-5)
            longest = LONGEST_ARM * plane.reach
            assert np.linalg.norm(arm) <= longest * (1 + 1e-6)
            is_cut = np.linalg.norm(arm) > longest * (1 - 1e-6)
            if np.abs(end).max() < plane.reach * (1 - 1e-6) and not is_cut:
                assert rise == pytest.approx(RISE, rel=1e-5)
    first, second = (ends[1] - ends[0] for ends in cross)
    cosine = first @ second / np.linalg.norm(first) / np.linalg.norm(second)
    assert cosine == pytest.approx(0, abs=1e-6)


# ------------------------------------------------------------------------------- the sections


def test_the_marks_of_a_section_lie_on_its_curves():
    section, _ = prepare_cross_sections(LOGITS, TARGETS, 2.0, PLANE)
    words = SectionWords("z", "L", "ce", "se", "floor", "example")
    *_, other, mark = go.Figure(*cross_section_figure(section, 5.0, words)).data
    entropy, error = both_losses(LOGITS.tolist(), TARGETS, 2.0)
    assert (mark.x[0], mark.y[0]) == pytest.approx((1.0, entropy), rel=1e-6)
    assert (other.x[0], other.y[0]) == pytest.approx((1.0, error), rel=1e-6)


def test_the_tangents_of_a_section_have_the_slopes_of_both_losses():
    section, _ = prepare_cross_sections(LOGITS, TARGETS, 2.0, PLANE)
    words = SectionWords("z", "L", "ce", "se", "floor", "example")
    traces = cross_section_figure(section, 5.0, words).traces
    way = np.stack([traces[TRACES["slopes"]][axis] for axis in "xy"], axis=1)
    for which, (start, end, lift) in enumerate(way.reshape(2, 3, 2)):
        (across, upwards), middle = end - start, (start + end) / 2
        ahead, behind = (
            both_losses((LOGITS + np.array([h, 0, 0])).tolist(), TARGETS, 2.0)[which]
            for h in (1e-5, -1e-5)
        )
        assert upwards / across == pytest.approx((ahead - behind) / 2e-5, rel=1e-4)
        here = both_losses(LOGITS.tolist(), TARGETS, 2.0)[which]
        assert middle.tolist() == pytest.approx([1.0, here], rel=1e-5)
        assert np.isnan(lift).all()


def test_both_sections_have_one_scale_that_stays_while_the_example_moves_in_the_plane():
    ranges = [
        picture["figure"]["layout"]["yaxis"]["range"]
        for state in ({}, {"z1": "-5", "z2": "5"})
        for picture in pictures(opened("loss_surface", tab="sections", **state))[2:4]
    ]
    assert ranges == ranges[:1] * 4


def test_a_section_is_told_the_traces_that_the_logits_move():
    for picture, key in zip(
        pictures(opened("loss_surface", tab="sections"))[2:4], ("z1", "z2"), strict=True
    ):
        view, traces = picture["live"]["view"], picture["figure"]["data"]
        assert (view["kind"], view["across"], view["trace"]) == ("section", key, 5)
        assert [
            traces[view["traces"][name]]["name"] for name in ("crossEntropy", "squaredError")
        ] == [
            "cross-entropy",
            "squared error",
        ]


def test_neither_loss_is_ever_drawn_below_its_floor():
    sections: tuple[CrossSection, ...] = prepare_cross_sections(LOGITS, TARGETS, 2.0, PLANE)
    for section in sections:
        assert section.cross_entropy.min() >= section.floor > 0
        assert 0 <= section.squared_error.min() <= section.squared_error.max() <= 1


def test_a_one_hot_target_has_no_finite_minimum():
    page = words(opened("loss_surface", y="2", tab="bound"))
    assert "H(y) = −Σ yₖ log yₖ = **0.000** nats" in page
    assert "**No finite logits reach it**: L keeps falling as z₂ grows" in page


def test_a_soft_target_says_where_its_floor_is_reached():
    app = opened("loss_surface", q="0.5,0.3,0.2", T="2", tab="bound")
    targets = [0.5, 0.3, 0.2]
    floor = -sum(y * math.log(y) for y in targets)
    assert f"H(y) = −Σ yₖ log yₖ = **{floor:#.4g}** nats" in words(app)
    lowest = [2 * math.log(y / 0.5) for y in targets]
    assert f"z₂ = −{-lowest[1]:#.4g}, z₃ = −{-lowest[2]:#.4g}" in words(app)
    assert loss(lowest, targets, 2.0) == pytest.approx(floor, rel=1e-12)


def test_a_soft_target_with_a_class_without_share_has_no_finite_minimum_either():
    page = words(opened("loss_surface", q="0.5,0.5,0", tab="bound"))
    assert "A class with y = 0 would need ŷ = 0" in page


def test_both_conventions_of_smoothing_are_computed():
    page = words(opened("loss_surface", K="4", eps="0.2", tab="bound"))
    assert "it equals ours with ε = 0.2667" in page
    assert "| y₁ | 0.8500 | 0.8000 |" in page
    assert "| y₂ | 0.05000 | 0.06667 |" in page
    floors = [
        -sum(y * math.log(y) for y in targets)
        for targets in ([0.85, *[0.05] * 3], [0.8, *[0.2 / 3] * 3])
    ]
    assert f"| lower bound H(y), nats | {floors[0]:#.4g} | {floors[1]:#.4g} |" in page


def test_the_zero_eigenvalue_is_marked():
    page = words(opened("loss_surface", K="4", tab="curvature"))
    assert page.count("| **(1, …, 1)/√K**, flat | **0** |") == 1
    with_two = words(opened("loss_surface", K="2", tab="curvature"))
    assert with_two.count("| **(1, …, 1)/√K**, flat | **0** |") == 2


def test_both_gradients_stand_side_by_side():
    page = words(opened("loss_surface", tab="saturation"))
    shares = [math.exp(log) for log in log_probabilities([1.0, 2.0, 0.5], 1.0)]
    errors = [share - target for share, target in zip(shares, [1, 0, 0], strict=True)]
    mean = sum(share * error for share, error in zip(shares, errors, strict=True))
    for place, sign in ((0, "₁"), (1, "₂"), (2, "₃")):
        slope = shares[place] * (errors[place] - mean)
        shown = [f"{value:+#.4g}".replace("-", "−") for value in (errors[place], slope)]
        assert f"| ∂L/∂z{sign} | {shown[0]} | {shown[1]} | {shown[1]} |" in page  # and its check


def test_a_slope_that_is_rounding_is_not_compared():
    at_its_minimum = {"K": "2", "z1": "0", "z2": "0", "q": "0.5,0.5"}
    page = words(opened("loss_surface", **at_its_minimum, tab="saturation"))
    assert "times as large" not in page
    assert f"is 0 to within rounding ({number(2.0**-52, 2)})" in page


def test_a_slope_that_is_tiny_beside_a_one_hot_target_is_compared():
    link = {"T": "0.1", "z1": "10", "z2": "-10", "z3": "10", "q": "0,1,0", "tab": "saturation"}
    page = words(opened("loss_surface", **link))
    probability = math.exp(-200) / 2
    slopes = [value / 0.1 for value in (math.sqrt(1.5), probability * 1.5 * math.sqrt(1.5))]
    assert f"here {number(slopes[0] / slopes[1])} times as large for cross-entropy" in page


def test_a_slope_whose_square_is_no_number_has_a_length():
    cold = words(opened("loss_surface", T="0.1", z1="10", z2="-10", tab="saturation"))
    assert "| **‖∇L‖** |" in cold
    assert "times as large for cross-entropy" in cold
    assert "is 0 to within rounding" not in cold


def test_the_rounding_of_the_second_difference_is_that_of_the_state():
    # 4 ε (L + Σ |∂L/∂z| |z|) / h²; h = T/1000
    log_probabilities_there = log_probabilities([1.0, 2.0, 0.5], 1.0)
    shares = [math.exp(log) for log in log_probabilities_there]
    moved = (1 - shares[0]) * 1.0 + shares[1] * 2.0 + shares[2] * 0.5
    rounding = 4 * 2.0**-52 * (moved - log_probabilities_there[0]) / 1e-6
    assert f"Values between ±{number(rounding, 2)} are rounding error" in words(
        opened("loss_surface", tab="curvature")
    )
    link = {"K": "2", "T": "0.5", "z1": "10", "z2": "-10", "tab": "curvature"}
    confident = words(opened("loss_surface", **link))
    eigenvalue = number(2 * math.exp(-40) / 0.5**2)
    assert f"| {eigenvalue} | {eigenvalue} |" in confident  # and the second difference of L


def test_a_confident_example_has_its_loss_to_four_digits():
    """“No finite logits reach 0” stands there too."""
    for temperature, right in ((0.7, 3.904687043e-13), (0.5, 4.248354255e-18)):
        page = words(opened("loss_surface", K="2", T=str(temperature), z1="10", z2="-10", y="1"))
        assert f"**L = {number(right)}** nats" in page


def test_the_line_on_the_surface_is_named_as_in_the_chart_of_the_shift():
    for classes, name in (("3", "t added to z₁ and z₂ only"), ("2", "t added to all K logits")):
        drawn = pictures(opened("loss_surface", K=classes, tab="flat"))
        dashes = [
            trace["line"]["dash"]
            for picture in drawn
            for trace in picture["figure"]["data"]
            if trace.get("name") == name
        ]
        assert dashes == ["solid" if classes == "3" else "dash"] * 2
    with_three, with_two = (
        words(opened("loss_surface", K=classes, tab="flat")) for classes in ("3", "2")
    )
    assert "it adds t only to z₁ and z₂, and L changes" in with_three
    assert "the same line lies on the surface" in with_two
    assert "and L changes" not in with_two


@pytest.mark.parametrize(
    ("moved", "expected"),
    [
        ({"z1": 2.4, "z2": -3.2}, (2.4, -3.2)),
        ({"z1": 2.3333, "z2": 0.06}, (2.3, 0.1)),
        ({"z1": 11, "z2": -11}, (10.0, -10.0)),
        ({"z1": 10**400, "z2": -1e308}, (10.0, -10.0)),
        ({"z2": 0.5}, (1.0, 0.5)),
        ({"z3": 5.0, "K": 9, "T": 0.0, "_restrictions": 1.0}, (1.0, 2.0)),
        ({}, (1.0, 2.0)),
    ],
)
def test_a_hand_moves_the_two_sliders_and_nothing_else(moved: dict, expected: tuple[float, float]):
    example = Example((1.0, 2.0, 0.5), (1.0, 0.0, 0.0), 1.0, 0.0)
    live = map_in_hand(example, Plane(0, 1, 11.0, 6.0), trace=1)
    app = after_click(lambda: live.on_move(moved), LOGIT_SLIDERS[:2], z1="1", z2="2")
    assert [slider.value for slider in app.slider] == pytest.approx(expected)
    for key in moved.keys() - {"z1", "z2"}:
        assert key == "_restrictions" or key not in app.session_state


def test_both_pictures_are_told_the_same_example():
    query = {"K": "4", "q": "0.5,0.5,0,0", "eps": "0.2", "T": "2", "i": "4", "j": "2", "half": "8"}
    surface, level_map = pictures(opened("loss_surface", **query))
    for picture in (surface, level_map):
        told = picture["live"]
        assert told["values"] == {"z1": 1.0, "z2": 2.0, "z3": 0.5, "z4": 0.0, "T": 2.0}
        assert told["limits"] == {"z4": [-8.0, 8.0, 0.1], "z2": [-8.0, 8.0, 0.1]}
        assert told["given"]["logits"] == ["z1", "z2", "z3", "z4"]
        assert told["given"]["targets"] == pytest.approx([0.45, 0.45, 0.05, 0.05])
        assert told["given"]["temperature"] == "T"
        assert (told["view"]["across"], told["view"]["upwards"]) == ("z4", "z2")
        mark = picture["figure"]["data"][told["view"]["trace"]]
        assert mark["name"] == "current example"
    heights = surface["figure"]["data"][1]["z"]
    assert surface["live"]["view"]["height"] == pytest.approx(np.ptp(values(heights)), rel=1e-5)
    assert level_map["live"]["view"]["trueClass"] is None


@pytest.mark.parametrize("classes", ["2", "3", "10"])
@pytest.mark.parametrize("temperature", ["0.1", "10"])
@pytest.mark.parametrize("smoothing", ["0", "1"])
def test_extreme_states_are_shown(classes: str, temperature: str, smoothing: str):
    app = opened("loss_surface", K=classes, T=temperature, eps=smoothing)
    for first, second in [(-10.0, 10.0), (10.0, -10.0), (10.0, 10.0)]:
        app.slider(key="z1").set_value(first)
        app.slider(key="z2").set_value(second)
        for tab in TABS.options:
            app.session_state["tab"] = tab
            app.run()
            assert not app.exception
            assert "nan" not in (words(app) + "".join(part.value for part in app.latex)).lower()


def test_plotly_accepts_every_property_of_every_figure_sent():
    """Its builders vouch for them; here Plotly checks."""
    for tab in TABS.options:
        for picture in pictures(opened("loss_surface", tab=tab)):
            go.Figure(picture["figure"])
