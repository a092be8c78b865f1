"""The curves of a training run and the plane of its inputs; the player fills the curves in."""

from typing import NamedTuple

import plotly.graph_objects as go

from core.datasets import DataSet
from dashboard.palette import CLASSES, FADED, TEMPLATE, TEST, TEXT, TRAIN

HEIGHT = 340
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


def loss_chart(names: CurveNames) -> go.Figure:
    """Mini-batch loss, raw and smoothed, with the loss on the whole train and test parts."""
    figure = _curves(names.step, names.loss)
    figure.add_trace(_line(names.batch, "batch_loss", FADED, width=1, opacity=0.55))
    figure.add_trace(_line(names.smoothed, "smoothed_loss", TEXT, width=2))
    figure.add_trace(_line(names.train, "train_loss", TRAIN, width=2))
    figure.add_trace(_line(names.test, "test_loss", TEST, width=2, dash="dash"))
    return figure


def accuracy_chart(names: CurveNames) -> go.Figure:
    """The share of examples classified rightly, on the whole train and test parts."""
    figure = _curves(names.step, names.accuracy)
    figure.update_yaxes(range=[0, 1.02], tickformat=".0%")
    figure.add_trace(_line(names.train, "train_accuracy", TRAIN, width=2))
    figure.add_trace(_line(names.test, "test_accuracy", TEST, width=2, dash="dash"))
    return figure


def plane_points(data: DataSet, extent: tuple[Interval, Interval]) -> go.Figure:
    """The training points of a 2-D data set, one mark per class, over a plane of that extent."""
    figure = go.Figure(layout={"template": TEMPLATE, "height": 460})
    inputs, labels = data.train.inputs.astype("float32"), data.train.labels
    for place, name in enumerate(data.class_names):
        points = inputs[labels == place]
        figure.add_trace(
            go.Scatter(
                x=points[:, 0],
                y=points[:, 1],
                mode="markers",
                name=name,
                marker={
                    "color": CLASSES[place],
                    "symbol": MARKERS[place],
                    "size": 7,
                    "line": {"color": TEXT, "width": 0.8},
                },
            )
        )
    horizontal, vertical = extent
    figure.update_xaxes(range=horizontal, title=data.feature_names[0], showgrid=False)
    figure.update_yaxes(range=vertical, title=data.feature_names[1], showgrid=False)
    return figure


def _curves(horizontal: str, vertical: str) -> go.Figure:
    figure = go.Figure(layout={"template": TEMPLATE, "height": HEIGHT, "hovermode": "x unified"})
    figure.update_xaxes(title=horizontal, tickformat=",d")
    figure.update_yaxes(title=vertical)
    return figure


def _line(
    name: str, series: str, colour: str, *, width: float, opacity: float = 1.0, dash: str = "solid"
) -> go.Scatter:
    return go.Scatter(
        name=name,
        meta={"series": series},
        mode="lines",
        line={"color": colour, "width": width, "dash": dash},
        opacity=opacity,
        hovertemplate="%{y:.4g}",
    )
