"""What the first visitor would wait for is done as soon as the server is there.

The server answers at once; beside it a thread compresses plotly.js and imports what pages import,
0.6 s of work. A visitor who comes meanwhile waits for the rest of it, not for all.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib import import_module
from pkgutil import iter_modules
from threading import Thread

import streamlit as st

from dashboard.hosting.plotly_js import compressed_source

_IMPORTED_BY_PAGES = ("components", "controls", "text", "figures", "sections")
_IMPORTED_BY_THE_FRAME = (
    "dashboard.hosting.page_icon",
    "PIL.ImageFile",  # by Streamlit, for that icon
    "streamlit.emojis",  # by Streamlit, for the first row of buttons: 0.1 s
)


@asynccontextmanager
async def warm_up(_: st.App) -> AsyncIterator[None]:
    """The lifespan of the app: its start sets off the work, and does not wait for it."""
    Thread(target=do_what_a_first_visit_needs, name="warm-up", daemon=True).start()
    yield


def do_what_a_first_visit_needs() -> None:
    """Have plotly.js ready to be sent, then import what the pages import."""
    compressed_source()
    for name in _IMPORTED_BY_THE_FRAME:
        import_module(name)
    for name in _IMPORTED_BY_PAGES:
        package = import_module(f"dashboard.{name}")
        for module in iter_modules(package.__path__, f"{package.__name__}."):
            import_module(module.name)
