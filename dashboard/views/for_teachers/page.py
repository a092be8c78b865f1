"""For teachers: compose a link that opens a page as a class should find it."""

from urllib.parse import urljoin

import streamlit as st

from dashboard.controls.links import address, try_this
from dashboard.controls.restrictions import NO_RESTRICTIONS
from dashboard.hosting.public_address import is_of_this_computer, public_address
from dashboard.text import translate
from dashboard.views.for_teachers.declared_pages import WITH_OWN_DATA
from dashboard.views.for_teachers.lesson import draw_beginning, draw_lesson
from dashboard.views.for_teachers.words import lesson_in_words, pictures_in_words

st.title(translate("For teachers"))
st.markdown(
    translate(
        "Make a lesson for your class in three steps: choose a page, set its starting values, hide "
        "or lock controls. Then copy its link from the end of this page; **Copy link** in the "
        "sidebar copies this form, not the lesson."
    )
)
page = draw_beginning(st.container())
lesson = draw_lesson(page)

st.subheader(translate("The link of the lesson"))
link = address(lesson.page, lesson.state, lesson.restricted, lesson.language)
if here := st.context.url:
    link = urljoin(public_address(here), link)
st.code(link, language=None, wrap_lines=True)
if is_of_this_computer(link):
    st.warning(
        translate(
            "This address works on this computer only. How your class can reach Logit Lab is "
            "explained in dashboard/hosting/README.md of the project."
        ),
        icon=":material/warning:",
    )
st.link_button(translate("Open the lesson"), link, icon=":material/open_in_new:")

st.subheader(translate("What your students will see"))
st.markdown(lesson_in_words(lesson))
if lesson.restricted != NO_RESTRICTIONS:
    st.markdown(pictures_in_words(lesson))
st.markdown(
    translate(
        "The link names the settings that differ from the defaults: everyone who opens it sees the "
        "same numbers."
    )
)
if lesson.page in WITH_OWN_DATA:
    st.markdown(translate("Your own data cannot be part of a link: choose one of the data sets."))
try_this(
    translate("a lesson: T is 0.5 and hidden, K is locked, students change the logits"),
    "softmax",
    T=0.5,
    hide="T,eps,q",
    lock="K",
)
