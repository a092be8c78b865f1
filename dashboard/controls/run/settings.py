"""The settings of a training run: the control of each, and how a link and a sentence write them."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from core.training import TrainingSettings
from core.training.limits import BATCH_SIZE, L2, LABEL_SMOOTHING, LEARNING_RATE, SCHEDULE_STEPS
from dashboard.controls.control import Choice, NumberField
from dashboard.controls.declaration import Declaration
from dashboard.text import english
from dashboard.written_numbers import short_number, whole_number

OPTIMIZER_MEANINGS = {
    "sgd": english("Each step is −η times the gradient of the mini-batch."),
    "momentum": english(
        "Adds past gradients to each step; their influence shrinks by the factor 0.9 per step."
    ),
    "nesterov": english("Momentum with the gradient taken one step ahead."),
    "adagrad": english("Divides each weight's step by the size of all its past gradients."),
    "rmsprop": english("Divides each weight's step by the size of its recent gradients."),
    "adam": english(
        "Adds past gradients and divides each weight's step by the size of its recent gradients."
    ),
    "adamw": english("Adam that also shrinks every weight towards 0."),
}
LOSS_MEANINGS = {
    "cross-entropy": english("−Σ y log ŷ: its gradient ∂L/∂z is ŷ − y."),
    "squared error": english(
        "½ Σ (ŷ − y)²: its gradient contains the softmax derivatives ∂ŷ/∂z and almost vanishes "
        "when ŷ is near 0 or 1."
    ),
}
INITIALISATION_MEANINGS = {
    "zero": english("All weights 0: at first every class has the same ŷ."),
    "small": english("Normal, standard deviation 0.01."),
    "glorot": english("Uniform within ±√(6/(inputs + K))."),
    "large": english("Normal, standard deviation 1: the layer starts confident and mostly wrong."),
}
SCHEDULE_MEANINGS = {
    "constant": english("The same η at every step."),
    "step": english("η is halved every so many steps (set below)."),
    "exponential": english(
        "η shrinks by the same factor at every step, to half after the steps set below."
    ),
    "cosine": english("η follows a cosine down to 0 over the steps set below."),
    "warm-up": english("η rises linearly over the steps set below, then stays constant."),
}

OPTIMIZER_NAMES = {
    "sgd": english("SGD"),
    "momentum": english("Momentum"),
    "nesterov": english("Nesterov momentum"),
    "adagrad": english("AdaGrad"),
    "rmsprop": english("RMSProp"),
    "adam": english("Adam"),
    "adamw": english("AdamW"),
}
LOSS_NAMES = {
    "cross-entropy": english("Cross-entropy"),
    "squared error": english("Squared error"),
}
INITIALISATION_NAMES = {
    "zero": english("All zero"),
    "small": english("Small, random"),
    "glorot": english("Glorot, random"),
    "large": english("Large, random"),
}
SCHEDULE_NAMES = {
    "constant": english("Constant"),
    "step": english("Halved in steps"),
    "exponential": english("Exponential decay"),
    "cosine": english("Cosine"),
    "warm-up": english("Warm-up"),
}

OPTIMIZER = Choice.explained(
    "opt",
    english("Optimiser"),
    "sgd",
    OPTIMIZER_MEANINGS,
    OPTIMIZER_NAMES,
    english("The rule that turns each gradient into a step of the weights."),
)
LEARNING_RATE_FIELD = NumberField.within(
    "lr", english("Learning rate η"), LEARNING_RATE, 0.01, number_format="%.5g"
)
BATCH_SIZE_FIELD = NumberField.within("batch", english("Batch size"), BATCH_SIZE, 1)
SCHEDULE = Choice.explained(
    "schedule", english("Schedule of η"), "constant", SCHEDULE_MEANINGS, SCHEDULE_NAMES
)
SCHEDULE_STEPS_FIELD = NumberField.within(
    "schedule_steps", english("Steps of the schedule"), SCHEDULE_STEPS, 100
)
LOSS = Choice.explained("loss", english("Loss"), "cross-entropy", LOSS_MEANINGS, LOSS_NAMES)
L2_FIELD = NumberField.within(
    "l2",
    english("L2 penalty λ"),
    L2,
    0.001,
    number_format="%.5g",
    tooltip=english(
        "Adds ½ λ Σ w² to the loss: this pulls every weight towards 0, but not the bias b."
    ),
)
LABEL_SMOOTHING_FIELD = NumberField.within(
    "smoothing",
    english("Label smoothing ε"),
    LABEL_SMOOTHING,
    0.05,
    tooltip=english(
        "Spreads ε of every target y evenly over all K classes: y becomes (1 − ε)·y + ε/K."
    ),
)
INITIALISATION = Choice.explained(
    "init", english("Initial weights"), "zero", INITIALISATION_MEANINGS, INITIALISATION_NAMES
)

# By their fields in `TrainingSettings`, in the order in which a page shows them.
SETTINGS: Mapping[str, Choice | NumberField] = {
    "optimizer": OPTIMIZER,
    "learning_rate": LEARNING_RATE_FIELD,
    "batch_size": BATCH_SIZE_FIELD,
    "schedule": SCHEDULE,
    "schedule_steps": SCHEDULE_STEPS_FIELD,
    "loss": LOSS,
    "l2": L2_FIELD,
    "label_smoothing": LABEL_SMOOTHING_FIELD,
    "initialisation": INITIALISATION,
}
CHANGEABLE = ("optimizer", "learning_rate", "batch_size")  # in mid-run
# The others, in the order in which the text of a run has them.
FIXED = ("schedule", "schedule_steps", "l2", "label_smoothing", "loss", "initialisation")
# What the text of a run, or of a change in mid-run, calls each setting.
SHORT_NAMES = {name: control.key for name, control in SETTINGS.items()} | {"schedule_steps": "over"}
_WORDS: Mapping[str, Callable[[Any], str]] = {
    "learning_rate": lambda rate: f"η {short_number(rate)}",
    "batch_size": lambda size: f"B {size}",
    "schedule_steps": lambda steps: f"/{whole_number(steps)}",
    "l2": lambda penalty: f"λ {short_number(penalty)}",
    "label_smoothing": lambda smoothing: f"ε {short_number(smoothing)}",
}


def settings_controls() -> Declaration[dict[str, Any]]:
    """Declare the controls of the settings; what is not asked for has its default."""
    settings: dict[str, Any] = {}
    for name, control in SETTINGS.items():
        if name != "schedule_steps" or settings["schedule"] != SCHEDULE.default:
            settings[name] = yield control
    return settings


def setting_from_text(name: str, text: str) -> Any:
    """Return the value of a setting that a text in a link holds, whatever its limits.

    Raises
    ------
    ValueError : the setting is a number and the text is none.

    Examples
    --------
    >>> setting_from_text("learning_rate", "0.01"), setting_from_text("loss", "squared error")
    (0.01, 'squared error')
    """
    return type(SETTINGS[name].default)(text)


def setting_in_words(name: str, value: Any) -> str:
    """Return a setting as the name of a run shows it.

    >>> setting_in_words("learning_rate", 0.1), setting_in_words("loss", "squared error")
    ('η 0.1', 'Squared error')
    """
    control = SETTINGS[name]
    return control.name_of(value) if isinstance(control, Choice) else _WORDS[name](value)


class SettingsForm(NamedTuple):
    """Fields for some settings in a form, whose button takes what is set at its click.

    Attributes
    ----------
    names : the settings, by their fields in `TrainingSettings`.
    prefix, suffix : of the widgets' keys; with another suffix the form begins anew.
    """

    names: Sequence[str]
    prefix: str
    suffix: str

    def key(self, name: str) -> str:
        """The key of one setting's widget."""
        return f"{self.prefix}{SETTINGS[name].key}{self.suffix}"

    def draw(self, containers: Sequence[DeltaGenerator], initial: TrainingSettings) -> None:
        """Draw each setting in its container; each begins with the initial one."""
        for name, container in zip(self.names, containers, strict=True):
            SETTINGS[name].draw_in_form(container, self.key(name), getattr(initial, name))

    def values(self) -> dict[str, Any]:
        """The settings as the form has them now, by their fields."""
        return {name: st.session_state[self.key(name)] for name in self.names}
