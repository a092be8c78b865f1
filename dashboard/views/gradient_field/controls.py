"""What can be set of the descent over the plane: its steps, the step shown, and the drawing."""

from typing import NamedTuple

from streamlit.delta_generator import DeltaGenerator

from dashboard.controls.control import Choice, NumberField, Slider
from dashboard.controls.declaration import Declaration, each, read_controls
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
    """Draw what moves along the descent in `hand`, and how it is drawn in `rest`."""
    slider, fields = hand.columns([2, 1])
    row = fields.container(horizontal=True)
    places = {control.key: row.container(width=140) for control in (STEP_SIZE, DESCENT_STEPS)}
    places |= {control.key: rest for control in (DRAWING, BESIDE)}
    return read_controls(
        descent_controls(), lambda control: control.draw(places.get(control.key, slider))
    )


def descent_controls() -> Declaration[Descent]:
    """Declare the controls of the descent."""
    step_size = float((yield STEP_SIZE))
    steps = int((yield DESCENT_STEPS))
    shown = 0
    if steps:  # a slider needs two ends; Training has its own `step`
        shown = int((yield Slider("descent_step", english("Show step"), 0, 0, steps, 1, "%d")))
    drawing, beside = yield from each(DRAWING, BESIDE)
    return Descent(step_size, steps, shown, str(drawing), str(beside))


def page_controls() -> Declaration[None]:
    """Declare all controls of the page."""
    yield from example_and_plane_controls()
    yield from descent_controls()
    yield TABS
