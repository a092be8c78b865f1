"""The output layer's loop in three pictures: z, then ŷ beside y, then ∂L/∂z."""

from collections.abc import Sequence

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from dashboard import palette

_ROW = 34
_AROUND = 78
_NUMBER = 72  # room for a number at the right end of its row


def class_bars(
    values: NDArray[np.float64],
    *,
    classes: Sequence[str],
    numbers: Sequence[str],
    title: str,
    bounds: tuple[float, float],
    targets: NDArray[np.float64] | None = None,
) -> go.Figure:
    """One bar for each class, the first on top, with its number beside it.

    Parameters
    ----------
    values : (classes,), what the bars show.
    classes : the names of the classes.
    numbers : the values as they are to be read.
    title : what the axis measures.
    bounds : of the axis.
    targets : y, (classes,), marked beside the bars; None leaves the marks out.
    """
    names = list(classes)
    bars = go.Bar(
        x=values.astype(np.float32),
        y=names,
        orientation="h",
        marker={"color": list(palette.CLASSES[: len(names)])},
        customdata=list(numbers),
        hovertemplate="%{y}: %{customdata}<extra></extra>",
    )
    layout = {
        "template": palette.TEMPLATE,
        "height": _AROUND + _ROW * len(names),
        "uirevision": title,
        "showlegend": False,
        "margin": {"t": 8, "r": _NUMBER},
        "annotations": [
            {
                "text": text,
                "xref": "paper",
                "x": 1,
                "xshift": _NUMBER,
                "xanchor": "right",
                "y": name,
                "showarrow": False,
            }
            for name, text in zip(names, numbers, strict=True)
        ],
        "xaxis": {"title": {"text": title}, "range": list(bounds), "zeroline": True},
        "yaxis": {"range": [len(names) - 0.5, -0.5], "fixedrange": True, "ticklabelstandoff": 8},
    }
    return go.Figure([bars] if targets is None else [bars, _target_marks(targets, names)], layout)


def _target_marks(targets: NDArray[np.float64], names: list[str]) -> go.Scatter:
    return go.Scatter(
        x=targets.astype(np.float32),
        y=names,
        mode="markers",
        marker={
            "symbol": palette.TARGET_MARK,
            "size": 16,
            "color": palette.TEXT,
            "line": {"width": 4},
        },
        hovertemplate="y = %{x:.4g}<extra></extra>",
        cliponaxis=False,
    )
