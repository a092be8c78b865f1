"""What can be set about a training run, and the frozen record it is read into."""

from collections.abc import Callable
from dataclasses import dataclass

from streamlit.delta_generator import DeltaGenerator

from core.training import Change, TrainingSettings
from core.training.limits import (
    BATCH_SIZE,
    L2,
    LABEL_SMOOTHING,
    LEARNING_RATE,
    SCHEDULE_STEPS,
)
from dashboard.controls.control import Choice, NumberField, TextField
from dashboard.controls.run_changes import LONGEST, OPTIMIZER_NAMES, changes_from_text
from dashboard.controls.switch import Switch
from dashboard.controls.training_data import DataChoice, data_or_own_choice_from_controls
from dashboard.session_data import OwnDataChoice
from dashboard.text import english, translate
from dashboard.text.errors import as_sentence, draw_error
from dashboard.text.translation import error_in_words

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
SCHEDULE = Choice.explained(
    "schedule", english("Schedule of η"), "constant", SCHEDULE_MEANINGS, SCHEDULE_NAMES
)
LEARNING_RATE_FIELD = NumberField.within(
    "lr", english("Learning rate η"), LEARNING_RATE, 0.01, number_format="%.5g"
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
CHANGES = TextField(
    "changes",
    english("Mid-run changes"),
    LONGEST,
    help=english(
        "For example `200:lr=0.01,500:opt=adam:batch=64`. The form below the charts writes this "
        "for you."
    ),
)
BATCH_SIZE_FIELD = NumberField.within("batch", english("Batch size"), BATCH_SIZE, 1)

# The parts of the page that are folded up at first; each is an expander, "true" where it is open.
FOLDS = (
    Switch("examples", english("Wrong predictions: confusion matrix and examples")),
    Switch("calibration", english("Calibration: is 80% confidence right 80% of the time?")),
    Switch("gradient", english("The next mini-batch: its gradient and how noisy it is")),
    Switch("weights", english("Weights and their gradient")),
    Switch("slice", english("Loss surface around the training path")),
)


@dataclass(frozen=True)
class RunChoice:
    """A training run: its data and its settings."""

    data: DataChoice | OwnDataChoice
    settings: TrainingSettings

    @property
    def has_data(self) -> bool:
        """Whether there is something to train on: the user's own data may be yet to come."""
        return not isinstance(self.data, OwnDataChoice) or self.data.table != ""


def run_choice_from_controls(
    place: DeltaGenerator,
    on_change: Callable[[], None],
    on_retune: Callable[[], None],
    on_replan: Callable[[], None],
) -> RunChoice:
    """Draw the controls of a run and read them.

    `on_change` is called when one of them moves that makes another run of it, `on_retune` when it
    is one that could also change in mid-run, `on_replan` when the changes in mid-run do. A text
    that names no changes is answered below it, and the run has none.
    """
    data = data_or_own_choice_from_controls(place, on_change)
    optimizer = OPTIMIZER.draw(place, on_retune)
    learning_rate = LEARNING_RATE_FIELD.draw(place, on_retune)
    batch_size = int(BATCH_SIZE_FIELD.draw(place, on_retune))
    schedule = SCHEDULE.draw(place, on_change)
    schedule_steps = SCHEDULE_STEPS.default
    if schedule != "constant":
        schedule_steps = int(SCHEDULE_STEPS_FIELD.draw(place, on_change))
    more = place.expander(translate("Loss, L2 penalty, initial weights"))
    loss = LOSS.draw(more, on_change)
    l2 = L2_FIELD.draw(more, on_change)
    label_smoothing = LABEL_SMOOTHING_FIELD.draw(more, on_change)
    initialisation = INITIALISATION.draw(more, on_change)
    settings = TrainingSettings(
        optimizer=optimizer,
        learning_rate=learning_rate,
        schedule=schedule,
        schedule_steps=schedule_steps,
        batch_size=batch_size,
        l2=l2,
        label_smoothing=label_smoothing,
        loss=loss,
        initialisation=initialisation,
        seed=data.seed,
        changes=_drawn_changes(place, on_replan),
    )
    return RunChoice(data, settings)


def _drawn_changes(place: DeltaGenerator, on_replan: Callable[[], None]) -> tuple[Change, ...]:
    """The changes in mid-run that the text names."""
    text = CHANGES.draw(place, on_replan)
    try:
        return changes_from_text(text)
    except ValueError as error:
        meanwhile = translate("Until this is corrected, the run has no mid-run changes.")
        draw_error(f"{as_sentence(error_in_words(error))} {meanwhile}", place)
        return ()
