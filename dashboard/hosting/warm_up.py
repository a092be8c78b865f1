"""What the first visitor would wait for is done as soon as the server is there.

The server answers at once; beside it one thread compresses plotly.js, which leaves the interpreter
free, and another imports what pages import: 0.9 s of work. A visitor who comes meanwhile waits for
the rest of it, not for all.
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
    "dashboard.streamlit_patches.emojis",
)


@asynccontextmanager
async def warm_up(_: st.App) -> AsyncIterator[None]:
    """The lifespan of the app: its start sets off the work, and does not wait for it."""
    for work in (compressed_source, import_what_pages_import):
        Thread(target=work, name="warm-up", daemon=True).start()
    yield


def import_what_pages_import() -> None:
    """Load all modules of the app that its pages need, and Streamlit's own that it loads late."""
    for name in _IMPORTED_BY_THE_FRAME:
        import_module(name)
    for name in _IMPORTED_BY_PAGES:
        package = import_module(f"dashboard.{name}")
        for module in iter_modules(package.__path__, f"{package.__name__}."):
            import_module(module.name)
