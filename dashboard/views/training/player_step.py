"""The step that the link and the player share, and which of the two it was set by last.

Python sends the player to a step by a new seek. The player tells where it rests by a question,
which may be older than that seek, than another run, or than what became of the field.
"""

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from core.training import MAXIMUM_STEPS
from dashboard.components.player import is_asking
from dashboard.components.player_message import Chunk, Question
from dashboard.views.training.controls import STEP
from dashboard.views.training.playback import LOOK_AHEAD

PLAYER = "player"  # its key
KEPT_REPLACED = 8  # steps that the browser may still take for those of the field
_QUESTION, _SEEK_ID, _RUN = "_question", "_seek_id", "_run"
_KNOWN, _REPLACED, _LAST = "_known_step", "_replaced_steps", "_last_step"


def draw_step_field(container: DeltaGenerator) -> int:
    """Draw the field of the step, and return what it holds."""
    if _LAST in st.session_state:
        go_to(st.session_state.pop(_LAST))
    known = st.session_state.get(_KNOWN)
    step = int(STEP.draw(container, _seek_unless_outdated))
    if known is not None and step != known:  # the browser's back button calls nothing back
        _keep_replaced(known)
        seek()
    st.session_state[_KNOWN] = step
    return step


def go_to(step: int) -> None:
    """Send the link and the player to a step."""
    _set_step(step)
    seek()


def seek() -> None:
    """Send the player to the step in the link."""
    st.session_state[_SEEK_ID] = _seek_id() + 1
    for outdated in (_QUESTION, _LAST):
        st.session_state.pop(outdated, None)


def seek_to(step: int) -> tuple[int, int]:
    """The seek that the player is to follow, unless it has."""
    return _seek_id(), step


def step_on_screen() -> int:
    """Where the player is, as far as is known: while it plays, the link is behind."""
    asked: Question | None = st.session_state.get(_QUESTION)
    if asked is not None:
        return asked.step
    step: int = st.session_state.get(STEP.key if _is_typed() else _KNOWN, 0)
    return step


def question_at(step: int) -> Question:
    """What the browser asked last, or what it needs to show the step in the link."""
    asked: Question | None = st.session_state.get(_QUESTION)
    return asked or Question(
        run=st.session_state.get(_RUN, ""),
        have=0,
        until=step + LOOK_AHEAD.untouched,
        step=step,
        resting=True,
    )


def remember(question: Question) -> None:
    """Keep what the browser asks, and where it rests, for the run of the fragment that follows.

    What it asked before it heard of another run, or of the step it was sent to, is out of date;
    so is what comes together with a step that the user has typed.
    """
    heard = (question.run, question.seek) == (st.session_state.get(_RUN), _seek_id())
    if heard and not _is_typed():
        st.session_state[_QUESTION] = question
        if question.resting:
            _set_step(min(question.step, MAXIMUM_STEPS))


def keep_within(chunk: Chunk, step: int) -> None:
    """Remember the run that the player is sent, and go back from a step beyond its last."""
    st.session_state[_RUN] = chunk.run
    if step > chunk.limit:  # a widget is set before it is drawn
        st.session_state[_LAST] = chunk.limit
        st.rerun()


def _seek_id() -> int:
    number: int = st.session_state.get(_SEEK_ID, 0)
    return number


def _set_step(step: int) -> None:
    """Put a step into the field, and keep the one that the browser may still take for it.

    A field that holds the step is left alone: setting it would take from the browser what is being
    typed there.
    """
    field = st.session_state.get(STEP.key)
    if field is None:  # not drawn yet: the link decides
        return
    if field != step:
        _keep_replaced(field)
        st.session_state[STEP.key] = step
    st.session_state[_KNOWN] = step


def _keep_replaced(step: int | None) -> None:
    replaced = (*st.session_state.get(_REPLACED, ()), step)
    st.session_state[_REPLACED] = replaced[-KEPT_REPLACED:]


def _is_typed() -> bool:
    """Whether the field holds a step that it cannot have from here.

    With what is done elsewhere on the page there may come a step that the field held before: the
    browser sends all its fields, and has not heard yet what has been made of this one.
    """
    known = st.session_state.get(_KNOWN)
    held = st.session_state.get(STEP.key, known)
    return held not in (known, *st.session_state.get(_REPLACED, ()))


def _seek_unless_outdated() -> None:
    """Send the player to the step that the user has typed."""
    if _is_typed() or not is_asking(PLAYER):
        st.session_state[_KNOWN] = st.session_state[STEP.key]
        seek()
    else:
        st.session_state[STEP.key] = st.session_state[_KNOWN]
