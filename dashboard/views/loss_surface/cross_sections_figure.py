"""Cross sections of the loss through the example: cross-entropy and squared error on one scale."""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from core.landscape.logit_line import loss_along_line
from core.losses.entropy import entropy
from core.losses.squared_error import squared_error_with_gradient
from dashboard import palette
from dashboard.figures.figure import Picture, Trace
from dashboard.figures.logit_plane import Plane, PlaneWords, example_mark

SECTION_POINTS = 61


class CrossSection(NamedTuple):
    """Both losses while one logit moves and all others are held."""

    place: int  # the logit that moves, counted from 0
    values: NDArray[np.float64]  # (points,), of that logit
    cross_entropy: NDArray[np.float64]  # (points,), nats
    squared_error: NDArray[np.float64]  # (points,), dimensionless
    example: float  # the logit's value at the example
    cross_entropy_there: float
    squared_error_there: float
    floor: float  # H(y), nats


@dataclass(frozen=True)
class SectionWords:
    """The translated words of a cross section."""

    logit: str
    loss: str
    cross_entropy: str
    squared_error: str
    floor: str
    example: str


def prepare_cross_sections(
    logits: NDArray[np.float64], targets: NDArray[np.float64], temperature: float, plane: Plane
) -> tuple[CrossSection, CrossSection]:
    """The sections along the two logits of the plane.

    Parameters
    ----------
    logits : z of the example, (classes,).
    targets : y, (classes,).
    temperature : T > 0.
    plane : the two logits, and how far they move.
    """
    first, second = (
        _cross_section(logits, targets, temperature, index, plane.reach)
        for index in (plane.first, plane.second)
    )
    return first, second


def _cross_section(
    logits: NDArray[np.float64],
    targets: NDArray[np.float64],
    temperature: float,
    index: int,
    reach: float,
) -> CrossSection:
    values = np.linspace(-reach, reach, SECTION_POINTS)
    # The last point is the example itself, so that its mark is computed with the curve it lies on.
    distances = np.append(values - logits[index], 0.0)
    direction = np.eye(len(logits))[index]
    entropies = loss_along_line(logits, targets, direction, distances, temperature=temperature)
    errors = loss_along_line(
        logits,
        targets,
        direction,
        distances,
        temperature=temperature,
        loss=squared_error_with_gradient,
    )
    return CrossSection(
        place=index,
        values=values,
        cross_entropy=entropies.losses[:-1],
        squared_error=errors.losses[:-1],
        example=float(logits[index]),
        cross_entropy_there=float(entropies.losses[-1]),
        squared_error_there=float(errors.losses[-1]),
        floor=float(entropy(targets)),
    )


def cross_section_figure(section: CrossSection, highest: float, words: SectionWords) -> Picture:
    """The two losses over one logit, the floor H(y) below them, and the example on both.

    Parameters
    ----------
    section : what is drawn.
    highest : the upper end of the scale of L, the same for sections that stand side by side.
    words : in the user's language.
    """
    ends = section.values[[0, -1]].astype(np.float32)
    floor = {
        "type": "scatter",
        "x": ends,
        "y": np.full(2, section.floor, dtype=np.float32),
        "mode": "lines",
        "line": {"color": palette.FADED, "width": 2, "dash": "dash"},
        "name": words.floor,
        "hovertemplate": "%{y:number}",
    }
    mark = example_mark(
        np.array([section.example, section.cross_entropy_there], dtype=np.float32),
        section.cross_entropy_there,
        PlaneWords(words.logit, words.loss, words.loss, words.example),
        showlegend=False,
    )
    other_mark = {
        "type": "scatter",
        "x": np.array([section.example], dtype=np.float32),
        "y": np.array([section.squared_error_there], dtype=np.float32),
        "mode": "markers",
        "marker": {
            "symbol": f"{palette.EXAMPLE_MARK}-open",
            "size": 11,
            "color": palette.EXAMPLE,
            "line": {"width": 2.5},
        },
        "name": words.example,
        "showlegend": False,
        "hovertemplate": "%{x:number}<br>%{y:number}",
    }
    layout = {
        "template": palette.TEMPLATE,
        "height": 300,
        "uirevision": f"{section.place}-{ends[-1]}",
        "xaxis": {"title": {"text": words.logit}, "zeroline": False},
        "yaxis": {"title": {"text": words.loss}, "range": [-0.02 * highest, 1.05 * highest]},
    }
    lines = [
        _line(section.values, section.cross_entropy, words.cross_entropy, palette.ACCENT, "solid"),
        _line(section.values, section.squared_error, words.squared_error, palette.TEXT, "dot"),
    ]
    return Picture([floor, *lines, mark, other_mark], layout)


def _line(
    values: NDArray[np.float64], losses: NDArray[np.float64], name: str, colour: str, dash: str
) -> Trace:
    return {
        "type": "scatter",
        "x": values.astype(np.float32),
        "y": losses.astype(np.float32),
        "mode": "lines",
        "line": {"color": colour, "width": 2.5, "dash": dash},
        "name": name,
        "hovertemplate": "%{x:number}<br>L = %{y:number}",
    }
