"""What there is to ask about one step of a run, each question behind its own fold."""

import streamlit as st

from dashboard.controls.training import RunChoice
from dashboard.sections.training_batch import draw_batch
from dashboard.sections.training_calibration import draw_calibration
from dashboard.sections.training_examples import draw_examples
from dashboard.sections.training_slice import draw_slice
from dashboard.sections.training_step import step_in_view, unfolded
from dashboard.sections.training_weights import draw_weights
from dashboard.text import english

_QUESTIONS = (
    (
        english("Which examples it gets wrong: confusion matrix and examples"),
        "examples",
        draw_examples,
    ),
    (english("Whether its probabilities keep their word"), "calibration", draw_calibration),
    (
        english("The next mini-batch: outer products, their mean, and its noise"),
        "gradient",
        draw_batch,
    ),
    (english("The weights beside the gradient that moves them"), "weights", draw_weights),
    (english("The loss around the run's path"), "slice", draw_slice),
)


@st.fragment
def draw_training_details(choice: RunChoice, step: int) -> None:
    """The questions about the step; a fragment, so that an answer does not touch the player."""
    view = step_in_view(choice, step)
    for label, key, draw in _QUESTIONS:
        unfolded(label, key, draw, view)
