"""A lesson's title and task: two parameters of its link, shown as plain text above every page."""

from dataclasses import dataclass

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from dashboard.controls.address import write_parameter
from dashboard.streamlit_patches.history_navigation import is_history_navigation
from dashboard.text import plain, translate

TITLE, TASK = "title", "task"
LONGEST = {TITLE: 60, TASK: 240}  # characters
_SESSION_KEY = "_task"


@dataclass(frozen=True)
class Task:
    """What a teacher asks of a class; each part may be empty."""

    title: str = ""
    text: str = ""

    def parameters(self) -> dict[str, str]:
        """As parameters of a URL.

        >>> Task(text="Make L as small as you can.").parameters()
        {'task': 'Make L as small as you can.'}
        """
        both = {TITLE: self.title, TASK: self.text}
        return {name: text for name, text in both.items() if text}

    def markdown(self) -> str:
        """As one paragraph, of which nothing is read as Markdown."""
        title = plain(self.title, LONGEST[TITLE]) or translate("Your task")
        return " · ".join([f"**{title}**", *filter(None, [plain(self.text, LONGEST[TASK])])])


def task_from_texts(texts: dict[str, str]) -> Task:
    """The task that two texts make: each of one line, without what cannot be seen, and cut off.

    >>> task_from_texts({"title": " Temper" + chr(0x202E) + "ature ", "task": ""})
    Task(title='Temperature', text='')
    """
    title, text = (
        "".join(filter(str.isprintable, " ".join(texts.get(name, "").split())))[:longest]
        for name, longest in LONGEST.items()
    )
    return Task(title, text)


def remember_task() -> None:
    """Take the task of the URL into the session; called once at the top of every run."""
    named = {name: st.query_params[name] for name in LONGEST if name in st.query_params}
    if named or is_history_navigation():
        st.session_state[_SESSION_KEY] = task_from_texts(named)
    kept = task().parameters()
    for name in LONGEST:  # another page begins with a URL of its own
        write_parameter(name, kept.get(name))


def task() -> Task:
    """The task of this session."""
    kept: Task = st.session_state.get(_SESSION_KEY, Task())
    return kept


def draw_task(container: DeltaGenerator) -> None:
    """Say what is asked, until the reader closes it."""
    if task() == Task():
        return
    row = container.container(border=True, horizontal=True, vertical_alignment="center")
    row.markdown(task().markdown())
    row.button(translate("Close the task"), key="_close_task", on_click=_close)


def _close() -> None:
    st.session_state[_SESSION_KEY] = Task()
    for name in LONGEST:
        write_parameter(name, None)
