"""Reading and grading an answer as it was typed or chosen."""

import math
import re

from core.exercises import Grade, MultipleChoice, exercise, grade_choice, grade_numbers
from dashboard.text import translate
from dashboard.text.markdown import shortened
from dashboard.views.practice.attempts import ExerciseName
from dashboard.views.practice.words import names_of_numbers
from dashboard.written_numbers import MINUS

LONGEST_ANSWER = 30

_NUMBER = r"(?:[0-9]+(?:[.,][0-9]*)?|[.,][0-9]+)(?:[eE][+-]?[0-9]{1,3})?"
_ANSWER = re.compile(rf"([+-]?)\s*({_NUMBER})(?:\s*/\s*({_NUMBER})|\s*(%))?")


def graded(name: ExerciseName, answer: tuple[str, ...]) -> Grade:
    """The grade of an answer: the chosen option, or a text for each number.

    Raises
    ------
    ValueError : if it is not an answer to the exercise, with one sentence for the user.
    """
    asked = exercise(*name)
    if isinstance(asked.answer, MultipleChoice):
        return grade_choice(asked.answer, answer[0])
    names = names_of_numbers(asked)
    if len(answer) != len(names) or max(map(len, answer)) > LONGEST_ANSWER:
        raise ValueError(f"answer must hold {len(names)} numbers")
    typed = [parse_answer(text, called) for text, called in zip(answer, names, strict=True)]
    return grade_numbers(asked.answer, typed)


def parse_answer(text: str, name: str) -> float:
    """The number that a text stands for: a decimal, a fraction or a percentage.

    `name` is what the number is called in an error.

    Raises
    ------
    ValueError : one sentence for the user that names what was typed and what is allowed.

    Examples
    --------
    >>> parse_answer("−0,25", "L"), parse_answer("-1/4", "L"), parse_answer("25%", "L")
    (-0.25, -0.25, 0.25)
    >>> parse_answer("a lot", "L")  # doctest: +ELLIPSIS
    Traceback (most recent call last):
    ValueError: “a lot” for L is not a number. Type one like 0.25, −1/4, 0,25 or 25%. ...
    """
    typed = text.strip()
    if not typed:
        raise ValueError(
            translate(
                "{name} is empty. Type a number like 0.25, −1/4, 0,25 or 25%. This did not "
                "count as a try.",
                name=name,
            )
        )
    parts = _ANSWER.fullmatch(typed[:LONGEST_ANSWER].replace(MINUS, "-"))
    value = math.nan
    if parts and len(typed) <= LONGEST_ANSWER:
        sign, numerator, denominator, percent = parts.groups()
        divisor = _decimal(denominator) if denominator else 100.0 if percent else 1.0
        if divisor:
            value = _decimal(numerator) / divisor * (-1 if sign == "-" else 1)
    if not math.isfinite(value):
        raise ValueError(
            translate(
                "“{text}” for {name} is not a number. Type one like 0.25, −1/4, 0,25 or 25%. "
                "This did not count as a try.",
                text=shortened(typed),
                name=name,
            )
        )
    return value


def _decimal(text: str) -> float:
    return float(text.replace(",", "."))
