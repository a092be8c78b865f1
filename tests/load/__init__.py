"""A whole class at once, speaking Streamlit's own websocket protocol; run by hand.

`README.md` in `dashboard/hosting` has the commands and what they found.
"""
