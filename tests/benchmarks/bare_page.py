"""A bare Streamlit page with a page's figures: it builds those it is given, and sends them.

Started by `tests.benchmarks.interactions`, which puts what the page drew into the file that
BARE_PAGE_FIGURES names: how many controls the page has, and for each position of the first of
them the figures' JSON, with their arrays as typed arrays. No words, no mathematics, no layout.
"""

import json
import os
from pathlib import Path
from typing import Any

import plotly.graph_objects as go
import streamlit as st


@st.cache_resource
def page() -> dict[str, Any]:
    """The file, read once, before anything is measured."""
    drawn: dict[str, Any] = json.loads(
        Path(os.environ["BARE_PAGE_FIGURES"]).read_text(encoding="utf-8")
    )
    return drawn


drawn = page()
chosen = int(st.slider("State", 0.0, float(len(drawn["states"]) - 1), 0.0, 1.0, key="state"))
for place in range(1, drawn["controls"]):
    st.slider(f"Control {place}", 0.0, 1.0, 0.0, 0.1, key=f"control_{place}")
for place, figure in enumerate(drawn["states"][chosen]):
    st.plotly_chart(go.Figure(figure), key=f"figure_{place}")
