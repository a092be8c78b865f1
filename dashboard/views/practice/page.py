"""Practice: a set of ten exercises from a seed, each graded when it is answered."""

import streamlit as st

from core.exercises import SET_SIZE
from dashboard.controls.links import try_this
from dashboard.text import translate
from dashboard.views.practice.attempts import ExerciseName, attempt_at, attempts, score_of
from dashboard.views.practice.controls import EXERCISE, LEVEL, SET, draw_new_set_button
from dashboard.views.practice.exercise import draw_exercise
from dashboard.views.practice.memory import remember_attempts
from dashboard.views.practice.results import results_csv, results_table, score_in_words

st.title(translate("Practice"))
st.markdown(
    translate(
        "Each set has ten exercises on each of three levels. Choose a level, answer, press Check. "
        "You can try again after a wrong answer. If you show the solution before your answer is "
        "correct, the exercise counts as wrong. Everyone who opens the link of this page gets the "
        "same exercises."
    )
)
left, middle, right = st.columns([2, 2, 3], vertical_alignment="bottom")
level = int(LEVEL.draw(left.container()))
seed = int(SET.draw(middle))
draw_new_set_button(right)
st.caption(
    translate(
        "Level 1 asks for signs and directions; you need no calculator. Level 2 asks for one "
        "number, level 3 for a whole row of a gradient or the result of a step; use a calculator."
    )
)
st.caption(
    translate(
        "z: logits. ŷ: their softmax, the probabilities. y: target, 1 for the true class and 0 for "
        "the others. L: cross-entropy, in nats (natural logarithm)."
    )
)
number = int(EXERCISE.draw(st.container()))

tried = {number: attempt_at(ExerciseName(seed, level, number)) for number in range(1, SET_SIZE + 1)}
st.markdown(score_in_words(score_of(tried)))
draw_exercise(ExerciseName(seed, level, number))

with st.expander(translate("Results"), key="practice_results", on_change="rerun") as results:
    if results.open:
        st.markdown(results_table(tried, seed, level), unsafe_allow_html=True)
        st.markdown(
            translate(
                "The file lists every exercise you answered or had solved in this visit, for "
                "all sets and levels."
            )
        )
        st.download_button(
            translate("Results (CSV)"),
            results_csv(attempts()),
            file_name=f"logit-lab-practice-set-{seed}-level-{level}.csv",
            mime="text/csv",
            key="download_practice_results",
            on_click="ignore",
            icon=":material/download:",
        )

try_this(
    translate("compute the weights after a gradient step by hand (level 3, set 16)"),
    "practice",
    level=3,
    set=16,
    exercise=2,
)
remember_attempts()
