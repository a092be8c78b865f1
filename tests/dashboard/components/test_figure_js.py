"""figure.js is served once, under a name of its content; a message only says where it is."""

from starlette.requests import Request

from dashboard.components.browser_source import browser_source
from dashboard.components.figure import _LOADER
from dashboard.components.figure_js import FIGURE_JS_PATH, figure_js_route


def test_it_is_the_component_s_source():
    response = figure_js_route().endpoint(Request({"type": "http", "headers": []}))
    assert response.body.decode() == browser_source("figure.js")
    assert response.media_type == "text/javascript"


def test_it_may_be_kept_for_ever_because_its_path_changes_with_it():
    response = figure_js_route().endpoint(Request({"type": "http", "headers": []}))
    assert "immutable" in response.headers["cache-control"]
    assert figure_js_route().path == f"/{FIGURE_JS_PATH}"


def test_what_every_message_carries_is_short():
    assert len(_LOADER) < 1000
