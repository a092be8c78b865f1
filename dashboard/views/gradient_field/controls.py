"""What can be set of the descent over the plane: its steps, the step shown, and the drawing."""

from typing import NamedTuple

from streamlit.delta_generator import DeltaGenerator

from dashboard.controls.control import Choice, NumberField, Slider
from dashboard.controls.declaration import Control, Declaration, Value, each, read_controls
from dashboard.controls.example.logit_plane import example_and_plane_controls
from dashboard.controls.tabs import Tabs
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
SHOWN_STEP = "descent_step"  # Training has its own `step`
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
TABS = Tabs.of(
    {
        "formula": english("The formula"),
        "steps": english("Step by step"),
        "newton": english("Newton’s step"),
        "squared_error": english("Squared error’s field"),
        "numbers": english("All the numbers"),
    }
)


class Descent(NamedTuple):
    """What the user has set of the descent."""

    step_size: float
    steps: int
    shown: int  # a step
    drawing: str  # of the gradient, ARROWS or STREAMLINES
    beside: str  # the second picture, SIMPLEX or SQUARED_ERROR


def descent_from_controls(hand: DeltaGenerator, rest: DeltaGenerator) -> Descent:
    """Draw in `hand` what decides the path, and in `rest` how it is drawn.

    The step shown has no widget: the picture draws its bar (step_bar.js).
    """
    row = hand.container(horizontal=True)
    places = {control.key: row.container(width=140) for control in (STEP_SIZE, DESCENT_STEPS)}
    places |= {control.key: rest for control in (DRAWING, BESIDE)}

    def value_of(control: Control) -> Value:
        if control.key == SHOWN_STEP:
            return control.keep(hand)
        return control.draw(places[control.key])

    return read_controls(descent_controls(), value_of)


def shown_step(steps: int) -> Slider:
    """The step shown, of so many."""
    return Slider(SHOWN_STEP, english("Show step"), 0, 0, steps, 1, "%d")


def descent_controls() -> Declaration[Descent]:
    """Declare the controls of the descent."""
    step_size = float((yield STEP_SIZE))
    steps = int((yield DESCENT_STEPS))
    shown = 0
    if steps:  # a slider needs two ends
        shown = int((yield shown_step(steps)))
    drawing, beside = yield from each(DRAWING, BESIDE)
    return Descent(step_size, steps, shown, str(drawing), str(beside))


def page_controls() -> Declaration[None]:
    """Declare all controls of the page."""
    yield from example_and_plane_controls()
    yield from descent_controls()
    yield TABS
