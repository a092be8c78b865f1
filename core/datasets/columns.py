"""What the columns of a table of text hold, and so which can be features or the label."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from core.datasets.cell import NUMBER, is_missing, looks_like_number
from core.datasets.text_table import TextTable

MINIMUM_CLASSES = 2
MAXIMUM_CLASSES = 20
MAXIMUM_TEXT_VALUES = 20  # of a text column that becomes columns of 0 and 1


class ColumnDescription(NamedTuple):
    """What a column holds."""

    name: str
    is_number: bool  # at least half of its filled cells are numbers
    filled: int  # cells that are not missing
    values: tuple[str, ...]  # the different ones, in order; none of a number column of many

    @property
    def can_be_feature(self) -> bool:
        """Numbers, or text of few enough values."""
        return self.filled > 0 and (self.is_number or len(self.values) <= MAXIMUM_TEXT_VALUES)

    @property
    def can_be_label(self) -> bool:
        """A number of different values that classes may have."""
        return MINIMUM_CLASSES <= len(self.values) <= MAXIMUM_CLASSES


def describe_columns(table: TextTable) -> tuple[ColumnDescription, ...]:
    r"""What each column of a table holds.

    Examples
    --------
    >>> from core.datasets.csv_text import read_csv
    >>> mass, kind = describe_columns(read_csv(b"mass,kind\n1.5,ant\n,bee\n0.5,ant\n"))
    >>> mass.is_number, mass.filled, kind.is_number, kind.values
    (True, 2, False, ('ant', 'bee'))
    """
    described = []
    for name, cells in zip(table.names, table.columns, strict=True):
        counts = Counter(cell for cell in cells if not is_missing(cell))
        numbers = sum(
            count for cell, count in counts.items() if looks_like_number(cell, table.delimiter)
        )
        is_number = 2 * numbers >= counts.total() > 0
        keeps_values = not is_number or len(counts) <= MAXIMUM_CLASSES
        values = in_order(counts) if keeps_values else ()
        described.append(ColumnDescription(name, is_number, counts.total(), values))
    return tuple(described)


def likely_label(columns: Sequence[ColumnDescription]) -> str:
    r"""The column that most likely holds the classes: the last of text, else of numbers.

    Examples
    --------
    >>> from core.datasets.csv_text import read_csv
    >>> likely_label(describe_columns(read_csv(b"kind,mass\nant,1\nbee,2\n")))
    'kind'
    """
    possible = [column for column in columns if column.can_be_label]
    of_text = [column for column in possible if not column.is_number]
    return (of_text or possible or list(columns))[-1].name


def in_order(values: Mapping[str, int]) -> tuple[str, ...]:
    """By size if all are numbers, else by the alphabet.

    >>> in_order({"10": 1, "9": 1}), in_order({"oak": 2, "Fern": 1})
    (('9', '10'), ('Fern', 'oak'))
    """
    if all(NUMBER.fullmatch(value) for value in values):
        return tuple(sorted(values, key=lambda value: (float(value), value)))
    return tuple(sorted(values, key=lambda value: (value.casefold(), value)))
