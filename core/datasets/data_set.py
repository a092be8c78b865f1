"""A data set, ready to train an output layer on, and the one function that makes it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from core.datasets.bundled import FILE_NAMES, read_bundled
from core.datasets.catalogue import DATA_SETS, TEST_FRACTION
from core.datasets.split import stratified_split
from core.datasets.toy import LabelledInputs, draw_toy
from core.feature_maps import FeatureMap, checked_seed, fit_feature_map


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
    name : a key of `DATA_SETS`.
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
    split = stratified_split(table.labels, test_fraction=test_fraction, seed=seed)
    frozen_layer = fit_feature_map(
        feature_map,
        table.inputs[split.train],
        names=description.feature_names,
        seed=seed,
        degree=degree,
        units=units,
    )
    return DataSet(
        name=name,
        train=_examples(table, split.train, frozen_layer),
        test=_examples(table, split.test, frozen_layer),
        feature_names=description.feature_names,
        feature_units=description.feature_units,
        class_names=description.class_names[:classes],
        feature_map=frozen_layer,
        image_shape=description.image_shape,
    )


def _examples(table: LabelledInputs, rows: NDArray[np.intp], feature_map: FeatureMap) -> Examples:
    inputs = table.inputs[rows]
    examples = Examples(inputs, feature_map(inputs), table.labels[rows])
    for array in examples:
        array.setflags(write=False)
    return examples
