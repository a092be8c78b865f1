"""A CSV file as columns of text, with the row and column of whatever is wrong with it.

Rows are counted as a spreadsheet shows them: the first one is row 1.
"""

from __future__ import annotations

import csv
import io
import re
from itertools import count, islice
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from core.datasets.csv_layout import (
    DELIMITERS,
    SAMPLE_LENGTH,
    Layout,
    checked_names,
    layout_of,
    likely_delimiter,
    separated_otherwise,
    why_data,
    with_single_spaces,
    without_separator_line,
)
from core.datasets.decoded_text import MAXIMUM_FILE_BYTES, decoded, visible_text
from core.datasets.text_table import (
    MAXIMUM_CELL_LENGTH,
    MAXIMUM_NAME_LENGTH,
    TextTable,
    column_letter,
    frame_of_text,
    in_column,
    shortened,
    too_long,
)
from core.sentence import Sentence, SentenceError

if TYPE_CHECKING:
    import pandas as pd

MAXIMUM_ROWS = 20_000  # below the header
MAXIMUM_COLUMNS = 201  # 200 features and a label


class Bounds(NamedTuple):
    """The largest file that is read."""

    size: int = MAXIMUM_FILE_BYTES  # bytes
    rows: int = MAXIMUM_ROWS
    columns: int = MAXIMUM_COLUMNS


BOUNDS = Bounds()


def read_csv(content: bytes, *, header: bool = True, bounds: Bounds = BOUNDS) -> TextTable:
    r"""Read a CSV file.

    Parameters
    ----------
    content : the file's bytes: UTF-8, with or without a byte order mark; cells separated by commas,
        semicolons, tabs, vertical bars, colons or spaces, or by what a first line `sep=;` names; in
        quotation marks a cell may hold these too, and a doubled quotation mark. Empty rows,
        comments and titles above the table are passed over.
    header : whether the first row of the table names its columns; if not, they are called by their
        letters.
    bounds : how large the file may be.

    Returns
    -------
    TextTable : a column without a name is called by its letter. Rows without a single filled cell
        are left out and counted. Text is as a reader sees it (`visible_text`).

    Raises
    ------
    ValueError : one sentence with the row and column at fault: what `decoded` refuses; a row,
        column, cell or name beyond what is allowed; a row of another length than the header, or
        separated by another sign; quotation marks that do not match; names that are repeated or
        numbers; no row below them.

    Examples
    --------
    >>> table = read_csv(b"height;species\n1,5;oak\n;\n0,2;fern\n")
    >>> table.names, list(table.column("height")), table.row_numbers
    (('height', 'species'), ['1,5', '0,2'], [2, 4])
    >>> read_csv(b"height,species\n1.5\n")
    Traceback (most recent call last):
    core.sentence.SentenceError: row 2 ends before column “species”: it has 1 cell, the header has 2
    """
    text, declared = without_separator_line(decoded(content, bounds.size))
    text, unseen = visible_text(text)
    delimiter = declared or likely_delimiter(text)
    if delimiter == " ":
        text = with_single_spaces(text)
    layout = layout_of(text, delimiter, header=header)
    if any(len(cell) > MAXIMUM_CELL_LENGTH for cell in layout.header):
        rest = _after(text, delimiter, layout.above)
        raise SentenceError(_fault_in_row(layout.above + 1, rest, delimiter))
    names = _names(layout, header, bounds.columns)
    first = layout.above + (1 if header else 0)  # rows before those of data
    cells = _Body(text, delimiter, names, first, bounds.rows).cells()
    is_filled = np.ones(len(cells), bool) if cells.empty else (cells[0] != "").to_numpy()
    if not is_filled.all():
        is_filled = (cells != "").any(axis=1).to_numpy()
    if not is_filled.any():
        raise SentenceError(
            "row {number} is missing: below the names in row {header} there is no row of data",
            number=first + 1,
            header=first,
        )
    rows = range(first + 1, first + 1 + len(cells))
    named = layout.header if header else names
    return TextTable(
        names,
        cells if is_filled.all() else cells[is_filled].reset_index(drop=True),
        rows if is_filled.all() else [row for row in rows if is_filled[row - first - 1]],
        empty_rows=int((~is_filled).sum()),
        delimiter=delimiter,
        header_row=first if header else None,
        nameless=tuple(name for name, cell in zip(names, named, strict=True) if not cell),
        doubt=why_data(layout.header, layout.below, first) if header else None,
        unseen=unseen,
    )


def _names(layout: Layout, header: bool, most: int) -> tuple[str, ...]:
    width, row = len(layout.header), layout.above + 1
    if width > most:
        raise SentenceError(
            "row {number}, column {column} is one too many: at most {most} columns are allowed, "
            "got {found:,}",
            number=row,
            column=column_letter(most),
            most=most,
            found=width,
        )
    if not header:
        return tuple(f"column {column_letter(column)}" for column in range(width))
    if width == 1 and MAXIMUM_NAME_LENGTH < len(layout.header[0]) <= MAXIMUM_CELL_LENGTH:
        raise SentenceError(single_column(layout.header[0], row))
    return checked_names(layout.header, layout.below, row)


def single_column(name: str, row: int) -> Sentence:
    """That nothing was found to separate the cells of a table."""
    return Sentence(
        "row {number} holds a single column, “{name}”; the label and the features need one each, "
        "separated by a comma, semicolon, tab, vertical bar or spaces, the same in every row",
        number=row,
        name=shortened(name),
    )


class _Body(NamedTuple):
    """The rows of data of a text."""

    text: str
    delimiter: str
    names: tuple[str, ...]
    above: int  # rows before them
    most: int = MAXIMUM_ROWS  # that are allowed

    def cells(self) -> pd.DataFrame:
        """The rows of data, empty ones too."""
        table = self._read_by_pandas()
        return frame_of_text(self._read_by_csv()) if table is None else table

    def _read_by_pandas(self) -> pd.DataFrame | None:
        """The same, several times faster; None where Arrow might read another table than csv.

        So it is wherever a blank line would be passed over, or quotation marks need a second look.
        """
        text = self.text.replace("\r\n", "\n") if "\r" in self.text else self.text
        if "\r" in text or self.delimiter == " " or _has_stray_marks(text, self.delimiter):
            return None
        rows = _after(text, self.delimiter, self.above).encode().removesuffix(b"\n")
        if not rows:
            return None
        try:
            table = _read_by_arrow(rows, self.delimiter)
        except ValueError:
            return None
        breaks = np.flatnonzero(np.frombuffer(rows, np.uint8) == ord("\n"))
        if table.shape != (len(breaks) + 1, len(self.names)):
            return None  # a blank line, a line break within a cell, or rows of another length
        longest_line = np.diff(breaks, prepend=-1, append=len(rows)).max() - 1
        if longest_line > MAXIMUM_CELL_LENGTH:
            longest_cell = max(int(table[column].str.len().max()) for column in table)
            if longest_cell > MAXIMUM_CELL_LENGTH:
                return None
        if b" " in rows or b"\t" in rows:
            table = table.apply(lambda cells: cells.str.strip())
        return table if len(table) <= self.most else None

    def _read_by_csv(self) -> list[list[str]]:
        reader = csv.reader(
            io.StringIO(self.text, newline=""),
            delimiter=self.delimiter,
            skipinitialspace=self.delimiter != "\t",
            strict=True,
        )
        rows: list[list[str]] = []
        empty, filled = [""] * len(self.names), 0  # one for all: a file may hold millions
        for number in count(1):
            first_line = reader.line_num
            try:
                cells = [cell.strip() for cell in next(reader)]
            except StopIteration:
                break
            except csv.Error:
                rest = islice(io.StringIO(self.text, newline=""), first_line, None)
                raise SentenceError(_fault_in_row(number, "".join(rest), self.delimiter)) from None
            if number > self.above:
                filled += any(cells)
                rows.append(self._checked(number, cells, filled) if any(cells) else empty)
        return rows

    def _checked(self, number: int, cells: list[str], filled: int) -> list[str]:
        """A row of data, of which so many are filled up to this one."""
        if len(cells) != len(self.names):
            raise SentenceError(self._wrong_length(number, cells))
        for name, cell in zip(self.names, cells, strict=True):
            if len(cell) > MAXIMUM_CELL_LENGTH:
                raise SentenceError(too_long(in_column(number, name), len(cell)))
        if filled > self.most:
            raise SentenceError(
                "row {number} is one too many: at most {most:,} rows below the header are allowed",
                number=number,
                most=self.most,
            )
        return cells

    def _wrong_length(self, number: int, cells: list[str]) -> Sentence:
        found, needed = len(cells), len(self.names)
        among = DELIMITERS if number == self.above + 1 else ",;\t|"  # words have spaces and colons
        header = Sentence("the header")
        if fault := separated_otherwise(number, cells, self.delimiter, needed, header, among):
            return fault
        has = (
            Sentence("it has 1 cell, the header has {needed}", needed=needed)
            if found == 1
            else Sentence(
                "it has {found:,} cells, the header has {needed}", found=found, needed=needed
            )
        )
        if found < needed:
            return Sentence(
                "row {number} ends before column “{name}”: {has}",
                number=number,
                name=self.names[found],
                has=has,
            )
        return Sentence(
            "row {number} goes on to column {column}, which has no name: {has}",
            number=number,
            column=column_letter(needed),
            has=has,
        )


def _read_by_arrow(rows: bytes, delimiter: str) -> pd.DataFrame:
    """Rows of text as columns of str.

    To look for quotation marks that are not there, and for bytes that are no UTF-8, would take half
    as long again; pandas, which has this reader as an engine, can leave out neither.
    """
    import pandas as pd
    import pyarrow as pa
    from pyarrow import csv as arrow_csv

    table = arrow_csv.read_csv(
        pa.py_buffer(rows),
        arrow_csv.ReadOptions(autogenerate_column_names=True, block_size=len(rows) + 1),
        arrow_csv.ParseOptions(delimiter=delimiter, quote_char='"' if b'"' in rows else False),
        arrow_csv.ConvertOptions(default_column_type=pa.large_string(), check_utf8=False),
    )
    text = pd.StringDtype(na_value=np.nan)
    frame: pd.DataFrame = table.to_pandas(types_mapper=lambda _: text)
    return frame.set_axis(range(table.num_columns), axis=1)


def _has_stray_marks(text: str, delimiter: str) -> bool:
    """Whether a quotation mark stands elsewhere than at the ends of a cell."""
    if '"' not in text:
        return False
    ends = f"[{re.escape(delimiter)}\n]"
    stray = re.search(f'"(?<!{ends}")(?!{ends})', f"\n{text}\n")
    return stray is not None or text.count('"') % 2 == 1


def _after(text: str, delimiter: str, rows: int) -> str:
    """What follows the first rows of a text, of those that tell its layout."""
    lines = io.StringIO(text[:SAMPLE_LENGTH], newline="")
    reader = csv.reader(lines, delimiter=delimiter, skipinitialspace=delimiter != "\t")
    for _ in range(rows):
        next(reader)
    return text[lines.tell() :]


def _fault_in_row(number: int, row: str, delimiter: str) -> Sentence:
    """Which cell csv could not read, and why; the row is followed by all that comes after it."""
    space = "" if delimiter == "\t" else " *"
    end = re.escape(delimiter)
    cell = re.compile(f'{space}("(?:[^"]|"")*"|[^"{end}\r\n ][^{end}\r\n]*|)({end}|\r|\n|$)')
    start, column = 0, 0
    while (found := cell.match(row, start)) and len(found[1]) <= MAXIMUM_CELL_LENGTH:
        if found[2] != delimiter:
            break
        start, column = found.end(), column + 1
    where = Sentence("row {number}, column {column}", number=number, column=column_letter(column))
    if found:
        return too_long(where, len(found[1]))
    return Sentence(
        "{where}: the quotation marks do not match at “{text}”; put a cell that contains "
        "quotation marks between two of them, and double each mark inside",
        where=where,
        text=shortened(row[start : start + 200]),
    )
