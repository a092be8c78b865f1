"""Tables as people have them on the Training page: what is said, and what can be changed."""

import pytest
from streamlit.testing.v1 import AppTest

from tests.dashboard.controls.run.test_own_data import captions, own, own_data_sets, upload
from tests.dashboard.opened_page import errors, opened


def trained_on(content: str, **query: str) -> AppTest:
    return upload(opened("training", data="csv", **query), content.encode())


def rows(first: list[str], count: int = 24, delimiter: str = ",") -> str:
    return "".join(
        f"{first[k % len(first)]}{delimiter}{k * 37 % 101}.5{delimiter}{'pq'[k % 2]}\n"
        for k in range(count)
    )


def class_names(app: AppTest) -> tuple[str, ...]:
    return list(app.session_state["_own_data_sets"].values())[-1].class_names


def test_a_file_without_a_header_is_read_without_one_and_it_is_said():
    app = trained_on(rows(["5.1", "4.9"]))
    assert not app.error
    assert own(app, "toggle", "_own_header").value
    assert "“5\\.1” is a number; the first row must hold the names" in captions(app)
    assert "Read without a header, with commas between cells." in captions(app)
    assert sum(own_data_sets(app)) == 24
    own(app, "toggle", "_own_header").set_value(False).run()
    assert "the first row must hold the names of the columns" in errors(app)[0]


def test_a_first_row_that_may_be_data_is_doubted_and_can_be_read_as_data():
    app = trained_on(rows(["red", "blue"]).replace(".5", ""))
    assert "row 1 looks like data" in app.sidebar.warning[0].value
    assert "23 of 23 rows are used" in captions(app)
    own(app, "toggle", "_own_header").set_value(True).run()
    assert not app.sidebar.error
    assert "24 of 24 rows are used" in captions(app)


def test_a_header_that_is_one_is_not_asked_about():
    app = trained_on("x,w,kind\n" + rows(["1.5", "2.5"]))
    assert not [part for part in app.toggle if (part.key or "").startswith("_own_")]
    assert not app.sidebar.warning
    assert "Read with commas between cells and the column names in row 1." in captions(app)


def test_what_stands_above_the_header_and_the_numbers_read_are_told():
    app = trained_on("Trees of 2024\nx;w;kind\n" + rows(["$1.234,5"], delimiter=";"))
    assert "Read with semicolons between cells and the column names in row 2" in captions(app)
    assert "Read as numbers: “\\$1\\.234,5” as 1\u202f234.5 in “x”." in captions(app)


def test_cells_taken_as_missing_are_counted_and_can_be_kept():
    app = trained_on(
        "".join(["w,y\n", *(f"{k}.5,{['NA', 'EU', 'AF'][k % 3]}\n" for k in range(24))])
    )
    control = own(app, "multiselect", "_own_missing")
    assert (control.options, control.value) == (["NA (8)"], ["NA"])
    assert "Counted as missing: “NA” (8)." in captions(app)
    assert class_names(app) == ("AF", "EU")
    own(app, "multiselect", "_own_missing").set_value([]).run()
    assert not app.error
    assert class_names(app) == ("AF", "EU", "NA")


def test_a_word_among_numbers_is_told_and_can_be_taken_as_missing():
    app = trained_on("x,w,y\n" + rows(["1.5", "2.5", "3.5", "so"]))
    assert "has words among its numbers: “so”" in captions(app)
    assert own(app, "multiselect", "_own_features").value == ["w"]
    own(app, "multiselect", "_own_missing").set_value(["so"]).run()
    assert "has words" not in captions(app)
    own(app, "multiselect", "_own_features").set_value(["x", "w"]).run()
    assert "Counted as missing: “so” (6)." in captions(app)
    assert "18 of 24 rows are used" in captions(app)


def test_spellings_are_told_and_joined_in_one_step():
    app = trained_on(
        "".join(["w,y\n", *(f"{k}.5,{['Yes', 'yes', 'No'][k % 3]}\n" for k in range(24))])
    )
    assert "differ only in spelling: “Yes” = “yes”." in captions(app)
    assert len(class_names(app)) == 3
    own(app, "toggle", "_own_join").set_value(True).run()
    assert class_names(app) == ("No", "Yes")


def test_a_guessed_decimal_sign_is_told_and_can_be_changed():
    app = trained_on(
        "x;w;kind\n" + rows(["998", "999", "1.000"], delimiter=";").replace(".5", ",5")
    )
    assert "In “x”, a point or comma before three digits may be" in captions(app)
    assert "“1\\.000” as 1\u202f000 in “x”" in captions(app)
    own(app, "selectbox", "_own_decimal").set_value(".").run()
    assert not app.error
    assert "as 1\u202f000" not in captions(app)


def test_row_numbers_are_no_features_and_it_is_said():
    app = trained_on(
        ",x,kind\n" + "".join(f"{k},{k * 37 % 101}.5,{'ab'[k > 29]}\n" for k in range(60))
    )
    assert own(app, "multiselect", "_own_features").value == ["x"]
    assert "“column A”: row numbers or ids, so they are not features" in captions(app)
    own(app, "multiselect", "_own_features").set_value(["column A", "x"]).run()
    assert not app.error


def test_a_table_without_a_possible_label_says_what_to_do():
    app = trained_on("Month,Passengers\n" + "".join(f"m{k},{100 + k}\n" for k in range(40)))
    (sentence,) = errors(app)
    assert sentence.startswith("No column can be the label: it needs 2 to 20 different values; add")
    assert "Read with commas between cells" in captions(app)  # and the preview is there
    assert app.sidebar.dataframe


@pytest.mark.parametrize("lang", ["en", "vi"])
def test_every_account_is_said_in_both_languages(lang: str):
    content = "Title\nId;x;ok;y\n" + "".join(
        f"{k};{1 + k}.234,5 kg;{['NA', 'b'][k % 2]};{['Yes', 'yes', 'No'][k % 3]}\n"
        for k in range(30)
    )
    app = trained_on(content, lang=lang)
    own(app, "multiselect", "_own_features").set_value(["x", "ok"]).run()
    assert not app.error
    english = ("Read with", "Counted as", "Read as", "not features", "differ only")
    assert [words in captions(app) for words in english] == [lang == "en"] * 5
