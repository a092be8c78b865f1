"""The curves of a training run and the plane of its inputs; the player fills the curves in."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from core.datasets import DataSet
from dashboard.figures.axes import axis, upright
from dashboard.figures.figure import Picture, Trace
from dashboard.figures.foreign_name import as_text
from dashboard.figures.traces import line, marker, points
from dashboard.palette import CLASSES, FADED, TEMPLATE, TEST, TEXT, TRAIN

HEIGHT = 340
POINTS_DRAWN = 4000  # of the training part, in its shuffled order: each is a node of the page
MARKERS = (
    "circle",
    "square",
    "diamond",
    "cross",
    "x",
    "triangle-up",
    "star",
    "hexagon",
    "pentagon",
    "triangle-down",
)

Interval = tuple[float, float]


class CurveNames(NamedTuple):
    """The words on the charts, in the reader's language."""

    step: str
    loss: str
    accuracy: str
    batch: str
    smoothed: str
    train: str
    test: str
    penalty: str
    gradient: str


Marks = Sequence[tuple[int, str]]  # the steps at which the settings change, and what changes


def loss_chart(
    names: CurveNames, marks: Marks = (), *, penalised: bool = False, logarithmic: bool = False
) -> Picture:
    """Mini-batch loss, raw and smoothed, with the loss on the whole train and test parts."""
    traces = [
        _line(names.batch, "batch_loss", FADED, width=1, opacity=0.55),
        _line(names.smoothed, "smoothed_loss", TEXT, width=2),
        _line(names.train, "train_loss", TRAIN, width=2),
        _line(names.test, "test_loss", TEST, width=2, dash="dash"),
    ]
    if penalised:
        traces.append(_line(names.penalty, "penalty", TEXT, width=2, dash="dot"))
    return Picture(traces, _layout(names.step, names.loss, marks, logarithmic=logarithmic))


def accuracy_chart(names: CurveNames, marks: Marks = ()) -> Picture:
    """The share of examples classified rightly, on the whole train and test parts."""
    layout = _layout(names.step, names.accuracy, marks)
    layout["margin"] |= {"l": 66}  # 100%
    layout["yaxis"] |= {"range": [0, 1.02], "tickformat": ".0%"}
    for annotation in layout["annotations"]:  # the curves are seldom at the bottom
        annotation.update(y=0, yanchor="bottom")
    traces = [
        _line(names.train, "train_accuracy", TRAIN, width=2),
        _line(names.test, "test_accuracy", TEST, width=2, dash="dash"),
    ]
    return Picture(traces, layout)


def gradient_chart(names: CurveNames, marks: Marks = (), *, logarithmic: bool = False) -> Picture:
    """How long the gradient on all train examples is."""
    traces = [_line(names.train, "gradient_norm", TRAIN, width=2)]
    return Picture(traces, _layout(names.step, names.gradient, marks, logarithmic=logarithmic))


def plane_points(data: DataSet, extent: tuple[Interval, Interval]) -> Picture:
    """The first training points of a 2-D data set, a mark per class, over a plane so large."""
    inputs = data.train.inputs[:POINTS_DRAWN].astype("float32")
    labels = data.train.labels[:POINTS_DRAWN]
    drawn = [
        points(
            inputs[labels == index, 0],
            inputs[labels == index, 1],
            marker(MARKERS[index], 7, CLASSES[index], TEXT, 0.8),
            name=as_text(name),
        )
        for index, name in enumerate(data.class_names)
    ]
    horizontal, vertical = (
        axis(as_text(name), range=ends, showgrid=False)
        for ends, name in zip(extent, data.feature_names, strict=True)
    )
    layout = {"template": TEMPLATE, "xaxis": horizontal, "yaxis": vertical}
    return Picture(drawn, layout)


def _layout(
    horizontal: str, vertical: str, marks: Marks, *, logarithmic: bool = False
) -> dict[str, Any]:
    return {
        "template": TEMPLATE,
        "height": HEIGHT,
        "hovermode": "x unified",
        "margin": {"l": 50, "t": 66},  # two rows of names
        "xaxis": axis(horizontal, tickformat=",d"),
        "yaxis": axis(vertical, **({"type": "log", "dtick": 1} if logarithmic else {})),
        "shapes": [upright(step, FADED, 1, "dot") for step, _ in marks],
        "annotations": [
            {
                "x": step,
                "y": 1,
                "yref": "paper",
                "text": what,
                "textangle": -90,
                "xanchor": "left",
                "yanchor": "top",
                "showarrow": False,
                "font": {"size": 14, "color": TEXT},
            }
            for step, what in marks
        ],
    }


def _line(
    name: str, series: str, colour: str, *, width: float, opacity: float = 1.0, dash: str = "solid"
) -> Trace:
    about = {"name": name, "meta": {"series": series}, "hovertemplate": "%{y:number}"}
    return line(colour, width, dash, opacity=opacity, **about)
