"""The loss surface: the numbers drawn, and the page that draws them."""

import json
import math

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from dashboard.figures.logit_plane import Plane, PlaneWords
from dashboard.figures.loss_surface import (
    LossSurface,
    ShiftWords,
    contour_figure,
    flat_direction_figure,
    prepare_loss_surface,
    surface_figure,
)

WORDS = PlaneWords("z₁", "z₃", "L", "the example")
LOGITS = np.array([1.0, 2.0, -0.5])
TARGETS = np.array([0.7, 0.2, 0.1])
PLANE = Plane(0, 2, reach=6.0, chosen_reach=6.0)


def opened(**query: str) -> AppTest:
    app = AppTest.from_file("../../dashboard/main.py", default_timeout=30)
    app.switch_page("views/loss_surface.py")
    for name, value in query.items():
        app.query_params[name] = value
    app.run()
    assert not app.exception
    return app


def drawn(app: AppTest) -> list[dict]:
    """The figures of the page, top to bottom, as the browser is sent them."""
    messages = [json.loads(part.proto.bytes) for part in app.get("bidi_component")]
    return [message | {"figure": json.loads(message["figure"])} for message in messages]


def words(app: AppTest) -> str:
    return "\n".join(part.value for part in app.markdown)


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
    for row in (0, 13, 40):
        for column in (0, 7, 40):
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
    landscape, line, pin = surface_figure(surface, WORDS, "flat").data
    heights, line_on_map, mark = contour_figure(surface, WORDS, "flat").data
    np.testing.assert_array_equal(landscape.z, surface.losses)
    np.testing.assert_array_equal(heights.z, surface.losses)
    assert (pin.x[0], pin.y[0]) == (mark.x[0], mark.y[0]) == (1.0, -0.5)
    assert pin.z[0] == pytest.approx(surface.loss, rel=1e-6)
    assert pin.marker.symbol == mark.marker.symbol
    np.testing.assert_array_equal(line.x, line_on_map.x)


def test_the_flat_line_runs_along_one_one_through_the_example_at_its_loss(surface: LossSurface):
    line = surface_figure(surface, WORDS, "flat").data[1]
    np.testing.assert_allclose(line.y - line.x, -1.5, rtol=1e-6)
    np.testing.assert_allclose(line.z, surface.loss, rtol=1e-6)
    assert np.abs([*line.x, *line.y]).max() <= PLANE.reach


def test_the_flat_direction_is_drawn_beside_the_shift_of_two(surface: LossSurface):
    two, every, _ = flat_direction_figure(surface, ShiftWords("t", "L", "all", "two")).data
    np.testing.assert_allclose(every.y, surface.losses_all_shifted, rtol=1e-6)
    np.testing.assert_allclose(two.y, surface.losses_two_shifted, rtol=1e-6)


def test_camera_and_zoom_are_kept_while_the_axes_stay_the_same():
    def revisions(plane: Plane, logits: np.ndarray) -> tuple:
        surface = prepare_loss_surface(logits, TARGETS, 1.0, plane)
        landscape, heights = surface_figure(surface, WORDS, ""), contour_figure(surface, WORDS, "")
        return landscape.layout.uirevision, heights.layout.xaxis.uirevision

    first = revisions(PLANE, LOGITS)
    assert revisions(PLANE, LOGITS + [2, 0, 0]) == first
    assert revisions(Plane(0, 2, reach=9.0, chosen_reach=6.0), LOGITS) == first
    camera, zoom = revisions(Plane(0, 2, reach=9.0, chosen_reach=9.0), LOGITS)
    assert camera == first[0]
    assert zoom != first[1]
    assert all(a != b for a, b in zip(revisions(Plane(1, 2, 6.0, 6.0), LOGITS), first, strict=True))


def test_the_page_states_the_loss_the_true_class_and_the_held_logits():
    page = words(opened())
    assert "z₁ = 1.000, z₂ = 2.000 and **L = 1.464**" in page
    assert "The true class is 1." in page
    assert "Held: z₃ = 0.5000." in page


def test_a_link_names_the_state_that_the_page_shows():
    app = opened(K="4", i="4", j="2", z4="-3", q="0.1,0.2,0.3,0.4", T="0.5")
    assert "z₄ = −3.000, z₂ = 2.000" in words(app)
    assert "Held: z₁ = 1.000, z₃ = 0.5000." in words(app)
    assert "y₁ = 0.1000, y₂ = 0.2000, y₃ = 0.3000, y₄ = 0.4000" in words(app)
    expected = loss([1, 2, 0.5, -3], [0.1, 0.2, 0.3, 0.4], 0.5)
    assert f"**L = {expected:.4g}**" in words(app)


def test_moving_a_slider_moves_the_mark_on_both_pictures():
    app = opened()
    app.slider(key="z1").set_value(2.0).run()
    landscape, heights, _ = drawn(app)
    assert np.frombuffer(_bytes(landscape["figure"]["data"][2]["x"]), "f4")[0] == 2.0
    assert np.frombuffer(_bytes(heights["figure"]["data"][2]["x"]), "f4")[0] == 2.0


def test_the_picture_widens_to_hold_the_example():
    landscape, heights, _ = drawn(opened(z1="9"))
    assert heights["figure"]["layout"]["xaxis"]["range"] == [-10, 10]
    assert landscape["figure"]["layout"]["scene"]["yaxis"]["range"] == [-10, 10]


def test_an_interaction_sends_little():
    assert sum(len(part.proto.bytes) for part in opened(K="10").get("bidi_component")) < 50_000


def test_two_equal_axes_are_answered_in_one_sentence_and_the_page_goes_on():
    app = opened(i="2", j="2")
    assert [error.value for error in app.error] == [
        "Both axes ask for z₂; they must be two different logits. z₁ is drawn upwards meanwhile."
    ]
    assert "z₂ = 2.000, z₁ = 1.000" in words(app)


def test_fewer_classes_leave_axes_that_exist():
    app = opened(K="5", i="5", j="4")
    app.number_input(key="K").set_value(2).run()
    assert not app.exception
    assert "z₁ = 1.000, z₂ = 2.000" in words(app)


@pytest.mark.parametrize("classes", ["2", "3", "10"])
@pytest.mark.parametrize("temperature", ["0.1", "10"])
@pytest.mark.parametrize("smoothing", ["0", "0.5", "1"])
def test_the_formula_holds_one_term_for_each_share(classes: str, temperature: str, smoothing: str):
    app = opened(K=classes, T=temperature, eps=smoothing, z1="-10", z2="10")
    terms = app.latex[0].value.count(r"\log") - 1
    assert terms == (1 if smoothing == "0" else int(classes))
    assert "nan" not in app.latex[0].value.lower()


def test_the_numbers_are_sent_once_they_are_unfolded():
    app = opened()
    assert not app.dataframe
    app.session_state["surface_numbers"] = True
    app.run()
    classes, heights, shifts = (table.value for table in app.dataframe)
    assert classes.shape == (3, 4)
    assert heights.shape == (41, 41)
    assert len(shifts) == 81


def test_every_picture_has_its_words():
    for picture in drawn(opened()):
        assert "nats" in picture["alternative"] or "map" in picture["alternative"]
        assert "{" not in picture["alternative"]


def _bytes(typed_array: dict) -> bytes:
    import base64

    return base64.b64decode(typed_array["bdata"])
