"""The loss over two logits: as a surface, as a map, and along the direction in which it is flat."""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from core.cross_entropy import cross_entropy
from core.logit_plane import loss_plane
from dashboard import palette
from dashboard.figures.logit_plane import Plane, PlaneWords, example_mark, plane_layout

GRID_POINTS = 41
SHIFT_POINTS = 81
PIN = 0.12  # of the height of the landscape

# From above, a little beside the diagonal, so that the line along (1, 1) is not seen end on.
_CAMERA = {"eye": {"x": -1.2, "y": -1.8, "z": 1.3}, "center": {"x": -0.12, "y": 0.08, "z": -0.15}}
_SURFACE_LINES = {"show": True, "color": "rgba(255,255,255,0.35)", "width": 1}


_COLOUR_BAR = {"orientation": "h", "thickness": 10, "outlinewidth": 0, "y": 1.02}


class LossSurface(NamedTuple):
    """L over the plane, and along z + t·(1, …, 1)."""

    plane: Plane
    axis: NDArray[np.float32]  # (points,), the values of either logit
    losses: NDArray[np.float32]  # [second, first], nats
    example: NDArray[np.float32]  # (2,), where the example stands
    loss: float  # its L
    shifts: NDArray[np.float64]  # (shifts,), t
    losses_all_shifted: NDArray[np.float64]  # (shifts,), L where every logit moves by t
    losses_two_shifted: NDArray[np.float64]  # (shifts,), L where only the two of the plane do


@dataclass(frozen=True)
class ShiftWords:
    """The translated words of the picture of the flat direction."""

    shift: str
    loss: str
    all_logits: str
    two_logits: str


def prepare_loss_surface(
    logits: NDArray[np.float64], targets: NDArray[np.float64], temperature: float, plane: Plane
) -> LossSurface:
    """Every number of the three pictures.

    Parameters
    ----------
    logits : z of the example, (classes,).
    targets : y, (classes,).
    temperature : T > 0.
    plane : the two logits that vary; the others are held.
    """
    two = [plane.first, plane.second]
    axis = plane.axis(GRID_POINTS)
    losses = loss_plane(logits, targets, *two, axis, axis, temperature=temperature)
    shifts = np.linspace(-plane.reach, plane.reach, SHIFT_POINTS)
    all_shifted = logits + shifts[:, None]
    two_shifted = np.tile(logits, (SHIFT_POINTS, 1))
    two_shifted[:, two] = all_shifted[:, two]
    everywhere = np.broadcast_to(targets, all_shifted.shape)
    return LossSurface(
        plane=plane,
        axis=axis,
        losses=losses.astype(np.float32),
        example=logits[two].astype(np.float32),
        loss=float(cross_entropy(logits, targets, temperature=temperature)),
        shifts=shifts,
        losses_all_shifted=cross_entropy(all_shifted, everywhere, temperature=temperature),
        losses_two_shifted=cross_entropy(two_shifted, everywhere, temperature=temperature),
    )


def surface_figure(surface: LossSurface, words: PlaneWords, flat_direction: str) -> go.Figure:
    """L as a landscape, with the example on it and the flat direction through the example."""
    bounds = [-surface.plane.reach, surface.plane.reach]
    across, upwards = _flat_line(surface)
    landscape = go.Surface(
        x=surface.axis,
        y=surface.axis,
        z=surface.losses,
        colorscale=palette.MAGNITUDE,
        showscale=False,
        opacity=0.9,
        contours={"z": _SURFACE_LINES},
        hovertemplate="%{x:.4g}, %{y:.4g}<br>L = %{z:.4g}<extra></extra>",
    )
    flat_line = go.Scatter3d(
        x=across,
        y=upwards,
        z=np.full(len(across), surface.loss, dtype=np.float32),
        mode="lines",
        line={"color": palette.EXAMPLE, "width": 5, "dash": "dash"},
        name=flat_direction,
        hoverinfo="name",
    )
    # A pin: its point is the example, its head stands clear of the slopes around it.
    height = PIN * float(surface.losses.max() - surface.losses.min())
    pin = go.Scatter3d(
        x=surface.example[[0, 0]],
        y=surface.example[[1, 1]],
        z=np.array([surface.loss, surface.loss + height], dtype=np.float32),
        mode="lines+markers",
        line={"color": palette.EXAMPLE, "width": 4},
        marker={"symbol": palette.EXAMPLE_MARK, "size": [0, 9], "color": palette.EXAMPLE},
        customdata=[surface.loss, surface.loss],
        name=words.example,
        hovertemplate="%{x:.4g}, %{y:.4g}<br>L = %{customdata:.4g}",
    )
    figure = go.Figure([landscape, flat_line, pin])
    figure.update_layout(
        template=palette.TEMPLATE,
        height=460,
        uirevision=f"{surface.plane.first}-{surface.plane.second}",
        margin={"l": 0, "r": 0, "t": 8, "b": 0},
        legend={"y": 0, "yanchor": "top"},
        scene={
            "xaxis": {"title": {"text": words.first}, "range": bounds},
            "yaxis": {"title": {"text": words.second}, "range": bounds},
            "zaxis": {"title": {"text": words.loss}},
            "aspectmode": "manual",
            "aspectratio": {"x": 1, "y": 1, "z": 0.7},
            "camera": _CAMERA,
        },
    )
    return figure


def contour_figure(surface: LossSurface, words: PlaneWords, flat_direction: str) -> go.Figure:
    """L as a map seen from above, with the same example and the same flat direction."""
    across, upwards = _flat_line(surface)
    heights = go.Contour(
        x=surface.axis,
        y=surface.axis,
        z=surface.losses,
        colorscale=palette.MAGNITUDE,
        ncontours=16,
        line={"color": "rgba(255,255,255,0.5)", "width": 0.7},
        colorbar=_COLOUR_BAR | {"title": {"text": words.loss, "side": "top"}},
        hovertemplate="%{x:.4g}, %{y:.4g}<br>L = %{z:.4g}<extra></extra>",
    )
    flat_line = go.Scatter(
        x=across,
        y=upwards,
        mode="lines",
        line={"color": palette.EXAMPLE, "width": 2.5, "dash": "dash"},
        name=flat_direction,
        hoverinfo="name",
        showlegend=False,
    )
    mark = example_mark(surface.example, surface.loss, words, showlegend=False)
    figure = go.Figure([heights, flat_line, mark])
    figure.update_layout(plane_layout(surface.plane, words, height=460))
    figure.update_layout(margin_t=16)
    return figure


def flat_direction_figure(surface: LossSurface, words: ShiftWords) -> go.Figure:
    """L against the shift t, where all logits move by it and where only the two of the plane do."""
    mark = example_mark(
        np.array([0, surface.loss], dtype=np.float32),
        surface.loss,
        PlaneWords(words.shift, words.loss, words.loss, ""),
        showlegend=False,
    )
    figure = go.Figure(
        [
            _shift_line(surface.shifts, surface.losses_two_shifted, words.two_logits, palette.TEXT),
            _shift_line(
                surface.shifts,
                surface.losses_all_shifted,
                words.all_logits,
                palette.EXAMPLE,
                "dash",
            ),
            mark,
        ]
    )
    figure.update_layout(
        template=palette.TEMPLATE,
        height=260,
        uirevision="shift",
        xaxis={"title": {"text": words.shift}},
        yaxis={"title": {"text": words.loss}, "rangemode": "tozero"},
    )
    return figure


def _shift_line(
    shifts: NDArray[np.float64],
    losses: NDArray[np.float64],
    name: str,
    colour: str,
    dash: str = "solid",
) -> go.Scatter:
    return go.Scatter(
        x=shifts.astype(np.float32),
        y=losses.astype(np.float32),
        mode="lines",
        line={"color": colour, "width": 2.5, "dash": dash},
        name=name,
        hovertemplate="t = %{x:.4g}<br>L = %{y:.4g}",
    )


def _flat_line(surface: LossSurface) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """The part of z + t·(1, …, 1) above the plane's picture."""
    reach = surface.plane.reach
    first, second = surface.example
    shifts = np.array([-reach - min(first, second), reach - max(first, second)], dtype=np.float32)
    return first + shifts, second + shifts
