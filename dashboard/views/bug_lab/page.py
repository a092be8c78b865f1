"""Bug lab: a training run with one wrong formula, found from its curves and the gradient check."""

import numpy as np
import streamlit as st
from numpy.typing import NDArray
from streamlit.delta_generator import DeltaGenerator

from core.derivatives.gradient_check import GradientCheck
from core.training import TrainingRun, exponential_moving_average
from dashboard.components.figure import draw_figure
from dashboard.controls.example.words import draw_table
from dashboard.controls.links import try_this
from dashboard.figures.compared_curves import Curve, CurveWords, comparison_figure, legend
from dashboard.text import number, translate
from dashboard.text.markdown import scrolled
from dashboard.views.bug_lab.controls import (
    BUG,
    CHECK_STEP,
    LARGE_SHIFT,
    RATIO,
    TABS,
    BugLab,
    lab_run_from_controls,
)
from dashboard.views.bug_lab.diagnosis import (
    draw_explanation,
    draw_hunt,
    draw_suspects,
    is_tried,
)
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
HEIGHT = 220  # of a chart: the check and the diagnosis are to be seen below it
WORST = 3  # parameters of the check that are shown


def draw_curves(program: TrainingRun, right: TrainingRun) -> None:
    """Both runs in one row: what they report, what is measured of them, and how far apart."""
    # The one under test is drawn over the right one, in dashes.
    named = {translate("the correct program"): right, translate("the program under test"): program}
    measured = [curve(name, run, run.history().evaluations) for name, run in named.items()]
    st.markdown(legend(list(named)), unsafe_allow_html=True)
    for column, (field, measure, curves) in zip(
        st.columns(3),
        (
            (
                "reported_loss",
                translate("reported loss (nats, log scale)"),
                [curve(name, run, reported_losses(run)) for name, run in named.items()],
            ),
            ("train_loss", translate("correct loss (nats, log scale)"), measured),
            ("train_accuracy", translate("training accuracy"), measured),
        ),
        strict=True,
    ):
        words = CurveWords(translate("step"), measure, translate("diverged at step"))
        with column:
            draw_figure(
                comparison_figure(curves, field, words, logarithmic=True, height=HEIGHT),
                key=f"bug_{field}",
                alternative=curves_in_words(curves, field, measure),
            )
    st.markdown(runs_in_words(program, right))


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


def draw_check(lab: BugLab, verdict: DeltaGenerator, *, with_ratio: bool) -> GradientCheck:
    """The verdict of the check, and below it the worst parameters."""
    check, program = checked_gradient(lab), program_run(lab.run)
    inputs = len(program.data.activation_names)
    verdict.markdown(check_in_words(check, inputs, program.state.parameters.size))
    table = check_table(check, program, WORST, with_ratio=with_ratio)
    st.markdown(scrolled(table, wrapped=True), unsafe_allow_html=True)
    st.caption(translate("*Finite difference*: the slope of the correct loss in this parameter."))
    return check


def draw_numbers(lab: BugLab, check: GradientCheck) -> None:
    """The check of the worst parameter as a formula, then all numbers of the check and the runs."""
    program = program_run(lab.run)
    inputs = len(program.data.activation_names)
    st.markdown(translate("The gradient check:"))
    st.latex(
        check_formula(
            *parameter_indices(int(check.rows[0]), int(check.columns[0]), inputs),
            float(check.analytic[0]),
            float(check.numeric[0]),
            float(check.relative_errors[0]),
        )
    )
    st.caption(
        translate(
            "*Program's gradient* g: what the program under test computes for a weight or bias θ. "
            "*Finite difference* $\\tilde g$: the slope of the correct loss from θ − h to θ + h, "
            "with h = {h} · max(1, |θ|). Both are computed {where}. The largest relative error "
            "stands first. In $w_{{pq}}$, p is the input and q the class.",
            h=number(float(np.cbrt(np.finfo(np.float64).eps))),
            where=settings_in_words(lab, checked_step(lab)),
        )
    )
    draw_table(check_frame(check, program))
    both = {
        translate("correct program"): program_run(lab.run.right()),
        translate("program under test"): program,
    }
    st.markdown(translate("Both runs, measured on all training examples:"))
    draw_table(evaluation_frame(both))
    st.markdown(translate("Reported loss of each mini-batch (nats):"))
    draw_table(reported_frame(both))
    st.caption(
        translate(
            "*Reported loss*: what each program computes for its own mini-batches, averaged "
            "over about {span} in the picture. *Correct loss*: mean of −log ŷ of the true class "
            "over all training examples, in nats (natural logarithm).",
            span=SPAN,
        )
    )


st.title(translate("Bug lab"))
introduction = st.container()
st.sidebar.subheader(translate("The programs"))
run, is_mystery = lab_run_from_controls(st.sidebar)
introduction.markdown(
    translate(
        "One formula in the program under test (orange) may be wrong: compare the curves, read "
        "the gradient check, then choose your diagnosis."
    )
    if is_mystery
    else translate(
        "The program under test (orange) has the bug chosen in the sidebar: see what it does to "
        "the curves, the gradient check and the formula."
    )
)
draw_curves(program_run(run), program_run(run.right()))
left, right = st.columns([3, 2], gap="medium")
below, tabs = st.container(), st.container()
verdict, hand = left.columns([2, 1])
lab = BugLab(run, int(CHECK_STEP.draw(hand)))
diagnosis, hint = right.container(), right.container()
is_open = not is_mystery or is_tried(run.seed)  # the ratio gives the bug away
with_ratio = is_open or hint.toggle(translate("Hint: show the ratio column"), key=RATIO)
with left:
    check = draw_check(lab, verdict, with_ratio=with_ratio)
with diagnosis:
    if is_mystery:
        draw_hunt(lab, check, below)
    else:
        st.markdown(f"**{translate('What “{bug}” does', bug=BUG.name_of(run.bug))}**")
        draw_explanation(lab, check, st.container(), st.container())
TABS.draw_open(tabs, {"suspects": draw_suspects, "numbers": lambda: draw_numbers(lab, check)})
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
