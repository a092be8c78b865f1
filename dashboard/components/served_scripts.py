"""The scripts that a browser fetches from the server: plotly.js, and figure.js.

Both are served once, and need no internet: plotly.js comes from the installed package, and in every
message of a figure figure.js would outweigh most of the figures. It holds two components, the
figure and the network, which share what a hand moves.
"""

import gzip
import re
from collections.abc import Callable
from functools import cache
from hashlib import sha256
from pathlib import Path

import streamlit as st
from plotly.offline import get_plotlyjs, get_plotlyjs_version
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

_FOR_BOTH = ("numbers.js", "plotly_loader.js", "plotly_page.js")
_PARTS = {  # the files of a component, its own last
    "figure.js": (
        *_FOR_BOTH,
        "mathematics.js",
        "hand.js",
        "handle.js",
        "overlay.js",
        "step_bar.js",
        "turn_by_finger.js",
        "live_figure.js",
        "live_map.js",
        "live_landscape.js",
        "live_section.js",
        "live_field.js",
        "live_simplex.js",
        "live_losses.js",
        "live_graph.js",
        "live_bars.js",
        "live_lines.js",
        "live_triangle.js",
        "network_layer.js",
        "network_layout.js",
        "network_rows.js",
        "network_units.js",
        "network_loss.js",
        "network_paths.js",
        "network_picture.js",
        "network_flow.js",
        "network_words.js",
        "network_steps.js",
        "number_handle.js",
        "network_handles.js",
        "network_controls.js",
        "network.js",
        "saved_picture.js",
        "figure.js",
    ),
    "player.js": (
        *_FOR_BOTH,
        "player_series.js",
        "player_chart.js",
        "player_pictures.js",
        "player_numbers.js",
        "player_questions.js",
        "player.js",
    ),
}


def browser_source(name: str) -> str:
    """The JavaScript module of a component: Streamlit takes one text, not files that import.

    Without the lines of comment, a quarter of it.
    """
    return re.sub(r"(?m)^ *//.*\n", "", "\n".join(map(text_of, _PARTS[name])))


def text_of(name: str) -> str:
    """What stands in a file of this folder."""
    return Path(__file__).with_name(name).read_text(encoding="utf-8")


_FIGURE_JS = browser_source("figure.js").encode()

# Within the app, wherever that is served. The version, or the content, stands in the path, so a
# browser may keep the file for ever.
PLOTLY_JS_PATH = f"assets/plotly-{get_plotlyjs_version()}.min.js"
FIGURE_JS_PATH = f"assets/figure-{sha256(_FIGURE_JS).hexdigest()[:12]}.js"

# Nearly all of its functions run while it loads. With this hint Chromium compiles them beside the
# page, as the file comes in, and not one by one in its way (0.48 s against 0.78 s of its thread).
_HINT = "//# allFunctionsCalledOnLoad\n"


@cache
def compressed_plotly_js() -> bytes:
    return gzip.compress((_HINT + get_plotlyjs()).encode(), compresslevel=6, mtime=0)


def base_path() -> str:
    """The path that the whole app is served below, `server.baseUrlPath`: "" or "/lab"."""
    base = str(st.get_option("server.baseUrlPath") or "").strip("/")
    return f"/{base}" if base else ""


def script_routes() -> list[Route]:
    """The routes that answer `PLOTLY_JS_PATH` and `FIGURE_JS_PATH`, beside Streamlit's own."""
    return [
        _route(PLOTLY_JS_PATH, compressed_plotly_js),
        _route(FIGURE_JS_PATH, lambda: gzip.compress(_FIGURE_JS)),
    ]


def _route(path: str, compressed: Callable[[], bytes]) -> Route:
    def serve(request: Request) -> Response:
        headers = {
            "Cache-Control": "public, max-age=31536000, immutable",
            "Vary": "Accept-Encoding",
        }
        body = compressed()
        if "gzip" in request.headers.get("accept-encoding", ""):
            headers["Content-Encoding"] = "gzip"
        else:
            body = gzip.decompress(body)
        return Response(body, media_type="text/javascript", headers=headers)

    return Route(f"{base_path()}/{path}", serve)
