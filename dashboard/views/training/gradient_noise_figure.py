"""The noise of mini-batch gradients: where they point, and how it shrinks with the batch."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from core.training.gradient_noise import GradientNoise
from dashboard import palette
from dashboard.figures.axes import axis, flat_layout, log_axis
from dashboard.figures.figure import Picture
from dashboard.figures.traces import line, points
from dashboard.written_numbers import number

BINS = 40  # of the cosine, from −1 to 1


class NoiseWords(NamedTuple):
    """The translated words of both pictures."""

    cosine: str
    batches: str
    batch_size: str
    error: str
    measured: str
    expected: str
    this_run: str


def counted_cosines(noise: GradientNoise) -> NDArray[np.int64]:
    """How many batches have a cosine in each of `BINS` bins from −1 to 1; NaN is in none."""
    cosines = noise.cosines[~np.isnan(noise.cosines)]
    counts, _ = np.histogram(cosines, bins=BINS, range=(-1, 1))
    return counts.astype(np.int64)


def cosine_figure(noise: GradientNoise, words: NoiseWords) -> Picture:
    """The cosines of all batches as a histogram from −1, uphill, to 1, straight downhill."""
    width = 2 / BINS
    bars = {
        "type": "bar",
        "x": (np.arange(BINS) * width - 1 + width / 2).astype(np.float32),
        "y": counted_cosines(noise),
        "width": width,
        "marker": {"color": palette.ACCENT, "line": {"color": palette.BACKGROUND, "width": 1}},
        "hovertemplate": f"%{{x:number}} ± {number(width / 2)}: %{{y}}<extra></extra>",
    }
    across = axis(words.cosine, range=[-1.02, 1.02], zeroline=True)
    upwards = axis(words.batches, rangemode="tozero")
    layout = flat_layout("cosines", across, upwards, height=300, margin={"t": 8})
    return Picture([bars], layout)


def scaling_figure(noises: Sequence[GradientNoise], batch_size: int, words: NoiseWords) -> Picture:
    """The relative error against the batch size, both logarithmic: a line of slope −½."""
    sizes = np.array([noise.batch_size for noise in noises])
    measured = np.array([noise.root_mean_square_error for noise in noises])
    expected = np.array([noise.expected_error for noise in noises])
    reading = {"hovertemplate": "B = %{x}: %{y:number}"}
    foretold = line(palette.TEXT, 1.5, "dash", x=sizes, y=expected.astype(np.float32), **reading)
    found = points(
        sizes, measured.astype(np.float32), {"color": palette.ACCENT, "size": 9}, **reading
    )
    traces = [foretold | {"name": words.expected}, found | {"name": words.measured}]
    own = sizes == batch_size
    if own.any():
        mark = {"symbol": palette.EXAMPLE_MARK, "size": 12, "color": palette.EXAMPLE}
        here = measured[own].astype(np.float32)
        traces.append(points(sizes[own], here, mark, name=words.this_run, **reading))
    layout = flat_layout(
        "noise",
        axis(words.batch_size, type="log", tickvals=sizes, ticktext=[str(size) for size in sizes]),
        axis(words.error, **log_axis(float(min(measured.min(), expected.min())))),
        height=300,
    )
    return Picture(traces, layout)
