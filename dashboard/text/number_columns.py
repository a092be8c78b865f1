"""Numbers that are written out as text still stand to the right in a table."""

from collections.abc import Iterable
from typing import Any

import streamlit as st


def number_columns(names: Iterable[str]) -> dict[str, Any]:
    """How `st.dataframe` is to draw these columns."""
    return dict.fromkeys(names, st.column_config.Column(alignment="right"))
