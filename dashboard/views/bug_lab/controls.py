"""What can be set in the bug lab: the hunt, the program under test, and where it is checked."""

from dataclasses import dataclass, field, fields, replace
from typing import Any

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from core.bugs.gradient_bugs import NO_BUG, mystery_bug
from core.bugs.program_under_test import Program
from core.random_streams import SEEDS
from core.training import TrainingSettings
from dashboard.controls.control import Buttons, Choice, NumberField, Slider
from dashboard.controls.declaration import Control, Declaration, Value, read_controls
from dashboard.controls.restrictions import is_locked
from dashboard.controls.tabs import Tabs
from dashboard.text import english, translate
from dashboard.text.data_names import DATA_NAMES
from dashboard.views.bug_lab.bugs import DESCRIBED_BUGS

MYSTERY, FREE = "mystery", "free"
MOST_STEPS = 500
LARGE_SHIFT = 2000.0  # over T, beyond what e^x can hold
EVALUATE_EVERY = 5

DATA_MEANINGS = {
    "iris": english("Four lengths of a flower, three species: 15 parameters, all of them checked."),
    "penguins": english(
        "Four measures of a penguin, three species: 15 parameters, all of them checked."
    ),
    "digits": english(
        "64 pixels of a digit, ten classes: 650 parameters, of which 30 are checked."
    ),
}

MODE = Buttons(
    "bug_mode",
    english("Bug"),
    (MYSTERY, FREE),
    MYSTERY,
    {MYSTERY: english("hidden"), FREE: english("my choice")},
)
SEED = NumberField(
    "bug_seed",
    english("Seed"),
    0,
    0,
    SEEDS - 1,
    1,
    help=english(
        "Fixes the mini-batches and the hidden bug: everyone with the same link gets the same one."
    ),
)
_BUG_MEANINGS = {bug: described.meaning for bug, described in DESCRIBED_BUGS.items()}
_BUG_NAMES = {bug: described.name for bug, described in DESCRIBED_BUGS.items()}
BUG = Choice.explained("bug", english("Chosen bug"), "sign", _BUG_MEANINGS, _BUG_NAMES)
GUESS = Choice.explained("guess", english("Your diagnosis"), NO_BUG, _BUG_MEANINGS, _BUG_NAMES)
DATA = Choice.explained("bug_data", english("Data"), "iris", DATA_MEANINGS, DATA_NAMES)
TEMPERATURE = Slider(
    "bug_T",
    english("Temperature T"),
    2.0,
    0.5,
    5.0,
    0.1,
    help=english("Divides the logits: ŷ = softmax(z/T)."),
)
LEARNING_RATE = NumberField("bug_lr", english("Learning rate η"), 1.0, 0.001, 10.0, 0.1, "%.5g")
BATCH_SIZE = NumberField("bug_batch", english("Batch size"), 16, 1, 128, 1)
STEPS = NumberField("bug_steps", english("Steps"), 200, 10, MOST_STEPS, 50)
SHIFT = NumberField(
    "bug_shift",
    english("Number added to every logit"),
    0.0,
    -LARGE_SHIFT,
    LARGE_SHIFT,
    500.0,
    "%g",
    help=english(
        "A test: the same number added to every logit must not change the loss or the gradient."
    ),
)
CHECK_STEP = NumberField(
    "bug_check",
    english("Check after step"),
    20,
    0,
    MOST_STEPS,
    10,
    help=english("Uses the weights after this many steps and the mini-batch that comes next."),
)

TABS = Tabs.of({"suspects": english("The suspects"), "numbers": english("All the numbers")})
RATIO = "_bug_ratio"  # asked for in this session; it would give the bug away in a link


def _set_by(control: Control) -> Any:
    """A field of a record that this control sets."""
    return field(default=control.default, metadata={"control": control})


@dataclass(frozen=True)
class LabRun:
    """A program and how it is trained: this fixes every number of its run."""

    bug: str
    data: str = _set_by(DATA)
    temperature: float = _set_by(TEMPERATURE)
    shift: float = _set_by(SHIFT)
    learning_rate: float = _set_by(LEARNING_RATE)
    batch_size: int = _set_by(BATCH_SIZE)
    steps: int = _set_by(STEPS)
    seed: int = _set_by(SEED)

    @property
    def program(self) -> Program:
        """What is trained."""
        return Program(self.bug, self.temperature, self.shift)

    @property
    def settings(self) -> TrainingSettings:
        """How it is."""
        return TrainingSettings(
            learning_rate=self.learning_rate,
            batch_size=self.batch_size,
            seed=self.seed,
            evaluate_every=EVALUATE_EVERY,
        )

    def right(self) -> "LabRun":
        """The same without a bug.

        >>> LabRun("sign", seed=3).right()
        LabRun(bug='no bug', data='iris', temperature=2.0, shift=0.0, learning_rate=1.0,
            batch_size=16, steps=200, seed=3)
        """
        return replace(self, bug=NO_BUG)


@dataclass(frozen=True)
class BugLab:
    """A run under test, and the step after which its gradient is checked."""

    run: LabRun
    check_step: int = _set_by(CHECK_STEP)

    def probes(self) -> list["BugLab"]:
        """The lab itself; then two that tell every bug from every other, its seed and data kept.

        >>> [lab.run.shift for lab in BugLab(LabRun("sign", shift=1.0)).probes()]
        [1.0, 0.0, 2000.0]
        """
        usual = LabRun(self.run.bug, self.run.data, seed=self.run.seed)
        return [self, BugLab(usual), BugLab(replace(usual, shift=LARGE_SHIFT))]


def lab_state(lab: BugLab) -> dict[str, object]:
    """The parameters of a link to a lab but for its mode and its bug, defaults left out.

    >>> lab_state(BugLab(LabRun("sign", seed=3), check_step=0))
    {'bug_seed': 3, 'bug_check': 0}
    """
    values: dict[Control, Value] = {SEED: lab.run.seed}
    for record in (lab.run, lab):
        for part in fields(record):
            if "control" in part.metadata:
                values[part.metadata["control"]] = getattr(record, part.name)
    return {control.key: value for control, value in values.items() if value != control.default}


def lab_run_from_controls(container: DeltaGenerator) -> tuple[LabRun, bool]:
    """Draw the controls of a run under test and read it; whether its bug is a mystery too."""

    def draw(control: Control) -> Value:
        value = control.draw(container)
        if control is SEED and MODE.held(st.session_state[MODE.key]) == MYSTERY:
            container.button(
                translate("Next hidden bug"),
                key="_bug_next",
                on_click=_next_mystery,
                disabled=is_locked(SEED.key),
            )
        return value

    return read_controls(lab_run_controls(), draw)


def lab_run_controls() -> Declaration[tuple[LabRun, bool]]:
    """Declare the controls of a run under test; whether its bug is a mystery is returned too."""
    is_mystery = (yield MODE) == MYSTERY
    values: dict[str, Any] = {"seed": (yield SEED)}
    values["bug"] = mystery_bug(values["seed"]) if is_mystery else (yield BUG)
    for part in fields(LabRun):
        if part.name not in values:
            values[part.name] = yield part.metadata["control"]
    return LabRun(**values), is_mystery


def _next_mystery() -> None:
    st.session_state[SEED.key] = (int(st.session_state[SEED.key]) + 1) % SEEDS
    st.session_state[GUESS.key] = GUESS.default
    st.session_state[RATIO] = False


def page_controls() -> Declaration[None]:
    """Declare all controls of the page."""
    _run, is_mystery = yield from lab_run_controls()
    yield CHECK_STEP
    if is_mystery:
        yield GUESS
    yield TABS
