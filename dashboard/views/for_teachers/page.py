"""For teachers: compose a link that opens a page as a class should find it."""

from functools import partial
from urllib.parse import urljoin

import streamlit as st

from dashboard.controls.control import Switch
from dashboard.controls.links import address
from dashboard.controls.presenting import PRESENT, PRESENTING
from dashboard.controls.tabs import Tabs
from dashboard.hosting.public_address import is_of_this_computer, public_address
from dashboard.text import english, translate
from dashboard.views.for_teachers.lesson import (
    PREFIX,
    ComposedLesson,
    draw_beginning,
    draw_restrictions,
    draw_values,
    names_of,
)
from dashboard.views.for_teachers.qr_code import draw_qr_code
from dashboard.views.for_teachers.words import draw_lesson_in_words

PRESENTED = Switch(PREFIX + PRESENT, english("Open it in presenting mode"))
TABS = Tabs.of(
    {
        "restrictions": english("What is hidden or locked"),
        "students": english("What your students will see"),
    }
)


def draw_link(lesson: ComposedLesson) -> None:
    """Draw the link of the lesson, by which it is opened, copied, and read off the wall."""
    state = lesson.state | lesson.task.parameters()
    if PRESENTED.draw(st.container()):
        state[PRESENT] = PRESENTING
    link = address(lesson.page, state, lesson.restricted, lesson.language)
    if here := st.context.url:
        link = urljoin(public_address(here), link)
    left, right = st.columns(2, vertical_alignment="center")
    with left:
        draw_qr_code(link, width=160)
    right.link_button(translate("Open the lesson"), link, icon=":material/open_in_new:")
    st.code(link, language=None, wrap_lines=True)
    if is_of_this_computer(link):
        st.caption(
            translate(
                "This address works on this computer only. A class needs one on the internet: "
                "whoever runs this app finds out how in its README."
            )
        )


st.title(translate("For teachers"))
st.markdown(
    translate(
        "Choose a page and set its values. Every student who opens the link, or scans the code, "
        "finds it like that."
    )
)
form, right = st.columns([3, 2], gap="large")
page, language, task = draw_beginning(form)
values = draw_values(page)
names = names_of(page, (control for control, _ in values))
lesson = ComposedLesson(page, values, names, language, task)
TABS.draw_open(
    st.container(),
    {
        "restrictions": partial(draw_restrictions, lesson),
        "students": partial(draw_lesson_in_words, lesson),
    },
)
with right:
    draw_link(lesson)
