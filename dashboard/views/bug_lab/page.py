"""Bug lab: a training run with one wrong formula, found from its curves and the gradient check."""

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from core.derivatives.gradient_check import GradientCheck
from core.training import TrainingRun, exponential_moving_average
from dashboard.components.figure import draw_figure
from dashboard.controls.example.words import draw_table
from dashboard.controls.links import try_this
from dashboard.figures.compared_curves import Curve, CurveWords, comparison_figure
from dashboard.text import number, translate
from dashboard.text.markdown import scrolled
from dashboard.views.bug_lab.controls import (
    BUG,
    CHECK_STEP,
    LARGE_SHIFT,
    BugLab,
    LabRun,
    lab_run_from_controls,
)
from dashboard.views.bug_lab.diagnosis import draw_explanation, draw_hunt, draw_suspects
from dashboard.views.bug_lab.formulas import check_formula
from dashboard.views.bug_lab.program_runs import checked_gradient, checked_step, program_run
from dashboard.views.bug_lab.tables import (
    check_frame,
    check_table,
    evaluation_frame,
    parameter_indices,
    reported_frame,
)
from dashboard.views.bug_lab.words import (
    check_in_words,
    curves_in_words,
    runs_in_words,
    settings_in_words,
)

SPAN = 10  # mini-batches over which the reported loss is averaged
MOST_ROWS = 15  # of the table of the check


def draw_curves(program: TrainingRun, right: TrainingRun) -> None:
    """Both runs: what they report, what is measured of them, and how far apart they are."""
    upper_left, upper_right = st.columns(2)
    lower_left, lower_right = st.columns(2)
    # The one under test is drawn over the right one, in dashes.
    named = {translate("the correct program"): right, translate("the program under test"): program}
    measured = [curve(name, run, run.history().evaluations) for name, run in named.items()]
    for column, field, measure, curves in (
        (
            upper_left,
            "reported_loss",
            translate("reported loss (nats, log scale)"),
            [curve(name, run, reported_losses(run)) for name, run in named.items()],
        ),
        (upper_right, "train_accuracy", translate("training accuracy"), measured),
        (lower_left, "train_loss", translate("correct loss (nats, log scale)"), measured),
    ):
        words = CurveWords(translate("step"), measure, translate("diverged at step"))
        with column:
            draw_figure(
                comparison_figure(curves, field, words, logarithmic=True),
                key=f"bug_{field}",
                alternative=curves_in_words(curves, field, measure),
            )
    with lower_right:
        st.markdown(runs_in_words(program, right))
        st.caption(
            translate(
                "*Reported loss*: what each program computes for its own mini-batches, averaged "
                "over about {span}. *Correct loss*: mean of −log ŷ of the true class over all "
                "training examples, in nats (natural logarithm).",
                span=SPAN,
            )
        )


def curve(name: str, run: TrainingRun, rows: NDArray[np.void]) -> Curve:
    """One measure of a run under its name."""
    return Curve(name, rows, None if run.divergence is None else run.divergence.step)


def reported_losses(run: TrainingRun) -> NDArray[np.void]:
    """What a program reports of its mini-batches, averaged over the last few."""
    losses = run.history().batch_losses
    rows = np.empty(len(losses), dtype=[("step", np.int64), ("reported_loss", np.float64)])
    rows["step"] = np.arange(1, len(losses) + 1)
    rows["reported_loss"] = exponential_moving_average(losses, span=SPAN)
    return rows


def draw_check(run: LabRun) -> tuple[BugLab, GradientCheck]:
    """The check: where it is made, its worst parameter in the formula, and all in a table."""
    st.subheader(translate("Gradient check"))
    left, right = st.columns(2)
    lab = BugLab(run, int(CHECK_STEP.draw(left)))
    check, program = checked_gradient(lab), program_run(run)
    inputs = len(program.data.activation_names)
    left.markdown(check_in_words(check, inputs, program.state.parameters.size, MOST_ROWS))
    left.caption(
        translate(
            "*Program's gradient* g: what the program under test computes for a weight or bias θ. "
            "*Finite difference* $\\tilde g$: the slope of the correct loss from θ − h to θ + h, "
            "with h = {h} · max(1, |θ|). Both are computed {where}. The largest relative error "
            "stands first. In $w_{{pq}}$, p is the input and q the class.",
            h=number(float(np.cbrt(np.finfo(np.float64).eps))),
            where=settings_in_words(lab, checked_step(lab)),
        )
    )
    right.latex(
        check_formula(
            *parameter_indices(int(check.rows[0]), int(check.columns[0]), inputs),
            float(check.analytic[0]),
            float(check.numeric[0]),
            float(check.relative_errors[0]),
        )
    )
    st.markdown(scrolled(check_table(check, program, MOST_ROWS)), unsafe_allow_html=True)
    return lab, check


st.title(translate("Bug lab"))
introduction = st.container()
st.sidebar.subheader(translate("The programs"))
run, is_mystery = lab_run_from_controls(st.sidebar)
introduction.markdown(
    translate(
        "The program under test (orange) contains one wrong formula or none. Find out: 1. Compare "
        "the curves. 2. Read the gradient check: it compares the program's gradient with the slope "
        "of the correct loss. 3. Choose your diagnosis."
    )
    if is_mystery
    else translate(
        "The program under test (orange) contains the bug that you choose in the sidebar. See what "
        "it does: 1. to the curves, 2. to the gradient check, 3. to the formula."
    )
)
draw_curves(program_run(run), program_run(run.right()))
lab, check = draw_check(run)
if is_mystery:
    draw_hunt(lab, check)
else:
    st.subheader(translate("What “{bug}” does", bug=BUG.name_of(run.bug)))
    draw_explanation(lab, check)
draw_suspects()
with st.expander(translate("Numbers"), key="bug_numbers", on_change="rerun") as numbers:
    if numbers.open:
        both = {
            translate("correct program"): program_run(run.right()),
            translate("program under test"): program_run(run),
        }
        st.markdown(translate("The gradient check:"))
        draw_table(check_frame(check, program_run(run)))
        st.markdown(translate("Both runs, measured on all training examples:"))
        draw_table(evaluation_frame(both))
        st.markdown(translate("Reported loss of each mini-batch (nats):"))
        draw_table(reported_frame(both))
try_this(
    translate(
        "e^z without subtracting the largest logit, 2 000 added to each: the run stops at its "
        "first step"
    ),
    "bug_lab",
    bug_mode="free",
    bug="naive exp",
    bug_shift=int(LARGE_SHIFT),
)
