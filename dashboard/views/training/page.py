"""Training: the output layer learns from mini-batches, live."""

import streamlit as st

from dashboard.components.player import play_run
from dashboard.components.player_message import Question
from dashboard.controls.links import try_this
from dashboard.controls.run.choice import RunChoice, run_choice_from_controls
from dashboard.controls.run.data import DATA_OR_OWN
from dashboard.controls.whole_page import run_whole_page_if_wanted
from dashboard.runs.shared_run import SMOOTHING_SPAN, shared_run
from dashboard.text import translate
from dashboard.text.errors import draw_error
from dashboard.text.loss_words import loss_defined
from dashboard.views.training import left_run, player_step
from dashboard.views.training.change_in_mid_run import draw_change_form
from dashboard.views.training.controls import (
    Playback,
    at_kept_speed,
    keep_speed,
    playback_from_controls,
)
from dashboard.views.training.details import draw_training_details
from dashboard.views.training.export import draw_training_export
from dashboard.views.training.formulas import draw_formulas
from dashboard.views.training.pin import draw_pin
from dashboard.views.training.playback import chunk_of_run
from dashboard.views.training.step import step_in_view
from dashboard.written_numbers import whole_number


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


def data_in_words(choice: RunChoice) -> str:
    """What the layer learns from, and what it is tested on."""
    data = shared_run(choice).data
    train, test = len(data.train.labels), len(data.test.labels)
    return translate(
        "**{name}**: the layer learns from {train} of {all} examples (*training set*). The other "
        "{test} only test it (*test set*).",
        name=DATA_OR_OWN.name_of(choice.data.name),
        train=whole_number(train),
        all=whole_number(train + test),
        test=whole_number(test),
    )


def measures_in_words(choice: RunChoice) -> str:
    """What stands above the charts and on their axes."""
    more = translate(
        "Mini-batch loss: L of one step's examples; smoothed: its exponential moving average over "
        "about {span} steps (recent ones count most), so it lags behind. Gradient norm: the length "
        "of ∂L/∂θ over the training set (θ: all weights W and biases b).",
        span=SMOOTHING_SPAN,
    )
    return f"{loss_defined(choice.settings.loss)} {more}"


@st.fragment
def player(choice: RunChoice, playback: Playback) -> None:
    """The player and the step in the link; runs again when the browser asks for more."""
    run_whole_page_if_wanted()
    about = st.empty()
    st.caption(measures_in_words(choice))
    notice, area = st.container(), st.container()
    step = player_step.draw_step_field(st.container(width=220))
    question = player_step.question_at(step)
    if step > 0 and question.touched:
        left_run.forget_left_run()
    with notice:
        left_run.draw_way_back(choice.settings, player_step.go_to)
    try:
        chunk = chunk_of_run(choice, question, at_kept_speed(playback))
    except ValueError as error:
        draw_error(error, area)
        return
    player_step.keep_within(chunk, step)
    about.write(data_in_words(choice))
    with area:
        play_run(chunk, key=player_step.PLAYER, seek=player_step.seek_to(step), on_ask=take_in)
    if step <= chunk.last:  # a far step is reached over several answers
        draw_change_form(choice, step, player_step.seek)
        draw_formulas(step_in_view(choice, step))
        draw_training_details(choice, step)
        draw_training_export(choice, step, chunk.charts)


st.title(translate("Training"))
st.write(
    translate(
        "Press Play. At each step the layer learns from a *mini-batch*, a small group of training "
        "examples. An *epoch* uses every training example once. On average the loss falls and the "
        "*accuracy* rises: the fraction of examples whose largest ŷ belongs to the true class."
    )
)
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
