"""A CSV file of the user's own: uploaded, read, described."""

from collections.abc import Callable

import pandas as pd
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from core.datasets import LabelledTable, TextTable, labelled_table, read_csv
from core.datasets.columns import MAXIMUM_CLASSES, MINIMUM_CLASSES
from core.datasets.csv_layout import NoHeaderError
from core.datasets.csv_text import MAXIMUM_ROWS
from core.datasets.decoded_text import MAXIMUM_FILE_BYTES
from core.datasets.labelled_table import MAXIMUM_FEATURES
from core.sentence import Sentence
from dashboard.controls.run.own_columns import draw_column_choice
from dashboard.controls.run.session_data import kept_in_session
from dashboard.controls.run.table_account import account_of_file, account_of_table, as_list
from dashboard.controls.upload import Upload, draw_upload
from dashboard.text import translate
from dashboard.text.errors import LONGEST_SENTENCE
from dashboard.text.markdown import plain
from dashboard.text.translation import error_in_words, sentence_in_words
from dashboard.written_numbers import whole_number

PREVIEW_ROWS = 8

_READ, _CHOICE = "_own_read", "_own_choice"


def draw_own_file(container: DeltaGenerator, on_change: Callable[[], None]) -> LabelledTable | None:
    """Draw the upload and all that can be chosen about its file; None while there is no file.

    Raises
    ------
    ValueError : as `read_csv` and `labelled_table`.
    """

    def changed() -> None:
        for shelf in (_READ, _CHOICE):
            st.session_state.pop(shelf, None)
        on_change()

    file = draw_upload("own", translate("CSV file"), MAXIMUM_FILE_BYTES, container, changed)
    container.caption(
        translate(
            "A CSV file in UTF-8; the first row names the columns. At most {rows} rows, "
            "{features} features and {least} to {most} classes. The file stays in this session: "
            "it is not in the link, nobody else sees it, and closing the tab deletes it.",
            rows=whole_number(MAXIMUM_ROWS),
            features=MAXIMUM_FEATURES,
            least=MINIMUM_CLASSES,
            most=MAXIMUM_CLASSES,
        )
    )
    if file is None:
        return None
    text = _drawn_text(file, container, on_change)
    reading = container.container()  # the account of the reading stands beside the preview
    with container.expander(translate("First rows of the file")):
        st.dataframe(_preview(text))
    try:
        choice = draw_column_choice(text, file.number, container, on_change)
        table = kept_in_session(
            _CHOICE,
            (file.number, text.header_row, choice),
            lambda: labelled_table(text, **choice._asdict()),
            most=1,
        )
    except ValueError:
        reading.caption(as_list(account_of_file(text)))
        raise
    reading.caption(as_list(account_of_file(text, table)))
    container.caption(as_list(account_of_table(table, text.empty_rows)))
    return table


def _drawn_text(
    file: Upload, container: DeltaGenerator, on_change: Callable[[], None]
) -> TextTable:
    """The file as it is read, with the choice of doing without a header where that may be wanted.

    Raises
    ------
    ValueError : as `read_csv`.
    """
    named = _read(file, header=True)
    doubt = named.doubt if isinstance(named, TextTable) else named
    nameless = _read(file, header=False) if doubt else None
    if isinstance(nameless, TextTable):
        has_no_header = container.toggle(
            translate("No header: the first row holds data"),
            isinstance(named, NoHeaderError),
            key=f"_own_header_{file.number}",
            help=translate("The columns are then named A, B, C, …"),
            on_change=on_change,
            persist_state="session",
        )
        if isinstance(doubt, Sentence):
            container.warning(plain(sentence_in_words(doubt), LONGEST_SENTENCE))
        elif isinstance(named, NoHeaderError) and has_no_header:
            container.caption(plain(error_in_words(named), LONGEST_SENTENCE))
        if has_no_header:
            return nameless
    if isinstance(named, ValueError):
        raise named
    return named


def _read(file: Upload, *, header: bool) -> TextTable | ValueError:
    def read() -> TextTable | ValueError:
        try:
            return read_csv(file.content, header=header)
        except ValueError as error:  # without its traceback, which would hold the file
            return error.with_traceback(None)

    return kept_in_session(_READ, (file.number, header), read, most=2)


def _preview(table: TextTable) -> pd.DataFrame:
    """The first rows as text, under their numbers in the spreadsheet."""
    first = table.cells.iloc[:PREVIEW_ROWS].set_axis(list(table.names), axis=1)
    return first.set_axis(pd.Index(table.row_numbers[:PREVIEW_ROWS], name=translate("row")), axis=0)
