"""Logits and labels of somebody's model, as a file or a few pasted rows hold them."""

import re
from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from core.datasets.array_file import (
    MAXIMUM_BYTES,
    MAXIMUM_NUMBERS,
    is_array_file,
    read_arrays,
)
from core.datasets.csv_layout import NoHeaderError
from core.datasets.csv_text import Bounds, read_csv
from core.datasets.text_table import TextTable, in_column, shortened
from core.sentence import SentenceError

BOUNDS = Bounds(MAXIMUM_BYTES, rows=200_000, columns=1001)
_LABEL_NAMES = re.compile(r"y|t|labels?|targets?|class(es)?|true.*|y_?true|lớp|nhãn", re.IGNORECASE)
_LONGEST_LINE = 100_000  # of what is looked at, in bytes
_NOT_NUMBERS = frozenset({"nan", "-nan", "+nan"})
_TENSOR = re.compile(r"tensor|array|dtype=[\w.]*|[\[\]()]")
_LINE_ENDS = re.compile(r"[ \t,]+$", re.MULTILINE)

Columns = TextTable | NDArray[Any]
Arrays = dict[str, NDArray[Any]]


class ModelOutput(NamedTuple):
    """What can be examined."""

    logits: NDArray[Any]  # z, (n, classes)
    targets: NDArray[Any]  # y, (n,): whole numbers, if they are right
    class_names: tuple[str, ...]
    row_numbers: Sequence[int]  # of each example, as the file or its reader counts
    gradient: NDArray[Any] | None = None  # ∂L/∂z as it was reported, (n, classes)


def read_columns(content: bytes) -> TextTable | Arrays:
    r"""A CSV file as text, an NPY or NPZ file as arrays.

    Without a header the columns of a CSV file are called by their letters.

    Raises
    ------
    ValueError : one sentence with the row and column at fault, as `read_csv` and `read_arrays`.

    Examples
    --------
    >>> read_columns(b"2,0.5,0\n1,3,1\n").names
    ('column A', 'column B', 'column C')
    """
    if is_array_file(content):
        return read_arrays(content)
    content = content.replace("−".encode(), b"-")
    try:
        table = read_csv(content, header=not _begins_with_numbers(content), bounds=BOUNDS)
    except NoHeaderError:
        table = read_csv(content, header=False, bounds=BOUNDS)
    if table.cells.size > MAXIMUM_NUMBERS:
        raise SentenceError(
            "the file has {found:,} cells; at most {most:,} are allowed",
            found=table.cells.size,
            most=MAXIMUM_NUMBERS,
        )
    return table


def pasted_columns(text: str) -> TextTable:
    r"""Rows of numbers as they are copied from a spreadsheet, a program or its output.

    Raises
    ------
    ValueError : as `read_columns`.

    Examples
    --------
    >>> pasted_columns("tensor([[2.0, 0.5],\n        [1.0, 3.]])").cells.to_numpy().tolist()
    [['2.0', '0.5'], ['1.0', '3.']]
    """
    if "[" in text:
        text = _LINE_ENDS.sub("", _TENSOR.sub("", text))
    table = read_columns(text.encode())
    assert isinstance(table, TextTable)  # a text does not begin as an array file does
    return table


def likely_label(names: Sequence[str]) -> int:
    """The column that is called as labels are, or else the last one.

    >>> likely_label(["label", "z1", "z2"]), likely_label(["a", "b", "c"])
    (0, 2)
    """
    named = [place for place, name in enumerate(names) if _LABEL_NAMES.fullmatch(name)]
    return named[0] if named else len(names) - 1


def output_of_table(table: TextTable, label: str, left_out: Sequence[str] = ()) -> ModelOutput:
    r"""The columns of a CSV file: a label, and a logit for each class in the order of the columns.

    A label is the number of its class, counted from 0, or the name of its column.

    Raises
    ------
    ValueError : one sentence with the row and column of a cell that is no number, or no label; no
        column left for a logit.

    Examples
    --------
    >>> output_of_table(read_columns(b"cat,dog,y\n2,0.5,dog\n1,3,cat\n"), "y").targets
    array([1., 0.])
    """
    names = tuple(name for name in table.names if name != label and name not in left_out)
    if not names:
        raise SentenceError("no column is left for the logits: each class needs one")
    logits = np.empty((len(table.row_numbers), len(names)))
    for place, name in enumerate(names):
        cells = table.column(name)
        logits[:, place] = numbers = _numbers(cells)
        for row in np.flatnonzero(np.isnan(numbers)):
            if cells.iloc[row].lower() not in _NOT_NUMBERS:
                raise _no_number(table, int(row), name)
    return ModelOutput(logits, _targets(table, label, names), names, table.row_numbers)


def output_of_array(columns: NDArray[Any], label: int) -> ModelOutput:
    """The columns of one array, (n, classes + 1), of which one holds the labels.

    Raises
    ------
    ValueError : a single axis, or a single column.

    Examples
    --------
    >>> output_of_array(np.array([[2.0, 0.5, 0.0]]), 2).logits
    array([[2. , 0.5]])
    """
    if columns.ndim != 2 or columns.shape[1] < 2:
        raise SentenceError(
            "the array has shape {shape}; it needs a column for each logit and one for the labels",
            shape=columns.shape,
        )
    return output_of_arrays(np.delete(columns, label, axis=1), columns[:, label])


def output_of_arrays(
    logits: NDArray[Any], targets: NDArray[Any], gradient: NDArray[Any] | None = None
) -> ModelOutput:
    """Logits (n, classes) and labels (n,) or (n, 1); rows and classes are counted from 0.

    Raises
    ------
    ValueError : other shapes.

    Examples
    --------
    >>> output_of_arrays(np.zeros((2, 3)), np.zeros(2)).class_names
    ('0', '1', '2')
    """
    labels = targets[:, 0] if targets.ndim == 2 and targets.shape[1] == 1 else targets
    if logits.ndim != 2 or labels.shape != (len(logits),):
        raise SentenceError(
            "the logits have shape {logits} and the labels {targets}: (n, K) and (n,) are needed",
            logits=logits.shape,
            targets=targets.shape,
        )
    rows, classes = logits.shape
    return ModelOutput(logits, labels, tuple(map(str, range(classes))), range(rows), gradient)


def gradient_of_columns(columns: TextTable | Arrays) -> NDArray[Any]:
    r"""All numbers of a file, (n, classes).

    Raises
    ------
    ValueError : several arrays, or the row and column of a cell that is no number.

    Examples
    --------
    >>> gradient_of_columns(pasted_columns("0.5 -0.5\n0.1 -0.1"))
    array([[ 0.5, -0.5],
           [ 0.1, -0.1]])
    """
    if isinstance(columns, dict):
        if len(columns) > 1:
            raise SentenceError(
                "a gradient is one array, the file holds {found}", found=len(columns)
            )
        return next(iter(columns.values()))
    values = np.column_stack([_numbers(columns.column(name)) for name in columns.names])
    wrong = np.argwhere(np.isnan(values))
    if len(wrong):
        row, column = wrong[0]
        raise _no_number(columns, int(row), columns.names[column])
    return values


def _begins_with_numbers(content: bytes) -> bool:
    """Whether every cell of the first line is a number, which −inf is too.

    >>> _begins_with_numbers(b"-inf, 2, 0"), _begins_with_numbers(b"a, 2, 0")
    (True, False)
    """
    line = content[:_LONGEST_LINE].lstrip().partition(b"\n")[0]
    try:
        return bool([float(cell) for cell in re.split(rb"[,;\t| ]+", line.strip()) if cell])
    except ValueError:
        return False


def _numbers(cells: "pd.Series[str]") -> NDArray[np.float64]:
    """The cells as numbers, NaN where there is none."""
    numbers: NDArray[np.float64] = pd.to_numeric(cells, errors="coerce").to_numpy(np.float64)
    return numbers


def _targets(table: TextTable, label: str, names: Sequence[str]) -> NDArray[np.float64]:
    cells = table.column(label)
    targets = _numbers(cells)
    words = np.flatnonzero(np.isnan(targets))
    if len(words):
        targets = targets.copy()
        places = {name: place for place, name in enumerate(names)}
        targets[words] = [places.get(cell, np.nan) for cell in cells.iloc[words]]
    wrong = np.flatnonzero(np.isnan(targets))
    if len(wrong):
        row = int(wrong[0])
        raise SentenceError(
            "{where}: “{text}” is neither the number of a class from 0 to {most} nor the name of a "
            "column of logits",
            where=in_column(table.row_numbers[row], label),
            text=shortened(cells.iloc[row]),
            most=len(names) - 1,
        )
    return targets


def _no_number(table: TextTable, row: int, name: str) -> SentenceError:
    text = table.column(name).iloc[row]
    where = in_column(table.row_numbers[row], name)
    if not text:
        return SentenceError("{where}: the cell is empty; a logit is needed", where=where)
    return SentenceError(
        "{where}: “{text}” is not a number; write it with a decimal point, or leave the column out",
        where=where,
        text=shortened(text),
    )
