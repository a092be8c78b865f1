"""The browser's half of a component: one module made of several files."""

from functools import cache
from pathlib import Path

_FOLDER = Path(__file__).parent
_BEFORE = {  # what a component's own file needs in front of it
    "figure.js": ("numbers.js", "plotly_loader.js", "plotly_page.js"),
    "player.js": (
        "numbers.js",
        "plotly_loader.js",
        "plotly_page.js",
        "player_series.js",
        "player_chart.js",
        "player_pictures.js",
    ),
}


@cache
def browser_source(name: str) -> str:
    """The JavaScript module of a component: Streamlit takes one text, not files that import."""
    files = (*_BEFORE[name], name)
    return "\n".join((_FOLDER / file).read_text(encoding="utf-8") for file in files)
