"""What a composed lesson shows, in words."""

import streamlit as st

from dashboard.controls.control import Buttons, Choice
from dashboard.controls.declaration import Control, Value
from dashboard.controls.links import try_this
from dashboard.controls.restrictions import NO_RESTRICTIONS
from dashboard.controls.task import Task
from dashboard.text import plain, translate
from dashboard.text.typed_numbers import as_typed
from dashboard.views.for_teachers.declared_pages import IN_NO_LINK, PAGES, WITHOUT_VALUE
from dashboard.views.for_teachers.lesson import ComposedLesson


def draw_lesson_in_words(lesson: ComposedLesson) -> None:
    """Draw what the lesson shows, what its link holds, and an example of one."""
    st.markdown(lesson_in_words(lesson))
    if lesson.restricted != NO_RESTRICTIONS:
        st.markdown(pictures_in_words(lesson))
    st.markdown(
        translate(
            "The link names the settings that differ from the defaults: everyone who opens it sees "
            "the same numbers. **Copy link** in the sidebar copies this form, not the lesson."
        )
    )
    if lesson.page in IN_NO_LINK:
        st.markdown(translate(IN_NO_LINK[lesson.page]))
    try_this(
        translate("a lesson: T is 0.5 and hidden, K is locked, students change the logits"),
        "softmax",
        T=0.5,
        hide="T,eps,q",
        lock="K",
    )


def lesson_in_words(lesson: ComposedLesson) -> str:
    """A list of what the student will see."""
    hidden, locked = lesson.restricted.hidden, lesson.restricted.locked
    values = {control.key: (control, value) for control, value in lesson.values}

    def named(keys: tuple[str, ...]) -> str:
        return "; ".join(
            _set_to(*values[key]) if key in values else plain(lesson.names[key], 60) for key in keys
        )

    lines = [translate("The page **{page}**.", page=translate(PAGES[lesson.page].title))]
    if lesson.task != Task():
        lines.append(translate("Above the page: {task}", task=lesson.task.markdown()))
    if changed := lesson.values_set():
        lines.append(
            translate(
                "Different from the default: {values}.",
                values="; ".join(_set_to(control, value) for control, value in changed),
            )
        )
    else:
        lines.append(translate("Every control has its default value."))
    if hidden:
        lines.append(translate("Hidden, but still applied: {controls}.", controls=named(hidden)))
    if locked:
        lines.append(translate("Visible, but not changeable: {controls}.", controls=named(locked)))
    if hidden or locked:
        lines.append(
            translate(
                "Students see a notice and the button **Show all controls**. Until they press it, "
                "the lesson also applies on other pages and after reloading."
            )
        )
    return "\n".join(f"- {line}" for line in lines)


def pictures_in_words(lesson: ComposedLesson) -> str:
    """What a locked or hidden control means for clicks and buttons of this page."""
    if lesson.page in WITHOUT_VALUE:
        return translate(
            "Students cannot type into a locked line of the layer. The button **Take one step** "
            "still changes W and b, unless you lock or hide it too. In a picture, hidden or locked "
            "values cannot be dragged. A click can still choose what is hidden, but not what is "
            "locked."
        )
    return translate(
        "In a picture, hidden or locked values cannot be dragged. A click can still choose what is "
        "hidden, but not what is locked."
    )


def _set_to(control: Control, value: Value) -> str:
    if isinstance(value, bool):
        return f"{translate(control.label)}: {translate('on') if value else translate('off')}"
    if isinstance(control, Choice | Buttons):
        return f"{translate(control.label)} = {plain(control.name_of(str(value)), 60)}"
    shown = value if isinstance(value, str) else as_typed(value)
    return f"{translate(control.label)} = {plain(shown or translate('empty'), 60)}"
