"""How a run is played: from which step, up to where, and on which axis. It changes no number."""

from dataclasses import dataclass, replace

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from core.training.limits import MAXIMUM_STEPS
from core.training.stop_rule import LEAST_GAIN, PATIENCE, STOP_STEPS, StopRule
from dashboard.controls.address import write_parameter
from dashboard.controls.control import Choice, NumberField, Switch
from dashboard.controls.declaration import Declaration, read_controls
from dashboard.controls.linked import draw_linked
from dashboard.controls.run.changes import CHANGES
from dashboard.controls.run.data import data_controls
from dashboard.controls.run.settings import settings_controls
from dashboard.controls.tabs import Tabs
from dashboard.text import english

STEP = NumberField(
    "step",
    english("Go to step"),
    0,
    0,
    MAXIMUM_STEPS,
    1,
    help=english("Part of the link: whoever opens it sees exactly this step."),
)
STOP_MEANINGS = {
    "never": english("The last step is 200 000."),
    "steps": english("After a fixed number of steps."),
    "plateau": english("When the training loss, penalty included, no longer improves."),
}
STOP_NAMES = {
    "never": english("at the last step"),
    "steps": english("after a number of steps"),
    "plateau": english("when the loss no longer falls"),
}
STOP = Choice.explained("stop", english("Stop training"), "never", STOP_MEANINGS, STOP_NAMES)
STOP_STEPS_FIELD = NumberField.within("stop_steps", english("Stop after step"), STOP_STEPS, 100)
PATIENCE_FIELD = NumberField.within("patience", english("Patience (steps)"), PATIENCE, 100)
LEAST_GAIN_FIELD = NumberField.within(
    "least_gain", english("Smallest relative improvement"), LEAST_GAIN, 0.005, number_format="%.4g"
)
LOGARITHMIC = Switch("log", english("Logarithmic loss axis"))
# The player draws it, so that another speed costs the server nothing, and tells it with its next
# question: Python has no widget for it.
SPEED = Choice("speed", english("Steps per second"), ("1", "10", "30", "100", "300", "1000"), "30")

TABS = Tabs.of(
    {
        "formula": english("Formulas"),
        "examples": english("Wrong predictions"),
        "calibration": english("Calibration"),
        "gradient": english("Next mini-batch"),
        "weights": english("Weights"),
        "slice": english("Loss surface"),
        "norm": english("Gradient norm"),
        "change": english("Change the run"),
        "export": english("Download"),
        "numbers": english("All the numbers"),
    }
)
# In older links each of these is "true" where it is unfolded.
_FOLDS = ("examples", "calibration", "gradient", "weights", "slice", "export")

NO_STOP = StopRule()


@dataclass(frozen=True)
class Playback:
    """How a run is played: it changes no number of it."""

    stop: StopRule = NO_STOP
    logarithmic: bool = False  # the loss axis
    speed: int = int(SPEED.default)  # steps a second, with which the player begins


PLAIN_PLAYBACK = Playback()


def playback_from_controls(container: DeltaGenerator) -> Playback:
    """Draw what decides how a run is played, not what it computes, and read it."""
    return read_controls(playback_controls(), lambda control: control.draw(container))


def playback_controls() -> Declaration[Playback]:
    """Declare what decides how a run is played."""
    logarithmic = bool((yield LOGARITHMIC))
    steps = patience = None
    least_gain = LEAST_GAIN.default
    match (yield STOP):
        case "steps":
            steps = int((yield STOP_STEPS_FIELD))
        case "plateau":
            patience = int((yield PATIENCE_FIELD))
            least_gain = float((yield LEAST_GAIN_FIELD))
    return Playback(StopRule(steps, patience, least_gain), logarithmic)


def keep_speed(speed: int) -> None:
    """Remember the speed that the player tells, for the link and for the next player."""
    st.session_state[SPEED.key] = SPEED.held(str(speed))


def at_kept_speed(playback: Playback) -> Playback:
    """The playback with the speed of the link, or the one that the player told last."""
    speed = draw_linked(SPEED, None, lambda initial: st.session_state.get(SPEED.key, initial))
    return replace(playback, speed=int(speed))


def open_tab_of_older_link() -> None:
    """Let a link that unfolds something open its tab: `weights=true` is `tab=weights` now."""
    for key in _FOLDS:
        text = st.query_params.get(key)
        write_parameter(key, None)
        if text == "true" and TABS.key not in st.query_params:
            write_parameter(TABS.key, key)


def page_controls() -> Declaration[None]:
    """Declare all controls of the page."""
    yield STEP
    yield from data_controls()
    yield from settings_controls()
    yield CHANGES
    yield from playback_controls()
    yield TABS
