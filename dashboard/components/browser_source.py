"""The browser's half of a component: one module made of the shared part and the component's own."""

from functools import cache
from pathlib import Path

_FOLDER = Path(__file__).parent


@cache
def browser_source(name: str) -> str:
    """The JavaScript module of a component, with what both components share in front of it."""
    shared = (_FOLDER / "plotly_page.js").read_text(encoding="utf-8")
    return shared + "\n" + (_FOLDER / name).read_text(encoding="utf-8")
