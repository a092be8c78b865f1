"""Training: the output layer learns from mini-batches, live."""

import streamlit as st

from core.training import MAXIMUM_STEPS
from dashboard.components.player import Question, play_run
from dashboard.controls.control import NumberField
from dashboard.controls.training import (
    Playback,
    RunChoice,
    playback_from_controls,
    run_choice_from_controls,
)
from dashboard.playback import chunk_of_run
from dashboard.runs import shared_run
from dashboard.sections.change_in_mid_run import draw_change_form
from dashboard.sections.pin import draw_pin
from dashboard.sections.training_details import draw_training_details
from dashboard.sections.training_export import draw_training_export
from dashboard.session_data import OwnDataChoice
from dashboard.tables import evaluation_table, parameter_table
from dashboard.text import english, error_in_words, translate
from dashboard.text.links import try_this
from dashboard.text.update_rules import gradient_formula, update_formula

STEPS_AT_FIRST = 1000  # computed before Play is pressed
STEP = NumberField(
    "step",
    english("Go to step"),
    0,
    0,
    MAXIMUM_STEPS,
    1,
    help=english("Stands in the link: whoever opens it sees this very step."),
)


def begin_again() -> None:
    """Another run starts at its step 0."""
    st.session_state[STEP.key] = 0
    st.session_state.pop("_question", None)


def seek() -> None:
    """Send the player to the step in the link."""
    st.session_state["_seek_id"] = st.session_state.get("_seek_id", 0) + 1
    st.session_state.pop("_question", None)


def remember(question: Question) -> None:
    """Keep what the browser asks, and where it rests, for the run of the fragment that follows."""
    if question.run == st.session_state.get("_run"):
        st.session_state["_question"] = question
        if question.resting:
            st.session_state[STEP.key] = min(question.step, MAXIMUM_STEPS)


@st.fragment
def player(choice: RunChoice, playback: Playback) -> None:
    """The player and the step in the link; runs again when the browser asks for more."""
    place = st.container()
    step = int(STEP.draw(st.container(width=220), seek))
    question = st.session_state.get("_question") or Question(
        run=st.session_state.get("_run", ""),
        have=0,
        until=step + STEPS_AT_FIRST,
        step=step,
        resting=True,
    )
    try:
        chunk = chunk_of_run(choice, question, playback)
    except ValueError as error:
        place.error(error_in_words(error))
        return
    st.session_state["_run"] = chunk.run
    step = min(step, chunk.limit)
    seek_to = (st.session_state.get("_seek_id", 0), step)
    with place:
        play_run(chunk, key="player", seek=seek_to, on_ask=remember)
    if step <= chunk.last:  # a far step is reached over several answers
        draw_change_form(choice, step, seek)
        explain(choice, step)
        draw_training_export(choice, step, chunk.charts)


def explain(choice: RunChoice, step: int) -> None:
    """The formulas of a step with the numbers of this one, and everything in the picture."""
    settings = choice.settings.at(step)
    st.latex(gradient_formula(settings.batch_size, settings.loss, settings.l2))
    st.latex(update_formula(settings.optimizer, settings.learning_rates()(step)))
    with st.expander(translate("Numbers at step {step}", step=f"{step:,}")):
        run = shared_run(choice).up_to(step)
        state = run.state_at(step)
        st.dataframe(evaluation_table(run.evaluate(state)))
        st.dataframe(parameter_table(run.data, state))
    draw_training_details(choice, step)


st.title(translate("Training"))
st.write(
    translate(
        "Press Play and watch the loss of each mini-batch fall while the weights take the shape "
        "of what they look for."
    )
)
st.sidebar.subheader(translate("The run"))
try:
    choice = run_choice_from_controls(st.sidebar, begin_again, seek)
    playback = playback_from_controls(st.sidebar)
    if choice.has_data:
        player(choice, playback)
    else:
        st.info(translate("Nothing to train on yet: the sidebar says what is lacking."))
    if not isinstance(choice.data, OwnDataChoice):  # Compare knows a run by its link alone
        draw_pin(choice)
except ValueError as error:
    st.error(error_in_words(error))
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
