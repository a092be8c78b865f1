"""Lines that follow −∇L over the plane of two logits; they show its direction alone."""

from collections.abc import Sequence
from itertools import takewhile

import numpy as np
from numpy.typing import NDArray

from core.landscape.flow_lines import flow_lines
from core.losses.cross_entropy import cross_entropy_with_gradient
from core.losses.loss import Loss
from dashboard.figures.figure import Trace
from dashboard.figures.logit_plane import Plane
from dashboard.views.gradient_field.arrows_figure import HEAD, arrow_strokes, strokes_trace

SEEDS = 8  # streamlines start from a square of so many by so many points
STREAM_POINTS = 16  # of each streamline, before it is cut
STREAM_LENGTH = 0.55  # of the width of the picture
STREAM_CELLS = 27  # along each axis; a streamline ends in a cell that another one runs through
LEAST_STREAM_POINTS = 4
OUTSIDE = -1  # the number of what is no cell
STREAM_HEAD = 0.015  # the length of its arrow head over the width of the picture


def prepare_streamlines(
    logits: NDArray[np.float64],
    targets: NDArray[np.float64],
    temperature: float,
    plane: Plane,
    *,
    loss: Loss = cross_entropy_with_gradient,
) -> list[NDArray[np.float64]]:
    """Lines that follow −∇L, each (points, 2), cut where they would run into another one."""
    width = 2 * plane.reach
    distance = width / SEEDS
    at = np.linspace(-plane.reach + distance / 2, plane.reach - distance / 2, SEEDS)
    lines = flow_lines(
        logits,
        targets,
        plane.first,
        plane.second,
        np.stack(np.meshgrid(at, at), axis=-1).reshape(-1, 2),
        stride=STREAM_LENGTH * width / (STREAM_POINTS - 1),
        points=STREAM_POINTS,
        temperature=temperature,
        loss=loss,
    )
    indices = np.floor((lines + plane.reach) / width * STREAM_CELLS).astype(int)
    inside = ((indices >= 0) & (indices < STREAM_CELLS)).all(axis=-1)
    cells = np.where(inside, indices[..., 0] * STREAM_CELLS + indices[..., 1], OUTSIDE).tolist()
    moves = (np.diff(lines, axis=1) != 0).any(axis=-1).sum(axis=1)  # none after a line's rest
    taken = {OUTSIDE}
    kept = []
    # The seeds are visited from all over the picture, not row by row, so that no side fills first.
    for line in np.argsort((np.arange(len(lines)) * 37) % len(lines)):
        own = list(takewhile(lambda cell: cell not in taken, cells[line][: moves[line] + 1]))
        if len(own) >= LEAST_STREAM_POINTS:
            taken.update(own)
            kept.append(lines[line, : len(own)])
    return kept


def streamlines_trace(lines: Sequence[NDArray[np.float64]], plane: Plane) -> Trace:
    """Streamlines with a head at the end of each."""
    lift = np.full((1, 2), np.nan)
    strokes = [part for line in lines for part in (line, lift)]
    if lines:
        ends = np.array([line[-2:] for line in lines])
        ways = ends[:, 1] - ends[:, 0]
        ways /= np.linalg.norm(ways, axis=1, keepdims=True)
        heads = ways * STREAM_HEAD * 2 * plane.reach / HEAD
        # Only the heads of these arrows are wanted, whose tips are the lines' ends.
        drawn = arrow_strokes(ends[:, 1] - heads, heads).reshape(len(lines), -1, 2)
        strokes.append(drawn[:, 1:].reshape(-1, 2))
    return strokes_trace(np.concatenate([*strokes, lift]).astype(np.float32))
