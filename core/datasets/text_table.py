"""A table of text, and how a sentence names what stands in it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from core.sentence import Sentence, SentenceError

MAXIMUM_CELL_LENGTH = 1000
MAXIMUM_NAME_LENGTH = 50


@dataclass(frozen=True)
class TextTable:
    """Columns of text as they were written, without the space around each cell.

    Attributes
    ----------
    names : one per column, no two alike.
    columns : for each column its cells, as many as there are rows.
    row_numbers : where each row stands in the spreadsheet.
    empty_rows : rows without a single filled cell; they were left out.
    delimiter : what separates the cells; a comma is no decimal sign where it separates cells.
    """

    names: tuple[str, ...]
    columns: tuple[tuple[str, ...], ...]
    row_numbers: tuple[int, ...]
    empty_rows: int = 0
    delimiter: str = ","

    def column(self, name: str) -> tuple[str, ...]:
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
        return self.columns[self.names.index(name)]


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


def listed(words: Iterable[str], at_most: int = 8) -> str:
    """The first few words in quotation marks, with commas between them.

    Examples
    --------
    >>> listed(["red", "green", "blue"], at_most=2)
    '“red”, “green”, …'
    """
    words = list(words)
    return ", ".join([f"“{word}”" for word in words[:at_most]] + ["…"] * (len(words) > at_most))


def shortened(text: str, length: int = 30) -> str:
    r"""The beginning of a text on one line, fit for a sentence.

    Examples
    --------
    >>> shortened("a cell that does\nnot end", 17)
    'a cell that does…'
    """
    line = " ".join(text.split())
    return line if len(line) <= length else line[: length - 1].rstrip() + "…"
