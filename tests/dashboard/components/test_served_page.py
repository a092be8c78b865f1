"""What is changed in Streamlit's page before a browser gets it."""

from importlib.util import find_spec
from pathlib import Path

import pytest
from starlette.requests import Request

from dashboard.components.served_page import asked_language, served_page


def asked(query: str, accepts: str | None) -> str:
    headers = [] if accepts is None else [(b"accept-language", accepts.encode())]
    scope = {"type": "http", "query_string": query.encode(), "headers": headers}
    return asked_language(Request(scope))


@pytest.mark.parametrize(
    ("query", "accepts", "language"),
    [
        ("lang=vi", "en-US,en", "vi"),
        ("lang=en", "vi-VN,vi", "en"),
        ("T=2", "vi-VN,vi;q=0.9,en;q=0.8", "vi"),
        ("lang=xx", "vi", "vi"),
        ("lang=%22%3E%3Cscript%3E", "fr", "en"),
        ("", None, "en"),
    ],
)
def test_the_link_names_the_language_and_else_the_browser_does(query, accepts, language):
    assert asked(query, accepts) == language


def test_the_page_of_the_installed_streamlit_has_what_is_changed_in_it():
    spec = find_spec("streamlit")
    assert spec is not None
    assert spec.origin is not None
    page = (Path(spec.origin).parent / "static" / "index.html").read_bytes()
    served = served_page(page, "vi")
    assert served.count(b'<html lang="vi">') == 1
    assert b'lang="en"' not in served
    assert served.count(b"<title>Logit Lab</title>") == 1
    head = served.partition(b"</head>")[0]
    assert head.count(b"history.pushState = ") == 1
