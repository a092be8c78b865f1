"""A user's own table as inputs and labels: what is chosen, left out, encoded and refused."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.datasets import (
    DataSet,
    LabelledTable,
    data_set_of_table,
    labelled_table,
    points_table,
    read_csv,
)
from core.datasets.columns import (
    MAXIMUM_CLASSES,
    MAXIMUM_TEXT_VALUES,
    describe_columns,
    likely_label,
)
from core.datasets.data_set import MAXIMUM_NUMBERS
from core.datasets.labelled_table import MAXIMUM_FEATURES
from core.datasets.points import MAXIMUM_POINTS
from core.datasets.split import stratified_split
from core.layer.feature_maps import FEATURE_MAPS
from core.training import Evaluation, TrainingRun, TrainingSettings

PENGUINS = b"""species,island,bill,mass,id
Adelie,Torgersen,39.1,3750,p1
Gentoo,Biscoe,NA,5000,p2
Adelie,Biscoe,37.5,,p3

Gentoo,Biscoe,46.1,4500,p4
Adelie,?,38.0,3300,p5
,Biscoe,36.0,3000,p6
Gentoo,Dream,50.0,5700,p7
"""


def chosen(
    content: bytes, label: str = "label", features: tuple[str, ...] = ("x",), **options: str
) -> LabelledTable:
    return labelled_table(read_csv(content), label=label, features=features, **options)


def sentence(content: bytes, label: str = "label", features: tuple[str, ...] = ("x",)) -> str:
    with pytest.raises(ValueError, match=r".") as caught:
        chosen(content, label, features)
    assert "\n" not in str(caught.value)
    return str(caught.value)


def rows(*lines: str) -> bytes:
    return "\n".join(lines).encode()


# ----------------------------------------------------------------------------------- the columns


def test_columns_are_told_apart():
    species, island, bill, mass, name = describe_columns(read_csv(PENGUINS))
    assert (species.is_number, species.values) == (False, ("Adelie", "Gentoo"))
    assert (island.filled, island.values) == (6, ("Biscoe", "Dream", "Torgersen"))
    assert (bill.is_number, bill.filled) == (True, 6)
    assert (mass.is_number, mass.filled) == (True, 6)
    assert not name.is_number
    assert name.can_be_feature  # seven values are few


@pytest.mark.parametrize(
    ("content", "label"),
    [
        (PENGUINS, "species"),
        (b"kind,mass\na,1\nb,2\n", "kind"),
        (b"0,1,digit\n0,3,0\n5,1,1\n", "digit"),
        (b"a,b\n1,\n2,\n", "a"),
        (b"a,b\n,\n,1\n", "b"),
    ],
)
def test_a_label_is_proposed(content: bytes, label: str):
    assert likely_label(describe_columns(read_csv(content))) == label


# ---------------------------------------------------------------------------------- what is read


def test_rows_with_a_missing_value_in_a_chosen_column_are_left_out_and_told():
    table = chosen(PENGUINS, "species", ("bill", "mass"))
    assert table.inputs.tolist() == [[39.1, 3750], [46.1, 4500], [38.0, 3300], [50.0, 5700]]
    assert table.labels.tolist() == [0, 1, 0, 1]
    assert table.class_counts == {"Adelie": 2, "Gentoo": 2}
    assert table.left_out == {"species": (8,), "bill": (3,), "mass": (4,)}
    assert table.rows_read == 7
    assert read_csv(PENGUINS).empty_rows == 1


def test_what_is_missing_in_other_columns_does_not_matter():
    table = chosen(PENGUINS, "species", ("mass",))
    assert table.left_out == {"species": (8,), "mass": (4,)}


def test_the_mean_may_stand_for_a_missing_number_but_for_nothing_else():
    table = chosen(PENGUINS, "species", ("bill", "mass", "island"), missing="mean")
    assert table.left_out == {"species": (8,), "island": (7,)}
    assert table.filled == {"bill": 1, "mass": 1}
    assert np.isnan(table.inputs).sum() == 2


@pytest.mark.parametrize("word", ["", "NA", "na", "N/A", "NaN", "nan", "NULL", "?", '""', " "])
def test_words_for_nothing(word: str):
    table = chosen(rows("x,label", "1,a", "2,b", f"{word},a", "3,a", "4,b"))
    assert table.left_out == {"x": (4,)}
    assert table.inputs.ravel().tolist() == [1, 2, 3, 4]


def test_a_text_column_becomes_a_column_of_0_and_1_for_each_value():
    table = chosen(PENGUINS, "species", ("island",))
    assert table.feature_names == ("island = Biscoe", "island = Dream", "island = Torgersen")
    assert table.text_columns == {"island": ("Biscoe", "Dream", "Torgersen")}
    assert (table.inputs.sum(axis=1) == 1).all()
    assert table.inputs[0].tolist() == [0, 0, 1]


@pytest.mark.parametrize(
    ("written", "number"),
    [("1", 1), ("-2.5", -2.5), ("−2.5", -2.5), ("+.5", 0.5), ("3.", 3), ("1e-3", 0.001)],
)
def test_numbers_as_people_write_them(written: str, number: float):
    table = chosen(rows("x,label", f"{written},a", "2,b", "3,a", "4,b"))
    assert table.inputs[0, 0] == number


def test_a_decimal_comma_is_read_where_commas_do_not_separate_cells():
    table = chosen(rows("x;label", "1,5;a", "-2,25;b", "3;a", "4;b"))
    assert table.inputs.ravel().tolist() == [1.5, -2.25, 3, 4]


def test_classes_stand_in_the_order_of_numbers_or_of_the_alphabet():
    assert chosen(rows("x,label", *(f"1,{k}" for k in [10, 9, 2] * 2))).class_names == (
        "2",
        "9",
        "10",
    )
    assert chosen(rows("x,label", *(f"1,{k}" for k in "bAc" * 2))).class_names == ("A", "b", "c")


# ------------------------------------------------------------------------------- what is refused

MANY = [f"v{place:02}" for place in range(MAXIMUM_TEXT_VALUES + 1)]
WIDE = ",".join(f"t{place}" for place in range(11))
WIDE_ROWS = [",".join([value] * 11) for value in MANY[:MAXIMUM_TEXT_VALUES]]

AT_FAULT = [
    (rows("x,label", "1,a", "two,b", "3,a"), "row 3, column “x”: “two” is not a number"),
    (rows("x,label", "1,a", "1.5cm,b", "3,a"), "row 3, column “x”: “1.5cm” is not a number"),
    (rows("x,label", "1,a", "1_000,b", "3,a"), "row 3, column “x”: “1_000” is not a number"),
    (rows("x,label", "1,a", "٣,b", "3,a"), "row 3, column “x”: “٣” is not a number"),
    (rows("x,label", "1,a", "0x1F,b", "3,a"), "row 3, column “x”: “0x1F” is not a number"),
    (rows("x,label", "1,a", '"1,5",b', "3,a"), "row 3, column “x”: “1,5” is not a number"),
    (rows("x,label", "1,a", "inf,b", "3,a"), "row 3, column “x”: “inf” is too large"),
    (rows("x,label", "1,a", "-Infinity,b", "3,a"), "row 3, column “x”: “-Infinity” is too large"),
    (rows("x,label", "1,a", "1e100,b", "3,a"), "row 3, column “x”: “1e100” is too large"),
    (rows("x,label", "1,a", "1e999,b", "3,a"), "row 3, column “x”: “1e999” is too large"),
    (rows("x,label", "1,a", "2,a"), "row 2, column “label”: “a” is the only class"),
    (
        rows("x,label", "1,", "2,a", "3,b", "4,b"),
        "row 3, column “label”: class “a” has only this row",
    ),
    (rows("x,label", "1,", "2,"), "row 2, column “label”: a value is missing here"),
    (rows("x,label", "1,a", "2,b" + "b" * 50, "3,a"), "row 3, column “label”: the class “bbb"),
    (rows("x,label", ",a", ",b"), "column “x” has no values from row 2 on"),
    (
        rows("x,label", "", "NA,a", "1,", "?,b"),
        "row 3, column “x”: a value is missing here",
    ),
    (
        rows("x,label", *(f"{value},{'ab'[place % 2]}" for place, value in enumerate(MANY))),
        "row 22, column “x”: this text column has too many different values (“v20” is number 21;",
    ),
    (
        rows("x,label", *(f"1,k{place // 2}" for place in range(2 * MAXIMUM_CLASSES + 2))),
        "row 42, column “label”: “k20” is class number 21",
    ),
]


@pytest.mark.parametrize(("content", "beginning"), AT_FAULT)
def test_what_is_wrong_is_said_with_its_row_and_column(content: bytes, beginning: str):
    assert sentence(content).startswith(beginning)


def test_text_columns_may_not_become_too_many_features():
    content = rows(
        f"{WIDE},label", *(f"{row},{'ab'[place % 2]}" for place, row in enumerate(WIDE_ROWS))
    )
    message = sentence(content, features=tuple(WIDE.split(",")))
    assert message.startswith("with column “t10” there are 220 features")
    assert str(MAXIMUM_FEATURES) in message


@pytest.mark.parametrize(
    ("label", "features", "words"),
    [
        ("kind", ("x",), "there is no column “kind”; the columns are “x”, “label”"),
        ("label", ("y",), "there is no column “y”"),
        ("label", (), "no column is chosen as a feature"),
        ("label", ("label",), "column “label” is the label"),
        ("label", ("x", "x"), "column “x” is chosen 2 times"),
    ],
)
def test_columns_that_cannot_be_chosen(label: str, features: tuple[str, ...], words: str):
    assert words in sentence(b"x,label\n1,a\n2,b\n", label, features)


def test_a_table_of_one_column_says_what_may_separate_two():
    message = sentence(b"x/label\n1/a\n2/b\n", "x/label", ())
    assert message.startswith("row 1 holds a single column, “x/label”")
    assert "comma, semicolon, tab" in message


def test_an_unknown_rule_for_missing_values_is_refused():
    with pytest.raises(ValueError, match="missing must be one of “leave out”, “mean”, got 'zero'"):
        chosen(b"x,label\n1,a\n2,b\n", missing="zero")


# ------------------------------------------------------------------------------------ the points


def test_points_are_a_table_like_any_other():
    points = [(0.5, 1.0, "A"), (None, None, None), (0.1, -2.5, "B"), (1, 2, "A"), (3, 4, "B")]
    table = labelled_table(points_table(points), label="class", features=("x₁", "x₂"))
    assert table.inputs.tolist() == [[0.5, 1.0], [0.1, -2.5], [1, 2], [3, 4]]
    assert table.class_names == ("A", "B")


def test_a_point_at_fault_is_named_by_its_row_counted_from_1():
    points = [(0.5, 1.0, "A"), (float("inf"), 1.0, "B")]
    with pytest.raises(ValueError, match="row 2, column “x₁”: “inf” is too large"):
        labelled_table(points_table(points), label="class", features=("x₁", "x₂"))


@pytest.mark.parametrize(
    ("points", "words"),
    [
        ([], "row 1 is missing"),
        ([(None, None, "")], "row 1 is missing"),
        ([(0, 0, "A")] * (MAXIMUM_POINTS + 1), "row 1,001 is one too many"),
        ([(0, 0, "A"), (0, 0, "B" * 2000)], "row 2, column “class”: the cell has 2,000"),
    ],
)
def test_points_that_are_no_table(points: list, words: str):
    with pytest.raises(ValueError, match=words):
        points_table(points)


# ---------------------------------------------------------------------------------- the data set


def many_rows(count: int = 60) -> LabelledTable:
    random = np.random.default_rng(0)
    lines = [
        f"{place % 3 + random.normal():.6f},{random.normal():.6f},{'ABC'[place % 3]}"
        for place in range(count)
    ]
    return chosen(rows("x,y,label", *lines), features=("x", "y"))


@pytest.mark.parametrize("feature_map", FEATURE_MAPS)
def test_a_data_set_of_ones_own_is_like_any_other(feature_map: str):
    table = many_rows()
    data = data_set_of_table(table, name="csv", seed=3, feature_map=feature_map)
    assert isinstance(data, DataSet)
    assert data.class_names == ("A", "B", "C")
    assert np.bincount(data.train.labels).tolist() == [16, 16, 16]
    assert np.bincount(data.test.labels).tolist() == [4, 4, 4]
    for part in (data.train, data.test):
        np.testing.assert_array_equal(part.activations, data.feature_map(part.inputs))
        assert not part.inputs.flags.writeable
        assert not part.activations.flags.writeable
    together = np.concatenate([data.train.inputs, data.test.inputs])
    assert sorted(map(tuple, together)) == sorted(map(tuple, table.inputs))


def test_the_same_table_and_seed_give_the_same_split_and_another_seed_another():
    first, again, other = (data_set_of_table(many_rows(), name="csv", seed=s) for s in (1, 1, 2))
    np.testing.assert_array_equal(first.train.activations, again.train.activations)
    assert not np.array_equal(first.train.inputs, other.train.inputs)


def test_a_run_on_ones_own_data_learns():
    run = TrainingRun(TrainingSettings(), data_set_of_table(many_rows(), name="csv"))
    run.advance(300)
    losses = run.history().evaluations["train_loss"]
    assert losses[-1] < 0.9 * losses[0]


def test_the_mean_that_fills_a_gap_is_that_of_the_train_part():
    lines = [f"{value},{'' if value % 5 == 0 else value},{'AB'[value % 2]}" for value in range(40)]
    table = chosen(rows("x,y,label", *lines), features=("x", "y"), missing="mean")
    data = data_set_of_table(table, name="csv", feature_map="identity")
    gaps = data.train.inputs[:, 0] % 5 == 0
    mean = data.train.inputs[~gaps, 1].mean()
    np.testing.assert_allclose(data.train.inputs[gaps, 1], mean)
    np.testing.assert_allclose(data.test.inputs[data.test.inputs[:, 0] % 5 == 0, 1], mean)
    assert 0 < gaps.sum() < table.filled["y"]


def test_an_evaluation_may_not_cost_more_than_stated():
    table = many_rows(6000)
    with pytest.raises(ValueError, match="6,000 rows of 512 activations are 3,072,000 numbers"):
        data_set_of_table(table, name="csv", feature_map="relu", units=512)
    units = MAXIMUM_NUMBERS // 6000
    assert data_set_of_table(table, name="csv", feature_map="relu", units=units)


@pytest.mark.parametrize(
    ("outlier", "feature_map", "degree", "value"),
    [
        ("1e60", "polynomial", 6, "“x” is too large .*e\\+59; "),  # x⁶ is beyond float64
        ("1e5", "polynomial", 6, "“x⁵” is too large .*e\\+.*; "),
        ("1e60", "standardise", None, "“x” is too large .*e\\+59; "),
        ("-2e18", "identity", None, "“x” is too large .-2e\\+18; "),
    ],
)
def test_a_test_example_too_far_from_the_others_is_refused(outlier, feature_map, degree, value):
    """The loss of the test part would overflow, or could not be drawn."""
    numbers = [str(place) for place in range(12)]
    split = stratified_split(np.arange(12) % 2, test_fraction=0.2, seed=0)
    numbers[split.test[0]] = outlier
    table = chosen(rows("x,label", *(f"{x},{'ab'[n % 2]}" for n, x in enumerate(numbers))))
    with pytest.raises(ValueError, match=rf"{value}at most 1e\+18"):
        data_set_of_table(table, name="csv", feature_map=feature_map, degree=degree)


def test_the_largest_activations_allowed_are_trained_on_and_measured_in_float32():
    table = chosen(rows("x,label", *(f"{sign}1e18,{k}" for sign, k in [("", "a"), ("-", "b")] * 5)))
    data = data_set_of_table(table, name="csv", feature_map="identity")
    for initialisation in ("zero", "large"):
        settings = TrainingSettings(initialisation=initialisation, evaluate_every=1, l2=10.0)
        run = TrainingRun(settings, data)
        run.advance(20)
        for name in Evaluation._fields:
            assert np.isfinite(run.history().evaluations[name].astype(np.float32)).all()


def test_tables_with_other_examples_or_names_have_other_digests():
    contents = [
        rows("x,label", "1,a", "2,b", "3,a", "4,b"),
        rows("x,label", "1,a", "2,b", "3,a", "5,b"),
        rows("x,label", "1,b", "2,b", "3,a", "4,a"),
        rows("x,label", "1,a", "2,c", "3,a", "4,c"),
    ]
    digests = {chosen(content).digest() for content in contents}
    digests.add(chosen(rows("z,label", "1,a", "2,b", "3,a", "4,b"), features=("z",)).digest())
    assert len(digests) == 5
    assert chosen(contents[0].replace(b",", b";")).digest() == chosen(contents[0]).digest()


NUMBERS = st.floats(-1e99, 1e99, allow_nan=False, allow_infinity=False)
ROWS = st.lists(st.tuples(NUMBERS, NUMBERS, st.sampled_from(["red", "green", "blue"])), max_size=12)
BOTH_CLASSES = [(0.0, 1.0, "red"), (0.0, 2.0, "green"), (0.0, 3.0, "blue")] * 2


@given(ROWS, st.sampled_from([",", ";", "\t"]))
def test_a_generated_table_comes_back_to_the_last_digit(generated: list, delimiter: str):
    examples = [*generated, *BOTH_CLASSES]
    lines = [delimiter.join([repr(first), repr(second), name]) for first, second, name in examples]
    content = rows(delimiter.join(["first", "second", "label"]), *lines)
    table = chosen(content, features=("first", "second"))
    assert table.inputs.tolist() == [[first, second] for first, second, _ in examples]
    assert [table.class_names[label] for label in table.labels] == [name for *_, name in examples]
    points = labelled_table(points_table(examples), label="class", features=("x₁", "x₂"))
    np.testing.assert_array_equal(points.inputs, table.inputs)
    np.testing.assert_array_equal(points.labels, table.labels)
