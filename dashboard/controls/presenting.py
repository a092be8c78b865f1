"""Presenting: a page for the back row of a room, with `?present=1` in its link.

The browser leaves sidebar and header away and writes everything larger (components/page.css).
"""

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from dashboard.controls.address import write_parameter
from dashboard.streamlit_patches.history_navigation import is_history_navigation
from dashboard.text import translate

PRESENT, PRESENTING = "present", "1"
_SESSION_KEY = "_presenting"


def remember_presenting() -> None:
    """Take what the URL says into the session; called once at the top of every run."""
    if PRESENT in st.query_params or is_history_navigation():
        st.session_state[_SESSION_KEY] = st.query_params.get(PRESENT) == PRESENTING
    _write()  # another page begins with a URL of its own


def presenting_parameter() -> dict[str, str]:
    """The parameter of a link within the presentation; none outside one."""
    return {PRESENT: PRESENTING} if st.session_state.get(_SESSION_KEY) else {}


def draw_presenting(above_page: DeltaGenerator, sidebar: DeltaGenerator) -> None:
    """Draw the button that begins the presentation or, above the page, the one that ends it."""
    if presenting_parameter():
        above_page.button(
            translate("End presenting (Esc)"),
            key="_end_presenting",  # page_script.js presses it
            icon=":material/close_fullscreen:",
            on_click=_present,
            args=(False,),
        )
    else:
        sidebar.button(
            translate("Present"),
            key="_begin_presenting",
            icon=":material/present_to_all:",
            on_click=_present,
            args=(True,),
        )


def _present(is_presenting: bool) -> None:
    st.session_state[_SESSION_KEY] = is_presenting
    _write()


def _write() -> None:
    write_parameter(PRESENT, presenting_parameter().get(PRESENT))
