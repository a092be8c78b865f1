"""What became of a user's own table, in words."""

from collections.abc import Iterable, Iterator, Sequence

from core.datasets import TEST_FRACTION, LabelledTable, TextTable
from core.datasets.csv_layout import DELIMITERS
from core.datasets.split import tested_of
from core.datasets.text_table import MAXIMUM_NAME_LENGTH
from dashboard.text.markdown import plain
from dashboard.text.translation import sentence_in_words, translate
from dashboard.written_numbers import percent, short_number, whole_number

ROWS_NAMED = 5  # of those left out
CELLS_NAMED = 4


def account_of_file(text: TextTable, table: LabelledTable | None = None) -> Iterator[str]:
    """What a file was read as; with what was done to the cells of a table made of it."""
    yield _layout_in_words(text)
    if text.unseen:
        yield translate(
            "Invisible characters and double spaces removed: {count}.",
            count=whole_number(text.unseen),
        )
    if table is None:
        return
    if table.undressed:
        read = [
            translate(
                "{cell} as {number} in {column}",
                cell=quoted(cell),
                number=short_number(number, 12),
                column=quoted(name),
            )
            for name, (cell, number) in table.undressed.items()
        ]
        yield translate("Read as numbers: {cells}.", cells=_few(read))
    if table.missing:
        counts = [
            f"{quoted(sign) if sign else translate('empty cells')} ({whole_number(count)})"
            for sign, count in table.missing.items()
        ]
        yield translate("Counted as missing: {signs}.", signs=_few(counts))
    for name, groups in table.spellings.items():
        yield translate(
            "Values of {column} that differ only in spelling: {groups}.",
            column=quoted(name),
            groups=_few([" = ".join(map(quoted, group)) for group in groups]),
        )


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


def account_of_table(table: LabelledTable, empty_rows: int) -> Iterator[str]:
    """What became of the rows and columns."""
    yield translate(
        "{used} of {read} rows are used: {classes}.",
        used=whole_number(len(table.labels)),
        read=whole_number(table.rows_read),
        classes=", ".join(
            f"{whole_number(count)} {plain(name, MAXIMUM_NAME_LENGTH)}"
            for name, count in table.class_counts.items()
        ),
    )
    tested = sum(tested_of(rows, TEST_FRACTION.default) for rows in table.class_counts.values())
    yield translate(
        "{train} rows form the training set, {test} the test set: about {share} of each class and "
        "at least one row, chosen by the seed.",
        share=percent(TEST_FRACTION.default, 0),
        train=whole_number(len(table.labels) - tested),
        test=whole_number(tested),
    )
    for name, rows in table.left_out.items():
        yield translate(
            "Rows left out because {column} has no value there: {count} (row {rows}).",
            column=quoted(name),
            count=whole_number(len(rows)),
            rows=_few([str(row) for row in rows], ROWS_NAMED),
        )
    for name, count in table.filled.items():
        yield translate(
            "Missing numbers in {column} replaced by the mean: {count}.",
            count=whole_number(count),
            column=quoted(name),
        )
    for name, values in table.text_columns.items():
        yield translate(
            "{column} is text: each of its {count} values becomes a column of 0 and 1.",
            column=quoted(name),
            count=len(values),
        )
    if empty_rows:
        yield translate("Empty rows ignored: {count}.", count=whole_number(empty_rows))


def quoted(name: str) -> str:
    """A name or a cell in quotation marks, safe for Markdown."""
    return f"“{plain(name, MAXIMUM_NAME_LENGTH)}”"


def named(names: Sequence[str], at_most: int = 6) -> str:
    """The first few names, each `quoted`."""
    return _few([quoted(name) for name in names], at_most)


def _few(parts: Sequence[str], at_most: int = CELLS_NAMED) -> str:
    return ", ".join([*parts[:at_most], *["…"] * (len(parts) > at_most)])


def as_list(lines: Iterable[str]) -> str:
    """The lines of an account as a list in Markdown."""
    return "\n".join(f"- {line}" for line in lines)
