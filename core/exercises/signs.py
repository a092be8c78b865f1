"""Level 1: signs and directions, which can be seen from ŷ and y without a calculator.

Each function draws the numbers of one kind and finds the right option with the functions of
`core`. The caller judges whether the answer is clear enough.
"""

import math
from itertools import pairwise
from random import Random

import numpy as np
from numpy.typing import NDArray

from core.exercises.drawn_numbers import (
    draw_activations,
    draw_hard_target,
    draw_logits,
    draw_pair,
    draw_probabilities,
    draw_soft_target,
)
from core.exercises.exercise import Given, MultipleChoice, Row
from core.layer.output_layer import parameter_gradient
from core.losses.cross_entropy import cross_entropy, cross_entropy_gradient
from core.losses.softmax import softmax, softmax_jacobian

POSITIVE, NEGATIVE, ZERO = "positive", "negative", "zero"
RISES, FALLS, STAYS = "rises", "falls", "stays"
_SMOOTHED = 0.4  # of the target that a step can overshoot
_ESTIMATED = 10  # how many times clearer a question must be that needs an estimate
AGAINST, ALONG, SHIFT, TOO_LONG = "against", "along", "shift", "too long"  # updates of the logits


def logit_sign(draw: Random) -> tuple[Given, MultipleChoice]:
    """The sign of ∂L/∂z_i."""
    classes = draw.choice((3, 4))
    target, probabilities = _target(draw, classes, soft=0.6), draw_probabilities(draw, classes)
    column = draw.randrange(classes)
    target = _one_hot(target, probabilities[column], column)
    given = Given(targets=(target,), probabilities=(probabilities,), column=column)
    gradient = float(_logit_gradient(given)[given.column])
    return given, _by_sign(gradient, "sign", (POSITIVE, NEGATIVE))


def weight_sign(draw: Random) -> tuple[Given, MultipleChoice]:
    """The sign of ∂L/∂w_pq; 0 where a_p is."""
    classes, units = 3, 3
    p = draw.randrange(units)
    activations = draw_activations(draw, units)
    if draw.random() < 0.25:
        activations = (*activations[:p], 0.0, *activations[p + 1 :])
    target, probabilities = _target(draw, classes, soft=0.3), draw_probabilities(draw, classes)
    column = draw.randrange(classes)
    given = Given(
        targets=(_one_hot(target, probabilities[column], column),),
        probabilities=(probabilities,),
        activations=(activations,),
        row=p,
        column=column,
    )
    gradient = parameter_gradient(np.array(given.activations), _logit_gradient(given)[None])
    entry = float(gradient[given.row, given.column])
    options = (POSITIVE, NEGATIVE, ZERO)
    if activations[p] == 0:
        silent = tuple((option, "silent_unit") for option in options[:2])
        return given, MultipleChoice(options, ZERO, math.inf, silent)
    mistake = "activation_sign" if activations[p] < 0 else "sign"
    return given, _by_sign(entry, mistake, options)


def jacobian_sign(draw: Random) -> tuple[Given, MultipleChoice]:
    """The sign of ∂ŷ_k/∂z_i, which is never 0."""
    classes = draw.choice((3, 4))
    k, i = draw_pair(draw, classes)
    given = Given(probabilities=(draw_probabilities(draw, classes),), row=k, column=i)
    entry = float(softmax_jacobian(given.probabilities[0])[k, i])
    question = _by_sign(entry, "other_case", (POSITIVE, NEGATIVE, ZERO))
    return given, question if k == i else _with(question, ZERO, "diagonal")


def moving_logit(draw: Random) -> tuple[Given, MultipleChoice]:
    """Which logit rises, or falls, the most in a step against the gradient."""
    classes = draw.choice((3, 4))
    given = Given(
        targets=(_one_hot(_target(draw, classes, soft=0.6)),),
        probabilities=(draw_probabilities(draw, classes),),
        update=draw.choice((RISES, FALLS)),
    )
    gradient = _logit_gradient(given)
    moves = -gradient if given.update == RISES else gradient
    return given, _largest(_logit_options(classes), moves, "sign")


def larger_loss(draw: Random) -> tuple[Given, MultipleChoice]:
    """Which of three predictions of the same target has the largest loss."""
    classes = draw.choice((3, 4))
    predictions = tuple(draw_probabilities(draw, classes) for _ in range(3))
    given = Given(
        targets=(_one_hot(_target(draw, classes, soft=0.4)),) * 3, probabilities=predictions
    )
    losses = cross_entropy(np.log(predictions), np.array(given.targets))
    question = _largest(("A", "B", "C"), losses, "smallest_loss")
    least_confident = int(np.argmin([max(probabilities) for probabilities in predictions]))
    return given, _with(question, question.options[least_confident], "confidence")


def true_class(draw: Random) -> tuple[Given, MultipleChoice]:
    """Whether the logit of the true class rises in a step, where the target is smoothed."""
    classes = draw.choice((3, 4))
    target = draw_hard_target(draw, classes)
    label = target.index(1.0)
    own = draw.randrange(70, 96, 5)  # hundredths; the others share the rest
    cuts = [0, *sorted(draw.sample(range(1, 100 - own), classes - 2)), 100 - own]
    others = [(after - before) / 100 for before, after in pairwise(cuts)]
    probabilities = (*others[:label], own / 100, *others[label:])
    given = Given(
        targets=(target,),
        probabilities=(probabilities,),
        smoothing=draw.choice((0.1, 0.2, 0.3, 0.4)),
        column=label,
    )
    move = -float(_logit_gradient(given)[label])
    return given, _by_sign(move, "smoothing" if move < 0 else "sign", (RISES, FALLS))


def step_outcome(draw: Random) -> tuple[Given, MultipleChoice]:
    """Whether the loss rises, falls or stays when the logits are moved."""
    update = draw.choice((AGAINST, ALONG, SHIFT, TOO_LONG))
    classes = 2 if update == TOO_LONG else 3
    soft = 1.0 if update == TOO_LONG else 0.3
    steps = (10.0, 12.0, 15.0, 20.0) if update == TOO_LONG else (0.2, 0.3, 0.4, 0.5)
    given = Given(
        targets=(_one_hot(_target(draw, classes, soft=soft)),),
        logits=(draw_logits(draw, classes),),
        step_size=draw.choice((-2.0, -1.0, 1.0, 2.0) if update == SHIFT else steps),
        # Towards a one-hot target no step is too long: L falls all the way.
        smoothing=_SMOOTHED if update == TOO_LONG else 0.0,
        update=update,
    )
    logits, target = np.array(given.logits[0]), given.smoothed[0]
    options = (RISES, FALLS, STAYS)
    if update == SHIFT:
        return given, MultipleChoice(options, STAYS, math.inf, ((RISES, "shift"), (FALLS, "shift")))
    gradient = cross_entropy_gradient(logits, target)
    moved = logits + (given.step_size if update == ALONG else -given.step_size) * gradient
    change = float(cross_entropy(moved, target) - cross_entropy(logits, target))
    if update == TOO_LONG:  # asked only where it does overshoot
        return given, MultipleChoice(options, RISES, change / _ESTIMATED, ((FALLS, "too_long"),))
    return given, _by_sign(change, "step_sign", options)


def temperature_direction(draw: Random) -> tuple[Given, MultipleChoice]:
    """Whether the ŷ of the largest or smallest logit rises when T is changed."""
    logits = draw_logits(draw, 3)
    before, after = draw.choice(((1.0, 2.0), (2.0, 1.0), (1.0, 0.5), (0.5, 1.0), (1.0, 4.0)))
    ends = (int(np.argmax(logits)), int(np.argmin(logits)))
    given = Given(
        logits=(logits,), temperature=before, new_temperature=after, column=draw.choice(ends)
    )
    change = softmax(logits, temperature=after) - softmax(logits, temperature=before)
    rise = float(change[given.column])
    return given, _by_sign(rise, "temperature_direction", (RISES, FALLS))


SIGNS = (
    logit_sign,
    moving_logit,
    weight_sign,
    jacobian_sign,
    larger_loss,
    true_class,
    step_outcome,
    temperature_direction,
)


def _target(draw: Random, classes: int, *, soft: float) -> Row:
    """A target for `_one_hot`, soft with this probability.

    Level 1 once had soft targets. They are still drawn, so that all other random numbers of a set
    stay as they were and an old link opens the same exercises.
    """
    make = draw_soft_target if draw.random() < soft else draw_hard_target
    return make(draw, classes)


def _one_hot(target: Row, probability: float | None = None, column: int = 0) -> Row:
    """The one-hot target of the class with the largest entry.

    If ŷ of a column is given, ŷ − y keeps its sign in that column. Otherwise most signs would be
    positive, because most classes are not the true one.

    >>> _one_hot((0.3, 0.6, 0.1)), _one_hot((0.3, 0.6, 0.1), 0.2, 0)
    ((0.0, 1.0, 0.0), (1.0, 0.0, 0.0))
    """
    ranked = list(target)
    if probability is not None and 1.0 not in target:
        ranked[column] = 1.0 if target[column] > probability else 0.0
    label = ranked.index(max(ranked))
    return tuple(float(index == label) for index in range(len(target)))


def _logit_gradient(given: Given) -> NDArray[np.float64]:
    # The logits log ŷ have the softmax ŷ.
    return np.asarray(cross_entropy_gradient(np.log(given.probabilities[0]), given.smoothed[0]))


def _logit_options(classes: int) -> tuple[str, ...]:
    return tuple(f"z{index}" for index in range(1, classes + 1))


def _by_sign(value: float, mistake: str, options: tuple[str, ...]) -> MultipleChoice:
    """The first option is right for a positive value, the second for a negative one."""
    right, wrong = options[:2] if value > 0 else options[1::-1]
    return MultipleChoice(options, right, abs(value), ((wrong, mistake),))


def _largest(
    options: tuple[str, ...], values: NDArray[np.float64], opposite: str
) -> MultipleChoice:
    """The option with the largest value is right; `opposite` leads to the smallest."""
    order = np.argsort(values)
    margin = float(values[order[-1]] - values[order[-2]])
    return MultipleChoice(options, options[order[-1]], margin, ((options[order[0]], opposite),))


def _with(question: MultipleChoice, option: str, mistake: str) -> MultipleChoice:
    """The question with a mistake for an option, unless it is right or already has one."""
    if option == question.right or option in dict(question.mistakes):
        return question
    mistakes = (*question.mistakes, (option, mistake))
    return MultipleChoice(question.options, question.right, question.margin, mistakes)
