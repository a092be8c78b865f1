"""For teachers: compose a link that opens a page as a class should find it."""

from urllib.parse import urljoin

import streamlit as st

from dashboard.controls.lesson import draw_beginning, draw_lesson
from dashboard.hosting.public_address import public_address
from dashboard.text import translate
from dashboard.text.lesson_words import lesson_in_words, pictures_in_words
from dashboard.text.links import address, try_this

st.title(translate("For teachers"))
st.markdown(
    translate(
        "Compose a lesson: choose a page, set the values that your class begins with, hide or lock "
        "what should stay as it is, and send the link at the end."
    )
)
page = draw_beginning(st.container())
lesson = draw_lesson(page)

st.subheader(translate("The link"))
link = address(lesson.page, lesson.state, lesson.restricted, lesson.language)
if here := st.context.url:
    link = urljoin(public_address(here), link)
st.code(link, language=None, wrap_lines=True)
st.link_button(translate("Open it as the class will"), link, icon=":material/open_in_new:")

st.subheader(translate("What the student will see"))
st.markdown(lesson_in_words(lesson))
st.markdown(pictures_in_words(lesson))
st.markdown(
    translate(
        "The link holds ids and numbers, nothing that is shown as text. Whoever opens it sees the "
        "same numbers: runs are drawn by their seed. Data of your own are not in a link."
    )
)
try_this(
    translate("a lesson: T = 0.5 is in force and hidden, K is locked, the logits are free"),
    "softmax",
    T=0.5,
    hide="T,eps,q",
    lock="K",
)
