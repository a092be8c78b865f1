"""The answers survive a reload: the browser's tab keeps them, and they are graded again."""

import json
from typing import Any

from core.exercises import KINDS, MOST_SEEDS, SET_SIZE
from dashboard.components.tab_storage import keep_in_tab
from dashboard.views.practice.answers import graded
from dashboard.views.practice.attempts import (
    HINTS,
    KEPT_ATTEMPTS,
    Attempt,
    ExerciseName,
    attempts,
    restore_attempt,
)

_NAME = "practice_answers"
_LONGEST = 400 * KEPT_ATTEMPTS  # characters


def remember_attempts() -> None:
    """Keep this session's attempts in the tab, or restore those that the tab has kept."""
    keep_in_tab(_NAME, attempts_as_text() if attempts() else "", longest=_LONGEST, on_found=restore)


def attempts_as_text() -> str:
    """All attempts as JSON, without their grades, which follow from the answers."""
    return json.dumps(
        [
            [*name, one.answer, one.tries, one.hints, one.is_solved, one.is_given_away]
            for name, one in attempts().items()
        ],
        ensure_ascii=False,
    )


def restore(text: str) -> None:
    """Restore the attempts that a text holds, and skip whatever is not an attempt."""
    try:
        rows = json.loads(text)
    except (ValueError, RecursionError):
        return
    for row in rows[:KEPT_ATTEMPTS] if isinstance(rows, list) else []:
        found = _attempt(row)
        if found is not None and found[0] not in attempts():
            restore_attempt(*found)


def _attempt(row: Any) -> tuple[ExerciseName, Attempt] | None:
    if not (isinstance(row, list) and len(row) == 8 and isinstance(row[3], list)):
        return None
    numbers, (answer, *marks) = [*row[:3], *row[4:6]], [row[3], *row[6:]]
    if not all(type(one) is int for one in numbers) or not all(type(one) is bool for one in marks):
        return None
    seed, level, number, tries, hints = numbers
    is_named = 0 <= seed < MOST_SEEDS and level in KINDS and 1 <= number <= SET_SIZE
    if not (is_named and tries >= 0 and 0 <= hints <= HINTS):
        return None
    name = ExerciseName(seed, level, number)
    try:
        grade = graded(name, tuple(map(str, answer))) if answer else None
    except ValueError:
        return None
    return name, Attempt(tuple(answer), grade, tries if grade else 0, hints, *marks)
