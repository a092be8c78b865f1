"""A table of text made into inputs and labels, with an account of what was done to it."""

from __future__ import annotations

import hashlib
import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from core.datasets.csv_text import (
    MAXIMUM_CELL_LENGTH,
    MAXIMUM_NAME_LENGTH,
    NUMBER,
    TextTable,
    in_column,
    listed,
    shortened,
    too_long,
)
from core.feature_maps import input_symbols
from core.sentence import Sentence, SentenceError

MAXIMUM_FEATURES = 200  # after text columns have become columns of 0 and 1
MINIMUM_CLASSES = 2
MAXIMUM_CLASSES = 20
MAXIMUM_TEXT_VALUES = 20  # of a text column that becomes columns of 0 and 1
MAXIMUM_POINTS = 1000
LARGEST_NUMBER = 1e100  # squares and sums of larger ones would overflow

LEAVE_OUT, FILL_WITH_MEAN = "leave out", "mean"
MISSING_VALUES = (LEAVE_OUT, FILL_WITH_MEAN)
MISSING_WORDS = frozenset({"", "na", "n/a", "nan", "null", "?"})
INFINITE_WORDS = frozenset({"inf", "infinity", "∞"})


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


@dataclass(frozen=True, eq=False)
class LabelledTable:
    """Inputs and labels of a user's own table, and what became of its rows and columns.

    Attributes
    ----------
    inputs : (n, features), float64; NaN where the mean of the column is to stand.
    labels : (n,), int64, 0 … classes − 1.
    feature_names, class_names : one per feature, one per class.
    rows_read : rows of the table that were not empty.
    left_out : by column, the numbers of the rows left out because its value was missing there.
    filled : by column, how many missing values the mean stands for.
    text_columns : by column, the values that became a column of 0 and 1 each.
    """

    inputs: NDArray[np.float64]
    labels: NDArray[np.int64]
    feature_names: tuple[str, ...]
    class_names: tuple[str, ...]
    rows_read: int
    left_out: Mapping[str, tuple[int, ...]] = field(default_factory=dict)
    filled: Mapping[str, int] = field(default_factory=dict)
    text_columns: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @property
    def class_counts(self) -> dict[str, int]:
        """The rows of each class."""
        counts = np.bincount(self.labels, minlength=len(self.class_names))
        return dict(zip(self.class_names, counts.tolist(), strict=True))

    def digest(self) -> str:
        """A name that two tables share only if they hold the same examples under the same names."""
        digest = hashlib.sha256(repr((self.feature_names, self.class_names)).encode())
        digest.update(self.inputs.tobytes())
        digest.update(self.labels.tobytes())
        return digest.hexdigest()[:32]


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
        counts = Counter(cell for cell in cells if not _is_missing(cell))
        numbers = sum(
            count for cell, count in counts.items() if _looks_like_number(cell, table.delimiter)
        )
        is_number = 2 * numbers >= counts.total() > 0
        keeps_values = not is_number or len(counts) <= MAXIMUM_CLASSES
        values = _in_order(counts) if keeps_values else ()
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


def labelled_table(
    table: TextTable, *, label: str, features: Sequence[str], missing: str = LEAVE_OUT
) -> LabelledTable:
    r"""Choose the label and the features of a table.

    Parameters
    ----------
    table : as `read_csv` returns it.
    label : the column whose values are the classes, 2 … 20 of them, in the order of numbers if all
        are numbers, else of the alphabet.
    features : columns of numbers, or of text with at most 20 values, each of which becomes a
        column of 0 and 1. Where at least half of the filled cells are numbers, all must be.
        In files that do not separate cells by commas, 1,5 is read as 1.5.
    missing : "leave out" the rows where a chosen column has no value, or let the "mean" of its
        column stand for a missing number. A row without a label, or without one of its texts, is
        always left out. Missing are empty cells and NA, N/A, NaN, null and ?.

    Raises
    ------
    ValueError : one sentence with the row and column at fault: an unknown or doubled column; no
        feature, or too many; a value that is no number, infinite or beyond 1e100; text of too many
        values; fewer than 2 classes or more than 20, or one with a single row.

    Examples
    --------
    >>> from core.datasets.csv_text import read_csv
    >>> table = read_csv(b"mass,kind\n1.5,ant\n,bee\n0.5,ant\n2,bee\n3,bee\n")
    >>> chosen = labelled_table(table, label="kind", features=["mass"])
    >>> chosen.inputs.ravel(), chosen.labels, chosen.class_names, chosen.left_out
    (array([1.5, 0.5, 2. , 3. ]), array([0, 0, 1, 1]), ('ant', 'bee'), {'mass': (3,)})
    """
    if missing not in MISSING_VALUES:
        raise SentenceError(
            "missing must be one of {allowed}, got {missing!r}",
            allowed=listed(MISSING_VALUES),
            missing=missing,
        )
    _check_features(table, label, features)
    described = {
        column.name: column for column in describe_columns(_with_columns(table, (label, *features)))
    }
    kept, left_out = _complete_rows(table, label, features, described, missing)
    inputs, feature_names = [], []
    filled: dict[str, int] = {}
    text_columns: dict[str, tuple[str, ...]] = {}
    for name in features:
        cells = table.column(name)
        if described[name].is_number:
            numbers = _numbers(table, name)[kept]
            inputs.append(numbers)
            feature_names.append(name)
            if lacking := int(np.isnan(numbers).sum()):
                filled[name] = lacking
        else:
            text_columns[name] = described[name].values
            for value in described[name].values:
                inputs.append(np.array([cell == value for cell in cells], np.float64)[kept])
                feature_names.append(f"{name} = {shortened(value)}")
    labels, class_names = _classes(table, label, kept.tolist())
    return LabelledTable(
        np.column_stack(inputs),
        labels,
        tuple(feature_names),
        class_names,
        len(table.row_numbers),
        left_out,
        filled,
        text_columns,
    )


def points_table(points: Sequence[Sequence[object]]) -> TextTable:
    """Points (x₁, x₂, class) as a table, for `labelled_table`; None is a missing value.

    Rows are counted from 1, as they stand in a table without a header.

    Raises
    ------
    ValueError : more than 1,000 points, none at all, or too long a cell.

    Examples
    --------
    >>> points_table([(0.5, None, "A"), (None, None, None), (1, 2, "B")])
    TextTable(names=('x₁', 'x₂', 'class'),
        columns=(('0.5', '1'), ('', '2'), ('A', 'B')), row_numbers=(1, 3), empty_rows=1,
        delimiter=',')
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
    columns = tuple(zip(*rows, strict=True))
    return TextTable(names, columns, tuple(row_numbers), len(points) - len(rows))


def _check_features(table: TextTable, label: str, features: Sequence[str]) -> None:
    table.column(label)
    if not features:
        raise SentenceError("no column is chosen as a feature; at least 1 is needed")
    for name, count in Counter(features).items():
        table.column(name)
        if name == label:
            raise SentenceError(
                "column “{name}” is the label and cannot be a feature too", name=name
            )
        if count > 1:
            raise SentenceError("column “{name}” is chosen {count} times", name=name, count=count)


def _with_columns(table: TextTable, names: Sequence[str]) -> TextTable:
    columns = tuple(table.column(name) for name in names)
    return TextTable(tuple(names), columns, table.row_numbers, 0, table.delimiter)


def _complete_rows(
    table: TextTable,
    label: str,
    features: Sequence[str],
    described: Mapping[str, ColumnDescription],
    missing: str,
) -> tuple[NDArray[np.intp], dict[str, tuple[int, ...]]]:
    """The rows that have what they need, and by column the numbers of those that have not."""
    width = 0
    for name in features:
        column = described[name]
        if not column.filled:
            raise SentenceError(
                "row {number}, column “{name}”: neither here nor below is there a value; leave the "
                "column out",
                number=table.row_numbers[0],
                name=name,
            )
        if not column.is_number and len(column.values) > MAXIMUM_TEXT_VALUES:
            raise SentenceError(_too_many_texts(table, name))
        width += 1 if column.is_number else len(column.values)
        if width > MAXIMUM_FEATURES:
            raise SentenceError(
                "with column “{name}” there are {width} features; at most {most} are allowed, and "
                "each value of a text column is one",
                name=name,
                width=width,
                most=MAXIMUM_FEATURES,
            )
    may_lack = {
        name for name in features if missing == FILL_WITH_MEAN and described[name].is_number
    }
    needed = [name for name in (label, *features) if name not in may_lack]
    incomplete: dict[str, list[int]] = {}
    out: set[int] = set()
    for name in needed:
        cells = table.column(name)
        nothing = {cell for cell in set(cells) if _is_missing(cell)}
        for row, cell in enumerate(cells):
            if cell in nothing and row not in out:
                out.add(row)
                incomplete.setdefault(name, []).append(table.row_numbers[row])
    kept = np.array([row for row in range(len(table.row_numbers)) if row not in out], np.intp)
    left_out = {name: tuple(rows) for name, rows in incomplete.items()}
    if not kept.size:
        name, rows = max(left_out.items(), key=lambda item: len(item[1]))
        raise SentenceError(
            "row {number}, column “{name}”: a value is missing here, and in every other row "
            "another one is; choose fewer columns",
            number=rows[0],
            name=name,
        )
    return kept, left_out


def _too_many_texts(table: TextTable, name: str) -> Sentence:
    cells = table.column(name)
    first_rows: dict[str, int] = {}
    for row, cell in enumerate(cells):
        if not _is_missing(cell):
            first_rows.setdefault(cell, row)
    row = list(first_rows.values())[MAXIMUM_TEXT_VALUES]
    return Sentence(
        "{where}: “{cell}” is different value number {number} of a text column; at most {most} can "
        "become columns of 0 and 1",
        where=in_column(table.row_numbers[row], name),
        cell=shortened(cells[row]),
        number=MAXIMUM_TEXT_VALUES + 1,
        most=MAXIMUM_TEXT_VALUES,
    )


def _classes(
    table: TextTable, label: str, kept: Sequence[int]
) -> tuple[NDArray[np.int64], tuple[str, ...]]:
    """The label of each kept row, and the classes' names."""
    cells = table.column(label)
    first_rows: dict[str, int] = {}
    for row in kept:
        name = cells[row]
        where = in_column(table.row_numbers[row], label)
        if name not in first_rows and len(first_rows) == MAXIMUM_CLASSES:
            raise SentenceError(
                "{where}: “{name}” is class number {number}; at most {most} classes are allowed",
                where=where,
                name=shortened(name),
                number=MAXIMUM_CLASSES + 1,
                most=MAXIMUM_CLASSES,
            )
        if len(name) > MAXIMUM_NAME_LENGTH:
            raise SentenceError(
                "{where}: the class “{name}” has a name of {found:,} characters; at most {most} "
                "are allowed",
                where=where,
                name=shortened(name),
                found=len(name),
                most=MAXIMUM_NAME_LENGTH,
            )
        first_rows.setdefault(name, row)
    if len(first_rows) < MINIMUM_CLASSES:
        raise SentenceError(
            "row {number}, column “{label}”: “{cell}” is the only class; at least {least} are "
            "needed",
            number=table.row_numbers[kept[0]],
            label=label,
            cell=cells[kept[0]],
            least=MINIMUM_CLASSES,
        )
    counts = Counter(cells[row] for row in kept)
    for name, row in first_rows.items():
        if counts[name] == 1:
            raise SentenceError(
                "row {number}, column “{label}”: the class “{name}” has this row alone; every "
                "class needs at least 2, one to train and one to test",
                number=table.row_numbers[row],
                label=label,
                name=name,
            )
    class_names = _in_order(counts)
    places = {name: place for place, name in enumerate(class_names)}
    return np.array([places[cells[row]] for row in kept], np.int64), class_names


def _numbers(table: TextTable, name: str) -> NDArray[np.float64]:
    """The numbers of a column, NaN where one is missing."""
    cells = table.column(name)
    numbers: dict[str, float] = {}
    for row, cell in enumerate(cells):
        if cell not in numbers:
            where = in_column(table.row_numbers[row], name)
            numbers[cell] = _number(cell, table.delimiter, where)
    return np.array([numbers[cell] for cell in cells])


def _number(cell: str, delimiter: str, where: Sentence) -> float:
    if _is_missing(cell):
        return math.nan
    written = _with_point(cell, delimiter)
    is_number = NUMBER.fullmatch(written) is not None
    if is_number and abs(float(written)) < LARGEST_NUMBER:
        return float(written)
    if is_number or _is_infinite(cell):
        raise SentenceError(
            "{where}: “{cell}” is too large; numbers must be finite and below 1e100",
            where=where,
            cell=shortened(cell),
        )
    raise SentenceError(
        "{where}: “{cell}” is not a number, as most values of this column are",
        where=where,
        cell=shortened(cell),
    )


def _is_missing(cell: str) -> bool:
    return cell.lower() in MISSING_WORDS


def _is_infinite(cell: str) -> bool:
    return cell.lower().lstrip("+-−") in INFINITE_WORDS


def _looks_like_number(cell: str, delimiter: str) -> bool:
    return _is_infinite(cell) or NUMBER.fullmatch(_with_point(cell, delimiter)) is not None


def _with_point(cell: str, delimiter: str) -> str:
    """A number as Python reads it: its own minus sign, and a point for a decimal comma."""
    if delimiter != "," and cell.count(",") == 1 and "." not in cell:
        cell = cell.replace(",", ".")
    return cell.replace("−", "-")


def _in_order(values: Mapping[str, int]) -> tuple[str, ...]:
    """By size if all are numbers, else by the alphabet."""
    if all(NUMBER.fullmatch(value) for value in values):
        return tuple(sorted(values, key=lambda value: (float(value), value)))
    return tuple(sorted(values, key=lambda value: (value.casefold(), value)))
