"""The names of the columns, and whether the row that should hold them holds data."""

import re
from collections.abc import Sequence

from core.datasets.cell import is_sign
from core.datasets.number_format import NUMBER
from core.datasets.text_table import MAXIMUM_NAME_LENGTH, column_letter, shortened
from core.sentence import Sentence, SentenceError

_ROWS_COMPARED = 20


class NoHeaderError(SentenceError):
    """The first row holds data, where the names of the columns must stand."""


def checked_names(
    header: Sequence[str], below: Sequence[Sequence[str]], row: int
) -> tuple[str, ...]:
    """The names of the columns, of a column without one by its letter.

    Parameters
    ----------
    header : the cells of the row with the names.
    below : the first rows of data.
    row : the number of the row with the names.

    Raises
    ------
    NoHeaderError : a name that is a number, or one that is repeated in a row that looks like data.
    ValueError : a name that is too long or repeated.

    Examples
    --------
    >>> checked_names(["", "mass"], [["1", "2.5"]], row=1)
    ('column A', 'mass')
    """
    all_numbers = all(NUMBER.fullmatch(name) for name in header if not is_sign(name))
    columns_of_names: dict[str, int] = {}
    for column, cell in enumerate(header):
        where = Sentence("row {number}, column {letter}", number=row, letter=column_letter(column))
        name = " ".join(cell.split()) or f"column {column_letter(column)}"
        if len(name) > MAXIMUM_NAME_LENGTH:
            raise SentenceError(
                "{where}: the name “{name}” has {found:,} characters; at most {most} are allowed",
                where=where,
                name=shortened(name),
                found=len(name),
                most=MAXIMUM_NAME_LENGTH,
            )
        # Whole numbers may well be names, those of pixels say; measurements are not.
        if NUMBER.fullmatch(name) and (all_numbers or not name.isdecimal()):
            raise NoHeaderError(
                Sentence(
                    "{where}: “{name}” is a number; the first row must hold the names of the "
                    "columns",
                    where=where,
                    name=name,
                )
            )
        if name in columns_of_names:
            repeated = Sentence(
                "{where} repeats the name “{name}” of column {column}",
                where=where,
                name=name,
                column=column_letter(columns_of_names[name]),
            )
            if reason := why_data(header, below, row):
                raise NoHeaderError(
                    Sentence("{repeated}; {reason}", repeated=repeated, reason=reason)
                )
            raise SentenceError(repeated)
        columns_of_names[name] = column
    return tuple(columns_of_names)


def why_data(header: Sequence[str], below: Sequence[Sequence[str]], row: int) -> Sentence | None:
    """Why a row of names looks like data, None if it does not.

    Parameters
    ----------
    header, below, row : as in `checked_names`.

    Examples
    --------
    >>> str(why_data(["yellow", "T"], [["purple", "F"], ["yellow", "T"]], row=1))
    'row 1 looks like data, not like names: “yellow” stands in row 1 and again below it'
    """
    counts = [int(name) for name in header if name.isdecimal()]
    if counts != sorted(set(counts)):
        return Sentence(
            "row {row} looks like data, not like names: its numbers {numbers} are in no order",
            row=row,
            numbers=", ".join(str(count) for count in counts[:4]),
        )
    columns = zip(*(cells for cells in below if len(cells) == len(header)), strict=True)
    for name, cells in zip(header, columns, strict=False):
        if not name or name.isdecimal():
            continue
        if name in cells:
            return Sentence(
                "row {row} looks like data, not like names: “{name}” stands in row {row} and again "
                "below it",
                row=row,
                name=shortened(name),
            )
        first = cells[:_ROWS_COMPARED] if re.search("[0-9]", name) else ()
        if 2 * sum(_shape(cell) == _shape(name) for cell in first) > len(first):
            return Sentence(
                "row {row} looks like data, not like names: “{name}” is written like the cells "
                "below it",
                row=row,
                name=shortened(name),
            )
    return None


def _shape(cell: str) -> str:
    """A cell with every digit as 9."""
    return re.sub("[0-9]+", "9", cell)
