"""Questions, options, numbers and keys in the session's language."""

from collections.abc import Callable

from core.exercises import Exercise, MultipleChoice
from core.symbols import symbol
from dashboard.text import number, translate
from dashboard.views.practice.entries import ENTRIES
from dashboard.views.practice.signs import SIGNS
from dashboard.views.practice.steps import STEPS

KINDS = {**SIGNS, **ENTRIES, **STEPS}  # by the names that `core.exercises` gives them


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
