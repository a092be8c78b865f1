"""A grid of runs at once: which learning rate, with which optimiser or batch size."""

import time
from collections.abc import Sequence
from dataclasses import asdict

import streamlit as st
from streamlit.delta_generator import DeltaGenerator
from streamlit.errors import StreamlitAPIException

from core.datasets import load
from core.training import TrainingSettings
from core.training.sweep import Sweep, SweepCell
from dashboard.controls.sweep import SweepPlan, plan_from_controls
from dashboard.controls.training_data import DataChoice
from dashboard.interrupt_point import interrupt_point
from dashboard.sections.sweep_result import draw_sweep_result, forget_cell
from dashboard.text import translate
from dashboard.text.errors import draw_error

SLICE_SECONDS = 0.3  # between two looks at the cancel button
KEPT_RESULTS = 4
_RUNNING, _RESULTS, _PROBLEM = "_sweep", "_sweeps", "_sweep_problem"


@st.fragment
def draw_sweep(data: DataChoice, runs: Sequence[TrainingSettings]) -> None:
    """The sweep around the first of the compared runs; a fragment, so that it runs by itself."""
    st.subheader(translate("Sweep: a run in every cell"))
    st.markdown(
        translate(
            "Look for the light cells: where they end on the right, the learning rate is too high "
            "for that row. What is not swept is taken from the first run above."
        )
    )
    try:
        plan = plan_from_controls(st.container(), data, runs[0])
    except ValueError as error:
        draw_error(error)
        return
    results: dict[SweepPlan, list[SweepCell]] = st.session_state.setdefault(_RESULTS, {})
    running: tuple[SweepPlan, Sweep] | None = st.session_state.get(_RUNNING)
    if running is not None and running[0] != plan:  # the controls have moved on
        _cancel()
        running = None
    if running is None:
        st.button(
            translate("Run the sweep"),
            key="_sweep_run",
            type="primary",
            on_click=_start,
            args=(plan,),
            disabled=plan in results,
        )
    problem = st.session_state.pop(_PROBLEM, None)
    if problem:
        draw_error(problem)
    # While a sweep runs, what stood below stays there.
    place = st.container()
    if running is not None:
        _advance(*running, place, results)
    if plan in results:
        draw_sweep_result(plan, results[plan], runs)


def _start(plan: SweepPlan) -> None:
    try:
        sweep = Sweep(plan.settings, load(**asdict(plan.data)), plan.steps)
    except ValueError as error:
        st.session_state[_PROBLEM] = error.with_traceback(None)
        return
    st.session_state[_RUNNING] = (plan, sweep)
    forget_cell()


def _cancel() -> None:
    st.session_state.pop(_RUNNING, None)


def _advance(
    plan: SweepPlan,
    sweep: Sweep,
    place: DeltaGenerator,
    results: dict[SweepPlan, list[SweepCell]],
) -> None:
    """Some steps; then the fragment runs again, so that a click on the button is seen."""
    place.progress(
        sweep.step / sweep.steps,
        translate("Step {step} of {steps}", step=f"{sweep.step:,}", steps=f"{sweep.steps:,}"),
    )
    place.button(translate("Cancel the sweep"), key="_sweep_cancel", on_click=_cancel)
    deadline = time.monotonic() + SLICE_SECONDS
    while not sweep.done and time.monotonic() < deadline:
        sweep.advance(1)
        interrupt_point()
    if sweep.done:
        while len(results) >= KEPT_RESULTS:
            del results[next(iter(results))]
        results[plan] = sweep.cells()
        _cancel()
    try:
        st.rerun(scope="fragment")
    except StreamlitAPIException:  # the whole page is running, not this fragment
        st.rerun()
