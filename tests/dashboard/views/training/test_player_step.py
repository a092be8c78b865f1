"""The step that field and player share: who has the last word when messages cross."""

from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

STEP, LIMIT = "step", 1000


def script() -> None:
    """A page with the field, and a button that stands for a question of the player."""
    from types import SimpleNamespace
    from typing import cast

    import streamlit as st

    from dashboard.components.player_message import Chunk, Question
    from dashboard.views.training import player_step
    from dashboard.views.training.controls import STEP

    def take_in_question() -> None:
        resting_at, seek = st.session_state["_told"]
        st.session_state[player_step.PLAYER] = SimpleNamespace(ask="a question")
        player_step.remember(Question("the run", 0, 0, resting_at, resting=True, seek=seek))

    st.button("ask", on_click=take_in_question)
    if "_back_to" in st.session_state:  # from the URL: no callback is called
        st.session_state[STEP.key] = st.session_state.pop("_back_to")
    step = player_step.draw_step_field(st.container())
    st.session_state["_seek"] = player_step.seek_to(step)
    st.session_state.pop(player_step.PLAYER, None)  # it asks once
    chunk = SimpleNamespace(run="the run", limit=st.session_state["_limit"])
    try:
        player_step.keep_within(cast(Chunk, chunk), step)
    except BaseException:  # the page was to run again: the next message comes before it does
        st.stop()


class Page:
    """The page, and what the browser sends it."""

    def __init__(self) -> None:
        self._app = AppTest.from_function(script, default_timeout=30)
        self._app.query_params[STEP] = "40"
        self.limit(LIMIT)

    @property
    def seek(self) -> tuple[int, int]:
        """The last seek that the player is sent: its number and the step."""
        seek: tuple[int, int] = self._app.session_state["_seek"]
        return seek

    def hear(self, field: int, resting_at: int | None = None, seek: int = 0) -> int | None:
        """Take in what the browser sends; what the field in the browser is then set to."""
        if resting_at is not None:
            self._app.session_state["_told"] = (resting_at, seek)
            self._app.button[0].click()
        self._app.number_input(key=STEP).set_value(field)
        self._run()
        shown: Any = self._app.number_input(key=STEP).proto
        return int(shown.value) if shown.set_value else None

    def go_back_to(self, step: int) -> None:
        self._app.session_state["_back_to"] = step
        self._run()

    def limit(self, last: int) -> None:
        """Show a run that ends at this step."""
        self._app.session_state["_limit"] = last
        self._run()

    def _run(self) -> None:
        self._app.run()
        assert not self._app.exception


@pytest.fixture
def page() -> Page:
    return Page()


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
    page.go_back_to(40)
    assert page.seek == (1, 40)


def test_a_step_asked_for_stands_though_the_one_before_was_beyond_the_end(page: Page):
    """The run of the page that was to go back to the last step was stopped by the next message."""
    page.limit(30)
    assert page.hear(field=5) is None
    assert page.seek == (1, 5)
