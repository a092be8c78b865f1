import streamlit as st
from dashboard.controls.example import shared_example
st.text(repr(shared_example()))
