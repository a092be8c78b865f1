"""The runs of a comparison as one short text, and what else can be set about it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from streamlit.delta_generator import DeltaGenerator

from core.training import TrainingSettings
from dashboard.controls.control import NumberField, Switch
from dashboard.controls.declaration import Control, Declaration, Value, each, read_controls
from dashboard.controls.run.changes import text_of_changes
from dashboard.controls.run.choice import RunChoice
from dashboard.controls.run.data import DataChoice, data_controls
from dashboard.controls.run.named_runs import (
    EXAMPLE,
    MAXIMUM_RUNS,
    PREFIX,
    RUNS,
    compared_runs,
    settings_from_text,
    show_runs,
)
from dashboard.controls.run.settings import CHANGEABLE, FIXED, setting_in_words
from dashboard.controls.tabs import Tabs
from dashboard.text import english, translate
from dashboard.text.errors import as_sentence, draw_error
from dashboard.text.translation import error_in_words
from dashboard.views.compare import sweep_controls as sweep

MAXIMUM_COMPARED_STEPS = 5000
STEPS = NumberField("c_steps", english("Steps"), 500, 10, MAXIMUM_COMPARED_STEPS, 100)
STEPS_WIDTH = 140  # pixels
LOGARITHMIC = Switch("c_log", english("Logarithmic loss axes"))
TABS = Tabs.of(
    {
        "runs": english("Add or remove a run"),
        "sweep": english("Sweep: many settings at once"),
        "numbers": english("All the numbers"),
    }
)


@dataclass(frozen=True)
class Comparison:
    """Up to six runs on the same data, over so many steps."""

    data: DataChoice
    settings: tuple[TrainingSettings, ...]
    steps: int
    logarithmic: bool
    is_example: bool  # no runs are named

    @property
    def choices(self) -> list[RunChoice]:
        """The runs themselves."""
        return [RunChoice(self.data, own) for own in self.settings]


def comparison_from_controls(sidebar: DeltaGenerator, hand: DeltaGenerator) -> Comparison:
    """Draw the controls of Compare, the steps and the axes in `hand`, and read them.

    A text that names no runs is answered below it, and the example's runs are taken.
    """

    def say(error: ValueError) -> None:
        meanwhile = translate("Until this is corrected, sample runs are shown.")
        draw_error(f"{as_sentence(error_in_words(error))} {meanwhile}", sidebar)

    def draw(control: Control) -> Value:
        if control == STEPS:
            return control.draw(hand.container(width=STEPS_WIDTH))
        return control.draw(hand if control == LOGARITHMIC else sidebar)

    return read_controls(comparison_controls(say), draw)


def comparison_controls(
    on_refusal: Callable[[ValueError], None] | None = None,
) -> Declaration[Comparison]:
    """Declare the controls of a comparison.

    `on_refusal` is called where the text names no runs; those of the example are then compared.
    """
    data = yield from data_controls(PREFIX)
    steps, logarithmic, text = yield from each(STEPS, LOGARITHMIC, RUNS)
    named: tuple[TrainingSettings, ...] = ()
    try:
        named = settings_from_text(str(text))
    except ValueError as error:
        if on_refusal is not None:
            on_refusal(error)
    settings = tuple(replace(own, seed=data.seed) for own in named or settings_from_text(EXAMPLE))
    return Comparison(data, settings, int(steps), bool(logarithmic), is_example=not named)


def add_run(run: TrainingSettings) -> None:
    """Compare a run too, if there is room and it is not there; from a callback only."""
    runs, wanted = compared_runs(), replace(run, seed=0)  # the seed is the data's
    if wanted not in runs and len(runs) < MAXIMUM_RUNS:
        show_runs([*runs, wanted])


def remove_run(run: TrainingSettings) -> None:
    """Compare a run no longer, unless it is the only one; from a callback only."""
    runs = compared_runs()
    show_runs([own for own in runs if own != replace(run, seed=0)] or runs)


def run_names(runs: Sequence[TrainingSettings]) -> list[str]:
    """A name for each run: what tells it from the others, and its optimiser at least.

    >>> run_names([TrainingSettings(), TrainingSettings(learning_rate=0.5)])
    ['SGD, η 0.1', 'SGD, η 0.5']
    """
    differing = _differing(runs)
    names = []
    for run in runs:
        told = [words for name, words in _setting_words(run).items() if name in differing]
        names.append(", ".join([setting_in_words("optimizer", run.optimizer), *told]))
    return names


def _differing(runs: Sequence[TrainingSettings]) -> set[str]:
    """The settings in which some run differs from the first."""
    first = vars(runs[0])
    return {name for run in runs for name, value in vars(run).items() if value != first[name]}


def _setting_words(run: TrainingSettings) -> dict[str, str]:
    """Every setting but the optimiser as a name shows it, by its field."""
    told = [name for name in (*CHANGEABLE, *FIXED) if name != "optimizer"]
    words = {name: setting_in_words(name, getattr(run, name)) for name in told}
    return words | {"changes": text_of_changes(run.changes) or "–"}


def shared_settings(runs: Sequence[TrainingSettings]) -> str:
    """What all runs have and a default run has not, of what the table of settings lacks.

    >>> shared_settings([TrainingSettings("adam", loss="squared error", schedule="cosine")])
    'Cosine, /1\u202f000, Squared error'
    """
    first = runs[0]
    unusual = _differing([first, TrainingSettings()])
    if "schedule" in unusual:
        unusual.add("schedule_steps")  # at their default, too, part of the schedule
    told = unusual - _differing(runs) - {"learning_rate", "batch_size", "l2"}
    return ", ".join(words for name, words in _setting_words(first).items() if name in told)


def loss_and_targets(run: TrainingSettings) -> tuple[str, float]:
    """What two runs share whose losses can be compared: the loss, and the smoothing of y."""
    return run.loss, run.label_smoothing


def same_batches(runs: Sequence[TrainingSettings]) -> bool:
    """Whether every run sees the same examples at every step, data and seed being the same."""
    sizes = {
        (run.batch_size, *((one.step, one.batch_size) for one in run.changes if one.batch_size))
        for run in runs
    }
    return len(sizes) == 1


def page_controls() -> Declaration[None]:
    """Declare all controls of the page."""
    yield from comparison_controls()
    yield from each(TABS, *sweep.CONTROLS)
