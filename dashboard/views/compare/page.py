"""Compare: up to six runs on the same data, and a grid of many."""

from functools import cache

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from dashboard.components.figure import draw_figure
from dashboard.controls.links import try_this
from dashboard.figures.compared_curves import CurveWords, comparison_figure, legend
from dashboard.text import translate
from dashboard.text.errors import draw_error
from dashboard.text.loss_words import loss_symbol
from dashboard.views.compare import sweep_controls
from dashboard.views.compare.compared_runs import (
    ComparedRun,
    compared_runs,
    draw_outcomes,
    draw_settings_and_outcomes,
)
from dashboard.views.compare.controls import (
    TABS,
    Comparison,
    comparison_from_controls,
    run_names,
)
from dashboard.views.compare.run_form import draw_run_form
from dashboard.views.compare.sweep import draw_sweep
from dashboard.views.compare.words import (
    curves_in_words,
    definitions_in_words,
    outcome_in_words,
    question_in_words,
    terms_in_words,
)


def draw_curves(runs: list[ComparedRun], *, logarithmic: bool) -> None:
    """The curves in one row, below their legend."""
    curves = [run.curve for run in runs]
    st.markdown(legend([curve.name for curve in curves]), unsafe_allow_html=True)
    unit = " / ".join(dict.fromkeys(loss_symbol(run.settings.loss) for run in runs))
    for column, (field, label, axis) in zip(
        st.columns(3),
        (
            ("train_loss", translate("training loss"), unit),
            ("test_loss", translate("test loss"), unit),
            ("test_accuracy", translate("test accuracy"), ""),
        ),
        strict=True,
    ):
        words = CurveWords(
            translate("step (mini-batches seen)"),
            f"{label} {axis}".strip(),
            translate("diverged at step"),
        )
        with column:
            draw_figure(
                comparison_figure(curves, field, words, logarithmic=logarithmic),
                key=f"compare_{field}",
                alternative=curves_in_words(curves, field, label),
            )


def draw_comparison(comparison: Comparison, above: DeltaGenerator, answer: DeltaGenerator) -> None:
    """The curves, the table below them, and the tabs."""
    table, tabs = st.container(), st.container()

    @cache  # drawn where it is first asked for
    def draw_runs() -> list[ComparedRun]:
        runs = compared_runs(comparison)
        with above:
            draw_curves(runs, logarithmic=comparison.logarithmic)
        answer.markdown(outcome_in_words(runs))
        with table:
            draw_outcomes(runs)
            st.caption(terms_in_words())
        return runs

    def draw_form() -> None:  # before the runs: what is typed there meanwhile is not lost
        draw_run_form(comparison.settings, run_names(comparison.settings))

    def draw_grid() -> None:  # after the runs: while it is computed, the page begins anew
        draw_runs()
        draw_sweep(comparison.data, comparison.settings)

    def draw_numbers() -> None:
        draw_settings_and_outcomes(draw_runs())
        for paragraph in definitions_in_words(comparison):
            st.caption(paragraph)

    TABS.draw_open(
        tabs,
        {"runs": draw_form, "sweep": draw_grid, "numbers": draw_numbers},
        {"sweep": sweep_controls.CONTROLS},
    )
    draw_runs()


st.title(translate("Compare"))
introduction, pictures = st.container(), st.container()
controls, answer = st.columns([2, 3], vertical_alignment="center")
hand = controls.container(horizontal=True, vertical_alignment="center")
st.sidebar.subheader(translate("The comparison"))
try:
    comparison = comparison_from_controls(st.sidebar, hand)
    introduction.markdown(question_in_words(comparison))
    draw_comparison(comparison, pictures, answer)
except ValueError as error:
    draw_error(error)
try_this(
    translate("batch sizes 1, 8 and 64: with fewer examples per step the curves are noisier"),
    "compare",
    c_data="iris",
    runs="sgd~0.5~1,sgd~0.5~8,sgd~0.5~64",
)
