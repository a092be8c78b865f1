"""Arrows drawn as one line: a pen that is lifted between them."""

import numpy as np
from numpy.typing import NDArray

from dashboard import palette
from dashboard.figures.figure import Trace
from dashboard.figures.traces import strokes

HEAD = 0.3  # of an arrow's length
HEAD_SPREAD = 0.5  # half the head's width over its length


def arrow_strokes(tails: NDArray[np.float64], vectors: NDArray[np.float64]) -> NDArray[np.float32]:
    """The pen's way along all arrows, (6·arrows, 2): shaft, then round the head; NaN lifts the pen.

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
    ways = [tails, tips, tips - back + aside, tips - back - aside, tips, lift]
    return np.stack(ways, axis=1).reshape(-1, 2).astype(np.float32)


def strokes_trace(way: NDArray[np.float32]) -> Trace:
    """What a pen has drawn, (points, 2); NaN lifts it."""
    return strokes(way, palette.TEXT, 1.3, opacity=0.8)
