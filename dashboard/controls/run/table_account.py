"""What became of a user's own table, in words."""

from collections.abc import Sequence

from core.datasets import TEST_FRACTION, LabelledTable, TextTable
from core.datasets.csv_layout import DELIMITERS
from core.datasets.split import tested_of
from core.datasets.text_table import MAXIMUM_NAME_LENGTH
from dashboard.text.markdown import plain
from dashboard.text.translation import sentence_in_words, translate
from dashboard.written_numbers import percent, short_number, whole_number

ROWS_NAMED = 5  # of those left out
CELLS_NAMED = 4


def account_of_file(text: TextTable, table: LabelledTable | None = None) -> str:
    """What a file was read as, as a list; with what was done to the cells of a table made of it."""
    lines = [_layout_in_words(text)]
    if text.unseen:
        lines.append(
            translate(
                "Invisible characters and double spaces removed: {count}.",
                count=whole_number(text.unseen),
            )
        )
    if table is None:
        return _list(lines)
    if table.undressed:
        read = [
            translate(
                "{cell} as {number} in {column}",
                cell=_quoted(cell),
                number=short_number(number, 12),
                column=named([name]),
            )
            for name, (cell, number) in table.undressed.items()
        ]
        lines.append(translate("Read as numbers: {cells}.", cells=_few(read)))
    if table.missing:
        counts = [
            f"{_quoted(sign) if sign else translate('empty cells')} ({whole_number(count)})"
            for sign, count in table.missing.items()
        ]
        lines.append(translate("Counted as missing: {signs}.", signs=_few(counts)))
    for name, groups in table.spellings.items():
        alike = [" = ".join(_quoted(value) for value in group) for group in groups]
        lines.append(
            translate(
                "Values of {column} that differ only in spelling: {groups}.",
                column=named([name]),
                groups=_few(alike),
            )
        )
    return _list(lines)


def _layout_in_words(text: TextTable) -> str:
    delimiter = sentence_in_words(DELIMITERS[text.delimiter])
    if text.header_row is None:
        return translate(
            "Read without a header, with {delimiter} between cells.", delimiter=delimiter
        )
    if text.header_row == 1:
        return translate(
            "Read with {delimiter} between cells and the column names in row 1.",
            delimiter=delimiter,
        )
    return translate(
        "Read with {delimiter} between cells and the column names in row {row}; the rows above "
        "are ignored.",
        delimiter=delimiter,
        row=text.header_row,
    )


def account_of_table(table: LabelledTable, empty_rows: int) -> str:
    """What became of the rows and columns, as a list."""
    classes = ", ".join(
        f"{whole_number(count)} {plain(name, MAXIMUM_NAME_LENGTH)}"
        for name, count in table.class_counts.items()
    )
    lines = [
        translate(
            "{used} of {read} rows are used: {classes}.",
            used=whole_number(len(table.labels)),
            read=whole_number(table.rows_read),
            classes=classes,
        ),
        _split_in_words(table),
    ]
    for name, rows in table.left_out.items():
        lines.append(
            translate(
                "Rows left out because {column} has no value there: {count} (row {rows}).",
                column=named([name]),
                count=whole_number(len(rows)),
                rows=", ".join(str(row) for row in rows[:ROWS_NAMED])
                + (", …" if len(rows) > ROWS_NAMED else ""),
            )
        )
    for name, count in table.filled.items():
        lines.append(
            translate(
                "Missing numbers in {column} replaced by the mean: {count}.",
                count=whole_number(count),
                column=named([name]),
            )
        )
    for name, values in table.text_columns.items():
        lines.append(
            translate(
                "{column} is text: each of its {count} values becomes a column of 0 and 1.",
                column=named([name]),
                count=len(values),
            )
        )
    if empty_rows:
        lines.append(translate("Empty rows ignored: {count}.", count=whole_number(empty_rows)))
    return _list(lines)


def _split_in_words(table: LabelledTable) -> str:
    tested = sum(tested_of(rows, TEST_FRACTION.default) for rows in table.class_counts.values())
    return translate(
        "{train} rows form the training set, {test} the test set: about {share} of each class and "
        "at least one row, chosen by the seed.",
        share=percent(TEST_FRACTION.default, 0),
        train=whole_number(len(table.labels) - tested),
        test=whole_number(tested),
    )


def named(names: Sequence[str], at_most: int = 6) -> str:
    """The first few names in quotation marks, safe for Markdown."""
    shown = [f"“{plain(name, MAXIMUM_NAME_LENGTH)}”" for name in names[:at_most]]
    return ", ".join(shown + ["…"] * (len(names) > at_most))


def _quoted(cell: str) -> str:
    return f"“{plain(cell, MAXIMUM_NAME_LENGTH)}”"


def _few(parts: Sequence[str]) -> str:
    return ", ".join([*parts[:CELLS_NAMED], *["…"] * (len(parts) > CELLS_NAMED)])


def _list(lines: Sequence[str]) -> str:
    return "\n".join(f"- {line}" for line in lines)
