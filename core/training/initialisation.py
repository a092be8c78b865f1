"""The weights before the first step."""

import math

import numpy as np
from numpy.typing import NDArray

from core.random_streams import WEIGHTS_STREAM

SMALL = 0.01

INITIALISATIONS = (
    "zero",  # every weight 0: all classes begin equal
    "small",  # normal, standard deviation SMALL
    "glorot",  # uniform within ±√(6/(inputs + K))
    "large",  # normal, standard deviation 1
)


def initial_parameters(
    initialisation: str, inputs: int, classes: int, seed: int
) -> NDArray[np.float64]:
    """Weights drawn from the seed over a bias of zeros, (inputs + 1, classes).

    Parameters
    ----------
    initialisation : one of `INITIALISATIONS`.

    Notes
    -----
    "glorot": Glorot and Bengio (2010), "Understanding the difficulty of training deep feedforward
    neural networks", equation (16).

    Examples
    --------
    >>> initial_parameters("zero", 2, 3, seed=0).shape
    (3, 3)
    >>> bool(abs(initial_parameters("glorot", 4, 2, seed=0)).max() <= 1)
    True
    """
    parameters = np.zeros((inputs + 1, classes))
    generator = np.random.default_rng((seed, WEIGHTS_STREAM))
    match initialisation:
        case "small":
            parameters[:-1] = SMALL * generator.standard_normal((inputs, classes))
        case "glorot":
            bound = math.sqrt(6 / (inputs + classes))
            parameters[:-1] = generator.uniform(-bound, bound, (inputs, classes))
        case "large":
            parameters[:-1] = generator.standard_normal((inputs, classes))
    return parameters
