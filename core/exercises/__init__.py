"""Seeded exercises on the output layer, with keys from `core` and what the usual mistakes give."""

from core.exercises.exercise import (
    TOLERANCE,
    Exercise,
    Given,
    Grade,
    MultipleChoice,
    Numbers,
    grade_choice,
    grade_numbers,
    near_misses,
)
from core.exercises.exercise_set import KINDS, MOST_SEEDS, SET_SIZE, exercise
