"""What the columns of a table of text hold, and so which can be features or the label."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import islice
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from core.datasets.cell import USUALLY_MISSING, is_sign
from core.datasets.counted_cells import CountedCells, counted_cells
from core.datasets.number_format import PLAIN, NumberFormat
from core.datasets.text_table import TextTable

if TYPE_CHECKING:
    import pandas as pd

MINIMUM_CLASSES = 2
MAXIMUM_CLASSES = 20
MAXIMUM_TEXT_VALUES = 20  # of a text column that becomes columns of 0 and 1

_FEWEST_FILLED = 0.5  # of the rows, for a column that is chosen by default
_FEWEST_DIFFERENT = 0.9  # of the rows, for a column called “id”
_LARGEST_EXACT = 2.0**53  # float64 cannot tell larger whole numbers apart
_INFINITE_WORDS = ("inf", "infinity", "∞")
_SAMPLE = 1000  # different cells that show what a column of text looks like
_CALLED_ID = re.compile(
    r"(?i:unnamed: ?\d+|index|idx|level_0|#|row|row ?names?|uuid|key|no\.?|nr\.?|ids?|id[\W_].*"
    r"|.*[\W_](?:ids?|idx|no\.?|nr\.?|number|key))|.*[a-z]I[dD]"
)


@dataclass(frozen=True, eq=False)
class ColumnDescription:
    """What a column holds.

    Attributes
    ----------
    name : the column's.
    is_number : at least half of its filled cells are numbers.
    filled : cells that are not missing.
    counts : how often each different value stands; empty for a column of many.
    missing : the cells that stand for no value, and how often each does; as a label, a column of
        numbers may have some of them among `counts`.
    signs : how often each sign stands that may be a value or missing; none of a column of many.
    words : of a number column, how often each cell stands that is no number.
    numbers : (rows,) of a number column, NaN where a cell is missing or no number.
    number_format : how its numbers are written.
    undressed : one cell that Python itself would not read so, and its number.
    unlike : of a text column, one or two cells that look like numbers but are none of one kind.
    is_identifier : it tells the rows apart and no more: a row number, an id.
    """

    name: str
    is_number: bool
    filled: int
    counts: Mapping[str, int] = field(default_factory=dict)
    missing: Mapping[str, int] = field(default_factory=dict)
    signs: Mapping[str, int] = field(default_factory=dict)
    words: Mapping[str, int] = field(default_factory=dict)
    numbers: NDArray[np.float64] | None = None
    number_format: NumberFormat = PLAIN
    undressed: tuple[str, float] | None = None
    unlike: tuple[str, ...] = ()
    is_identifier: bool = False

    @cached_property
    def values(self) -> tuple[str, ...]:
        """The different values in order; none of a column of many."""
        return in_order(self.counts, self.number_format)

    @cached_property
    def spellings(self) -> tuple[tuple[str, ...], ...]:
        """The values that a reader may take for one, each time the most frequent first."""
        alike = defaultdict(list)
        for value in sorted(self.counts, key=lambda value: (-self.counts[value], value)):
            number = self.number_format.read(value) if self.is_number else None
            alike[_folded(value) if number is None else number].append(value)
        return tuple(tuple(group) for group in alike.values() if len(group) > 1)

    @property
    def can_be_feature(self) -> bool:
        """Numbers, or text of few enough values."""
        return self.filled > 0 and (self.is_number or 0 < len(self.counts) <= MAXIMUM_TEXT_VALUES)

    @property
    def can_be_label(self) -> bool:
        """A number of different values that classes may have."""
        return MINIMUM_CLASSES <= len(self.counts) <= MAXIMUM_CLASSES


def describe_columns(
    table: TextTable, signs: Collection[str] | None = None, decimal: str | None = None
) -> tuple[ColumnDescription, ...]:
    r"""What each column of a table holds.

    Parameters
    ----------
    signs : the cells that are missing values in text and labels; None for the usual signs. Among
        numbers every sign is missing, and these cells too.
    decimal : the decimal sign of the columns where it can only be guessed; None for the likely one.

    Examples
    --------
    >>> from core.datasets.csv_text import read_csv
    >>> mass, kind = describe_columns(read_csv(b"mass,kind\n1.5,ant\n,bee\n0.5,ant\n"))
    >>> mass.is_number, mass.filled, kind.is_number, kind.values
    (True, 2, False, ('ant', 'bee'))
    """
    key = (None if signs is None else frozenset(signs), decimal)
    if not table.kept:
        table.kept["counted"] = [counted_cells(table, name) for name in table.names]
    if key not in table.kept:
        counted = table.kept["counted"]
        of_file = Counter(one.number_signs.decimal for one in counted if one.number_signs.decimal)
        known = max(of_file, key=lambda sign: of_file[sign], default="")
        table.kept[key] = tuple(
            _described(
                one,
                one.number_signs.settled(table.delimiter, known, decimal),
                signs,
                table.nameless,
            )
            for one in counted
        )
    described: tuple[ColumnDescription, ...] = table.kept[key]
    return described


def likely_label(columns: Sequence[ColumnDescription]) -> str:
    r"""The column that most likely holds the classes: the last of text, else of numbers.

    Before others come those that are mostly filled and have no class of a single row.

    >>> from core.datasets.csv_text import read_csv
    >>> likely_label(describe_columns(read_csv(b"kind,mass\nant,1\nbee,2\n")))
    'kind'
    """
    possible = [column for column in columns if column.can_be_label]
    rows = max((column.filled for column in columns), default=0)
    train = [
        one
        for one in possible
        if min(one.counts.values()) > 1 and one.filled >= _FEWEST_FILLED * rows
    ]
    for choice in (train, possible):
        of_text = [column for column in choice if not column.is_number]
        if choice:
            return (of_text or choice)[-1].name
    return columns[-1].name


def likely_features(columns: Sequence[ColumnDescription], label: str) -> tuple[str, ...]:
    r"""The columns that most likely tell the class: numbers, else text; no ids, not mostly empty.

    >>> from core.datasets.csv_text import read_csv
    >>> table = read_csv(b"id,mass,kind\n1,9,ant\n2,7,bee\n")
    >>> likely_features(describe_columns(table), "kind")
    ('mass',)
    """
    possible = [column for column in columns if column.can_be_feature and column.name != label]
    rows = max((column.filled for column in columns), default=0)
    full = [column for column in possible if column.filled >= _FEWEST_FILLED * rows]
    numbers = [one for one in full if one.is_number and not (one.is_identifier or one.words)]
    text = [one for one in full if not one.is_number]
    return tuple(column.name for column in numbers or text or full or possible)


def in_order(values: Iterable[str], number_format: NumberFormat = PLAIN) -> tuple[str, ...]:
    """Numbers by size, then words by the alphabet.

    >>> in_order(["10", "9", "−1"]), in_order(["oak", "Fern"])
    (('−1', '9', '10'), ('Fern', 'oak'))
    """

    def key(value: str) -> tuple[bool, float, str, str]:
        number = number_format.read(value)
        return number is None, number or 0.0, value.casefold(), value

    return tuple(sorted(values, key=key))


def _described(
    counted: CountedCells,
    number_format: NumberFormat,
    signs: Collection[str] | None,
    nameless: Collection[str],
) -> ColumnDescription:
    name, cells, counts, found = counted.name, counted.cells, counted.counts or {}, counted.found
    numbers, read = _numbers(counted, number_format)
    is_number = numbers is not None
    chosen = {cell: int((cells == cell).sum()) for cell in signs or () if not is_sign(cell)}
    signed = {cell: count for cell, count in {**found, **chosen}.items() if count}
    if numbers is not None and chosen:
        numbers = np.where(cells.isin(chosen), np.nan, numbers)

    def holds_none(cell: str) -> bool:
        if signs is None:
            return is_number or cell.lower() in USUALLY_MISSING
        return not cell or cell in signs

    nothing = {cell: count for cell, count in signed.items() if holds_none(cell)}
    values = {cell: count for cell, count in counts.items() if cell not in nothing}
    is_few = len(values) <= MAXIMUM_CLASSES
    missing = signed if is_number else nothing
    words = {} if counted.plain is not None or not is_number else values
    return ColumnDescription(
        name,
        is_number,
        filled=len(cells) - sum(missing.values()),
        counts=values if is_few else {},
        missing=missing,
        signs={cell: count for cell, count in found.items() if cell and is_few and counts},
        words={cell: n for cell, n in words.items() if not (cell in read or cell in signed)},
        numbers=numbers,
        number_format=number_format,
        undressed=_first_undressed(read, number_format) if is_number else None,
        unlike=() if is_number else _unlike(values),
        is_identifier=numbers is not None and _is_identifier(cells, numbers, name, nameless),
    )


def _numbers(
    counted: CountedCells, number_format: NumberFormat
) -> tuple[NDArray[np.float64] | None, dict[str, float]]:
    """The numbers of a column if half of it is numbers; each cell that had to be read by itself."""
    if counted.plain is not None:
        return (None if np.isnan(counted.plain).all() else counted.plain), {}
    counts = counted.counts or {}
    read: dict[str, float] = {}
    for cell in counts:
        is_infinite = cell.lower().lstrip("+-−") in _INFINITE_WORDS  # too large a number
        number = np.inf if is_infinite else number_format.read(cell)
        if number is not None and cell not in counted.found:
            read[cell] = number
    known = sum(counts.values()) - sum(counted.found.values())
    is_number = 2 * sum(counts[cell] for cell in read) >= known > 0
    return (counted.cells.map(read).to_numpy(np.float64) if is_number else None), read


def _first_undressed(
    read: Mapping[str, float], number_format: NumberFormat
) -> tuple[str, float] | None:
    """The first cell with more than digits, a minus and a decimal sign, and its number."""
    for cell, number in read.items():
        plain = cell.replace("−", "-").replace(number_format.decimal, ".", 1)
        try:
            if float(plain) == number:
                continue
        except ValueError:
            pass
        return cell, number
    return None


def _unlike(values: Iterable[str]) -> tuple[str, ...]:
    """Two cells of a text column most of which begins with digits."""
    first = list(islice(values, _SAMPLE))
    alike = [cell for cell in first if re.match(r"\W{0,3}\d", cell)]
    if 2 * len(alike) < len(first):
        return ()
    around = {re.sub(r"[\d.,' ]", "", cell): cell for cell in alike}
    return tuple(islice(around.values(), 2))


def _folded(value: str) -> str:
    """A value without capitals, a final point, and what stands between its words."""
    folded = unicodedata.normalize("NFKC", value).casefold()
    folded = re.sub(r"(?<=[^\W\d_])[\s_‐-―-]+(?=[^\W\d_])", "", folded)
    return folded.strip(" .,;:!'\"“”‘’") or value


def _is_identifier(
    cells: pd.Series, numbers: NDArray[np.float64], name: str, nameless: Collection[str]
) -> bool:
    if not (numbers == np.floor(numbers)).all():  # nor where one is missing
        return False
    steps = np.diff(numbers)
    if steps.size and abs(steps[0]) == 1 and (steps == steps[0]).all():
        return True
    is_called_so = name in nameless or _CALLED_ID.fullmatch(name) is not None
    if not (is_called_so or np.abs(numbers).mean() >= _LARGEST_EXACT):
        return False
    return bool(cells.nunique() >= _FEWEST_DIFFERENT * len(cells))
