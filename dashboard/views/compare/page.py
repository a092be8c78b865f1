"""Compare: up to six runs on the same data, and a grid of many."""

import streamlit as st

from core.training import TrainingRun
from dashboard.components.figure import draw_figure
from dashboard.controls.links import try_this
from dashboard.controls.run.named_runs import MAXIMUM_RUNS
from dashboard.controls.run.settings import OPTIMIZER, OPTIMIZER_MEANINGS
from dashboard.figures.compared_curves import Curve, CurveWords, comparison_figure
from dashboard.runs.shared_run import shared_run
from dashboard.text import number, plain, translate
from dashboard.text.errors import draw_error
from dashboard.text.loss_words import loss_defined, loss_symbol
from dashboard.views.compare.compared_runs import draw_outcomes
from dashboard.views.compare.controls import (
    Comparison,
    comparison_from_controls,
    loss_and_targets,
    run_names,
    same_batches,
    shared_settings,
)
from dashboard.views.compare.run_form import draw_run_form
from dashboard.views.compare.sweep import draw_sweep
from dashboard.written_numbers import whole_number

LEAST_RISE = 1.02  # of the test loss above its lowest, from which on it is told


def draw_comparison(comparison: Comparison) -> None:
    """The curves, the form beside them, and the table."""
    names = run_names(comparison.settings)
    kinds = dict.fromkeys(own.loss for own in comparison.settings)
    terms = translate("η: learning rate; B: batch size; λ: L2 penalty.")
    st.caption(" ".join([*map(loss_defined, kinds), terms]))
    st.caption(optimizers_in_words(comparison))
    upper_left, upper_right = st.columns(2)
    lower_left, lower_right = st.columns(2)
    with lower_right:  # before the runs are computed: what is typed there meanwhile is not lost
        draw_run_form(comparison.settings, names)
    runs = [shared_run(choice).up_to(comparison.steps) for choice in comparison.choices]
    curves = [curve(name, run, comparison.steps) for name, run in zip(names, runs, strict=True)]
    unit = " / ".join(dict.fromkeys(loss_symbol(own.loss) for own in comparison.settings))
    for column, field, label, axis in (
        (upper_left, "train_loss", translate("training loss"), unit),
        (upper_right, "test_loss", translate("test loss"), unit),
        (lower_left, "test_accuracy", translate("test accuracy"), ""),
    ):
        words = CurveWords(
            translate("step (mini-batches seen)"),
            f"{label} {axis}".strip(),
            translate("diverged at step"),
        )
        with column:
            draw_figure(
                comparison_figure(curves, field, words, logarithmic=comparison.logarithmic),
                key=f"compare_{field}",
                alternative=alternative(curves, field, label),
                mode_bar=False,  # it would lie over the legend
            )
    st.caption(batches_in_words(comparison))
    if len(set(map(loss_and_targets, comparison.settings))) > 1:
        st.caption(
            translate(
                "These runs minimise different losses (or use different label smoothing), so "
                "compare accuracy and speed, not the height of the loss."
            )
        )
    shared = shared_settings(comparison.settings)
    if shared:
        st.caption(
            translate("All runs share these settings: {settings}.", settings=plain(shared, 500))
        )
    draw_outcomes(comparison, curves, runs)
    st.caption(
        translate(
            "Losses are over the whole training or test set, without the penalty. “90% at step”: "
            "the first step at which the training loss has fallen 90% of the way to the lowest one "
            "here. Only runs with the same loss function are compared."
        )
    )
    rising = [name for name, curve in zip(names, curves, strict=True) if overfits(curve)]
    if rising:
        st.markdown(
            translate(
                "*Overfitting*: at the end the test loss is more than {rise} above its lowest, yet "
                "the training loss is lower ({runs}).",
                rise=f"{LEAST_RISE - 1:.0%}",
                runs=plain("; ".join(rising), 500),
            )
        )


def curve(name: str, run: TrainingRun, steps: int) -> Curve:
    """What one run has to show up to a step, or to where it diverged."""
    end = run.divergence
    diverged = end.step if end is not None and end.step <= steps else None
    return Curve(name, run.history(0, min(steps, run.step)).evaluations, diverged)


def overfits(curve: Curve) -> bool:
    """Whether the run ends with a clearly higher test loss, and a lower training loss, than at its
    best.
    """
    rows = curve.evaluations
    best, last = rows[rows["test_loss"].argmin()], rows[-1]
    return bool(
        best["step"] <= last["step"] / 2  # not the ups and downs of the last steps
        and last["test_loss"] > LEAST_RISE * best["test_loss"]
        and last["train_loss"] < best["train_loss"]
    )


def optimizers_in_words(comparison: Comparison) -> str:
    """What each optimiser of the comparison does."""
    return " ".join(
        f"**{OPTIMIZER.name_of(name)}**: {translate(OPTIMIZER_MEANINGS[name])}"
        for name in dict.fromkeys(own.optimizer for own in comparison.settings)
    )


def alternative(curves: list[Curve], field: str, label: str) -> str:
    """The chart in words: where each curve ends."""
    ends = [
        f"{curve.name}: {number(float(curve.evaluations[field][-1]))}"
        + (
            f", {translate('diverged at step')} {whole_number(curve.diverged)}"
            if curve.diverged is not None
            else ""
        )
        for curve in curves
    ]
    return translate(
        "{measure} against steps, one curve per run. At the end: {ends}.",
        measure=label,
        ends="; ".join(ends),
    )


def batches_in_words(comparison: Comparison) -> str:
    """Whether the runs can be compared step by step."""
    if same_batches(comparison.settings):
        return translate(
            "Every run uses the same mini-batches in the same order: same data, seed {seed}, "
            "batch size {size}.",
            seed=comparison.data.seed,
            size=comparison.settings[0].batch_size,
        )
    return translate(
        "The batch sizes differ, so one step does not use equally many examples in every run."
    )


st.title(translate("Compare"))
st.markdown(
    translate(
        "Which run lowers the training loss fastest, and which ends with the lowest test loss? "
        "Compare up to {most} runs: add them below, or choose “{pin}” on the page Training.",
        most=MAXIMUM_RUNS,
        pin=translate("Pin this run to Compare"),
    )
)
st.sidebar.subheader(translate("The comparison"))
try:
    comparison = comparison_from_controls(st.sidebar)
    if comparison.is_example:
        st.caption(
            translate(
                "No run is pinned yet. These sample runs differ in optimiser and learning rate."
            )
        )
    draw_comparison(comparison)
    draw_sweep(comparison.data, comparison.settings)
except ValueError as error:
    draw_error(error)
try_this(
    translate("batch sizes 1, 8 and 64: with fewer examples per step the curves are noisier"),
    "compare",
    c_data="iris",
    runs="sgd~0.5~1,sgd~0.5~8,sgd~0.5~64",
)
