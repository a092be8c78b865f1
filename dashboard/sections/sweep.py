"""A grid of runs at once: which learning rate, with which optimiser or batch size."""

import time
from collections.abc import Sequence
from dataclasses import asdict

import numpy as np
import streamlit as st
from streamlit.delta_generator import DeltaGenerator
from streamlit.errors import StreamlitAPIException

from core.datasets import load
from core.training import TrainingSettings
from core.training.sweep import Sweep, SweepCell
from dashboard.components.figure import draw_figure
from dashboard.controls.compare import MAXIMUM_RUNS, RUNS, text_of_settings
from dashboard.controls.restrictions import is_locked
from dashboard.controls.run_address import training_state
from dashboard.controls.sweep import BY, MEASURE, SweepPlan, plan_from_controls
from dashboard.controls.training import RunChoice
from dashboard.controls.training_data import DataChoice
from dashboard.figures.sweep import SweepGrid, SweepWords, best_cell, sweep_figure
from dashboard.interrupt_point import interrupt_point
from dashboard.text import number, translate
from dashboard.text.errors import draw_error
from dashboard.text.links import address

SLICE_SECONDS = 0.3  # between two looks at the cancel button
KEPT_RESULTS = 4
_RUNNING, _RESULTS, _CELL = "_sweep", "_sweeps", "_sweep_cell"
_FIELDS = {"test loss": "test_loss", "train loss": "train_loss", "test accuracy": "test_accuracy"}


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
    problem = st.session_state.pop("_sweep_problem", None)
    if problem:
        draw_error(problem)
    # While a sweep runs, what stood below stays there.
    place = st.container()
    if running is not None:
        _advance(*running, place, results)
    if plan in results:
        _draw_result(plan, results[plan], runs)


def _start(plan: SweepPlan) -> None:
    try:
        sweep = Sweep(plan.settings, load(**asdict(plan.data)), plan.steps)
    except ValueError as error:
        st.session_state["_sweep_problem"] = error.with_traceback(None)
        return
    st.session_state[_RUNNING] = (plan, sweep)
    st.session_state.pop(_CELL, None)


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


def _draw_result(
    plan: SweepPlan, cells: Sequence[SweepCell], runs: Sequence[TrainingSettings]
) -> None:
    measure = MEASURE.draw(st.container())
    accuracy = measure == "test accuracy"
    grid = _grid(plan, cells, _FIELDS[measure])
    best = best_cell(grid, accuracy=accuracy)
    chosen: tuple[int, int] | None = st.session_state.get(_CELL)
    words = SweepWords(
        rate=translate("learning rate η"),
        other=translate(plan.by),
        measure=translate(measure),
        diverged=translate("diverged at step"),
    )
    diverged = int((grid.diverged > 0).sum())
    if best is not None:
        st.markdown(
            translate(
                "After {steps} steps the best {measure} is **{value}**, of {run}. "
                "Diverged: {diverged} of {cells} (✕).",
                steps=f"{plan.steps:,}",
                measure=translate(measure),
                value=_in_words(grid.values[best], accuracy),
                run=_cell_name(plan, *best),
                diverged=diverged,
                cells=len(cells),
            )
        )

    def choose(click: dict[str, float]) -> None:
        row, column = round(click["y"]), round(click["x"])
        if 0 <= row < len(plan.rows) and 0 <= column < len(plan.rates):
            st.session_state[_CELL] = (row, column)

    draw_figure(
        sweep_figure(grid, words, accuracy=accuracy, chosen=chosen or best),
        key="sweep",
        alternative=_alternative(plan, grid, words, accuracy),
        on_click=choose,
    )
    st.caption(
        translate(
            "The lighter, the better; accuracies in per cent; ✕: diverged. "
            "Click a cell, or choose it in the list."
        )
    )
    _draw_cell(plan, grid, words, accuracy, runs, chosen or best or (0, 0))


def _draw_cell(
    plan: SweepPlan,
    grid: SweepGrid,
    words: SweepWords,
    accuracy: bool,
    runs: Sequence[TrainingSettings],
    place: tuple[int, int],
) -> None:
    """The chosen cell's run: what became of it, and where to go with it."""
    places = [(row, column) for row in range(len(plan.rows)) for column in range(len(plan.rates))]
    st.session_state["_sweep_list"] = place

    def choose() -> None:
        st.session_state[_CELL] = st.session_state["_sweep_list"]

    st.selectbox(
        translate("Cell"),
        places,
        format_func=lambda one: _cell_name(plan, *one),
        key="_sweep_list",
        on_change=choose,
        width=300,
    )
    row, column = place
    own = plan.setting(plan.rows[row], plan.rates[column])
    step = int(grid.diverged[place])
    what = (
        f"{words.diverged} {step:,}"
        if step
        else f"{words.measure} {_in_words(grid.values[place], accuracy)}"
    )
    state = training_state(RunChoice(plan.data, own)) | {
        "step": min(plan.steps, step - 1) if step else plan.steps
    }
    st.markdown(
        f"{_cell_name(plan, row, column)}: {what}. "
        f"[{translate('Open this run in Training')}]({address('training', state)})"
    )
    kept = [run for run in runs if run != own]
    added = text_of_settings([*kept, own])
    if st.button(
        translate("Add this run to the comparison"),
        key="_sweep_add",
        disabled=len(kept) == MAXIMUM_RUNS or own in runs or is_locked(RUNS.key),
        on_click=_set_runs,
        args=(added,),
    ):
        st.rerun()


def _set_runs(text: str) -> None:
    st.session_state[RUNS.key] = text


def _grid(plan: SweepPlan, cells: Sequence[SweepCell], field: str) -> SweepGrid:
    shape = len(plan.rows), len(plan.rates)
    values = [
        np.nan if cell.evaluation is None else getattr(cell.evaluation, field) for cell in cells
    ]
    diverged = [0 if cell.divergence is None else cell.divergence.step for cell in cells]
    return SweepGrid(
        np.array(values, dtype=np.float64).reshape(shape),
        np.array(diverged).reshape(shape),
        [f"{rate:g}" for rate in plan.rates],
        plan.rows,
    )


def _cell_name(plan: SweepPlan, row: int, column: int) -> str:
    other = plan.rows[row] if plan.by == BY.default else f"B {plan.rows[row]}"
    return f"{other}, η {plan.rates[column]:g}"


def _in_words(value: float, accuracy: bool) -> str:
    return f"{value:.2%}" if accuracy else number(float(value))


def _alternative(plan: SweepPlan, grid: SweepGrid, words: SweepWords, accuracy: bool) -> str:
    """Every row in words: its best cell, and how many diverged."""
    parts = [
        translate(
            "Heat map of the {measure} after {steps} steps: {rate} across, {other} up the side.",
            measure=words.measure,
            steps=f"{plan.steps:,}",
            rate=words.rate,
            other=words.other,
        )
    ]
    for row, name in enumerate(plan.rows):
        one = SweepGrid(grid.values[[row]], grid.diverged[[row]], grid.rates, [name])
        best = best_cell(one, accuracy=accuracy)
        failed = int((one.diverged > 0).sum())
        if best is None:
            parts.append(translate("{row}: every run diverged.", row=name))
            continue
        parts.append(
            translate(
                "{row}: best {value} at {rate}, {failed} diverged.",
                row=name,
                value=_in_words(one.values[best], accuracy),
                rate=grid.rates[best[1]],
                failed=failed,
            )
        )
    return " ".join(parts)
