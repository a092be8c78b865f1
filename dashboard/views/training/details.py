"""What there is to ask about one step of a run, each question behind its own fold."""

import streamlit as st

from dashboard.controls.run.choice import RunChoice
from dashboard.text import translate
from dashboard.views.training.batch import draw_batch
from dashboard.views.training.calibration import draw_calibration
from dashboard.views.training.controls import FOLDS
from dashboard.views.training.examples import draw_examples
from dashboard.views.training.loss_slice import draw_slice
from dashboard.views.training.step import draw_step_error, step_in_view
from dashboard.views.training.tables import draw_numbers
from dashboard.views.training.weights import draw_weights
from dashboard.written_numbers import whole_number

_ANSWERS = (draw_examples, draw_calibration, draw_batch, draw_weights, draw_slice)


@st.fragment
def draw_training_details(choice: RunChoice, step: int) -> None:
    """The questions about the step; a fragment, so that an answer does not touch the player."""
    view = step_in_view(choice, step)
    shown = whole_number(view.state.step)
    st.caption(translate("Everything below describes step {step}.", step=shown))
    draw_numbers(view)
    for fold, draw in zip(FOLDS, _ANSWERS, strict=True):
        label = translate(fold.label)
        with st.expander(label, key=fold.key, on_change="rerun", bind="query-params") as unfolding:
            if not unfolding.open:  # computed only while it is open; the link says whether it is
                continue
            try:
                draw(view)
            except ValueError as error:
                draw_step_error(error)
