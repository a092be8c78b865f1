"""What the bundled data sets and their inputs are called, in the session's language."""

import re

from dashboard.text.translation import english, translate

_INPUTS = (
    english("sepal length"),
    english("sepal width"),
    english("petal length"),
    english("petal width"),
    english("bill length"),
    english("bill depth"),
    english("flipper length"),
    english("body mass"),
    english("pixel"),
)
DATA_NAMES = {
    "digits": english("Handwritten digits"),
    "iris": english("Iris flowers"),
    "penguins": english("Palmer penguins"),
    "blobs": english("Round clusters"),
    "spirals": english("Spiral arms"),
    "moons": english("Two moons"),
    "circles": english("Rings"),
}
_ANY_INPUT = re.compile("|".join(_INPUTS))


def data_title(name: str) -> str:
    """What a bundled data set of measurements is called, by its name in the link."""
    return translate(DATA_NAMES[name])


def activation_name(name: str) -> str:
    """An activation's name: "sepal length² · petal width" holds two inputs; others are symbols.

    >>> activation_name("pixel (0, 3)"), activation_name("x₁x₂")
    ('pixel (0, 3)', 'x₁x₂')
    """
    return _ANY_INPUT.sub(lambda found: translate(found[0]), name)
