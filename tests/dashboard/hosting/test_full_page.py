"""The page of a server that is full: in the reader's language, and away from the full replica."""

import pytest
from starlette.requests import Request
from starlette.responses import HTMLResponse

from dashboard.hosting.full_page import AFFINITY_COOKIE, full_page
from tests.server import ROOT


def answer(query: str = "", accepts: str | None = None) -> HTMLResponse:
    headers = [] if accepts is None else [(b"accept-language", accepts.encode())]
    scope = {"type": "http", "method": "GET", "path": "/", "headers": headers}
    return full_page(Request(scope | {"query_string": query.encode()}))


@pytest.mark.parametrize(
    ("query", "accepts", "title"),
    [
        ("", None, "Logit Lab is full at the moment"),
        ("", "vi-VN,vi;q=0.9,en;q=0.8", "Logit Lab hiện đã đủ người dùng"),
        ("lang=vi", "en-US", "Logit Lab hiện đã đủ người dùng"),
        ("lang=en", "vi", "Logit Lab is full at the moment"),
        ("lang=%3Cscript%3E", "fr", "Logit Lab is full at the moment"),
    ],
)
def test_it_speaks_as_the_app_would(query: str, accepts: str | None, title: str):
    page = answer(query, accepts)
    assert page.status_code == 503
    assert f"<h1>{title}</h1>" in bytes(page.body).decode()
    assert "script" not in bytes(page.body).decode()


def test_it_tries_again_and_at_any_replica():
    page = answer()
    assert page.headers["retry-after"] in bytes(page.body).decode()
    assert page.headers["set-cookie"].startswith(f'{AFFINITY_COOKIE}=""; ')
    caddyfile = (ROOT / "dashboard/hosting/Caddyfile").read_text(encoding="utf-8")
    assert f"lb_policy cookie {AFFINITY_COOKIE} " in caddyfile
