"""A CSV file of the user's own: uploaded, described, and its columns chosen."""

from collections.abc import Callable
from dataclasses import dataclass

import pandas as pd
import streamlit as st
from streamlit.delta_generator import DeltaGenerator
from streamlit.runtime.uploaded_file_manager import UploadedFile

from core.datasets import LabelledTable, TextTable, labelled_table, read_csv
from core.datasets.columns import (
    MAXIMUM_CLASSES,
    MAXIMUM_TEXT_VALUES,
    MINIMUM_CLASSES,
    ColumnDescription,
    describe_columns,
    likely_label,
)
from core.datasets.csv_text import MAXIMUM_FILE_BYTES, MAXIMUM_ROWS
from core.datasets.labelled_table import MAXIMUM_FEATURES, MISSING_VALUES
from core.sentence import SentenceError
from dashboard.controls.control import Choice
from dashboard.session_data import kept_in_session
from dashboard.text import english, translate
from dashboard.text.errors import draw_error
from dashboard.text.markdown import plain
from dashboard.text.numbers import whole_number
from dashboard.text.table_account import account_of_table, named

MISSING = Choice(
    "missing",
    english("Missing values"),
    MISSING_VALUES,
    MISSING_VALUES[0],
    (
        english("Rows that lack a value in a chosen column are left out."),
        english("The mean of its column over the training examples stands for a missing number."),
    ),
)
PREVIEW_ROWS = 8

_FILE, _UPLOAD, _CHOICE, _COUNT = "_own_file", "_own_upload", "_own_choice", "_own_files"


@dataclass(frozen=True)
class OwnFile:
    """What was read of an uploaded file."""

    number: int  # tells the files of a session apart
    name: str
    table: TextTable
    columns: tuple[ColumnDescription, ...]


def draw_own_file(place: DeltaGenerator, on_change: Callable[[], None]) -> LabelledTable | None:
    place.file_uploader(
        translate("CSV file"),
        key=_UPLOAD,
        max_upload_size=MAXIMUM_FILE_BYTES // 1024**2,
        on_change=_take_file,
        args=(on_change,),
    )
    file: OwnFile | ValueError | None = st.session_state.get(_FILE)
    if isinstance(file, ValueError):
        draw_error(file, place)
    place.caption(
        translate(
            "The first row names the columns; UTF-8; comma, semicolon or tab. At most {rows} rows, "
            "{features} features, {least} to {most} classes. The file stays in this session: it is "
            "not in the link, no one else sees it, and it is gone when you close the tab.",
            rows=whole_number(MAXIMUM_ROWS),
            features=MAXIMUM_FEATURES,
            least=MINIMUM_CLASSES,
            most=MAXIMUM_CLASSES,
        )
    )
    if not isinstance(file, OwnFile):
        return None
    if st.session_state.get(_UPLOAD) is None:  # the uploader forgets when another page is shown
        place.caption(translate("Still here: {name}", name=plain(file.name, 40)))
        place.button(translate("Forget this file"), on_click=_take_file, args=(on_change,))
    with place.expander(translate("First rows of the file")):
        st.dataframe(_preview(file.table))
    label, features, missing = _chosen_columns(file, place, on_change)
    table = kept_in_session(
        _CHOICE,
        (file.number, label, features, missing),
        lambda: labelled_table(file.table, label=label, features=features, missing=missing),
        most=1,
    )
    place.caption(account_of_table(table, file.table.empty_rows))
    return table


def _take_file(on_change: Callable[[], None]) -> None:
    """Read the file that was uploaded, or forget the one that was taken away."""
    uploaded = st.session_state.get(_UPLOAD)
    st.session_state.pop(_FILE, None)
    st.session_state.pop(_CHOICE, None)
    on_change()
    if uploaded is None:
        return
    if not isinstance(uploaded, UploadedFile):  # another replica has it, or it was too large
        st.session_state[_FILE] = SentenceError(
            "The file did not reach the server: choose it again."
        )
        return
    number = st.session_state[_COUNT] = st.session_state.get(_COUNT, 0) + 1
    try:
        table = read_csv(uploaded.getvalue())
    except ValueError as error:
        # Said where the uploader is drawn, in the language of that moment; without its traceback,
        # which would hold the file.
        st.session_state[_FILE] = error.with_traceback(None)
    else:
        st.session_state[_FILE] = OwnFile(number, uploaded.name, table, describe_columns(table))


def _chosen_columns(
    file: OwnFile, place: DeltaGenerator, on_change: Callable[[], None]
) -> tuple[str, tuple[str, ...], str]:
    """The label, the features and what is done about missing values."""
    names = [column.name for column in file.columns]
    labels = [column.name for column in file.columns if column.can_be_label] or names
    label = place.selectbox(
        translate("Label: the column with the class"),
        labels,
        labels.index(likely_label(file.columns)),
        key=f"_own_label_{file.number}",
        on_change=on_change,
        persist_state="session",
    )
    no_labels = [
        column.name for column in file.columns if not (column.can_be_label or column.is_number)
    ]
    if no_labels:
        place.caption(
            translate(
                "No labels: {columns}. A label needs {least} to {most} different values.",
                columns=named(no_labels),
                least=MINIMUM_CLASSES,
                most=MAXIMUM_CLASSES,
            )
        )
    others = [column for column in file.columns if column.name != label]
    possible = [column for column in others if column.can_be_feature]
    numbers = [column.name for column in possible if column.is_number][:MAXIMUM_FEATURES]
    features = place.multiselect(
        translate("Features"),
        [column.name for column in possible],
        numbers or [column.name for column in possible],
        key=f"_own_features_{file.number}_{names.index(label)}",
        on_change=on_change,
        persist_state="session",
    )
    if refused := [column.name for column in others if not column.can_be_feature]:
        place.caption(
            translate(
                "No features: {columns}. A column of text needs 1 to {most} different values, each "
                "of which becomes a column of 0 and 1.",
                columns=named(refused),
                most=MAXIMUM_TEXT_VALUES,
            )
        )
    rows = len(file.table.row_numbers)
    lacking = any(
        column.filled < rows for column in file.columns if column.name in {label, *features}
    )
    missing = MISSING.draw(place, on_change) if lacking else MISSING.default
    return label, tuple(features), missing


def _preview(table: TextTable) -> pd.DataFrame:
    """The first rows as they are written, under their numbers in the spreadsheet."""
    cells = {
        name: column[:PREVIEW_ROWS] for name, column in zip(table.names, table.columns, strict=True)
    }
    return pd.DataFrame(cells, index=pd.Index(table.row_numbers[:PREVIEW_ROWS], name="row"))
