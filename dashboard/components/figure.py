"""A Plotly figure that is updated in place, so that camera and zoom stay (see figure.js)."""

import json
from base64 import b64encode
from collections.abc import Callable
from typing import Any

import numpy as np
import plotly.graph_objects as go
import streamlit as st

from dashboard.components.fetched_component import fetched_component
from dashboard.components.lacking_files import lacks_figure_js, plotly_js_for, take_lack
from dashboard.components.live import Live, are_numbers
from dashboard.components.served_scripts import PLOTLY_JS_PATH
from dashboard.figures.figure import Picture
from dashboard.text import translate

# No image: those who do not see it would lose the buttons in it.
_HTML = '<div class="figure" role="figure"></div><p class="unavailable" role="alert" hidden></p>'
_CSS = """
.figure { position: relative; width: 100%; min-width: 0; }
.unavailable { margin: 0; }
"""

_mount, _mount_whole = fetched_component("figure", _HTML, _CSS)


def unavailable_sentence() -> str:
    """What a component says when plotly.js cannot be had."""
    return translate(
        "The charts could not be loaded. Reload the page; the numbers below are still correct."
    )


def draw_figure(
    picture: Picture,
    *,
    key: str,
    alternative: str,
    aspect: float | None = None,
    share: float = 0.9,
    on_click: Callable[[dict[str, float]], None] | None = None,
    live: Live | None = None,
) -> None:
    """Draw the figure at this place of the page, or update the one that stands there.

    Parameters
    ----------
    picture : its width is the column's; its height the layout's, unless `aspect` is given.
        `layout.uirevision` says which figures share camera and zoom: change it when the axes mean
        something else.
    key : the figure's name in the app; the same key is the same node in the browser.
    alternative : what the picture shows, in words, for those who do not see it.
    aspect : height over width; the height then follows the width.
    share : the most that such a height may take of the window's.
    on_click : called, before the page runs again, with `{"trace": …, "x": …, "y": …}` of the point
        that was clicked.
    live : what a hand moves in the figure, by a drag, by keys or by a click; or nothing.
    """
    about = {
        "alternative": alternative,
        "aspect": aspect,
        "share": share,
        "clicks": on_click is not None,
        "live": live and live.message(),
        "plotly_js": PLOTLY_JS_PATH,
        "unavailable": unavailable_sentence(),
    }
    # The figure is JSON already: as a string within JSON its quotes would all be escaped.
    rest = json.dumps(about, ensure_ascii=False).removeprefix("{")
    message = f'{{"figure":{figure_json(picture)},{rest}'.encode()
    if plotly_js := plotly_js_for(key):
        message += b"\0" + plotly_js

    def clicked() -> None:
        shown = st.session_state.get(key)  # none where its page was left meanwhile
        click: Any = shown and shown.click
        if on_click is not None and _is_click(click):
            on_click(click)

    def moved() -> None:
        shown = st.session_state.get(key)
        values: Any = shown and shown.moved
        if live is not None and are_numbers(values):
            live.on_move(values)

    mount = _mount_whole if lacks_figure_js() else _mount
    mount(
        key=key,
        data=message,
        on_click_change=clicked,
        on_moved_change=moved,
        on_lack_change=lambda: take_lack(key),
    )


def _is_click(value: Any) -> bool:
    return are_numbers(value) and {"trace", "x", "y"} <= value.keys()


def figure_json(picture: Picture) -> str:
    """What `go.Figure(*picture).to_json()` writes, in a tenth of its time.

    Examples
    --------
    >>> figure_json(Picture([{"type": "scatter", "y": np.float32([1, 2])}], {"height": 300}))
    '{"data": [{"type": "scatter", "y": {"dtype": "f4", "bdata": "AACAPwAAAEA="}}],
      "layout": {"height": 300}}'
    """
    parts = {"data": picture.traces, "layout": picture.layout}
    try:
        return json.dumps(parts, default=_plain, allow_nan=False, ensure_ascii=False)
    except ValueError:  # a NaN outside an array, which JSON has no word for: Plotly makes it null
        return str(go.Figure(*picture).to_json())


def _plain(value: Any) -> Any:
    """An array as a typed array; one that cannot be one as a list; a NumPy number as a number."""
    if not isinstance(value, np.ndarray) or value.dtype.str not in ("<f4", "<f8"):
        return value.tolist()
    typed = {"dtype": value.dtype.str[1:], "bdata": b64encode(value.tobytes()).decode()}
    return typed if value.ndim == 1 else typed | {"shape": ", ".join(map(str, value.shape))}
