"""The slope of the loss over two logits as arrows, and the way that gradient descent takes."""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from core.logit_plane import DescentPath, descent_path, gradient_plane, loss_plane
from dashboard import palette
from dashboard.figures.logit_plane import Plane, PlaneWords, example_mark, plane_layout

GRID_POINTS = 41
ARROWS = 15  # along each axis
# The longest arrow over the distance of two arrows: the longest ones point along the diagonal.
LONGEST_ARROW = 1.3
HEAD = 0.3  # of an arrow's length
HEAD_SPREAD = 0.5  # half the head's width over its length
ROUND_NUMBERS = (1.0, 1.5, 2.0, 3.0, 4.0, 5.0, 6.0, 8.0, 10.0)


class GradientField(NamedTuple):
    """−∇L over the plane, and a descent from the example."""

    plane: Plane
    axis: NDArray[np.float32]  # (points,), the values of either logit
    losses: NDArray[np.float32]  # [second, first], nats
    tails: NDArray[np.float64]  # (arrows, 2), where each −∇L is taken
    descents: NDArray[np.float64]  # (arrows, 2), −∂L/∂z of the two logits
    norm_of_unit: float  # the ‖∇L‖ that an arrow one unit of the axes long stands for
    path: DescentPath


@dataclass(frozen=True)
class FieldWords:
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
) -> GradientField:
    """Every number of the picture.

    Parameters
    ----------
    logits : z of the example, (classes,).
    targets : y, (classes,).
    temperature : T > 0.
    plane : the two logits that vary; the others are held, on the path too.
    step_size : η > 0.
    steps : how many steps the descent takes.
    """
    two = (plane.first, plane.second)
    axis = plane.axis(GRID_POINTS)
    distance = 2 * plane.reach / ARROWS
    at = np.linspace(-plane.reach + distance / 2, plane.reach - distance / 2, ARROWS)
    gradient = gradient_plane(logits, targets, *two, at, at, temperature=temperature)
    return GradientField(
        plane=plane,
        axis=axis,
        losses=loss_plane(logits, targets, *two, axis, axis, temperature=temperature).astype(
            np.float32
        ),
        tails=np.stack(np.meshgrid(at, at), axis=-1).reshape(-1, 2),
        descents=-gradient.reshape(-1, 2),
        norm_of_unit=_norm_of_unit(temperature, distance),
        path=descent_path(
            logits,
            targets,
            step_size=step_size,
            steps=steps,
            temperature=temperature,
            first=plane.first,
            second=plane.second,
        ),
    )


def gradient_field_figure(field: GradientField, words: PlaneWords, more: FieldWords) -> go.Figure:
    """Arrows of −∇L over faint level lines, with the path of the descent."""
    two = [field.plane.first, field.plane.second]
    way = field.path.logits[:, two].astype(np.float32)
    levels = go.Contour(
        x=field.axis,
        y=field.axis,
        z=field.losses,
        contours={"coloring": "none"},
        showscale=False,
        ncontours=14,
        line={"width": 1, "color": palette.FADED},
        opacity=0.45,
        name=more.levels,
        showlegend=True,
        hovertemplate="%{x:.4g}, %{y:.4g}<br>L = %{z:.4g}<extra></extra>",
    )
    strokes = arrow_strokes(field.tails, field.descents / field.norm_of_unit)
    arrows = go.Scatter(
        x=strokes[:, 0],
        y=strokes[:, 1],
        mode="lines",
        line={"color": palette.TEXT, "width": 1.4},
        opacity=0.8,
        hoverinfo="skip",
        showlegend=False,
    )
    path = go.Scatter(
        x=way[:, 0],
        y=way[:, 1],
        mode="lines+markers",
        line={"color": palette.EXAMPLE, "width": 2},
        marker={"size": 4, "color": palette.EXAMPLE},
        customdata=field.path.losses.astype(np.float32),
        hovertemplate="%{pointNumber}: %{x:.4g}, %{y:.4g}<br>L = %{customdata:.4g}",
        name=more.path,
    )
    end = go.Scatter(
        x=way[-1:, 0],
        y=way[-1:, 1],
        mode="markers",
        marker={
            "symbol": palette.END_MARK,
            "size": 11,
            "color": palette.EXAMPLE,
            "line": {"color": "white", "width": 2},
        },
        hoverinfo="name",
        name=more.end,
    )
    start = example_mark(way[0], float(field.path.losses[0]), words)
    figure = go.Figure([levels, arrows, path, start, end])
    figure.update_layout(plane_layout(field.plane, words, height=540))
    figure.update_layout(legend_title={"text": more.scale, "side": "top"})
    return figure


def arrow_strokes(tails: NDArray[np.float64], vectors: NDArray[np.float64]) -> NDArray[np.float32]:
    """The pen's way along all arrows, (7·arrows, 2): shaft, lift, head, lift; NaN lifts the pen.

    Parameters
    ----------
    tails : (arrows, 2).
    vectors : (arrows, 2), from tail to tip, in the units of the axes. The head is a share of the
        arrow, so that a short arrow stays a short arrow.
    """
    tips = tails + vectors
    back = HEAD * vectors
    aside = HEAD_SPREAD * back @ np.array([[0, 1], [-1, 0]])
    lift = np.full_like(tails, np.nan)
    strokes = [tails, tips, lift, tips - back + aside, tips, tips - back - aside, lift]
    return np.stack(strokes, axis=1).reshape(-1, 2).astype(np.float32)


def _norm_of_unit(temperature: float, distance: float) -> float:
    """A round ‖∇L‖ for one unit of length, such that no arrow runs into the next ones.

    Softmax cross-entropy has ‖∂L/∂z‖ ≤ √2/T whatever the logits, so the scale does not change
    while they do.
    """
    least = np.sqrt(2) / temperature / (LONGEST_ARROW * distance)
    power = 10.0 ** np.floor(np.log10(least))
    return float(power * next(n for n in ROUND_NUMBERS if n * power >= least))
