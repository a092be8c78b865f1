"""What can be set in the precision lab, and the frozen record it is read into."""

from dataclasses import dataclass, replace

import numpy as np
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from core.precision.dtypes import DTYPES
from core.precision.formula_errors import PARTS, QUANTITIES
from core.precision.precision_run import LOGIT_SCALE
from core.training.limits import LEARNING_RATE
from dashboard.controls.control import Buttons, Choice, NumberField, Slider
from dashboard.controls.declaration import Control, Declaration, Value, each, read_controls
from dashboard.controls.tabs import Tabs
from dashboard.text import english
from dashboard.text.data_names import DATA_NAMES
from dashboard.views.precision_lab.figure import CLASS_COUNTS, LARGEST_SIZE, SMALLEST_SIZE

RELATIVE, ABSOLUTE = english("relative"), english("absolute")
_QUANTITY_NAMES = {
    "softmax": english("softmax"),
    "log-softmax": english("log-softmax"),
    "cross-entropy": english("cross-entropy"),
}
_PART_NAMES = {"value": english("value"), "gradient": english("gradient")}

DTYPE = Buttons("dtype", english("Number format"), tuple(DTYPES), "float32")
QUANTITY = Choice("quantity", english("Quantity"), QUANTITIES, "cross-entropy", _QUANTITY_NAMES)
PART = Buttons("part", english("Value or gradient"), PARTS, "value", _PART_NAMES)
MEASURE = Buttons(
    "measured",
    english("Error measured as"),
    (RELATIVE, ABSOLUTE),
    RELATIVE,
    {RELATIVE: RELATIVE, ABSOLUTE: ABSOLUTE},
)
CLASS_COUNT = Choice("class_count", english("Classes K"), tuple(map(str, CLASS_COUNTS)), "16")
SIZE = NumberField(
    "logit_size",
    english("Logit size s"),
    100.0,
    SMALLEST_SIZE,
    LARGEST_SIZE,
    10.0,
    "%.5g",
    help=english("The K logits are spread evenly from −s to s; the true class has the lowest."),
)

RUN_DATA = Choice("run_data", english("Data"), ("penguins", "iris"), "penguins", names=DATA_NAMES)
RUN_RATE = NumberField.within(
    "run_rate", english("Learning rate η"), replace(LEARNING_RATE, default=1.0), 0.1, "%.5g"
)
RUN_SCALE = NumberField.within(
    "run_scale",
    english("Logit scale c = 1/T"),
    LOGIT_SCALE,
    1.0,
    "%.5g",
    english("Multiplies every logit by c, and so the gradient of W too."),
)

LOG_STEP = Slider(
    "log_h", english("Step h of the finite difference: log₁₀ h"), -3.0, -16.0, 1.0, 0.25, "%.2f"
)
SWEPT_LOGIT = Slider(
    "swept_z", english("Logit z₁ at which ∂L/∂z₁ is computed"), 1.0, -6.0, 6.0, 0.5
)

TABS = Tabs.of(
    {
        "formulas": english("The formulas step by step"),
        "size": english("Along the logit size"),
        "run": english("When does a real run break?"),
        "difference": english("How small a step for a finite difference?"),
        "numbers": english("All the numbers"),
    }
)
IN_TABS = {"run": (RUN_DATA, RUN_RATE, RUN_SCALE), "difference": (LOG_STEP, SWEPT_LOGIT)}
_IN_HAND = {DTYPE.key: 230, CLASS_COUNT.key: 150, SIZE.key: 190}  # their widths in pixels


@dataclass(frozen=True)
class Lab:
    """What is computed, in which numbers, and the place on the map that is looked at.

    Attributes
    ----------
    dtype : a key of `DTYPES`.
    quantity, part : as in `core.precision.formula_errors`.
    measure : which error is drawn.
    classes : K.
    size : s, nats.
    """

    dtype: str
    quantity: str
    part: str
    measure: str
    classes: int
    size: float


def lab_from_controls(hand: DeltaGenerator) -> Lab:
    """Draw the controls of the maps, some in a row and the others in the sidebar; read them."""
    row = hand.container(horizontal=True)

    def value_of(control: Control) -> Value:
        width = _IN_HAND.get(control.key)
        return control.draw(row.container(width=width) if width else st.sidebar)

    return read_controls(lab_controls(), value_of)


def lab_controls() -> Declaration[Lab]:
    """Declare the controls of the maps."""
    return Lab(
        dtype=str((yield DTYPE)),
        quantity=str((yield QUANTITY)),
        part=str((yield PART)),
        measure=str((yield MEASURE)),
        classes=int((yield CLASS_COUNT)),
        size=float((yield SIZE)),
    )


def choose_clicked_point(click: dict[str, float]) -> None:
    """Look at the cell of a map that was clicked; a place off the map chooses nothing."""
    log_size, log_classes = click["x"], click["y"]
    # Compared before anything is raised to such a power: any client can send anything.
    if np.log10(SMALLEST_SIZE) <= log_size <= np.log10(LARGEST_SIZE) and np.log2(
        CLASS_COUNTS[0]
    ) <= log_classes <= np.log2(CLASS_COUNTS[-1]):
        st.session_state[CLASS_COUNT.key] = str(2 ** round(log_classes))
        st.session_state[SIZE.key] = float(f"{10**log_size:.4g}")


def page_controls() -> Declaration[None]:
    """Declare the controls of the page, of those in tabs the open one's."""
    yield from lab_controls()
    yield from each(*IN_TABS.get(str((yield TABS)), ()))
