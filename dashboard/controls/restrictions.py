"""Which controls a lesson hides or locks: two parameters of its link, kept while the session lasts.

`?hide=T,eps&lock=K` names controls by their keys. A hidden control is not drawn, a locked one is
drawn disabled; the value of either still comes from the link, and nothing else on a page changes.
"""

import re
from collections.abc import Iterable
from contextvars import ContextVar
from dataclasses import dataclass

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from dashboard.controls.address import write_parameter
from dashboard.streamlit_patches.history_navigation import is_history_navigation
from dashboard.text import translate

HIDE, LOCK = "hide", "lock"
MOST_KEYS = 60  # in each of the two
_LONGEST = 1000  # characters of either
_KEY = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,31}", re.ASCII)
_SESSION_KEY, _MET_KEY = "_restrictions", "_restrictions_met"


@dataclass(frozen=True)
class Restrictions:
    """The keys of the controls that are hidden, and of those that are locked."""

    hidden: tuple[str, ...] = ()
    locked: tuple[str, ...] = ()

    def parameters(self) -> dict[str, str]:
        """As parameters of a URL.

        >>> Restrictions(("T", "eps")).parameters()
        {'hide': 'T,eps'}
        """
        both = {HIDE: ",".join(self.hidden), LOCK: ",".join(self.locked)}
        return {name: keys for name, keys in both.items() if keys}


NO_RESTRICTIONS = Restrictions()
# The same for this run of the script: every control asks, and the session takes its time.
_of_this_run: ContextVar[Restrictions] = ContextVar("restrictions")


def keys_from_text(text: str) -> tuple[str, ...]:
    """The keys that a parameter names, each once; what can be no key is passed over.

    >>> keys_from_text("T,eps,<b>,T,")
    ('T', 'eps')
    """
    whole = text if len(text) <= _LONGEST else text[:_LONGEST].rpartition(",")[0]
    keys = (part.strip() for part in whole.split(","))
    return tuple(dict.fromkeys(key for key in keys if _KEY.fullmatch(key)))[:MOST_KEYS]


def remember_restrictions() -> None:
    """Take the restrictions of the URL into the session; called once at the top of every run."""
    named = [st.query_params.get(name) for name in (HIDE, LOCK)]
    if named != [None, None] or is_history_navigation():
        hidden, locked = (keys_from_text(text or "") for text in named)
        st.session_state[_SESSION_KEY] = Restrictions(hidden, locked)
    st.session_state[_MET_KEY] = {HIDE: set(), LOCK: set()}
    _of_this_run.set(_of_the_session())
    # Another page begins with a URL of its own.
    kept = restrictions().parameters()
    for name in (HIDE, LOCK):
        write_parameter(name, kept.get(name))


def restrictions() -> Restrictions:
    """What is hidden and locked in this session."""
    # A callback runs before the script does, mostly in a thread of its own.
    return _of_this_run.get(None) or _of_the_session()


def _of_the_session() -> Restrictions:
    kept: Restrictions = st.session_state.get(_SESSION_KEY, NO_RESTRICTIONS)
    return kept


def is_hidden(key: str) -> bool:
    """Whether the control of this key is not to be drawn."""
    return _meets(HIDE, key, restrictions().hidden)


def is_locked(*keys: str) -> bool:
    """Whether a control is to be drawn disabled: its key is locked, or one that it writes to."""
    return any(_meets(LOCK, key, restrictions().locked) for key in keys)


def is_restricted(key: str) -> bool:
    """Whether a control is hidden or locked, so that no hand in a picture moves it."""
    return key in restrictions().hidden or key in restrictions().locked


def _meets(name: str, key: str, keys: Iterable[str]) -> bool:
    if key not in keys:
        return False
    st.session_state.setdefault(_MET_KEY, {HIDE: set(), LOCK: set()})[name].add(key)
    return True


def set_by_click(key: str, value: object) -> None:
    """Set a control from a click into a picture, where the control is not locked."""
    if key not in restrictions().locked:
        st.session_state[key] = value


def draw_way_back(container: DeltaGenerator) -> None:
    """Say that this page has hidden or locked controls, and offer all of them."""
    met: dict[str, set[str]] = st.session_state[_MET_KEY]
    if not met[HIDE] and not met[LOCK]:
        return
    row = container.container(horizontal=True, vertical_alignment="center")
    row.caption(
        translate(
            "This is a lesson. Your teacher has hidden {hidden} and locked {locked} of this page's "
            "controls.",
            hidden=len(met[HIDE]),
            locked=len(met[LOCK]),
        ),
        width="content",
    )
    row.button(
        translate("Show all controls"),
        key="_show_all_controls",
        icon=":material/tune:",
        on_click=show_all_controls,
    )


def show_all_controls() -> None:
    """Leave the lesson: every control is drawn again, at the value it has."""
    st.session_state[_SESSION_KEY] = NO_RESTRICTIONS
    for name in (HIDE, LOCK):
        write_parameter(name, None)
