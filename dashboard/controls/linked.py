"""Controls and the link: a value stands in the URL where it is not the default.

A link that is opened sets every control of its page; from then on the session has the values, and
the URL follows. Streamlit can bind a widget to the URL by itself, but then the URL holds an option
as the list shows it, in whatever language; a number between two stops of a slider is taken, and
one out of bounds is dropped without a word.
"""

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from dashboard.controls.address import parameter_text, write_parameter
from dashboard.controls.restrictions import is_hidden, is_locked
from dashboard.streamlit_patches.history_navigation import is_history_navigation
from dashboard.text import translate
from dashboard.text.errors import draw_error
from dashboard.text.translation import language

_SESSION_KEY = "_linked"

Value = TypeVar("Value")
Settings = Mapping[str, Any]  # of a widget: its label and key, and what a link and a lesson need


class Control(ABC, Generic[Value]):
    """What is drawn as one widget; its key is also its parameter in the URL, for the whole app."""

    key: str
    label: str
    default: Value  # it does not stand in the URL
    help: str | None = None

    def draw(self, container: DeltaGenerator, on_change: Callable[[], None] | None = None) -> Value:
        """Draw the control and return its value, held to what it allows whatever a client sent."""
        in_page = {
            "label": translate(self.label),
            "key": self.key,
            "help": translate(self.help) if self.help else None,
            "on_change": on_change,
            "disabled": is_locked(self.key),
            "persist_state": "session",
        }
        return draw_linked(
            self, container, lambda initial: self.widget(container, initial, in_page)
        )

    def keep(self, container: DeltaGenerator) -> Value:
        """The value of a control that this run does not draw: the link and the session keep it."""

        def keep_in_session(value: Value) -> Value:
            st.session_state[self.key] = value
            return value

        return draw_linked(self, container, keep_in_session)

    def draw_in_form(self, container: DeltaGenerator, key: str, initial: Value) -> None:
        """Draw the control in a form, under another key: neither a link nor a lesson knows it."""
        self.widget(container, initial, {"label": translate(self.label), "key": key})

    def read(self, text: str) -> Value:
        """The value that a text in the URL stands for, the default where it stands for none."""
        try:
            return self.taken(text)
        except ValueError:
            return self.default

    @abstractmethod
    def taken(self, text: str) -> Value:
        """The value that a text in the URL stands for.

        Raises
        ------
        ValueError : where it stands for none; says why in the reader's language.
        """

    @abstractmethod
    def held(self, value: Value) -> Value:
        """The value nearest to one, or instead of it, that the control allows."""

    @abstractmethod
    def widget(self, container: DeltaGenerator, initial: Value, given: Settings) -> Any:
        """Draw Streamlit's widget, which begins with a value, and return what it holds."""


@dataclass
class _Links:
    """What a session has in its URL."""

    page: str = ""
    language: str = ""
    is_renamed: bool = False  # the options have other names than in the run before
    drawn: set[str] = field(default_factory=set)  # the controls of this run
    before: set[str] = field(default_factory=set)  # those of the runs before it
    refused: dict[str, str] = field(default_factory=dict)  # texts of the link, by key
    begun: dict[str, Any] = field(default_factory=dict)  # what new widgets began with, by key


# The same for this run of the script: every control asks, and the session takes its time.
_of_this_run: ContextVar[_Links] = ContextVar("links")


def begin_links(page: str) -> None:
    """Begin a run; called once before the controls of a page are drawn."""
    links: _Links = st.session_state.setdefault(_SESSION_KEY, _Links())
    _of_this_run.set(links)
    if links.page != page or is_history_navigation():
        links.page = page
        links.refused.clear()
    links.is_renamed = links.language != language()
    links.language = language()
    links.before |= links.drawn
    links.drawn = set()


def end_links() -> None:
    """Take out of the URL what belongs to controls that this run has not drawn."""
    links = _links()
    for key in links.before - links.drawn:
        write_parameter(key, None)
    links.before = set()


def draw_linked(
    control: Control[Value], container: DeltaGenerator | None, draw: Callable[[Value], Value | None]
) -> Value:
    """The value of a control: drawn by `draw`, unless a lesson hides it, and kept in the URL.

    `draw` is given what a new widget begins with. It is not put into the session: a browser that
    has lost its server comes to a new session with values of its own.

    What the link says in vain is answered below the widget, or where it would stand, until the
    control moves.
    """
    value = _set_from_link(control)
    if is_hidden(control.key):
        st.session_state[control.key] = value  # where callbacks look for it
    else:
        drawn = draw(value)
        value = control.default if drawn is None else control.held(drawn)
    links = _links()
    links.drawn.add(control.key)
    if value != control.default:
        links.refused.pop(control.key, None)
    elif control.key in links.refused:
        try:
            control.taken(links.refused[control.key])
        except ValueError as refusal:
            draw_error(refusal, container)
    write_parameter(control.key, None if value == control.default else parameter_text(value))
    return value


def _set_from_link(control: Control[Value]) -> Value:
    """Bring the session to what the link says, and within what the control allows."""
    kept: Value | None = st.session_state.get(control.key)
    links, by_url = _links(), is_history_navigation()
    value, is_new = kept, kept is None and not by_url
    if is_new and control.key in links.begun:
        # Of a page that was left: Streamlit keeps what was moved alone.
        value = links.begun[control.key]
    elif kept is None or by_url:
        text = st.query_params.get(control.key)
        value = control.default
        if text is not None:
            try:
                value = control.taken(text)
            except ValueError:
                links.refused[control.key] = text
    assert value is not None
    value = control.held(value)
    if is_new:
        links.begun[control.key] = value
        return value
    if by_url:
        links.begun.pop(control.key, None)
    # The browser goes on showing, and sending, the name that an option had when it was chosen.
    is_misnamed = links.is_renamed and kept is not None
    if value != (control.default if kept is None else kept) or is_misnamed:
        st.session_state[control.key] = value
    return value


def _links() -> _Links:
    # A fragment may run in a thread that has begun no run of the page.
    links = _of_this_run.get(None)
    if links is None:
        links = st.session_state.setdefault(_SESSION_KEY, _Links())
    return links
