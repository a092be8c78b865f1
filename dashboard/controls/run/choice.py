"""A training run as its controls choose it: its data and its settings."""

from collections.abc import Callable
from dataclasses import dataclass

from streamlit.delta_generator import DeltaGenerator

from core.training import Change, TrainingSettings
from dashboard.controls.declaration import Control, Value, read_controls
from dashboard.controls.run.changes import CHANGES, changes_from_text, text_of_changes
from dashboard.controls.run.data import DataChoice, data_or_own_choice_from_controls, data_state
from dashboard.controls.run.session_data import OwnDataChoice
from dashboard.controls.run.settings import CHANGEABLE, LOSS, SETTINGS, settings_controls
from dashboard.text import translate
from dashboard.text.errors import as_sentence, draw_error
from dashboard.text.translation import error_in_words


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
    sidebar: DeltaGenerator,
    on_change: Callable[[], None],
    on_retune: Callable[[], None],
    on_replan: Callable[[], None],
) -> RunChoice:
    """Draw the controls of a run and read them.

    `on_change` is called when one of them moves that makes another run of it, `on_retune` when it
    is one that could also change in mid-run, `on_replan` when the changes in mid-run do. A text
    that names no changes is answered below it, and the run has none.
    """
    data = data_or_own_choice_from_controls(sidebar, on_change)
    container = sidebar

    def draw(control: Control) -> Value:
        nonlocal container
        if control is LOSS:  # from here on folded up
            container = sidebar.expander(translate("Loss, L2 penalty, initial weights"))
        can_change = any(control is SETTINGS[name] for name in CHANGEABLE)
        return control.draw(container, on_retune if can_change else on_change)

    own = read_controls(settings_controls(), draw)
    changes = _drawn_changes(sidebar, on_replan)
    settings = TrainingSettings(**own, seed=data.seed, changes=changes)
    return RunChoice(data, settings)


def _drawn_changes(container: DeltaGenerator, on_replan: Callable[[], None]) -> tuple[Change, ...]:
    """The changes in mid-run that the text names."""
    text = CHANGES.draw(container, on_replan)
    try:
        return changes_from_text(text)
    except ValueError as error:
        meanwhile = translate("Until this is corrected, the run has no mid-run changes.")
        draw_error(f"{as_sentence(error_in_words(error))} {meanwhile}", container)
        return ()


def training_state(choice: RunChoice) -> dict[str, object]:
    """The controls of the Training page that make this run, those at their defaults left out.

    >>> training_state(RunChoice(DataChoice("iris"), TrainingSettings(optimizer="adam")))
    {'data': 'iris', 'opt': 'adam'}
    """
    usual = _state(RunChoice(DataChoice(), TrainingSettings()))
    return {key: value for key, value in _state(choice).items() if value != usual.get(key)}


def _state(choice: RunChoice) -> dict[str, object]:
    settings = choice.settings
    state = {control.key: getattr(settings, name) for name, control in SETTINGS.items()}
    return data_state(choice.data) | state | {CHANGES.key: text_of_changes(settings.changes)}
