"""Points of the user's own, typed or pasted into a table."""

from collections.abc import Callable

import pandas as pd
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from core.datasets import LabelledTable, labelled_table, points_table
from core.datasets.columns import MAXIMUM_CLASSES, MINIMUM_CLASSES
from core.datasets.points import MAXIMUM_POINTS
from core.datasets.text_table import MAXIMUM_NAME_LENGTH
from core.symbols import input_symbols
from dashboard.controls.run.table_account import account_of_table, as_list
from dashboard.text import translate
from dashboard.written_numbers import whole_number

STARTING_POINTS = (
    (-1.2, 0.9, "A"),
    (-0.8, 1.3, "A"),
    (-1.5, 0.4, "A"),
    (-0.6, 0.8, "A"),
    (1.1, 1.0, "B"),
    (0.7, 1.4, "B"),
    (1.4, 0.5, "B"),
    (0.5, 0.7, "B"),
    (0.1, -1.2, "C"),
    (-0.4, -0.9, "C"),
    (0.6, -1.0, "C"),
    (0.0, -0.5, "C"),
)

_POINTS, _AT_FIRST, _EDITOR = "_own_points", "_own_points_at_first", "_own_points_editor"


def draw_own_points(container: DeltaGenerator, on_change: Callable[[], None]) -> LabelledTable:
    names = (*input_symbols(2), "class")
    if _EDITOR not in st.session_state:  # the editor forgets when another page is shown
        st.session_state[_AT_FIRST] = st.session_state.get(
            _POINTS, pd.DataFrame(list(STARTING_POINTS), columns=list(names))
        )
    container.caption(
        translate(
            "Type points, or paste rows of x₁, x₂ and class from a spreadsheet: at most {rows} "
            "points in {least} to {most} classes. They stay in this session; they are not in the "
            "link.",
            rows=whole_number(MAXIMUM_POINTS),
            least=MINIMUM_CLASSES,
            most=MAXIMUM_CLASSES,
        )
    )
    edited = container.data_editor(
        st.session_state[_AT_FIRST],
        key=_EDITOR,
        num_rows="dynamic",
        hide_index=True,
        height=280,
        column_config={
            names[0]: st.column_config.NumberColumn(width=60),
            names[1]: st.column_config.NumberColumn(width=60),
            names[2]: st.column_config.TextColumn(
                translate("class"), max_chars=MAXIMUM_NAME_LENGTH, width=60
            ),
        },
        on_change=on_change,
    )
    st.session_state[_POINTS] = edited.head(MAXIMUM_POINTS).reset_index(drop=True)
    points = [
        (*(None if pd.isna(value) else value for value in (first, second, label)),)
        for first, second, label in edited.itertuples(index=False, name=None)
    ]
    text = points_table(points)
    table = labelled_table(text, label=names[2], features=names[:2])
    container.caption(as_list(account_of_table(table, text.empty_rows)))
    return table
