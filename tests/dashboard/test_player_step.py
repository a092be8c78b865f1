"""The step that field and player share: who has the last word when messages cross."""

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any, cast

import pytest
from streamlit.delta_generator import DeltaGenerator

from dashboard.components.player_message import Chunk, Question
from dashboard.controls.training_playback import STEP
from dashboard.sections import player_step
from dashboard.sections.player_step import (
    PLAYER,
    draw_step_field,
    keep_within,
    remember,
    seek_to,
)

RUN = "the run"


class State(dict[str, Any]):
    """A session's state that tells what Python puts into the field from what the browser sends."""

    put: int | None = None  # by Python, in this run

    def __setitem__(self, key: str, value: Any) -> None:
        super().__setitem__(key, value)
        if key == STEP.key:
            self.put = value


class BegunAgain(BaseException):
    """The run of the page begins again."""


def begin_again() -> None:
    raise BegunAgain


class Page:
    """Stands for Streamlit and the browser: a field, a player, and what Python makes of both."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.state = State({STEP.key: 40})  # by the link
        field = SimpleNamespace(key=STEP.key, draw=self._draw)
        monkeypatch.setattr(player_step, "STEP", field)
        streamlit = SimpleNamespace(session_state=self.state, rerun=begin_again)
        monkeypatch.setattr(player_step, "st", streamlit)
        monkeypatch.setattr(player_step, "is_asking", lambda key: key in self.state)
        draw_step_field(DeltaGenerator())
        keep_within(cast(Chunk, SimpleNamespace(run=RUN, limit=1000)), 40)

    def _draw(self, _place: object, on_change: Callable[[], None]) -> int:
        self._report_change = on_change
        step: int = self.state[STEP.key]
        return step

    @property
    def seek(self) -> tuple[int, int]:
        return seek_to(self.state[STEP.key])

    def hear(self, field: int, resting_at: int | None = None, seek: int = 0) -> int | None:
        """Take in what the browser sends, and run the fragment; what the field is set to."""
        changed = field != self.state[STEP.key]
        self.state.update({STEP.key: field})
        self.state.put = None
        self.state.pop(PLAYER, None)
        if resting_at is not None:
            self.state[PLAYER] = "asking"
            remember(Question(RUN, 0, 0, resting_at, resting=True, seek=seek))
        if changed:
            self._report_change()
        draw_step_field(DeltaGenerator())
        return self.state.put


@pytest.fixture
def page(monkeypatch: pytest.MonkeyPatch) -> Page:
    return Page(monkeypatch)


def test_where_the_player_rests_goes_into_the_field(page: Page):
    assert page.hear(field=40, resting_at=60) == 60
    assert page.seek == (0, 60)  # the player stays where it is


def test_a_typed_step_sends_the_player(page: Page):
    assert page.hear(field=5) is None
    assert page.seek == (1, 5)


def test_a_typed_step_is_not_lost_to_a_question_that_comes_with_it(page: Page):
    """Streamlit makes one message of two that wait."""
    assert page.hear(field=5, resting_at=40) is None
    assert page.seek == (1, 5)


def test_a_question_asked_before_the_seek_was_heard_moves_nothing(page: Page):
    page.hear(field=5)
    assert page.hear(field=5, resting_at=40, seek=0) is None
    assert page.seek == (1, 5)


def test_a_field_that_has_not_heard_of_its_step_does_not_bring_the_old_one_back(page: Page):
    page.hear(field=40, resting_at=60)
    page.hear(field=60, resting_at=80)
    assert page.hear(field=40, resting_at=80) == 80
    assert page.seek == (0, 80)


def test_a_player_that_rests_at_the_step_of_the_field_does_not_set_it(page: Page):
    """In the browser the step would take the place of what has been typed since."""
    assert page.hear(field=40, resting_at=40) is None


def test_a_step_that_the_back_button_brings_sends_the_player(page: Page):
    page.hear(field=40, resting_at=60)
    page.state.update({STEP.key: 40})  # from the URL, and no callback is called
    draw_step_field(DeltaGenerator())
    assert page.seek == (1, 40)


def test_a_step_asked_for_stands_though_the_one_before_was_beyond_the_end(page: Page):
    """The run of the page that was to go back to the last step was stopped by the next message."""
    with pytest.raises(BegunAgain):
        keep_within(cast(Chunk, SimpleNamespace(run=RUN, limit=30)), 40)
    assert page.hear(field=5) is None
    assert page.seek == (1, 5)
