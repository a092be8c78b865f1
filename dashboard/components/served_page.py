"""Streamlit's page as it is served here: in the reader's language, and with scripts of our own.

The page itself asks for plotly.js, and not its first picture. A browser then compiles it beside
Streamlit's own scripts, on another core, and has it ready when the first figure is there: on a
first visit that is the longest part of the wait.
"""

import json
from functools import cache

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from dashboard.components.served_scripts import FIGURE_JS_PATH, PLOTLY_JS_PATH, text_of
from dashboard.text import english
from dashboard.text.catalogue import LANGUAGES, catalogue

# The addresses are relative, as those of Streamlit's own files in the same head. A script that has
# failed, or was given something else, makes room for the try of the first picture (plotly_page.js).
_EARLY_SCRIPTS = (
    f'<script async src="./{PLOTLY_JS_PATH}" onload="window.Plotly || this.remove()"'
    ' onerror="this.remove()"></script>'
    f'<link rel="modulepreload" href="./{FIGURE_JS_PATH}">'
)
_PAGE_SCRIPTS = ("page_script.js", "number_fields.js", "copy_link.js", "paper.js")
_WORDS = {
    "copy": english("Copy link"),
    "copied": english("Link copied"),
    "byHand": english("Copy the link from this field:"),
    "number": english("“{text}” is not a number, so {kept} stays. Type one like 0.25 or 0,25."),
    "whole": english("“{text}” is not a whole number, so {kept} stays. Type digits only, like 30."),
    "range": english(
        "{text} is out of range, so {kept} stays. Type a number from {least} to {most}."
    ),
    "still": english("This picture is still drawn with {values}."),
}
_UNWANTED = {b"accept-encoding", b"if-none-match", b"if-modified-since", b"range"}


class ServedPages:
    """ASGI middleware that changes every page on its way to the browser."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or not _wants_a_page(scope):
            await self._app(scope, receive, send)
            return
        # Whole and plain, so that it can be changed: a few kB, which the proxy compresses.
        plain = [pair for pair in scope["headers"] if pair[0] not in _UNWANTED]
        start: Message | None = None  # of a page; it is held until the page is whole
        page = b""

        async def answer(message: Message) -> None:
            nonlocal start, page
            if message["type"] == "http.response.start" and _is_page(message):
                start = message
                return
            if start is not None:
                page += message.get("body", b"")
                if message.get("more_body", False):
                    return
                message["body"] = served_page(page, asked_language(Request(scope)))
                headers = MutableHeaders(scope=start)
                headers["content-length"] = str(len(message["body"]))
                for name in ("etag", "last-modified"):  # of the page as it was
                    del headers[name]
                await send(start)
            await send(message)

        await self._app({**scope, "headers": plain}, receive, answer)


def _wants_a_page(scope: Scope) -> bool:
    return scope["method"] == "GET" and "text/html" in Headers(scope=scope).get("accept", "")


def _is_page(start: Message) -> bool:
    """Whether an answer is a page to be shown; the curves of a run are one to be kept as it is."""
    headers = Headers(raw=start["headers"])
    is_html = headers.get("content-type", "").startswith("text/html")
    return start["status"] == 200 and is_html and "content-disposition" not in headers


def asked_language(request: Request) -> str:
    """As the app chooses it: what the link says, or what the browser asks for first."""
    wanted = request.query_params.get("lang", "")
    if wanted not in LANGUAGES:
        wanted = request.headers.get("accept-language", "")[:2].lower()
    return wanted if wanted in LANGUAGES else "en"


def served_page(page: bytes, language: str) -> bytes:
    """The page with its language and the app's name; our scripts and style stand in its head.

    Parameters
    ----------
    language : a code of `LANGUAGES`.

    Examples
    --------
    >>> served_page(b'<html lang="en"><head><title>Streamlit</title></head></html>', "vi")[:46]
    b'<html lang="vi"><head><title>Logit Lab</title>'
    """
    for found, instead in (
        (b'<html lang="en">', f'<html lang="{language}">'.encode()),
        (b"<title>Streamlit</title>", b"<title>Logit Lab</title>"),
        (b"</head>", _parts() + b"</head>"),
    ):
        page = page.replace(found, instead, 1)
    return page


@cache
def _parts() -> bytes:
    # Part of the page itself, so that they are there before Streamlit's own, below any path.
    scripts = (_words(), *map(text_of, _PAGE_SCRIPTS))
    inline = "".join(f"<script>{script}</script>" for script in scripts)
    return f"{_EARLY_SCRIPTS}{inline}<style>{text_of('page.css')}</style>".encode()


def _words() -> str:
    """The scripts' own words, in the language that the page is shown in at the time."""
    translated = {
        code: {name: catalogue(code).get(words, words) for name, words in _WORDS.items()}
        for code in LANGUAGES
    }
    words = json.dumps(translated, ensure_ascii=False).replace("<", "\\u003c")
    return f"window.pageWords = () => ({words})[document.documentElement.lang];"
