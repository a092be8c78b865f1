"""The confusion matrix as a picture: a cell for each pair of classes, with its count in it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dashboard import palette
from dashboard.figures.axes import flat_layout
from dashboard.figures.cells import NAMES_ABOVE, matrix_axis, matrix_cells, outline
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
    fractions = fractions_of_true_class(counts)
    names = [as_text(name) for name in words.classes]
    readings = [
        [
            f"{words.true}: {true}<br>{words.predicted}: {predicted}<br>"
            f"{words.count}: {whole_number(count)}<br>{words.fraction}: {percent(fraction, 1)}"
            for predicted, count, fraction in zip(names, *row, strict=True)
        ]
        for true, *row in zip(names, counts, fractions, strict=True)
    ]
    cells = matrix_cells(
        fractions,
        zmin=0,
        zmax=1,
        colorscale=palette.SHARE_RIGHT,
        text=[[whole_number(count) if count else "" for count in row] for row in counts],
        texttemplate="%{text}",
        textfont={"color": palette.TEXT},
        customdata=readings,
        hovertemplate="%{customdata}<extra></extra>",
        showscale=False,
    )
    labels = [as_label(name) for name in words.classes]
    frame = {"showline": True, "mirror": True}  # where counts are 0, cells look like the page
    layout = flat_layout(
        f"confusion {classes}",
        matrix_axis(words.predicted, labels, side="top", range=[-0.5, classes - 0.5], **frame),
        matrix_axis(words.true, labels, range=[classes - 0.5, -0.5], **frame),
        margin=NAMES_ABOVE,
        shapes=_outline(chosen, classes),
    )
    return Picture([cells], layout)


def _outline(chosen: tuple[int | None, int | None], classes: int) -> list[dict[str, Any]]:
    """Around the chosen cell; around a whole row or column where only one class is chosen."""
    if chosen == (None, None):
        return []
    rows, columns = ((0, classes - 1) if one is None else (one, one) for one in chosen)
    return [outline(rows, columns)]
