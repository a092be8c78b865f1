"""What learners get wrong: each mistake, what is right, and the page that shows it."""

import streamlit as st

from dashboard.controls.links import address, try_this
from dashboard.lessons.misconceptions import MISCONCEPTIONS, Misconception
from dashboard.text import translate

COLUMNS = 2


def draw_card(number: int, wrong: Misconception) -> None:
    """One mistake beside what is right."""
    with st.container(border=True, height="stretch"):
        st.markdown(f"**{number}.** ✗ *{translate(wrong.mistake)}*")
        st.markdown(f"✓ {translate(wrong.right)}")
        st.latex(wrong.formula)
        for lesson in wrong.lessons:
            link = f"[{translate(lesson.title)}]({address(lesson.page, lesson.state)})"
            st.markdown(f"**{link}** · {translate(lesson.sentence)}")
        if wrong.source:
            st.caption(translate("Source: {source}", source=wrong.source))


st.title(translate("Common mistakes"))
st.markdown(
    translate(
        "Each card starts with a statement that sounds right but is wrong (✗). The correction (✓) "
        "follows, with links to pages that show it. On every card z are the logits (the scores of "
        "the classes), ŷ = softmax(z) the probabilities, y the target and L the loss. Unless a "
        "card says otherwise, z = (1, 2, 0.5) and class 1 is true."
    )
)
for first in range(0, len(MISCONCEPTIONS), COLUMNS):
    row = MISCONCEPTIONS[first : first + COLUMNS]
    for number, (column, wrong) in enumerate(
        zip(st.columns(COLUMNS), row, strict=True), start=first + 1
    ):
        with column:
            draw_card(number, wrong)
try_this(
    translate("make a lesson from one of these, with some controls hidden or locked"),
    "for_teachers",
)
