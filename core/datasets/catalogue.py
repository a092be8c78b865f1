"""Every data set and what may be chosen about it, in one table."""

from collections.abc import Mapping
from typing import NamedTuple

from core.limits import Limits
from core.symbols import input_symbols


class DataSetDescription(NamedTuple):
    """What a control for a data set needs to know.

    Limits whose minimum equals their maximum leave nothing to choose.
    """

    title: str
    feature_names: tuple[str, ...]
    feature_units: tuple[str, ...]  # one per input; "" for a plain number
    class_names: tuple[str, ...]  # as many as the most classes that may be chosen
    samples: Limits[int]  # examples in train and test together
    classes: Limits[int]
    # Standard deviation added to each coordinate; the figure's radius is 1.
    noise: Limits[float] = Limits(0.0, 0.0, 0.0)
    image_shape: tuple[int, int] | None = None  # rows and columns, if the inputs are an image


TEST_FRACTION = Limits(0.2, 0.05, 0.5)


def _fixed(number: int) -> Limits[int]:
    return Limits(number, number, number)


def _toy(title: str, classes: Limits[int], noise: Limits[float]) -> DataSetDescription:
    return DataSetDescription(
        title=title,
        feature_names=input_symbols(2),
        feature_units=("", ""),
        class_names=tuple("ABCDEFGHIJ"[: classes.maximum]),
        samples=Limits(500, 100, 5000),
        classes=classes,
        noise=noise,
    )


DATA_SETS: Mapping[str, DataSetDescription] = {
    "digits": DataSetDescription(
        title="Handwritten digits",
        feature_names=tuple(f"pixel ({row}, {column})" for row in range(8) for column in range(8)),
        feature_units=("",) * 64,
        class_names=tuple("0123456789"),
        samples=_fixed(1797),
        classes=_fixed(10),
        image_shape=(8, 8),
    ),
    "iris": DataSetDescription(
        title="Iris flowers",
        feature_names=("sepal length", "sepal width", "petal length", "petal width"),
        feature_units=("cm",) * 4,
        class_names=("Setosa", "Versicolor", "Virginica"),
        samples=_fixed(150),
        classes=_fixed(3),
    ),
    "penguins": DataSetDescription(
        title="Palmer penguins",
        feature_names=("bill length", "bill depth", "flipper length", "body mass"),
        feature_units=("mm", "mm", "mm", "g"),
        class_names=("Adelie", "Chinstrap", "Gentoo"),
        samples=_fixed(342),
        classes=_fixed(3),
    ),
    "blobs": _toy("Blobs", classes=Limits(4, 2, 10), noise=Limits(0.25, 0.0, 1.0)),
    "spirals": _toy("Spirals", classes=Limits(3, 2, 10), noise=Limits(0.03, 0.0, 0.3)),
    "moons": _toy("Moons", classes=_fixed(2), noise=Limits(0.15, 0.0, 0.5)),
    "circles": _toy("Circles", classes=Limits(2, 2, 5), noise=Limits(0.08, 0.0, 0.5)),
}
