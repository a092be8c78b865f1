"""Level 2: one number, with a calculator: an entry of ŷ, ∂L/∂z, the Jacobian, ∂L/∂W or ∂L/∂b; L.

Each function draws the numbers of one kind. It computes the key with the functions of `core`, and
from the same numbers the wrong answers of the usual mistakes.
"""

import math
from dataclasses import replace
from random import Random

import numpy as np

from core.exercises.drawn_numbers import (
    TEMPERATURES,
    draw_example,
    draw_hard_target,
    draw_logits,
    draw_pair,
)
from core.exercises.exercise import Given, Numbers, question_for_numbers
from core.losses.cross_entropy import cross_entropy, cross_entropy_gradient
from core.losses.gradient_terms import gradient_terms
from core.losses.softmax import softmax, softmax_jacobian
from core.losses.targets import smooth_labels_over_others


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
    return given, question_for_numbers(softmax(logits, temperature=temperature)[k], mistakes)


def logit_gradient(draw: Random) -> tuple[Given, Numbers]:
    """One ∂L/∂z_i."""
    classes = draw.choice((2, 3, 4))
    given = replace(draw_example(draw, classes), column=draw.randrange(classes))
    return given, question_for_numbers(*_logit_gradient_and_mistakes(given))


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
    probabilities = softmax(given.logits[0], temperature=given.temperature)
    unscaled = softmax_jacobian(probabilities)  # ∂ŷ/∂(z/T)
    entry = unscaled[k, i] / given.temperature
    own_case = probabilities[k] * (1 - probabilities[k])
    cross_case = -probabilities[k] * probabilities[i]
    mistakes = [("jacobian_sign", -entry)]
    mistakes.append(("other_case", (cross_case if k == i else own_case) / given.temperature))
    if k != i:
        mistakes.append(("diagonal", 0.0))
    if given.temperature != 1:
        mistakes.append(("slope_temperature", unscaled[k, i]))
        mistakes.append(("temperature", softmax_jacobian(softmax(given.logits[0]))[k, i]))
    return given, question_for_numbers(entry, mistakes)


def weight_gradient(draw: Random) -> tuple[Given, Numbers]:
    """One ∂L/∂w_pq."""
    classes, units = draw.choice((2, 3)), draw.choice((2, 3))
    given = draw_example(draw, classes, units)
    given = replace(given, row=draw.randrange(units), column=draw.randrange(classes))
    activation = given.activations[0][given.row]
    gradient, mistakes = _logit_gradient_and_mistakes(given)
    carried = [(name, activation * value) for name, value in mistakes]
    if activation != 1:
        carried.append(("activation", gradient))
    return given, question_for_numbers(activation * gradient, carried)


def bias_gradient(draw: Random) -> tuple[Given, Numbers]:
    """One ∂L/∂b_q of the mean loss of two examples."""
    classes = draw.choice((2, 3))
    given = Given(
        targets=tuple(draw_hard_target(draw, classes) for _ in range(2)),
        logits=tuple(draw_logits(draw, classes) for _ in range(2)),
        column=draw.randrange(classes),
    )
    gradients = cross_entropy_gradient(np.array(given.logits), given.smoothed)
    mean = gradients.mean(axis=0)[given.column]
    mistakes = [("sign", -mean), ("sum", 2 * mean), ("class_sum", 0.0)]
    return given, question_for_numbers(mean, mistakes)


def loss(draw: Random) -> tuple[Given, Numbers]:
    """L of one example."""
    classes = draw.choice((2, 3, 4))
    given = draw_example(draw, classes)
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
    return given, question_for_numbers(nats, mistakes)


ENTRIES = (probability, logit_gradient, jacobian, weight_gradient, bias_gradient, loss)


def _logit_gradient_and_mistakes(given: Given) -> tuple[float, list[tuple[str, float]]]:
    """∂L/∂z_i of one example, and the wrong values of the usual mistakes."""
    logits, target, i = np.array(given.logits[0]), given.smoothed[0], given.column
    temperature, hard = given.temperature, np.array(given.targets[0])
    gradient = float(cross_entropy_gradient(logits, target, temperature=temperature)[i])
    predicted = float(softmax(logits, temperature=temperature)[i])
    mistakes = [("sign", -gradient)]
    if temperature != 1:
        mistakes.append(("slope_temperature", predicted - target[i]))
        mistakes.append(("temperature", float(softmax(logits)[i]) - target[i]))
    if given.smoothing:
        unsmoothed = cross_entropy_gradient(logits, hard, temperature=temperature)
        mistakes.append(("smoothing", float(unsmoothed[i])))
        others = smooth_labels_over_others(hard, given.smoothing)
        mistakes.append(("smoothing_over_others", (predicted - float(others[i])) / temperature))
    if hard[i] != 1:  # for the true class ŷ − 1 is right, or smoothing forgotten
        mistakes.append(("true_class", (predicted - 1) / temperature))
    if target[i] != 1:  # where y_i = 1 the other terms are 0
        terms = gradient_terms(logits, target, temperature=temperature)
        mistakes.append(("diagonal", float(terms[i, i])))
    return gradient, mistakes
