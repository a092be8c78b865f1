"""A page that holds the controls which a click into a picture moves, and nothing else."""

from collections.abc import Callable, Sequence
from typing import Any

from streamlit.testing.v1 import AppTest


def _script(click, controls):  # AppTest copies it: no name of this file is known there
    import streamlit as st

    from dashboard.controls.restrictions import remember_restrictions

    remember_restrictions()
    st.button("click", on_click=click)
    for control in controls:
        control.draw(st.container())


def after_click(click: Callable[[], None], controls: Sequence[Any], **query: str) -> AppTest:
    """The page after a click that calls `click`; `query` is its URL, where controls begin."""
    app = AppTest.from_function(_script, default_timeout=30, args=(click, controls))
    for name, value in query.items():
        app.query_params[name] = value
    app.run()
    app.button[0].click().run()
    assert not app.exception
    return app
