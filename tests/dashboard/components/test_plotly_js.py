"""plotly.js is the installed package's own, small on the wire and kept by the browser."""

import gzip

import pytest
from plotly.offline import get_plotlyjs, get_plotlyjs_version
from starlette.requests import Request
from starlette.responses import Response

from dashboard.components.figure_js import FIGURE_JS_PATH, figure_js_route
from dashboard.components.plotly_js import PLOTLY_JS_PATH, plotly_js_route


def answer(accept_encoding: str | None) -> Response:
    headers = [] if accept_encoding is None else [(b"accept-encoding", accept_encoding.encode())]
    return plotly_js_route().endpoint(Request({"type": "http", "headers": headers}))


def test_path_names_the_version():
    assert get_plotlyjs_version() in PLOTLY_JS_PATH
    assert plotly_js_route().path == f"/{PLOTLY_JS_PATH}"


@pytest.mark.parametrize("base", ["lab", "/lab", "lab/", "/lab/"])
def test_it_lies_below_the_path_that_the_app_is_served_below(
    monkeypatch: pytest.MonkeyPatch, base: str
):
    monkeypatch.setattr("streamlit.get_option", {"server.baseUrlPath": base}.get)
    assert plotly_js_route().path == f"/lab/{PLOTLY_JS_PATH}"
    assert figure_js_route().path == f"/lab/{FIGURE_JS_PATH}"


def test_a_browser_gets_the_package_s_file_compressed():
    response = answer("gzip, deflate, br")
    assert response.headers["content-encoding"] == "gzip"
    hint, source = gzip.decompress(response.body).decode().split("\n", 1)
    assert hint == "//# allFunctionsCalledOnLoad"
    assert source == get_plotlyjs()


def test_a_client_without_gzip_gets_it_as_it_is():
    for response in (answer(None), answer("identity")):
        assert "content-encoding" not in response.headers
        assert response.body == gzip.decompress(answer("gzip").body)


def test_it_may_be_kept_for_ever_because_its_path_changes_with_it():
    cache_control = answer("gzip").headers["cache-control"]
    assert {"public", "immutable", "max-age=31536000"} == set(cache_control.split(", "))


def test_caches_keep_the_two_encodings_apart():
    assert answer("gzip").headers["vary"] == answer(None).headers["vary"] == "Accept-Encoding"


def test_it_is_javascript():
    assert answer("gzip").media_type == "text/javascript"
