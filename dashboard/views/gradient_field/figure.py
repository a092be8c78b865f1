"""The slope of a loss over two logits, as arrows, and the descent over it."""

from collections.abc import Sequence
from functools import lru_cache
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from core.landscape.descent_path import DescentPath, descent_path
from core.losses.cross_entropy import cross_entropy_with_gradient
from core.losses.loss import Loss
from dashboard import palette
from dashboard.figures.figure import Picture, Trace
from dashboard.figures.logit_plane import Plane, PlaneWords, example_mark, plane_layout
from dashboard.figures.plane_numbers import gradient_on_plane, losses_on_plane
from dashboard.figures.traces import END_MARKER, contours, line, named_line, points
from dashboard.views.gradient_field.arrows_figure import arrow_strokes, strokes_trace
from dashboard.views.gradient_field.labels_figure import labelled

GRID_POINTS = 17
ARROWS = 13  # along each axis
# The longest arrow over the distance of two arrows: the longest ones point along the diagonal.
LONGEST_ARROW = 1.3
TITLE_ROOM = 32  # px
ASPECT = 1.05  # height over width of a square with a title above it and an axis below
ROUND_NUMBERS = (1.0, 1.5, 2.0, 3.0, 4.0, 5.0, 6.0, 8.0, 10.0)


class GradientField(NamedTuple):
    """−∇L over the plane, and a descent from the example."""

    plane: Plane
    axis: NDArray[np.float32]  # (points,), the values of either logit
    losses: NDArray[np.float32]  # [second, first]
    tails: NDArray[np.float64]  # (arrows, 2), where each −∇L is taken
    descents: NDArray[np.float64]  # (arrows, 2), −∂L/∂z of the two logits
    norm_of_unit: float  # the ‖∇L‖ that an arrow one unit of the axes long stands for
    path: DescentPath


class FieldWords(NamedTuple):
    """The translated words of the field, beside those of the plane."""

    scale: str  # what the length of an arrow stands for
    levels: str
    path: str
    end: str


def prepare_gradient_field(
    logits: NDArray[np.float64],
    targets: NDArray[np.float64],
    temperature: float,
    plane: Plane,
    *,
    step_size: float,
    steps: int,
    loss: Loss = cross_entropy_with_gradient,
) -> GradientField:
    """Every number of the picture with arrows.

    Parameters
    ----------
    logits : z of the example, (classes,).
    targets : y, (classes,).
    temperature : T > 0.
    plane : the two logits that vary; the others are held, on the path too.
    step_size : η > 0.
    steps : how many steps the descent takes.
    loss : which loss; the scale of the arrows is the same for each.
    """
    at, tails = _arrow_places(plane.reach)
    gradient = gradient_on_plane(logits, targets, temperature, plane, at, loss)
    return GradientField(
        plane=plane,
        axis=plane.axis(GRID_POINTS),
        losses=losses_on_plane(logits, targets, temperature, plane, GRID_POINTS, loss),
        tails=tails,
        descents=-gradient.reshape(-1, 2),
        norm_of_unit=_norm_of_unit(temperature, 2 * plane.reach / ARROWS),
        path=descent_path(
            logits,
            targets,
            step_size=step_size,
            steps=steps,
            temperature=temperature,
            first=plane.first,
            second=plane.second,
            loss=loss,
        ),
    )


@lru_cache(maxsize=32)
def _arrow_places(reach: float) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Along either axis, (ARROWS,), and all over the plane, (arrows, 2); never to be written to."""
    distance = 2 * reach / ARROWS
    at = np.linspace(-reach + distance / 2, reach - distance / 2, ARROWS)
    tails = np.stack(np.meshgrid(at, at), axis=-1).reshape(-1, 2)
    at.setflags(write=False)
    tails.setflags(write=False)
    return at, tails


def arrows_trace(field: GradientField) -> Trace:
    """The field as arrows, to the scale that `norm_of_unit` states."""
    return strokes_trace(arrow_strokes(field.tails, field.descents / field.norm_of_unit))


def gradient_field_figure(
    field: GradientField,
    flow: Trace,
    words: PlaneWords,
    more: FieldWords,
    marks: Sequence[Trace] = (),
    below: Sequence[Trace] = (),
) -> Picture:
    """The flow over faint level lines, with the path of the descent.

    Parameters
    ----------
    field : the level lines and the path.
    flow : from `arrows_trace` or `streamlines_trace`.
    words, more : in the user's language.
    marks : what else lies on the plane and has a name, under the mark of the start.
    below : what lies under the marks and has none.
    """
    two = [field.plane.first, field.plane.second]
    way = field.path.logits[:, two].astype(np.float32)
    faint = {"line": {"width": 1, "color": palette.FADED}, "opacity": 0.45, "showscale": False}
    lines = {"contours": {"coloring": "none"}, "ncontours": 14, "showlegend": False}
    levels = contours(field.axis, field.axis, field.losses, name=more.levels, **faint, **lines)
    steps = {"size": 4, "color": palette.EXAMPLE}
    losses = field.path.losses.astype(np.float32)
    look = line(palette.EXAMPLE, 2, mode="lines+markers", marker=steps, customdata=losses)
    reading = f"%{{pointNumber}}: {field.plane.reading('L = %{customdata:number}')}"
    path = named_line(way[:, 0], way[:, 1], more.path, reading, look)
    end = points(way[-1:, 0], way[-1:, 1], END_MARKER, hoverinfo="name", name=more.end)
    start = example_mark(way[0], float(field.path.losses[0]), words.example)
    named = [end, *marks, start]
    places = [np.array([mark["x"][-1], mark["y"][-1]]) for mark in named]
    shares = [_shares(place, field.plane) for place in places]
    layout = plane_layout(field.plane, words, t=TITLE_ROOM)
    layout |= {"title": titled(more.scale), "showlegend": False}
    lift = np.full((1, 2), np.nan)
    drawn = np.concatenate([way, *(part for trace in below for part in (lift, _points(trace)))])
    labels = labelled(
        named, shares, _shares(drawn, field.plane), _shares(_points(flow), field.plane)
    )
    return Picture([levels, flow, path, *below, *labels], layout)


def titled(text: str) -> dict[str, Any]:
    """A picture's title above its left edge, in the size of its other text."""
    above = {"xref": "paper", "x": 0, "yref": "container", "y": 0.99, "yanchor": "top"}
    return {"text": text, "font": {"size": 14}} | above


def _points(trace: Trace) -> NDArray[Any]:
    return np.stack([trace["x"], trace["y"]], axis=1)


def _shares(points: NDArray[Any], plane: Plane) -> NDArray[Any]:
    return (points + plane.reach) / (2 * plane.reach)


def _norm_of_unit(temperature: float, distance: float) -> float:
    """A round ‖∇L‖ for one unit of length, such that no arrow runs into the next ones.

    Softmax cross-entropy has ‖∂L/∂z‖ ≤ √2/T whatever the logits, and squared error less, so the
    scale changes neither while the logits move nor from one loss to the other.
    """
    least = np.sqrt(2) / temperature / (LONGEST_ARROW * distance)
    power = 10.0 ** np.floor(np.log10(least))
    return float(power * next(n for n in ROUND_NUMBERS if n * power >= least))
