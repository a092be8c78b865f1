"""The cells of a column, counted, and read at once where they are plain numbers."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Mapping
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray

from core.datasets.cell import SPELLINGS, is_sign
from core.datasets.number_format import NUMBER, NumberSigns, signs_of
from core.datasets.text_table import TextTable

if TYPE_CHECKING:
    import pandas as pd

LARGEST_NUMBER = 1e100  # squares and sums of larger ones would overflow

_HEAD = 100  # rows that show what a column holds
_MANY = 20  # different values among them: then it is no label, and no text for columns of 0 and 1
_SAMPLE = 1000  # different cells that show how its numbers are written
# 1.5, .5 and 1.2345: there the point must be the decimal sign, unlike in 1.234.
_SURE_POINT = r"^[+-]?(?:0|[0-9]{4,})?\.|\.[0-9]{0,2}$|\.[0-9]{4,}|[eE]"


class CountedCells(NamedTuple):
    """The cells of a column, taken together where they are alike."""

    name: str
    cells: pd.Series
    plain: NDArray[np.float64] | None  # its numbers, if Python reads them all as they stand
    counts: Mapping[str, int] | None  # of each different cell; None if there are too many to matter
    found: Mapping[str, int]  # how often each sign stands that may be missing
    number_signs: NumberSigns = NumberSigns()


def counted_cells(table: TextTable, name: str) -> CountedCells:
    """What a column holds, before it is known whether its points mark decimals or thousands."""
    cells = table.column(name)
    head = set(cells.iloc[:_HEAD])
    known = {cell for cell in head if not is_sign(cell)}
    is_few = len(known) <= _MANY
    if all(NUMBER.fullmatch(cell) for cell in known):
        plain, signs = _plain_numbers(cells, head - known)
        number_signs = _signs_of_plain(cells, table.delimiter)
        if plain is not None and number_signs is not None:
            counts = cells.value_counts(sort=False).to_dict() if is_few else None
            return CountedCells(name, cells, plain, counts, signs, number_signs)
    if not is_few and 2 * sum(bool(re.search(r"\d", cell)) for cell in known) < len(known):
        found = cells[cells.isin(SPELLINGS)].value_counts().to_dict()
        return CountedCells(name, cells, None, None, found)
    counts = cells.value_counts(sort=False).to_dict()
    found = {cell: count for cell, count in counts.items() if is_sign(cell)}
    others = ((cell, count) for cell, count in counts.items() if cell not in found)
    number_signs = signs_of(dict(islice(others, _SAMPLE)), table.delimiter)
    return CountedCells(name, cells, None, counts, found, number_signs)


def _signs_of_plain(cells: pd.Series, delimiter: str) -> NumberSigns | None:
    """What numbers with points tell of their format; None where each point may mark thousands."""
    if delimiter == ",":
        return NumberSigns()
    pointed = cells[cells.str.contains(".", regex=False)]
    if pointed.str.contains(_SURE_POINT).any():
        return NumberSigns(decimal=".")
    return None if len(pointed) else NumberSigns()


def _plain_numbers(
    cells: pd.Series, shown: Collection[str]
) -> tuple[NDArray[np.float64] | None, Mapping[str, int]]:
    """The numbers of a column if Python reads them all, NaN at the signs; which signs it has.

    The few signs that the first rows have shown are tried first: to look for all takes long.
    """
    array = cells.array
    for signs in (list(shown), SPELLINGS):
        signed = array.isin(signs) if signs else np.zeros(len(array), bool)
        try:
            read = (array[~signed] if signs else array).astype("float64[pyarrow]")
        except ValueError:
            continue
        numbers = np.full(len(array), np.nan)
        numbers[~signed] = read.to_numpy(np.float64)
        is_fit = bool((np.abs(numbers[~signed]) < LARGEST_NUMBER).all())
        return (numbers if is_fit else None), Counter(array[signed].tolist())
    return None, {}
