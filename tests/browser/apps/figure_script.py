"""Two pages: one with a surface and a line that a slider moves, and one without figures."""

import numpy as np
import streamlit as st

from dashboard import palette
from dashboard.components.figure import draw_figure
from dashboard.figures.figure import Picture

SQUARES = np.linspace(-1, 1, 15, dtype=np.float32) ** 2


def figures() -> None:
    height = st.slider("Height", 0.0, 10.0, 1.0, 0.5)
    st.button("Again")
    heights = height * (SQUARES[:, None] + SQUARES[None, :])
    surface = {"type": "surface", "z": heights, "showscale": False}
    draw_figure(
        Picture([surface], {"height": 300, "uirevision": "bowl", "template": palette.TEMPLATE}),
        key="bowl",
        alternative=f"A bowl {height} high",
    )
    line = {
        "type": "scatter",
        "x": [1, 2, 3],
        "y": [height, 2, 3],
        "marker": {"size": 20},
        "mode": "markers",
    }
    draw_figure(
        Picture([line], {"height": 300, "uirevision": "line", "template": palette.TEMPLATE}),
        key="line",
        alternative="Three points",
        on_click=lambda click: st.session_state.update(clicked=click),
    )
    st.text(f"Clicked: {st.session_state.get('clicked')}")


def nothing() -> None:
    st.text("No figures here")


st.navigation([st.Page(figures, title="Figures"), st.Page(nothing, title="Nothing")]).run()
