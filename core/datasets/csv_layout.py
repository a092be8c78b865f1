"""How a CSV file is laid out: what separates its cells, and whether a row names its columns.

`csv.Sniffer` gives up where a title or comment stands above the header; so the few delimiters that
files have are tried with `csv.reader` itself, and the rows are compared.
"""

import csv
import io
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import NamedTuple

from core.datasets.cell import is_sign
from core.datasets.number_format import NUMBER
from core.datasets.text_table import MAXIMUM_NAME_LENGTH, column_letter, shortened
from core.sentence import Sentence, SentenceError

DELIMITERS = {
    ",": Sentence("commas"),
    ";": Sentence("semicolons"),
    "\t": Sentence("tabs"),
    "|": Sentence("vertical bars"),
    ":": Sentence("colons"),
    " ": Sentence("spaces"),
}
SAMPLE_LENGTH = 100_000  # characters; csv refuses cells above 131,072
SAMPLE_ROWS = 100
_ROWS_COMPARED = 20  # with the names

# Excel and LibreOffice obey such a first line, and do not count it as a row.
_SEPARATOR_LINE = re.compile(r'"?sep= ?"*(\\t|[,;\t|: ])"*[,;\t|: ]*(\r\n|\r|\n)', re.IGNORECASE)


class NoHeaderError(SentenceError):
    """The first row holds data, where the names of the columns must stand."""


class Layout(NamedTuple):
    """How a file is laid out."""

    above: int  # rows before the one of the names
    header: list[str]  # the names
    below: list[list[str]]  # the first rows of data, some of which may be of another length


def without_separator_line(text: str) -> tuple[str, str | None]:
    r"""The text after a first line such as `sep=;`, and the delimiter that this line names.

    >>> without_separator_line('"SEP=;"\na;b\n')
    ('a;b\n', ';')
    """
    line = _SEPARATOR_LINE.match(text)
    if line is None:
        return text, None
    return text[line.end() :], "\t" if line[1] == "\\t" else line[1]


def records(text: str, delimiter: str) -> Iterator[list[str]]:
    """Each row as its cells, without the space around them."""
    for cells in csv.reader(
        io.StringIO(text, newline=""),
        delimiter=delimiter,
        skipinitialspace=delimiter != "\t",
    ):
        yield [cell.strip() for cell in cells]


def with_single_spaces(text: str) -> str:
    """A text whose cells are separated by spaces, so that `csv` sees one between any two."""
    return re.sub(r"[ \t]+", " ", re.sub(r"^[ \t]+|[ \t]+$", "", text, flags=re.MULTILINE))


def likely_delimiter(text: str) -> str:
    r"""What separates the cells: what cuts the most rows into equally many, the first among them.

    Spaces do so only where nothing else does, since cells hold them too.

    >>> likely_delimiter("a;b\n1,5;2,5\n"), likely_delimiter("a  b\n1  2\n")
    (';', ' ')
    """
    best, most = ",", (False, False, 0, 1)
    sample = text[:SAMPLE_LENGTH]
    for delimiter in DELIMITERS:
        if delimiter not in sample and not (delimiter == " " and "\t" in sample):
            continue
        rows = [cells for cells in _sample(text, delimiter) if _is_row(cells)] or [[]]
        width = _usual_width(rows)
        fits = sum(len(cells) == width for cells in rows)
        # The first row may be one short: so R writes the names above rows that have names.
        begins = len(rows) <= 2 * fits and len(rows[0]) in (width, max(width - 1, 2))
        if width > 1 and (delimiter != " " or begins):
            found = (begins, delimiter != " ", fits, width)
            best, most = max((best, most), (delimiter, found), key=lambda one: one[1])
    return best


def layout_of(text: str, delimiter: str, *, header: bool) -> Layout:
    """Where the table begins, and its names: those of the first row if there is no header.

    Raises
    ------
    ValueError : the row of the names is separated by another sign than the rows below.
    """
    rows = _sample(text, delimiter)
    width = _usual_width([cells for cells in rows if _is_row(cells)])
    header_row = next(
        (row for row in range(len(rows)) if _begins_table(rows, row, width, header)),
        next((row for row, cells in enumerate(rows) if any(cells)), 0),
    )
    names, below = (list(rows[header_row]) if rows else []), rows[header_row + 1 :]
    if header and header_row:  # what stands above the table may be its header
        above, below_it = rows[header_row - 1], Sentence("the rows below")
        if fault := separated_otherwise(header_row, above, delimiter, len(names), below_it):
            raise SentenceError(fault)
    if header and len(names) == width - 1:
        trailing = all(not cells[-1] for cells in below if len(cells) == width)
        names = [*names, ""] if trailing else ["", *names]
    if header and names and names[0].startswith("#"):
        names[0] = names[0].lstrip("# ") or "#"
    return Layout(header_row, names, below)


def separated_otherwise(
    row: int,
    cells: Sequence[str],
    delimiter: str,
    width: int,
    rest: Sentence,
    among: Iterable[str] = ",;\t|",
) -> Sentence | None:
    """That a row would have so many cells if another sign separated them than the rest; or None."""
    line = delimiter.join(cells)[:SAMPLE_LENGTH]
    for other in among:
        if other != delimiter and len(next(records(line, other), [])) == width > 1:
            return Sentence(
                "row {number} is separated by {other}, {rest} by {delimiter}: use one of them in "
                "the whole file",
                number=row,
                other=DELIMITERS[other],
                rest=rest,
                delimiter=DELIMITERS[delimiter],
            )
    return None


def checked_names(
    header: Sequence[str], below: Sequence[Sequence[str]], row: int
) -> tuple[str, ...]:
    """The names of the columns, of a column without one by its letter.

    Parameters
    ----------
    header : the cells of the row with the names.
    below : the first rows of data.
    row : the number of the row with the names.

    Raises
    ------
    NoHeaderError : a name that is a number, or one that is repeated in a row that looks like data.
    ValueError : a name that is too long or repeated.

    Examples
    --------
    >>> checked_names(["", "mass"], [["1", "2.5"]], row=1)
    ('column A', 'mass')
    """
    all_numbers = all(NUMBER.fullmatch(name) for name in header if not is_sign(name))
    columns_of_names: dict[str, int] = {}
    for column, cell in enumerate(header):
        where = Sentence("row {number}, column {letter}", number=row, letter=column_letter(column))
        name = " ".join(cell.split()) or f"column {column_letter(column)}"
        if len(name) > MAXIMUM_NAME_LENGTH:
            raise SentenceError(
                "{where}: the name “{name}” has {found:,} characters; at most {most} are allowed",
                where=where,
                name=shortened(name),
                found=len(name),
                most=MAXIMUM_NAME_LENGTH,
            )
        # Whole numbers may well be names, those of pixels say; measurements are not.
        if NUMBER.fullmatch(name) and (all_numbers or not name.isdecimal()):
            raise NoHeaderError(
                Sentence(
                    "{where}: “{name}” is a number; the first row must hold the names of the "
                    "columns",
                    where=where,
                    name=name,
                )
            )
        if name in columns_of_names:
            repeated = Sentence(
                "{where} repeats the name “{name}” of column {column}",
                where=where,
                name=name,
                column=column_letter(columns_of_names[name]),
            )
            if reason := why_data(header, below, row):
                raise NoHeaderError(
                    Sentence("{repeated}; {reason}", repeated=repeated, reason=reason)
                )
            raise SentenceError(repeated)
        columns_of_names[name] = column
    return tuple(columns_of_names)


def why_data(header: Sequence[str], below: Sequence[Sequence[str]], row: int) -> Sentence | None:
    """Why a row of names looks like data, None if it does not.

    Parameters
    ----------
    header, below, row : as in `checked_names`.

    Examples
    --------
    >>> str(why_data(["yellow", "T"], [["purple", "F"], ["yellow", "T"]], row=1))
    'row 1 looks like data, not like names: “yellow” stands in row 1 and again below it'
    """
    counts = [int(name) for name in header if name.isdecimal()]
    if counts != sorted(set(counts)):
        return Sentence(
            "row {row} looks like data, not like names: its numbers {numbers} are in no order",
            row=row,
            numbers=", ".join(str(count) for count in counts[:4]),
        )
    columns = zip(*(cells for cells in below if len(cells) == len(header)), strict=True)
    for name, cells in zip(header, columns, strict=False):
        if not name or name.isdecimal():
            continue
        if name in cells:
            return Sentence(
                "row {row} looks like data, not like names: “{name}” stands in row {row} and again "
                "below it",
                row=row,
                name=shortened(name),
            )
        first = cells[:_ROWS_COMPARED] if re.search("[0-9]", name) else ()
        if 2 * sum(_shape(cell) == _shape(name) for cell in first) > len(first):
            return Sentence(
                "row {row} looks like data, not like names: “{name}” is written like the cells "
                "below it",
                row=row,
                name=shortened(name),
            )
    return None


def _sample(text: str, delimiter: str) -> list[list[str]]:
    """The first rows, as far as they are whole."""
    sample = text[:SAMPLE_LENGTH]
    lines = list(islice(io.StringIO(sample, newline=""), SAMPLE_ROWS))
    sample = "".join(lines)
    rows = list(records(with_single_spaces(sample) if delimiter == " " else sample, delimiter))
    return rows[:-1] if len(sample) < len(text) and len(rows) > 1 else rows


def _is_row(cells: Sequence[str]) -> bool:
    return any(cells) and not cells[0].startswith("#")


def _usual_width(rows: Sequence[Sequence[str]]) -> int:
    """How many cells most rows have, the first row if most have one; it decides a tie too."""
    widths = Counter(len(cells) for cells in rows)
    usual = widths.most_common(1)[0][0] if widths else 1
    return usual if usual > 1 or not rows else len(rows[0])


def _begins_table(rows: Sequence[Sequence[str]], index: int, width: int, header: bool) -> bool:
    """Whether this row is the first of the table: not empty, no title, no comment."""
    cells = rows[index]
    below = next((row for row in rows[index + 1 :] if any(row)), [])
    if not any(cells) or _is_title(cells, below):
        return False
    names_the_rows = _has_no_number(cells) and not _has_no_number(below) and len(below) == width
    if cells[0].startswith("#"):
        return header and len(cells) == width and (names_the_rows or cells[0] == "#")
    is_short = header and len(cells) == width - 1 > 1  # as R writes row names: without one
    return len(cells) == width or (is_short and names_the_rows)


def _is_title(cells: Sequence[str], below: Sequence[str]) -> bool:
    """Whether a spreadsheet wrote this row with one cell alone, above the names."""
    alone = bool(cells[0]) and len(cells) > 1 and not any(cells[1:])
    return alone and all(below) and len(below) == len(cells) and _has_no_number(below)


def _has_no_number(cells: Sequence[str]) -> bool:
    return not any(NUMBER.fullmatch(cell) for cell in cells)


def _shape(cell: str) -> str:
    """A cell with every digit as 9."""
    return re.sub("[0-9]+", "9", cell)
