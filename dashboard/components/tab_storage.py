"""A text that outlasts a reload of the page, in the storage of the browser's tab."""

import json
from collections.abc import Callable

import streamlit as st

from dashboard.components.served_scripts import text_of

_mount = st.components.v2.component("tab_storage", js=text_of("tab_storage.js"))


def keep_in_tab(name: str, text: str, *, longest: int, on_found: Callable[[str], None]) -> None:
    """Let the tab keep the text; where there is none yet, ask the tab for what it has kept.

    Parameters
    ----------
    name : of the text, in the tab and in the app.
    longest : a longer text is not taken back: any client can send anything.
    on_found : called, before the page runs again, with what an earlier page of the tab has kept.
    """

    def found() -> None:
        kept = st.session_state[name].found
        if isinstance(kept, str) and len(kept) <= longest:
            on_found(kept)

    message = {"name": name, "text": text}
    data = json.dumps(message, ensure_ascii=False).encode()
    _mount(key=name, data=data, on_found_change=found)
