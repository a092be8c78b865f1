"""Cross sections of the loss through the example: cross-entropy and squared error on one scale."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from core.landscape.logit_line import loss_along_line
from core.losses.entropy import entropy
from core.losses.squared_error import squared_error_with_gradient
from core.symbols import symbol
from dashboard import palette
from dashboard.figures.axes import axis, flat_layout
from dashboard.figures.figure import Picture
from dashboard.figures.logit_plane import Plane, example_mark
from dashboard.figures.traces import line, marker, named_line, points

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


class SectionWords(NamedTuple):
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
    """The sections along the two logits of the plane; arguments as for `prepare_loss_surface`."""
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


def cross_section_figure(
    section: CrossSection, highest: float, words: SectionWords, *, has_legend: bool = True
) -> Picture:
    """The two losses over one logit, the floor H(y) below them, and the example on both.

    Parameters
    ----------
    section : what is drawn.
    highest : the upper end of the scale of L, the same for sections that stand side by side.
    words : in the user's language.
    """
    ends = section.values[[0, -1]].astype(np.float32)
    place = f"{symbol('z', section.place)} = %{{x:number}}<br>"
    reading = f"{place}L = %{{y:number}}"
    level, full, dotted = (
        line(palette.FADED, 2, "dash"),
        line(palette.ACCENT, 2.5, "solid"),
        line(palette.TEXT, 2.5, "dot"),
    )
    lines = [
        named_line(ends, np.full(2, section.floor), words.floor, "H(y) = %{y:number}", level),
        named_line(section.values, section.cross_entropy, words.cross_entropy, reading, full),
        named_line(section.values, section.squared_error, words.squared_error, reading, dotted),
    ]
    mark = example_mark(
        np.array([section.example, section.cross_entropy_there], dtype=np.float32),
        section.cross_entropy_there,
        words.example,
        f"{place}L = %{{customdata:number}}",
        showlegend=False,
    )
    other_mark = points(
        np.array([section.example], dtype=np.float32),
        np.array([section.squared_error_there], dtype=np.float32),
        marker(f"{palette.EXAMPLE_MARK}-open", 11, palette.EXAMPLE, None, 2.5),
        name=words.example,
        showlegend=False,
        hovertemplate=reading,
    )
    layout = flat_layout(
        f"{section.place}-{ends[-1]}",
        axis(words.logit, zeroline=False),
        axis(words.loss, range=[-0.02 * highest, 1.05 * highest]),
        height=300,
        showlegend=has_legend,
    )
    return Picture([*lines, mark, other_mark], layout)
