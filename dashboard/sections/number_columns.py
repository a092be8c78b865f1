"""Numbers that are written out as text still stand to the right in a table."""

from collections.abc import Iterable

import streamlit as st
from streamlit.elements.lib.column_types import ColumnConfig


def number_columns(names: Iterable[str]) -> dict[str, ColumnConfig]:
    """How `st.dataframe` is to draw these columns."""
    return dict.fromkeys(names, st.column_config.Column(alignment="right"))
