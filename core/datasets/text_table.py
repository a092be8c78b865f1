"""A table of text, and how a sentence names what stands in it."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from core.sentence import Sentence, SentenceError

if TYPE_CHECKING:
    import pandas as pd

MAXIMUM_CELL_LENGTH = 1000
MAXIMUM_NAME_LENGTH = 50


@dataclass(frozen=True, eq=False)
class TextTable:
    """Columns of text as they look, without the space around each cell.

    Attributes
    ----------
    names : one per column, no two alike.
    cells : a column of str for each name, numbered in their order; an empty cell is "".
    row_numbers : where each row stands in the spreadsheet.
    empty_rows : rows without a single filled cell; they were left out.
    delimiter : what separates the cells; a comma is no decimal sign where it separates cells.
    header_row : where the names stand; None if the columns are called by their letters.
    nameless : the columns without a name of their own, called by their letters.
    doubt : why the row of names looks like data, if it does.
    unseen : how many invisible characters and doubled blanks were taken out.
    kept : what `describe_columns` has found out, so that it does so once.
    """

    names: tuple[str, ...]
    cells: pd.DataFrame
    row_numbers: Sequence[int]
    empty_rows: int = 0
    delimiter: str = ","
    header_row: int | None = 1
    nameless: tuple[str, ...] = ()
    doubt: Sentence | None = None
    unseen: int = 0
    kept: dict[Hashable, Any] = field(default_factory=dict, repr=False)

    def column(self, name: str) -> pd.Series:
        """The cells of a column.

        Raises
        ------
        ValueError : there is no such column.
        """
        if name not in self.names:
            raise SentenceError(
                "there is no column “{name}”; the columns are {columns}",
                name=name,
                columns=listed(self.names),
            )
        return self.cells[self.names.index(name)]


def frame_of_text(rows: Iterable[Sequence[str]]) -> pd.DataFrame:
    """Rows of text as a data frame of str, its columns numbered from 0."""
    import pandas as pd  # not before it is needed: it takes long to load

    return pd.DataFrame(rows, dtype="str")


def in_column(row: int, name: str) -> Sentence:
    """Where a cell stands, for the beginning of a sentence.

    >>> str(in_column(3, "mass"))
    'row 3, column “mass”'
    """
    return Sentence("row {number}, column “{name}”", number=row, name=name)


def too_long(where: Sentence, length: int) -> Sentence:
    """That a cell, which stands there, has so many characters."""
    return Sentence(
        "{where}: the cell has {length:,} characters; at most {most:,} are allowed",
        where=where,
        length=length,
        most=MAXIMUM_CELL_LENGTH,
    )


def column_letter(index: int) -> str:
    """What a spreadsheet calls a column, counted from 0.

    >>> column_letter(0), column_letter(25), column_letter(26), column_letter(200)
    ('A', 'Z', 'AA', 'GS')
    """
    letters = ""
    index += 1
    while index:
        index, letter = divmod(index - 1, 26)
        letters = chr(ord("A") + letter) + letters
    return letters


def listed(words: Iterable[str], at_most: int = 8) -> str:
    """The first few words in quotation marks, with commas between them.

    >>> listed(["red", "green", "blue"], at_most=2)
    '“red”, “green”, …'
    """
    words = list(words)
    return ", ".join([f"“{word}”" for word in words[:at_most]] + ["…"] * (len(words) > at_most))


def shortened(text: str, length: int = 30) -> str:
    r"""The beginning of a text on one line, fit for a sentence.

    >>> shortened("a cell that does\nnot end", 17)
    'a cell that does…'
    """
    line = " ".join(text.split())
    return line if len(line) <= length else line[: length - 1].rstrip() + "…"
