"""What can be set on the start page: the layer, its step, and what its edges show."""

from dashboard.controls.control import Buttons, NumberField
from dashboard.controls.declaration import Declaration, each
from dashboard.controls.layer.lines import layer_controls
from dashboard.controls.tabs import Tabs
from dashboard.text import english

GRADIENT = "∂L/∂w"
EDGES = Buttons("edges", english("Edges"), ("w", GRADIENT), "w")
STEP_SIZE = NumberField(
    "eta",
    english("Learning rate η"),
    0.5,
    0.001,
    100.0,
    0.1,
    "%.5g",
    help=english(
        "Scales the step: W ← W − η ∂L/∂W and b ← b − η ∂L/∂b. A larger η gives a longer step."
    ),
)
TABS = Tabs.of(
    {
        "where": english("Where to go"),
        "lessons": english("Lessons"),
        "formulas": english("The formulas with the current values"),
        "numbers": english("All the numbers"),
    }
)
TAKE_STEP = "take_step"  # names both buttons where a lesson hides or locks them


def page_controls() -> Declaration[None]:
    """Declare all controls of the page."""
    yield from layer_controls()
    yield from each(STEP_SIZE, EDGES, TABS)
