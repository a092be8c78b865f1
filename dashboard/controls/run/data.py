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
from dashboard.controls.run.own_file import draw_own_file
from dashboard.controls.run.own_points import draw_own_points
from dashboard.controls.run.session_data import OwnDataChoice, keep_table
from dashboard.text import english
from dashboard.text.data_names import DATA_NAMES
from dashboard.text.errors import draw_error

DATA_MEANINGS = {
    "digits": english("1 797 images of handwritten digits, 8 × 8 pixels, ten classes."),
    "iris": english("150 iris flowers, four lengths each, three species."),
    "penguins": english("342 penguins, four measurements each, three species."),
    "blobs": english("2-D points in round clusters: straight boundaries are enough."),
    "spirals": english("2-D points on spiral arms: straight boundaries fail."),
    "moons": english("2-D points on two interlocking half circles."),
    "circles": english("2-D points on rings around one centre."),
}
OWN_DATA_MEANINGS = {
    "csv": english("Your own table as a CSV file."),
    "points": english("2-D points that you type or paste."),
}
OWN_DATA_NAMES = {"csv": english("My own file (CSV)"), "points": english("My own points")}
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
    table = _draw_own_data(name, container, on_change)
    return OwnDataChoice(name, table, **read_controls(_layer_controls(""), draw))


def _draw_own_data(name: str, container: DeltaGenerator, on_change: Callable[[], None]) -> str:
    """Draw the controls of one of `OWN_DATA_MEANINGS`, and return the digest of its table.

    What cannot be read is answered beside the control it came from, and the digest is "".
    """
    draw = draw_own_file if name == "csv" else draw_own_points
    try:
        table = draw(container, on_change)
    except ValueError as error:
        draw_error(error, container)
        return ""
    return "" if table is None else keep_table(table)


def data_controls(prefix: str = "") -> Declaration[DataChoice]:
    """Declare the controls of the data: the data set, what it lets one set, and the layer below.

    `prefix` keeps the keys of two pages apart.
    """
    name = str((yield replace(DATA, key=prefix + DATA.key)))
    return (yield from _data_set_controls(name, prefix))


def _data_set_controls(name: str, prefix: str) -> Declaration[DataChoice]:
    # The limits differ from set to set, and so do the URL's parameters: what was chosen for one set
    # is not forced on another.
    limits = DATA_SETS[name]
    own = yield from _fields(
        f"{prefix}{name}_",
        ("classes", english("Classes K"), limits.classes, 1),
        ("noise", english("Noise σ"), limits.noise, 0.01),
        ("samples", english("Number of examples"), limits.samples, 100),
    )
    layer = yield from _layer_controls(prefix)
    return DataChoice(name, **own, **layer)


def _layer_controls(prefix: str) -> Declaration[dict[str, Any]]:
    """The frozen layer below, and the seed of all that is drawn."""
    feature_map = str((yield replace(FEATURE_MAP, key=prefix + FEATURE_MAP.key)))
    limits = FEATURE_MAPS[feature_map]
    own = yield from _fields(
        prefix,
        ("degree", english("Degree"), limits.degree, 1),
        ("units", english("Number of units"), limits.units, 1),
    )
    seed = yield replace(SEED, key=prefix + SEED.key)
    return {"feature_map": feature_map, **own, "seed": seed}


def _fields(
    prefix: str, *settings: tuple[str, str, Limits[int] | Limits[float] | None, float]
) -> Declaration[dict[str, Any]]:
    """A field for each setting of which there is more than one value."""
    values: dict[str, Any] = {}
    for key, label, limits, step in settings:
        if limits is not None and not limits.is_fixed:
            values[key] = yield NumberField.within(prefix + key, label, limits, step)
    return values


def data_state(data: DataChoice | OwnDataChoice, *, prefix: str = "") -> dict[str, object]:
    """The controls of the data, by their keys; those that this set does not have are left out.

    Of the user's own data the link says only that they are their own.

    >>> data_state(DataChoice("iris"), prefix="c_")
    {'c_data': 'iris', 'c_map': 'standardise', 'c_seed': 0}
    """
    names = ("classes", "noise", "samples")
    own = {f"{data.name}_{name}": getattr(data, name, None) for name in names}
    state = {
        DATA.key: data.name,
        FEATURE_MAP.key: data.feature_map,
        SEED.key: data.seed,
        **own,
        "degree": data.degree,
        "units": data.units,
    }
    return {prefix + key: value for key, value in state.items() if value is not None}
