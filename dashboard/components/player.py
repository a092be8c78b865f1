"""Plays a training run in the browser from a history sent in chunks (see player.js)."""

from collections.abc import Callable

import streamlit as st

from dashboard.components.lacking_files import plotly_js_for, take_lack
from dashboard.components.player_message import Chunk, Question, pack, read_question
from dashboard.components.served_scripts import browser_source, text_of

_mount = st.components.v2.component(
    "player",
    html=text_of("player.html"),
    css=text_of("player.css"),
    js=browser_source("player.js"),
    isolate_styles=False,
)


def is_asking(key: str) -> bool:
    """Whether the browser's player of this key asks something in this run."""
    player = st.session_state.get(key)
    return player is not None and player.ask is not None


def play_run(
    chunk: Chunk, *, key: str, seek: tuple[int, int], on_ask: Callable[[Question], None]
) -> None:
    """Draw the player at this place of the page, or hand the one there its next chunk.

    Parameters
    ----------
    chunk : the next steps; steps the browser has already are passed over.
    key : the player's name in the app; the same key is the same player.
    seek : (id, step): with a new id the player goes to the step; with an old one it stays.
    on_ask : called, before the fragment runs again, when the browser asks for something.
    """

    def asked() -> None:
        player = st.session_state.get(key)  # none where its page was left meanwhile
        question = read_question(player and player.ask)
        if question is not None:
            on_ask(question)

    _mount(
        key=key,
        data=pack(chunk, seek, plotly_js_for(key)),
        on_ask_change=asked,
        on_lack_change=lambda: take_lack(key),
    )
