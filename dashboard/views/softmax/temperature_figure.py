"""Every probability against the temperature."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from dashboard import palette
from dashboard.figures.axes import axis, flat_layout, log_axis, upright
from dashboard.figures.figure import Picture
from dashboard.figures.simplex import TemperatureCurve
from dashboard.figures.traces import line, marker, named_line, points


def temperature_lines(
    curve: TemperatureCurve,
    probabilities: NDArray[np.float64],
    temperature: float,
    title: str,
    names: Sequence[str],
) -> Picture:
    """ŷ along T, a line for each class, and where T and ŷ, (classes,), are now."""
    reading, colours = "T = %{x:number}<br>%{y:number}", palette.CLASSES[: len(names)]
    lines = [
        named_line(curve.temperatures, heights, name, reading, line(colour, 3))
        for heights, name, colour in zip(curve.probabilities.T, names, colours, strict=True)
    ]
    marks = points(
        np.full(len(names), temperature),
        probabilities,
        marker(palette.EXAMPLE_MARK, 11, colours, palette.BACKGROUND, 1),
        showlegend=False,
        hovertemplate=f"{reading}<extra></extra>",
    )
    layout = flat_layout(
        f"temperature {len(names)}",
        axis(title, **log_axis(curve.temperatures[0])),
        axis("ŷ", range=[-0.1, 1.03]),  # below 0 the handle of T stands
        height=360,
        shapes=[upright(temperature, palette.EXAMPLE, 1.5, "dot")],
    )
    return Picture([*lines, marks], layout)
