"""The Hessian's axes as a cross over the plane of two logits."""

import numpy as np
from numpy.typing import NDArray

from core.landscape.hessian_axes import HessianAxes
from dashboard.figures.figure import Trace
from dashboard.figures.logit_plane import Plane
from dashboard.figures.traces import strokes

LONGEST_ARM = 1 / 3  # of the reach of the plane: a longer cross would cover the map
RISE = 0.1  # nats, what the curvature alone adds to L at the ends of a drawn axis of the Hessian


def cross_ends(axes: HessianAxes, point: NDArray[np.float64], plane: Plane) -> NDArray[np.float64]:
    """The two ends of each Hessian axis on the plane, (2 axes, 2 ends, 2 logits).

    From the point, (2,), to an end it is √(2·RISE/μ), where ½μr² has risen by RISE: the flatter,
    the longer. A very long one is cut, and none leaves the picture.
    """
    lines = []
    for curvature, direction in zip(*axes, strict=True):
        along = direction[[plane.first, plane.second]]
        # Both edges of either logit, as distances along the axis; ∞ where it runs beside them.
        with np.errstate(divide="ignore"):
            edges = np.abs(np.stack([-plane.reach - point, plane.reach - point]) / along)
            length = min(np.sqrt(2 * RISE / curvature), LONGEST_ARM * plane.reach)
        ahead = np.where(along > 0, edges[1], edges[0]).min()
        behind = np.where(along > 0, edges[0], edges[1]).min()
        ends = np.array([-min(length, behind), min(length, ahead)])
        lines.append(point + ends[:, None] * along)
    return np.array(lines)


def cross_trace(ends: NDArray[np.float64], colour: str, width: float) -> Trace:
    """The cross of `cross_ends`; drawn once more below, paler and wider, it stands out anywhere."""
    gap = np.full((2, 1, 2), np.nan)
    ways = np.concatenate([ends, gap], axis=1).reshape(-1, 2).astype(np.float32)
    return strokes(ways, colour, width)
