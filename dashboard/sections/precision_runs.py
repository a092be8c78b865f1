"""Real runs in every dtype, naive and stable: the step at which each first breaks."""

import streamlit as st

from core.exponential_range import exponential_range
from core.training.precision_run import PRECISION_STEPS, PrecisionRun
from dashboard.components.figure import draw_figure
from dashboard.controls.precision_lab import RUN_DATA, RUN_RATE, RUN_SCALE
from dashboard.figures.precision_runs import RunWords, precision_runs_figure
from dashboard.precision_results import runs
from dashboard.sections.precision_numbers import draw_run_numbers
from dashboard.text import number, translate
from dashboard.text.data_names import data_title
from dashboard.text.links import try_this
from dashboard.text.numbers import whole_number
from dashboard.text.precision_run_words import run_in_words, runs_table


@st.fragment
def draw_precision_runs(dtype: str) -> None:
    """The loss of the chosen dtype's runs, and a table of all; a fragment, for its own controls."""
    st.subheader(translate("When does a real run break?"))
    st.markdown(
        translate(
            "Look for a cross: there a run stops. Both take the same steps in {dtype}, and their "
            "logits grow as the layer becomes sure of itself, towards the {overflow} at which "
            "$e^z$ overflows.",
            dtype=dtype,
            overflow=number(exponential_range(dtype).overflow, 6),
        )
    )
    picture = st.container()
    controls = st.columns(3)
    data = RUN_DATA.draw(controls[0])
    rate, scale = RUN_RATE.draw(controls[1]), RUN_SCALE.draw(controls[2])
    found = runs(data, rate, scale)
    naive, stable = found[dtype, "naive"], found[dtype, "stable"]
    with picture:
        _draw_picture(dtype, naive, stable)
    st.markdown(runs_table(found, dtype))
    if naive.broke is None:
        try_this(
            translate(
                "ten times as large logits: the first step takes them to where float32 breaks"
            ),
            "precision_lab",
            dtype="float32",
            run_scale=10,
        )
    st.caption(
        translate(
            "{data}, the whole train part at every step, plain gradient descent with η = {rate}, "
            "z = c(aW + b) with c = {scale}, zero weights at first, at most {steps} steps. "
            "Weights, logits, losses and gradients are rounded to the dtype; only the sums of "
            "products in aW and aᵀ(ŷ − y) are taken in float32 for float16 and rounded once, as "
            "graphics cards do. With the same batch every time, a step that changes nothing is the "
            "end: none after it will.",
            data=data_title(data),
            rate=number(rate),
            scale=number(scale),
            steps=whole_number(PRECISION_STEPS.default),
        )
    )
    draw_run_numbers(found)


def _draw_picture(dtype: str, naive: PrecisionRun, stable: PrecisionRun) -> None:
    outcome = translate(
        "In **{dtype}** the naive run: **{naive}**. The stable one: **{stable}**.",
        dtype=dtype,
        naive=run_in_words(naive),
        stable=run_in_words(stable),
    )
    words = RunWords(
        step=translate("step"),
        loss=translate("mean loss (nats)"),
        naive=translate("naive"),
        stable=translate("stable"),
        broke=translate("stops at"),
    )
    draw_figure(
        precision_runs_figure(naive, stable, PRECISION_STEPS.default, words),
        key="precision_runs",
        alternative=translate(
            "Mean loss against the step, on a logarithmic axis. {outcome}",
            outcome=outcome.replace("**", ""),
        ),
    )
    st.markdown(outcome)
