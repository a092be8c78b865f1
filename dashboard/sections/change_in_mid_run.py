"""A form that changes a run from the step at which it rests on."""

from collections.abc import Callable, Sequence
from contextlib import suppress

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from core.optimizers import OPTIMIZERS
from core.training import Change, TrainingSettings
from core.training.limits import BATCH_SIZE, LEARNING_RATE, MAXIMUM_CHANGES, MAXIMUM_STEPS
from dashboard.controls.restrictions import is_locked
from dashboard.controls.run_changes import described, text_of_changes, with_change
from dashboard.controls.training import CHANGES, OPTIMIZER, RunChoice
from dashboard.sections.whole_page import run_whole_page_if_wanted, want_whole_page
from dashboard.text import translate
from dashboard.text.errors import draw_error
from dashboard.text.numbers import whole_number

_OPTIMIZER, _LEARNING_RATE, _BATCH_SIZE = "_change_opt", "_change_lr", "_change_batch"


@st.fragment
def draw_change_form(choice: RunChoice, step: int, on_replan: Callable[[], None]) -> None:
    """Other settings from this step on: the run goes on from the weights it has.

    `on_replan` is called when the changes have become others. A fragment, so that what is set here
    does not touch the player.
    """
    run_whole_page_if_wanted()
    planned, now = choice.settings.changes, choice.settings.at(step)

    def plan(changes: tuple[Change, ...]) -> None:
        st.session_state[CHANGES.key] = text_of_changes(changes)  # where the link has them
        on_replan()
        want_whole_page()

    def go_on() -> None:
        # What is set at the click: the form may not have been drawn since.
        with suppress(ValueError):  # said where it is drawn
            if change := _wanted_change(now, step):
                plan(with_change(planned, change))

    with st.container(border=True, key="change_form"):
        st.markdown(f"**{translate('Change the run from this step on')}**")
        if not 1 <= step < MAXIMUM_STEPS:
            st.caption(
                translate(
                    "Play a few steps and pause to use this form. Settings for step 0 are in the "
                    "sidebar."
                )
            )
            return
        st.caption(
            translate(
                "The run continues from the weights of step {step} with these settings. The change "
                "becomes part of this page's link and is marked on the curves. Changes planned for "
                "later steps are removed.",
                step=whole_number(step),
            )
        )
        columns = st.columns(4, vertical_alignment="bottom")
        _draw_settings(columns[:3], now)
        change = None
        try:
            change = _wanted_change(now, step)
        except ValueError as error:
            draw_error(error)
        full = change is not None and len(with_change(planned, change)) > MAXIMUM_CHANGES
        columns[3].button(
            translate("Apply and continue"),
            disabled=change is None or full or is_locked(CHANGES.key),
            on_click=go_on,
            type="primary",
        )
        if full:
            st.caption(
                translate(
                    "A run can change at most {most} times: undo a change first.",
                    most=MAXIMUM_CHANGES,
                )
            )
        if planned:
            _draw_planned(planned, plan)


def _suffix(now: TrainingSettings) -> str:
    """Another step may run under other settings: its form begins with those."""
    return f"_{now.optimizer}_{now.learning_rate}_{now.batch_size}"


def _draw_settings(columns: Sequence[DeltaGenerator], now: TrainingSettings) -> None:
    names, suffix = tuple(OPTIMIZERS), _suffix(now)
    columns[0].selectbox(
        translate("Optimiser"),
        names,
        names.index(now.optimizer),
        format_func=OPTIMIZER.name_of,
        key=_OPTIMIZER + suffix,
    )
    columns[1].number_input(
        translate("Learning rate η"),
        LEARNING_RATE.minimum,
        LEARNING_RATE.maximum,
        now.learning_rate,
        0.01,
        format="%.5g",
        key=_LEARNING_RATE + suffix,
    )
    columns[2].number_input(
        translate("Batch size"),
        BATCH_SIZE.minimum,
        BATCH_SIZE.maximum,
        now.batch_size,
        key=_BATCH_SIZE + suffix,
    )


def _wanted_change(now: TrainingSettings, step: int) -> Change | None:
    """What the form changes of the settings at a step; None where it changes nothing."""
    keys = (name + _suffix(now) for name in (_OPTIMIZER, _LEARNING_RATE, _BATCH_SIZE))
    optimizer, learning_rate, batch_size = (st.session_state[key] for key in keys)
    wanted = (
        None if optimizer == now.optimizer else optimizer,
        None if learning_rate == now.learning_rate else learning_rate,
        None if batch_size == now.batch_size else batch_size,
    )
    return None if wanted == (None, None, None) else Change(step, *wanted)


def _draw_planned(planned: tuple[Change, ...], plan: Callable[[tuple[Change, ...]], None]) -> None:
    """The changes that the run has, and a button that takes back the last one."""
    for change in planned:
        st.markdown(f"- {translate('Step')} {whole_number(change.step)}: {described(change)}")
    st.button(
        translate("Undo the last change"),
        disabled=is_locked(CHANGES.key),
        on_click=plan,
        args=(planned[:-1],),
    )
