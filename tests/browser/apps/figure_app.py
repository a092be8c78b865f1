"""Serves `figure_script.py` with the route the figure needs, for `test_figure_component.py`."""

import sys
from pathlib import Path

import streamlit as st

sys.path.insert(0, str(Path(__file__).resolve().parents[3]))

from dashboard.components.served_scripts import script_routes

app = st.App("figure_script.py", routes=script_routes())
