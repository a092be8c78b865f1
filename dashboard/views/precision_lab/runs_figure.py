"""The loss of one dtype's runs, naive and stable, up to where each broke."""

from typing import NamedTuple

import numpy as np

from core.precision.precision_run import PrecisionRun
from dashboard import palette
from dashboard.figures.axes import axis, flat_layout
from dashboard.figures.figure import Picture, Trace
from dashboard.figures.traces import cross, line, points
from dashboard.written_numbers import whole_number

_LOWEST = 1e-12  # nats; a loss of 0 has no logarithm


class RunWords(NamedTuple):
    """The translated words of the picture."""

    step: str
    loss: str
    naive: str
    stable: str
    broke: str


def precision_runs_figure(
    naive: PrecisionRun, stable: PrecisionRun, steps: int, words: RunWords
) -> Picture:
    """Both curves on a logarithmic axis, a cross where a run broke at its last finite loss."""
    traces = [
        *_curve(stable, words.stable, palette.ACCENT, "solid", 2.5, words),
        *_curve(naive, words.naive, palette.TEXT, "dash", 2, words),
    ]
    layout = flat_layout(
        "precision runs",
        axis(words.step, range=[-0.02 * steps, 1.02 * steps]),
        axis(words.loss, type="log", dtick=1),
        height=340,
        margin={"l": 64},
    )
    return Picture(traces, layout)


def _curve(
    run: PrecisionRun, name: str, colour: str, dash: str, width: float, words: RunWords
) -> list[Trace]:
    losses = np.maximum(run.losses[np.isfinite(run.losses)], _LOWEST).astype(np.float32)
    reading = {"hovertemplate": "%{x:,}: %{y:number}"}
    drawn = line(colour, width, dash, y=losses, name=name, **reading)  # from step 0 on, one a step
    if run.broke is None:
        return [drawn]
    ended = f"{name}: {words.broke} {whole_number(run.broke.step)}"
    end = points([len(losses) - 1], losses[-1:], cross(15, colour), name=ended, **reading)
    return [drawn, end]
