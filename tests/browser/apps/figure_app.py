"""Serves `figure_script.py` with the route the figure needs, for `test_figure_component.py`."""

import sys
from pathlib import Path

import streamlit as st

sys.path.insert(0, str(Path(__file__).resolve().parents[3]))

from dashboard.components.figure_js import figure_js_route
from dashboard.components.plotly_js import plotly_js_route

app = st.App("figure_script.py", routes=[plotly_js_route(), figure_js_route()])
