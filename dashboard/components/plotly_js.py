"""plotly.js served from the installed plotly package, so that the app needs no internet."""

import gzip
from functools import cache

from plotly.offline import get_plotlyjs, get_plotlyjs_version
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from dashboard.components.served_path import served_path

# Within the app, wherever that is served. The version stands in the path, so a browser may keep the
# file for ever.
PLOTLY_JS_PATH = f"assets/plotly-{get_plotlyjs_version()}.min.js"

# Nearly all of its functions run while it loads. With this hint Chromium compiles them beside the
# page, as the file comes in, and not one by one in its way (0.48 s against 0.78 s of its thread).
_HINT = "//# allFunctionsCalledOnLoad\n"


@cache
def compressed_source() -> bytes:
    return gzip.compress((_HINT + get_plotlyjs()).encode(), compresslevel=6, mtime=0)


def _serve(request: Request) -> Response:
    headers = {"Cache-Control": "public, max-age=31536000, immutable", "Vary": "Accept-Encoding"}
    body = compressed_source()
    if "gzip" in request.headers.get("accept-encoding", ""):
        headers["Content-Encoding"] = "gzip"
    else:
        body = gzip.decompress(body)
    return Response(body, media_type="text/javascript", headers=headers)


def plotly_js_route() -> Route:
    """The route that answers `PLOTLY_JS_PATH`."""
    return Route(served_path(PLOTLY_JS_PATH), _serve)
