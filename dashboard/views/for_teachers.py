"""For teachers: compose a link that opens a page as a class should find it."""

from urllib.parse import urljoin

import streamlit as st

from dashboard.controls.lesson import draw_beginning, draw_lesson
from dashboard.controls.restrictions import NO_RESTRICTIONS
from dashboard.hosting.public_address import public_address
from dashboard.text import translate
from dashboard.text.lesson_words import lesson_in_words, pictures_in_words
from dashboard.text.links import address, try_this

st.title(translate("For teachers"))
st.markdown(
    translate(
        "Make a link for your class in three steps: choose a page, set its starting values, hide "
        "or lock controls. Copy the link below."
    )
)
page = draw_beginning(st.container())
lesson = draw_lesson(page)

st.subheader(translate("The link"))
link = address(lesson.page, lesson.state, lesson.restricted, lesson.language)
if here := st.context.url:
    link = urljoin(public_address(here), link)
st.code(link, language=None, wrap_lines=True)
st.link_button(translate("Open the lesson"), link, icon=":material/open_in_new:")

st.subheader(translate("What your students will see"))
st.markdown(lesson_in_words(lesson))
if lesson.restricted != NO_RESTRICTIONS:
    st.markdown(pictures_in_words(lesson))
st.markdown(
    translate(
        "The link contains only settings. Everyone who opens it sees the same numbers, because a "
        "seed fixes every random choice. Your own data are not included."
    )
)
try_this(
    translate("a lesson with T = 0.5 hidden, K locked and the logits free to move"),
    "softmax",
    T=0.5,
    hide="T,eps,q",
    lock="K",
)
