"""How numbers look: significant digits, and signs that are signs."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.text import number, signed_number
from tests.number_on_screen import read_number

finite = st.floats(allow_nan=False, allow_infinity=False, width=32)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.0, "0.000"),
        (-0.0, "0.000"),
        (2, "2.000"),
        (0.0320586, "0.03206"),
        (1234.4, "1\u202f234"),
        (-0.5, "−0.5000"),
        (12345.0, "1.234\xa0×\xa010⁴"),
        (-1.5e-12, "−1.500\xa0×\xa010⁻¹²"),
        (math.inf, "∞"),
        (-math.inf, "−∞"),
        (math.nan, "NaN"),
    ],
)
def test_four_significant_digits(value: float, text: str):
    assert number(value) == text


def test_as_many_digits_as_asked():
    assert number(math.pi, 3) == "3.14"


def test_a_gain_shows_its_sign_and_zero_has_none():
    assert signed_number(0.25) == "+0.2500"
    assert signed_number(-0.25) == "−0.2500"
    assert signed_number(0.0) == signed_number(-0.0) == "0.000"


@given(finite)
def test_no_hyphen_stands_for_a_minus(value: float):
    assert "-" not in number(value)
    assert "-" not in signed_number(value)


@given(finite)
def test_the_text_is_the_value_to_four_digits(value: float):
    shown = read_number(number(value))
    assert math.isclose(shown, value, rel_tol=5.001e-4)
