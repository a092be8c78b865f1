"""What learners get wrong: each card a mistake; in it what is right, and the pages that show it."""

import streamlit as st

from dashboard.controls.links import address, try_this
from dashboard.lessons.misconceptions import TOPICS, Misconception
from dashboard.text import translate


def draw_answer(wrong: Misconception) -> None:
    """What is right instead, as a sentence and as a formula, and the pages that show it."""
    words, formula = st.columns([3, 2], vertical_alignment="center")
    words.markdown(f"✓ {translate(wrong.right)}")
    formula.latex(wrong.formula)
    for lesson in wrong.lessons:
        link = f"[{translate(lesson.title)}]({address(lesson.page, lesson.state)})"
        st.markdown(f"**{link}** · {translate(lesson.sentence)}")
    if wrong.source:
        st.caption(translate("Source: {source}", source=wrong.source))


st.title(translate("Common mistakes"))
st.markdown(
    translate(
        "Each of these statements sounds right but is wrong. Say why, then open it. On every card "
        "z are the logits (the scores of the classes), ŷ = softmax(z) the probabilities, y the "
        "target and L the loss. Unless a card says otherwise, z = (1, 2, 0.5) and class 1 is true."
    )
)
number = 0
for topic, mistakes in TOPICS.items():
    st.subheader(translate(topic))
    for wrong in mistakes:
        number += 1
        with st.expander(
            f"**{number}.** {translate(wrong.mistake)}",
            key=f"mistake_{number}",
            on_change="rerun",
            bind="query-params",  # so that a link, and Back, find the card open
        ) as card:
            if card.open:
                draw_answer(wrong)
try_this(
    translate("make a lesson from one of these, with some controls hidden or locked"),
    "for_teachers",
)
