"""The confusion matrix and the table of examples: their numbers, and the fold that shows them."""

import base64
import struct
import zlib

import numpy as np
import plotly.graph_objects as go
import pytest
from streamlit.testing.v1 import AppTest

from core import TrainingRun, TrainingSettings, exponential_moving_average, load, softmax
from core.predictions.example_results import measure_examples
from dashboard.controls.control import Choice
from dashboard.figures.confusion import ConfusionWords, confusion_figure
from dashboard.text import number
from dashboard.views.training import examples as training_examples
from dashboard.views.training.example_images_figure import SCALE, data_uris
from dashboard.views.training.tables import LARGEST, example_table
from dashboard.written_numbers import whole_number
from tests.dashboard.clicked_page import after_click
from tests.dashboard.opened_page import detail_pictures, opened, words

WORDS = ConfusionWords("true", "predicted", "count", "share", ("a", "b"))
STEP = 60


def state_of(data: str):
    run = TrainingRun(TrainingSettings(), load(data))
    run.advance(STEP)
    return run.data, run.state


def counted(data: str, part: str) -> np.ndarray:
    """The confusion matrix, one example after the other."""
    found, state = state_of(data)
    examples = getattr(found, part)
    counts = np.zeros((len(found.class_names),) * 2, dtype=int)
    for activations, label in zip(examples.activations, examples.labels, strict=True):
        counts[label, np.argmax(activations @ state.weights + state.bias)] += 1
    return counts


def examples_opened(data: str, **query: str):
    return opened("training", data=data, step=str(STEP), tab="examples", **query)


def drawn_counts(app) -> list[list[int]]:
    (picture,) = detail_pictures(app)
    (heat_map,) = picture["figure"]["data"]
    return [[int(text.replace(",", "") or 0) for text in row] for row in heat_map["text"]]


@pytest.mark.parametrize("part", ["train", "test"])
@pytest.mark.parametrize("data", ["digits", "iris", "spirals"])
def test_the_counts_on_screen_are_the_examples_counted_one_by_one(data: str, part: str):
    app = examples_opened(data, confusion_part=part)
    expected = counted(data, part)
    assert drawn_counts(app) == expected.tolist()
    right, total = whole_number(expected.trace()), whole_number(expected.sum())
    assert f"**{right} of {total}** are right" in words(app)


def test_nothing_of_it_is_computed_while_it_is_folded():
    app = opened("training", data="iris", step=str(STEP))
    assert not detail_pictures(app)


@pytest.mark.parametrize("data", ["digits", "iris"])
def test_the_table_holds_what_the_layer_makes_of_each_example(data: str):
    app = examples_opened(data)
    found, state = state_of(data)
    names = found.class_names
    table = next(frame.value for frame in app.dataframe if "example" in frame.value)
    assert len(table) == min(training_examples.MOST_EXAMPLES, len(found.test.labels))
    assert (np.diff(table["L (nats)"]) <= 0).all()
    for _, row in table.iloc[:5].iterrows():
        label = found.test.labels[row["example"]]
        logits = found.test.activations[row["example"]] @ state.weights + state.bias
        probabilities = np.exp(logits) / np.exp(logits).sum()
        assert row["true"] == names[label]
        assert row["predicted"] == names[logits.argmax()]
        assert row["L (nats)"] == pytest.approx(-np.log(probabilities[label]))
        for place, name in enumerate(names):
            target = float(place == label)
            assert row[f"z: {name}"] == pytest.approx(logits[place])
            assert row[f"ŷ: {name}"] == pytest.approx(probabilities[place])
            assert row[f"y: {name}"] == target
            assert row[f"ŷ − y: {name}"] == pytest.approx(probabilities[place] - target)
    assert ("image" in table) == (data == "digits")


def numbers_opened(**query: str) -> AppTest:
    return opened("training", data="iris", step=str(STEP), tab="numbers", **query)


@pytest.mark.parametrize(
    ("loss", "symbol"),
    [("cross-entropy", "L (nats)"), ("squared error", "L (squared error)")],
)
def test_the_tables_name_the_unit_of_the_loss(loss: str, symbol: str):
    apps = numbers_opened(loss=loss), examples_opened("iris", loss=loss)
    tables = [frame.value for app in apps for frame in app.dataframe]
    (examples,) = (table for table in tables if "example" in table)
    heads = [name for table in tables for name in table if "L (" in str(name)]
    assert heads == [f"loss {symbol}", symbol]
    found = load("iris")
    run = TrainingRun(TrainingSettings(loss=loss), found)
    run.advance(STEP)
    probabilities = softmax(found.test.activations @ run.state.weights + run.state.bias)
    targets = np.eye(3)[found.test.labels]
    losses = {
        "cross-entropy": -np.log(probabilities[targets == 1]),
        "squared error": ((probabilities - targets) ** 2).sum(axis=1) / 2,
    }[loss]
    np.testing.assert_allclose(examples[symbol], losses[examples["example"]])


def test_the_tables_show_four_digits_and_true_minus_signs_and_bound_the_rest():
    found, state = state_of("iris")
    results = measure_examples(found.test.activations, state.parameters, found.test.labels)
    huge = results._replace(logits=np.full_like(results.logits, -3e20))
    table = example_table(huge, np.arange(2), found.class_names, "cross-entropy")
    assert (table.data[f"z: {found.class_names[0]}"] == -LARGEST).all()
    shown = table.to_html()
    assert "< −9.007\xa0×\xa010¹⁵</td>" in shown
    assert f">{number(float(results.errors[0, 0]))}</td>" in shown
    app = opened("training", data="iris", step=str(STEP))
    assert not app.dataframe
    app = numbers_opened()
    (numbers,) = (frame.value for frame in app.dataframe if "bias b" in frame.value.index)
    assert numbers.iloc[0, 0] == number(float(state.weights[0, 0]))
    assert f"Everything below describes step {STEP}" in " ".join(
        part.value for part in app.main.caption
    )


def test_the_numbers_are_those_of_every_curve():
    app = numbers_opened(l2="0.1")
    (table,) = (frame.value for frame in app.dataframe if "accuracy" in frame.value)
    run = TrainingRun(TrainingSettings(l2=0.1), load("iris"))
    run.advance(STEP)
    losses, measured = run.history().batch_losses, run.evaluate(run.state)
    assert table.T.to_dict() == {
        "training set": {
            "loss L (nats)": number(measured.train_loss),
            "accuracy": f"{measured.train_accuracy:.2%}",
            "gradient norm ‖∂L/∂θ‖": number(measured.gradient_norm),
            "L2 penalty ½λΣw²": number(measured.penalty),
        },
        **{
            name: dict(zip(table, (number(loss), accuracy, "–", "–"), strict=True))
            for name, loss, accuracy in (
                ("test set", measured.test_loss, f"{measured.test_accuracy:.2%}"),
                ("mini-batch", losses[-1], "–"),
                ("smoothed loss", exponential_moving_average(losses, span=30)[-1], "–"),
            )
        },
    }


def cell_after_click(
    x: float, y: float, names: tuple[str, ...], **query: str
) -> tuple[object, ...]:
    """The true and the predicted class chosen in the two lists, once the picture is clicked."""
    options = (training_examples.any_class(names), *names)
    lists = [Choice(key, key, options, options[0]) for key in ("true_class", "predicted_class")]

    def click() -> None:
        training_examples.choose_clicked_cell({"x": x, "y": y}, names)

    app = after_click(click, lists, **query)
    return app.selectbox(key="true_class").value, app.selectbox(key="predicted_class").value


def test_a_class_that_is_called_as_the_option_for_all_can_be_chosen():
    names, chosen = ("any", "b"), {"true_class": "any", "predicted_class": "b"}
    assert cell_after_click(1.0, 0.0, names) == ("any", "b")
    assert cell_after_click(1.0, 0.0, names, **chosen) == ("(any)", "(any)")


def test_the_two_lists_choose_a_cell_a_row_or_a_column():
    app = examples_opened("iris", confusion_part="train")
    counts = counted("iris", "train")

    def listed() -> int:
        return sum(len(frame.value) for frame in app.dataframe if "example" in frame.value)

    app.selectbox(key="true_class").set_value("Virginica").run()
    assert listed() == counts[2].sum()
    app.selectbox(key="predicted_class").set_value("Versicolor").run()
    assert listed() == counts[2, 1]
    app.selectbox(key="true_class").set_value("any").run()
    assert listed() == counts[:, 1].sum()


def test_a_link_names_the_cell_and_another_data_set_forgets_it():
    app = examples_opened("iris", true_class="Virginica", predicted_class="Setosa")
    assert any("The chosen cell has no examples" in info.value for info in app.info)
    app.selectbox(key="data").set_value("penguins").run()
    assert not app.exception
    assert app.selectbox(key="true_class").value == "any"


@pytest.mark.parametrize(("x", "y"), [(0.5, 0.0), (0.0, 2.0), (-1.0, 1.0)])
def test_a_click_beside_the_cells_chooses_nothing(x: float, y: float):
    assert cell_after_click(x, y, ("a", "b")) == ("any", "any")


def test_a_click_chooses_a_cell_and_another_gives_it_back():
    names, chosen = ("a", "b"), {"true_class": "a", "predicted_class": "b"}
    assert cell_after_click(1.0, 0.0, names) == ("a", "b")
    assert cell_after_click(1.0, 0.0, names, **chosen) == ("any", "any")
    assert cell_after_click(1.0, 1.0, names, **chosen) == ("b", "b")
    assert cell_after_click(1.0, 0.0, names, lock="true_class,predicted_class") == ("any", "any")


@pytest.mark.parametrize("chosen", [(None, None), (1, None), (None, 0), (1, 0)])
def test_the_picture_is_one_that_plotly_knows(chosen):
    figure = go.Figure(*confusion_figure(np.array([[3, 1], [0, 0]]), chosen, WORDS))
    assert len(figure.layout.shapes) == (chosen != (None, None))
    assert np.asarray(figure.data[0].z).tolist() == [[0.75, 0.25], [0, 0]]


def test_an_image_is_the_example_s_ink_as_a_png():
    inputs = np.array([[0.0, 16.0, 4.0, 8.0]])
    (uri,) = data_uris(inputs, (2, 2))
    kind, _, encoded = uri.partition(",")
    assert kind == "data:image/png;base64"
    png = base64.b64decode(encoded)
    start = png.index(b"IDAT")
    (length,) = struct.unpack(">I", png[start - 4 : start])
    pixels = np.frombuffer(zlib.decompress(png[start + 4 : start + 4 + length]), np.uint8)
    rows = pixels.reshape(2 * SCALE, 2 * SCALE + 1)
    assert not rows[:, 0].any()  # no filter
    assert rows[::SCALE, 1::SCALE].tolist() == [[255, 0], [191, 128]]
