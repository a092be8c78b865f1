"""A table of text made into inputs and labels, with an account of what was done to it."""

import hashlib
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from core.datasets.columns import (
    MAXIMUM_CLASSES,
    MAXIMUM_TEXT_VALUES,
    MINIMUM_CLASSES,
    ColumnDescription,
    describe_columns,
    in_order,
)
from core.datasets.counted_cells import LARGEST_NUMBER
from core.datasets.csv_text import single_column
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
    missing : how often each sign stood for a missing value in the chosen columns.
    undressed : by column, a cell with more than the digits of its number, and this number.
    spellings : by column, the values that differ only in how they are written.
    """

    inputs: NDArray[np.float64]
    labels: NDArray[np.int64]
    feature_names: tuple[str, ...]
    class_names: tuple[str, ...]
    rows_read: int
    left_out: Mapping[str, tuple[int, ...]] = field(default_factory=dict)
    filled: Mapping[str, int] = field(default_factory=dict)
    text_columns: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    missing: Mapping[str, int] = field(default_factory=dict)
    undressed: Mapping[str, tuple[str, float]] = field(default_factory=dict)
    spellings: Mapping[str, tuple[tuple[str, ...], ...]] = field(default_factory=dict)

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
    table: TextTable,
    *,
    label: str,
    features: Sequence[str],
    missing: str = LEAVE_OUT,
    signs: Collection[str] | None = None,
    decimal: str | None = None,
    join_spellings: bool = False,
) -> LabelledTable:
    r"""Choose the label and the features of a table.

    Parameters
    ----------
    table : as `read_csv` returns it.
    label : the column whose values are the classes, 2 … 20 of them, in the order of numbers if all
        are numbers, else of the alphabet.
    features : columns of numbers, or of text with at most 20 values, each of which becomes a
        column of 0 and 1. Where at least half of the filled cells are numbers, all must be.
    missing : "leave out" the rows where a chosen column has no value, or let the "mean" of its
        column stand for a missing number. A row without a label, or without one of its texts, is
        always left out.
    signs, decimal : as in `describe_columns`.
    join_spellings : whether values that differ only in how they are written are one value.

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
    described = {column.name: column for column in describe_columns(table, signs, decimal)}
    chosen = [described[name] for name in (label, *features)]
    _check_columns(table, chosen[1:])
    numbers = [column for column in chosen[1:] if column.is_number]
    may_lack = numbers if missing == FILL_WITH_MEAN else []
    needed = [column for column in chosen if column not in may_lack]
    kept, left_out = _complete_rows(table, needed, label)
    joined = {column.name: _joined(column) if join_spellings else {} for column in chosen}
    rows = kept if left_out else slice(None)  # all of them need no copy
    encoded = [_encoded(table, column, rows, joined[column.name]) for column in chosen[1:]]
    labels, class_names = _classes(table, chosen[0], kept, joined[label])
    lacking = [int(np.isnan(columns).sum()) for _, columns in encoded]
    return LabelledTable(
        inputs=np.ascontiguousarray(np.concatenate([columns for _, columns in encoded]).T),
        labels=labels,
        feature_names=tuple(name for names, _ in encoded for name in names),
        class_names=class_names,
        rows_read=len(table.row_numbers),
        left_out=left_out,
        filled={name: count for name, count in zip(features, lacking, strict=True) if count},
        text_columns={column.name: column.values for column in chosen[1:] if not column.is_number},
        missing=_signs_found(chosen),
        undressed={column.name: column.undressed for column in numbers if column.undressed},
        spellings={column.name: column.spellings for column in chosen if column.spellings},
    )


def _check_features(table: TextTable, label: str, features: Sequence[str]) -> None:
    table.column(label)
    if len(table.names) == 1:
        raise SentenceError(single_column(label, table.header_row or 1))
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


def _check_columns(table: TextTable, features: Sequence[ColumnDescription]) -> None:
    """Refuse what cannot be a feature, and too many of what can."""
    width = 0
    for column in features:
        if not column.filled:
            raise SentenceError(
                "column “{name}” has no values from row {number} on: remove it from the features",
                number=table.row_numbers[0],
                name=column.name,
            )
        if not column.can_be_feature:
            raise SentenceError(_too_many_texts(table, column))
        if column.numbers is not None:
            _check_numbers(table, column, column.numbers)
        width += 1 if column.is_number else len(column.values)
        if width > MAXIMUM_FEATURES:
            raise SentenceError(
                "with column “{name}” there are {width} features; at most {most} are allowed, and "
                "each value of a text column is one",
                name=column.name,
                width=width,
                most=MAXIMUM_FEATURES,
            )


def _check_numbers(
    table: TextTable, column: ColumnDescription, numbers: NDArray[np.float64]
) -> None:
    """Refuse the first cell that is no number, or too large a one."""
    wrong = np.abs(numbers) >= LARGEST_NUMBER
    if column.words:
        cells = table.column(column.name)
        wrong |= np.isnan(numbers) & ~cells.isin(column.missing).to_numpy()
    if wrong.any():
        row = int(wrong.argmax())
        where = in_column(table.row_numbers[row], column.name)
        cell = shortened(table.column(column.name)[row])
        if np.isnan(numbers[row]):
            raise SentenceError(
                "{where}: “{cell}” is not a number, but most values of this column are: take it "
                "as a missing value, or remove the column from the features",
                where=where,
                cell=cell,
            )
        raise SentenceError(
            "{where}: “{cell}” is too large; numbers must be finite and below 10¹⁰⁰",
            where=where,
            cell=cell,
        )


def _complete_rows(
    table: TextTable, needed: Sequence[ColumnDescription], label: str
) -> tuple[NDArray[np.intp], dict[str, tuple[int, ...]]]:
    """The rows that have what they need, and by column the numbers of those that have not."""
    is_out = np.zeros(len(table.row_numbers), bool)
    left_out: dict[str, tuple[int, ...]] = {}
    for column in needed:
        lacks = (
            np.isnan(column.numbers)
            if column.numbers is not None and column.name != label
            else table.column(column.name).isin(column.missing.keys() - column.counts).to_numpy()
        )
        if (new := lacks & ~is_out).any():
            rows = np.flatnonzero(new).tolist()
            left_out[column.name] = tuple(table.row_numbers[row] for row in rows)
        is_out |= lacks
    if is_out.all():
        name, numbers = max(left_out.items(), key=lambda item: len(item[1]))
        raise SentenceError(
            "row {number}, column “{name}”: a value is missing here, and every other row lacks "
            "one in a chosen column; choose fewer columns",
            number=numbers[0],
            name=name,
        )
    return np.flatnonzero(~is_out), left_out


def _encoded(
    table: TextTable,
    column: ColumnDescription,
    kept: NDArray[np.intp] | slice,
    joined: Mapping[str, str],
) -> tuple[list[str], NDArray[np.float64]]:
    """A column as inputs, (names, n): itself, or a column of 0 and 1 for each of its values."""
    if column.numbers is not None:
        return [column.name], column.numbers[None, kept]
    values = [value for value in column.values if value not in joined]
    codes_of_values = {value: values.index(joined.get(value, value)) for value in column.values}
    codes, written = table.column(column.name).factorize()
    held = np.array([codes_of_values.get(cell, 0) for cell in written])[codes[kept]]
    names = [f"{column.name} = {shortened(value)}" for value in values]
    return names, np.eye(len(names))[:, held]


def _joined(column: ColumnDescription) -> dict[str, str]:
    """For each value that is written in another way elsewhere, its usual spelling."""
    return {value: usual for usual, *others in column.spellings for value in others}


def _signs_found(columns: Sequence[ColumnDescription]) -> dict[str, int]:
    """How often each sign stands for a missing value in a label, the first, and its features."""
    label, *features = columns
    found = Counter({cell: n for cell, n in label.missing.items() if cell not in label.counts})
    for column in features:
        found.update(column.missing)
    return dict(found)


def _too_many_texts(table: TextTable, column: ColumnDescription) -> Sentence:
    cells = table.column(column.name)
    first = cells[~cells.isin(column.missing)].drop_duplicates()
    row = first.index[MAXIMUM_TEXT_VALUES]
    return Sentence(
        "{where}: this text column has too many different values (“{cell}” is number {number}; at "
        "most {most} are allowed): remove it from the features",
        where=in_column(table.row_numbers[row], column.name),
        cell=shortened(cells[row]),
        number=MAXIMUM_TEXT_VALUES + 1,
        most=MAXIMUM_TEXT_VALUES,
    )


def _classes(
    table: TextTable,
    label: ColumnDescription,
    kept: NDArray[np.intp],
    joined: Mapping[str, str],
) -> tuple[NDArray[np.int64], tuple[str, ...]]:
    """The label of each kept row, and the classes' names."""
    cells = table.column(label.name).iloc[kept]
    codes, written = (cells.replace(joined) if joined else cells).factorize()
    names = written.tolist()  # in the order of their first rows
    first_rows = {
        name: int(kept[(codes == code).argmax()])
        for code, name in enumerate(names[: MAXIMUM_CLASSES + 1])
    }
    counts = dict(zip(names, np.bincount(codes).tolist(), strict=True))
    _check_classes(table, label.name, counts, first_rows)
    class_names = in_order(names, label.number_format)
    return np.array([class_names.index(name) for name in names])[codes], class_names


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
                "row {number}, column “{label}”: class “{name}” has only this row; each class "
                "needs one row for the training set and one for the test set: choose another "
                "label or remove the row",
                number=table.row_numbers[row],
                label=label,
                name=name,
            )
