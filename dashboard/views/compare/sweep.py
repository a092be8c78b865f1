"""A grid of runs at once: which learning rate, with which optimiser or batch size."""

import time
from collections.abc import Sequence
from dataclasses import asdict
from typing import NamedTuple

import streamlit as st
from streamlit.delta_generator import DeltaGenerator
from streamlit.errors import StreamlitAPIException

from core.datasets import load
from core.sweeps.sweep import Sweep, SweepCell
from core.training import TrainingSettings
from dashboard.controls.run.data import DataChoice
from dashboard.controls.whole_page import run_whole_page_if_wanted
from dashboard.text import translate
from dashboard.text.errors import draw_error
from dashboard.turns.interrupt_point import interrupt_point
from dashboard.views.compare.sweep_controls import SweepPlan, plan_from_controls
from dashboard.views.compare.sweep_result import draw_sweep_result, forget_cell
from dashboard.written_numbers import whole_number

SLICE_SECONDS = 0.3  # between two looks at the cancel button
KEPT_RESULTS = 4
_WANTED, _RUNNING, _RESULTS = "_sweep_wanted", "_sweep", "_sweeps"


class _Running(NamedTuple):
    plan: SweepPlan
    sweep: Sweep


@st.fragment
def draw_sweep(data: DataChoice, runs: Sequence[TrainingSettings]) -> None:
    """The sweep around the first of the compared runs; a fragment, so that it runs by itself."""
    run_whole_page_if_wanted()
    st.markdown(
        translate(
            "Each cell is one run. Data, seed and all settings not on the axes are as in the first "
            "run above.",
        )
    )
    try:
        plan = plan_from_controls(st.container(), data, runs[0])
    except ValueError as error:
        draw_error(error)
        st.session_state.pop(_WANTED, None)
        return
    results: dict[SweepPlan, list[SweepCell]] = st.session_state.setdefault(_RESULTS, {})
    running: _Running | None = st.session_state.get(_RUNNING)
    if running is not None and running.plan != plan:  # the controls have moved on
        _cancel()
        running = None
    if running is None and st.session_state.pop(_WANTED, False) and plan not in results:
        try:
            sweep = Sweep(plan.settings, load(**asdict(plan.data)), plan.steps)
            forget_cell()
            running = st.session_state[_RUNNING] = _Running(plan, sweep)
        except ValueError as error:
            draw_error(error)
    if running is None:
        st.button(
            translate("Run the sweep"),
            key="_sweep_run",
            type="primary",
            on_click=_want_sweep,
            disabled=plan in results,
        )
    # While a sweep runs, what stood below stays there.
    container = st.container()
    if running is not None:
        _advance(running, container, results)
    if plan in results:
        draw_sweep_result(plan, results[plan], runs)


def _want_sweep() -> None:
    """Sweep what is set where the button is drawn next: the controls may have moved on."""
    st.session_state[_WANTED] = True


def _cancel() -> None:
    st.session_state.pop(_RUNNING, None)


def _advance(
    running: _Running, container: DeltaGenerator, results: dict[SweepPlan, list[SweepCell]]
) -> None:
    """Some steps; then the fragment runs again, so that a click on the button is seen."""
    plan, sweep = running
    container.progress(
        sweep.step / sweep.steps,
        translate(
            "Step {step} of {steps}", step=whole_number(sweep.step), steps=whole_number(sweep.steps)
        ),
    )
    container.button(translate("Cancel the sweep"), key="_sweep_cancel", on_click=_cancel)
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
