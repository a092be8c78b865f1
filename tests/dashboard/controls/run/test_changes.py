"""Changes in mid-run as the short text of a link."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.optimizers import OPTIMIZERS
from core.training import Change, TrainingSettings
from core.training.limits import MAXIMUM_CHANGES
from dashboard.controls.run.changes import CHANGES as FIELD
from dashboard.controls.run.changes import changes_from_text, text_of_changes, with_change
from dashboard.controls.run.named_runs import (
    MAXIMUM_RUNS,
    RUNS,
    settings_from_text,
    text_of_settings,
)

CHANGES = st.builds(
    Change,
    st.integers(1, 199_999),
    st.none() | st.sampled_from(tuple(OPTIMIZERS)),
    st.none() | st.floats(1e-5, 100),
    st.integers(1, 1024),
)


@given(st.lists(CHANGES, max_size=10, unique_by=lambda change: change.step))
def test_what_is_written_is_read_back_to_the_last_digit(changes: list[Change]):
    rising = tuple(sorted(changes, key=lambda change: change.step))
    assert changes_from_text(text_of_changes(rising)) == rising


@pytest.mark.parametrize("text", ["", " ", ",", " 20:lr=0.1 , "])
def test_spaces_and_empty_parts_do_not_matter(text: str):
    expected = (Change(20, learning_rate=0.1),) if "20" in text else ()
    assert changes_from_text(text) == expected


@given(st.text(alphabet="0123456789:=,.-einfoptlrbachdm \n", max_size=40))
def test_any_text_is_read_or_refused_with_a_sentence(text: str):
    refusal: str | None = None
    changes: tuple[Change, ...] = ()
    try:
        changes = changes_from_text(text)
    except ValueError as error:
        refusal = str(error)
    assert refusal is None or (refusal.strip() and "\n" not in refusal)
    assert changes_from_text(text_of_changes(changes)) == changes


@pytest.mark.parametrize("rate", ["nan", "inf", "-1", "0", "1e400"])
def test_a_learning_rate_out_of_bounds_is_refused(rate: str):
    with pytest.raises(ValueError, match="Learning rate η must be from"):
        changes_from_text(f"20:lr={rate}")


def test_a_change_drops_those_that_come_with_it_or_later():
    early, at, late = (Change(step, batch_size=4) for step in (10, 20, 30))
    new = Change(20, learning_rate=0.5)
    assert with_change((early, at, late), new) == (early, new)


def test_what_the_fields_hold_is_never_cut_however_much_can_be_written():
    """As many changes as a run can have, and as many such runs as are compared, in full."""
    rate = 1.2345678901234567e-05  # no number is written longer
    changes = tuple(
        Change(199_999 - left, "nesterov", rate, 2048) for left in reversed(range(MAXIMUM_CHANGES))
    )
    text = text_of_changes(changes)
    assert changes_from_text(FIELD.held(text)) == changes
    runs = tuple(
        TrainingSettings(
            "nesterov", rate, "exponential", 199_999, 2048, rate, rate, "squared error", "glorot",
            changes=(*changes[:-1], Change(199_999, batch_size=size)),
        )
        for size in range(1001, 1001 + MAXIMUM_RUNS)
    )  # fmt: skip
    assert settings_from_text(RUNS.held(text_of_settings(runs))) == runs
