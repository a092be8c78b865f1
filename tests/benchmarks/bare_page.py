"""A bare Streamlit page with a page's figures: it builds those it is given, and sends them.

Started by `tests.benchmarks.interactions`, which puts what the page drew into the file that
BARE_PAGE_FIGURES names: how many controls the page has, and for each position of the first of
them the messages of its figures, with their arrays as typed arrays, or of another component, which
draws by itself. No words, no mathematics, no layout.
"""

import json
import os
from pathlib import Path
from typing import Any

import plotly.graph_objects as go
import streamlit as st

mount_empty = st.components.v2.component("empty", js="export default () => {}")


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
for place, message in enumerate(drawn["states"][chosen]):
    if "figure" in message:
        st.plotly_chart(go.Figure(message["figure"]), key=f"figure_{place}")
    else:
        mount_empty(key=f"figure_{place}", data=json.dumps(message).encode())
