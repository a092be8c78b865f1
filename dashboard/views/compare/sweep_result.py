"""What a sweep came to: a heat map, its best cell, and the run of the cell that is chosen."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import streamlit as st

from core.sweeps.sweep import SweepCell
from core.training import TrainingSettings
from dashboard.components.figure import draw_figure
from dashboard.controls.links import address
from dashboard.controls.run.choice import RunChoice, training_state
from dashboard.controls.whole_page import want_whole_page
from dashboard.text import number, translate
from dashboard.views.compare.controls import add_run
from dashboard.views.compare.run_form import draw_add_button
from dashboard.views.compare.sweep_controls import MEASURE, Cell, SweepPlan
from dashboard.views.compare.sweep_figure import SweepGrid, SweepWords, best_cell, sweep_figure
from dashboard.written_numbers import percent, short_number, whole_number

_CELL, _LIST = "_sweep_cell", "_sweep_list"
_FIELDS = {"test loss": "test_loss", "train loss": "train_loss", "test accuracy": "test_accuracy"}
_OF = "_sweep_cell_of"  # the sweep that the chosen cell belongs to


class _Result(NamedTuple):
    """One measure of every cell of a sweep."""

    plan: SweepPlan
    grid: SweepGrid
    words: SweepWords
    accuracy: bool  # the measure: the higher, the better

    def value(self, cell: Cell) -> str:
        value = float(self.grid.values[cell])
        return percent(value) if self.accuracy else number(value)


def draw_sweep_result(
    plan: SweepPlan, cells: Sequence[SweepCell], runs: Sequence[TrainingSettings]
) -> None:
    """The map of one measure, and the run of the chosen cell, else of the best."""
    measure = MEASURE.draw(st.container())
    accuracy = measure == "test accuracy"
    grid = _grid(plan, cells, _FIELDS[measure])
    best = best_cell(grid, accuracy=accuracy)
    chosen = _chosen_cell(plan)
    words = SweepWords(
        rate=translate("learning rate η"),
        other=translate(plan.by),
        measure=MEASURE.name_of(measure),
        diverged=translate("diverged at step"),
    )
    result = _Result(plan, grid, words, accuracy)
    if best is not None:
        st.markdown(_best_in_words(result, best))

    def choose(click: dict[str, float]) -> None:
        cell = round(click["y"]), round(click["x"])
        if cell in plan.cells:
            st.session_state[_CELL] = cell

    draw_figure(
        sweep_figure(grid, words, accuracy=accuracy, chosen=chosen or best),
        key="sweep",
        alternative=_alternative(result),
        on_click=choose,
    )
    colours = (
        translate("Brighter is better; accuracies in per cent; ✕: diverged.")
        if accuracy
        else translate("Darker is better; ✕: diverged.")
    )
    too_high = translate("Right of a row's best cell its learning rate is too high.")
    st.caption(f"{colours} {too_high} {translate('Click a cell or choose it in the list.')}")
    _draw_cell(result, runs, chosen or best or (0, 0))


def _chosen_cell(plan: SweepPlan) -> Cell | None:
    """The cell that was chosen in this sweep: in another, the same place is another run."""
    if st.session_state.get(_OF) != plan:
        st.session_state[_OF] = plan
        forget_cell()
    chosen: Cell | None = st.session_state.get(_CELL)
    return chosen if chosen in plan.cells else None  # any client can send anything


def forget_cell() -> None:
    """No cell is chosen any more."""
    st.session_state.pop(_CELL, None)


def _draw_cell(result: _Result, runs: Sequence[TrainingSettings], cell: Cell) -> None:
    """The chosen cell's run: what became of it, and where to go with it."""
    plan, words = result.plan, result.words
    _draw_cell_list(plan, cell)
    own = plan.setting(cell)
    step = int(result.grid.diverged[cell])
    what = (
        f"{words.diverged} {whole_number(step)}"
        if step
        else f"{words.measure} {result.value(cell)}"
    )
    state = training_state(RunChoice(plan.data, own)) | {
        "step": min(plan.steps, step - 1) if step else plan.steps
    }
    st.markdown(
        f"{plan.name(cell)}: {what}. "
        f"[{translate('Open this run in Training')}]({address('training', state)})"
    )

    def add() -> None:
        # The cell of the list at the click: the button may not have been drawn since.
        if st.session_state[_LIST] in plan.cells:  # any client can send anything
            add_run(plan.setting(st.session_state[_LIST]))
            want_whole_page()  # the sidebar is to be redrawn

    draw_add_button(translate("Add this run to the comparison"), "_sweep_add", own, runs, add)


def _draw_cell_list(plan: SweepPlan, cell: Cell) -> None:
    """The cells as a list, for those who do not click."""
    st.session_state[_LIST] = cell

    def choose() -> None:
        st.session_state[_CELL] = st.session_state[_LIST]

    st.selectbox(
        translate("Cell"),
        plan.cells,
        format_func=plan.name,
        key=_LIST,
        on_change=choose,
        width=300,
    )


def _best_in_words(result: _Result, best: Cell) -> str:
    return translate(
        "Best {measure} after {steps} steps: **{value}** ({run}). Diverged: {diverged} of {cells} "
        "runs (✕).",
        steps=whole_number(result.plan.steps),
        measure=result.words.measure,
        value=result.value(best),
        run=result.plan.name(best),
        diverged=int((result.grid.diverged > 0).sum()),
        cells=result.grid.values.size,
    )


def _grid(plan: SweepPlan, cells: Sequence[SweepCell], field: str) -> SweepGrid:
    shape = len(plan.rows), len(plan.rates)
    values = [
        np.nan if cell.evaluation is None else getattr(cell.evaluation, field) for cell in cells
    ]
    diverged = [0 if cell.divergence is None else cell.divergence.step for cell in cells]
    return SweepGrid(
        np.array(values, dtype=np.float64).reshape(shape),
        np.array(diverged).reshape(shape),
        [short_number(rate) for rate in plan.rates],
        plan.row_names,
    )


def _alternative(result: _Result) -> str:
    """Every row in words: its best cell, and how many diverged."""
    grid, words = result.grid, result.words
    parts = [
        translate(
            "Heat map of the {measure} after {steps} steps: {rate} on the horizontal axis, "
            "{other} on the vertical axis.",
            measure=words.measure,
            steps=whole_number(result.plan.steps),
            rate=words.rate,
            other=words.other,
        )
    ]
    for row, name in enumerate(grid.rows):
        one = SweepGrid(grid.values[[row]], grid.diverged[[row]], grid.rates, [name])
        best = best_cell(one, accuracy=result.accuracy)
        if best is None:
            parts.append(translate("{row}: every run diverged.", row=name))
            continue
        parts.append(
            translate(
                "{row}: best {value} at {rate}, {failed} diverged.",
                row=name,
                value=result.value((row, best[1])),
                rate=grid.rates[best[1]],
                failed=int((one.diverged > 0).sum()),
            )
        )
    return " ".join(parts)
