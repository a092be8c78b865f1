"""Practice: a set of ten exercises from a seed, each graded when it is answered."""

from functools import partial

import streamlit as st

from core.exercises import SET_SIZE
from dashboard.controls.links import try_this
from dashboard.text import translate
from dashboard.views.practice.attempts import ExerciseName, attempt_at, score_of
from dashboard.views.practice.controls import EXERCISE, LEVEL, SET, TABS, draw_new_set_button
from dashboard.views.practice.exercise import draw_exercise
from dashboard.views.practice.memory import remember_attempts
from dashboard.views.practice.results import draw_results, score_in_words
from dashboard.views.practice.words import draw_levels

st.title(translate("Practice"))
st.markdown(translate("Ten short questions at each level. Answer and press Check; Hint helps."))
hand = st.container(horizontal=True)
level = int(LEVEL.draw(hand.container(width="content")))
number = int(EXERCISE.draw(hand.container(width="content")))
seed = int(SET.draw(st.sidebar))
draw_new_set_button(st.sidebar)

draw_exercise(ExerciseName(seed, level, number))
tried = {number: attempt_at(ExerciseName(seed, level, number)) for number in range(1, SET_SIZE + 1)}
st.markdown(score_in_words(score_of(tried)))

TABS.draw_open(
    st.container(),
    {"levels": draw_levels, "results": partial(draw_results, tried, seed, level)},
)
try_this(
    translate("compute the weights after a gradient step by hand (level 3, set 16)"),
    "practice",
    level=3,
    set=16,
    exercise=2,
)
remember_attempts()
