"""Cross sections of the loss through the example: cross-entropy and squared error on one scale."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from core.landscape.logit_line import loss_along_line
from core.losses.cross_entropy import cross_entropy_with_gradient
from core.losses.entropy import entropy
from core.losses.squared_error import squared_error_with_gradient
from core.symbols import symbol
from dashboard import palette
from dashboard.figures.axes import axis, flat_layout
from dashboard.figures.figure import Picture
from dashboard.figures.logit_plane import Plane, example_mark
from dashboard.figures.traces import line, marker, named_line, points, strokes

SECTION_POINTS = 61
ASIDE = 0.25  # of the reach: how far a tangent goes to either side
# The traces of the picture.
TRACES = {"crossEntropy": 1, "squaredError": 2, "slopes": 3, "onSquaredError": 4, "example": 5}


class CrossSection(NamedTuple):
    """Both losses while one logit moves and all others are held."""

    place: int  # the logit that moves, counted from 0
    values: NDArray[np.float64]  # (points,), of that logit
    cross_entropy: NDArray[np.float64]  # (points,), nats
    squared_error: NDArray[np.float64]  # (points,), dimensionless
    example: float  # the logit's value at the example
    cross_entropy_there: float
    squared_error_there: float
    slopes: tuple[float, float]  # ∂L/∂z of the logit at the example, of either loss
    floor: float  # H(y), nats

    @property
    def aside(self) -> float:
        """How far the tangents at the example go to either side, in logits."""
        return ASIDE * float(self.values[-1])


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
    slopes = [
        float(loss(logits, targets, temperature=temperature).gradient[index])
        for loss in (cross_entropy_with_gradient, squared_error_with_gradient)
    ]
    return CrossSection(
        place=index,
        values=values,
        cross_entropy=entropies.losses[:-1],
        squared_error=errors.losses[:-1],
        example=float(logits[index]),
        cross_entropy_there=float(entropies.losses[-1]),
        squared_error_there=float(errors.losses[-1]),
        slopes=(slopes[0], slopes[1]),
        floor=float(entropy(targets)),
    )


def cross_section_figure(section: CrossSection, highest: float, words: SectionWords) -> Picture:
    """The two losses over one logit, the floor H(y), and the example on both with its tangents.

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
    )
    tangents = strokes(_tangents(section), palette.EXAMPLE, 2.5)
    return Picture([*lines, tangents, other_mark, mark], layout)


def _tangents(section: CrossSection) -> NDArray[np.float32]:
    """The pen's way along both tangents at the example; NaN lifts it."""
    asides = section.aside * np.array([-1, 1, np.nan])
    losses = (section.cross_entropy_there, section.squared_error_there)
    ways = [
        np.stack([section.example + asides, loss + slope * asides], axis=1)
        for loss, slope in zip(losses, section.slopes, strict=True)
    ]
    return np.concatenate(ways).astype(np.float32)
