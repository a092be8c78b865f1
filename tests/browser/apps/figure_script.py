"""Two pages: one with a surface and a line that a slider moves, and one without figures."""

import numpy as np
import plotly.graph_objects as go
import streamlit as st

from dashboard import palette
from dashboard.components.figure import draw_figure

SQUARES = np.linspace(-1, 1, 15, dtype=np.float32) ** 2


def figures() -> None:
    height = st.slider("Height", 0.0, 10.0, 1.0, 0.5)
    st.button("Again")
    surface = go.Surface(z=height * (SQUARES[:, None] + SQUARES[None, :]), showscale=False)
    draw_figure(
        go.Figure(surface, {"height": 300, "uirevision": "bowl", "template": palette.TEMPLATE}),
        key="bowl",
        alternative=f"A bowl {height} high",
    )
    line = go.Scatter(x=[1, 2, 3], y=[height, 2, 3], marker={"size": 20}, mode="markers")
    draw_figure(
        go.Figure(line, {"height": 300, "uirevision": "line", "template": palette.TEMPLATE}),
        key="line",
        alternative="Three points",
        on_click=lambda click: st.session_state.update(clicked=click),
    )
    st.text(f"Clicked: {st.session_state.get('clicked')}")


def nothing() -> None:
    st.text("No figures here")


st.navigation([st.Page(figures, title="Figures"), st.Page(nothing, title="Nothing")]).run()
