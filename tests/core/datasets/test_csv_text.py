"""CSV files as people have them: what is read, and where what cannot be read is said to stand."""

import csv
import io
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.datasets.csv_text import MAXIMUM_COLUMNS, MAXIMUM_ROWS, read_csv
from core.datasets.decoded_text import MAXIMUM_FILE_BYTES, visible_text
from core.datasets.text_table import MAXIMUM_CELL_LENGTH, MAXIMUM_NAME_LENGTH, TextTable


def sentence(content: bytes) -> str:
    with pytest.raises(ValueError, match=r".") as caught:
        read_csv(content)
    message = str(caught.value)
    assert "\n" not in message
    assert len(message) < 300
    return message


def columns(table: TextTable) -> list[list[str]]:
    return [table.column(name).tolist() for name in table.names]


PLAIN = [["1", "3"], ["x", "y"]]


@pytest.mark.parametrize(
    "content",
    [
        b"a,b\n1,x\n3,y\n",
        b"a,b\n1,x\n3,y",
        b"a,b\r\n1,x\r\n3,y\r\n",
        b"a,b\r1,x\r3,y\r",
        b"\xef\xbb\xbfa,b\n1,x\n3,y\n",
        b" a , b \n 1, x\n3 ,y \n",
        b'"a","b"\n"1","x"\n"3","y"\n',
        b'a, "b"\n1, "x"\n3, y\n',
    ],
)
def test_the_same_table_written_in_other_ways_is_the_same(content: bytes):
    table = read_csv(content)
    assert table.names == ("a", "b")
    assert columns(table) == PLAIN
    assert list(table.row_numbers) == [2, 3]


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|", " "])
def test_the_delimiter_is_found_in_the_header(delimiter: str):
    table = read_csv(b"a,b\n1,x\n3,y\n".replace(b",", delimiter.encode()))
    assert table.names == ("a", "b")
    assert columns(table) == PLAIN
    assert table.delimiter == delimiter


def test_a_quoted_cell_may_hold_the_delimiter_a_line_break_and_quotation_marks():
    table = read_csv(b'a,b\n"1,5","say ""x""\nand y"\n2,z\n')
    assert columns(table) == [["1,5", "2"], ['say "x"\nand y', "z"]]
    assert list(table.row_numbers) == [2, 3]  # as a spreadsheet counts, not as lines


def test_empty_rows_are_left_out_counted_and_keep_their_numbers():
    table = read_csv(b"a,b\n1,x\n\n,\n3,y\n\n")
    assert columns(table) == PLAIN
    assert list(table.row_numbers) == [2, 5]
    assert table.empty_rows == 3


def test_a_column_without_a_name_is_called_by_its_letter():
    assert read_csv(b",a,\n0,1,x\n").names == ("column A", "a", "column C")


def test_whole_numbers_may_be_names_beside_others():
    assert read_csv(b"0,1,digit\n0,16,x\n").names == ("0", "1", "digit")


def test_other_scripts_are_read():
    table = read_csv("chiều cao;loài\n1,5;Đào\n".encode())
    assert table.names == ("chiều cao", "loài")
    assert columns(table) == [["1,5"], ["Đào"]]


LONG = b"y" * (MAXIMUM_CELL_LENGTH + 1)
LONGER = b"y" * 200_000

AT_FAULT = [
    # bytes
    ("a,b\n1,é\n".encode("latin-1"), "row 2, column B", "0xE9 is not UTF-8"),
    ("é,b\n1,2\n".encode("latin-1"), "row 1, column A", "0xE9 is not UTF-8"),
    (b"a,b\n1,2\n3,4\n\n5\xff,6\n", "row 5, column A", "0xFF is not UTF-8"),
    (b"a;b\n1;2\n3;\x80", "row 3, column B", "0x80 is not UTF-8"),
    ("a,b\n1,2\n".encode("utf-16"), "row 1, column A", "UTF-16"),
    ("a,b\n1,2\n".encode("utf-16-be").join([b"\xfe\xff", b""]), "row 1, column A", "UTF-16"),
    (b"PK\x03\x04\x14\x00\x06\x00", "row 1, column A", "a spreadsheet or a zip archive"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "row 1, column A", "an Excel workbook"),
    (b"\x1f\x8b\x08\x00", "row 1, column A", "a gzip archive"),
    (b"%PDF-1.7", "row 1, column A", "a PDF"),
    (b"\x89PNG\r\n\x1a\n", "row 1, column A", "0x89 is not UTF-8"),
    (b"\x80\x04\x95\x00pickled", "row 1, column A", "0x80 is not UTF-8"),
    (b"a,b\n1,2\n3,\x004\n", "row 3, column B", "control character U+0000"),
    (b"\x00", "row 1, column A", "control character U+0000"),
    (b"a,b\n1,\x1b[31m2\n", "row 2, column B", "control character U+001B"),
    # the shape
    (b"", "row 1", "the file is empty"),
    (b"\xef\xbb\xbf", "row 1", "the file is empty"),
    (b" \r\n\n ", "row 1", "the file is empty"),
    (b",,\n1,2,3\n", "row 2, column A", "“1” is a number"),
    (b"a,b\n", "row 2", "no row of data"),
    (b"a,b\n,\n\n", "row 2", "no row of data"),
    (b"a,b\n1,2\n3\n", "row 3 ends before column “b”", "it has 1 cell, the header has 2"),
    (b"a,b\n1,2,3\n", "row 2 goes on to column C", "it has 3 cells, the header has 2"),
    (b"a,b\n" + b"," * 300_000 + b"1", "row 2 goes on to column C", "it has 300,001 cells"),
    # quotation marks
    (b'a,b\n1,"2\n3,4\n', "row 2, column B", 'quotation marks do not match at “"2 3,4”'),
    (b'a,b\n1,2\n"3"4,5\n', "row 3, column A", "quotation marks do not match"),
    (b'a,b\n"x ""y""",2\n3, "4" 5\n', "row 3, column B", "quotation marks do not match"),
    (b'a;b\n"1;2"\n1;2', "row 2 ends before column “b”", "1 cell"),
    (b'"', "row 1, column A", "quotation marks do not match"),
    # names
    (b"a,b,a\n1,2,3\n", "row 1, column C repeats the name “a” of column A", ""),
    (b"a, a \n1,2\n", "row 1, column B repeats the name “a” of column A", ""),
    (b",column A\n1,2\n", "row 1, column B repeats the name “column A” of column A", ""),
    (b"5.1,3.5,setosa\n4.9,3,setosa\n", "row 1, column A", "“5.1” is a number"),
    (b"sepal,3.5,setosa\n4.9,3,setosa\n", "row 1, column B", "“3.5” is a number"),
    (b"1,2\n3,4\n", "row 1, column A", "“1” is a number"),
    # limits
    (b"x" * (MAXIMUM_FILE_BYTES + 1), "the file has 2.00 MB", "at most 2 MB"),
    (b"a,b\n1," + LONG + b"\n", "row 2, column “b”", "at most 1,000"),
    (b"a,b\n1," + LONGER, "row 2, column B", "200,000 characters; at most 1,000"),
    (LONGER, "row 1, column A", "200,000 characters; at most 1,000"),
    (b"a,b\n1," + LONGER + b"\n\xff", "line 3", "0xFF is not UTF-8"),
    (b"a," + b"n" * (MAXIMUM_NAME_LENGTH + 1) + b"\n1,2\n", "row 1, column B", "at most 50"),
    (
        ",".join(f"c{place}" for place in range(MAXIMUM_COLUMNS + 1)).encode() + b"\n",
        "row 1, column GT is one too many",
        "at most 201 columns",
    ),
    (
        b"a\n" + b"1\n" * (MAXIMUM_ROWS + 1),
        f"row {MAXIMUM_ROWS + 2} is one too many",
        "at most 20,000 rows",
    ),
]


@pytest.mark.parametrize(("content", "place", "rule"), AT_FAULT)
def test_what_is_wrong_is_said_with_its_row_and_column(content: bytes, place: str, rule: str):
    message = sentence(content)
    assert place in message
    assert rule in message


def test_a_file_at_its_limits_is_read():
    header = ",".join(f"c{place}" for place in range(MAXIMUM_COLUMNS))
    assert len(read_csv(f"{header}\n{',' * (MAXIMUM_COLUMNS - 1)}1\n".encode()).names) == 201
    table = read_csv(b"a\n" + b"1\n" * MAXIMUM_ROWS)
    assert len(table.row_numbers) == MAXIMUM_ROWS
    assert table.row_numbers[-1] == MAXIMUM_ROWS + 1


def check_table_or_sentence(content: bytes, pattern: str) -> None:
    try:
        table = read_csv(content)
    except ValueError as error:
        message = str(error)
        assert re.search(pattern, message)
    else:
        assert table.cells.shape == (len(table.row_numbers), len(table.names))


@given(st.binary(max_size=60))
def test_any_bytes_are_a_table_or_one_sentence(content: bytes):
    check_table_or_sentence(content, r"^[^\n]+$")


@given(st.text(alphabet='ab1,;\t" \n\r', max_size=40))
def test_any_text_of_marks_is_a_table_or_one_sentence_with_its_row(text: str):
    check_table_or_sentence(text.encode(), r"^[^\n]*\brow \d+\b[^\n]*$")


CELLS = st.text(
    st.characters(codec="utf-8", categories=("L", "N", "P", "S", "Zs")), max_size=12
).map(lambda cell: visible_text(cell.strip())[0].strip())


@given(
    st.integers(1, 5).flatmap(
        lambda width: st.lists(
            st.lists(CELLS, min_size=width, max_size=width), min_size=1, max_size=8
        )
    ),
    st.sampled_from([",", ";", "\t"]),
    st.sampled_from(["\n", "\r\n"]),
)
def test_a_table_written_by_csv_comes_back(rows: list[list[str]], delimiter: str, end: str):
    header = [f"name {place}" for place in range(len(rows[0]))]
    written = io.StringIO(newline="")
    writer = csv.writer(written, delimiter=delimiter, lineterminator=end, quoting=csv.QUOTE_ALL)
    writer.writerows([header, *rows])
    filled = [row for row in rows if any(row)]
    if not filled:
        assert "no row of data" in sentence(written.getvalue().encode())
        return
    table = read_csv(written.getvalue().encode())
    assert table.names == tuple(header)
    assert table.cells.to_numpy().tolist() == filled
    assert list(table.row_numbers) == [
        number for number, row in enumerate(rows, start=2) if any(row)
    ]
    assert table.empty_rows == len(rows) - len(filled)
