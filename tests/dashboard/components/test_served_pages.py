"""Every page asks for plotly.js with its head, and nothing else that is served is touched."""

import asyncio

from starlette.responses import HTMLResponse, PlainTextResponse, Response
from starlette.types import Message, Scope

from dashboard.components.served_page import ServedPages
from dashboard.components.served_scripts import FIGURE_JS_PATH, PLOTLY_JS_PATH

PAGE = "<html><head><title>ŷ</title></head><body></head></body></html>"


def answer(response: Response, *, accept: str = "text/html,*/*", method: str = "GET") -> Response:
    """What a browser gets in place of a response of the server."""
    sent: list[Message] = []

    async def keep(message: Message) -> None:
        sent.append(message)

    headers = [(b"accept", accept.encode()), (b"accept-encoding", b"gzip")]
    scope: Scope = {"type": "http", "method": method, "path": "/softmax", "headers": headers}
    scope["query_string"] = b"T=2&lang=vi"

    async def server(scope, receive, send) -> None:
        if "text/html" in accept and method == "GET":
            assert b"accept-encoding" not in dict(scope["headers"])
        await response(scope, receive, send)

    asyncio.run(ServedPages(server)(scope, None, keep))
    got = Response(b"".join(message.get("body", b"") for message in sent[1:]))
    got.status_code, got.raw_headers = sent[0]["status"], sent[0]["headers"]
    return got


def test_a_page_comes_with_the_scripts_in_its_head_and_says_its_length():
    got = answer(HTMLResponse(PAGE, headers={"etag": '"1"', "cache-control": "no-cache"}))
    head, _, body = bytes(got.body).decode().partition("</head>")
    assert head.count(f'<script async src="./{PLOTLY_JS_PATH}"') == 1
    assert head.count(f'<link rel="modulepreload" href="./{FIGURE_JS_PATH}">') == 1
    assert body == "<body></head></body></html>"
    assert int(got.headers["content-length"]) == len(got.body)
    assert "etag" not in got.headers
    assert got.headers["cache-control"] == "no-cache"


def test_a_page_is_served_in_the_language_of_its_link():
    got = answer(HTMLResponse('<html lang="en"><head><title>Streamlit</title></head></html>'))
    assert bytes(got.body).startswith(b'<html lang="vi"><head><title>Logit Lab</title>')


def test_what_is_no_page_stays_as_it_is():
    download = HTMLResponse(PAGE, headers={"content-disposition": "attachment"})
    for response in (PlainTextResponse(PAGE), HTMLResponse(PAGE, status_code=503), download):
        assert answer(response).body == PAGE.encode()
    assert answer(HTMLResponse(PAGE), accept="*/*").body == PAGE.encode()
    assert answer(HTMLResponse(PAGE), method="HEAD").body == PAGE.encode()
