"""Real runs in every dtype, naive and stable: the step at which each first breaks."""

import streamlit as st

from core.precision.exponential_range import exponential_range
from core.precision.precision_run import PRECISION_STEPS, PrecisionRun
from dashboard.components.figure import draw_figure
from dashboard.controls.links import try_this
from dashboard.text import number, translate
from dashboard.text.data_names import data_title
from dashboard.views.precision_lab.controls import RUN_DATA, RUN_RATE, RUN_SCALE
from dashboard.views.precision_lab.numbers import draw_run_numbers
from dashboard.views.precision_lab.results import runs
from dashboard.views.precision_lab.run_words import failing_in_words, run_in_words, runs_table
from dashboard.views.precision_lab.runs_figure import RunWords, precision_runs_figure
from dashboard.written_numbers import whole_number


@st.fragment
def draw_precision_runs(dtype: str) -> None:
    """The loss of the chosen dtype's runs, and a table of all; a fragment, for its own controls."""
    st.subheader(translate("When does a real training run fail?"))
    answer, picture = st.container(), st.container()
    controls = st.columns(3)
    data = RUN_DATA.draw(controls[0])
    rate, scale = RUN_RATE.draw(controls[1]), RUN_SCALE.draw(controls[2])
    found = runs(data, rate, scale)
    naive, stable = found[dtype, "naive"], found[dtype, "stable"]
    answer.markdown(
        translate(
            "A run fails when its loss, gradient or weights become ∞ or NaN. Here it does so with "
            "the textbook formula in **{naive}**, with the stable formula in **{stable}**. A run "
            "only stops, without failing, when a step changes no weight. As the layer grows "
            "confident, its logits grow: in {dtype}, |z| reaches {largest} (stable formula), and "
            "$e^z$ overflows above {overflow}.",
            naive=failing_in_words(found, "naive"),
            stable=failing_in_words(found, "stable"),
            dtype=dtype,
            largest=number(stable.largest_logit),
            overflow=number(exponential_range(dtype).overflow, 6),
        )
    )
    with picture:
        _draw_picture(dtype, naive, stable)
    st.markdown(runs_table(found, dtype))
    if naive.broke is None:
        try_this(
            translate("logits ten times as large: float32 fails right after the first step"),
            "precision_lab",
            dtype="float32",
            run_scale=10,
        )
    st.caption(
        translate(
            "{data}: gradient descent on the whole training set with learning rate η = {rate}, at "
            "most {steps} steps. The logits are z = c(aW + b) with c = {scale}; the initial "
            "weights are 0. Every result is rounded to its number format; only for float16 are the "
            "sums in aW and aᵀ(ŷ − y) computed in float32, as on a GPU. L is in nats: its "
            "logarithm is the natural one.",
            data=data_title(data),
            rate=number(rate),
            scale=number(scale),
            steps=whole_number(PRECISION_STEPS.default),
        )
    )
    draw_run_numbers(found)


def _draw_picture(dtype: str, naive: PrecisionRun, stable: PrecisionRun) -> None:
    outcome = translate(
        "In **{dtype}**, textbook formula: **{naive}**. Stable formula: **{stable}**.",
        dtype=dtype,
        naive=run_in_words(naive),
        stable=run_in_words(stable),
    )
    words = RunWords(
        step=translate("step"),
        loss=translate("mean loss (nats)"),
        naive=translate("textbook formula"),
        stable=translate("stable formula"),
        broke=translate("stops at step"),
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
