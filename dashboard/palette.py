"""The one place of the app's colours beside `.streamlit/config.toml`.

`var(--st-…)` names a colour of the running theme, light or dark; the browser fills it in.
"""

from typing import Any

from dashboard.written_numbers import THIN_SPACE

TEXT = "var(--st-text-color)"
ACCENT = "var(--st-primary-color)"
GRID = "var(--st-border-color-light)"
LINE = "var(--st-border-color)"
BACKGROUND = "var(--st-background-color)"
FADED = "var(--st-gray-color)"

# Ten colours told apart by colour-blind readers too (M. A. Petroff, 2021, arXiv:2107.02270).
CLASSES = (
    "#3f90da",
    "#ffa90e",
    "#bd1f01",
    "#94a4a2",
    "#832db6",
    "#a96b59",
    "#e76300",
    "#b9ac70",
    "#717581",
    "#92dadd",
)

MAGNITUDE = "Viridis"  # a sequential scale: bright is much, and of a loss or an error bad
# Another one, for accuracy: much is good. `TEXT` can be read on all of it, in both themes.
SHARE_RIGHT = [[0, BACKGROUND], [1, "#0f8653"]]

# What has a sign, in heat maps, images and edges; 0 is the page's background.
POSITIVE, NEGATIVE = "#d7303b", "#2f78d4"
SIGNED = [[0, NEGATIVE], [0.5, BACKGROUND], [1, POSITIVE]]  # centred on zero by whoever draws

# The example and what starts at it, told apart from every colour of `MAGNITUDE`.
EXAMPLE = "#f0287a"
EXAMPLE_MARK = "diamond"
END_MARK = "square"  # where a path from the example ends
STEP_MARK = "circle"  # the step of the path that is shown
NEWTON_MARK = "star"  # where Newton's step ends

TRAIN = "#3f90da"
TEST = "#e76300"

_AXIS = {
    "gridcolor": GRID,
    "linecolor": LINE,
    "zerolinecolor": LINE,
    "automargin": True,
    "title": {"standoff": 8},
    "ticklabelstandoff": 4,  # where two axes meet, their numbers stay apart
    "exponentformat": "power",
}
SCENE_AXIS = {  # of a 3-D picture; not in the template, which every flat one would carry along
    "gridcolor": FADED,  # opaque: WebGL draws these lines without their transparency
    "zerolinecolor": FADED,
    "backgroundcolor": "rgba(0,0,0,0)",
    "showspikes": False,
    "exponentformat": "power",
}

# A plain mapping: as a go.layout.Template it costs each figure 4 ms more.
TEMPLATE: dict[str, Any] = {
    "layout": {
        "font": {"color": TEXT, "family": "var(--st-font)", "size": 14},
        "paper_bgcolor": "rgba(0,0,0,0)",
        "plot_bgcolor": "rgba(0,0,0,0)",
        # Room for the numbers and titles of most axes and one row of names above. Where they need
        # more, `automargin` makes it, but Plotly then draws the whole picture a second time.
        "margin": {"l": 56, "r": 8, "t": 46, "b": 52},
        "xaxis": _AXIS,
        "yaxis": _AXIS,
        "legend": {"orientation": "h", "x": 0, "y": 1.02, "yanchor": "bottom"},
        "hoverlabel": {"font": {"family": "var(--st-font)"}},
        "separators": f".{THIN_SPACE}",
    },
    "data": {
        kind: [{"colorbar": {"exponentformat": "power"}}]
        for kind in ("heatmap", "contour", "surface")
    },
}

# The light theme as it is in a file by itself, where no app fills the colours in.
ON_PAPER = {
    "--st-text-color": "#12151a",
    "--st-primary-color": "#2563c9",
    "--st-background-color": "#ffffff",
    "--st-gray-color": "#6b7280",
    "--st-border-color": "rgba(18, 21, 26, 0.2)",
    "--st-border-color-light": "rgba(18, 21, 26, 0.1)",
    "--st-font": "sans-serif",
}
