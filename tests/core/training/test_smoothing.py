"""The smoothed line: a plain mean at first, then one that forgets, and that never looks ahead."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.training import exponential_moving_average

losses = st.lists(st.floats(0, 100), min_size=1, max_size=60)
spans = st.floats(1, 50)


def shares_of_each_value(count: int, span: float) -> np.ndarray:
    """How much of the last smoothed value comes from each of `count` values: impulse by impulse."""
    return np.array(
        [exponential_moving_average(impulse, span=span)[-1] for impulse in np.eye(count)]
    )


@given(losses, spans)
def test_each_value_is_its_recurrence_written_out(values, span):
    average, expected = 0.0, []
    for t, value in enumerate(values, start=1):
        share = max(1 / t, 2 / (span + 1))
        average = (1 - share) * average + share * value
        expected.append(average)
    found = exponential_moving_average(values, span=span)
    np.testing.assert_allclose(found, expected, rtol=1e-9, atol=1e-12)


@given(losses, spans)
def test_it_lies_between_the_least_and_the_greatest_value_so_far(values, span):
    found = exponential_moving_average(values, span=span)
    assert (found >= np.minimum.accumulate(values) - 1e-9).all()
    assert (found <= np.maximum.accumulate(values) + 1e-9).all()


@given(losses, spans, st.integers(0, 60))
def test_a_point_never_changes_when_later_values_come(values, span, cut):
    whole = exponential_moving_average(values, span=span)
    assert whole[:cut].tobytes() == exponential_moving_average(values[:cut], span=span).tobytes()


@given(losses, spans, st.integers(0, 60))
def test_going_on_from_an_earlier_call_gives_the_same_bits(values, span, cut):
    whole = exponential_moving_average(values, span=span)
    cut = min(cut, len(values))
    rest = exponential_moving_average(
        values[cut:], span=span, previous=whole[cut - 1] if cut else 0.0, count=cut
    )
    assert rest.tobytes() == whole[cut:].tobytes()


def test_until_half_the_span_it_is_the_plain_mean():
    np.testing.assert_allclose(shares_of_each_value(15, span=30), np.full(15, 1 / 15))
    later = shares_of_each_value(16, span=30)
    assert later[-1] == pytest.approx(2 / 31)
    assert later[0] < 1 / 16


def test_in_the_long_run_it_looks_back_as_far_as_a_plain_mean_over_the_span():
    span, count = 30, 400
    shares = shares_of_each_value(count, span)
    ages = count - 1 - np.arange(count)
    assert shares.sum() == pytest.approx(1)
    assert shares @ ages == pytest.approx(np.arange(span).mean(), rel=1e-6)


def test_a_span_of_one_is_the_values_themselves():
    values = [3.0, -1.0, 2.5]
    assert exponential_moving_average(values, span=1).tolist() == values


def test_a_constant_stays_constant():
    assert exponential_moving_average([0.7] * 100, span=30).tolist() == [0.7] * 100


def test_no_values_have_no_averages():
    assert exponential_moving_average([], span=30).shape == (0,)


def test_values_are_not_changed_and_the_result_is_float64():
    values = np.array([4, 0, 0], dtype=np.float32)
    found = exponential_moving_average(values, span=3)
    assert found.dtype == np.float64
    assert values.tolist() == [4, 0, 0]


@pytest.mark.parametrize("span", [0.5, 0, -3, float("nan"), "3", None])
def test_a_span_below_one_is_refused(span):
    with pytest.raises(ValueError, match=f"span must be a number of at least 1, got {span!r}"):
        exponential_moving_average([1.0], span=span)


def test_a_negative_count_is_refused():
    with pytest.raises(ValueError, match="count must be a whole number of at least 0, got -1"):
        exponential_moving_average([1.0], span=3, count=-1)


@pytest.mark.parametrize(
    ("values", "rule"),
    [
        (["a"], "values must hold real numbers"),
        ([[1.0, 2.0]], r"values must have shape \(n,\), got shape \(1, 2\)"),
        (1.0, r"values must have shape \(n,\), got shape \(\)"),
    ],
)
def test_values_that_are_no_sequence_of_numbers_are_refused(values, rule):
    with pytest.raises(ValueError, match=rule):
        exponential_moving_average(values, span=3)
