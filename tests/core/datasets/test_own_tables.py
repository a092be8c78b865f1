"""Tables as people have them, kind by kind: what is read of each, and what is said of it."""

import io

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.datasets import LabelledTable, TextTable, labelled_table, read_csv
from core.datasets.columns import ColumnDescription, describe_columns, likely_features, likely_label
from core.datasets.csv_layout import NoHeaderError
from core.datasets.csv_text import _Body

ROWS = "".join(f"{place}.5,{place * 3 % 7},{'pq'[place % 2]}\n" for place in range(12))


def sentence(content: bytes, **options: bool) -> str:
    with pytest.raises(ValueError, match=r".") as caught:
        read_csv(content, **options)
    return str(caught.value)


def by_default(content: str, **options: object) -> LabelledTable:
    table = read_csv(content.encode())
    columns = describe_columns(table)
    label = likely_label(columns)
    return labelled_table(table, label=label, features=likely_features(columns, label), **options)


def column(content: str, name: str) -> ColumnDescription:
    return next(one for one in describe_columns(read_csv(content.encode())) if one.name == name)


def labels(cells: list[str], delimiter: str = ",") -> str:
    quoted = [f'"{cell}"' for cell in cells]
    rows = [f"{place}.5{delimiter}{quoted[place % len(cells)]}" for place in range(40)]
    return "\n".join([f"v{delimiter}y", *rows, ""])


# ------------------------------------------------------------------------ delimiter and first lines


@pytest.mark.parametrize(
    ("line", "delimiter"),
    [
        ("sep=;", ";"),
        ('"sep=;"', ";"),
        ("\ufeffSEP=;", ";"),
        ("sep=,", ","),
        ("sep=\t", "\t"),
        ("sep=|", "|"),
        ("sep=;;;", ";"),
        ("sep= ;", ";"),
        ('sep=";"', ";"),
    ],
)
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_a_line_that_names_the_delimiter_is_obeyed_and_is_no_row(line, delimiter, end):
    rows = ("x,w,y\n" + ROWS).replace(",", delimiter)
    table = read_csv(f"{line}\n{rows}".replace("\n", end).encode())
    assert table.names == ("x", "w", "y")
    assert table.row_numbers[0] == 2
    assert len(table.row_numbers) == 12


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|", ":", " ", "    ", " \t "])
def test_what_separates_the_cells_is_found(delimiter: str):
    table = read_csv(("x,w,y\n" + ROWS).replace(",", delimiter).encode())
    assert table.names == ("x", "w", "y")
    assert list(table.column("y"))[:2] == ["p", "q"]


def test_aligned_columns_with_decimal_commas_are_separated_by_their_spaces():
    rows = "".join(f"{place:>4},5  {place % 3},25   {'pq'[place % 2]}\n" for place in range(12))
    assert by_default(f"   x  w  y\n{rows}").inputs[1].tolist() == [1.5, 1.25]


@pytest.mark.parametrize(
    "above",
    [
        "My measurements of 2024\n",
        "Sales, 2024\n",
        "Sales; 2024\n",
        "My title,,\n",
        "# made by Ann\n# a, b, c\n",
        '"A title, in quotation marks"\n\n',
        "Title\nSource: here\n\n",
        "-----\n",
    ],
)
def test_what_stands_above_the_header_is_passed_over_and_rows_keep_their_numbers(above: str):
    table = read_csv(f"{above}x,w,y\n{ROWS}".encode())
    assert table.names == ("x", "w", "y")
    assert table.header_row == above.count("\n") + 1
    assert table.row_numbers[0] == table.header_row + 1


def test_a_comment_sign_before_the_first_name_is_no_part_of_it():
    assert read_csv(f"# x,w,y\n{ROWS}".encode()).names == ("x", "w", "y")
    assert read_csv(f"#,w,y\n{ROWS}".encode()).names == ("#", "w", "y")


@pytest.mark.parametrize(
    ("header", "rows", "words"),
    [
        (";", ",", "row 1 is separated by semicolons, the rows below by commas"),
        ("\t", ",", "row 1 is separated by tabs, the rows below by commas"),
        (",", " ", "row 2 is separated by spaces, the header by commas"),
    ],
)
def test_two_delimiters_are_named(header: str, rows: str, words: str):
    content = "x,w,y\n".replace(",", header) + ROWS.replace(",", rows)
    assert sentence(content.encode()).startswith(words)


def test_a_row_with_another_delimiter_is_named():
    message = sentence(f"x,w,y\n{ROWS}9.5;1;p\n".encode())
    assert message.startswith("row 14 is separated by semicolons, the header by commas")


@pytest.mark.parametrize("delimiter", [",", " "])
def test_names_above_rows_that_have_names_are_read_as_r_writes_them(delimiter: str):
    rows = "".join(f'"{place + 1}",{place * 37 % 101},"ab"\n' for place in range(9))
    table = read_csv(f'"x","kind"\n{rows}'.replace(",", delimiter).encode())
    assert table.names == ("column A", "x", "kind")
    assert table.nameless == ("column A",)


# -------------------------------------------------------------------------------------- no header

WITHOUT_HEADER = {
    "iris": "5.1,3.5,1.4,0.2,Iris-setosa\n4.9,3.0,1.4,0.2,Iris-setosa\n",
    "car": "vhigh,vhigh,2,2,small,low,unacc\nvhigh,low,2,4,big,med,acc\nlow,med,3,4,med,low,acc\n",
    "balance": "B,1,1,1,1\nR,1,1,1,2\nR,1,1,1,3\n",
    "haberman": "30,64,1,1\n30,62,3,1\n",
    "ecoli": "AAT_ECOLI   0.49  0.29  0.48  cp\nACEA_ECOLI  0.07  0.40  0.48  cp\n",
    "breast": "1000025,5,1,1,1,2,1,3,1,1,2\n1002945,5,4,4,5,7,?,3,2,1,2\n",
}


@pytest.mark.parametrize("name", WITHOUT_HEADER)
def test_a_first_row_of_data_is_no_header(name: str):
    content = WITHOUT_HEADER[name].encode()
    with pytest.raises(NoHeaderError, match=r"row 1"):
        read_csv(content)
    table = read_csv(content, header=False)
    assert table.names[0] == "column A"
    assert list(table.row_numbers) == list(range(1, content.count(b"\n") + 1))


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("YELLOW,SMALL,T\nYELLOW,LARGE,F\nPURPLE,BIG,T\n", "“YELLOW” stands in row 1 and again"),
        ("95,48,83,van\n91,41,84,bus\n", "its numbers 95, 48, 83 are in no order"),
        ("150,4,setosa\n5.1,3.5,0\n4.9,3.0,1\n", "its numbers 150, 4 are in no order"),
        ("2020-01-01,a,b\n2020-01-02,c,d\n", "“2020-01-01” is written like the cells below"),
    ],
)
def test_a_first_row_that_may_be_data_is_doubted(content: str, words: str):
    assert words in str(read_csv(content.encode()).doubt)


@pytest.mark.parametrize(
    "content",
    ["x1,x2,kind\n1,2,a\n", "0,1,2,digit\n0,16,3,x\n", "country,2019,2020\nFrance,1,2\n"],
)
def test_names_are_not_doubted(content: str):
    assert read_csv(content.encode()).doubt is None


# ----------------------------------------------------------------------------------- other formats


@pytest.mark.parametrize("codec", ["utf-16", "utf-16-le", "utf-16-be"])
def test_utf_16_is_named_with_and_without_its_mark(codec: str):
    content = ("chiều cao,loài\n" + "1.5,Đào\n" * 9).encode(codec)
    assert "the file is UTF-16 text, not a CSV file: row 1, column A" in sentence(content)


@pytest.mark.parametrize(
    "text",
    ["<!DOCTYPE html><html>\n", "\n <HTML>\n", "<table>\n<tr>", "<!-- x -->\n", "<meta a=b>"],
)
def test_a_web_page_is_named(text: str):
    assert "the file is a web page (HTML), not a CSV file: row 1" in sentence(text.encode())
    assert "the file is JSON" in sentence(b'[{"a": 1}]')


@pytest.mark.parametrize("name", ["می\u200cدانم", "क्\u200dष", "👨\u200d👩\u200d👧"])
def test_a_name_keeps_the_joiner_that_it_needs(name: str):
    assert read_csv(f"{name},y\n1,2\n".encode()).names == (name, "y")


# ------------------------------------------------------------------------------------------ missing


@pytest.mark.parametrize(
    "sign", ["-", "<NA>", "n.a.", ".", "\\N", "#N/A", "#VALUE!", "None", "--", "Nan", "null"]
)
def test_among_numbers_every_sign_is_missing_and_counted(sign: str):
    rows = "".join(f"{sign if k == 3 else k + 0.5},{'pq'[k % 2]}\n" for k in range(24))
    table = by_default(f"x,y\n{rows}")
    assert table.left_out == {"x": (5,)}
    assert table.missing == {sign: 1}


@pytest.mark.parametrize("word", ["NA", "Nan", "null", "N/A", "?"])
def test_a_class_called_like_a_missing_value_can_be_kept(word: str):
    content = labels([word, "EU", "AF"])
    assert by_default(content).missing == {word: 14}
    assert by_default(content).class_names == ("AF", "EU")
    assert word in by_default(content, signs=()).class_names


def test_a_sign_may_be_a_class_beside_numbers_and_missing_in_a_feature():
    rows = "".join(
        f"{['NA', '1.5', '2'][k % 3]},{['NA', '1', '2'][k // 3 % 3]}\n" for k in range(36)
    )
    table = read_csv(f"x,y\n{rows}".encode())
    kept = labelled_table(table, label="y", features=["x"], signs=())
    assert kept.class_names == ("1", "2", "NA")
    assert kept.missing == {"NA": 12}
    assert labelled_table(table, label="y", features=["x"]).missing == {"NA": 24}


@pytest.mark.parametrize("word", ["None", "-", "."])
def test_a_class_that_is_seldom_a_missing_value_is_one_until_said_otherwise(word: str):
    content = labels([word, "EU", "AF"])
    assert word in by_default(content).class_names
    assert by_default(content, signs={word}).class_names == ("AF", "EU")


def test_a_word_among_numbers_can_be_taken_as_missing():
    content = "x,y\n" + "".join(f"{'so' if k == 3 else k + 0.5},{'pq'[k % 2]}\n" for k in range(24))
    table = read_csv(content.encode())
    assert column(content, "x").words == {"so": 1}
    with pytest.raises(ValueError, match=r"row 5, column “x”: “so” is not a number.*missing value"):
        labelled_table(table, label="y", features=["x"])
    chosen = labelled_table(table, label="y", features=["x"], signs={"so"})
    assert chosen.left_out == {"x": (5,)}


# ---------------------------------------------------------------------------------------- spellings


@pytest.mark.parametrize(
    "cells",
    [
        ["Red Wine", "Red  Wine", "Red\u00a0Wine", "White"],
        ["Huế", "Hue\u0302\u0301", "Hội An"],
        ["p", "p\u200b", "p\u00ad", "p\u200e", "q"],
        ["1", "１", "2"],
    ],
)
def test_what_looks_the_same_is_one_class(cells: list[str]):
    assert len(by_default(labels(cells)).class_names) == 2


@pytest.mark.parametrize(
    "cells",
    [
        ["1", "1.0", "0"],
        ["Yes", "yes", "No"],
        [">50K", "<=50K", ">50K.", "<=50K."],
        ["-0", "0", "1"],
        ["non-smoker", "non smoker", "smoker"],
        ["01", "1", "2"],
    ],
)
def test_what_is_only_written_differently_is_said_and_joined_when_asked(cells: list[str]):
    table = by_default(labels(cells))
    assert len(table.class_names) == len(cells)
    assert table.spellings["y"]
    assert len(by_default(labels(cells), join_spellings=True).class_names) == 2


def test_values_of_a_text_feature_are_joined_too():
    rows = [f"{['Yes', 'yes', 'No'][k % 3]},{'ab'[k % 2]}" for k in range(24)]
    content = "\n".join(["x,y", *rows]).encode()
    table = labelled_table(read_csv(content), label="y", features=["x"], join_spellings=True)
    assert table.feature_names == ("x = No", "x = Yes")
    assert table.inputs.sum(axis=0).tolist() == [8, 16]


# ------------------------------------------------------------------------------------------ numbers


@pytest.mark.parametrize(
    ("cell", "delimiter", "number"),
    [
        ("1,234.5", ",", 1234.5),
        ("1,234", ",", 1234),
        ("1.234,5", ";", 1234.5),
        ("12,34,567", ",", 1234567),
        ("80%", ",", 80),
        ("80,5 %", ";", 80.5),
        ("$12.50", ",", 12.5),
        ("-$5", ",", -5),
        ("12,50 €", ";", 12.5),
        ("USD 12", ",", 12),
        ("12 cm", ",", 12),
        ("20.5 °C", ",", 20.5),
        ("(1.5)", ",", -1.5),
        ("1\u2009234,5", ";", 1234.5),
        ("1\u00a0234", ",", 1234),
        ("12'345", ",", 12345),
        ("R$ 1.234,50", ";", 1234.5),
        ("−1,5", ";", -1.5),
    ],
)
def test_dressed_numbers_are_read_and_told(cell: str, delimiter: str, number: float):
    rows = "".join(f'"{cell}"{delimiter}{"pq"[k % 2]}\n' for k in range(16))
    table = by_default(f"height{delimiter}kind\n{rows}")
    assert table.inputs[:, 0].tolist() == [number] * 16
    if cell != "−1,5":
        assert table.undressed == {"height": (" ".join(cell.split()), number)}


@pytest.mark.parametrize("cells", [("12 cm", "13 in"), ("5-10", "10-15"), ("1/2", "3/4")])
def test_text_that_looks_like_numbers_is_told_as_such(cells: tuple[str, str]):
    rows = "".join(f"{cells[k % 2]},{'pq'[k % 3 > 0]}\n" for k in range(15))
    rows += f"{cells[1]},p\n{cells[1]},q\n"
    described = column(f"height,kind\n{rows}", "height")
    assert described.unlike or described.words


def test_a_point_before_three_digits_follows_the_decimal_sign_of_the_file():
    cells = ["998", "999", "1.000", "1.001"]
    rows = "".join(f"{cells[k % 4]};{k},5;{'pq'[k % 2]}\n" for k in range(16))
    content = f"height;w;kind\n{rows}"
    assert by_default(content).inputs[:4, 0].tolist() == [998, 999, 1000, 1001]
    assert by_default(content, decimal=".").inputs[2, 0] == 1
    assert column(content, "height").number_format.is_guess
    alone = content.replace(",5;", ";")
    assert column(alone, "height").number_format.is_guess
    assert not column(
        alone.replace(";", ","), "height"
    ).number_format.is_guess  # as pandas reads it


@pytest.mark.parametrize(
    ("cells", "delimiter", "names"),
    [
        (["1", "−1"], ",", ("−1", "1")),
        (["10,5", "9,5", "−2"], ";", ("−2", "9,5", "10,5")),
        (["10 cm", "9 cm"], ",", ("9 cm", "10 cm")),
        (["1,000", "999"], ",", ("999", "1,000")),
    ],
)
def test_classes_stand_in_the_order_of_their_numbers(cells, delimiter, names):
    assert by_default(labels(cells, delimiter)).class_names == names


# ----------------------------------------------------------------------------- ids and the defaults


@pytest.mark.parametrize("name", ["", "Unnamed: 0", "Id", "index", "PassengerId", "customer_id"])
def test_a_row_number_is_no_feature_by_default(name: str):
    rows = "".join(f"{k},{k * 37 % 101 / 100},{'ab'[k > 29]}\n" for k in range(60))
    assert by_default(f"{name},x,kind\n{rows}").feature_names == ("x",)


@pytest.mark.parametrize(
    ("name", "number"),
    [
        ("n", lambda k: 60 - k),
        ("tweet", lambda k: 2**53 + 1 + 7919 * k * k),
        ("user", lambda k: 2**64 + 1 + 7919 * k * k),
        ("sample code number", lambda k: 1000 + 17 * (k - k % 20 // 19)),
    ],
)
def test_ids_of_other_kinds_are_none_either(name, number):
    rows = "".join(f"{number(k)},{k * 37 % 101 / 100},{'ab'[k > 29]}\n" for k in range(60))
    assert by_default(f"{name},x,kind\n{rows}").feature_names == ("x",)


def test_measures_are_no_ids():
    for name, cell in [("x", "{}.5"), ("age", "3{}"), ("id", "{}.25")]:
        rows = "".join(f"{cell.format(k % 7)},{'ab'[k % 2]}\n" for k in range(60))
        assert not column(f"{name},kind\n{rows}", name).is_identifier


def test_a_label_with_a_class_of_one_row_is_not_proposed():
    rows = "".join(f"{k}.5,{'ab'[k % 2]},{'US' if k < 29 else 'TH'}\n" for k in range(30))
    assert by_default(f"x,city,country\n{rows}").class_names == ("a", "b")


def test_columns_that_are_nearly_empty_are_not_proposed():
    rows = "".join(
        f"{k}.5,{k if k < 4 else ''},{'pq'[k % 2]},{'gb'[k % 2] if k < 4 else ''}\n"
        for k in range(40)
    )
    table = by_default(f"x,z,y,notes\n{rows}")
    assert table.feature_names == ("x",)
    assert len(table.labels) == 40


def test_a_column_that_is_half_numbers_is_not_proposed():
    rows = "".join(f"{'A/5 ' * (k % 2)}{21171 + 97 * k},{k}.5,{k % 2}\n" for k in range(40))
    assert by_default(f"Ticket,Fare,Survived\n{rows}").feature_names == ("Fare",)


# --------------------------------------------------------------------------------- against pandas

CELLS = st.text("ab1. \"',\n", max_size=6).map(str.strip)


def written(rows: list[list[str]]) -> str:
    text = io.StringIO(newline="")
    pd.DataFrame(rows).to_csv(text, index=False, header=False, lineterminator="\n")
    return text.getvalue()


@given(st.lists(st.lists(CELLS, min_size=3, max_size=3), min_size=1, max_size=6))
def test_pandas_reads_what_csv_reads_wherever_it_is_asked(rows: list[list[str]]):
    body = _Body("a,b,c\n" + written(rows), ",", ("a", "b", "c"), 1)
    by_pandas = body._read_by_pandas()
    if by_pandas is not None:
        assert by_pandas.to_numpy().tolist() == body._read_by_csv()


@given(st.text('a1,"\n ', max_size=30))
def test_what_pandas_reads_csv_reads_too(text: str):
    body = _Body(f"a,b\n{text}", ",", ("a", "b"), 1)
    by_pandas = body._read_by_pandas()
    if by_pandas is not None:
        assert by_pandas.to_numpy().tolist() == body._read_by_csv()


@given(st.lists(st.floats(-1e99, 1e99), min_size=4, max_size=20), st.booleans())
def test_numbers_are_those_of_pandas(numbers: list[float], has_gap: bool):
    rows = [repr(number) for number in numbers]
    rows[2] = "NA" if has_gap else rows[2]
    text = "x,y\n" + "".join(f"{row},{'ab'[k % 2]}\n" for k, row in enumerate(rows))
    table: TextTable = read_csv(text.encode())
    described = describe_columns(table)[0].numbers
    assert described is not None
    np.testing.assert_array_equal(
        described, [np.nan if row == "NA" else float(row) for row in rows]
    )
