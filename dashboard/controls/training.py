"""What can be set about a training run, and the frozen record it is read into."""

from collections.abc import Callable
from dataclasses import asdict, dataclass

from streamlit.delta_generator import DeltaGenerator

from core.datasets import DATA_SETS
from core.feature_maps import FEATURE_MAPS, SEEDS, Limits
from core.training import TrainingSettings
from core.training.settings import BATCH_SIZE, LEARNING_RATE, SCHEDULE_NAMES, SCHEDULE_STEPS
from dashboard.controls.control import Choice, NumberField

OPTIMIZER_TITLES = {
    "sgd": "SGD",
    "momentum": "Momentum",
    "nesterov": "Nesterov",
    "adagrad": "AdaGrad",
    "rmsprop": "RMSProp",
    "adam": "Adam",
    "adamw": "AdamW",
}
SCHEDULE_TITLES = {
    "constant": "Constant",
    "step": "Halved every …",
    "exponential": "Halved evenly over …",
    "cosine": "Cosine to 0 over …",
    "warm-up": "Warm-up over …",
}

DATA = Choice(
    "data",
    "Data",
    tuple(DATA_SETS),
    "digits",
    tuple(description.title for description in DATA_SETS.values()),
)
FEATURE_MAP = Choice(
    "map",
    "Activations a",
    tuple(FEATURE_MAPS),
    "standardise",
    tuple(description.title for description in FEATURE_MAPS.values()),
    help="The frozen layer below: what it makes of an input is what the output layer is given.",
)
OPTIMIZER = Choice(
    "opt", "Optimiser", tuple(OPTIMIZER_TITLES), "sgd", tuple(OPTIMIZER_TITLES.values())
)
LEARNING_RATE_FIELD = NumberField(
    "lr",
    "Learning rate η",
    LEARNING_RATE.default,
    LEARNING_RATE.minimum,
    LEARNING_RATE.maximum,
    0.01,
    format="%.5g",
)
SCHEDULE = Choice(
    "schedule", "Schedule", SCHEDULE_NAMES, "constant", tuple(SCHEDULE_TITLES.values())
)
SCHEDULE_STEPS_FIELD = NumberField(
    "schedule_steps",
    "… steps",
    SCHEDULE_STEPS.default,
    SCHEDULE_STEPS.minimum,
    SCHEDULE_STEPS.maximum,
    100,
)
BATCH_SIZE_FIELD = NumberField(
    "batch", "Batch size", BATCH_SIZE.default, BATCH_SIZE.minimum, BATCH_SIZE.maximum, 1
)
SEED = NumberField(
    "seed",
    "Seed",
    0,
    0,
    SEEDS - 1,
    1,
    help="Draws the toy points, the split, the random units and the order of the examples.",
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

    data: DataChoice
    settings: TrainingSettings

    def fields(self) -> dict[str, object]:
        """Every choice by its name, flat."""
        data = {f"data_{name}": value for name, value in asdict(self.data).items()}
        return data | asdict(self.settings)


def run_choice_from_controls(place: DeltaGenerator, on_change: Callable[[], None]) -> RunChoice:
    """Draw the controls of a run and read them; `on_change` is called when one of them moves."""
    data = _data_choice(place, on_change)
    optimizer = OPTIMIZER.draw(place, on_change)
    learning_rate = LEARNING_RATE_FIELD.draw(place, on_change)
    batch_size = int(BATCH_SIZE_FIELD.draw(place, on_change))
    schedule = SCHEDULE.draw(place, on_change)
    schedule_steps = SCHEDULE_STEPS.default
    if schedule != "constant":
        schedule_steps = int(SCHEDULE_STEPS_FIELD.draw(place, on_change))
    settings = TrainingSettings(
        optimizer=optimizer,
        learning_rate=learning_rate,
        schedule=schedule,
        schedule_steps=schedule_steps,
        batch_size=batch_size,
        seed=data.seed,
    )
    return RunChoice(data, settings)


def _data_choice(place: DeltaGenerator, on_change: Callable[[], None]) -> DataChoice:
    name = DATA.draw(place, on_change)
    description = DATA_SETS[name]

    def number(key: str, label: str, limits: Limits, step: float) -> float | None:
        if limits.is_fixed:
            return None
        # The limits differ from set to set, and so does the URL's parameter: what was chosen for
        # one set is not forced on another.
        field = NumberField(
            f"{name}_{key}", label, limits.default, limits.minimum, limits.maximum, step
        )
        return field.draw(place, on_change)

    classes = number("classes", "Classes K", description.classes, 1)
    noise = number("noise", "Noise σ", description.noise, 0.01)
    samples = number("samples", "Examples", description.samples, 100)
    feature_map = FEATURE_MAP.draw(place, on_change)
    layer = FEATURE_MAPS[feature_map]
    degree = units = None
    if layer.degree is not None:
        limits = layer.degree
        degree = NumberField("degree", "Degree", limits.default, limits.minimum, limits.maximum, 1)
    if layer.units is not None:
        limits = layer.units
        units = NumberField("units", "Units", limits.default, limits.minimum, limits.maximum, 1)
    return DataChoice(
        name=name,
        seed=int(SEED.draw(place, on_change)),
        samples=samples,
        classes=classes,
        noise=noise,
        feature_map=feature_map,
        degree=degree.draw(place, on_change) if degree else None,
        units=units.draw(place, on_change) if units else None,
    )
