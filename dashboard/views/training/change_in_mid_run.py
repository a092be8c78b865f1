"""A form that changes a run from the step at which it rests on."""

from collections.abc import Callable
from contextlib import suppress

import streamlit as st

from core.training import Change, TrainingSettings
from core.training.limits import MAXIMUM_CHANGES, MAXIMUM_STEPS
from dashboard.controls.restrictions import is_locked
from dashboard.controls.run.changes import CHANGES, described, text_of_changes, with_change
from dashboard.controls.run.choice import RunChoice
from dashboard.controls.run.settings import CHANGEABLE, SettingsForm
from dashboard.controls.whole_page import run_whole_page_if_wanted, want_whole_page
from dashboard.text import translate
from dashboard.text.errors import draw_error
from dashboard.written_numbers import whole_number


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
        _form(now).draw(columns[:3], now)
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


def _form(now: TrainingSettings) -> SettingsForm:
    """The form for a step with these settings: another step, under other ones, begins anew."""
    begins_with = "_".join(str(getattr(now, name)) for name in CHANGEABLE)
    return SettingsForm(CHANGEABLE, "_change_", f"_{begins_with}")


def _wanted_change(now: TrainingSettings, step: int) -> Change | None:
    """What the form changes of the settings at a step; None where it changes nothing."""
    values = _form(now).values().items()
    changed = {name: value for name, value in values if value != getattr(now, name)}
    return Change(step, **changed) if changed else None


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
