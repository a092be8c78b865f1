"""Real runs in every dtype, naive and stable: the step at which each first breaks."""

from collections.abc import Mapping

import numpy as np
import streamlit as st

from core.precision.exponential_range import exponential_range
from core.precision.precision_run import PRECISION_STEPS, PrecisionRun
from dashboard.components.figure import draw_figure
from dashboard.controls.links import try_this
from dashboard.text import number, translate
from dashboard.text.data_names import data_title
from dashboard.text.markdown import markdown_table
from dashboard.views.precision_lab.controls import RUN_DATA, RUN_RATE, RUN_SCALE
from dashboard.views.precision_lab.results import runs
from dashboard.views.precision_lab.runs_figure import RunWords, precision_runs_figure
from dashboard.written_numbers import number_or_zero, whole_number


@st.fragment
def draw_precision_runs(dtype: str) -> None:
    """The loss of the chosen dtype's runs, and a table of all; a fragment, for its own controls."""
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


def _reason_in_words(reason: str) -> str:
    """Why a run stopped, after "step n: "."""
    return {
        "logits": translate("a logit is too large"),
        "infinite loss": translate("a loss is ∞: the true class's ŷ became 0"),
        "undefined loss": translate("a loss is NaN: ŷ is ∞/∞"),
        "gradient": translate("the gradient is not finite"),
        "weights": translate("a weight is too large"),
        "zero gradient": translate("the whole gradient became 0"),
        "still weights": translate("no weight changes: η ∂L/∂W is smaller than their rounding"),
    }[reason]


def run_in_words(run: PrecisionRun) -> str:
    """When and why a run stopped."""
    if run.broke is None:
        return translate("no failure in {steps} steps", steps=whole_number(len(run.losses)))
    return translate(
        "step {step}: {reason}",
        step=whole_number(run.broke.step),
        reason=_reason_in_words(run.broke.reason),
    )


def failing_in_words(runs: Mapping[tuple[str, str], PrecisionRun], formulas: str) -> str:
    """The dtypes in which runs of a formula came to numbers that are not finite."""
    standing = ("zero gradient", "still weights")
    failing = [
        dtype
        for (dtype, name), run in runs.items()
        if name == formulas and run.broke is not None and run.broke.reason not in standing
    ]
    return ", ".join(failing) or translate("no number format")


def runs_table(runs: Mapping[tuple[str, str], PrecisionRun], chosen: str) -> str:
    """Where each run of each dtype broke."""
    names = {"naive": translate("textbook formula"), "stable": translate("stable formula")}
    rows = []
    for (dtype, formulas), run in runs.items():
        finite = run.losses[np.isfinite(run.losses)]
        name = f"{dtype}, {names[formulas]}"
        rows.append(
            [
                f"**{name}**" if dtype == chosen else name,
                run_in_words(run),
                number(run.largest_logit),
                number_or_zero(float(finite[-1])),
            ]
        )
    head = ["", translate("stops at"), translate(r"largest \|z\|"), translate("last finite L")]
    return markdown_table(head, rows)
