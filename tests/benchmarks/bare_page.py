"""The least a Streamlit page can do with a page's figures: send those it has ready.

Started by `tests.benchmarks.interactions`, which puts what the page drew at each value of a slider
into the file that BARE_PAGE_FIGURES names: a list, for each value, of the figures' JSON.
"""

import json
import os
from pathlib import Path

import plotly.graph_objects as go
import streamlit as st


@st.cache_resource
def ready_figures() -> list[list[go.Figure]]:
    """All figures, built once, before anything is measured."""
    states = json.loads(Path(os.environ["BARE_PAGE_FIGURES"]).read_text(encoding="utf-8"))
    return [[go.Figure(figure, skip_invalid=True) for figure in state] for state in states]


states = ready_figures()
chosen = int(st.slider("State", 0.0, float(len(states) - 1), 0.0, 1.0, key="state"))
for place, figure in enumerate(states[chosen]):
    st.plotly_chart(figure, key=f"figure_{place}")
