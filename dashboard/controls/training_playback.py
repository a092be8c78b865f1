"""How a run is played: from which step, up to where, and on which axis. It changes no number."""

from dataclasses import dataclass

from streamlit.delta_generator import DeltaGenerator

from core.training.limits import MAXIMUM_STEPS
from core.training.stop_rule import LEAST_GAIN, PATIENCE, STOP_STEPS, StopRule
from dashboard.controls.control import Choice, NumberField
from dashboard.controls.switch import Switch
from dashboard.text import english

STEP = NumberField(
    "step",
    english("Go to step"),
    0,
    0,
    MAXIMUM_STEPS,
    1,
    help=english("Stands in the link: whoever opens it sees this very step."),
)
STOP_MEANINGS = {
    "never": english("The run goes on for 200,000 steps."),
    "steps": english("After so many steps."),
    "plateau": english("When the train loss, penalty included, no longer falls."),
}
STOP = Choice.explained("stop", english("Stop"), "never", STOP_MEANINGS)
STOP_STEPS_FIELD = NumberField.within("stop_steps", english("… after step"), STOP_STEPS, 100)
PATIENCE_FIELD = NumberField.within("patience", english("… in steps"), PATIENCE, 100)
LEAST_GAIN_FIELD = NumberField.within(
    "least_gain", english("… falls by less than the share"), LEAST_GAIN, 0.005, number_format="%.4g"
)
LOGARITHMIC = Switch("log", english("Logarithmic loss axis"))

NO_STOP = StopRule()


@dataclass(frozen=True)
class Playback:
    """How a run is played: it changes no number of it."""

    stop: StopRule = NO_STOP
    logarithmic: bool = False  # the loss axis


PLAIN_PLAYBACK = Playback()


def playback_from_controls(place: DeltaGenerator) -> Playback:
    """Draw what decides how a run is played, not what it computes, and read it."""
    logarithmic = LOGARITHMIC.draw(place)
    steps = patience = None
    least_gain = LEAST_GAIN.default
    match STOP.draw(place):
        case "steps":
            steps = int(STOP_STEPS_FIELD.draw(place))
        case "plateau":
            patience = int(PATIENCE_FIELD.draw(place))
            least_gain = LEAST_GAIN_FIELD.draw(place)
    return Playback(StopRule(steps, patience, least_gain), logarithmic)
