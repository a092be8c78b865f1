"""What `streamlit run dashboard/app.py` starts: the server's routes around the dashboard's script."""

import sys
from pathlib import Path

import streamlit as st

# `streamlit run` puts this file's folder on the path; the packages are found from the root.
sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from dashboard.hosting.plotly_js import plotly_js_route  # noqa: E402

app = st.App("main.py", routes=[plotly_js_route()])
