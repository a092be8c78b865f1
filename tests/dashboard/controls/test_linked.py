"""Links: what they say of a control is what it shows and computes with, or a sentence says why not.

Every control of every page is asked for by its link.
"""

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from dashboard.controls import linked, restrictions
from dashboard.controls.control import Buttons, Choice, NumberField, Slider, Switch
from dashboard.controls.declaration import Control
from dashboard.streamlit_patches.history_navigation import is_history_navigation
from dashboard.views.for_teachers.declared_pages import PAGES, controls_of
from tests.dashboard.opened_page import errors, opened

# What else a link must say for more of the controls to be drawn.
STATES = [
    *((page, {}) for page in PAGES),
    ("chain_rule", {"demo": "f·g"}),
    ("bug_lab", {"bug_mode": "free"}),
    ("training", {"data": "spirals", "map": "relu", "schedule": "cosine", "stop": "plateau"}),
    ("training", {"data": "iris", "map": "polynomial", "stop": "steps"}),
    ("precision_lab", {"tab": "run"}),
    ("precision_lab", {"tab": "difference"}),
]


def controls(page: str, state: dict[str, str]) -> list[Control]:
    def value_of(control):
        return control.read(state[control.key]) if control.key in state else control.default

    found = [control for control, _ in controls_of(page, value_of)]
    return [control for control in found if control.key not in state]


def wrong_texts(control: object) -> list[str]:
    if isinstance(control, Slider | NumberField):
        beyond = [f"{control.maximum * 2 + 1:g}", f"{control.minimum - 1:g}"]
        fraction = (
            ["1.5"] if isinstance(control, NumberField) and isinstance(control.default, int) else []
        )
        return [*beyond, "abc", "nan", "inf", "1e999", "0,5", "", *fraction]
    return ["<b>nothing*", ""] if isinstance(control, Choice | Buttons | Switch) else []


@pytest.mark.parametrize(("page", "state"), STATES)
def test_what_no_control_can_hold_is_the_default_and_a_sentence_each(page: str, state):
    refusing = [control for control in controls(page, state) if wrong_texts(control)]
    for turn in range(9):
        query = {
            control.key: texts[turn % len(texts)]
            for control in refusing
            if (texts := wrong_texts(control))
        }
        app = opened(page or "start", **state, **query)
        said = errors(app)
        for control in refusing:
            begins = f"“{query[control.key]}” in the link is not "
            assert any(one.startswith(begins) and f"{control.label}: " in one for one in said)
            assert app.session_state[control.key] == control.default
            assert control.key not in app.query_params
        assert len(said) == len(refusing)


@pytest.mark.parametrize(("page", "state"), STATES)
def test_a_slider_shows_what_is_computed_with(page: str, state):
    sliders = [control for control in controls(page, state) if isinstance(control, Slider)]
    sliders = [slider for slider in sliders if slider.key != "descent_step"]  # a picture draws it
    wanted = {one.key: one.minimum + 1.4137 * one.step for one in sliders}
    app = opened(page or "start", **state, **{key: repr(value) for key, value in wanted.items()})
    assert errors(app) == []
    for slider in sliders:
        drawn = app.slider(key=slider.key).value
        assert isinstance(drawn, int | float)
        assert float(slider.format % drawn) == pytest.approx(drawn, abs=1e-9)
        assert abs(drawn - wanted[slider.key]) < slider.step
        assert float(app.query_params[slider.key]) == drawn


def test_a_sentence_stays_until_its_control_moves():
    app = opened("softmax", T="0", z1="x")
    app.slider(key="z2").set_value(3.0).run()
    assert len(errors(app)) == 2
    app.slider(key="T").set_value(2.0).run()
    (sentence,) = errors(app)
    assert "z₁" in sentence
    app.slider(key="T").set_value(1.0).run()
    assert errors(app) == [sentence]
    app.switch_page("views/loss_surface/page.py").run()
    assert errors(app) == []


def test_the_sentence_names_the_control_the_value_the_rule_and_what_is_used():
    assert errors(opened("training", lr="1000")) == [
        "“1000” in the link is not allowed for Learning rate η: use a number from 0.00001 to 100. "
        "Meanwhile 0.1 is used."
    ]
    assert errors(opened("training", data="mnist")) == [
        "“mnist” in the link is not an option of Data: choose one from the list. Meanwhile "
        "“Handwritten digits” is used."
    ]


def test_the_url_holds_ids_and_the_lists_show_names():
    app = opened("training", lang="vi", data="spirals", opt="adam")
    assert app.selectbox(key="data").value == "spirals"
    assert "Spiral arms" not in app.selectbox(key="data").options
    assert "Các nhánh xoắn ốc" in app.selectbox(key="data").options
    app.selectbox(key="map").set_value("relu").run()
    assert app.query_params["map"] == "relu"
    assert app.query_params["data"] == "spirals"


def test_what_is_no_longer_drawn_leaves_the_url_and_comes_back():
    app = opened("softmax", K="4", z4="3")
    app.number_input(key="K").set_value(3).run()
    assert dict(app.query_params) == {}
    app.number_input(key="K").set_value(4).run()
    assert dict(app.query_params) == {"K": "4", "z4": "3"}


@pytest.fixture
def link_opened(monkeypatch: pytest.MonkeyPatch) -> None:
    """As the browser says it of a step in its history, which a link in a text is too."""
    for module in (linked, restrictions):
        monkeypatch.setattr(module, "is_history_navigation", lambda: True)


def follow(app: AppTest, **query: str) -> AppTest:
    for key in list(app.query_params):
        del app.query_params[key]
    for key, text in query.items():
        app.query_params[key] = text
    return app.run()


def test_a_link_that_is_opened_sets_everything_else_to_its_default(request):
    app = opened("training", data="iris", lr="0.5", step="30", speed="300")
    app.selectbox(key="opt").set_value("adam").run()
    app.session_state["kept"] = "an upload"
    request.getfixturevalue("link_opened")
    follow(app, data="spirals")
    assert not app.exception
    assert dict(app.query_params) == {"data": "spirals"}
    assert app.selectbox(key="opt").value == "sgd"
    assert app.number_input(key="lr").value == 0.1
    assert app.session_state["step"] == 0
    assert app.session_state["kept"] == "an upload"


def test_a_link_decides_about_hidden_controls_and_about_the_lesson(request):
    app = opened("softmax", T="0.5", hide="T")
    request.getfixturevalue("link_opened")
    follow(app, T="2", hide="T")
    assert app.session_state["T"] == 2.0
    follow(app)
    assert app.session_state["T"] == 1.0
    assert app.slider(key="T").value == 1.0


def test_outside_of_a_run_no_link_is_opened():
    assert not is_history_navigation()
    assert "K" not in st.session_state
