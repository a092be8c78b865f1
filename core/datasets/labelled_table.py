"""A table of text made into inputs and labels, with an account of what was done to it."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from core.datasets.cell import is_missing, number_in
from core.datasets.columns import (
    MAXIMUM_CLASSES,
    MAXIMUM_TEXT_VALUES,
    MINIMUM_CLASSES,
    ColumnDescription,
    describe_columns,
    in_order,
)
from core.datasets.text_table import (
    MAXIMUM_NAME_LENGTH,
    TextTable,
    in_column,
    listed,
    shortened,
)
from core.sentence import Sentence, SentenceError

MAXIMUM_FEATURES = 200  # after text columns have become columns of 0 and 1

LEAVE_OUT, FILL_WITH_MEAN = "leave out", "mean"
MISSING_VALUES = (LEAVE_OUT, FILL_WITH_MEAN)


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
    _check_columns(table, [described[name] for name in features])
    may_lack = {
        name for name in features if missing == FILL_WITH_MEAN and described[name].is_number
    }
    kept, left_out = _complete_rows(
        table, [name for name in (label, *features) if name not in may_lack]
    )
    encoded = [_encoded(table, described[name], kept) for name in features]
    labels, class_names = _classes(table, label, kept.tolist())
    lacking = [int(np.isnan(one.inputs).sum()) for one in encoded]
    return LabelledTable(
        inputs=np.column_stack([one.inputs for one in encoded]),
        labels=labels,
        feature_names=tuple(name for one in encoded for name in one.names),
        class_names=class_names,
        rows_read=len(table.row_numbers),
        left_out=left_out,
        filled={name: count for name, count in zip(features, lacking, strict=True) if count},
        text_columns={
            name: described[name].values for name in features if not described[name].is_number
        },
    )


def _check_features(table: TextTable, label: str, features: Sequence[str]) -> None:
    table.column(label)
    if len(table.names) == 1:
        raise SentenceError(
            "row 1 holds a single column, “{name}”; the label and the features need one each, with "
            "a comma, semicolon or tab between them",
            name=shortened(label),
        )
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


def _check_columns(table: TextTable, features: Sequence[ColumnDescription]) -> None:
    """Refuse what cannot be a feature, and too many of what can."""
    width = 0
    for column in features:
        if not column.filled:
            raise SentenceError(
                "row {number}, column “{name}”: neither here nor below is there a value; leave the "
                "column out",
                number=table.row_numbers[0],
                name=column.name,
            )
        if not column.can_be_feature:
            raise SentenceError(_too_many_texts(table, column.name))
        width += 1 if column.is_number else len(column.values)
        if width > MAXIMUM_FEATURES:
            raise SentenceError(
                "with column “{name}” there are {width} features; at most {most} are allowed, and "
                "each value of a text column is one",
                name=column.name,
                width=width,
                most=MAXIMUM_FEATURES,
            )


def _complete_rows(
    table: TextTable, needed: Sequence[str]
) -> tuple[NDArray[np.intp], dict[str, tuple[int, ...]]]:
    """The rows that have what they need, and by column the numbers of those that have not."""
    incomplete: dict[str, list[int]] = {}
    out: set[int] = set()
    for name in needed:
        cells = table.column(name)
        nothing = {cell for cell in set(cells) if is_missing(cell)}
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


class _Encoded(NamedTuple):
    """A column as inputs: itself, or a column of 0 and 1 for each of its values."""

    names: list[str]
    inputs: NDArray[np.float64]  # (n, names)


def _encoded(table: TextTable, column: ColumnDescription, kept: NDArray[np.intp]) -> _Encoded:
    if column.is_number:
        return _Encoded([column.name], _numbers(table, column.name)[kept, None])
    cells = table.column(column.name)
    places = {value: place for place, value in enumerate(column.values)}
    held = [places[cells[row]] for row in kept.tolist()]
    names = [f"{column.name} = {shortened(value)}" for value in column.values]
    return _Encoded(names, np.eye(len(names))[held])


def _too_many_texts(table: TextTable, name: str) -> Sentence:
    cells = table.column(name)
    filled = [row for row, cell in enumerate(cells) if not is_missing(cell)]
    row = list(_first_rows(cells, filled).values())[MAXIMUM_TEXT_VALUES]
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
    counts = Counter(cells[row] for row in kept)
    _check_classes(table, label, counts, _first_rows(cells, kept))
    class_names = in_order(counts)
    places = {name: place for place, name in enumerate(class_names)}
    return np.array([places[cells[row]] for row in kept], np.int64), class_names


def _check_classes(
    table: TextTable, label: str, counts: Mapping[str, int], first_rows: Mapping[str, int]
) -> None:
    """Refuse too many classes or too few, too long a name, and a class with a single row."""
    for number, (name, row) in enumerate(first_rows.items(), start=1):
        where = in_column(table.row_numbers[row], label)
        if number > MAXIMUM_CLASSES:
            raise SentenceError(
                "{where}: “{name}” is class number {number}; at most {most} classes are allowed",
                where=where,
                name=shortened(name),
                number=number,
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
    for name, row in first_rows.items():
        if len(first_rows) < MINIMUM_CLASSES:
            raise SentenceError(
                "row {number}, column “{label}”: “{cell}” is the only class; at least {least} are "
                "needed",
                number=table.row_numbers[row],
                label=label,
                cell=name,
                least=MINIMUM_CLASSES,
            )
        if counts[name] == 1:
            raise SentenceError(
                "row {number}, column “{label}”: the class “{name}” has this row alone; every "
                "class needs at least 2, one to train and one to test",
                number=table.row_numbers[row],
                label=label,
                name=name,
            )


def _first_rows(cells: Sequence[str], rows: Iterable[int]) -> dict[str, int]:
    """Where each different value stands first, in the order of these rows."""
    first_rows: dict[str, int] = {}
    for row in rows:
        first_rows.setdefault(cells[row], row)
    return first_rows


def _numbers(table: TextTable, name: str) -> NDArray[np.float64]:
    """The numbers of a column, NaN where one is missing."""
    cells = table.column(name)
    numbers: dict[str, float] = {}
    for row, cell in enumerate(cells):
        if cell not in numbers:
            where = in_column(table.row_numbers[row], name)
            numbers[cell] = number_in(cell, table.delimiter, where)
    return np.array([numbers[cell] for cell in cells])
