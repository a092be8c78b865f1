"""A CSV file as columns of text, with the row and column of whatever is wrong with it.

Rows are counted as a spreadsheet shows them: the header is row 1.
"""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from collections.abc import Iterator
from itertools import islice

from core.datasets.cell import NUMBER
from core.datasets.text_table import (
    MAXIMUM_CELL_LENGTH,
    MAXIMUM_NAME_LENGTH,
    TextTable,
    in_column,
    shortened,
    too_long,
)
from core.sentence import Sentence, SentenceError

MAXIMUM_FILE_BYTES = 2 * 1024**2
MAXIMUM_ROWS = 20_000  # below the header
MAXIMUM_COLUMNS = 201  # 200 features and a label
LONGEST_HEADER = 100_000  # characters that tell the delimiter; csv refuses cells above 131,072

DELIMITERS = {",": "comma", ";": "semicolon", "\t": "tab"}

_BYTE_ORDER_MARK = b"\xef\xbb\xbf"
_OTHER_FORMATS = {
    b"\xff\xfe": "UTF-16 text",
    b"\xfe\xff": "UTF-16 text",
    b"PK\x03\x04": "a spreadsheet or a zip archive",
    b"\xd0\xcf\x11\xe0": "an Excel workbook",
    b"\x1f\x8b": "a gzip archive",
    b"%PDF": "a PDF",
}


def read_csv(content: bytes) -> TextTable:
    r"""Read a CSV file whose first row names its columns.

    Parameters
    ----------
    content : the file's bytes: UTF-8, with or without a byte order mark; cells separated by commas,
        semicolons or tabs, whichever makes the most columns of the header; in quotation marks a
        cell may hold these too, and a doubled quotation mark.

    Returns
    -------
    TextTable : a column without a name is called by its letter. Rows without a single filled cell
        are left out and counted.

    Raises
    ------
    ValueError : one sentence with the row and column at fault: a file, row, column, cell or name
        beyond what is allowed; bytes that are no UTF-8 text; control characters; a row
        of another length than the header; quotation marks that do not match; names that are
        missing, repeated or numbers; no row below them.

    Examples
    --------
    >>> table = read_csv(b"height;species\n1,5;oak\n;\n0,2;fern\n")
    >>> table.names, table.columns, table.row_numbers
    (('height', 'species'), (('1,5', '0,2'), ('oak', 'fern')), (2, 4))
    >>> read_csv(b"height,species\n1.5\n")
    Traceback (most recent call last):
    core.sentence.SentenceError: row 2 ends before column “species”: it has 1 cell, the header has 2
    """
    text = _decoded(content)
    delimiter = _delimiter_of(text)
    records = _records(text, delimiter)
    _, header = next(records)
    names = _checked_names(header)
    rows: list[list[str]] = []
    row_numbers: list[int] = []
    empty_rows = 0
    for number, cells in records:
        if not any(cells):
            empty_rows += 1
            continue
        if len(cells) != len(names):
            raise SentenceError(_wrong_length(number, cells, names))
        for name, cell in zip(names, cells, strict=True):
            if len(cell) > MAXIMUM_CELL_LENGTH:
                raise SentenceError(too_long(in_column(number, name), len(cell)))
        if len(rows) == MAXIMUM_ROWS:
            raise SentenceError(
                "row {number} is one too many: at most {most:,} rows below the header are allowed",
                number=number,
                most=MAXIMUM_ROWS,
            )
        row_numbers.append(number)
        rows.append(cells)
    if not rows:
        raise SentenceError("row 2 is missing: below the names in row 1 there is no row of data")
    return TextTable(
        names, tuple(zip(*rows, strict=True)), tuple(row_numbers), empty_rows, delimiter
    )


def column_letter(place: int) -> str:
    """What a spreadsheet calls a column, counted from 0.

    Examples
    --------
    >>> column_letter(0), column_letter(25), column_letter(26), column_letter(200)
    ('A', 'Z', 'AA', 'GS')
    """
    letters = ""
    place += 1
    while place:
        place, letter = divmod(place - 1, 26)
        letters = chr(ord("A") + letter) + letters
    return letters


def _decoded(content: bytes) -> str:
    if len(content) > MAXIMUM_FILE_BYTES:
        raise SentenceError(
            "the file has {size:.2f} MB; at most {most} MB are allowed",
            size=len(content) / 1024**2,
            most=MAXIMUM_FILE_BYTES // 1024**2,
        )
    for beginning, format_name in _OTHER_FORMATS.items():
        if content.startswith(beginning):
            raise SentenceError(
                "the file is {format}, not a CSV file: row 1, column A begins with the byte "
                "0x{byte:02X}; save it as “CSV UTF-8”",
                format=format_name,
                byte=content[0],
            )
    content = content.removeprefix(_BYTE_ORDER_MARK)
    try:
        text = content.decode()
    except UnicodeDecodeError as error:
        place = _place_after(content[: error.start].decode())
        raise SentenceError(
            "{place}: the byte 0x{byte:02X} is not UTF-8 text; save the file as “CSV UTF-8”",
            place=place,
            byte=content[error.start],
        ) from None
    if control := re.search(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]", text):
        raise SentenceError(
            "{place}: the control character U+{code:04X} is not allowed in text",
            place=_place_after(text[: control.start()]),
            code=ord(control[0]),
        )
    if not text.strip():
        raise SentenceError("the file is empty: row 1 must hold the names of the columns")
    return text


def _delimiter_of(text: str) -> str:
    header = next(line for line in text.splitlines() if line.strip())[:LONGEST_HEADER]
    return max(DELIMITERS, key=lambda delimiter: len(_cells_of_line(header, delimiter)))


def _cells_of_line(line: str, delimiter: str) -> list[str]:
    return next(csv.reader([line], delimiter=delimiter, skipinitialspace=delimiter != "\t"))


def _records(text: str, delimiter: str) -> Iterator[tuple[int, list[str]]]:
    """Each row with its number, from the header on."""
    lines = io.StringIO(text, newline="")
    reader = csv.reader(lines, delimiter=delimiter, skipinitialspace=delimiter != "\t", strict=True)
    number, first_line = 0, 0
    while True:
        number += 1
        first_line = reader.line_num
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error:
            lines = io.StringIO(text, newline="")
            row = "".join(islice(lines, first_line, None))
            raise SentenceError(_fault_in_row(number, row, delimiter)) from None
        if number == 1 and not any(cell.strip() for cell in cells):
            raise SentenceError("row 1 is empty: it must hold the names of the columns")
        yield number, [cell.strip() for cell in cells]


def _fault_in_row(number: int, row: str, delimiter: str) -> Sentence:
    """Which cell csv could not read, and why; the row is followed by all that comes after it."""
    space, end = ("", "\t") if delimiter == "\t" else (" *", delimiter)
    cell = re.compile(f'{space}("(?:[^"]|"")*"|[^"{end}\r\n ][^{end}\r\n]*|)({end}|\r|\n|$)')
    place, column = 0, 0
    while (found := cell.match(row, place)) and len(found[1]) <= MAXIMUM_CELL_LENGTH:
        if found[2] != delimiter:
            break
        place, column = found.end(), column + 1
    where = Sentence("row {number}, column {column}", number=number, column=column_letter(column))
    if found:
        return too_long(where, len(found[1]))
    return Sentence(
        "{where}: the quotation marks do not match at “{text}”; a cell that holds such marks is "
        "put between two of them, and each inside is doubled",
        where=where,
        text=shortened(row[place : place + 200]),
    )


def _place_after(text: str) -> Sentence:
    """Where the character that follows the text stands, in words."""
    begun = text + "x"
    lines = io.StringIO(begun, newline="")
    try:
        rows = list(csv.reader(lines, delimiter=_delimiter_of(begun)))
    except csv.Error:  # a cell so long that csv refuses it
        return Sentence("line {number:,}", number=len(begun.splitlines()))
    return Sentence(
        "row {number}, column {column}",
        number=len(rows),
        column=column_letter(len(rows[-1]) - 1),
    )


def _checked_names(header: list[str]) -> tuple[str, ...]:
    if len(header) > MAXIMUM_COLUMNS:
        raise SentenceError(
            "row 1, column {column} is one too many: at most {most} columns are allowed, got "
            "{found:,}",
            column=column_letter(MAXIMUM_COLUMNS),
            most=MAXIMUM_COLUMNS,
            found=len(header),
        )
    all_numbers = all(NUMBER.fullmatch(name) for name in header if name)
    places: dict[str, int] = {}
    for place, cell in enumerate(header):
        letter = column_letter(place)
        name = " ".join(cell.split()) or f"column {letter}"
        if len(name) > MAXIMUM_NAME_LENGTH:
            raise SentenceError(
                "row 1, column {letter}: the name “{name}” has {found:,} characters; at most "
                "{most} are allowed",
                letter=letter,
                name=shortened(name),
                found=len(name),
                most=MAXIMUM_NAME_LENGTH,
            )
        # Whole numbers may well be names, those of pixels say; measurements are not.
        if NUMBER.fullmatch(name) and (all_numbers or not name.isdecimal()):
            raise SentenceError(
                "row 1, column {letter}: “{name}” is a number; the first row must hold the names "
                "of the columns",
                letter=letter,
                name=name,
            )
        if name in places:
            raise SentenceError(
                "row 1, column {letter} repeats the name “{name}” of column {column}",
                letter=letter,
                name=name,
                column=column_letter(places[name]),
            )
        if any(unicodedata.category(sign) in ("Cc", "Cf") for sign in name):
            raise SentenceError(
                "row 1, column {letter}: the name holds an invisible character", letter=letter
            )
        places[name] = place
    return tuple(places)


def _wrong_length(number: int, cells: list[str], names: tuple[str, ...]) -> Sentence:
    found, needed = len(cells), len(names)
    has = (
        Sentence("it has 1 cell, the header has {needed}", needed=needed)
        if found == 1
        else Sentence("it has {found:,} cells, the header has {needed}", found=found, needed=needed)
    )
    if found < needed:
        return Sentence(
            "row {number} ends before column “{name}”: {has}",
            number=number,
            name=names[found],
            has=has,
        )
    return Sentence(
        "row {number} goes on to column {column}, which has no name: {has}",
        number=number,
        column=column_letter(needed),
        has=has,
    )
