"""The loss over two logits: as a surface, as a map, and where all logits move by the same t."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from core.landscape.hessian_axes import HessianAxes, hessian_axes
from core.landscape.logit_line import loss_along_line
from core.losses.cross_entropy import cross_entropy, cross_entropy_with_gradient
from dashboard import palette
from dashboard.figures.axes import axis, flat_layout
from dashboard.figures.figure import Picture, Trace
from dashboard.figures.hessian_cross import cross_ends, cross_trace
from dashboard.figures.logit_plane import Plane, PlaneWords, example_mark, plane_layout
from dashboard.figures.plane_numbers import losses_on_plane
from dashboard.figures.traces import colour_bar, line, loss_map, named_line

GRID_POINTS = 31
SHIFT_POINTS = 81
ALL_SHIFTED, TWO_SHIFTED = "dash", "solid"  # how a line is drawn that adds t to all, or to two
ASPECT, MAP_ASPECT = 1.0, 0.88  # height over width
SHARE = 0.55  # of the window's height: title, sliders and result are to be seen beside them
PIN = 0.12  # of the height of the landscape

# From above, a little beside the diagonal, so that the line along (1, 1) is not seen end on.
_CAMERA = {
    "eye": {"x": -1.02, "y": -1.55, "z": 1.08},
    "center": {"x": -0.07, "y": 0.05, "z": -0.22},
}
_SURFACE_LINES = {"show": True, "color": "rgba(255,255,255,0.35)", "width": 1}


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
    shifted: NDArray[np.float32]  # (points, 3): both logits of the plane moved by t within it, L
    axes: HessianAxes  # of the two logits of the plane, (2,) and (2, classes)

    @property
    def line_of_shift(self) -> str:
        """How the line of `shifted` is drawn: with two classes it moves all logits."""
        return ALL_SHIFTED if self.axes.directions.shape[1] == 2 else TWO_SHIFTED

    @property
    def pin_height(self) -> float:
        """How far the head of the example's pin stands above its point, nats."""
        return PIN * float(np.ptp(self.losses))


class ShiftWords(NamedTuple):
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
    losses = losses_on_plane(
        logits, targets, temperature, plane, GRID_POINTS, cross_entropy_with_gradient
    )
    shifts = np.linspace(-plane.reach, plane.reach, SHIFT_POINTS)
    first, second = logits[two]
    within = np.linspace(
        -plane.reach - min(first, second),
        plane.reach - max(first, second),
        SHIFT_POINTS if len(logits) > 2 else 2,  # a straight line; more would break its dashes
    )
    every = np.ones(len(logits))
    pair = np.isin(np.arange(len(logits)), two).astype(np.float64)
    all_shifted, two_shifted, shifted = (
        loss_along_line(logits, targets, direction, distances, temperature=temperature).losses
        for direction, distances in ((every, shifts), (pair, shifts), (pair, within))
    )
    return LossSurface(
        plane=plane,
        axis=plane.axis(GRID_POINTS),
        losses=losses,
        example=logits[two].astype(np.float32),
        loss=float(cross_entropy(logits, targets, temperature=temperature)),
        shifts=shifts,
        losses_all_shifted=all_shifted,
        losses_two_shifted=two_shifted,
        shifted=np.stack([first + within, second + within, shifted], axis=1).astype(np.float32),
        axes=hessian_axes(logits, temperature=temperature, moved=two),
    )


def surface_figure(surface: LossSurface, words: PlaneWords, shift: str | None = None) -> Picture:
    """L as a landscape with the example on it; and, if named, the line through it along (1, 1)."""
    reach = surface.plane.reach
    away = round(reach * 2 / 3)  # from the corner, where the labels of two axes would meet
    ticks = {"range": [-reach, reach], "tickvals": [-away, 0, away]}
    landscape = {
        "type": "surface",
        "x": surface.axis,
        "y": surface.axis,
        "z": surface.losses,
        "colorscale": palette.MAGNITUDE,
        "showscale": False,
        "opacity": 0.9,
        "contours": {"z": _SURFACE_LINES},
        "hovertemplate": surface.plane.reading("L = %{z:number}<extra></extra>"),
    }
    lines = []
    if shift is not None:
        way = {"type": "scatter3d"} | dict(zip("xyz", surface.shifted.T, strict=True))
        look = line(palette.EXAMPLE, 5, surface.line_of_shift, name=shift, hoverinfo="name")
        lines = [look | way]
    # A pin: its point is the example, its head stands clear of the slopes around it.
    pin = {
        "type": "scatter3d",
        "x": surface.example[[0, 0]],
        "y": surface.example[[1, 1]],
        "z": np.array([surface.loss, surface.loss + surface.pin_height], dtype=np.float32),
        "mode": "lines+markers",
        "line": {"color": palette.EXAMPLE, "width": 4},
        "marker": {"symbol": palette.EXAMPLE_MARK, "size": [0, 9], "color": palette.EXAMPLE},
        "customdata": [surface.loss, surface.loss],
        "name": words.example,
        "hovertemplate": surface.plane.reading("L = %{customdata:number}"),
    }
    layout = {
        "template": palette.TEMPLATE,
        "uirevision": f"{surface.plane.first}-{surface.plane.second}",
        "margin": {"l": 0, "r": 0, "t": 8, "b": 0},
        "showlegend": False,
        "scene": {
            "xaxis": palette.SCENE_AXIS | {"title": {"text": words.first}} | ticks,
            "yaxis": palette.SCENE_AXIS | {"title": {"text": words.second}} | ticks,
            "zaxis": palette.SCENE_AXIS | {"title": {"text": words.loss}},
            "aspectmode": "manual",
            "aspectratio": {"x": 1, "y": 1, "z": 0.7},
            "camera": _CAMERA,
        },
    }
    return Picture([landscape, *lines, pin], layout)


def map_figure(surface: LossSurface, words: PlaneWords, marks: Sequence[Trace] = ()) -> Picture:
    """L as a map seen from above, with the same example, and other marks below it."""
    plane = surface.plane
    upright = {"orientation": "v", "x": 1, "y": 1, "yanchor": "top", "len": 0.95, "ypad": 0}
    bar = colour_bar(words.loss, xpad=4, **upright)
    heights = loss_map(surface.axis, surface.axis, surface.losses, 16, bar)
    heights["hovertemplate"] = plane.reading("L = %{z:number}<extra></extra>")
    reading = plane.reading("L = %{customdata:number}")
    mark = example_mark(surface.example, surface.loss, words.example, reading, showlegend=False)
    layout = plane_layout(plane, words, t=22, r=74, b=64)
    layout["xaxis"] |= {"constraintoward": "right"}  # beside the bar
    return Picture([heights, *marks, mark], layout)


def hessian_marks(surface: LossSurface) -> list[Trace]:
    """The Hessian's axes on the map: dark on a white edge, to be seen on every colour."""
    ends = cross_ends(surface.axes, surface.example.astype(np.float64), surface.plane)
    return [cross_trace(ends, "white", 5), cross_trace(ends, "black", 2.5)]


def flat_direction_figure(surface: LossSurface, words: ShiftWords) -> Picture:
    """L against the shift t of all logits and, with more than two, of only those of the plane."""
    place = np.array([0, surface.loss], dtype=np.float32)
    at_zero = "t = 0<br>L = %{customdata:number}"
    mark = example_mark(place, surface.loss, "", at_zero, showlegend=False)
    dashes = [(surface.losses_all_shifted, words.all_logits, ALL_SHIFTED)]
    if surface.line_of_shift == TWO_SHIFTED:
        dashes.insert(0, (surface.losses_two_shifted, words.two_logits, TWO_SHIFTED))
    reading = "t = %{x:number}<br>L = %{y:number}"
    lines = [
        named_line(surface.shifts, losses, name, reading, line(palette.EXAMPLE, 2.5, dash))
        for losses, name, dash in dashes
    ]
    upwards = axis(words.loss, rangemode="tozero")
    return Picture([*lines, mark], flat_layout("shift", axis(words.shift), upwards, height=340))
