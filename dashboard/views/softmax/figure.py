"""The softmax in pictures: its steps as bars, and what a shift of the logits moves."""

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from core.losses.softmax import softmax_jacobian
from core.losses.softmax_steps import SoftmaxSteps, softmax_steps
from dashboard import palette
from dashboard.figures.axes import axis, flat_layout, upright
from dashboard.figures.figure import Picture
from dashboard.figures.traces import line, marker, named_line, points

SHIFT_REACH = 10.0
SHIFT_POINTS = 21

_ROW = 30
_ROW_BY_FINGER = 44  # so high the handles at the ends of the bars are (page.css)
_AROUND = 34
# The room for the numbers at the right ends of the rows: around them, for a digit, and for how many
# at least, so that it is the same for all logits. How far an axis goes past its largest value.
FIT = {"around": 8, "digit": 8.2, "fewest": 7, "margin": 1.05}


class SoftmaxPicture(NamedTuple):
    """Every number of the page's pictures of the softmax."""

    logits: NDArray[np.float64]  # (classes,), z + t
    steps: SoftmaxSteps  # of z + t
    exponentials: NDArray[np.float64]  # (classes,), e^u
    unshifted: SoftmaxSteps  # of z
    shifts: NDArray[np.float64]  # (shifts,), t
    along_shifts: SoftmaxSteps  # of z + t for each of the shifts, (shifts, classes)
    jacobian: NDArray[np.float64]  # [k, i], ∂ŷ_k/∂z_i


class StepBars(NamedTuple):
    """One step as bars, a class each, and their sum where it means something."""

    values: NDArray[np.float64]  # (classes,)
    numbers: Sequence[str]  # (classes,), the values as they are to be read
    names: Sequence[str]  # (classes,), what stands before each bar
    bounds: tuple[float, float]
    total: tuple[str, str] | None = None  # name and number of the sum of the bars


class ShiftWords(NamedTuple):
    """The translated words of the picture of the shift."""

    shift: str
    exponent: str
    log_normalizer: str
    classes: Sequence[str]


def prepare_softmax(
    logits: NDArray[np.float64], shift: float, temperature: float
) -> SoftmaxPicture:
    """Every number of the pictures.

    Parameters
    ----------
    logits : z of the example, (classes,).
    shift : t, added to every logit.
    temperature : T > 0.
    """
    steps = softmax_steps(logits + shift, temperature=temperature)
    shifts = np.linspace(-SHIFT_REACH, SHIFT_REACH, SHIFT_POINTS)
    return SoftmaxPicture(
        logits=logits + shift,
        steps=steps,
        exponentials=np.exp(steps.scaled),
        unshifted=softmax_steps(logits, temperature=temperature),
        shifts=shifts,
        along_shifts=softmax_steps(logits + shifts[:, None], temperature=temperature),
        jacobian=softmax_jacobian(steps.probabilities, temperature=temperature),
    )


def step_figure(step: StepBars) -> Picture:
    """A bar for each class and, where the step has a sum, all of them end to end in a last row."""
    classes = len(step.values)
    values, colours = step.values, palette.CLASSES[:classes]  # e^u is beyond float32 at times
    readings = [f"{name} = {text}" for name, text in zip(step.names, step.numbers, strict=True)]
    names, numbers = list(step.names), list(step.numbers)
    rows, starts = np.arange(classes), np.zeros(classes)
    if step.total is not None:
        names.append(step.total[0])
        numbers.append(step.total[1])
        values, colours, readings = np.tile(values, 2), colours * 2, readings * 2
        rows = np.append(rows, np.full(classes, classes))
        starts = np.append(starts, np.cumsum(values[:classes]) - values[:classes])
    bars = {
        "type": "bar",
        "x": values,
        "y": rows,
        "base": starts,
        "orientation": "h",
        "marker": {"color": colours, "line": {"color": palette.BACKGROUND, "width": 1}},
        "customdata": readings,
        "hovertemplate": "%{customdata}<extra></extra>",
    }
    longest = max(FIT["fewest"], *map(len, numbers))
    room = FIT["around"] + FIT["digit"] * longest
    # A finger takes hold of the bars of the first step; those of the second stand beside them.
    row_by_finger = _ROW_BY_FINGER if step.total is None else _ROW
    layout = {
        "template": palette.TEMPLATE,
        "height": _AROUND + _ROW * len(names),
        "meta": {"height_by_finger": _AROUND + row_by_finger * len(names)},
        "uirevision": f"{names[0]} {classes}",
        "barmode": "overlay",
        "showlegend": False,
        "margin": {"t": 4, "r": room, "b": 28, "l": 24 if step.total is None else 46},
        "minreducedwidth": 2,  # px; long numbers keep their room, also on a phone
        "annotations": [_number_at_the_end(text, row, room) for row, text in enumerate(numbers)],
        "xaxis": {
            "range": step.bounds,
            "zeroline": True,
            "fixedrange": True,
            "nticks": 4 if step.total is None else 2,  # 2 × 10⁴ is wide
        },
        "yaxis": {
            "range": [len(names) - 0.5, -0.5],
            "fixedrange": True,
            "showgrid": False,
            "zeroline": False,
            "tickvals": list(range(len(names))),
            "ticktext": names,
            "ticklabelstandoff": 4,
        },
    }
    return Picture([bars], layout)


def shift_figure(picture: SoftmaxPicture, shift: float, words: ShiftWords) -> Picture:
    """u_k and log Σ e^u against the shift t: all rise together, so the gaps between them stay."""
    along, steps = picture.along_shifts, picture.steps
    reading, colours = "t = %{x:number}<br>%{y:number}", palette.CLASSES[: len(words.classes)]
    lines = [
        named_line(picture.shifts, heights, name, reading, line(colour, 2))
        for heights, name, colour in zip(along.scaled.T, words.classes, colours, strict=True)
    ]
    look = line(palette.TEXT, 3, "dash")
    lines.append(
        named_line(picture.shifts, along.log_normalizer, words.log_normalizer, reading, look)
    )
    heights = np.append(steps.scaled, steps.log_normalizer).astype(np.float32)
    marks = points(
        np.full(len(heights), shift, dtype=np.float32),
        heights,
        marker(palette.EXAMPLE_MARK, 10, [*colours, palette.TEXT], palette.BACKGROUND, 1),
        showlegend=False,
        hovertemplate=f"{reading}<extra></extra>",
    )
    layout = flat_layout(
        f"shift {len(words.classes)}",
        axis(words.shift, zeroline=False),
        axis(words.exponent),
        height=380,
        shapes=[upright(shift, palette.EXAMPLE, 1.5, "dot")],
    )
    return Picture([*lines, marks], layout)


def _number_at_the_end(text: str, row: int, room: float) -> dict[str, Any]:
    return {
        "text": text,
        "xref": "paper",
        "x": 1,
        "xshift": room,
        "xanchor": "right",
        "align": "right",
        "y": row,
        "showarrow": False,
    }
