"""What a link can set on the Practice page: the level, the set and the exercise."""

from core.exercises import KINDS, MOST_SEEDS, SET_SIZE
from dashboard.controls.buttons import Buttons
from dashboard.controls.control import NumberField
from dashboard.text import english

LEVEL = Buttons("level", english("Level"), tuple(map(str, KINDS)), "1")
SET = NumberField(
    "set",
    english("Set number"),
    1,
    0,
    MOST_SEEDS - 1,
    1,
    help=english("The same number gives everyone the same ten exercises at each level."),
)
EXERCISE = Buttons("exercise", english("Exercise"), tuple(map(str, range(1, SET_SIZE + 1))), "1")
