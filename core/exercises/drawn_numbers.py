"""Random numbers for exercises, round enough for a calculator."""

from itertools import pairwise
from random import Random

from core.exercises.exercise import Given, Row

TEMPERATURES = (1.0, 1.0, 2.0, 0.5)
SMOOTHINGS = (0.0, 0.0, 0.1, 0.3)


def draw_example(draw: Random, classes: int, units: int = 0) -> Given:
    """The target and the logits of one example, activations of so many units, T and ε."""
    return Given(
        targets=(draw_hard_target(draw, classes),),
        logits=(draw_logits(draw, classes),),
        activations=(draw_activations(draw, units),) if units else (),
        temperature=draw.choice(TEMPERATURES),
        smoothing=draw.choice(SMOOTHINGS),
    )


def draw_logits(draw: Random, classes: int) -> Row:
    """Logits from −2 to 2 in steps of a half, not all the same.

    >>> draw_logits(Random(0), 3)
    (1.0, 1.0, -2.0)
    """
    while True:
        logits = tuple(draw.randint(-4, 4) / 2 for _ in range(classes))
        if len(set(logits)) > 1:
            return logits


def draw_probabilities(draw: Random, classes: int) -> Row:
    """A distribution in steps of 0.05, without a 0.

    >>> draw_probabilities(Random(0), 3)
    (0.65, 0.05, 0.3)
    """
    cuts = [0, *sorted(draw.sample(range(1, 20), classes - 1)), 20]
    return tuple((after - before) / 20 for before, after in pairwise(cuts))


def draw_soft_target(draw: Random, classes: int) -> Row:
    """A distribution in steps of 0.1, without a 0.

    >>> draw_soft_target(Random(0), 3)
    (0.7, 0.2, 0.1)
    """
    cuts = [0, *sorted(draw.sample(range(1, 10), classes - 1)), 10]
    return tuple((after - before) / 10 for before, after in pairwise(cuts))


def draw_hard_target(draw: Random, classes: int) -> Row:
    """A one-hot target.

    >>> draw_hard_target(Random(0), 3)
    (0.0, 1.0, 0.0)
    """
    label = draw.randrange(classes)
    return tuple(float(index == label) for index in range(classes))


def draw_activations(draw: Random, units: int) -> Row:
    """Activations from −2 to 3, whole or half, none of them 0.

    >>> draw_activations(Random(0), 3)
    (1.5, 1.5, -2.0)
    """
    return tuple(
        draw.choice((-2.0, -1.5, -1.0, -0.5, 0.5, 1.0, 1.5, 2.0, 3.0)) for _ in range(units)
    )


def draw_parameters(draw: Random, count: int) -> Row:
    """Weights or biases from −1 to 1 in steps of a tenth.

    >>> draw_parameters(Random(0), 3)
    (0.2, 0.3, -0.9)
    """
    return tuple(draw.randint(-10, 10) / 10 for _ in range(count))


def draw_pair(draw: Random, size: int) -> tuple[int, int]:
    """Two indices below a size, equal in about one of two draws.

    >>> draw_pair(Random(0), 3)
    (1, 2)
    """
    first = draw.randrange(size)
    if draw.random() < 0.5:
        return first, first
    return first, draw.choice([index for index in range(size) if index != first])
