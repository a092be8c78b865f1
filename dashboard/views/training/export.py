"""The run up to a step, to take away: numbers, weights, curves, and a script that trains it."""

import re
from collections.abc import Callable, Sequence
from functools import partial
from mimetypes import guess_type

import numpy as np
import streamlit as st

from core.export import history_csv, script_archive, weights_json, weights_npz
from core.training import TrainingRun
from dashboard.components.player_message import Chart
from dashboard.controls.run.choice import RunChoice
from dashboard.runs.shared_run import SharedRun, shared_run
from dashboard.text import translate
from dashboard.text.translation import language
from dashboard.views.training.stand_alone_figure import Points, stand_alone_html
from dashboard.written_numbers import whole_number

LONGEST_NAME = 40


def draw_downloads(choice: RunChoice, step: int, charts: Sequence[Chart]) -> None:
    """The downloads; each file is made when it is asked for, and not before."""
    shared = shared_run(choice)
    name = file_name(shared.data.name, choice.settings.at(step).optimizer, step)

    def draw(label: str, ending: str, write: Callable[[TrainingRun], str | bytes]) -> None:
        """A button that downloads a file of the run up to the step."""
        st.download_button(
            label,
            lambda: write(shared.up_to(step)),
            file_name=name + ending,
            mime=guess_type(ending)[0] or "application/octet-stream",
            key=f"download{ending.replace('.', '_').replace('-', '_')}",
            on_click="ignore",
            icon=":material/download:",
        )

    st.markdown(
        translate(
            "**Numbers up to step {step}**: the loss of every mini-batch, all evaluations, and "
            "the weights and bias of this step, with every digit.",
            step=whole_number(step),
        )
    )
    with st.container(horizontal=True):
        draw(translate("History (CSV)"), "-history.csv", partial(history_csv, step=step))
        draw(translate("Weights (NPZ)"), "-weights.npz", partial(weights_npz, step=step))
        draw(translate("Weights (JSON)"), "-weights.json", partial(weights_json, step=step))
    st.markdown(
        translate(
            "**A script that repeats this training run**: same mini-batches, same losses, with "
            "the data. It does not need Logit Lab: unpack the ZIP file and run `python train.py`."
        )
    )
    with st.container(horizontal=True):
        for label, library in (("NumPy (ZIP)", "numpy"), ("PyTorch (ZIP)", "torch")):
            folder = f"{name}-{library}"
            archive = partial(script_archive, step=step, library=library, folder=folder)
            draw(label, f"-{library}.zip", archive)
    st.markdown(
        translate(
            "**Charts** as a web page that works without the internet (5 MB). To save one chart "
            "as a PNG, use the links under the charts above."
        )
    )
    # A file is made on another thread, which knows neither this session nor its language.
    words = language()
    draw(
        translate("Charts (HTML)"),
        "-curves.html",
        lambda run: curves_html(shared, run, step, charts, name, words),
    )


def file_name(data: str, optimizer: str, step: int) -> str:
    """What the files are called, without an ending; a user's own words only as plain letters.

    Examples
    --------
    >>> file_name("My data/2024 <b>.csv", "adam", 120)
    'my-data-2024-b-csv-adam-step-120'
    """
    plain = re.sub(r"[^a-z0-9]+", "-", data.lower())[:LONGEST_NAME].strip("-")
    return f"{plain or 'data'}-{optimizer}-step-{step}"


def curves_html(
    shared: SharedRun,
    run: TrainingRun,
    step: int,
    charts: Sequence[Chart],
    title: str,
    words: str,
) -> str:
    """The charts up to a step, by themselves."""
    history = run.history(0, step)
    steps = np.arange(1, step + 1)
    measured = history.evaluations
    series: dict[str, Points] = {
        "batch_loss": (steps, history.batch_losses),
        "smoothed_loss": (steps, shared.smoothed_losses(0, step)),
        **{name: (measured["step"], measured[name]) for name in measured.dtype.names or ()},
    }
    return stand_alone_html(title, [chart.figure for chart in charts], series, words)
