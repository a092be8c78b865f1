"""The layout of a flat picture. `options` are Plotly's own, under its names."""

from typing import Any

from dashboard.palette import TEMPLATE

_WRITTEN_OUT = 1e-4  # smaller numbers are × 10ⁿ


def flat_layout(
    view: str, across: dict[str, Any], upwards: dict[str, Any], **options: Any
) -> dict[str, Any]:
    """The layout of a picture with two axes; those of the same view share their zoom."""
    axes = {"xaxis": across, "yaxis": upwards}
    return {"template": TEMPLATE, "uirevision": view} | axes | options


def axis(title: str, **options: Any) -> dict[str, Any]:
    """An axis with its title."""
    return {"title": {"text": title}} | options


def log_axis(least: float) -> dict[str, Any]:
    """A logarithmic axis for numbers from `least` on, with labels that can be read.

    Where nothing on it is very small, it has 0.2 and 0.5 written out.

    >>> log_axis(1e-9), log_axis(0.2)["dtick"]
    ({'type': 'log'}, 'D2')
    """
    if least < _WRITTEN_OUT:
        return {"type": "log"}
    # Labels at 1, 2 and 5 alone, those of all nine digits would touch; each written out.
    return {"type": "log", "dtick": "D2", "tickformat": "~g"}


def upright(x: float, colour: str, width: float, dash: str) -> dict[str, Any]:
    """An upright line over the whole height of the picture."""
    stroke = {"color": colour, "width": width, "dash": dash}
    return {"type": "line", "x0": x, "x1": x, "yref": "paper", "y0": 0, "y1": 1, "line": stroke}
