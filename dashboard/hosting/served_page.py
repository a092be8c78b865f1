"""Streamlit's page as it is served here: in the reader's language, and with scripts of our own."""

from functools import cache
from pathlib import Path

from starlette.requests import Request

from dashboard.text.catalogue import LANGUAGES

_SCRIPTS = ("page_script.js", "number_fields.js", "copy_link.js")
_STYLE = "page.css"


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
    scripts = "".join(f"<script>{_source(name)}</script>" for name in _SCRIPTS)
    return f"{scripts}<style>{_source(_STYLE)}</style>".encode()


def _source(name: str) -> str:
    return Path(__file__).with_name(name).read_text(encoding="utf-8")
