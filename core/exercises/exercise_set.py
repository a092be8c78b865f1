"""Sets of exercises: a pure function of seed, level and number, so that a link holds a set."""

from collections.abc import Callable, Mapping
from random import Random

from core.exercises.entries import ENTRIES
from core.exercises.exercise import Exercise, Given, MultipleChoice, Numbers, is_unambiguous
from core.exercises.signs import SIGNS
from core.exercises.steps import STEPS
from core.validation import as_index

SET_SIZE = 10
MOST_SEEDS = 1_000_000  # seeds run from 0 to one less
_MOST_DRAWS = 1000

Drawn = tuple[Given, MultipleChoice] | tuple[Given, Numbers]
_LEVELS: Mapping[int, tuple[Callable[[Random], Drawn], ...]] = {1: SIGNS, 2: ENTRIES, 3: STEPS}
# The kinds of each level in their order; a kind has the name of the function that draws it.
KINDS: Mapping[int, Mapping[str, Callable[[Random], Drawn]]] = {
    level: {kind.__name__: kind for kind in kinds} for level, kinds in _LEVELS.items()
}


def exercise(seed: int, level: int, number: int) -> Exercise:
    """One exercise of a set.

    The kinds of a level come in the same order in every set and begin again after the last.
    Numbers are drawn until the answer is clear: no tie is near, and no usual mistake leads near
    the key.

    Parameters
    ----------
    seed : which set, from 0 to `MOST_SEEDS` − 1.
    level : 1 for signs and directions, 2 for single numbers, 3 for whole rows and steps.
    number : which exercise of the set, from 1 to `SET_SIZE`.

    Raises
    ------
    ValueError : for a seed, level or number outside these.

    Examples
    --------
    >>> first = exercise(0, 2, 1)
    >>> first.kind, first.given.logits, first.given.temperature, first.given.column
    ('probability', ((0.0, -0.5),), 1.0, 1)
    >>> round(first.answer.values[0], 4)
    0.3775
    >>> first == exercise(0, 2, 1)
    True
    """
    as_index(seed, "seed", MOST_SEEDS)
    if level not in KINDS:
        raise ValueError(f"level must be one of {tuple(KINDS)}, got {level!r}")
    as_index(number - 1, "number − 1", SET_SIZE)
    kinds = tuple(KINDS[level].items())
    kind, make = kinds[(number - 1) % len(kinds)]
    draw = Random(f"{seed} {level} {number}")
    for _ in range(_MOST_DRAWS):
        given, answer = make(draw)
        if is_unambiguous(answer):
            return Exercise(level, number, kind, given, answer)
    raise RuntimeError(f"no clear exercise of kind {kind} in {_MOST_DRAWS} draws from seed {seed}")
