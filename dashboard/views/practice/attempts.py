"""A session's attempts at the exercises: answers, hints and grades; no link holds them."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import NamedTuple

import streamlit as st

from core.exercises import Grade

KEPT_ATTEMPTS = 300
HINTS = 2  # the rule, and the page that shows it
_SESSION_KEY = "_practice_attempts"


class ExerciseName(NamedTuple):
    """The arguments of `core.exercises.exercise`, which name one exercise."""

    seed: int
    level: int
    number: int


@dataclass(frozen=True)
class Attempt:
    """What a student has done with one exercise.

    Attributes
    ----------
    answer : the last answer: a text for each number, as typed, or the chosen option.
    grade : of the last answer; None before the first one.
    tries : how many answers were graded.
    hints : how many hints were shown.
    is_solved : whether the solution is shown.
    is_given_away : whether it was shown before an answer was right.
    """

    answer: tuple[str, ...] = ()
    grade: Grade | None = None
    tries: int = 0
    hints: int = 0
    is_solved: bool = False
    is_given_away: bool = False

    @property
    def is_right(self) -> bool:
        """Whether the last answer was right."""
        return self.grade is not None and self.grade.is_right

    @property
    def is_graded(self) -> bool:
        """Whether the exercise counts as right or wrong by now."""
        return self.tries > 0 or self.is_given_away

    def answered(self, answer: tuple[str, ...], grade: Grade) -> "Attempt":
        """The attempt after one more answer; a right or given away one no longer changes."""
        if self.is_right or self.is_given_away:
            return self
        return replace(
            self,
            answer=answer,
            grade=grade,
            tries=self.tries + 1,
            is_solved=self.is_solved or grade.is_right,
        )

    def hinted(self) -> "Attempt":
        """The attempt after one more hint."""
        return replace(self, hints=min(self.hints + 1, HINTS))

    def solved(self) -> "Attempt":
        """The attempt after the solution was asked for."""
        return replace(self, is_solved=True, is_given_away=not self.is_right)


class Score(NamedTuple):
    """The exercises of a set by their results, and the number of hints that were shown."""

    right: tuple[int, ...]
    wrong: tuple[int, ...]  # the last answer was wrong, or the solution was shown before
    open: tuple[int, ...]
    hints: int


def attempts() -> dict[ExerciseName, Attempt]:
    """All attempts of this session; the one that changed last comes last."""
    kept: dict[ExerciseName, Attempt] = st.session_state.setdefault(_SESSION_KEY, {})
    return kept


def attempt_at(name: ExerciseName) -> Attempt:
    """The attempt at an exercise; an empty one before anything was done."""
    return attempts().get(name, Attempt())


def keep_attempt(name: ExerciseName, attempt: Attempt) -> None:
    """Store an attempt; beyond `KEPT_ATTEMPTS` the one that changed first is dropped."""
    kept = attempts()
    kept.pop(name, None)
    kept[name] = attempt
    while len(kept) > KEPT_ATTEMPTS:
        del kept[next(iter(kept))]


def answer_key(name: ExerciseName, index: int) -> str:
    """The key of the widget for an answer, or for one number of it."""
    return f"_answer_{'_'.join(map(str, name))}_{index}"


def restore_attempt(name: ExerciseName, attempt: Attempt) -> None:
    """Store an attempt that the tab has kept; a form that is drawn already shows its answer."""
    keep_attempt(name, attempt)
    for index, text in enumerate(attempt.answer):
        if answer_key(name, index) in st.session_state:
            st.session_state[answer_key(name, index)] = text


def score_of(tried: Mapping[int, Attempt]) -> Score:
    """The score of a set, from its attempts by number.

    >>> score_of({1: Attempt(), 2: Attempt(tries=1), 3: Attempt(hints=2)})
    Score(right=(), wrong=(2,), open=(1, 3), hints=2)
    """
    right = tuple(number for number, attempt in tried.items() if attempt.is_right)
    is_open = tuple(number for number, attempt in tried.items() if not attempt.is_graded)
    wrong = tuple(number for number in tried if number not in (*right, *is_open))
    return Score(right, wrong, is_open, sum(attempt.hints for attempt in tried.values()))
