"""Questions, options, numbers and keys in the session's language."""

from collections.abc import Callable

import streamlit as st

from core.exercises import Exercise, MultipleChoice
from core.symbols import symbol
from dashboard.text import number, translate
from dashboard.views.practice.entries import ENTRIES
from dashboard.views.practice.signs import SIGNS
from dashboard.views.practice.steps import STEPS

KINDS = {**SIGNS, **ENTRIES, **STEPS}  # by the names that `core.exercises` gives them


def draw_levels() -> None:
    """Draw what the levels ask for, what the letters mean, and how an answer is counted."""
    st.markdown(
        translate(
            "z: logits. ŷ: their softmax, the probabilities. y: target, 1 for the true class and 0 "
            "for the others. L: cross-entropy, in nats (natural logarithm)."
        )
    )
    st.markdown(
        translate(
            "Level 1 asks for signs and directions; you need no calculator. Level 2 asks for one "
            "number, level 3 for a whole row of a gradient or the result of a step; use a "
            "calculator."
        )
    )
    st.markdown(
        translate(
            "You can try again after a wrong answer. If you show the solution before your answer "
            "is correct, the exercise counts as wrong."
        )
    )


def question_in_words(asked: Exercise) -> str:
    """What is asked, in full sentences; the numbers stand below, line by line."""
    given = asked.given
    sentences = [KINDS[asked.kind].question(given)]
    if given.temperature != 1 and not given.new_temperature:
        sentences.append(translate("The temperature T divides the logits: ŷ = softmax(z/T)."))
    if given.smoothing:
        sentences.append(
            translate("Label smoothing ε: use (1 − ε)·y + ε/K instead of y, with K classes.")
        )
    return " ".join(sentences)


def option_in_words(option: str) -> str:
    """An option of a choice."""
    words = {
        "positive": translate("positive"),
        "negative": translate("negative"),
        "zero": translate("zero"),
        "rises": translate("rises"),
        "falls": translate("falls"),
        "stays": translate("stays the same"),
    }
    if option in words:
        return words[option]
    letter, index = option[:1], option[1:]  # a logit, or a model
    return symbol(letter, int(index) - 1) if index else letter


def names_of_numbers(asked: Exercise) -> list[str]:
    """What the numbers that are asked for are called, in their order."""
    return KINDS[asked.kind].number_names(asked.given)


def key_in_words(asked: Exercise, written: Callable[[float], str] = number) -> str:
    """The key on one line: the right option, or the numbers; as a page writes them to four digits.

    `written` writes one number otherwise.
    """
    if isinstance(asked.answer, MultipleChoice):
        return option_in_words(asked.answer.right)
    return "; ".join(map(written, asked.answer.values))
