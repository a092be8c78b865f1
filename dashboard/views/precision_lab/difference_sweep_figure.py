"""The error of a central difference against its step, a curve for each dtype: a V on log axes."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from core.precision.difference_sweep import DifferenceSweep
from dashboard import palette
from dashboard.figures.figure import Picture, Trace

STEPS = np.logspace(-16, 1, 137)
LEAST, MOST = -15.0, 3.0  # of the axis of the error, as powers of ten

_SYMBOLS = {"float16": "square", "float32": "circle", "float64": "triangle-up"}
_DASHES = {"float16": "dot", "float32": "dash", "float64": "dashdot"}


@dataclass(frozen=True)
class SweepWords:
    """The translated words of the picture."""

    step: str
    error: str
    best: str
    theory: str


def difference_sweep_figure(
    sweeps: Mapping[str, DifferenceSweep], chosen: str, step: float, words: SweepWords
) -> Picture:
    """The chosen dtype in front, with its best step, the foretold one and the theory's V.

    Parameters
    ----------
    sweeps : of `STEPS`, by dtype.
    chosen : the dtype in front.
    step : h, an upright line.
    words : in the user's language.
    """
    own = sweeps[chosen]
    others = [name for name in sweeps if name != chosen]
    traces = [_curve(name, sweeps[name], front=False) for name in others]
    traces += [_theory(own, words), _curve(chosen, own, front=True), _best(own, words)]
    shapes = [_upright(step, "solid")]
    if np.isfinite(own.foretold_step):
        shapes.append(_upright(own.foretold_step, "dash"))
    layout = {
        "template": palette.TEMPLATE,
        "height": 420,
        "uirevision": "difference sweep",
        "xaxis": {
            "type": "log",
            "title": {"text": words.step},
            "range": [-16.2, 1.2],
            "dtick": 4,
        },
        "yaxis": {
            "type": "log",
            "title": {"text": words.error},
            "range": [LEAST, MOST],
            "dtick": 3,
        },
        "shapes": shapes,
    }
    return Picture(traces, layout)


def _curve(name: str, sweep: DifferenceSweep, *, front: bool) -> Trace:
    colour = palette.ACCENT if front else palette.FADED
    return {
        "type": "scatter",
        "x": sweep.steps.astype(np.float32),
        # An error of exactly 0 has no logarithm: it stands at the foot.
        "y": np.maximum(sweep.errors, 10.0**LEAST).astype(np.float32),
        "mode": "lines+markers" if front else "lines",
        "line": {"color": colour, "width": 2, "dash": "solid" if front else _DASHES[name]},
        "marker": {"symbol": _SYMBOLS[name], "size": 5, "color": colour},
        "name": name,
        "hovertemplate": "h = %{x:number}<br>%{y:number}",
    }


def _theory(sweep: DifferenceSweep, words: SweepWords) -> Trace:
    foretold = sweep.rounding / sweep.steps + sweep.steps**2 * abs(sweep.third_derivative) / 6
    return {
        "type": "scatter",
        "x": sweep.steps.astype(np.float32),
        "y": foretold.astype(np.float32),
        "mode": "lines",
        "line": {"color": palette.TEXT, "width": 1.5, "dash": "dot"},
        "name": words.theory,
        "hovertemplate": "h = %{x:number}<br>%{y:number}",
    }


def _best(sweep: DifferenceSweep, words: SweepWords) -> Trace:
    return {
        "type": "scatter",
        "x": [sweep.best_step],
        "y": [max(sweep.best_error, 10.0**LEAST)],
        "mode": "markers",
        "marker": {
            "symbol": palette.EXAMPLE_MARK,
            "size": 14,
            "color": palette.EXAMPLE,
            "line": {"color": palette.BACKGROUND, "width": 1},
        },
        "name": words.best,
        "hovertemplate": "h = %{x:number}<br>%{y:number}",
    }


def _upright(x: float, dash: str) -> dict[str, Any]:
    line = {"color": palette.EXAMPLE, "width": 1.5, "dash": dash}
    return {"type": "line", "x0": x, "x1": x, "yref": "paper", "y0": 0, "y1": 1, "line": line}
