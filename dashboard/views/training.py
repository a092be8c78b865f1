"""Training: the output layer learns from mini-batches, live."""

import streamlit as st

from core.training import MAXIMUM_STEPS
from dashboard.components.player import Question, is_asking, play_run
from dashboard.controls.training import (
    STEP,
    Playback,
    RunChoice,
    playback_from_controls,
    run_choice_from_controls,
)
from dashboard.playback import LOOK_AHEAD, chunk_of_run
from dashboard.sections.change_in_mid_run import draw_change_form
from dashboard.sections.left_run import (
    draw_way_back,
    forget_left_run,
    leave_run,
    remember_shown_settings,
)
from dashboard.sections.pin import draw_pin
from dashboard.sections.training_details import draw_training_details
from dashboard.sections.training_export import draw_training_export
from dashboard.sections.training_formulas import draw_formulas
from dashboard.sections.training_step import step_in_view
from dashboard.text import translate
from dashboard.text.errors import draw_error
from dashboard.text.links import try_this

KEPT_REPLACED = 8  # steps that the browser may still take for those of the field


def begin_again() -> None:
    """Another run starts at its step 0."""
    forget_left_run()
    go_to(0)


def retune() -> None:
    """As `begin_again`, but the run that is left could go on with the change."""
    asked: Question | None = st.session_state.get("_question")  # while it plays, the link is behind
    leave_run(asked.step if asked is not None else st.session_state.get(STEP.key, 0))
    go_to(0)


def go_to(step: int) -> None:
    """Send the link and the player to a step."""
    set_step(step)
    seek()


def set_step(step: int) -> None:
    """Put a step into the field, and keep the one that the browser may still take for it."""
    field = st.session_state.get(STEP.key, step)
    if field != step:
        replaced = (*st.session_state.get("_replaced_steps", ()), field)
        st.session_state["_replaced_steps"] = replaced[-KEPT_REPLACED:]
    st.session_state[STEP.key] = st.session_state["_step_set"] = step


def seek() -> None:
    """Send the player to the step in the link."""
    st.session_state["_seek_id"] = st.session_state.get("_seek_id", 0) + 1
    st.session_state.pop("_question", None)


def seek_unless_outdated() -> None:
    """Send the player to the step that the user has typed.

    With a question there may come a step that the field held before: the browser sends all its
    fields, and has not heard yet what has been made of this one.
    """
    known = st.session_state.get("_step_set")
    outdated = (known, *st.session_state.get("_replaced_steps", ()))
    if is_asking("player") and st.session_state[STEP.key] in outdated:
        st.session_state[STEP.key] = known
    else:
        seek()


def remember(question: Question) -> None:
    """Keep what the browser asks, and where it rests, for the run of the fragment that follows.

    What it asked before it heard of another run, or of the step it was sent to, is out of date.
    """
    sent = st.session_state.get("_run"), st.session_state.get("_seek_id", 0)
    if (question.run, question.seek) == sent:
        st.session_state["_question"] = question
        if question.resting:
            set_step(min(question.step, MAXIMUM_STEPS))


@st.fragment
def player(choice: RunChoice, playback: Playback) -> None:
    """The player and the step in the link; runs again when the browser asks for more."""
    notice, place = st.container(), st.container()
    if "_last_step" in st.session_state:
        go_to(st.session_state.pop("_last_step"))
    step = int(STEP.draw(st.container(width=220), seek_unless_outdated))
    if step > 0:
        forget_left_run()
    with notice:
        draw_way_back(choice.settings, go_to)
    question = st.session_state.get("_question") or Question(
        run=st.session_state.get("_run", ""),
        have=0,
        until=step + LOOK_AHEAD.untouched,
        step=step,
        resting=True,
    )
    try:
        chunk = chunk_of_run(choice, question, playback)
    except ValueError as error:
        draw_error(error, place)
        return
    st.session_state["_run"] = chunk.run
    if step > chunk.limit:  # a bound widget is set before it is drawn
        st.session_state["_last_step"] = chunk.limit
        st.rerun()
    seek_to = (st.session_state.get("_seek_id", 0), step)
    with place:
        play_run(chunk, key="player", seek=seek_to, on_ask=remember)
    if step <= chunk.last:  # a far step is reached over several answers
        draw_change_form(choice, step, seek)
        draw_formulas(step_in_view(choice, step))
        draw_training_details(choice, step)
        draw_training_export(choice, step, chunk.charts)


st.title(translate("Training"))
st.write(
    translate(
        "Press Play and watch the loss of each mini-batch fall while the weights take the shape "
        "of what they look for."
    )
)
st.sidebar.subheader(translate("The run"))
try:
    choice = run_choice_from_controls(st.sidebar, begin_again, retune, seek)
    remember_shown_settings(choice.settings)
    playback = playback_from_controls(st.sidebar)
    if choice.has_data:
        player(choice, playback)
    else:
        st.info(translate("Nothing to train on yet: the sidebar says what is lacking."))
    draw_pin(choice)
except ValueError as error:
    draw_error(error)
try_this(
    translate("three spiral arms, which straight borders cannot tell apart"),
    "training",
    data="spirals",
)
try_this(
    translate("the same arms with random ReLU units below: the borders bend"),
    "training",
    data="spirals",
    map="relu",
    opt="adam",
    lr=0.01,
)
