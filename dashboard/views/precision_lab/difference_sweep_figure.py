"""The error of a central difference against its step, a curve for each dtype: a V on log axes."""

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np

from core.precision.difference_sweep import DifferenceSweep
from dashboard import palette
from dashboard.figures.axes import axis, flat_layout, upright
from dashboard.figures.figure import Picture, Trace
from dashboard.figures.traces import line, marker, named_line, points

STEPS = np.logspace(-16, 1, 137)
LEAST, MOST = -15.0, 3.0  # of the axis of the error, as powers of ten

_SYMBOLS = {"float16": "square", "float32": "circle", "float64": "triangle-up"}
_DASHES = {"float16": "dot", "float32": "dash", "float64": "dashdot"}
_READING = "h = %{x:number}<br>%{y:number}"


class SweepWords(NamedTuple):
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
    shapes = [upright(step, palette.EXAMPLE, 1.5, "solid")]
    if np.isfinite(own.foretold_step):
        shapes.append(upright(own.foretold_step, palette.EXAMPLE, 1.5, "dash"))
    layout = flat_layout(
        "difference sweep",
        axis(words.step, type="log", range=[-16.2, 1.2], dtick=4),
        axis(words.error, type="log", range=[LEAST, MOST], dtick=3),
        height=420,
        margin={"l": 70, "b": 58},
        shapes=shapes,
    )
    return Picture(traces, layout)


def _curve(name: str, sweep: DifferenceSweep, *, front: bool) -> Trace:
    colour = palette.ACCENT if front else palette.FADED
    look = line(colour, 2, "solid" if front else _DASHES[name])
    look["mode"] = "lines+markers" if front else "lines"
    look["marker"] = {"symbol": _SYMBOLS[name], "size": 5, "color": colour}
    # An error of exactly 0 has no logarithm: it stands at the foot.
    return named_line(sweep.steps, np.maximum(sweep.errors, 10.0**LEAST), name, _READING, look)


def _theory(sweep: DifferenceSweep, words: SweepWords) -> Trace:
    foretold = sweep.rounding / sweep.steps + sweep.steps**2 * abs(sweep.third_derivative) / 6
    look = line(palette.TEXT, 1.5, "dot")
    return named_line(sweep.steps, foretold, words.theory, _READING, look)


def _best(sweep: DifferenceSweep, words: SweepWords) -> Trace:
    sign = marker(palette.EXAMPLE_MARK, 14, palette.EXAMPLE, palette.BACKGROUND, 1)
    height = max(sweep.best_error, 10.0**LEAST)
    return points([sweep.best_step], [height], sign, name=words.best, hovertemplate=_READING)
