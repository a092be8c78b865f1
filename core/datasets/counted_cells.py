"""The cells of a column, counted, and read at once where they are plain numbers."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray

from core.datasets.cell import SPELLINGS, is_sign
from core.datasets.number_format import NUMBER, NumberSigns, signs_of
from core.datasets.text_table import TextTable

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa

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
    array = _arrow_array(cells)
    head = set(array[:_HEAD].to_pylist())
    known = {cell for cell in head if not is_sign(cell)}
    is_few = len(known) <= _MANY
    encoded = array.dictionary_encode() if is_few else None
    if all(NUMBER.fullmatch(cell) for cell in known):
        number_signs = _signs_of_plain(cells, table.delimiter)
        different = array if encoded is None else encoded.dictionary
        plain, found = _plain_numbers(different, head - known)
        if plain is not None and number_signs is not None:
            if encoded is None:
                return CountedCells(name, cells, plain, None, found, number_signs)
            counts = _counts(encoded)
            found = {cell: counts[cell] for cell in found}
            numbers = plain[encoded.indices.to_numpy()]
            return CountedCells(name, cells, numbers, counts, found, number_signs)
    if not is_few and 2 * sum(bool(re.search(r"\d", cell)) for cell in known) < len(known):
        found = cells[cells.isin(SPELLINGS)].value_counts().to_dict()
        return CountedCells(name, cells, None, None, found)
    counts = _counts(encoded or array.dictionary_encode())
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
    array: pa.Array, shown: Collection[str]
) -> tuple[NDArray[np.float64] | None, Mapping[str, int]]:
    """The numbers of cells if Python reads them all, NaN at the signs; how often each sign stands.

    The few signs that the first rows have shown are tried first: to look for all takes long.
    """
    for signs in (list(shown), SPELLINGS):
        others, found = _without(array, signs) if signs else (array, {})
        try:
            numbers = others.cast("float64").to_numpy(zero_copy_only=False)
        except ValueError:
            continue
        fit = np.count_nonzero(np.abs(numbers) < LARGEST_NUMBER)
        return (numbers if fit == len(array) - sum(found.values()) else None), found
    return None, {}


def _without(array: pa.Array, signs: Sequence[str]) -> tuple[pa.Array, dict[str, int]]:
    """Cells with null for each of the signs, and how often each sign stands."""
    import pyarrow as pa
    import pyarrow.compute as pc

    is_one = len(signs) == 1  # the usual case, found much sooner than one of several
    signed = pc.equal(array, *signs) if is_one else pc.is_in(array, pa.array(signs, array.type))
    return pc.if_else(signed, None, array), _counts(array.filter(signed).dictionary_encode())


def _counts(encoded: pa.DictionaryArray) -> dict[str, int]:
    """How often each different cell stands, in the order in which they come."""
    counts = np.bincount(encoded.indices.to_numpy(), minlength=len(encoded.dictionary))
    return dict(zip(encoded.dictionary.to_pylist(), counts.tolist(), strict=True))


def _arrow_array(cells: pd.Series) -> pa.Array:
    """The text that a column of str keeps, in one piece."""
    import pyarrow as pa

    array = pa.array(cells)
    return array.combine_chunks() if isinstance(array, pa.ChunkedArray) else array
