"""The loss at each step of the descent."""

from typing import Any

import numpy as np

from core.landscape.descent_path import DescentPath
from dashboard import palette
from dashboard.figures.axes import axis, flat_layout
from dashboard.figures.figure import Picture
from dashboard.figures.traces import line, marker, named_line, points


def loss_figure(path: DescentPath, shown: int, step: str, loss: str, height: int) -> Picture:
    """L over the steps, the one shown marked; `step` and `loss` are the axes' titles."""
    losses = path.losses.astype(np.float32)
    look = line(palette.EXAMPLE, 2, mode="lines+markers", marker={"size": 5})
    reading = f"{step} %{{x}}<br>L = %{{y:number}}<extra></extra>"
    curve = named_line(np.arange(len(losses)), losses, loss, reading, look)
    disc = marker(palette.STEP_MARK, 17, palette.EXAMPLE)
    here = points([shown], losses[[shown]], disc, hoverinfo="skip")
    layout: dict[str, Any] = flat_layout(
        "steps",
        axis(step),
        axis(loss, rangemode="tozero"),
        height=height,
        margin={"t": 32},
        showlegend=False,
    )
    return Picture([curve, here], layout)
