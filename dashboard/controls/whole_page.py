"""A fragment's button that sets what stands outside of the fragment: the whole page runs again.

The click is remembered until the fragment runs, whatever it draws then: the button may be gone.
"""

import streamlit as st

_WANTED = "_whole_page"


def want_whole_page() -> None:
    """Let the whole page run again; from a callback, which itself cannot."""
    st.session_state[_WANTED] = True


def run_whole_page_if_wanted() -> None:
    """Begin a run of the whole page, if a click has asked for it."""
    if st.session_state.pop(_WANTED, False):
        st.rerun()
