"""The one place of the app's colours beside `.streamlit/config.toml`.

`var(--st-…)` names a colour of the running theme, light or dark; the browser fills it in.
"""

import plotly.graph_objects as go

TEXT = "var(--st-text-color)"
ACCENT = "var(--st-primary-color)"
GRID = "var(--st-border-color-light)"
LINE = "var(--st-border-color)"
BACKGROUND = "var(--st-background-color)"
FAINT = "var(--st-secondary-background-color)"
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

MAGNITUDE = "Viridis"  # a sequential scale, for magnitudes
SIGNED = "RdBu"  # a diverging scale, centred on zero by whoever draws with it

# The example and what starts at it, told apart from every colour of `MAGNITUDE`.
EXAMPLE = "#f0287a"
EXAMPLE_MARK = "diamond"
END_MARK = "square"  # where a path from the example ends
TARGET_MARK = "line-ns-open"  # y, across the bar of ŷ

TRAIN = "#3f90da"
TEST = "#e76300"

_AXIS = {
    "gridcolor": GRID,
    "linecolor": LINE,
    "zerolinecolor": LINE,
    "automargin": True,
    "title": {"standoff": 8},
}
_SCENE_AXIS = {
    "gridcolor": FAINT,  # opaque: WebGL draws these lines without their transparency
    "zerolinecolor": FAINT,
    "backgroundcolor": "rgba(0,0,0,0)",
    "showspikes": False,
}

TEMPLATE = go.layout.Template(
    layout={
        "font": {"color": TEXT, "family": "var(--st-font)", "size": 13},
        "paper_bgcolor": "rgba(0,0,0,0)",
        "plot_bgcolor": "rgba(0,0,0,0)",
        "margin": {"l": 8, "r": 8, "t": 32, "b": 8},
        "xaxis": _AXIS,
        "yaxis": _AXIS,
        "scene": {"xaxis": _SCENE_AXIS, "yaxis": _SCENE_AXIS, "zaxis": _SCENE_AXIS},
        "legend": {"orientation": "h", "x": 0, "y": 1.02, "yanchor": "bottom"},
        "hoverlabel": {"font": {"family": "var(--st-font)"}},
    }
)
