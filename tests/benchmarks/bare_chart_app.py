"""Streamlit's smallest app with a chart: what plotly.js costs in a page that has nothing else."""

import plotly.graph_objects as go
import streamlit as st

st.plotly_chart(go.Figure({"type": "scatter", "x": [0, 1, 2], "y": [1, 3, 2]}), key="chart")
