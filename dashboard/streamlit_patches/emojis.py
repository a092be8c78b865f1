"""Streamlit's list of emojis, which it loads for the first row of buttons: 0.1 s for a visitor."""

from dashboard.streamlit_patches.guard import imported

imported("streamlit.emojis", "ALL_EMOJIS")
