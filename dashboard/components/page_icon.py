"""The icon of the app's tabs, within the page itself: as a file Streamlit reads it on every run."""

from base64 import b64encode
from functools import cache
from pathlib import Path

_FILE = Path(__file__).with_name("icon.svg")


@cache
def page_icon() -> str:
    """The icon as a `data:` URL."""
    return f"data:image/svg+xml;base64,{b64encode(_FILE.read_bytes()).decode()}"
