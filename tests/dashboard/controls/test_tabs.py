"""Tabs: the open one stands in the link by its id, and what the others hold is not computed."""

import pytest
from streamlit.testing.v1 import AppTest

from tests.dashboard.opened_page import errors, words


def _script():  # AppTest copies it: no name of this file is known there
    import streamlit as st

    from dashboard.controls.control import Slider
    from dashboard.controls.linked import begin_links, end_links
    from dashboard.controls.restrictions import remember_restrictions
    from dashboard.controls.tabs import Tabs
    from dashboard.text.translation import remember_language

    height = Slider("height", "Height", 1.0, 0.0, 9.0, 0.5)
    pages = {
        "hills": Tabs.of({"formula": "The formula", "shape": "Shape", "numbers": "Numbers"}),
        "lakes": Tabs.of({"formula": "The formula", "numbers": "Numbers"}),
    }
    remember_language()
    remember_restrictions()
    page = st.session_state.get("page", "hills")
    begin_links(page)
    pages[page].draw_open(
        st.container(),
        {
            "formula": lambda: st.markdown(f"formula of {page}"),
            "shape": lambda: st.markdown(f"shape at {height.draw(st.container())}"),
            "numbers": lambda: st.markdown(f"numbers of {page}"),
        },
        {"shape": (height,)} if page == "hills" else None,
    )
    end_links()


def hills(**query: str) -> AppTest:
    app = AppTest.from_function(_script, default_timeout=30)
    for name, value in query.items():
        app.query_params[name] = value
    return ran(app)


def ran(app: AppTest, **session: object) -> AppTest:
    for key, value in session.items():
        app.session_state[key] = value
    app.run()
    assert not app.exception
    return app


def test_the_first_tab_is_open_and_no_other_is_computed():
    app = hills()
    assert [tab.label for tab in app.tabs] == ["The formula", "Shape", "Numbers"]
    assert words(app) == "formula of hills"
    assert dict(app.query_params) == {}


def test_a_link_opens_a_tab_in_either_language():
    for query in ({}, {"lang": "vi"}):
        app = hills(tab="numbers", **query)
        assert words(app) == "numbers of hills"
        assert app.query_params["tab"] == "numbers"


def test_an_id_that_no_tab_has_is_answered():
    app = hills(tab="curvature")
    assert words(app) == "formula of hills"
    (said,) = errors(app)
    assert said.startswith("“curvature” in the link is not an option of Open tab: ")
    assert "tab" not in app.query_params


def test_each_page_has_its_own_tab_open():
    app = hills(tab="numbers")
    assert words(ran(app, page="lakes")) == "formula of lakes"
    assert dict(app.query_params) == {}
    assert words(ran(app, page="hills")) == "numbers of hills"
    assert app.query_params["tab"] == "numbers"
    assert words(ran(app, tab="shape")).startswith("shape")
    assert words(ran(app, page="lakes")) == "formula of lakes"
    assert words(ran(app, page="hills")).startswith("shape")


def test_a_closed_tab_keeps_what_was_set_in_it():
    app = hills(tab="shape", height="3")
    ran(app, tab="formula")
    assert not app.slider
    assert dict(app.query_params) == {"height": "3"}
    assert words(ran(app, tab="shape")) == "shape at 3.0"
    app.slider(key="height").set_value(4.0)
    assert words(ran(app)) == "shape at 4.0"
    ran(app, tab="numbers")
    assert words(ran(app, tab="shape")) == "shape at 4.0"
    assert app.slider(key="height").value == 4


def test_what_a_link_sets_in_vain_in_a_closed_tab_is_answered_once():
    for tab in ("formula", "shape"):
        app = hills(tab=tab, height="99")
        assert len(errors(app)) == 1
        assert app.session_state["height"] == 1


@pytest.mark.parametrize("way", ["hide", "lock"])
def test_a_lesson_leaves_the_open_tab_alone(way: str):
    app = hills(tab="numbers", **{way: "tab"})
    assert len(app.tabs) == 0
    assert words(app) == "numbers of hills"
    assert app.query_params["tab"] == "numbers"
