"""The data sets that ship with the project; `files/README.md` has their sources and licences."""

from functools import cache
from pathlib import Path

import numpy as np

from core.datasets.toy import LabelledInputs

FILES = Path(__file__).parent / "files"
FILE_NAMES = {"digits": "digits.csv.gz", "iris": "iris.csv", "penguins": "penguins.csv"}


@cache
def read_bundled(name: str) -> LabelledInputs:
    """Inputs (n, inputs) and labels (n,) of a bundled data set, in the order of its file.

    They are read once, and can only be read.

    >>> flowers = read_bundled("iris")
    >>> flowers.inputs[0], flowers.labels[0]
    (array([5.1, 3.5, 1.4, 0.2]), np.int64(0))
    """
    table = np.loadtxt(FILES / FILE_NAMES[name], delimiter=",", skiprows=1)
    found = LabelledInputs(table[:, :-1], table[:, -1].astype(np.int64))
    for numbers in found:
        numbers.setflags(write=False)
    return found
