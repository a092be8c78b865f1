"""The floating-point dtypes that the precision lab compares, by name."""

from collections.abc import Mapping
from typing import Any

import numpy as np

from core.limits import checked_choice

DTYPES: Mapping[str, type[np.floating[Any]]] = {
    "float16": np.float16,
    "float32": np.float32,
    "float64": np.float64,
}


def dtype_of(name: str) -> type[np.floating[Any]]:
    """The dtype of that name.

    >>> dtype_of("int8")
    Traceback (most recent call last):
    core.sentence.SentenceError: dtype must be one of float16, float32, float64, got 'int8'
    """
    return DTYPES[checked_choice("dtype", name, tuple(DTYPES))]
