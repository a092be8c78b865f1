"""What a server that is full answers: a page that says so, in the reader's language."""

from html import escape

from starlette.requests import Request
from starlette.responses import HTMLResponse

from dashboard.components.served_page import asked_language
from dashboard.text import english
from dashboard.text.catalogue import catalogue

TRY_AGAIN_SECONDS = 20
AFFINITY_COOKIE = "logit_lab_replica"  # of dashboard/hosting/Caddyfile
_TITLE = english("Logit Lab is full at the moment")
_TEXT = english(
    "The server has reached its limit of users. This page retries every 20 seconds; your link "
    "stays the same."
)


def full_page(request: Request) -> HTMLResponse:
    """The page; it tries again by itself, behind a proxy at another replica."""
    language = asked_language(request)
    title, text = (catalogue(language).get(words, words) for words in (_TITLE, _TEXT))
    page = (
        f'<!doctype html><html lang="{language}"><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width">'
        f'<meta http-equiv="refresh" content="{TRY_AGAIN_SECONDS}">'
        f"<title>{escape(title)}</title>"
        '<body style="font: 1.1rem/1.5 sans-serif; max-width: 34rem; margin: 20vh auto; '
        'padding: 0 1rem; color-scheme: light dark">'
        f"<h1>{escape(title)}</h1><p>{escape(text)}</p>"
    )
    response = HTMLResponse(page, status_code=503, headers={"Retry-After": str(TRY_AGAIN_SECONDS)})
    response.delete_cookie(AFFINITY_COOKIE)
    return response
