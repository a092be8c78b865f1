"""Streamlit's smallest app: what a start and a first picture are compared with."""

import streamlit as st

st.write("Hello, world!")
