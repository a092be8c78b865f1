"""What the first visitor would wait for is done as soon as the server is there.

The server answers at once; beside it one thread compresses plotly.js, which leaves the interpreter
free, and another imports what pages import: 0.9 s of work. A visitor who comes meanwhile waits for
the rest of it, not for all.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib import import_module
from pkgutil import walk_packages
from threading import Event, Thread

import streamlit as st
from starlette.types import ASGIApp, Receive, Scope, Send

from dashboard.components.served_scripts import compressed_plotly_js

_IMPORTED_BY_PAGES = ("components", "controls", "figures", "lessons", "runs", "text", "views")
_IMPORTED_BY_STREAMLIT = ("PIL.ImageFile", "dashboard.streamlit_patches.emojis")
_LOOK_EVERY = 0.01  # seconds between two looks at whether all is imported
_imported = Event()


@asynccontextmanager
async def warm_up(_: st.App) -> AsyncIterator[None]:
    """The lifespan of the app: its start sets off the work, and does not wait for it."""
    for work in (compressed_plotly_js, _import_and_say_so):
        Thread(target=work, name="warm-up", daemon=True).start()
    yield


class AfterImports:
    """ASGI middleware that lets no session begin before all is imported.

    Of two threads that import the same package at once, one may be handed a module that is not
    whole yet.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        while scope["type"] == "websocket" and not _imported.is_set():
            await asyncio.sleep(_LOOK_EVERY)
        await self._app(scope, receive, send)


def _import_and_say_so() -> None:
    try:
        import_what_pages_import()
    finally:
        _imported.set()


def import_what_pages_import() -> None:
    """Load all modules of the app that its pages need, and Streamlit's own that it loads late."""
    for name in _IMPORTED_BY_STREAMLIT:
        import_module(name)
    for name in _IMPORTED_BY_PAGES:
        package = import_module(f"dashboard.{name}")
        for module in walk_packages(package.__path__, f"{package.__name__}."):
            if not module.name.endswith(".page"):  # to import a page's script is to draw the page
                import_module(module.name)
