"""The run up to a step, to take away: numbers, weights, curves, and a script that trains it."""

import re
from collections.abc import Callable, Sequence

import numpy as np
import streamlit as st

from core.export import history_csv, script_archive, weights_json, weights_npz
from core.training import TrainingRun
from dashboard.components.player import Chart
from dashboard.controls.training import RunChoice
from dashboard.figures.stand_alone import Points, stand_alone_html
from dashboard.runs import SharedRun, shared_run
from dashboard.text import translate
from dashboard.text.translation import language

LONGEST_NAME = 40

Write = Callable[[TrainingRun], str | bytes]


@st.fragment
def draw_training_export(choice: RunChoice, step: int, charts: Sequence[Chart]) -> None:
    """The downloads, behind a fold; each file is made when it is asked for, and not before."""
    with st.expander(
        translate("Take this run with you: history, weights, curves, a script"),
        key="export",
        on_change="rerun",
        bind="query-params",
    ) as unfolding:
        if unfolding.open:
            _draw_downloads(choice, step, charts)


def _draw_downloads(choice: RunChoice, step: int, charts: Sequence[Chart]) -> None:
    shared = shared_run(choice)
    name = file_name(shared.data.name, choice.settings.at(step).optimizer, step)
    # A file is made on another thread, which knows neither this session nor its language.
    words = language()

    def download(label: str, ending: str, kind: str, write: Write) -> None:
        st.download_button(
            label,
            lambda: write(shared.up_to(step)),
            file_name=name + ending,
            mime=kind,
            key=f"download{ending.replace('.', '_').replace('-', '_')}",
            on_click="ignore",
            icon=":material/download:",
        )

    st.markdown(
        translate(
            "**The numbers, up to step {step}**: the loss of every mini-batch and all "
            "evaluations, and the weights and bias of this step. Every digit is kept.",
            step=f"{step:,}",
        )
    )
    with st.container(horizontal=True):
        download(
            translate("History (CSV)"),
            "-history.csv",
            "text/csv",
            lambda run: history_csv(run, step),
        )
        download(
            translate("Weights (NPZ)"),
            "-weights.npz",
            "application/octet-stream",
            lambda run: weights_npz(run, step),
        )
        download(
            translate("Weights (JSON)"),
            "-weights.json",
            "application/json",
            lambda run: weights_json(run, step),
        )
    st.markdown(
        translate(
            "**A script that trains this very run again**, on the same batches to the same "
            "losses, with its data beside it. It needs nothing of this app: unpack the ZIP file "
            "and run `python train.py`."
        )
    )
    with st.container(horizontal=True):
        for label, library in (("NumPy (ZIP)", "numpy"), ("PyTorch (ZIP)", "torch")):
            folder = f"{name}-{library}"
            download(
                label,
                f"-{library}.zip",
                "application/zip",
                lambda run, library=library, folder=folder: script_archive(  # type: ignore[misc]
                    run, step, library, folder
                ),
            )
    st.markdown(
        translate(
            "**The curves** as a page that can still be zoomed and hovered, without the internet "
            "(5 MB, plotly.js is in it). The links under the charts above save one as a PNG."
        )
    )
    download(
        translate("Curves (HTML)"),
        "-curves.html",
        "text/html",
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
    """The player's charts up to a step, by themselves."""
    history = run.history(0, step)
    steps = np.arange(1, step + 1)
    measured = history.evaluations
    series: dict[str, Points] = {
        "batch_loss": (steps, history.batch_losses),
        "smoothed_loss": (steps, shared.smoothed_losses(0, step)),
        **{name: (measured["step"], measured[name]) for name in measured.dtype.names or ()},
    }
    return stand_alone_html(title, [chart.figure for chart in charts], series, words)
