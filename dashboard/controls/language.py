"""The language of the session, chosen in the sidebar of every page."""

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from dashboard.text.catalogue import LANGUAGES
from dashboard.text.translation import choose_language, language

_KEY = "_language_choice"


def draw_language_choice(container: DeltaGenerator) -> None:
    """Draw the languages, each by its own name.

    What chose it last counts: these buttons, the URL, or the browser.
    """
    st.session_state[_KEY] = language()
    container.segmented_control(
        "Language / Ngôn ngữ",
        tuple(LANGUAGES),
        format_func=lambda code: LANGUAGES[code],
        key=_KEY,
        required=True,
        on_change=lambda: choose_language(st.session_state[_KEY]),
    )
