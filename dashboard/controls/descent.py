"""What can be set of the descent over the plane: its steps, the step shown, and the drawing."""

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from dashboard.controls.control import Choice, NumberField, Slider
from dashboard.text import english

STEP_SIZE = NumberField("step_size", english("Learning rate η"), 1.0, 0.001, 100.0, 0.1, "%.5g")
DESCENT_STEPS = NumberField("descent_steps", english("Steps"), 30, 0, 200, 10)
ARROWS, STREAMLINES = "arrows", "streamlines"
DRAWING = Choice(
    "flow",
    english("Show −∇L as"),
    (ARROWS, STREAMLINES),
    ARROWS,
    names={ARROWS: english("Arrows"), STREAMLINES: english("Streamlines")},
    help=english(
        "Arrows: direction and length of −∇L at each grid point. Streamlines: the curves that "
        "follow −∇L."
    ),
)
SIMPLEX, SQUARED_ERROR = "simplex", "squared error"
BESIDE = Choice(
    "beside",
    english("Second picture"),
    (SIMPLEX, SQUARED_ERROR),
    SIMPLEX,
    names={SIMPLEX: english("Simplex"), SQUARED_ERROR: english("Squared error")},
    help=english(
        "Simplex: the same path drawn with the probabilities ŷ. Squared error: −∇L of the other "
        "loss, same scale."
    ),
)
_SHOWN_STEP_KEY = "descent_step"  # Training has its own `step`


def draw_step_scrubber(place: DeltaGenerator, steps: int) -> int:
    """Draw the slider over the steps of the descent; return the step that is shown."""
    if steps == 0:  # a slider needs two ends
        return 0
    if int(st.session_state.get(_SHOWN_STEP_KEY) or 0) > steps:
        st.session_state[_SHOWN_STEP_KEY] = steps
    return int(step_scrubber(steps).draw(place))


def step_scrubber(steps: int) -> Slider:
    """The slider over the steps of a descent of one step at least."""
    return Slider(_SHOWN_STEP_KEY, english("Show step"), 0, 0, steps, 1, "%d")
