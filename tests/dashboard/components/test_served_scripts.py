"""plotly.js is the installed package's own; it and figure.js are small on the wire, and kept."""

import gzip

import pytest
from plotly.offline import get_plotlyjs, get_plotlyjs_version
from starlette.requests import Request
from starlette.responses import Response

from dashboard.components.fetched_component import LOADER
from dashboard.components.served_scripts import (
    FIGURE_JS_PATH,
    PLOTLY_JS_PATH,
    browser_source,
    script_routes,
)


def answer(accept_encoding: str | None, script: int = 0) -> Response:
    headers = [] if accept_encoding is None else [(b"accept-encoding", accept_encoding.encode())]
    return script_routes()[script].endpoint(Request({"type": "http", "headers": headers}))


def test_paths_name_the_version_or_the_content():
    assert get_plotlyjs_version() in PLOTLY_JS_PATH
    assert [route.path for route in script_routes()] == [f"/{PLOTLY_JS_PATH}", f"/{FIGURE_JS_PATH}"]


def test_figure_js_is_the_component_s_source():
    assert bytes(answer(None, script=1).body).decode() == browser_source("figure.js")


def test_what_every_message_of_a_figure_carries_is_short():
    assert len(LOADER) < 1000


@pytest.mark.parametrize("base", ["lab", "/lab", "lab/", "/lab/"])
def test_it_lies_below_the_path_that_the_app_is_served_below(
    monkeypatch: pytest.MonkeyPatch, base: str
):
    monkeypatch.setattr("streamlit.get_option", {"server.baseUrlPath": base}.get)
    assert [route.path for route in script_routes()] == [
        f"/lab/{PLOTLY_JS_PATH}",
        f"/lab/{FIGURE_JS_PATH}",
    ]


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
    for script in range(2):
        cache_control = answer("gzip", script).headers["cache-control"]
        assert {"public", "immutable", "max-age=31536000"} == set(cache_control.split(", "))


def test_caches_keep_the_two_encodings_apart():
    assert answer("gzip").headers["vary"] == answer(None).headers["vary"] == "Accept-Encoding"


def test_it_is_javascript():
    assert answer("gzip").media_type == answer("gzip", 1).media_type == "text/javascript"
