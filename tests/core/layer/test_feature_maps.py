"""The frozen layers: what they compute, from what they are fitted, and what they refuse."""

import math
import pickle
from itertools import product

import numpy as np
import pytest

from core.layer.feature_maps import (
    FEATURE_MAPS,
    fit_feature_map,
    polynomial_feature_count,
)
from core.limits import Limits

NAMES = sorted(FEATURE_MAPS)


@pytest.fixture
def table():
    """Three inputs of very different size and position."""
    random = np.random.default_rng(0)
    return random.normal(size=(40, 3)) * [1.0, 100.0, 0.01] + [0.0, 500.0, -1.0]


def monomials_by_hand(standardised, degree):
    """Every monomial as {exponents: column}, one multiplication at a time."""
    columns = {}
    for exponents in product(range(degree + 1), repeat=standardised.shape[1]):
        if not 1 <= sum(exponents) <= degree:
            continue
        column = []
        for row in standardised:
            value = 1.0
            for number, exponent in zip(row, exponents, strict=True):
                for _ in range(exponent):
                    value *= number
            column.append(value)
        columns[exponents] = np.array(column)
    return columns


@pytest.mark.parametrize("name", NAMES)
def test_a_map_is_a_function_of_each_row_alone(name, table):
    feature_map = fit_feature_map(name, table)
    whole = feature_map(table)
    assert whole.dtype == np.float64
    assert whole.shape == (40, len(feature_map.names))
    np.testing.assert_allclose(feature_map(table[7:9]), whole[7:9], rtol=1e-12, atol=1e-13)
    np.testing.assert_allclose(feature_map(table[3]), whole[3], rtol=1e-12, atol=1e-13)
    assert feature_map(table[:0]).shape == (0, whole.shape[1])


@pytest.mark.parametrize("name", NAMES)
def test_a_map_takes_a_grid_of_points(name):
    plane = np.random.default_rng(1).normal(size=(30, 2))
    grid = np.stack(np.meshgrid(np.linspace(-1, 1, 5), np.linspace(-1, 1, 4)), axis=-1)
    feature_map = fit_feature_map(name, plane)
    assert feature_map(grid).shape == (4, 5, len(feature_map.names))


@pytest.mark.parametrize("name", NAMES)
def test_inputs_are_never_changed_and_parameters_are_read_only(name, table):
    before = table.copy()
    feature_map = fit_feature_map(name, table)
    feature_map(table)
    np.testing.assert_array_equal(table, before)
    innermost = getattr(feature_map, "standardise", feature_map)
    for array in (innermost.offset, innermost.gain):
        with pytest.raises(ValueError, match="read-only"):
            array[0] = 1.0


@pytest.mark.parametrize("name", NAMES)
def test_a_map_survives_pickling(name, table):
    feature_map = fit_feature_map(name, table)
    copy = pickle.loads(pickle.dumps(feature_map))
    np.testing.assert_array_equal(copy(table), feature_map(table))


def test_identity_gives_the_inputs_back(table):
    np.testing.assert_array_equal(fit_feature_map("identity", table)(table), table)


def test_scale_divides_everything_by_the_largest_value(table):
    largest = np.abs(table).max()
    np.testing.assert_allclose(fit_feature_map("scale", table)(table), table / largest, rtol=1e-15)
    np.testing.assert_array_equal(fit_feature_map("scale", np.zeros((2, 2)))([[1, 2]]), [[1, 2]])


@pytest.mark.parametrize("name", ["standardise", "polynomial"])
def test_training_activations_have_mean_0_and_deviation_1(name, table):
    activations = fit_feature_map(name, table)(table)
    np.testing.assert_allclose(activations.mean(axis=0), 0, atol=1e-12)
    np.testing.assert_allclose(activations.std(axis=0), 1, rtol=1e-12)


@pytest.mark.parametrize("constant", [0.0, 0.1, 1e-9, 12345.678])
def test_a_column_that_never_varied_stays_silent(constant):
    """The mean of many 0.1 is not 0.1: the deviation alone would not show that it is constant."""
    table = np.column_stack([np.full(1000, constant), np.arange(1000.0)])
    for name in ("standardise", "polynomial", "relu"):
        activations = fit_feature_map(name, table)([[constant + 5, 3.0], [constant, 3.0]])
        np.testing.assert_array_equal(activations[0], activations[1])
        assert np.isfinite(activations).all()


def test_a_column_whose_spread_has_no_square_stays_silent_too():
    standardise = fit_feature_map("standardise", [[1e-200, 1.0], [2e-200, 3.0]])
    np.testing.assert_array_equal(standardise([[2e-200, 3.0]]), [[0.0, 1.0]])


@pytest.mark.parametrize("degree", [1, 2, 3, 4])
def test_polynomial_features_are_all_monomials_of_the_standardised_inputs(degree, table):
    feature_map = fit_feature_map("polynomial", table, degree=degree)
    standardised = (table - table.mean(axis=0)) / table.std(axis=0)
    by_hand = monomials_by_hand(standardised, degree)
    assert len(feature_map.names) == len(by_hand) == polynomial_feature_count(3, degree)
    activations = dict(zip(feature_map.names, feature_map(table).T, strict=True))
    for exponents, column in by_hand.items():
        name = "".join(
            symbol + ("" if exponent == 1 else "⁰¹²³⁴"[exponent])
            for symbol, exponent in zip(("x₁", "x₂", "x₃"), exponents, strict=True)
            if exponent
        )
        expected = (column - column.mean()) / column.std()
        np.testing.assert_allclose(activations[name], expected, rtol=1e-9, atol=1e-11)


def test_polynomial_names_are_written_as_products_of_powers():
    plane = np.random.default_rng(0).normal(size=(20, 2))
    symbols = fit_feature_map("polynomial", plane, degree=3).names
    assert symbols == ("x₁", "x₂", "x₁²", "x₁x₂", "x₂²", "x₁³", "x₁²x₂", "x₁x₂²", "x₂³")
    words = fit_feature_map("polynomial", plane, names=("length", "depth"), degree=2).names
    assert words == ("length", "depth", "length²", "length · depth", "depth²")


def test_relu_units_are_the_positive_part_of_an_affine_function(table):
    feature_map = fit_feature_map("relu", table, units=7, seed=3)
    standardised = fit_feature_map("standardise", table)(table)
    activations = feature_map(table)
    for row, unit in product(range(40), range(7)):
        weighted = [standardised[row, i] * feature_map.weights[i, unit] for i in range(3)]
        expected = max(0.0, math.fsum(weighted) + feature_map.bias[unit])
        assert activations[row, unit] == pytest.approx(expected, rel=1e-9, abs=1e-12)


def test_relu_weights_have_he_variance():
    feature_map = fit_feature_map("relu", np.random.default_rng(0).normal(size=(9, 50)), units=512)
    assert feature_map.weights.var() == pytest.approx(2 / 50, rel=0.03)
    assert feature_map.bias.var() == pytest.approx(1, rel=0.2)


def test_relu_units_depend_on_the_seed_alone(table):
    first, again, other = (fit_feature_map("relu", table, seed=seed) for seed in (5, 5, 6))
    np.testing.assert_array_equal(first.weights, again.weights)
    np.testing.assert_array_equal(first(table), again(table))
    assert not np.allclose(first.weights, other.weights)


@pytest.mark.parametrize(
    ("name", "choices", "message"),
    [
        ("cubic", {}, "feature map must be one of identity, .*, relu, got 'cubic'"),
        ("polynomial", {"degree": 0}, "degree must lie in 1 … 6, got 0"),
        ("polynomial", {"degree": 2.5}, "degree must be a whole number, got 2.5"),
        ("polynomial", {"units": 5}, "units does not apply to the feature map 'polynomial', got 5"),
        ("relu", {"units": 513}, "units must lie in 1 … 512, got 513"),
        ("standardise", {"degree": 2}, "degree does not apply to the feature map 'standardise'"),
        ("relu", {"seed": -1}, "seed must be a whole number in 0 … 4294967295, got -1"),
        ("relu", {"seed": 0.5}, "seed must be a whole number in 0 … 4294967295, got 0.5"),
        ("identity", {"names": ["a"]}, r"names must be one per input \(3\), got 1"),
    ],
)
def test_a_choice_that_is_not_allowed_is_named_with_its_rule(name, choices, message, table):
    with pytest.raises(ValueError, match=message):
        fit_feature_map(name, table, **choices)


def test_too_many_polynomial_features_are_refused_before_they_are_made():
    with pytest.raises(ValueError, match="2144 polynomial features; at most 512 are allowed"):
        fit_feature_map("polynomial", np.zeros((2, 64)), degree=2)


@pytest.mark.parametrize("bad", [math.nan, math.inf, -math.inf, 1e300])
def test_training_inputs_must_be_finite(bad):
    with pytest.raises(ValueError, match="train_inputs must be finite and below 1e100"):
        fit_feature_map("standardise", [[1.0, bad]])


@pytest.mark.parametrize("shape", [(3,), (0, 3), (3, 0), (2, 2, 2)])
def test_training_inputs_must_be_a_table(shape):
    with pytest.raises(ValueError, match=r"train_inputs must be \(n, inputs\)"):
        fit_feature_map("identity", np.zeros(shape))


@pytest.mark.parametrize(
    ("values", "rule"),
    [([["a"]], "must hold real numbers"), ([[1.0], [1.0, 2.0]], "must be a rectangular array")],
)
@pytest.mark.parametrize("name", NAMES)
def test_inputs_must_be_numbers_in_a_rectangle(name, values, rule, table):
    with pytest.raises(ValueError, match=f"train_inputs {rule}"):
        fit_feature_map(name, values)
    with pytest.raises(ValueError, match=f"^inputs {rule}"):
        fit_feature_map(name, table)(values)


@pytest.mark.parametrize("bad", [math.nan, math.inf])
@pytest.mark.parametrize("name", NAMES)
def test_a_fitted_map_refuses_inputs_that_are_not_finite(name, bad, table):
    with pytest.raises(ValueError, match=rf"inputs must be finite, got {bad} at index \[1, 2\]"):
        fit_feature_map(name, table)([[0.0, 0.0, 0.0], [0.0, 0.0, bad]])


@pytest.mark.parametrize("name", NAMES)
def test_inputs_of_another_width_are_refused(name, table):
    with pytest.raises(ValueError, match=r"inputs must have 3 columns, got shape \(\)"):
        fit_feature_map(name, table)(3.0)
    with pytest.raises(ValueError, match=r"inputs must have 3 columns, got shape \(5, 2\)"):
        fit_feature_map(name, table)(np.zeros((5, 2)))


def test_limits_without_a_range_leave_nothing_to_choose():
    assert Limits(4, 4, 4).is_fixed
    assert Limits(4, 4, 4).checked("classes", 4) == 4
    with pytest.raises(ValueError, match="classes can only be 4, got 3"):
        Limits(4, 4, 4).checked("classes", 3)
