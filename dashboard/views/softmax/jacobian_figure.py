"""The softmax's Jacobian as a heat map, with one entry outlined."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from dashboard import palette
from dashboard.figures.axes import flat_layout
from dashboard.figures.cells import NAMES_ABOVE, matrix_axis, matrix_cells, outline
from dashboard.figures.figure import Picture
from dashboard.written_numbers import TIMES


class JacobianWords(NamedTuple):
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
    row, column = chosen[0] + 1, chosen[1] + 1
    cells = matrix_cells(
        jacobian,
        start=1,
        gap=2,
        colorscale=palette.SIGNED,
        zmin=-0.25 / temperature,
        zmax=0.25 / temperature,
        # A power of ten below its number: side by side they are too small to read on a phone.
        text=np.char.replace(words.numbers, TIMES, "<br>× "),
        texttemplate="%{text}",
        customdata=words.numbers,
        hovertemplate="∂ŷ%{y} / ∂z%{x} = %{customdata}<extra></extra>",
        colorbar={"thickness": 10, "outlinewidth": 0, "nticks": 5},
    )
    logits, probabilities = _bold(words.logits, column), _bold(words.probabilities, row)
    ends = [0.5, classes + 0.5]
    layout = flat_layout(
        f"jacobian {classes}",
        matrix_axis(words.logit, logits, start=1, range=ends, side="top"),
        matrix_axis(words.probability, probabilities, start=1, range=ends[::-1]),
        height=420,
        margin=NAMES_ABOVE,
        shapes=[outline((row, row), (column, column))],
    )
    return Picture([cells], layout)


def _bold(names: Sequence[str], chosen: int) -> list[str]:
    return [
        f"<b>{name}</b>" if position == chosen else name
        for position, name in enumerate(names, start=1)
    ]
