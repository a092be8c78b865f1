"""Training: the output layer learns from mini-batches, live."""

import streamlit as st

from dashboard.components.player import play_run
from dashboard.components.player_message import Question
from dashboard.controls.links import try_this
from dashboard.controls.run.choice import RunChoice, run_choice_from_controls
from dashboard.controls.run.data import DATA_OR_OWN
from dashboard.controls.whole_page import run_whole_page_if_wanted
from dashboard.text import translate
from dashboard.text.errors import draw_error
from dashboard.views.training import left_run, player_step
from dashboard.views.training.charts import gradient_norm_chart
from dashboard.views.training.controls import (
    Playback,
    at_kept_speed,
    keep_speed,
    open_tab_of_older_link,
    playback_from_controls,
)
from dashboard.views.training.details import draw_training_details
from dashboard.views.training.pin import draw_pin
from dashboard.views.training.playback import chunk_of_run
from dashboard.views.training.step import StepInView, step_in_view
from dashboard.written_numbers import percent, whole_number


def begin_again() -> None:
    """Another run starts at its step 0."""
    left_run.forget_left_run()
    player_step.go_to(0)


def retune() -> None:
    """As `begin_again`, but the run that is left could go on with the change."""
    left_run.leave_run(player_step.step_on_screen())
    player_step.go_to(0)


def take_in(question: Question) -> None:
    """Take in what the player tells, and what it asks."""
    keep_speed(question.speed)
    left_run.left_at(question.left_run, question.left_step)
    player_step.remember(question)


def result_in_words(view: StepInView) -> str:
    """What the layer gets right at a step, and what it has learnt that from."""
    data = view.data
    train, test = len(data.train.labels), len(data.test.labels)
    accuracy = view.run.evaluate(view.state).test_accuracy
    return translate(
        "**{name}**, step {step}: for **{right} of {test}** test examples the largest ŷ is that of "
        "the true class (*accuracy* {accuracy}; guessing gives {guess}). The layer learns from the "
        "other {train} (*training set*).",
        name=DATA_OR_OWN.name_of(view.choice.data.name),
        step=whole_number(view.state.step),
        right=whole_number(round(accuracy * test)),
        test=whole_number(test),
        accuracy=percent(accuracy),
        guess=percent(1 / len(data.class_names)),
        train=whole_number(train),
    )


@st.fragment
def player(choice: RunChoice, playback: Playback) -> None:
    """The player, the step in the link and the tabs; runs again when the browser asks for more."""
    run_whole_page_if_wanted()
    area = st.container()
    row = st.container(horizontal=True)  # below the player, which nothing may move
    result = row.container(key="result_of_step")
    step = player_step.draw_step_field(row.container(width=160))
    question = player_step.question_at(step)
    if step > 0 and question.touched:
        left_run.forget_left_run()
    with result:
        is_new = left_run.draw_way_back(choice.settings, player_step.go_to)
    try:
        chunk = chunk_of_run(choice, question, at_kept_speed(playback))
    except ValueError as error:
        draw_error(error, area)
        return
    player_step.keep_within(chunk, step)
    with area:
        play_run(chunk, key=player_step.PLAYER, seek=player_step.seek_to(step), on_ask=take_in)
    if step <= chunk.last:  # a far step is reached over several answers
        if not is_new:
            result.write(result_in_words(step_in_view(choice, step)))
        norm = gradient_norm_chart(choice.settings, logarithmic=playback.logarithmic)
        draw_training_details(choice, step, [*chunk.charts, norm], player_step.seek)


st.title(translate("Training"))
st.write(
    translate(
        "Press Play: at each step the layer learns from a *mini-batch*, a small group of training "
        "examples; watch the loss fall."
    )
)
open_tab_of_older_link()
st.sidebar.subheader(translate("The run"))
try:
    choice = run_choice_from_controls(st.sidebar, begin_again, retune, player_step.seek)
    left_run.remember_shown_run(choice)
    playback = playback_from_controls(st.sidebar)
    if choice.has_data:
        player(choice, playback)
    else:
        st.info(
            translate(
                "No usable data yet: choose a file, type points, or follow the message in the "
                "sidebar."
            )
        )
    draw_pin(choice)
except ValueError as error:
    draw_error(error)
try_this(
    translate("three spiral arms, which straight decision boundaries cannot separate"),
    "training",
    data="spirals",
)
try_this(
    translate("the same arms with random ReLU units before the output layer: the boundaries bend"),
    "training",
    data="spirals",
    map="relu",
    opt="adam",
    lr=0.01,
)
