"""A lesson being composed: its page, the values it begins with, what is hidden and what is locked.

Each value is set by the page's own control under a key of its own, so it has the same limits there.
"""

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from dashboard.controls.address import parameter_text
from dashboard.controls.control import Choice, TextField
from dashboard.controls.declaration import Control, Value
from dashboard.controls.restrictions import HIDE, LOCK, Restrictions
from dashboard.controls.tabs import Tabs
from dashboard.controls.task import LONGEST, TASK, TITLE, Task, task_from_texts
from dashboard.lessons.lessons import LESSONS
from dashboard.lessons.misconceptions import MISCONCEPTIONS
from dashboard.text import english, translate
from dashboard.text.catalogue import LANGUAGES
from dashboard.text.errors import draw_error
from dashboard.text.markdown import shortened
from dashboard.views.for_teachers.declared_pages import PAGES, WITHOUT_VALUE, controls_of

PREFIX = "t_"
_START = "start"  # of the page whose path is empty
_TITLES = {path or _START: page.title for path, page in PAGES.items()}
PAGE = Choice(PREFIX + "page", english("Page"), tuple(_TITLES), "softmax", names=_TITLES)
OWN_LANGUAGE = "own"
LANGUAGE = Choice(
    PREFIX + "lang",
    english("Language"),
    (OWN_LANGUAGE, *LANGUAGES),
    OWN_LANGUAGE,
    names={
        OWN_LANGUAGE: english("each student's own language"),
        "en": english("English for everyone"),
        "vi": english("Vietnamese for everyone"),
    },
)
_WORDS = (
    TextField(PREFIX + TITLE, english("Title of the lesson"), LONGEST[TITLE]),
    TextField(PREFIX + TASK, english("Task for the students"), LONGEST[TASK]),
)
_FROM_KEY = "_lesson_from"
READY_MADE = (*LESSONS, *(one for wrong in MISCONCEPTIONS for one in wrong.lessons))
_NOW, _DEFAULTS = "now", "defaults"
_COLUMNS = 4
_NO_TEXT_TO_RENDER = re.compile(r"[0-9A-Za-z.,;:~=+\-−\s]*")


@dataclass(frozen=True)
class ComposedLesson:
    """What a link will open.

    Attributes
    ----------
    page : its path in the URL.
    values : the controls of the page and what they stand at.
    names : what can be hidden or locked: its label by the key that a lesson names it by.
    language : the code of its language, "" for each student's own.
    task : what is asked.
    """

    page: str
    values: list[tuple[Control, Value]]
    names: Mapping[str, str]
    language: str
    task: Task

    @property
    def restricted(self) -> Restrictions:
        """What is hidden and locked, which may be set further below."""
        hidden = _chosen_keys(HIDE, self.page, self.names)
        return Restrictions(hidden, _chosen_keys(LOCK, self.page, self.names, but=hidden))

    @property
    def state(self) -> dict[str, str]:
        """The URL's parameters: ids and numbers only; what stands at its default is left out."""
        return {control.key: parameter_text(value) for control, value in self.values_set()}

    def values_set(self) -> list[tuple[Control, Value]]:
        """The controls that do not stand at their default."""
        return [(control, value) for control, value in self.values if value != control.default]


def draw_beginning(container: DeltaGenerator) -> tuple[str, str, Task]:
    """Draw what the lesson is about, and what its values begin with.

    Returns
    -------
    The page's path, the code of the language, and the task.
    """
    first, second = container.columns(2)
    # The lesson to start from may be one of another page, which a callback sets.
    page, language = PAGE.draw(first), LANGUAGE.draw(second)
    first, second = container.columns(2, vertical_alignment="bottom")
    beginnings = [_NOW, _DEFAULTS, *range(len(READY_MADE))]
    # Another language has other names for what is chosen.
    st.session_state[_FROM_KEY] = st.session_state.get(_FROM_KEY, _NOW)
    first.selectbox(
        translate("Take the values from"),
        beginnings,
        format_func=_beginning_name,
        key=_FROM_KEY,
        persist_state="session",
    )
    second.button(
        translate("Fill in these values below"),
        key="_lesson_fill",
        on_click=_fill_in,
        width="stretch",
    )
    title, text = (
        field.draw(column) for field, column in zip(_WORDS, container.columns(2), strict=True)
    )
    return (
        "" if page == _START else page,
        "" if language == OWN_LANGUAGE else language,
        task_from_texts({TITLE: title, TASK: text}),
    )


def _beginning_name(beginning: str | int) -> str:
    if beginning == _NOW:
        return translate("the values I last set on that page")
    if beginning == _DEFAULTS:
        return translate("the default values")
    lesson = READY_MADE[int(beginning)]
    return translate(
        "the lesson “{title}”, {page}",
        title=translate(lesson.title),
        page=translate(PAGES[lesson.page].title),
    )


def _fill_in() -> None:
    beginning = st.session_state[_FROM_KEY]
    lesson = READY_MADE[beginning] if isinstance(beginning, int) else None
    if lesson:
        st.session_state[PAGE.key] = lesson.page or _START

    def value_of(control: Control) -> Value:
        if lesson and control.key in lesson.state:
            return control.read(lesson.state[control.key])
        if beginning == _NOW:
            return control.held(st.session_state.get(control.key, control.default))
        return control.default

    chosen = PAGE.held(st.session_state.get(PAGE.key, PAGE.default))
    for control, value in controls_of("" if chosen == _START else chosen, value_of):
        st.session_state[PREFIX + control.key] = value


def draw_values(page: str) -> list[tuple[Control, Value]]:
    """Draw the controls of a page for its values, and return both.

    Texts that could carry words are answered with a sentence and left out of the lesson.
    """
    columns: list[DeltaGenerator] = []

    def draw(control: Control) -> Value:
        if not columns:
            columns.extend(reversed(st.columns(_COLUMNS)))
        return _draw_value(control, columns.pop())

    with st.container(border=True):
        st.markdown(f"**{translate('Starting values')}**")
        return controls_of(page, draw)


def names_of(page: str, controls: Iterable[Control]) -> dict[str, str]:
    """What can be hidden or locked on a page: its label by the key that a lesson names it by."""
    labels = {control.key: control.label for control in controls if not isinstance(control, Tabs)}
    return {key: translate(label) for key, label in (labels | WITHOUT_VALUE.get(page, {})).items()}


def draw_restrictions(lesson: ComposedLesson) -> None:
    """Draw what of the page is hidden, and what of the rest is locked."""
    left, right = st.columns(2)
    hide = translate("Hide these controls (their values still apply)")
    lock = translate("Lock these controls (visible, not changeable)")
    hidden = _draw_keys(left, HIDE, hide, lesson.page, lesson.names)
    shown = {key: name for key, name in lesson.names.items() if key not in hidden}
    _draw_keys(right, LOCK, lock, lesson.page, shown)


def _draw_value(control: Control, container: DeltaGenerator) -> Value:
    key = PREFIX + control.key
    own = replace(control, key=key)
    if isinstance(own, Choice):
        own = replace(own, meanings=())
    elif isinstance(own, Tabs):
        own = Choice(own.key, own.label, own.options, own.default, own.names)
    value = own.draw(container)
    if isinstance(control, TextField) and not _NO_TEXT_TO_RENDER.fullmatch(str(value)):
        draw_error(
            translate(
                "“{text}” cannot be part of a link: use only letters, digits and . , ; : ~ = + -. "
                "Until then the default value is used.",
                text=shortened(str(value), 40),
            ),
            container,
        )
        return control.default
    return value


def _draw_keys(
    container: DeltaGenerator, what: str, label: str, page: str, names: Mapping[str, str]
) -> tuple[str, ...]:
    if (key := _keys_key(what, page)) in st.session_state:
        st.session_state[key] = list(_chosen_keys(what, page, names))
    container.multiselect(
        label,
        list(names),
        format_func=lambda one: names.get(one, one),
        key=key,
        placeholder=translate("none"),
        persist_state="session",
    )
    return _chosen_keys(what, page, names)


def _chosen_keys(
    what: str, page: str, names: Mapping[str, str], but: Collection[str] = ()
) -> tuple[str, ...]:
    """What was chosen to be hidden, or locked, of what can be."""
    chosen = st.session_state.get(_keys_key(what, page), ())
    return tuple(key for key in chosen if key in names and key not in but)


def _keys_key(what: str, page: str) -> str:
    return f"_lesson_{what}_{page}"
