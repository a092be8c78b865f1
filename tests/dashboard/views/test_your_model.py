"""Your model: its verdicts, its pictures and its files are those of `core.examine_logits`."""

import io
from typing import Any

import numpy as np
import plotly.graph_objects as go
import pytest
from streamlit.testing.v1 import AppTest

from core import cross_entropy_gradient, examine_logits
from dashboard.text import number
from dashboard.views.your_model.brushed import choose_clicked_bin
from dashboard.views.your_model.means import LABELS, LOGITS, accumulated, gradients_figure
from dashboard.views.your_model.mysteries import MYSTERIES, mystery
from dashboard.views.your_model.verdict import SENTENCES, SHORT
from dashboard.written_numbers import percent
from tests.dashboard.opened_page import errors, opened, pictures, values, words

ROWS = "2.0 0.5 0.1 0\n0.3 1.2 0.9 2\n0.1 0.2 2.2 2"
CSV = b"cat,dog,bird,kind\n" + b"\n".join(
    b"%d,%d,%d,dog" % (k % 7, k % 5, k % 3) for k in range(60)
)
# Explanations of gradients alone.
OF_GRADIENTS = {"doubled", "factor"}


def verdict(app: AppTest) -> str:
    return next(part.value for part in app.main.subheader).replace("\\", "")


def pasted(rows: str = ROWS, **query: str) -> AppTest:
    app = opened("your_model", logits="paste", **query)
    app.text_area[0].set_value(rows).run()
    assert not app.exception
    return app


def uploaded(content: bytes, name: str = "logits.csv", **query: str) -> AppTest:
    app = opened("your_model", logits="file", **query)
    app.file_uploader[0].set_value((name, content, "application/octet-stream"))
    app.run()
    assert not app.exception
    return app


def archive(**arrays: object) -> bytes:
    file = io.BytesIO()
    np.savez(file, **{name: np.asarray(array) for name, array in arrays.items()})
    return file.getvalue()


@pytest.mark.parametrize(
    ("name", "explanation", "said"),
    [
        ("twice", "softmax_twice", "softmax is applied twice"),
        ("sum", "sum", "is the sum over the 64 examples"),
        ("weights", "weighted_mean", "divided by the sum of the weights"),
    ],
)
def test_a_mystery_is_solved_from_its_numbers(name: str, explanation: str, said: str):
    held = mystery(name)
    app = opened("your_model", logits=name, tab="gradient")
    assert verdict(app).startswith(held.printed)
    assert said in verdict(app)
    assert f"Your gradient is that of: **{SHORT[explanation]}**" in words(app)
    assert ("knows nothing yet" in verdict(app)) == (name == "sum")
    assert dict(app.query_params).get("logits", "twice") == name


def test_every_explanation_of_core_has_its_words():
    """The names are those that `examine_logits` lists."""
    listed = examine_logits.__doc__ or ""
    assert SENTENCES.keys() | OF_GRADIENTS == SHORT.keys() | {"none"}
    for name in SENTENCES.keys() | OF_GRADIENTS:
        assert name in listed


def test_the_example_of_the_issue():
    app = pasted(f"{'0 ' * 10}3\n{'0 ' * 10}7", printed="4.6052")
    assert verdict(app) == (
        "4.6052 is the sum over the 2 examples; their mean is 2.303. "
        "A mean near ln 10 = 2.303: the layer knows nothing yet."
    )


@pytest.mark.parametrize("name", MYSTERIES)
def test_the_numbers_and_the_picture_are_core_s(name: str):
    app = opened("your_model", logits=name)
    held = mystery(name)
    weights = [1.0, 3.0, 9.0] if held.class_weights else None
    ignored = int(held.ignored_label) if held.ignored_label else None
    found = examine_logits(
        held.output.logits, held.output.targets, class_weights=weights, ignore=ignored
    )
    shown = [part.value for part in app.metric]
    assert shown == [
        percent(found.accuracy, 1),
        number(found.reductions.mean),
        percent(found.reliability.expected_calibration_error, 1),
    ]
    columns, _diagonal, line, *_ = pictures(app)[0]["figure"]["data"]
    filled = found.reliability.counts > 0
    np.testing.assert_allclose(values(line["x"]), found.reliability.confidence[filled], rtol=1e-6)
    assert len(values(columns["x"])) == filled.sum()


def test_a_bar_is_brushed_down_to_its_worst_examples():
    app = opened("your_model", confidence="90–100")
    held = mystery("twice").output
    found = examine_logits(held.logits, held.targets)
    worst = [at for at in found.worst(500) if found.confidence[at] > 0.9]
    listed = next(part.value for part in app.markdown if "label → predicted" in part.value)
    rows = [line.split("|")[1].strip() for line in listed.split("\n")[2:]]
    assert rows == [str(found.rows[at]) for at in worst[:4]]
    assert f"**{len(worst)} examples**" in words(app)


def test_a_click_chooses_the_bar_and_the_next_one_lets_it_go(monkeypatch: pytest.MonkeyPatch):
    state: dict[str, Any] = {}
    monkeypatch.setattr("streamlit.session_state", state)
    choose_clicked_bin({"trace": 0, "x": 0.95, "y": 1})
    assert state["confidence"] == "90–100"
    choose_clicked_bin({"trace": 0, "x": 7.0, "y": 1})
    choose_clicked_bin({"trace": 2, "x": 0.9, "y": 1})  # an edge belongs to the bin below
    assert state["confidence"] == "80–90"
    choose_clicked_bin({"trace": 0, "x": 0.85, "y": 1})
    assert state["confidence"] == "all"


def test_four_means_stand_side_by_side_and_the_mean_of_means_beside_them():
    app = opened(
        "your_model", logits="weights", tab="mean", mean_weights="true", mean_ignored="true"
    )
    found = accumulated(weighted=True, ignoring=True)
    kept = np.arange(7) != 3
    whole = examine_logits(LOGITS[kept], LABELS[kept], class_weights=[1, 1, 5])
    assert found.reductions == whole.reductions
    for value in whole.reductions:
        assert number(value) in words(app)
    assert number(float(found.means.mean())) in words(app)
    assert abs(found.means.mean() - whole.reductions.weighted_mean) > 0.1
    figure = next(one for one in pictures(app) if "mean of means" in one["alternative"])
    np.testing.assert_allclose(
        values(figure["figure"]["data"][0]["y"]), found.gradient, rtol=1e-5, atol=1e-7
    )
    go.Figure(*gradients_figure(found))


def test_sums_added_up_and_divided_once_are_the_right_gradient():
    found = accumulated(weighted=True, ignoring=True)
    assert np.abs(found.gradient - found.mean_of_means).max() > 0.01
    step = 1e-6
    for k in range(3):
        moved = LOGITS + step * (np.arange(3) == k)
        losses = examine_logits(moved, LABELS).losses, examine_logits(LOGITS, LABELS).losses
        slope = found.weights @ (losses[0] - losses[1]) / found.weights.sum() / step
        assert slope == pytest.approx(found.gradient[k], abs=1e-5)


def test_a_csv_file_with_names_for_labels():
    app = uploaded(CSV, tab="confusion", printed="1.0")
    assert not errors(app)
    assert "dog" in words(app)
    assert set(app.query_params) == {"logits", "tab", "printed"}  # nothing of the file


def test_an_npz_file_with_its_gradient():
    held = mystery("weights")
    output = held.output
    content = archive(z=output.logits, y=output.targets, g=output.gradient)
    app = uploaded(content, "logits.npz", printed=held.printed, tab="gradient")
    (sentence,) = errors(app)
    assert "whole numbers from 0 to 2, got −100 in row 0" in sentence
    app.text_input(key="ignored_label").set_value("-100")
    app.text_input(key="class_weights").set_value("1 3 9").run()
    assert "divided by the sum of the weights" in verdict(app)
    gradient = next(box for box in app.selectbox if (box.key or "").startswith("_model_gradient"))
    gradient.set_value("g").run()
    assert "Your gradient is that of: **weighted mean**" in words(app)


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ("1 2 0\n1 x 1", "Row 2, column “column B”: “x” is not a number"),
        ("1 2 0\n3 nan 1", "got nan in row 2, column column B"),
        ("1 2 0\n1 2 5", "whole numbers from 0 to 1, got 5 in row 2"),
        ("-inf -inf 0", "only -inf in row 1"),
    ],
)
def test_a_bad_row_is_answered_with_its_row_and_column(rows: str, said: str):
    (sentence,) = errors(pasted(rows))
    assert said in sentence


@pytest.mark.parametrize(
    ("entry", "said"),
    [
        ({"printed": "1,5x"}, "The printed loss must be a finite number"),
        ({"class_weights": "1, 2"}, "3 classes need 3 class weights, got 2"),
        ({"class_weights": "1, -2, 1"}, "Class weight 2 is not a number from 0 on"),
        ({"ignored_label": "x"}, "The label to ignore must be a whole number"),
    ],
)
def test_an_entry_that_cannot_be_read_is_answered_and_not_used(entry: dict[str, str], said: str):
    app = pasted(**entry)
    (sentence,) = errors(app)
    assert said in sentence
    assert "The mean loss of the 3 examples is" in verdict(app)


def test_what_was_uploaded_is_in_no_other_session():
    uploaded(CSV)
    other = opened("your_model", logits="file")
    assert not other.main.subheader
    assert not other.metric


def test_text_of_a_file_is_only_text():
    evil = "<b>[x](y)</b>"
    app = uploaded(f"{evil},b,y\n1,2,0\n2,1,1\n".encode(), tab="worst")
    assert evil not in words(app)
    assert "\\<b\\>" in words(app)
    for picture in pictures(app):
        assert "<b>[x]" not in str(picture)


def test_columns_whose_names_begin_alike_are_told_apart():
    long = "the logit of the class of kind "
    app = uploaded(f"{long}a,{long}b,{long}c\n1,2,0\n0,3,1\n".encode())
    key = next(box.key for box in app.selectbox if (box.key or "").startswith("_model_label"))
    for letter in "abc":
        app.selectbox(key=key).set_value(long + letter).run()
        assert app.selectbox(key=key).value == long + letter


def with_gradient(content: bytes, name: str) -> AppTest:
    app = pasted(tab="gradient")
    app.file_uploader[0].set_value((name, content, "application/octet-stream")).run()
    assert not app.exception
    return app


def gradient_file(gradient: np.ndarray, kind: str) -> bytes:
    if kind == "csv":
        return (
            b"cat,dog,bird\n"
            + "\n".join(",".join(map(repr, row)) for row in gradient.tolist()).encode()
        )
    file = io.BytesIO()
    np.save(file, gradient)
    return file.getvalue()


@pytest.mark.parametrize("kind", ["npy", "csv"])
@pytest.mark.parametrize(("factor", "explanation"), [(1, "mean"), (3, "sum"), (-1, "sign")])
def test_a_gradient_has_its_own_upload(kind: str, factor: int, explanation: str):
    right = (
        factor
        / 3
        * cross_entropy_gradient([[2, 0.5, 0.1], [0.3, 1.2, 0.9], [0.1, 0.2, 2.2]], [0, 2, 2])
    )
    app = with_gradient(gradient_file(right, kind), f"gradient.{kind}")
    assert not errors(app)
    assert f"Your gradient is that of: **{SHORT[explanation]}**" in words(app)
    assert number(float(right.flat[np.abs(right).argmax()])) in words(app)


@pytest.mark.parametrize("kind", ["npy", "csv"])
def test_a_gradient_that_does_not_fit_is_one_sentence_and_the_rest_stays(kind: str):
    app = with_gradient(gradient_file(np.ones((2, 3)), kind), f"gradient.{kind}")
    (sentence,) = errors(app)
    assert "The gradient has shape (2, 3), the logits have (3, 3)" in sentence
    assert "The mean loss of the 3 examples is" in verdict(app)


def test_a_gradient_with_nan_names_its_row_and_column():
    gradient = np.zeros((3, 3))
    gradient[1, 2] = np.nan
    (sentence,) = errors(with_gradient(gradient_file(gradient, "npy"), "gradient.npy"))
    assert "must be finite, got nan in row 2, column column C" in sentence
