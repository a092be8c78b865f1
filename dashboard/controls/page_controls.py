"""Which controls a page has, in which state: what a teacher can set, hide and lock there.

A page's controls depend on one another: K decides how many logits there are, a data set which
settings it has. So a page is a generator that yields its controls, one by one, and is sent each
one's value.
"""

from collections.abc import Callable, Generator, Iterable, Mapping
from dataclasses import replace
from types import MappingProxyType

from dashboard.controls import (
    bug_lab,
    compare,
    descent,
    practice,
    precision_lab,
    run_changes,
    run_settings,
    sweep,
    training,
    training_data,
    training_playback,
)
from dashboard.controls.backprop import DIAGONAL_ONLY, parameter_choice
from dashboard.controls.buttons import Buttons
from dashboard.controls.chain_rule import (
    DEMO,
    PATH,
    PRODUCT,
    TWO_PATHS,
    WRT,
    function_choices,
    input_sliders,
)
from dashboard.controls.control import Choice, NumberField, Slider, TextField
from dashboard.controls.edges import EDGES
from dashboard.controls.example import (
    CLASSES,
    LOGITS,
    SMOOTHING,
    TEMPERATURE,
    soft_target_field,
    true_class_choice,
)
from dashboard.controls.layer import FIRST_LAYER
from dashboard.controls.layer_lines import ACTIVATIONS_LINE, BIAS_LINE, TARGET_LINE, WEIGHTS_LINE
from dashboard.controls.layer_step import STEP_SIZE, TAKE_STEP
from dashboard.controls.layer_text import parse_weights
from dashboard.controls.logit_plane import REACH, axis_choices
from dashboard.controls.softmax import SHIFT, entry_choices
from dashboard.controls.switch import Switch
from dashboard.text import english

Control = Slider | NumberField | TextField | Choice | Switch | Buttons
Value = float | str | bool


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
    walk = _WALKS[page]()
    found: list[tuple[Control, Value]] = []
    try:
        control = next(walk)
        while True:
            found.append((control, value_of(control)))
            control = walk.send(found[-1][1])
    except StopIteration:
        return found


def _one_by_one(controls: Iterable[Control]) -> Generator[Control, Value, None]:
    for control in controls:  # noqa: UP028 - a list takes nothing that is sent
        yield control


def _example() -> Generator[Control, Value, int]:
    classes = int((yield CLASSES))
    yield from _one_by_one(LOGITS[:classes])
    yield from _one_by_one([true_class_choice(classes), soft_target_field(classes)])
    yield from _one_by_one([TEMPERATURE, SMOOTHING])
    return classes


def _layer() -> Generator[Control, Value, tuple[int, int]]:
    weights = str((yield WEIGHTS_LINE))
    yield from _one_by_one([ACTIVATIONS_LINE, BIAS_LINE, TARGET_LINE])
    try:
        rows = parse_weights(weights)
    except ValueError:
        return FIRST_LAYER.inputs, FIRST_LAYER.outputs
    return len(rows), len(rows[0])


def _start() -> Generator[Control, Value, None]:
    yield from _layer()
    yield from _one_by_one([EDGES, STEP_SIZE])


def _chain_rule() -> Generator[Control, Value, None]:
    demo = str((yield DEMO))
    yield from _one_by_one([WRT] if demo == TWO_PATHS else [])
    yield from _one_by_one([PATH] if demo in (TWO_PATHS, PRODUCT) else [])
    yield from _one_by_one(input_sliders(demo))
    yield from _one_by_one(function_choices(demo))


def _softmax() -> Generator[Control, Value, None]:
    classes = yield from _example()
    yield from _one_by_one([SHIFT, *entry_choices(classes)])


def _loss_surface() -> Generator[Control, Value, None]:
    classes = yield from _example()
    yield from _one_by_one([*axis_choices(classes), REACH])


def _gradient_field() -> Generator[Control, Value, None]:
    yield from _loss_surface()
    yield descent.STEP_SIZE
    steps = int((yield descent.DESCENT_STEPS))
    yield from _one_by_one([descent.step_scrubber(steps)] if steps else [])
    yield from _one_by_one([descent.DRAWING, descent.BESIDE])


def _backprop() -> Generator[Control, Value, None]:
    inputs, outputs = yield from _layer()
    yield from _one_by_one([parameter_choice(inputs, outputs), DIAGONAL_ONLY])


def _data(prefix: str = "") -> Generator[Control, Value, None]:
    name = str((yield replace(training_data.DATA, key=prefix + training_data.DATA.key)))
    yield from _one_by_one(training_data.data_fields(name, prefix))
    feature_map = yield replace(
        training_data.FEATURE_MAP, key=prefix + training_data.FEATURE_MAP.key
    )
    yield from _one_by_one(training_data.layer_fields(str(feature_map), prefix))
    yield replace(training_data.SEED, key=prefix + training_data.SEED.key)


def _training() -> Generator[Control, Value, None]:
    yield training_playback.STEP
    yield from _data()
    yield from _one_by_one(
        [run_settings.OPTIMIZER, run_settings.LEARNING_RATE_FIELD, run_settings.BATCH_SIZE_FIELD]
    )
    if (yield run_settings.SCHEDULE) != run_settings.SCHEDULE.default:
        yield run_settings.SCHEDULE_STEPS_FIELD
    yield from _one_by_one(
        [run_settings.LOSS, run_settings.L2_FIELD, run_settings.LABEL_SMOOTHING_FIELD]
    )
    yield from _one_by_one(
        [run_settings.INITIALISATION, run_changes.CHANGES, training_playback.LOGARITHMIC]
    )
    stop = yield training_playback.STOP
    if stop == "steps":
        yield training_playback.STOP_STEPS_FIELD
    if stop == "plateau":
        yield from _one_by_one(
            [training_playback.PATIENCE_FIELD, training_playback.LEAST_GAIN_FIELD]
        )
    yield from _one_by_one(training.FOLDS)


def _compare() -> Generator[Control, Value, None]:
    yield from _data(compare.PREFIX)
    yield from _one_by_one([compare.STEPS, compare.LOGARITHMIC, compare.RUNS])
    yield from _one_by_one([sweep.BY, sweep.LOWEST, sweep.HIGHEST, sweep.STEPS])


def _bug_lab() -> Generator[Control, Value, None]:
    is_mystery = (yield bug_lab.MODE) == bug_lab.MYSTERY
    yield bug_lab.SEED
    yield from _one_by_one([] if is_mystery else [bug_lab.BUG])
    yield from _one_by_one([bug_lab.DATA, bug_lab.TEMPERATURE, bug_lab.SHIFT])
    yield from _one_by_one([bug_lab.LEARNING_RATE, bug_lab.BATCH_SIZE, bug_lab.STEPS])
    yield bug_lab.CHECK_STEP
    yield from _one_by_one([bug_lab.GUESS] if is_mystery else [])


def _precision_lab() -> Generator[Control, Value, None]:
    yield from _one_by_one([precision_lab.DTYPE, precision_lab.QUANTITY, precision_lab.PART])
    yield from _one_by_one([precision_lab.MEASURE, precision_lab.CLASS_COUNT, precision_lab.SIZE])
    yield from _one_by_one(
        [precision_lab.RUN_DATA, precision_lab.RUN_RATE, precision_lab.RUN_SCALE]
    )
    yield from _one_by_one([precision_lab.LOG_STEP, precision_lab.SWEPT_LOGIT])


def _practice() -> Generator[Control, Value, None]:
    yield from _one_by_one([practice.LEVEL, practice.SET, practice.EXERCISE])


_WALKS = MappingProxyType(
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
