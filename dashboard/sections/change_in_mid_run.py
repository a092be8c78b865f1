"""A form that changes a run from the step at which it rests on."""

from collections.abc import Callable, Sequence

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from core.optimizers import OPTIMIZERS
from core.training import Change, TrainingSettings
from core.training.limits import BATCH_SIZE, LEARNING_RATE, MAXIMUM_CHANGES, MAXIMUM_STEPS
from dashboard.controls.restrictions import is_locked
from dashboard.controls.run_changes import described, text_of_changes, with_change
from dashboard.controls.training import CHANGES, RunChoice
from dashboard.text import translate

_OPTIMIZER, _LEARNING_RATE, _BATCH_SIZE = "_change_opt", "_change_lr", "_change_batch"


def draw_change_form(choice: RunChoice, step: int, on_replan: Callable[[], None]) -> None:
    """Other settings from this step on: the run goes on from the weights it has.

    `on_replan` is called when the changes have become others.
    """

    def plan(text: str) -> None:
        st.session_state[CHANGES.key] = text  # where the link has them
        on_replan()

    with st.container(border=True, key="change_form"):
        st.markdown(f"**{translate('Change the run from this step on')}**")
        if not 1 <= step < MAXIMUM_STEPS:
            st.caption(translate("Play a few steps first; step 0 is set in the sidebar."))
            return
        st.caption(
            translate(
                "From step {step} on, the run continues from its weights with what you set here. "
                "The change stands in the link and is marked on the curves; changes planned for "
                "later steps are dropped.",
                step=f"{step:,}",
            )
        )
        planned = choice.settings.changes
        columns = st.columns(4, vertical_alignment="bottom")
        change = _drawn_change(columns[:3], choice.settings.at(step), step)
        full = change is not None and len(with_change(planned, change)) > MAXIMUM_CHANGES
        if columns[3].button(
            translate("Continue with these"),
            disabled=change is None or full or is_locked(CHANGES.key),
            on_click=plan,
            args=("" if change is None else text_of_changes(with_change(planned, change)),),
            type="primary",
        ):
            st.rerun()
        if full:
            st.caption(
                translate(
                    "A run changes {most} times at most: undo a change first.",
                    most=MAXIMUM_CHANGES,
                )
            )
        if planned:
            _draw_planned(planned, plan)


def _drawn_change(
    columns: Sequence[DeltaGenerator], now: TrainingSettings, step: int
) -> Change | None:
    """What the form changes of the settings at a step; None where it changes nothing."""
    names = tuple(OPTIMIZERS)
    # Another step may run under other settings: its form begins with those.
    suffix = f"_{now.optimizer}_{now.learning_rate}_{now.batch_size}"
    optimizer = columns[0].selectbox(
        translate("Optimiser"), names, names.index(now.optimizer), key=_OPTIMIZER + suffix
    )
    learning_rate = columns[1].number_input(
        translate("Learning rate η"),
        LEARNING_RATE.minimum,
        LEARNING_RATE.maximum,
        now.learning_rate,
        0.01,
        format="%.5g",
        key=_LEARNING_RATE + suffix,
    )
    batch_size = columns[2].number_input(
        translate("Batch size"),
        BATCH_SIZE.minimum,
        BATCH_SIZE.maximum,
        now.batch_size,
        key=_BATCH_SIZE + suffix,
    )
    wanted = (
        None if optimizer == now.optimizer else optimizer,
        None if learning_rate == now.learning_rate else learning_rate,
        None if batch_size == now.batch_size else batch_size,
    )
    return None if wanted == (None, None, None) else Change(step, *wanted)


def _draw_planned(planned: tuple[Change, ...], plan: Callable[[str], None]) -> None:
    """The changes that the run has, and a button that takes back the last one."""
    for change in planned:
        st.markdown(f"- {translate('Step')} {change.step:,}: {described(change)}")
    if st.button(
        translate("Undo the last change"),
        disabled=is_locked(CHANGES.key),
        on_click=plan,
        args=(text_of_changes(planned[:-1]),),
    ):
        st.rerun()
