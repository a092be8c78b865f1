"""What a sweep came to: a heat map, its best cell, and the run of the cell that is chosen."""

from collections.abc import Sequence

import numpy as np
import streamlit as st

from core.sweeps.sweep import SweepCell
from core.training import TrainingSettings
from dashboard.components.figure import draw_figure
from dashboard.controls.links import address
from dashboard.controls.restrictions import is_locked
from dashboard.controls.run.address import training_state
from dashboard.controls.run.choice import RunChoice
from dashboard.controls.run.named_runs import MAXIMUM_RUNS, RUNS
from dashboard.controls.run.settings import OPTIMIZER
from dashboard.controls.whole_page import want_whole_page
from dashboard.text import number, translate
from dashboard.views.compare.controls import add_run
from dashboard.views.compare.sweep_controls import BY, MEASURE, SweepPlan
from dashboard.views.compare.sweep_figure import SweepGrid, SweepWords, best_cell, sweep_figure
from dashboard.written_numbers import percent, short_number, whole_number

_CELL, _LIST = "_sweep_cell", "_sweep_list"
_FIELDS = {"test loss": "test_loss", "train loss": "train_loss", "test accuracy": "test_accuracy"}
_OF = "_sweep_cell_of"  # the sweep that the chosen cell belongs to


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
    if best is not None:
        st.markdown(_best_in_words(plan, grid, words, best, accuracy))

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
    colours = (
        translate("Brighter is better; accuracies in per cent; ✕: diverged.")
        if accuracy
        else translate("Darker is better; ✕: diverged.")
    )
    too_high = translate("Right of a row's best cell its learning rate is too high.")
    st.caption(f"{colours} {too_high} {translate('Click a cell or choose it in the list.')}")
    _draw_cell(plan, grid, words, accuracy, runs, chosen or best or (0, 0))


def _chosen_cell(plan: SweepPlan) -> tuple[int, int] | None:
    """The cell that was chosen in this sweep: in another, the same place is another run."""
    if st.session_state.get(_OF) != plan:
        st.session_state[_OF] = plan
        forget_cell()
    chosen: tuple[int, int] | None = st.session_state.get(_CELL)
    return chosen if chosen in _cells(plan) else None  # any client can send anything


def _cells(plan: SweepPlan) -> list[tuple[int, int]]:
    """Row and column of every cell."""
    return [(row, column) for row in range(len(plan.rows)) for column in range(len(plan.rates))]


def forget_cell() -> None:
    """No cell is chosen any more."""
    st.session_state.pop(_CELL, None)


def _draw_cell(
    plan: SweepPlan,
    grid: SweepGrid,
    words: SweepWords,
    accuracy: bool,
    runs: Sequence[TrainingSettings],
    index: tuple[int, int],
) -> None:
    """The chosen cell's run: what became of it, and where to go with it."""
    _draw_cell_list(plan, index)
    row, column = index
    own = plan.setting(plan.rows[row], plan.rates[column])
    step = int(grid.diverged[index])
    what = (
        f"{words.diverged} {whole_number(step)}"
        if step
        else f"{words.measure} {_in_words(grid.values[index], accuracy)}"
    )
    state = training_state(RunChoice(plan.data, own)) | {
        "step": min(plan.steps, step - 1) if step else plan.steps
    }
    st.markdown(
        f"{_cell_name(plan, row, column)}: {what}. "
        f"[{translate('Open this run in Training')}]({address('training', state)})"
    )

    def add() -> None:
        # The cell of the list at the click: the button may not have been drawn since.
        if st.session_state[_LIST] in _cells(plan):  # any client can send anything
            row, column = st.session_state[_LIST]
            add_run(plan.setting(plan.rows[row], plan.rates[column]))
            want_whole_page()  # the sidebar is to be redrawn

    full = len(runs) == MAXIMUM_RUNS
    st.button(
        translate("Add this run to the comparison"),
        key="_sweep_add",
        disabled=full or own in runs or is_locked(RUNS.key),
        on_click=add,
    )
    if full:
        st.caption(translate("At most six runs can be compared: remove one first."))


def _draw_cell_list(plan: SweepPlan, index: tuple[int, int]) -> None:
    """The cells as a list, for those who do not click."""
    cells = _cells(plan)
    st.session_state[_LIST] = index

    def choose() -> None:
        st.session_state[_CELL] = st.session_state[_LIST]

    st.selectbox(
        translate("Cell"),
        cells,
        format_func=lambda one: _cell_name(plan, *one),
        key=_LIST,
        on_change=choose,
        width=300,
    )


def _best_in_words(
    plan: SweepPlan, grid: SweepGrid, words: SweepWords, best: tuple[int, int], accuracy: bool
) -> str:
    return translate(
        "Best {measure} after {steps} steps: **{value}** ({run}). Diverged: {diverged} of {cells} "
        "runs (✕).",
        steps=whole_number(plan.steps),
        measure=words.measure,
        value=_in_words(grid.values[best], accuracy),
        run=_cell_name(plan, *best),
        diverged=int((grid.diverged > 0).sum()),
        cells=grid.values.size,
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
        [_row_name(plan, row) for row in plan.rows],
    )


def _row_name(plan: SweepPlan, row: str) -> str:
    """An optimiser by its name; a batch size is a number."""
    return OPTIMIZER.name_of(row) if plan.by == BY.default else row


def _cell_name(plan: SweepPlan, row: int, column: int) -> str:
    name = _row_name(plan, plan.rows[row])
    other = name if plan.by == BY.default else f"B {name}"
    return f"{other}, η {short_number(plan.rates[column])}"


def _in_words(value: float, accuracy: bool) -> str:
    return percent(value) if accuracy else number(float(value))


def _alternative(plan: SweepPlan, grid: SweepGrid, words: SweepWords, accuracy: bool) -> str:
    """Every row in words: its best cell, and how many diverged."""
    parts = [
        translate(
            "Heat map of the {measure} after {steps} steps: {rate} on the horizontal axis, "
            "{other} on the vertical axis.",
            measure=words.measure,
            steps=whole_number(plan.steps),
            rate=words.rate,
            other=words.other,
        )
    ]
    for row, name in enumerate(grid.rows):
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
