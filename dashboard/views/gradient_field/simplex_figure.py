"""The descent as ŷ on the triangle of three classes, with arrows of how −∇L moves ŷ."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from core.losses.cross_entropy import cross_entropy_gradient
from core.losses.softmax import softmax_jacobian
from dashboard import palette
from dashboard.figures.figure import Picture, Trace
from dashboard.figures.logit_plane import Plane
from dashboard.figures.simplex import CLASSES, simplex_figure
from dashboard.figures.traces import line
from dashboard.views.gradient_field.arrows_figure import arrow_strokes
from dashboard.views.gradient_field.figure import titled
from dashboard.views.gradient_field.labels_figure import Boxes, labelled

ROWS = 12  # of arrows, the lowest with as many
LONGEST_ARROW = 0.95  # over the distance of two arrows
HEIGHT = np.sqrt(3) / 2  # of the triangle, over its side
# The names of the corners, and the numbers at the right and the left edge.
_CORNERS = [
    ((x, y), (0.13, 0.06)) for x, y in ((0.5, HEIGHT + 0.07), (-0.05, -0.09), (1.05, -0.09))
]
_RIGHT = [((1.03 - k / 2, k * HEIGHT + 0.02), (0.1, 0.06)) for k in (0.2, 0.4, 0.6, 0.8)]
_LEFT = [((k / 2 - 0.06, k * HEIGHT), (0.12, 0.05)) for k in (0.2, 0.4, 0.6, 0.8)]
TAKEN = Boxes.around(*zip(*_CORNERS, *_RIGHT, *_LEFT, strict=True))


class SimplexFlow(NamedTuple):
    """How ŷ moves where the two logits of a plane follow −∇L, over the triangle."""

    probabilities: NDArray[np.float64]  # (arrows, 3), evenly spaced and off the edges
    changes: NDArray[np.float64]  # (arrows, 3), J(−∇L)


def prepare_simplex_flow(
    targets: NDArray[np.float64], temperature: float, plane: Plane
) -> SimplexFlow:
    """The change of ŷ at the middle of each small triangle of the simplex; y is (3,)."""
    row, column = np.indices((ROWS, ROWS)).reshape(2, -1)
    first, second = row[row + column < ROWS], column[row + column < ROWS]
    counts = np.stack([first, second, ROWS - 1 - first - second], axis=1)
    probabilities = (counts + 1 / CLASSES) / ROWS
    descent = -cross_entropy_gradient(
        temperature * np.log(probabilities),
        np.broadcast_to(targets, probabilities.shape),
        temperature=temperature,
    )
    descent[:, [k for k in range(CLASSES) if k not in (plane.first, plane.second)]] = 0
    jacobian = softmax_jacobian(probabilities, temperature=temperature)
    return SimplexFlow(probabilities, (jacobian @ descent[..., None])[..., 0])


def simplex_arrows(flow: SimplexFlow) -> Trace:
    """The flow as arrows, the fastest of which reaches almost to the next one."""
    changes = in_triangle(flow.changes)
    longest = np.linalg.norm(changes, axis=1).max()
    scale = LONGEST_ARROW / ROWS / longest if longest else 0.0
    x, y = arrow_strokes(in_triangle(flow.probabilities), scale * changes).T
    top = y / HEIGHT
    return line(
        palette.TEXT,
        1.3,
        type="scatterternary",
        a=top,
        b=1 - x - top / 2,  # and c is what they leave of 1
        opacity=0.8,
        hoverinfo="skip",
    )


def descent_on_simplex(
    flow: Trace,
    way: Trace,
    marks: list[Trace],
    probabilities: NDArray[np.float64],
    corners: list[str],
    title: str,
) -> Picture:
    """The flow, the way of the descent, (points, 3) as ŷ too, and the marks with their names."""
    last = [np.array([mark[corner][-1] for corner in "abc"]) for mark in marks]
    shares = np.stack([flow["a"], flow["b"], 1 - flow["a"] - flow["b"]], axis=1)
    named = labelled(
        marks,
        [in_triangle(place) for place in last],
        in_triangle(probabilities),
        in_triangle(shares),
        TAKEN,
    )
    traces, layout = simplex_figure([flow, way, *named], corners)
    layout |= {"title": titled(title), "showlegend": False}
    return Picture(traces, layout | {"margin": {"l": 40, "r": 40, "t": 56, "b": 36}})


def in_triangle(shares: NDArray[np.float64]) -> NDArray[np.float64]:
    """Points of the triangle, (..., 2) with its side as 1, for ŷ or its changes, (..., 3)."""
    return np.stack([shares[..., 2] + shares[..., 0] / 2, shares[..., 0] * HEIGHT], axis=-1)
