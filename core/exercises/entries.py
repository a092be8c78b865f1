"""Level 2: one number, with a calculator: an entry of ŷ, ∂L/∂z, the Jacobian, ∂L/∂W, ∂L/∂b; L.

Each function draws the numbers of one kind, finds the key with the functions of `core`, and puts
beside it what the usual mistakes lead to with the same numbers.
"""

import math
from collections.abc import Iterable
from random import Random

import numpy as np

from core.exercises.drawn_numbers import (
    draw_activations,
    draw_hard_target,
    draw_logits,
    draw_pair,
)
from core.exercises.exercise import Given, Mistake, Numbers
from core.losses.cross_entropy import cross_entropy, cross_entropy_gradient
from core.losses.gradient_terms import gradient_terms
from core.losses.softmax import softmax, softmax_jacobian
from core.losses.targets import smooth_labels_over_others

TEMPERATURES = (1.0, 1.0, 2.0, 0.5)
SMOOTHINGS = (0.0, 0.0, 0.1, 0.3)


def probability(draw: Random) -> tuple[Given, Numbers]:
    """One ŷ_k."""
    classes = draw.choice((2, 3, 4))
    given = Given(
        logits=(draw_logits(draw, classes),),
        temperature=draw.choice(TEMPERATURES),
        column=draw.randrange(classes),
    )
    logits, temperature, k = np.array(given.logits[0]), given.temperature, given.column
    mistakes = [("unnormalized", math.exp(logits[k] / temperature))]
    if temperature != 1:
        mistakes.append(("temperature", softmax(logits)[k]))
        mistakes.append(("times_temperature", softmax(logits * temperature)[k]))
    return given, one_number(softmax(logits, temperature=temperature)[k], mistakes)


def logit_gradient(draw: Random) -> tuple[Given, Numbers]:
    """One ∂L/∂z_i."""
    classes = draw.choice((2, 3, 4))
    given = Given(
        targets=(draw_hard_target(draw, classes),),
        logits=(draw_logits(draw, classes),),
        temperature=draw.choice(TEMPERATURES),
        smoothing=draw.choice(SMOOTHINGS),
        column=draw.randrange(classes),
    )
    return given, one_number(*_slope_and_mistakes(given))


def jacobian(draw: Random) -> tuple[Given, Numbers]:
    """One ∂ŷ_k/∂z_i."""
    classes = draw.choice((2, 3, 4))
    k, i = draw_pair(draw, classes)
    given = Given(
        logits=(draw_logits(draw, classes),),
        temperature=draw.choice(TEMPERATURES),
        row=k,
        column=i,
    )
    shares = softmax(given.logits[0], temperature=given.temperature)
    plain = softmax_jacobian(shares)
    entry = plain[k, i] / given.temperature
    own_case, cross_case = shares[k] * (1 - shares[k]), -shares[k] * shares[i]
    mistakes = [("jacobian_sign", -entry)]
    mistakes.append(("other_case", (cross_case if k == i else own_case) / given.temperature))
    if k != i:
        mistakes.append(("diagonal", 0.0))
    if given.temperature != 1:
        mistakes.append(("slope_temperature", plain[k, i]))
        mistakes.append(("temperature", softmax_jacobian(softmax(given.logits[0]))[k, i]))
    return given, one_number(entry, mistakes)


def weight_gradient(draw: Random) -> tuple[Given, Numbers]:
    """One ∂L/∂w_pq."""
    classes, units = draw.choice((2, 3)), draw.choice((2, 3))
    given = Given(
        targets=(draw_hard_target(draw, classes),),
        logits=(draw_logits(draw, classes),),
        activations=(draw_activations(draw, units),),
        temperature=draw.choice(TEMPERATURES),
        smoothing=draw.choice(SMOOTHINGS),
        row=draw.randrange(units),
        column=draw.randrange(classes),
    )
    activation = given.activations[0][given.row]
    slope, mistakes = _slope_and_mistakes(given)
    carried = [(name, activation * value) for name, value in mistakes]
    if activation != 1:
        carried.append(("activation", slope))
    return given, one_number(activation * slope, carried)


def bias_gradient(draw: Random) -> tuple[Given, Numbers]:
    """One ∂L/∂b_q of the mean loss of two examples."""
    classes = draw.choice((2, 3))
    given = Given(
        targets=tuple(draw_hard_target(draw, classes) for _ in range(2)),
        logits=tuple(draw_logits(draw, classes) for _ in range(2)),
        column=draw.randrange(classes),
    )
    slopes = cross_entropy_gradient(np.array(given.logits), given.smoothed)
    mean = slopes.mean(axis=0)[given.column]
    mistakes = [("sign", -mean), ("sum", 2 * mean), ("class_sum", 0.0)]
    return given, one_number(mean, mistakes)


def loss(draw: Random) -> tuple[Given, Numbers]:
    """L of one example."""
    classes = draw.choice((2, 3, 4))
    given = Given(
        targets=(draw_hard_target(draw, classes),),
        logits=(draw_logits(draw, classes),),
        temperature=draw.choice(TEMPERATURES),
        smoothing=draw.choice(SMOOTHINGS),
    )
    logits, target, temperature = np.array(given.logits[0]), given.smoothed[0], given.temperature
    nats = float(cross_entropy(logits, target, temperature=temperature))
    mistakes = [("loss_sign", -nats), ("decimal_logarithm", nats / math.log(10))]
    if temperature != 1:
        mistakes.append(("temperature", float(cross_entropy(logits, target))))
    if given.smoothing:
        unsmoothed = cross_entropy(logits, np.array(given.targets[0]), temperature=temperature)
        mistakes.append(("smoothing", float(unsmoothed)))
        others = smooth_labels_over_others(given.targets[0], given.smoothing)
        unlike = cross_entropy(logits, others, temperature=temperature)
        mistakes.append(("smoothing_over_others", float(unlike)))
    return given, one_number(nats, mistakes)


ENTRIES = {
    "probability": probability,
    "logit_gradient": logit_gradient,
    "jacobian": jacobian,
    "weight_gradient": weight_gradient,
    "bias_gradient": bias_gradient,
    "loss": loss,
}


def one_number(key: float, mistakes: Iterable[tuple[str, float]]) -> Numbers:
    """A question for one number.

    >>> one_number(0.5, [("sign", -0.5)])
    Numbers(values=(0.5,), mistakes=(Mistake(name='sign', values=(-0.5,)),))
    """
    told = tuple(Mistake(name, (float(value),)) for name, value in mistakes)
    return Numbers((float(key),), told)


def _slope_and_mistakes(given: Given) -> tuple[float, list[tuple[str, float]]]:
    """∂L/∂z_i of one example, and what the mistakes that can be made with it lead to."""
    logits, target, i = np.array(given.logits[0]), given.smoothed[0], given.column
    temperature, hard = given.temperature, np.array(given.targets[0])
    slope = float(cross_entropy_gradient(logits, target, temperature=temperature)[i])
    share = float(softmax(logits, temperature=temperature)[i])
    mistakes = [("sign", -slope)]
    if temperature != 1:
        mistakes.append(("slope_temperature", share - target[i]))
        mistakes.append(("temperature", float(softmax(logits)[i]) - target[i]))
    if given.smoothing:
        unsmoothed = cross_entropy_gradient(logits, hard, temperature=temperature)
        mistakes.append(("smoothing", float(unsmoothed[i])))
        others = smooth_labels_over_others(hard, given.smoothing)
        mistakes.append(("smoothing_over_others", (share - float(others[i])) / temperature))
    if hard[i] != 1:  # for the true class ŷ − 1 is right, or smoothing forgotten
        mistakes.append(("true_class", (share - 1) / temperature))
    if target[i] != 1:  # with all the share, the other terms are 0
        terms = gradient_terms(logits, target, temperature=temperature)
        mistakes.append(("diagonal", float(terms[i, i])))
    return slope, mistakes
