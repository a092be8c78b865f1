"""A page of the app as a link opens it, and what it shows there."""

import base64
import json
import re
from typing import Any

import numpy as np
from numpy.typing import NDArray
from streamlit.testing.v1 import AppTest

from dashboard.text.markdown import UNSEEN
from tests.server import ROOT

_DASHBOARD = ROOT / "dashboard"
# A page's script as main.py names it, by the page's name.
PAGE_SCRIPTS = {
    file.parent.name: f"views/{file.parent.name}/page.py"
    for file in sorted((_DASHBOARD / "views").glob("*/page.py"))
}


def app_at(page: str, timeout: float = 60) -> AppTest:
    """The app as a link opens it at a page, before its first run."""
    app = AppTest.from_file(_DASHBOARD / "main.py", default_timeout=timeout)
    # What `switch_page` does before the first run, when it knows no page's path in the URL: it
    # takes a file's name for it, and that of a page's script is page.py.
    app._page_hash = app._resolve_page_hash(f"{page}.py")
    return app


def opened(page: str, **query: str) -> AppTest:
    """The page's first run with these parameters in its URL; it must not fail."""
    app = app_at(page)
    for name, value in query.items():
        app.query_params[name] = value
    app.run()
    assert not app.exception
    return app


def words(app: AppTest) -> str:
    """All sentences of the page itself, a line each."""
    return "\n".join(part.value for part in app.markdown)


def errors(app: AppTest) -> list[str]:
    """The sentences of the page's errors as they are read: without what hides marks and links."""
    return [re.sub(rf"\\(.)|{UNSEEN}", r"\1", part.value) for part in app.error]


def pictures(app: AppTest) -> list[dict[str, Any]]:
    """What the figure component sends for each picture of the page, top to bottom."""
    return [json.loads(part.proto.bytes) for part in app.main.get("bidi_component")]


def detail_pictures(app: AppTest) -> list[dict[str, Any]]:
    """As `pictures`, of the training page: those below the player."""
    _player, *parts = app.main.get("bidi_component")
    return [json.loads(part.proto.bytes) for part in parts]


def sent_bytes(app: AppTest) -> int:
    """How much the pictures of the page weigh on their way to the browser."""
    return sum(len(part.proto.bytes) for part in app.main.get("bidi_component"))


def values(typed_array: dict[str, str]) -> NDArray[Any]:
    """The numbers of an array in a figure's JSON."""
    return np.frombuffer(base64.b64decode(typed_array["bdata"]), typed_array["dtype"])
