"""Streamlit's page as it is served here: in the reader's language, and with scripts of our own."""

import json
from functools import cache
from pathlib import Path

from starlette.requests import Request

from dashboard.text import english
from dashboard.text.catalogue import LANGUAGES, catalogue

_SCRIPTS = ("page_script.js", "number_fields.js", "copy_link.js")
_STYLE = "page.css"
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
    scripts = "".join(f"<script>{each}</script>" for each in (_words(), *map(_source, _SCRIPTS)))
    return f"{scripts}<style>{_source(_STYLE)}</style>".encode()


def _words() -> str:
    """The scripts' own words, in the language that the page is shown in at the time."""
    translated = {
        code: {name: catalogue(code).get(words, words) for name, words in _WORDS.items()}
        for code in LANGUAGES
    }
    words = json.dumps(translated, ensure_ascii=False).replace("<", "\\u003c")
    return f"window.pageWords = () => ({words})[document.documentElement.lang];"


def _source(name: str) -> str:
    return Path(__file__).with_name(name).read_text(encoding="utf-8")
