"""What a run is trained on: the data set, and the frozen layer between it and the output layer."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from streamlit.delta_generator import DeltaGenerator

from core.datasets import DATA_SETS
from core.layer.feature_maps import FEATURE_MAPS
from core.limits import Limits
from core.random_streams import SEEDS
from dashboard.controls.control import Choice, NumberField
from dashboard.controls.declaration import Control, Declaration, Value, read_controls
from dashboard.controls.run.own_data import OWN_DATA_MEANINGS, OWN_DATA_NAMES, draw_own_data
from dashboard.controls.run.session_data import OwnDataChoice
from dashboard.text import english
from dashboard.text.data_names import DATA_NAMES

DATA_MEANINGS = {
    "digits": english("1 797 images of handwritten digits, 8 × 8 pixels, ten classes."),
    "iris": english("150 iris flowers, four lengths each, three species."),
    "penguins": english("342 penguins, four measurements each, three species."),
    "blobs": english("2-D points in round clusters: straight boundaries are enough."),
    "spirals": english("2-D points on spiral arms: straight boundaries fail."),
    "moons": english("2-D points on two interlocking half circles."),
    "circles": english("2-D points on rings around one centre."),
}
FEATURE_MAP_MEANINGS = {
    "identity": english("The inputs as measured."),
    "scale": english("Inputs divided by their largest absolute value."),
    "standardise": english(
        "Each input shifted and scaled to mean 0 and standard deviation 1 over the training set."
    ),
    "polynomial": english("Products and powers of the inputs up to the degree below."),
    "relu": english("Units max(0, x·V + c); the random weights V and biases c are never trained."),
}

FEATURE_MAP_NAMES = {
    "identity": english("As measured"),
    "scale": english("Scaled"),
    "standardise": english("Standardised"),
    "polynomial": english("Polynomial"),
    "relu": english("Random ReLU units"),
}

DATA = Choice.explained("data", english("Data"), "digits", DATA_MEANINGS, DATA_NAMES)
DATA_OR_OWN = Choice.explained(
    "data",
    english("Data"),
    "digits",
    {**DATA_MEANINGS, **OWN_DATA_MEANINGS},
    {**DATA_NAMES, **OWN_DATA_NAMES},
)
FEATURE_MAP = Choice.explained(
    "map",
    english("Activations a"),
    "standardise",
    FEATURE_MAP_MEANINGS,
    FEATURE_MAP_NAMES,
    english(
        "A fixed first layer computes the activations a from the input; only the output layer is "
        "trained."
    ),
)
SEED = NumberField(
    "seed",
    english("Seed"),
    0,
    0,
    SEEDS - 1,
    1,
    help=english(
        "Random seed: fixes the generated points, the split into training and test set, the "
        "random units and the order of the examples."
    ),
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


def data_or_own_choice_from_controls(
    container: DeltaGenerator, on_change: Callable[[], None]
) -> DataChoice | OwnDataChoice:
    """Draw the controls of the data and read them; the user's own are among the data sets."""

    def draw(control: Control) -> Value:
        return control.draw(container, on_change)

    name = DATA_OR_OWN.draw(container, on_change)
    if name not in OWN_DATA_MEANINGS:
        return read_controls(_data_set_controls(name, ""), draw)
    table = draw_own_data(name, container, on_change)
    return OwnDataChoice(name, table, **read_controls(_layer_controls(""), draw))


def data_controls(prefix: str = "") -> Declaration[DataChoice]:
    """Declare the controls of the data: the data set, what it lets one set, and the layer below.

    `prefix` keeps the keys of two pages apart.
    """
    name = str((yield replace(DATA, key=prefix + DATA.key)))
    return (yield from _data_set_controls(name, prefix))


def _data_set_controls(name: str, prefix: str) -> Declaration[DataChoice]:
    own: dict[str, Any] = {}
    for setting, field in data_fields(name, prefix).items():
        own[setting] = yield field
    layer = yield from _layer_controls(prefix)
    return DataChoice(name, **own, **layer)


def _layer_controls(prefix: str) -> Declaration[dict[str, Any]]:
    """The frozen layer below, and the seed of all that is drawn."""
    feature_map = str((yield replace(FEATURE_MAP, key=prefix + FEATURE_MAP.key)))
    layer: dict[str, Any] = {"feature_map": feature_map}
    for setting, field in layer_fields(feature_map, prefix).items():
        layer[setting] = yield field
    layer["seed"] = yield replace(SEED, key=prefix + SEED.key)
    return layer


def data_fields(name: str, prefix: str = "") -> dict[str, NumberField]:
    """What can be set about a data set, by its fields in `DataChoice`.

    The limits differ from set to set, and so do the URL's parameters: what was chosen for one set
    is not forced on another.
    """
    description = DATA_SETS[name]
    return _fields(
        prefix + name + "_",
        ("classes", english("Classes K"), description.classes, 1),
        ("noise", english("Noise σ"), description.noise, 0.01),
        ("samples", english("Number of examples"), description.samples, 100),
    )


def layer_fields(feature_map: str, prefix: str = "") -> dict[str, NumberField]:
    """What can be set about the frozen layer below, by its fields in `DataChoice`."""
    layer = FEATURE_MAPS[feature_map]
    return _fields(
        prefix,
        ("degree", english("Degree"), layer.degree, 1),
        ("units", english("Number of units"), layer.units, 1),
    )


def _fields(
    prefix: str, *settings: tuple[str, str, Limits[int] | Limits[float] | None, float]
) -> dict[str, NumberField]:
    """A field for each setting of which there is more than one value."""
    return {
        key: NumberField.within(prefix + key, label, limits, step)
        for key, label, limits, step in settings
        if limits is not None and not limits.is_fixed
    }
