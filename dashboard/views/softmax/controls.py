"""What can be set on the softmax page: the shift of the logits, an entry of the Jacobian, a tab."""

import math

from core.symbols import symbol
from dashboard.controls.control import Choice, Slider
from dashboard.controls.declaration import Declaration, each
from dashboard.controls.example.controls import example_controls
from dashboard.controls.restrictions import set_by_click
from dashboard.controls.tabs import Tabs
from dashboard.text import english
from dashboard.views.softmax.figure import SHIFT_REACH

SHIFT = Slider("shift", english("Shift t of all logits"), 0.0, -SHIFT_REACH, SHIFT_REACH, 0.1)
_ROW_KEY, _COLUMN_KEY = "jk", "ji"
TABS = Tabs.of(
    {
        "formula": english("The formula"),
        "temperature": english("Temperature"),
        "shift": english("Adding a constant"),
        "jacobian": english("How each logit changes each probability"),
        "gradient": english("From the Jacobian to ŷ − y"),
        "numbers": english("All the numbers"),
    }
)


def entry_choices(classes: int) -> tuple[Choice, Choice]:
    """The lists of the rows and of the columns of the Jacobian."""
    numbers = [str(number) for number in range(1, classes + 1)]
    rows, columns = (
        {number: symbol(letter, index) for index, number in enumerate(numbers)}
        for letter in ("ŷ", "z")
    )
    return (
        Choice(_ROW_KEY, english("Jacobian, row k: probability ŷₖ"), numbers, "1", names=rows),
        Choice(_COLUMN_KEY, english("Jacobian, column i: logit zᵢ"), numbers, "2", names=columns),
    )


def choose_clicked_entry(click: dict[str, float], classes: int) -> None:
    """Choose the entry of the Jacobian that was clicked; what is no entry chooses nothing."""
    row, column = click["y"], click["x"]
    if all(math.isfinite(index) and index in range(1, classes + 1) for index in (row, column)):
        set_by_click(_ROW_KEY, str(int(row)))
        set_by_click(_COLUMN_KEY, str(int(column)))


def page_controls() -> Declaration[None]:
    """Declare all controls of the page."""
    example = yield from example_controls()
    yield from each(SHIFT, *entry_choices(example.classes), TABS)
