"""The loss of one dtype's runs, naive and stable, up to where each broke."""

from dataclasses import dataclass

import numpy as np

from core.precision.precision_run import PrecisionRun
from dashboard import palette
from dashboard.figures.figure import Picture, Trace
from dashboard.written_numbers import whole_number

_LOWEST = 1e-12  # nats; a loss of 0 has no logarithm


@dataclass(frozen=True)
class RunWords:
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
    layout = {
        "template": palette.TEMPLATE,
        "height": 340,
        "uirevision": "precision runs",
        "xaxis": {"title": {"text": words.step}, "range": [-0.02 * steps, 1.02 * steps]},
        "yaxis": {
            "type": "log",
            "title": {"text": words.loss},
            "dtick": 1,
        },
    }
    return Picture(traces, layout)


def _curve(
    run: PrecisionRun, name: str, colour: str, dash: str, width: float, words: RunWords
) -> list[Trace]:
    finite = np.maximum(run.losses[np.isfinite(run.losses)], _LOWEST)
    line: Trace = {
        "type": "scatter",
        "y": finite.astype(np.float32),  # from step 0 on, one a step
        "mode": "lines",
        "line": {"color": colour, "width": width, "dash": dash},
        "name": name,
        "hovertemplate": "%{x:,}: %{y:number}",
    }
    if run.broke is None:
        return [line]
    cross: Trace = {
        "type": "scatter",
        "x": [len(finite) - 1],
        "y": finite[-1:].astype(np.float32),
        "mode": "markers",
        "marker": {"symbol": "x-thin", "size": 15, "line": {"color": colour, "width": 3}},
        "name": f"{name}: {words.broke} {whole_number(run.broke.step)}",
        "hovertemplate": "%{x:,}: %{y:number}",
    }
    return [line, cross]
