"""The shared example: what the sidebar makes of values, links and texts, good and bad."""

import math

import pytest
from streamlit.testing.v1 import AppTest

from dashboard.controls.example.controls import Example, parse_distribution
from tests.dashboard.opened_page import errors


def sidebar() -> None:
    import streamlit as st

    from dashboard.controls.example.controls import draw_example_controls

    st.session_state["seen"] = draw_example_controls(st.container())


def opened(**query: str) -> AppTest:
    app = AppTest.from_function(sidebar, default_timeout=30)
    for name, value in query.items():
        app.query_params[name] = value
    return app.run()


def example(app: AppTest) -> Example:
    assert not app.exception
    return app.session_state["seen"]


def test_the_first_example_has_three_classes_and_the_first_is_true():
    first = example(opened())
    assert first == Example((1.0, 2.0, 0.5), (1.0, 0.0, 0.0), 1.0, 0.0)
    assert first.classes == 3
    assert first.true_class == 0


def test_a_link_names_the_whole_example():
    linked = opened(K="4", z1="-1.5", z4="3", y="4", T="2", eps="0.1")
    assert example(linked) == Example((-1.5, 2.0, 0.5, 3.0), (0.0, 0.0, 0.0, 1.0), 2.0, 0.1)


@pytest.mark.parametrize(
    "query", [{"K": "99"}, {"z1": "1e9"}, {"z1": "abc"}, {"y": "7"}, {"T": "0"}, {"eps": "-1"}]
)
def test_what_a_link_may_not_say_is_left_out(query: dict[str, str]):
    assert example(opened(**query)) == example(opened())


@pytest.mark.parametrize("sent", [1e6, -1e6, math.inf, -math.inf, math.nan])
def test_a_logit_stays_within_its_limits_whatever_a_client_sends(sent: float):
    app = opened()
    app.slider(key="z1").set_value(sent).run()
    assert -10 <= example(app).logits[0] <= 10


@pytest.mark.parametrize("sent", [10_000, -3])
def test_the_number_of_classes_stays_within_its_limits_whatever_a_client_sends(sent: float):
    app = opened()
    app.number_input(key="K").set_value(sent).run()
    assert 2 <= example(app).classes <= 10


def test_fewer_classes_than_the_true_one_make_the_first_true():
    app = opened(K="5", y="5")
    app.number_input(key="K").set_value(3).run()
    assert example(app).true_class == 0
    assert app.selectbox(key="y").value == "1"


def test_fewer_classes_keep_a_true_class_that_is_still_there():
    app = opened(K="5", y="3")
    app.number_input(key="K").set_value(3).run()
    assert example(app).true_class == 2


def test_a_soft_target_shares_the_example_out():
    soft = example(opened(q="0.7, 0.2, 0.1"))
    assert soft.distribution == (0.7, 0.2, 0.1)
    assert soft.true_class is None


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (
            "0.5, 0.5",
            "The soft target needs 3 numbers, one for each class, separated by commas; 2 found.",
        ),
        (
            "0.5, 0.6, 0.1",
            "The numbers of the soft target add up to 1.2; change them so that they add up to 1.",
        ),
        ("1, nan, 0", "“nan” in the soft target is not allowed: "),
        ("1.5, -0.5, 0", "“1.5” in the soft target is not allowed: "),
        ("<b>, 1, 0", "“<b>” in the soft target is not allowed: "),
    ],
)
def test_a_bad_soft_target_is_answered_with_one_sentence_and_not_used(text: str, sentence: str):
    app = opened(y="2")
    app.text_input(key="q").set_value(text).run()
    assert example(app).true_class == 1
    assert len(app.error) == 1
    assert errors(app)[0].startswith(sentence)


def test_smoothing_moves_the_targets_and_not_the_distribution():
    smoothed = example(opened(eps="0.3"))
    assert smoothed.distribution == (1.0, 0.0, 0.0)
    assert smoothed.targets.tolist() == pytest.approx([0.8, 0.1, 0.1])


def test_probabilities_are_the_softmax_at_the_temperature():
    warm = Example((1.0, 2.0, 3.0), (1.0, 0.0, 0.0), 2.0, 0.0)
    expected = [0.1863237232258476, 0.3071958857184984, 0.506480391055654]
    assert warm.probabilities.tolist() == pytest.approx(expected, rel=1e-12)


def test_spaces_do_not_matter_and_thirds_sum_to_one():
    assert parse_distribution(" 0.3333333,0.3333333 , 0.3333334", 3)[2] == 0.3333334
