"""What can be set about a training run, and the frozen record it is read into."""

from collections.abc import Callable
from dataclasses import dataclass

from streamlit.delta_generator import DeltaGenerator

from core.training import Change, TrainingSettings
from core.training.limits import SCHEDULE_STEPS
from dashboard.controls.run_changes import CHANGES, changes_from_text
from dashboard.controls.run_settings import (
    BATCH_SIZE_FIELD,
    INITIALISATION,
    L2_FIELD,
    LABEL_SMOOTHING_FIELD,
    LEARNING_RATE_FIELD,
    LOSS,
    OPTIMIZER,
    SCHEDULE,
    SCHEDULE_STEPS_FIELD,
)
from dashboard.controls.switch import Switch
from dashboard.controls.training_data import DataChoice, data_or_own_choice_from_controls
from dashboard.session_data import OwnDataChoice
from dashboard.text import english, translate
from dashboard.text.errors import as_sentence, draw_error
from dashboard.text.translation import error_in_words

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
