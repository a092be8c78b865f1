"""Points of the plane that a user has placed, as a table of text."""

from collections.abc import Sequence

from core.datasets.text_table import (
    MAXIMUM_CELL_LENGTH,
    TextTable,
    frame_of_text,
    in_column,
    too_long,
)
from core.sentence import SentenceError
from core.symbols import input_symbols

MAXIMUM_POINTS = 1000


def points_table(points: Sequence[Sequence[object]]) -> TextTable:
    """Points (x₁, x₂, class) as a table, for `labelled_table`; None is a missing value.

    Rows are counted from 1, as they stand in a table without a header.

    Raises
    ------
    ValueError : more than 1,000 points, none at all, or too long a cell.

    Examples
    --------
    >>> table = points_table([(0.5, None, "A"), (None, None, None), (1, 2, "B")])
    >>> table.names, list(table.column("x₂")), table.row_numbers, table.empty_rows
    (('x₁', 'x₂', 'class'), ['', '2'], (1, 3), 1)
    """
    if len(points) > MAXIMUM_POINTS:
        raise SentenceError(
            "row {number:,} is one too many: at most {most:,} points are allowed",
            number=MAXIMUM_POINTS + 1,
            most=MAXIMUM_POINTS,
        )
    names = (*input_symbols(2), "class")
    rows, row_numbers = [], []
    for number, point in enumerate(points, start=1):
        cells = tuple("" if value is None else str(value).strip() for value in point)
        for name, cell in zip(names, cells, strict=True):
            if len(cell) > MAXIMUM_CELL_LENGTH:
                raise SentenceError(too_long(in_column(number, name), len(cell)))
        if any(cells):
            rows.append(cells)
            row_numbers.append(number)
    if not rows:
        raise SentenceError("row 1 is missing: there is no point yet")
    return TextTable(
        names,
        frame_of_text(rows),
        tuple(row_numbers),
        empty_rows=len(points) - len(rows),
        header_row=None,
    )
