"""A data set, ready to train an output layer on: one of the project's, or a user's own table."""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from core.datasets.bundled import FILE_NAMES, read_bundled
from core.datasets.catalogue import DATA_SETS, TEST_FRACTION
from core.datasets.labelled_table import LabelledTable
from core.datasets.split import Rows, stratified_split
from core.datasets.toy import LabelledInputs, draw_toy
from core.layer.feature_maps import (
    FEATURE_MAPS,
    MAXIMUM_ACTIVATIONS,
    FeatureMap,
    activation_count,
    fit_feature_map,
)
from core.random_streams import checked_seed
from core.sentence import SentenceError

MAXIMUM_NUMBERS = 3_000_000  # rows × activations: what one evaluation of a run may cost
# Up to there every loss of a run can be computed, and drawn in float32. Only a user's own inputs,
# or test examples far from all training examples, lead beyond.
LARGEST_ACTIVATION = 1e18


class Examples(NamedTuple):
    """One part of a data set; its arrays are read-only."""

    inputs: NDArray[np.float64]  # (n, inputs), as measured
    activations: NDArray[np.float64]  # (n, units), what the output layer is given
    labels: NDArray[np.int64]  # (n,), 0 … classes − 1


@dataclass(frozen=True, eq=False)
class DataSet:
    """A data set with its split, its names and its frozen layer.

    Attributes
    ----------
    name : a key of `DATA_SETS`, or what a user's own table is called.
    train, test : Examples, in shuffled order.
    feature_names, feature_units : one per input; "" is the unit of a plain number.
    class_names : one per class.
    feature_map : the frozen layer, fitted on `train.inputs`: activations = feature_map(inputs).
    image_shape : rows and columns if the inputs are an image, else None.
    """

    name: str
    train: Examples
    test: Examples
    feature_names: tuple[str, ...]
    feature_units: tuple[str, ...]
    class_names: tuple[str, ...]
    feature_map: FeatureMap
    image_shape: tuple[int, int] | None

    @property
    def activation_names(self) -> tuple[str, ...]:
        """One name per activation."""
        return self.feature_map.names


def load(
    name: str,
    *,
    seed: int = 0,
    samples: int | None = None,
    classes: int | None = None,
    noise: float | None = None,
    test_fraction: float | None = None,
    feature_map: str = "standardise",
    degree: int | None = None,
    units: int | None = None,
) -> DataSet:
    """Load or draw a data set, split it, and send it through a frozen layer.

    Nothing of the test part is used to fit the layer. The result depends on the arguments alone.

    Parameters
    ----------
    name : a key of `DATA_SETS`: "digits", "iris", "penguins", "blobs", "spirals", "moons",
        "circles".
    seed : whole number in 0 … 2³² − 1; draws toy points, the split and random ReLU units, each
        from its own stream.
    samples, classes, noise : within the limits of `DATA_SETS[name]`, whose defaults stand for None.
        What the set fixes may only be given its fixed value.
    test_fraction : share of each class that is held out, 0.05 … 0.5, default 0.2.
    feature_map, degree, units : as in `fit_feature_map`.

    Returns
    -------
    DataSet : with read-only float64 inputs and activations and int64 labels.

    Raises
    ------
    ValueError : an unknown name, or a number outside its limits.

    Examples
    --------
    >>> digits = load("digits")
    >>> digits.train.activations.shape, digits.test.labels.shape
    ((1438, 64), (359,))
    >>> load("spirals", classes=5, feature_map="polynomial", degree=2).activation_names
    ('x₁', 'x₂', 'x₁²', 'x₁x₂', 'x₂²')
    """
    if name not in DATA_SETS:
        raise ValueError(f"data set must be one of {', '.join(DATA_SETS)}, got {name!r}")
    description = DATA_SETS[name]
    seed = checked_seed(seed)
    samples = description.samples.checked("samples", samples)
    classes = description.classes.checked("classes", classes)
    noise = description.noise.checked("noise", noise)
    test_fraction = TEST_FRACTION.checked("test_fraction", test_fraction)

    if name in FILE_NAMES:
        table = read_bundled(name)
    else:
        table = draw_toy(name, samples=samples, classes=classes, noise=noise, seed=seed)
    return _split_and_mapped(
        table,
        name=name,
        feature_names=description.feature_names,
        feature_units=description.feature_units,
        class_names=description.class_names[:classes],
        seed=seed,
        test_fraction=test_fraction,
        feature_map=feature_map,
        degree=degree,
        units=units,
        image_shape=description.image_shape,
    )


def data_set_of_table(
    table: LabelledTable,
    *,
    name: str,
    seed: int = 0,
    test_fraction: float | None = None,
    feature_map: str = "standardise",
    degree: int | None = None,
    units: int | None = None,
) -> DataSet:
    r"""Split a user's own table and send it through a frozen layer, as `load` does.

    Parameters
    ----------
    table : as `labelled_table` returns it. Where a value is missing, the mean of its column over
        the train part stands, so that nothing of the test part is used.
    name : what the data set is called.
    seed, test_fraction, feature_map, degree, units : as in `load`.

    Raises
    ------
    ValueError : a number outside its limits, rows × activations beyond 3,000,000, or an activation
        beyond 1e18.

    Examples
    --------
    >>> from core.datasets.csv_text import read_csv
    >>> from core.datasets.labelled_table import labelled_table
    >>> text = read_csv(b"mass,kind\n1,ant\n3,ant\n5,bee\n8,bee\n")
    >>> data = data_set_of_table(labelled_table(text, label="kind", features=["mass"]), name="own")
    >>> data.class_names, data.train.inputs.shape, data.test.inputs.shape
    (('ant', 'bee'), (2, 1), (2, 1))
    """
    return _split_and_mapped(
        LabelledInputs(table.inputs, table.labels),
        name=name,
        feature_names=table.feature_names,
        feature_units=("",) * len(table.feature_names),
        class_names=table.class_names,
        seed=checked_seed(seed),
        test_fraction=TEST_FRACTION.checked("test_fraction", test_fraction),
        feature_map=feature_map,
        degree=degree,
        units=units,
    )


def _split_and_mapped(
    table: LabelledInputs,
    *,
    name: str,
    feature_names: tuple[str, ...],
    feature_units: tuple[str, ...],
    class_names: tuple[str, ...],
    seed: int,
    test_fraction: float,
    feature_map: str,
    degree: int | None,
    units: int | None,
    image_shape: tuple[int, int] | None = None,
) -> DataSet:
    """The one way from labelled inputs, NaN where one is missing, to a data set."""
    split = stratified_split(table.labels, test_fraction=test_fraction, seed=seed)
    inputs = _with_means(table.inputs, split.train)
    _check_size(inputs, feature_map, degree, units)
    frozen_layer = fit_feature_map(
        feature_map,
        inputs[split.train],
        names=feature_names,
        seed=seed,
        degree=degree,
        units=units,
    )
    return DataSet(
        name=name,
        train=_examples(inputs[split.train], table.labels[split.train], frozen_layer),
        test=_examples(inputs[split.test], table.labels[split.test], frozen_layer),
        feature_names=feature_names,
        feature_units=feature_units,
        class_names=class_names,
        feature_map=frozen_layer,
        image_shape=image_shape,
    )


def _with_means(inputs: NDArray[np.float64], rows: Rows) -> NDArray[np.float64]:
    """NaN replaced by the mean of its column over these rows; by 0 if they have no number there."""
    missing = np.isnan(inputs)
    if not missing.any():
        return inputs
    known = ~missing[rows]
    means = np.where(known, inputs[rows], 0.0).sum(axis=0) / np.maximum(known.sum(axis=0), 1)
    return np.where(missing, means, inputs)


def _check_size(
    inputs: NDArray[np.float64], feature_map: str, degree: int | None, units: int | None
) -> None:
    if feature_map not in FEATURE_MAPS:
        return  # fit_feature_map says so
    rows, columns = inputs.shape
    count = activation_count(feature_map, columns, degree=degree, units=units)
    if count <= MAXIMUM_ACTIVATIONS and rows * count > MAXIMUM_NUMBERS:
        raise SentenceError(
            "{rows:,} rows of {count:,} activations are {numbers:,} numbers; at most {most:,} are "
            "allowed: choose fewer rows, columns or units, or a lower degree",
            rows=rows,
            count=count,
            numbers=rows * count,
            most=MAXIMUM_NUMBERS,
        )


def _examples(
    inputs: NDArray[np.float64], labels: NDArray[np.int64], feature_map: FeatureMap
) -> Examples:
    with np.errstate(over="ignore", invalid="ignore"):  # refused by name
        activations = feature_map(inputs)
    allowed = np.abs(activations) <= LARGEST_ACTIVATION  # NaN is not
    if not allowed.all():
        row, column = np.argwhere(~allowed)[0]
        raise SentenceError(
            "activation “{name}” is too large ({value:.4g}; at most {most:.0e} is allowed): "
            "choose other activations, a lower degree or other columns",
            most=LARGEST_ACTIVATION,
            value=activations[row, column],
            name=feature_map.names[column],
        )
    examples = Examples(inputs, activations, labels)
    for array in examples:
        array.setflags(write=False)
    return examples
