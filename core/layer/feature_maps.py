"""The frozen layer below the output layer: functions from inputs to activations.

A feature map is fitted once, on training inputs only, and is then a plain function: it turns any
inputs (n, inputs) into activations (n, units), be they test examples or the points of a grid. It
never learns; only the softmax layer above it does.

Maps are frozen records of read-only float64 arrays, so the numbers they apply can be shown,
exported and reproduced.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations_with_replacement, groupby
from math import comb
from typing import NamedTuple, TypeAlias, TypeVar

import numpy as np
from numpy.typing import ArrayLike, NDArray

from core.limits import Limits
from core.random_streams import UNITS_STREAM, checked_seed
from core.sentence import SentenceError
from core.symbols import SUPERSCRIPTS, input_symbols, symbol
from core.validation import as_finite, as_floating

Floats: TypeAlias = NDArray[np.float64]
Scalar = TypeVar("Scalar", bound=np.generic)

MAXIMUM_ACTIVATIONS = 512


class FeatureMapDescription(NamedTuple):
    """What a control for a feature map needs to know; None where a number does not apply."""

    title: str
    degree: Limits[int] | None = None
    units: Limits[int] | None = None


FEATURE_MAPS: Mapping[str, FeatureMapDescription] = {
    "identity": FeatureMapDescription("Raw inputs"),
    "scale": FeatureMapDescription("Inputs over their largest value"),
    "standardise": FeatureMapDescription("Standardised inputs"),
    "polynomial": FeatureMapDescription("Polynomial features", degree=Limits(3, 1, 6)),
    "relu": FeatureMapDescription("Random ReLU units", units=Limits(64, 1, MAXIMUM_ACTIVATIONS)),
}


@dataclass(frozen=True, eq=False)
class Affine:
    """Each input moved and stretched by itself: activations = (inputs − offset) · gain.

    Identity, scaling and standardising are all of this kind. A column that was constant in the
    training inputs, or spread by less than about 1e-162, has gain 0 when standardised: it says
    nothing, and stays silent on new inputs.

    Attributes
    ----------
    names : one name per activation.
    offset, gain : (inputs,).

    Examples
    --------
    >>> Affine(("x₁", "x₂"), np.array([1.0, 0.0]), np.array([0.5, 2.0]))([[3.0, 3.0]])
    array([[1., 6.]])
    """

    names: tuple[str, ...]
    offset: Floats
    gain: Floats

    def __call__(self, inputs: ArrayLike) -> Floats:
        """Activations (..., inputs) of finite inputs (..., inputs); ValueError for others."""
        array = as_finite(inputs, "inputs").astype(np.float64, copy=False)
        if array.ndim == 0 or array.shape[-1] != self.offset.size:
            raise SentenceError(
                "inputs must have {width} columns, got shape {shape}",
                width=self.offset.size,
                shape=array.shape,
            )
        return self.moved(array)

    def moved(self, inputs: Floats) -> Floats:
        """As a call, from trusted inputs."""
        return (inputs - self.offset) * self.gain


@dataclass(frozen=True, eq=False)
class Polynomial:
    """All monomials of the standardised inputs up to a degree, standardised again.

    The constant 1 is left out: it is the output layer's bias.

    Attributes
    ----------
    names : one name per activation, such as x₁²x₂.
    standardise : the map applied to the inputs first.
    factors : for each degree k from 1, the integer array (monomials, k) of the inputs multiplied.
    rescale : the map applied to the monomials last.
    """

    names: tuple[str, ...]
    standardise: Affine
    factors: tuple[NDArray[np.int64], ...]
    rescale: Affine

    def __call__(self, inputs: ArrayLike) -> Floats:
        """Activations (..., units) of finite inputs (..., inputs); ValueError for others."""
        return self.rescale.moved(_monomials(self.standardise(inputs), self.factors))


@dataclass(frozen=True, eq=False)
class RandomRelu:
    """One hidden layer that is drawn, not learnt: max(0, standardised @ weights + bias).

    Attributes
    ----------
    names : one name per activation.
    standardise : the map applied to the inputs first.
    weights : (inputs, units), normal with variance 2 / inputs.
    bias : (units,), standard normal, so that the kinks do not all meet at the mean.
    """

    names: tuple[str, ...]
    standardise: Affine
    weights: Floats
    bias: Floats

    def __call__(self, inputs: ArrayLike) -> Floats:
        """Activations (..., units) of finite inputs (..., inputs); ValueError for others."""
        return np.maximum(0.0, self.standardise(inputs) @ self.weights + self.bias)


FeatureMap: TypeAlias = Affine | Polynomial | RandomRelu


def fit_feature_map(
    name: str,
    train_inputs: ArrayLike,
    *,
    names: Sequence[str] | None = None,
    seed: int = 0,
    degree: int | None = None,
    units: int | None = None,
) -> FeatureMap:
    """Fit a frozen layer to the training inputs.

    Parameters
    ----------
    name : a key of `FEATURE_MAPS`: "identity"; "scale" (every input over one number, the largest
        absolute value, so that pixels keep their proportions); "standardise" (each input to mean 0
        and standard deviation 1); "polynomial"; "relu".
    train_inputs : (n, inputs), finite, at least one of each.
    names : one name per input; x₁, x₂, … by default.
    seed : whole number in 0 … 2³² − 1; only "relu" draws from it.
    degree : of "polynomial" only, 1 … 6, default 3; at most 512 features may result.
    units : of "relu" only, 1 … 512, default 64.

    Returns
    -------
    FeatureMap : called with inputs (..., inputs), gives activations (..., units) in float64; its
        `names` name the activations.

    Raises
    ------
    ValueError : an unknown name; inputs that are not a finite, non-empty table; a number outside
        its limits or given to a map that has no use for it; too many polynomial features.

    Notes
    -----
    The standard deviation divides by n. The variance 2 / inputs of the ReLU weights is that of He,
    Zhang, Ren and Sun, "Delving deep into rectifiers", 2015; layers that stay random are those of
    Rahimi and Recht, "Weighted sums of random kitchen sinks", 2008.

    Examples
    --------
    >>> standardise = fit_feature_map("standardise", [[0.0, 5.0], [2.0, 5.0]])
    >>> standardise([[3.0, 9.0]])
    array([[2., 0.]])
    >>> fit_feature_map("polynomial", [[0.0, 1.0], [2.0, 3.0]], degree=2).names
    ('x₁', 'x₂', 'x₁²', 'x₁x₂', 'x₂²')
    """
    table = _checked_table(train_inputs)
    columns = table.shape[1]
    input_names = input_symbols(columns) if names is None else tuple(names)
    if len(input_names) != columns:
        raise SentenceError(
            "names must be one per input ({columns}), got {found}",
            columns=columns,
            found=len(input_names),
        )
    if name not in FEATURE_MAPS:
        raise SentenceError(
            "feature map must be one of {allowed}, got {name!r}",
            allowed=", ".join(FEATURE_MAPS),
            name=name,
        )
    description = FEATURE_MAPS[name]
    degree = _checked_choice(name, "degree", description.degree, degree)
    units = _checked_choice(name, "units", description.units, units)
    seed = checked_seed(seed)

    match name:
        case "standardise":
            return _fit_standardise(input_names, table)
        case "polynomial":
            return _fit_polynomial(input_names, table, degree)
        case "relu":
            return _draw_relu(input_names, table, units, seed)
    largest = (np.abs(table).max() or 1.0) if name == "scale" else 1.0
    return _affine(input_names, np.zeros(columns), np.full(columns, 1 / largest))


def polynomial_feature_count(inputs: int, degree: int) -> int:
    """Monomials of degree 1 … degree in so many inputs: C(inputs + degree, degree) − 1.

    >>> polynomial_feature_count(2, 3), polynomial_feature_count(64, 2)
    (9, 2144)
    """
    return comb(inputs + degree, degree) - 1


def activation_count(
    name: str, inputs: int, *, degree: int | None = None, units: int | None = None
) -> int:
    """Activations that `fit_feature_map` makes of so many inputs, by the same arguments.

    >>> activation_count("scale", 4), activation_count("polynomial", 4, degree=2)
    (4, 14)
    """
    description = FEATURE_MAPS[name]
    if description.units is not None:
        return description.units.checked("units", units)
    if description.degree is not None:
        return polynomial_feature_count(inputs, description.degree.checked("degree", degree))
    return inputs


def _fit_standardise(names: tuple[str, ...], table: Floats) -> Affine:
    deviation = table.std(axis=0)
    # Rounding gives a column of equal values a tiny deviation, never its range.
    varies = (np.ptp(table, axis=0) > 0) & (deviation > 0)
    gain = np.divide(1.0, deviation, out=np.zeros_like(deviation), where=varies)
    return _affine(names, table.mean(axis=0), gain)


def _fit_polynomial(names: tuple[str, ...], table: Floats, degree: int) -> Polynomial:
    count = polynomial_feature_count(len(names), degree)
    if count > MAXIMUM_ACTIVATIONS:
        raise SentenceError(
            "degree {degree} over {found} inputs makes {count} polynomial features; at most "
            "{most} are allowed: choose a lower degree or other activations",
            degree=degree,
            found=len(names),
            count=count,
            most=MAXIMUM_ACTIVATIONS,
        )
    standardise = _fit_standardise(names, table)
    factors = tuple(
        _frozen(np.array(list(combinations_with_replacement(range(len(names)), order)), np.int64))
        for order in range(1, degree + 1)
    )
    monomial_names = tuple(
        _monomial_name(names, monomial) for order in factors for monomial in order
    )
    rescale = _fit_standardise(monomial_names, _monomials(standardise(table), factors))
    return Polynomial(monomial_names, standardise, factors, rescale)


def _draw_relu(names: tuple[str, ...], table: Floats, units: int, seed: int) -> RandomRelu:
    random = np.random.default_rng((seed, UNITS_STREAM))
    weights = random.normal(scale=np.sqrt(2 / len(names)), size=(len(names), units))
    bias = random.normal(size=units)
    unit_names = tuple(symbol("h", unit) for unit in range(units))
    standardise = _fit_standardise(names, table)
    return RandomRelu(unit_names, standardise, _frozen(weights), _frozen(bias))


def _monomials(inputs: Floats, factors: tuple[NDArray[np.int64], ...]) -> Floats:
    return np.concatenate([inputs[..., order].prod(axis=-1) for order in factors], axis=-1)


def _monomial_name(names: tuple[str, ...], monomial: NDArray[np.int64]) -> str:
    powers = [(names[index], len(list(run))) for index, run in groupby(monomial)]
    separator = "" if names == input_symbols(len(names)) else " · "
    return separator.join(
        name if power == 1 else name + str(power).translate(SUPERSCRIPTS) for name, power in powers
    )


def _affine(names: tuple[str, ...], offset: Floats, gain: Floats) -> Affine:
    return Affine(names, _frozen(offset), _frozen(gain))


def _frozen(array: NDArray[Scalar]) -> NDArray[Scalar]:
    array.setflags(write=False)
    return array


def _checked_table(train_inputs: ArrayLike) -> Floats:
    table = as_floating(train_inputs, "train_inputs").astype(np.float64, copy=False)
    if table.ndim != 2 or table.size == 0:
        raise SentenceError(
            "train_inputs must be (n, inputs) with at least one of each, got shape {shape}",
            shape=table.shape,
        )
    # Squares and sums of larger values would overflow.
    if not (np.abs(table) < 1e100).all():
        raise SentenceError("train_inputs must be finite and below 1e100, got a value that is not")
    return table


def _checked_choice(name: str, argument: str, limits: Limits[int] | None, value: int | None) -> int:
    if limits is not None:
        return limits.checked(argument, value)
    if value is not None:
        raise SentenceError(
            "{argument} does not apply to the feature map {name!r}, got {value!r}",
            argument=argument,
            name=name,
            value=value,
        )
    return 0
