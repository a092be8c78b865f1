"""What can be set on the page: whose logits, what was printed, which examples are looked at."""

from collections.abc import Sequence

from core.examination.examine import BINS
from dashboard.controls.control import Buttons, Choice, NumberField, Switch, TextField
from dashboard.controls.declaration import Declaration, each
from dashboard.controls.tabs import Tabs
from dashboard.text import english

FILE, PASTE = "file", "paste"
SOURCE = Buttons(
    "logits",
    english("A mystery, or logits of your own"),
    ("twice", "sum", "weights", FILE, PASTE),
    "twice",
    {
        "twice": english("Mystery 1"),
        "sum": "2",
        "weights": "3",
        FILE: english("Your file"),
        PASTE: english("Paste"),
    },
)
PRINTED = TextField(
    "printed",
    english("Loss that the program printed"),
    24,
    help=english("All its digits: they decide which explanations are possible."),
)
CLASS_WEIGHTS = TextField(
    "class_weights",
    english("Class weights"),
    2000,
    help=english("A number for each class, as 1, 3, 9. Empty: every class weighs 1."),
)
IGNORE = TextField(
    "ignored_label",
    english("Label to ignore"),
    12,
    help=english("Examples with this label are left out, as −100 in PyTorch."),
)

ALL = "all"
_EDGES = range(0, 100, 100 // BINS)
BIN = Choice(
    "confidence",
    english("Confidence (%)"),
    (ALL, *(f"{edge}–{edge + 100 // BINS}" for edge in _EDGES)),
    ALL,
    {ALL: english("all examples")},
    help=english("The same as a click on a bar: the worst of these examples are listed."),
)

WITH_WEIGHTS = Switch("mean_weights", english("Class weights 1, 1, 5"))
WITH_IGNORED = Switch("mean_ignored", english("Ignore the fourth example"))
CLASS = NumberField("calibrated_class", english("Class"), 0, 0, 999_999, 1)

TABS = Tabs.of(
    {
        "mean": english("Which mean?"),
        "classes": english("Calibration by class"),
        "worst": english("The worst examples"),
        "confusion": english("Confusion"),
        "gradient": english("The gradient beside yours"),
        "script": english("Take it with you"),
    }
)
TAB_CONTROLS: dict[str, Sequence[Switch | NumberField]] = {
    "mean": (WITH_WEIGHTS, WITH_IGNORED),
    "classes": (CLASS,),
}


def page_controls() -> Declaration[None]:
    """Declare all controls of the page."""
    yield from each(SOURCE, PRINTED, CLASS_WEIGHTS, IGNORE, BIN)
    opened = str((yield TABS))
    yield from each(*TAB_CONTROLS.get(opened, ()))
