"""The confusion matrix as a picture: a cell for each pair of classes, with its count in it."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from dashboard import palette
from dashboard.figures.figure import Picture
from dashboard.figures.foreign_name import as_label, as_text
from dashboard.written_numbers import percent, whole_number


@dataclass(frozen=True)
class ConfusionWords:
    """The translated words of the picture."""

    true: str
    predicted: str
    count: str
    fraction: str
    classes: Sequence[str]


def fractions_of_true_class(counts: NDArray[np.int64]) -> NDArray[np.float64]:
    """Each count over the sum of its row; 0 in the row of a class without examples.

    >>> fractions_of_true_class(np.array([[1, 3], [0, 0]]))
    array([[0.25, 0.75],
           [0.  , 0.  ]])
    """
    fractions: NDArray[np.float64] = counts / np.maximum(counts.sum(axis=1, keepdims=True), 1)
    return fractions


def confusion_figure(
    counts: NDArray[np.int64],
    chosen: tuple[int | None, int | None],
    words: ConfusionWords,
) -> Picture:
    """Row the true class, column the predicted one, both from 0; what is chosen has an outline.

    The colour is the share of the row, so that classes of any size compare; a count of 0 is left
    blank.
    """
    classes = len(counts)
    positions = np.arange(classes)
    fractions = fractions_of_true_class(counts)
    names = [as_text(name) for name in words.classes]
    cells = {
        "type": "heatmap",
        "x": positions,
        "y": positions,
        "z": fractions.astype(np.float32),
        "zmin": 0,
        "zmax": 1,
        "colorscale": palette.SHARE_RIGHT,
        "xgap": 1,
        "ygap": 1,
        "text": [[whole_number(count) if count else "" for count in row] for row in counts],
        "texttemplate": "%{text}",
        "customdata": [
            [
                f"{words.true}: {true}<br>{words.predicted}: {predicted}<br>"
                f"{words.count}: {whole_number(count)}<br>{words.fraction}: {percent(fraction, 1)}"
                for predicted, count, fraction in zip(names, *row, strict=True)
            ]
            for true, *row in zip(names, counts, fractions, strict=True)
        ],
        "hovertemplate": "%{customdata}<extra></extra>",
        "showscale": False,
    }
    axis = {
        "tickvals": positions,
        "ticktext": [as_label(name) for name in words.classes],
        "showgrid": False,
        "zeroline": False,
        "fixedrange": True,
    }
    layout = {
        "template": palette.TEMPLATE,
        "uirevision": f"confusion {classes}",
        "margin": {"t": 8},
        "xaxis": axis
        | {"title": {"text": words.predicted}, "side": "top", "range": [-0.5, classes - 0.5]},
        "yaxis": axis | {"title": {"text": words.true}, "range": [classes - 0.5, -0.5]},
        "shapes": _outline(chosen, classes),
    }
    return Picture([cells], layout)


def _outline(chosen: tuple[int | None, int | None], classes: int) -> list[dict[str, object]]:
    """Around the chosen cell; around a whole row or column where only one class is chosen."""
    row, column = chosen
    if row is None and column is None:
        return []
    return [
        {
            "type": "rect",
            "x0": -0.5 if column is None else column - 0.5,
            "x1": classes - 0.5 if column is None else column + 0.5,
            "y0": -0.5 if row is None else row - 0.5,
            "y1": classes - 0.5 if row is None else row + 0.5,
            "line": {"color": palette.EXAMPLE, "width": 4},
        }
    ]
