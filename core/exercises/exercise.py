"""An exercise as data: the numbers it gives, what is asked, the key, and the usual mistakes.

There are no sentences here: kinds, mistakes and options have names, and the view has the words.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple, TypeAlias

import numpy as np
from numpy.typing import ArrayLike, NDArray

from core.losses.targets import smooth_labels

TOLERANCE = 0.002  # a number this near to the key is right
SEPARATION = 0.01  # the least distance of a mistake's numbers from the key
MARGIN = 0.02  # the least distance of the deciding number from a tie
LEAST_KEY = 0.04  # so that the tolerance stays small beside the key
NEAR = 0.02  # a wrong number this near to the key is probably a rounding error
MOST = 10.0  # four digits of a larger number are coarser than the tolerance

Row: TypeAlias = tuple[float, ...]


@dataclass(frozen=True)
class Given:
    """The numbers that an exercise shows, which are exactly those that it is computed with.

    Attributes
    ----------
    targets : y before smoothing, a row for each example.
    logits, probabilities, activations : z, ŷ and a, a row for each example; empty if not given.
    weights, bias : W, weights[p][q], and b; empty if not given.
    temperature, new_temperature : T before and after a change; 0 if it does not change.
    smoothing : ε.
    step_size : η; 0 if there is no step.
    update : how the logits move or which move is asked for, if a kind has several ways.
    row, column : which entry is asked for: (k, i) of the Jacobian, (p, q) of the weights; a
        single index is the column. Counted from 0.
    """

    targets: tuple[Row, ...] = ()
    logits: tuple[Row, ...] = ()
    probabilities: tuple[Row, ...] = ()
    activations: tuple[Row, ...] = ()
    weights: tuple[Row, ...] = ()
    bias: Row = ()
    temperature: float = 1.0
    new_temperature: float = 0.0
    smoothing: float = 0.0
    step_size: float = 0.0
    update: str = ""
    row: int = 0
    column: int = 0

    @property
    def smoothed(self) -> NDArray[np.float64]:
        """The targets after smoothing, (examples, classes)."""
        targets = np.array(self.targets)
        return np.asarray(smooth_labels(targets, self.smoothing)) if self.smoothing else targets


@dataclass(frozen=True)
class MultipleChoice:
    """A question with a few options.

    Attributes
    ----------
    options : in the order in which they are shown.
    right : the right option.
    margin : the distance of the deciding number from a tie; ∞ if the answer is exact.
    mistakes : (option, mistake) for each wrong option that a usual mistake leads to.
    """

    options: tuple[str, ...]
    right: str
    margin: float
    mistakes: tuple[tuple[str, str], ...]


class Mistake(NamedTuple):
    """A usual mistake and the numbers that it leads to."""

    name: str
    values: Row


@dataclass(frozen=True)
class Numbers:
    """A question whose answer is one number or several.

    Attributes
    ----------
    values : the key.
    mistakes : the usual mistakes; each is at least `SEPARATION` away from the key in some number.
    """

    values: Row
    mistakes: tuple[Mistake, ...]


def question_for_numbers(key: ArrayLike, mistakes: Iterable[tuple[str, ArrayLike]]) -> Numbers:
    """A question for one number or a row, with what the usual mistakes lead to, by their names.

    >>> question_for_numbers(0.5, [("sign", -0.5)])
    Numbers(values=(0.5,), mistakes=(Mistake(name='sign', values=(-0.5,)),))
    """
    return Numbers(_row(key), tuple(Mistake(name, _row(values)) for name, values in mistakes))


def _row(values: ArrayLike) -> Row:
    return tuple(np.ravel(values).tolist())


@dataclass(frozen=True)
class Exercise:
    """One exercise of a set."""

    level: int
    number: int  # in its set, from 1
    kind: str
    given: Given
    answer: MultipleChoice | Numbers


class Grade(NamedTuple):
    """The grade of an answer."""

    is_right: bool
    mistake: str | None  # the usual mistake that leads to this answer, if there is one
    right_numbers: tuple[bool, ...]  # which of the numbers are right; one entry for a choice


def grade_choice(question: MultipleChoice, option: str) -> Grade:
    """Whether the option is right, and otherwise the mistake that leads to it.

    Raises
    ------
    ValueError : for an option that the question does not have.

    Examples
    --------
    >>> question = MultipleChoice(("rises", "falls"), "falls", 0.3, (("rises", "sign"),))
    >>> grade_choice(question, "rises")
    Grade(is_right=False, mistake='sign', right_numbers=(False,))
    """
    if option not in question.options:
        raise ValueError(f"option must be one of {question.options}, got {option!r}")
    is_right = option == question.right
    return Grade(is_right, dict(question.mistakes).get(option), (is_right,))


def grade_numbers(question: Numbers, typed: Sequence[float]) -> Grade:
    """Whether each number is within `TOLERANCE` of the key, and otherwise the mistake made.

    Raises
    ------
    ValueError : for more or fewer numbers than were asked for.

    Examples
    --------
    >>> question = Numbers((0.25,), (Mistake("sign", (-0.25,)),))
    >>> grade_numbers(question, [0.251]).is_right, grade_numbers(question, [-0.25]).mistake
    (True, 'sign')
    """
    if len(typed) != len(question.values):
        raise ValueError(
            f"typed must hold {len(question.values)} numbers, as many as were asked for, "
            f"got {len(typed)}"
        )
    right_numbers = tuple(
        abs(a - b) <= TOLERANCE for a, b in zip(typed, question.values, strict=True)
    )
    is_right = all(right_numbers)
    distances = {
        mistake.name: _largest_difference(mistake.values, typed) for mistake in question.mistakes
    }
    nearest = min(distances, key=distances.__getitem__, default="")
    is_told = not is_right and distances.get(nearest, np.inf) <= TOLERANCE
    return Grade(is_right, nearest if is_told else None, right_numbers)


def near_misses(question: Numbers, typed: Sequence[float]) -> tuple[float | None, ...]:
    """How far each number is from the key, where that is more than `TOLERANCE` and within `NEAR`.

    >>> [miss and round(miss, 3) for miss in near_misses(Numbers((0.25, 1.0), ()), [0.255, 1.3])]
    [0.005, None]
    """
    distances = (abs(a - b) for a, b in zip(typed, question.values, strict=True))
    return tuple(one if TOLERANCE < one <= NEAR else None for one in distances)


def is_unambiguous(question: MultipleChoice | Numbers) -> bool:
    """Whether the answer is clear: no tie is near, and no usual mistake leads near the key.

    >>> is_unambiguous(Numbers((0.25,), (Mistake("temperature", (0.255,)),)))
    False
    """
    if isinstance(question, MultipleChoice):
        return question.margin >= MARGIN
    return LEAST_KEY <= max(map(abs, question.values)) < MOST and all(
        _largest_difference(mistake.values, question.values) >= SEPARATION
        and max(map(abs, mistake.values)) < MOST
        for mistake in question.mistakes
    )


def _largest_difference(values: Sequence[float], others: Sequence[float]) -> float:
    return max(abs(a - b) for a, b in zip(values, others, strict=True))
