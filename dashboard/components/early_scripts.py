"""plotly.js is asked for with the page itself, not when its first picture comes.

A browser then compiles it beside Streamlit's own scripts, on another core, and has it ready when
the first figure is there: on a first visit that is the longest part of the wait.
"""

from __future__ import annotations

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from dashboard.components.figure_js import FIGURE_JS_PATH
from dashboard.components.plotly_js import PLOTLY_JS_PATH
from dashboard.components.served_page import asked_language, served_page

# The addresses are relative, as those of Streamlit's own files in the same head. A script that has
# failed, or was given something else, makes room for the try of the first picture (plotly_page.js).
_SCRIPTS = (
    f'<script async src="./{PLOTLY_JS_PATH}" onload="window.Plotly || this.remove()"'
    ' onerror="this.remove()"></script>'
    f'<link rel="modulepreload" href="./{FIGURE_JS_PATH}">'
).encode()
_END_OF_HEAD = b"</head>"
_UNWANTED = {b"accept-encoding", b"if-none-match", b"if-modified-since", b"range"}


class EarlyScripts:
    """ASGI middleware that puts the scripts into the head of every page."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and _wants_a_page(scope):
            # Whole and plain, so that it can be added to: a few kB, which the proxy compresses.
            plain = [pair for pair in scope["headers"] if pair[0] not in _UNWANTED]
            language = asked_language(Request(scope))
            scope, send = {**scope, "headers": plain}, _Page(send, language).send
        await self._app(scope, receive, send)


def _wants_a_page(scope: Scope) -> bool:
    return scope["method"] == "GET" and "text/html" in Headers(scope=scope).get("accept", "")


def _is_page(headers: Headers) -> bool:
    """Whether an answer is a page to be shown; the curves of a run are one to be kept as it is."""
    kind = headers.get("content-type", "")
    return kind.startswith("text/html") and "content-disposition" not in headers


class _Page:
    """An answer on its way; if it is a page, it is held until it is whole, and added to."""

    def __init__(self, send: Send, language: str) -> None:
        self._send = send
        self._language = language
        self._start: Message | None = None
        self._body = b""

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            if message["status"] == 200 and _is_page(Headers(raw=message["headers"])):
                self._start = message
                return
        elif self._start is not None:
            self._body += message.get("body", b"")
            if message.get("more_body", False):
                return
            body = self._body.replace(_END_OF_HEAD, _SCRIPTS + _END_OF_HEAD, 1)
            body = served_page(body, self._language)
            headers = MutableHeaders(scope=self._start)
            headers["content-length"] = str(len(body))
            for name in ("etag", "last-modified"):  # of the page without the scripts
                del headers[name]
            await self._send(self._start)
            message = {"type": "http.response.body", "body": body}
        await self._send(message)
