"""What became of a user's own table, in words."""

from collections.abc import Sequence

from core.datasets import TEST_FRACTION, LabelledTable
from core.datasets.split import tested_of
from core.datasets.text_table import MAXIMUM_NAME_LENGTH
from dashboard.text.markdown import plain
from dashboard.text.numbers import percent, whole_number
from dashboard.text.translation import translate

ROWS_NAMED = 5  # of those left out


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
                "Rows without a value in {column}, left out: {count} (row {rows}).",
                column=named([name]),
                count=whole_number(len(rows)),
                rows=", ".join(str(row) for row in rows[:ROWS_NAMED])
                + (", …" if len(rows) > ROWS_NAMED else ""),
            )
        )
    for name, count in table.filled.items():
        lines.append(
            translate(
                "Missing numbers in {column} for which the mean stands: {count}.",
                count=whole_number(count),
                column=named([name]),
            )
        )
    for name, values in table.text_columns.items():
        lines.append(
            translate(
                "{column} is text: each of its {count} values is a column of 0 and 1.",
                column=named([name]),
                count=len(values),
            )
        )
    if empty_rows:
        lines.append(translate("Empty rows passed over: {count}.", count=whole_number(empty_rows)))
    return "\n".join(f"- {line}" for line in lines)


def _split_in_words(table: LabelledTable) -> str:
    tested = sum(tested_of(rows, TEST_FRACTION.default) for rows in table.class_counts.values())
    return translate(
        "{train} rows to train on and {test} to test: about {share} of each class, one row at "
        "least, drawn by the seed.",
        share=percent(TEST_FRACTION.default, 0),
        train=whole_number(len(table.labels) - tested),
        test=whole_number(tested),
    )


def named(names: Sequence[str], at_most: int = 6) -> str:
    """The first few names in quotation marks, safe for Markdown."""
    shown = [f"“{plain(name, MAXIMUM_NAME_LENGTH)}”" for name in names[:at_most]]
    return ", ".join(shown + ["…"] * (len(names) > at_most))
