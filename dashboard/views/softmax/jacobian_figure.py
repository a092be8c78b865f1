"""The softmax's Jacobian as a heat map, with one entry outlined."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dashboard import palette
from dashboard.figures.figure import Picture

MOST_CLASSES_WITH_NUMBERS = 6  # of more, a cell of the Jacobian is narrower than its number
_OUTLINE = {"color": palette.EXAMPLE, "width": 4}


@dataclass(frozen=True)
class JacobianWords:
    """The translated words of the Jacobian: titles of its axes, names of its rows and columns."""

    logit: str
    probability: str
    logits: Sequence[str]
    probabilities: Sequence[str]
    numbers: NDArray[np.str_]  # [k, i], the entries as they are to be read


def jacobian_figure(
    jacobian: NDArray[np.float64], temperature: float, chosen: tuple[int, int], words: JacobianWords
) -> Picture:
    """∂ŷ_k/∂z_i: row k, column i, both from 1; the chosen (k, i), from 0, has an outline.

    The scale ends at ±1/(4T), which no entry exceeds: ŷ(1 − ŷ) ≤ 1/4.
    """
    classes = len(jacobian)
    positions = np.arange(1, classes + 1)
    row, column = chosen[0] + 1, chosen[1] + 1
    cells = {
        "type": "heatmap",
        "x": positions,
        "y": positions,
        "z": jacobian.astype(np.float32),
        "colorscale": palette.SIGNED,
        "zmin": -0.25 / temperature,
        "zmax": 0.25 / temperature,
        "xgap": 2,
        "ygap": 2,
        "text": words.numbers,
        "texttemplate": "%{text}" if classes <= MOST_CLASSES_WITH_NUMBERS else "",
        "hovertemplate": "∂ŷ%{y} / ∂z%{x} = %{text}<extra></extra>",
        "colorbar": {"thickness": 10, "outlinewidth": 0, "nticks": 5},
    }
    layout = {
        "template": palette.TEMPLATE,
        "height": 420,
        "uirevision": f"jacobian {classes}",
        "margin": {"t": 8},
        "xaxis": _matrix_axis(words.logit, words.logits, column)
        | {"range": [0.5, classes + 0.5], "side": "top"},
        "yaxis": _matrix_axis(words.probability, words.probabilities, row)
        | {"range": [classes + 0.5, 0.5]},
        "shapes": [
            {
                "type": "rect",
                "x0": column - 0.5,
                "x1": column + 0.5,
                "y0": row - 0.5,
                "y1": row + 0.5,
                "line": _OUTLINE,
            }
        ],
    }
    return Picture([cells], layout)


def _matrix_axis(title: str, names: Sequence[str], chosen: int) -> dict[str, Any]:
    return {
        "title": {"text": title},
        "tickvals": list(range(1, len(names) + 1)),
        "ticktext": [
            f"<b>{name}</b>" if position == chosen else name
            for position, name in enumerate(names, start=1)
        ],
        "showgrid": False,
        "zeroline": False,
        "fixedrange": True,
    }
