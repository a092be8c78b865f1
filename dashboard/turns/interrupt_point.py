"""Where a long computation may be paused for others, or stopped since its answer is out of date.

Not for what is computed for a cache: others may wait for it.
"""

import streamlit as st

from dashboard.turns.fair_share import fair_share


def interrupt_point() -> None:
    """Give way to other sessions, and stop where the user has moved on meanwhile."""
    fair_share.give_way()
    stop_if_out_of_date()


def stop_if_out_of_date() -> None:
    """As `interrupt_point`, but never wait: for where others wait."""
    _ = "_" in st.session_state  # Streamlit stops a run where it draws, or looks into its state
