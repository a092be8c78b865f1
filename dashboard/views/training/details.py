"""What there is to ask about one step of a run, each question in its own tab."""

from collections.abc import Callable, Sequence

import streamlit as st

from dashboard.components.player_message import Chart
from dashboard.controls.run.choice import RunChoice
from dashboard.text import translate
from dashboard.views.training.batch import draw_batch
from dashboard.views.training.calibration import draw_calibration
from dashboard.views.training.change_in_mid_run import draw_change_form
from dashboard.views.training.controls import TABS
from dashboard.views.training.examples import draw_examples
from dashboard.views.training.export import draw_downloads
from dashboard.views.training.formulas import draw_formulas
from dashboard.views.training.gradient_norm import draw_gradient_norm
from dashboard.views.training.loss_slice import draw_slice
from dashboard.views.training.step import draw_step_error, step_in_view
from dashboard.views.training.tables import draw_numbers
from dashboard.views.training.weights import draw_weights
from dashboard.written_numbers import whole_number


@st.fragment
def draw_training_details(
    choice: RunChoice, step: int, charts: Sequence[Chart], on_replan: Callable[[], None]
) -> None:
    """The tabs about the step; a fragment, so that what is asked does not touch the player.

    `charts` are those of the whole run, the gradient norm's last; `on_replan` is called when the
    changes in mid-run have become others.
    """
    view = step_in_view(choice, step)
    shown = whole_number(view.state.step)
    st.caption(translate("Everything below describes step {step}.", step=shown))
    try:
        TABS.draw_open(
            st.container(key="_details_of_step"),
            {
                "formula": lambda: draw_formulas(view),
                "examples": lambda: draw_examples(view),
                "calibration": lambda: draw_calibration(view),
                "gradient": lambda: draw_batch(view),
                "weights": lambda: draw_weights(view),
                "slice": lambda: draw_slice(view),
                "norm": lambda: draw_gradient_norm(view, charts[-1]),
                "change": lambda: draw_change_form(choice, step, on_replan),
                "export": lambda: draw_downloads(choice, step, charts),
                "numbers": lambda: draw_numbers(view),
            },
        )
    except ValueError as error:
        draw_step_error(error)
