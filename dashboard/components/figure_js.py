"""figure.js, served once: in every message of a figure it would outweigh most of the figures."""

from hashlib import sha256

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from dashboard.components.browser_source import browser_source
from dashboard.components.served_path import served_path

_SOURCE = browser_source("figure.js")
# Within the app, as plotly.js. The content stands in the path, so a browser may keep it for ever.
FIGURE_JS_PATH = f"assets/figure-{sha256(_SOURCE.encode()).hexdigest()[:12]}.js"


def _serve(_: Request) -> Response:
    headers = {"Cache-Control": "public, max-age=31536000, immutable"}
    return Response(_SOURCE, media_type="text/javascript", headers=headers)


def figure_js_route() -> Route:
    """The route that answers `FIGURE_JS_PATH`."""
    return Route(served_path(FIGURE_JS_PATH), _serve)
