"""What can be set about a training run, and the frozen record it is read into."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import NamedTuple

from streamlit.delta_generator import DeltaGenerator

from core.datasets import DATA_SETS
from core.feature_maps import FEATURE_MAPS
from core.limits import Limits, Number
from core.random_streams import SEEDS
from core.training import Change, TrainingSettings
from core.training.limits import (
    BATCH_SIZE,
    L2,
    LABEL_SMOOTHING,
    LEARNING_RATE,
    MAXIMUM_STEPS,
    SCHEDULE_STEPS,
)
from core.training.stop_rule import LEAST_GAIN, PATIENCE, STOP_STEPS, StopRule
from dashboard.controls.control import Choice, NumberField, TextField
from dashboard.controls.own_data import OWN_DATA_MEANINGS, draw_own_data
from dashboard.controls.run_changes import LONGEST, changes_from_text
from dashboard.controls.switch import Switch
from dashboard.session_data import OwnDataChoice
from dashboard.text import english, translate
from dashboard.text.errors import draw_error

DATA_MEANINGS = {
    "digits": english("1,797 handwritten digits of 8 × 8 pixels, ten classes."),
    "iris": english("150 iris flowers, four lengths each, three species."),
    "penguins": english("342 penguins, four measures each, three species."),
    "blobs": english("Points of the plane, in round clouds: straight borders are enough."),
    "spirals": english("Points of the plane, on spiral arms: straight borders fail."),
    "moons": english("Points of the plane, on two half circles that interlock."),
    "circles": english("Points of the plane, on rings around one centre."),
}
FEATURE_MAP_MEANINGS = {
    "identity": english("The inputs as measured."),
    "scale": english("The inputs over the largest of them."),
    "standardise": english(
        "Each input with mean 0 and standard deviation 1 over the training examples."
    ),
    "polynomial": english("Products and powers of the inputs up to a degree."),
    "relu": english("Units max(0, x·V + c) with random weights V that are never trained."),
}
OPTIMIZER_MEANINGS = {
    "sgd": english("A step of −η times the mini-batch gradient."),
    "momentum": english("Steps add up: past gradients fade by 0.9 a step."),
    "nesterov": english("Momentum that looks one step ahead."),
    "adagrad": english("Each weight's step shrinks with all its past gradients."),
    "rmsprop": english("Each weight's step is scaled by its recent gradients."),
    "adam": english("Momentum and a scale of its own for every weight."),
    "adamw": english("Adam that also draws every weight towards 0."),
}
LOSS_MEANINGS = {
    "cross-entropy": english("−Σ y log ŷ: its gradient in z is ŷ − y."),
    "squared error": english("½ Σ (ŷ − y)²: its gradient carries the Jacobian, and saturates."),
}
INITIALISATION_MEANINGS = {
    "zero": english("All weights 0: every class begins with the same ŷ."),
    "small": english("Normal, standard deviation 0.01."),
    "glorot": english("Uniform within ±√(6/(inputs + K))."),
    "large": english("Normal, standard deviation 1: the layer begins sure of itself, and wrong."),
}
STOP_MEANINGS = {
    "never": english("The run goes on for 200,000 steps."),
    "steps": english("After so many steps."),
    "plateau": english("When the train loss, penalty included, no longer falls."),
}
SCHEDULE_MEANINGS = {
    "constant": english("The same η at every step."),
    "step": english("η is halved after every so many steps."),
    "exponential": english("η falls evenly, to half after so many steps."),
    "cosine": english("η follows a cosine down to 0 after so many steps."),
    "warm-up": english("η rises for so many steps, then stays."),
}


def _choice(
    key: str, label: str, default: str, meanings: Mapping[str, str], tooltip: str | None = None
) -> Choice:
    return Choice(key, label, tuple(meanings), default, tuple(meanings.values()), tooltip)


DATA = _choice("data", english("Data"), "digits", DATA_MEANINGS)
DATA_OR_OWN = _choice("data", english("Data"), "digits", {**DATA_MEANINGS, **OWN_DATA_MEANINGS})
FEATURE_MAP = _choice(
    "map",
    english("Activations a"),
    "standardise",
    FEATURE_MAP_MEANINGS,
    english("The frozen layer below: what it makes of an input is what the output layer is given."),
)
OPTIMIZER = _choice("opt", english("Optimiser"), "sgd", OPTIMIZER_MEANINGS)
SCHEDULE = _choice("schedule", english("Schedule of η"), "constant", SCHEDULE_MEANINGS)
LEARNING_RATE_FIELD = NumberField(
    "lr",
    english("Learning rate η"),
    LEARNING_RATE.default,
    LEARNING_RATE.minimum,
    LEARNING_RATE.maximum,
    0.01,
    format="%.5g",
)
SCHEDULE_STEPS_FIELD = NumberField(
    "schedule_steps",
    english("… steps"),
    SCHEDULE_STEPS.default,
    SCHEDULE_STEPS.minimum,
    SCHEDULE_STEPS.maximum,
    100,
)
LOSS = _choice("loss", english("Loss"), "cross-entropy", LOSS_MEANINGS)
L2_FIELD = NumberField(
    "l2",
    english("Penalty λ"),
    L2.default,
    L2.minimum,
    L2.maximum,
    0.001,
    format="%.5g",
    help=english("Adds ½ λ Σ w² to the loss: every weight is drawn towards 0, the bias is not."),
)
LABEL_SMOOTHING_FIELD = NumberField(
    "smoothing",
    english("Label smoothing ε"),
    LABEL_SMOOTHING.default,
    LABEL_SMOOTHING.minimum,
    LABEL_SMOOTHING.maximum,
    0.05,
    help=english("The share of every target that is spread evenly over all K classes."),
)
INITIALISATION = _choice("init", english("First weights"), "zero", INITIALISATION_MEANINGS)
CHANGES = TextField(
    "changes",
    english("Changes in mid-run"),
    LONGEST,
    help=english(
        "Such as `200:lr=0.01,500:opt=adam:batch=64`. Below the charts a form writes this for you."
    ),
)
STOP = _choice("stop", english("Stop"), "never", STOP_MEANINGS)
STOP_STEPS_FIELD = NumberField(
    "stop_steps",
    english("… after step"),
    STOP_STEPS.default,
    STOP_STEPS.minimum,
    STOP_STEPS.maximum,
    100,
)
PATIENCE_FIELD = NumberField(
    "patience", english("… in steps"), PATIENCE.default, PATIENCE.minimum, PATIENCE.maximum, 100
)
LEAST_GAIN_FIELD = NumberField(
    "least_gain",
    english("… falls by less than the share"),
    LEAST_GAIN.default,
    LEAST_GAIN.minimum,
    LEAST_GAIN.maximum,
    0.005,
    format="%.4g",
)
LOGARITHMIC = Switch("log", english("Logarithmic loss axis"))
BATCH_SIZE_FIELD = NumberField(
    "batch", english("Batch size"), BATCH_SIZE.default, BATCH_SIZE.minimum, BATCH_SIZE.maximum, 1
)
SEED = NumberField(
    "seed",
    english("Seed"),
    0,
    0,
    SEEDS - 1,
    1,
    help=english(
        "Draws the toy points, the split, the random units and the order of the examples."
    ),
)

STEP = NumberField(
    "step",
    english("Go to step"),
    0,
    0,
    MAXIMUM_STEPS,
    1,
    help=english("Stands in the link: whoever opens it sees this very step."),
)

# The parts of the page that are folded up at first; each is an expander, "true" where it is open.
FOLDS = (
    Switch("examples", english("Which examples it gets wrong: confusion matrix and examples")),
    Switch("calibration", english("Whether its probabilities keep their word")),
    Switch("gradient", english("The next mini-batch: outer products, their mean, and its noise")),
    Switch("weights", english("The weights beside the gradient that moves them")),
    Switch("slice", english("The loss around the run's path")),
)


@dataclass(frozen=True)
class DataChoice:
    """The arguments of `core.datasets.load`."""

    name: str = "digits"
    seed: int = 0
    samples: int | None = None
    classes: int | None = None
    noise: float | None = None
    feature_map: str = "standardise"
    degree: int | None = None
    units: int | None = None


@dataclass(frozen=True)
class RunChoice:
    """A training run: its data and its settings."""

    data: DataChoice | OwnDataChoice
    settings: TrainingSettings

    @property
    def has_data(self) -> bool:
        """Whether there is something to train on: the user's own data may be yet to come."""
        return not isinstance(self.data, OwnDataChoice) or self.data.table != ""


NO_STOP = StopRule()


@dataclass(frozen=True)
class Playback:
    """How a run is played: it changes no number of it."""

    stop: StopRule = NO_STOP
    logarithmic: bool = False  # the loss axis


PLAIN_PLAYBACK = Playback()


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
    more = place.expander(translate("Loss, penalty, first weights"))
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
        draw_error(error, place)
        return ()


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


def data_choice_from_controls(
    place: DeltaGenerator, on_change: Callable[[], None], *, prefix: str = ""
) -> DataChoice:
    """Draw the controls of the data and read them; `prefix` keeps two pages' keys apart."""
    name = replace(DATA, key=prefix + DATA.key).draw(place, on_change)
    return _project_data_choice(name, place, on_change, prefix)


def data_or_own_choice_from_controls(
    place: DeltaGenerator, on_change: Callable[[], None]
) -> DataChoice | OwnDataChoice:
    """As `data_choice_from_controls`, with the user's own data among the data sets."""
    name = DATA_OR_OWN.draw(place, on_change)
    if name not in OWN_DATA_MEANINGS:
        return _project_data_choice(name, place, on_change, "")
    table = draw_own_data(name, place, on_change)
    layer = _layer_choice(place, on_change, "")
    return OwnDataChoice(name, table, **layer._asdict())


def _project_data_choice(
    name: str, place: DeltaGenerator, on_change: Callable[[], None], prefix: str
) -> DataChoice:
    description = DATA_SETS[name]
    fields = {field.key: field for field in data_fields(name, prefix)}

    def number(key: str, limits: Limits[Number]) -> Number | None:
        return _number(fields.get(f"{prefix}{name}_{key}"), limits, place, on_change)

    classes = number("classes", description.classes)
    noise = number("noise", description.noise)
    samples = number("samples", description.samples)
    layer = _layer_choice(place, on_change, prefix)
    return DataChoice(name=name, samples=samples, classes=classes, noise=noise, **layer._asdict())


class _LayerChoice(NamedTuple):
    """The frozen layer below, and the seed of all that is drawn."""

    feature_map: str
    degree: int | None
    units: int | None
    seed: int


def _layer_choice(
    place: DeltaGenerator, on_change: Callable[[], None], prefix: str
) -> _LayerChoice:
    feature_map = replace(FEATURE_MAP, key=prefix + FEATURE_MAP.key).draw(place, on_change)
    layer = FEATURE_MAPS[feature_map]
    fields = {field.key: field for field in layer_fields(feature_map, prefix)}
    degree = units = None
    if layer.degree:
        degree = _number(fields.get(f"{prefix}degree"), layer.degree, place, on_change)
    if layer.units:
        units = _number(fields.get(f"{prefix}units"), layer.units, place, on_change)
    seed = int(replace(SEED, key=prefix + SEED.key).draw(place, on_change))
    return _LayerChoice(feature_map, degree, units, seed)


def data_fields(name: str, prefix: str = "") -> list[NumberField]:
    """What can be set about a data set.

    The limits differ from set to set, and so do the URL's parameters: what was chosen for one set
    is not forced on another.
    """
    description = DATA_SETS[name]
    return _fields(
        prefix + name + "_",
        ("classes", english("Classes K"), description.classes, 1),
        ("noise", english("Noise σ"), description.noise, 0.01),
        ("samples", english("Examples"), description.samples, 100),
    )


def layer_fields(feature_map: str, prefix: str = "") -> list[NumberField]:
    """What can be set about the frozen layer below."""
    layer = FEATURE_MAPS[feature_map]
    return _fields(
        prefix,
        ("degree", english("Degree"), layer.degree, 1),
        ("units", english("Units"), layer.units, 1),
    )


def _fields(
    prefix: str, *settings: tuple[str, str, Limits[int] | Limits[float] | None, float]
) -> list[NumberField]:
    """A field for each setting of which there is more than one value."""
    return [
        NumberField(prefix + key, label, limits.default, limits.minimum, limits.maximum, step)
        for key, label, limits, step in settings
        if limits is not None and not limits.is_fixed
    ]


def _number(
    field: NumberField | None,
    limits: Limits[Number],
    place: DeltaGenerator,
    on_change: Callable[[], None],
) -> Number | None:
    """What a field holds; None where there is no field, since nothing can be chosen."""
    return None if field is None else type(limits.default)(field.draw(place, on_change))
