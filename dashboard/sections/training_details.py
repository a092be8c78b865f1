"""What there is to ask about one step of a run, each question behind its own fold."""

import streamlit as st

from dashboard.controls.training import FOLDS, RunChoice
from dashboard.sections.training_batch import draw_batch
from dashboard.sections.training_calibration import draw_calibration
from dashboard.sections.training_examples import draw_examples
from dashboard.sections.training_numbers import draw_numbers
from dashboard.sections.training_slice import draw_slice
from dashboard.sections.training_step import step_in_view, unfolded
from dashboard.sections.training_weights import draw_weights
from dashboard.text import translate
from dashboard.text.numbers import whole_number

_ANSWERS = (draw_examples, draw_calibration, draw_batch, draw_weights, draw_slice)


@st.fragment
def draw_training_details(choice: RunChoice, step: int) -> None:
    """The questions about the step; a fragment, so that an answer does not touch the player."""
    view = step_in_view(choice, step)
    st.caption(
        translate(
            "Everything below describes step {step}.",
            step=whole_number(view.state.step),
        )
    )
    draw_numbers(view)
    for fold, draw in zip(FOLDS, _ANSWERS, strict=True):
        unfolded(fold.label, fold.key, draw, view)
