"""The network at work: a layer that the hand moves and that takes steps (see network.js)."""

import json
from collections.abc import Callable, Mapping
from typing import Any

import streamlit as st

from dashboard import palette
from dashboard.components.fetched_component import fetched_component
from dashboard.components.lacking_files import lacks_figure_js, take_lack
from dashboard.components.live import Live, are_numbers
from dashboard.components.served_scripts import text_of

_mount, _mount_whole = fetched_component("network", text_of("network.html"), text_of("network.css"))
_COLOURS = {
    "positive": palette.POSITIVE,
    "negative": palette.NEGATIVE,
    "classes": palette.CLASSES,
}


def draw_network(
    live: Live,
    *,
    key: str,
    texts: Mapping[str, Any],
    edges: str = "w",
    on_edges: Callable[[str], None] | None = None,
    paths: Mapping[str, Any] | None = None,
    on_chosen: Callable[[str], None] | None = None,
) -> None:
    """Draw a network at this place of the page, or change the one that stands there.

    Parameters
    ----------
    live : the layer and the learning rate, by the names of `layer_values`.
    key : the network's name in the app; the same key is the same network.
    texts : all its words, in the reader's language.
    edges : what the edges are drawn by, "w" or "∂L/∂w".
    on_edges : called, before the page runs again, with what a client has sent for that: any text.
    paths : the `parameter` whose paths are lit, whether it `isFree` to be chosen, and whether the
        paths are drawn with the usual mistake, `isMistaken`; or None.
    on_chosen : called with the parameter that was chosen: any text.
    """
    message = {
        "live": live.message(),
        "colours": _COLOURS,
        "texts": texts,
        "edges": edges,
        "paths": paths,
    }

    def moved() -> None:
        shown = st.session_state.get(key)  # none where its page was left meanwhile
        values: Any = shown and shown.moved
        if are_numbers(values):
            live.on_move(values)

    def told(name: str, act: Callable[[str], None] | None) -> Callable[[], None]:
        def take() -> None:
            shown = st.session_state.get(key)
            text: Any = shown and getattr(shown, name)
            if act is not None and isinstance(text, str):
                act(text)

        return take

    mount = _mount_whole if lacks_figure_js() else _mount
    mount(
        key=key,
        data=json.dumps(message, ensure_ascii=False).encode(),
        on_moved_change=moved,
        on_edges_change=told("edges", on_edges),
        on_chosen_change=told("chosen", on_chosen),
        on_lack_change=lambda: take_lack(key),
    )
