"""Names from a user's file in a figure: shown letter by letter, no longer than there is room."""

import json

import numpy as np
import plotly.graph_objects as go
import pytest

from dashboard.figures.confusion import ConfusionWords, confusion_figure
from dashboard.views.training.weights_figure import ParameterWords, parameter_figure

LINK = '<a href="http://evil">6" & more</a>'
SHOWN = '&lt;a href="http://evil"&gt;6" &amp; more&lt;/a&gt;'
NAMES = (LINK, "x" * 50)


def confusion() -> dict:
    words = ConfusionWords("true", "predicted", "count", "share", NAMES)
    return go.Figure(*confusion_figure(np.eye(2, dtype=int), (None, None), words)).to_dict()


def parameters(image_shape: tuple[int, int] | None) -> dict:
    words = ParameterWords("w", NAMES, NAMES, "bias", "activation", "class")
    return go.Figure(*parameter_figure(np.ones((3, 2)), 1.0, image_shape, words)).to_dict()


@pytest.mark.parametrize(
    "figure", [confusion(), parameters(None), parameters((1, 2))], ids=["confusion", "W", "images"]
)
def test_no_name_is_obeyed_or_fills_the_picture(figure: dict):
    (cells,) = figure["data"]
    readings = json.dumps(cells["customdata"], ensure_ascii=False)
    assert json.dumps(SHOWN)[1:-1] in readings
    assert NAMES[1] in readings  # hovering tells the whole name
    layout = figure["layout"]
    labels = [
        *(text for axis in ("xaxis", "yaxis") for text in layout[axis].get("ticktext", ())),
        *(one["text"] for one in layout.get("annotations", ())),
    ]
    assert "<" not in "".join([*labels, readings]).replace("<br>", "")
    assert "xxxxxxxxxxxxxxx…" in labels
    assert NAMES[1] not in labels
