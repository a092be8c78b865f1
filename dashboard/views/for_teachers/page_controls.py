"""Which controls a page has, in which state: what a teacher can set, hide and lock there."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

from dashboard.controls.declaration import Control, Declaration, Value, each, read_controls
from dashboard.controls.example.controls import example_controls
from dashboard.controls.example.logit_plane import REACH, axis_choices
from dashboard.controls.layer.controls import FIRST_LAYER
from dashboard.controls.layer.line_text import parse_weights
from dashboard.controls.layer.lines import ACTIVATIONS_LINE, BIAS_LINE, TARGET_LINE, WEIGHTS_LINE
from dashboard.controls.run import run as training
from dashboard.controls.run.changes import CHANGES
from dashboard.controls.run.data import data_controls
from dashboard.controls.run.settings import settings_controls
from dashboard.text import english
from dashboard.views.backprop.controls import DIAGONAL_ONLY, parameter_choice
from dashboard.views.bug_lab import controls as bug_lab
from dashboard.views.chain_rule.controls import DEMO, warm_up_controls
from dashboard.views.compare import sweep_controls as sweep
from dashboard.views.compare.controls import comparison_controls
from dashboard.views.gradient_field.controls import descent_controls
from dashboard.views.practice import controls as practice
from dashboard.views.precision_lab import controls as precision_lab
from dashboard.views.softmax.controls import SHIFT, entry_choices
from dashboard.views.start.edges import EDGES
from dashboard.views.start.step import STEP_SIZE, TAKE_STEP
from dashboard.views.training import controls as training_playback


def controls_of(page: str, value_of: Callable[[Control], Value]) -> list[tuple[Control, Value]]:
    """The controls of a page, and their values.

    Parameters
    ----------
    page : one of `PAGES`, which are the pages' paths in the URL.
    value_of : what a control stands at; asked for each control that the values before it call for.

    Examples
    --------
    >>> [control.key for control, _ in controls_of("softmax", lambda control: control.default)][:5]
    ['K', 'z1', 'z2', 'z3', 'y']
    """
    found: list[tuple[Control, Value]] = []

    def noted(control: Control) -> Value:
        found.append((control, value_of(control)))
        return found[-1][1]

    read_controls(_DECLARATIONS[page](), noted)
    return found


def _pass_over(_error: ValueError) -> None:
    """Say nothing: a text that cannot be read is answered on its own page."""


def _layer() -> Declaration[tuple[int, int]]:
    lines = yield from each(WEIGHTS_LINE, ACTIVATIONS_LINE, BIAS_LINE, TARGET_LINE)
    try:
        rows = parse_weights(str(lines[0]))
    except ValueError:
        return FIRST_LAYER.inputs, FIRST_LAYER.outputs
    return len(rows), len(rows[0])


def _start() -> Declaration[None]:
    yield from _layer()
    yield from each(EDGES, STEP_SIZE)


def _chain_rule() -> Declaration[None]:
    yield from warm_up_controls(str((yield DEMO)))


def _softmax() -> Declaration[None]:
    example = yield from example_controls(_pass_over)
    yield from each(SHIFT, *entry_choices(example.classes))


def _loss_surface() -> Declaration[None]:
    example = yield from example_controls(_pass_over)
    yield from each(*axis_choices(example.classes), REACH)


def _gradient_field() -> Declaration[None]:
    yield from _loss_surface()
    yield from descent_controls()


def _backprop() -> Declaration[None]:
    inputs, outputs = yield from _layer()
    yield from each(parameter_choice(inputs, outputs), DIAGONAL_ONLY)


def _training() -> Declaration[None]:
    yield training_playback.STEP
    yield from data_controls()
    yield from settings_controls()
    yield CHANGES
    yield from training_playback.playback_controls()
    yield from each(*training.FOLDS)


def _compare() -> Declaration[None]:
    yield from comparison_controls(_pass_over)
    yield from each(sweep.BY, sweep.LOWEST, sweep.HIGHEST, sweep.STEPS)


def _bug_lab() -> Declaration[None]:
    _run, is_mystery = yield from bug_lab.lab_run_controls()
    yield bug_lab.CHECK_STEP
    if is_mystery:
        yield bug_lab.GUESS


def _precision_lab() -> Declaration[None]:
    yield from precision_lab.lab_controls()
    yield from each(precision_lab.RUN_DATA, precision_lab.RUN_RATE, precision_lab.RUN_SCALE)
    yield from each(precision_lab.LOG_STEP, precision_lab.SWEPT_LOGIT)


def _practice() -> Declaration[None]:
    yield from each(practice.LEVEL, practice.SET, practice.EXERCISE)


_DECLARATIONS: Mapping[str, Callable[[], Declaration[Any]]] = MappingProxyType(
    {
        "": _start,
        "chain_rule": _chain_rule,
        "softmax": _softmax,
        "loss_surface": _loss_surface,
        "gradient_field": _gradient_field,
        "backprop": _backprop,
        "training": _training,
        "compare": _compare,
        "bug_lab": _bug_lab,
        "precision_lab": _precision_lab,
        "practice": _practice,
    }
)
# In the navigation's words.
PAGES: Mapping[str, str] = MappingProxyType(
    {
        "": english("Start"),
        "chain_rule": english("Chain rule"),
        "softmax": english("Softmax"),
        "loss_surface": english("Loss surface"),
        "gradient_field": english("Gradient field"),
        "backprop": english("Backpropagation"),
        "training": english("Training"),
        "compare": english("Compare"),
        "bug_lab": english("Bug lab"),
        "precision_lab": english("Precision lab"),
        "practice": english("Practice"),
    }
)
WITH_OWN_DATA = ("training", "compare")  # where the user's own data can be used, in no link
# Open or not is part of a link, but what is folded up cannot be hidden or locked.
FOLD_KEYS = frozenset(fold.key for fold in training.FOLDS)
_SIZES = {"inputs": english("Inputs (activations a)"), "outputs": english("Outputs (classes)")}
# What holds no value of a link, by the key that a lesson names it by.
WITHOUT_VALUE: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {
        "": {**_SIZES, TAKE_STEP: english("Take one step, undo the step")},
        "backprop": {
            **_SIZES,
            "chosen_value": english("Slider of the chosen weight or bias"),
            "chosen_activation": english("Slider of the activation that it multiplies"),
        },
    }
)
